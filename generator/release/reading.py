"""One share of a staged site, read and checked: the unit of work of verification."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import filterfalse

import msgspec

from generator.pages.manifest import MANIFEST
from generator.release.before import Before
from generator.release.checks import Checks, Finding, StagedRelease
from generator.release.leaks import LeakScan, text_of, unpacked
from generator.release.links import LinkCheck
from generator.release.marks import Numbers, Said

_MARKED_UP = (".html", ".xml", ".svg")
_LINKED = (".html", ".xml", ".svg", ".css", ".js", ".jsonl")
_REMEMBERED = 500
"""Letters of a piece that is remembered as read; longer ones are hardly said twice."""

_MOST_BYTES = 1_000_000


class ShareRead(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with a share, the anchors that its links name (`LinkCheck.wanted`), and its marks (`shares`)."""

    findings: list[Finding]
    wanted: dict[tuple[str, str], str]
    marks: bytes
    fresh: int | None


class Reading:
    """The work of each process: `shares` of the plain files of a site; `on_disk`: all that lies in its folder."""

    def __init__(
        self,
        site: StagedRelease,
        scan: LeakScan,
        before: Before,
        on_disk: Set[str],
        shares: Sequence[Sequence[str]],
    ) -> None:
        self._site = site
        self._scan = scan
        self._before = before
        self._on_disk = on_disk
        self._shares = shares

    def share(self, number: int) -> ShareRead:
        """Read the files of a share; what it said last night, where that is known, is not looked at again."""
        marks = self._before.marks(number)
        one = _Share(self._site, self._scan, self._before, self._on_disk, marks)
        findings = list(one.findings(self._shares[number]))
        return ShareRead(
            findings=findings,
            wanted=one.links.wanted,
            marks=one.said.marks().tobytes(),
            fresh=None if marks is None else self._before.fresh(number),
        )


class _Share:
    """The files of one share, and what was seen of them so far. `marks`: what they said when they were verified."""

    def __init__(
        self, site: StagedRelease, scan: LeakScan, before: Before, on_disk: Set[str], marks: Numbers | None
    ) -> None:
        self._site = site
        self._before = before
        self._known = marks is not None
        self._checks = Checks(site)
        self.said = Said(marks)
        self._scan = scan.anew(self.said)
        self._since = LeakScan([] if marks is None else before.possible_in(marks))
        self._unseen, self._unseen_since = _Unseen(), _Unseen()
        self.links = LinkCheck(on_disk, site.base_url)

    def findings(self, files: Iterable[str]) -> Iterator[Finding]:
        for file in files:
            yield from self._file(file)
        yield from self._checks.leaks(self._scan.rest())
        yield from self._checks.leaks(self._since.rest())

    def _file(self, file: str) -> Iterator[Finding]:
        checks = self._checks
        content = self._site.read(file)
        total = hashlib.sha256(content).hexdigest()
        yield from checks.whole(file, content, total)
        stands = self._known and self._before.holds(file, total)
        leads_on = stands and not self._before.leads_astray(file, content)
        if leads_on and not self._since.searches:
            return
        said = frozenset[str]() if stands else self._said_before(file)
        for text in _parts(file, content):
            pieces = _pieces(file, text)
            if not stands:
                yield from checks.leaks(self._scan.look(file, self._unseen.of(pieces, said)))
            if self._since.searches:
                yield from checks.leaks(self._since.look(file, self._unseen_since.of(pieces)))
            if leads_on:
                continue
            if file.endswith(_LINKED) or file == "_redirects":
                for complaint in self.links.look(file, text, pieces):
                    yield checks.of("broken-link", file, f"{complaint}.")
                yield from checks.structured(file, text)
        if leads_on:
            return
        if file.endswith(".jsonl"):
            yield from checks.lines(file, content)
        elif file.endswith(".json") and file != MANIFEST:
            yield from checks.parsed(file, content)

    def _said_before(self, file: str) -> Set[str]:
        """The pieces of a file as it was verified."""
        content = self._before.content(file) if self._known else None
        return set[str]() if content is None else {one for text in _parts(file, content) for one in _pieces(file, text)}


class _Unseen:
    """Tells which pieces of text were not looked at before, as far as it remembers."""

    def __init__(self) -> None:
        self._seen: set[str] = set()

    def of(self, pieces: Iterable[str], said: Set[str] = frozenset()) -> list[str]:
        """Those of the pieces, `said` before in their file left out."""
        new = list(filterfalse(self._seen.__contains__, pieces))
        if said:
            new = list(filterfalse(said.__contains__, new))
        self._seen.update(piece for piece in new if len(piece) <= _REMEMBERED)
        return new


def _parts(file: str, content: bytes) -> Iterator[str]:
    """The text of a file, unpacked where it is gzip; one that is no page in parts of a bearable size, cut where no
    value stands.
    """
    content = unpacked(content)
    if file.endswith(_MARKED_UP) or len(content) <= _MOST_BYTES:
        yield text_of(content)
        return
    end = _end(file)
    begin = 0
    while begin < len(content):
        over = content.find(end, begin + _MOST_BYTES) + len(end)
        over = over if over >= len(end) else len(content)
        yield content[begin:over].decode("utf-8", "replace")
        begin = over


def _pieces(file: str, text: str) -> list[str]:
    """A file cut into what many files say alike."""
    return text.split("<" if file.endswith(_MARKED_UP) else _end(file).decode())


def _end(file: str) -> bytes:
    """What stands after every cell of a file that has no tags: in JSON a quote after a comma begins a string."""
    return b',"' if file.endswith(".json") else b"\n"
