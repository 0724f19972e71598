"""Verification that knows what it verified last night finds what a whole one finds, in unchanged files too."""

from __future__ import annotations

import base64
import gzip
import html
import json
import os
import random
import shutil
import urllib.parse
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from generator.audience.publication import Audience
from generator.pages.manifest import Manifest, manifest_file
from generator.pages.page import Page, RawFile
from generator.pages.routes import slug_of
from generator.pipeline import executor, prints
from generator.pipeline.chunk import SiteParts
from generator.release import shares
from generator.release.checks import Finding, StagedRelease
from generator.release.known import Known
from generator.release.leaks import LeakScan
from generator.release.reading import Reading, ShareRead
from generator.release.shares import Saying
from generator.release.staging import StagedSite
from generator.release.verify import Spread, verify
from tests.release.nightly import Nightly, world_of

BASE = "https://partners.example/dir/"
SECRET = 'Zoë "Quick" O’Hara & Søn Straße'
ROUNDS = int(os.environ.get("ROUNDS", "60"))

Files = dict[str, bytes]


def staged(folder: Path, files: Files) -> StagedSite:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    site = StagedSite(folder)
    for file, content in files.items():
        site.write(file, content)
    manifest = Manifest(
        as_of=date(2026, 11, 1), release="r", audience=Audience.CUSTOMERS, counts={}, programs={}, listings={}
    )
    written = manifest_file(manifest, site.sums)
    site.write(written.route, written.content)
    return site


def findings(
    site: StagedSite,
    values: list[str],
    known: Known | None = None,
    saying: Saying | None = None,
    spread: Spread = map,
) -> list[Finding]:
    release = StagedRelease(
        audience="customers", folder=site.folder, base_url=BASE, sums=site.sums, listings=frozenset()
    )
    return list(verify(release, LeakScan(values), known, saying, spread))


class Nights:
    """One night that was verified with some values, and the next."""

    def __init__(self, folder: Path, files: Files, values: list[str] | None = None) -> None:
        self.folder = folder
        self.files = dict(files)
        self.before = staged(folder / "before", files)
        self.values = values or []
        self.saying = Saying(folder / "marks")
        assert findings(self.before, self.values, saying=self.saying) == []
        self.saying.close()

    def next(self, new: list[str] | None = None, tear: str | None = None, spread: Spread = map) -> list[Finding]:
        """What the next night finds, knowing the one before."""
        site = staged(self.folder / "after", self.files)
        if tear is not None:
            (site.folder / tear).write_bytes(b"<html>" + b"x" * 10 + b"</html>")
        known = Known(self.before.folder, dict(self.before.sums), new or [], self.saying.shares, self.saying.place)
        saying = Saying(self.folder / "marks.new")
        found = findings(site, [*self.values, *(new or [])], known, saying, spread)
        saying.close()
        return found


def page(*parts: str) -> bytes:
    return f"<html><p>{'</p><p>'.join(parts)}</p></html>".encode()


QUIET: Files = {
    "index.html": page('<a href="a/">A</a><a href="b.html#here">B</a>'),
    "a/index.html": page("<b>a</b>", '<a href="../b.html">b</a>', '<a href="2/">2</a>'),
    "a/2/index.html": page('<a href="../">up</a>'),
    "a/c.html": page('<a href="./">up</a>'),
    "b.html": page('<b id="here">here</b>'),
    "logos/x.svg": b"<svg/>",
    "sitemap.xml": f"<urlset><url><loc>{BASE}a/2/</loc></url></urlset>".encode(),
    "data/x.jsonl": f'{{"url":"{BASE}b.html"}}\n'.encode(),
    "404.html": b'<html><a href="/dir/a/c.html">c</a></html>',
}


def wrapped(value: str) -> dict[str, tuple[str, bytes]]:
    """File and content that hold a value."""
    plain = value.encode()
    return {
        "plain": ("x.html", page(value)),
        "upper": ("x.html", page(value.upper())),
        "html": ("x.html", page(html.escape(value))),
        "numbers": ("x.html", page("".join(f"&#{ord(sign)};" for sign in value))),
        "url": ("x.html", page(f'<a href="https://o.example/?q={urllib.parse.quote_plus(value)}">x</a>')),
        "json": ("x.json", json.dumps([value]).encode()),
        "json in html": ("x.html", page(f"<i>{json.dumps([value])}</i>")),
        "json letters": ("x.json", ('["' + "".join(f"\\u{ord(sign):04x}" for sign in value) + '"]').encode()),
        "base64": ("x.html", page(base64.b64encode(b"x, " + plain).decode())),
        "base64 in other case": ("x.html", page(base64.b64encode(value.upper().encode()).decode())),
        "gzip": ("search/x.bin", gzip.compress(b"cards: " + plain)),
        "binary": ("x.bin", b"\x89PNG\r\n\x00tEXt\x00" + plain + b"\x00"),
        "table": ("x.csv", b"1;2;" + plain + b";3\n"),
    }


@pytest.mark.parametrize("form", wrapped(SECRET))
@pytest.mark.parametrize(
    "value",
    [SECRET, "tok-93af77c1", "Confidential Sponsor 4711", "青森崎データ株式会社", "Тихонміст Системи", "the hat is"],
)
def test_a_value_that_is_private_since_is_found_in_what_did_not_change(tmp_path: Path, value: str, form: str) -> None:
    file, content = wrapped(value)[form]
    nights = Nights(tmp_path, QUIET | {file: content})
    assert [finding.value for finding in nights.next([value])] == [value]
    assert [finding.value for finding in nights.next()] == []


def test_a_value_that_is_private_since_is_found_in_the_name_of_a_file(tmp_path: Path) -> None:
    nights = Nights(tmp_path, QUIET | {"logos/hidden-works-ltd.svg": b"<svg/>"})
    assert [finding.file for finding in nights.next(["Hidden Works Ltd"])] == ["logos/hidden-works-ltd.svg"]


def test_a_value_that_is_private_since_is_found_where_a_changed_file_said_it_before(tmp_path: Path) -> None:
    nights = Nights(tmp_path, QUIET | {"x.html": page("Hidden Works Ltd", "one")})
    nights.files["x.html"] = page("Hidden Works Ltd", "two")
    assert [finding.value for finding in nights.next(["Hidden Works Ltd"])] == ["Hidden Works Ltd"]


def test_a_value_that_was_private_is_found_in_what_changed(tmp_path: Path) -> None:
    nights = Nights(tmp_path, QUIET, ["Hidden Works Ltd"])
    nights.files["b.html"] = page('<b id="here">Hidden Works Ltd</b>')
    assert [(f.file, f.value) for f in nights.next()] == [("b.html", "Hidden Works Ltd")]


@pytest.mark.parametrize("file", ["b.html", "a/index.html"])
def test_a_file_that_did_not_change_and_is_torn_is_found(tmp_path: Path, file: str) -> None:
    found = Nights(tmp_path, QUIET).next(tear=file)
    assert ("torn-file", file) in [(f.code, f.file) for f in found]


@pytest.mark.parametrize("file", ["b.html", "a/index.html", "a/2/index.html", "a/c.html", "index.html", "logos/x.svg"])
def test_links_to_what_went_are_found_in_what_did_not_change(tmp_path: Path, file: str) -> None:
    nights = Nights(tmp_path, QUIET | {"z.html": page('<img src="logos/x.svg"><a href="./">home</a>')})
    del nights.files[file]
    whole = findings(staged(tmp_path / "whole", nights.files), [])
    assert whole
    assert sorted((f.code, f.file, f.message) for f in nights.next()) == sorted(
        (f.code, f.file, f.message) for f in whole
    )


def test_a_link_to_an_anchor_that_vanished_is_found_in_what_did_not_change(tmp_path: Path) -> None:
    nights = Nights(tmp_path, QUIET)
    nights.files["b.html"] = page('<b id="there">here</b>')
    assert [(f.code, f.file) for f in nights.next()] == [("broken-link", "index.html")]


def test_a_new_link_finds_the_anchors_of_a_page_that_did_not_change(tmp_path: Path) -> None:
    nights = Nights(tmp_path, QUIET)
    nights.files["a/c.html"] = page('<a href="../b.html#here">a</a><a href="../b.html#gone">b</a>')
    assert [f.message for f in nights.next()] == ["links to #gone of b.html, which has no such anchor."]


def test_a_changed_page_that_links_to_an_anchor_that_vanished_is_found(tmp_path: Path) -> None:
    nights = Nights(tmp_path, QUIET)
    nights.files["b.html"] = page('<b id="there">here</b>')
    nights.files["index.html"] = nights.files["index.html"].replace(b">A<", b">a<")
    assert [(f.code, f.file) for f in nights.next()] == [("broken-link", "index.html")]


def test_a_link_that_a_changed_file_had_is_followed_where_it_stands_now(tmp_path: Path) -> None:
    nights = Nights(tmp_path, QUIET)
    nights.files["a/index.html"] = page("changed", '<a href="2/">2</a>')
    nights.files["new.html"] = page('<a href="../b.html">b</a>')
    assert [(f.code, f.file) for f in nights.next()] == [("broken-link", "new.html")]


def test_only_what_is_concerned_is_looked_at_again(tmp_path: Path, searched: list[list[str] | None]) -> None:
    nights = Nights(tmp_path, QUIET)
    searched.clear()
    assert nights.next(["Hidden Works Ltd", "青森崎データ株式会社", "here or there"]) == []
    assert searched == [[]]


def test_a_value_is_searched_where_it_may_stand_only(
    tmp_path: Path, searched: list[list[str] | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shares, "_FILES", 3)
    nights = Nights(tmp_path, QUIET | {"z.html": page("Hidden Works Ltd")})
    searched.clear()
    assert [(f.file, f.value) for f in nights.next(["Hidden Works Ltd"])] == [("z.html", "Hidden Works Ltd")]
    assert searched == [[], [], [], ["Hidden Works Ltd"]]


@pytest.mark.parametrize("how", ["torn", "gone", "grown"])
def test_a_share_of_which_the_marks_are_no_good_is_verified_whole(
    tmp_path: Path, searched: list[list[str] | None], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    nights = Nights(tmp_path, QUIET | {"z.html": page("Hidden Works Ltd")})
    marks = tmp_path / "marks"
    if how == "torn":
        marks.write_bytes(b"x" + marks.read_bytes()[1:])
    elif how == "gone":
        marks.unlink()
    else:
        monkeypatch.setattr(shares, "_MOST_GROWN", 0.5)
    searched.clear()
    assert [f.value for f in nights.next(["Hidden Works Ltd"])] == ["Hidden Works Ltd"]
    assert searched[0] is None


def test_the_number_of_processes_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shares, "_FILES", 2)
    nights = Nights(tmp_path, QUIET | {"x.html": page("Ada Lovelace, storage"), "y.html": page("Ada Lovelace")})
    nights.files["a/c.html"] = page("Hidden Works Ltd", '<a href="gone/">gone</a>', '<a href="../b.html#x">x</a>')
    nights.files["z.html"] = page("Hidden Works Ltd")
    del nights.files["a/2/index.html"]
    nights.values = ["Hidden Works Ltd"]
    found, marks = [], []
    for jobs in (1, 3):
        found.append(nights.next(["Ada Lovelace"], spread=partial(executor.spread, jobs=jobs)))
        marks.append((tmp_path / "marks.new").read_bytes())
    assert found[0] == found[1]
    assert marks[0] == marks[1]
    assert [(f.file, f.value) for f in found[0] if f.value] == [
        ("a/c.html", "Hidden Works Ltd"),
        ("x.html", "Ada Lovelace"),
    ]


def test_where_the_standing_site_decayed_everything_is_looked_at(tmp_path: Path) -> None:
    nights = Nights(tmp_path, QUIET)
    (tmp_path / "before" / "b.html").write_text("<html></html>")
    nights.files["b.html"] = page("nothing")
    assert [(f.code, f.file) for f in nights.next()] == [("broken-link", "index.html")]


WORDS = [
    "storage",
    "Zoë",
    "port",
    "Straße",
    "und",
    "O'Hara",
    "&",
    "rail & sea",
    "GmbH",
    "東京",
    "İzmir",
    "tok-93af",
    "x",
]


def test_what_is_known_changes_no_finding(tmp_path: Path) -> None:
    """Random sites, random edits, random values: what is found is what a whole verification finds."""
    different = 0
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        nights = Nights(tmp_path, random_site(chance))
        new = [" ".join(chance.choices(WORDS, k=chance.randint(2, 4))) for _ in range(6)]
        for _ in range(chance.randint(0, 3)):
            file = chance.choice(sorted(nights.files))
            chance.choice([edited, removed, added])(nights.files, file, chance)
        new = [value for value in new if len(value) >= 8]
        known, whole = nights.next(new), findings(staged(tmp_path / "whole", nights.files), new)
        assert said(known) == said(whole), f"seed {seed}"
        different += bool(whole)
    assert different > ROUNDS / 5


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Nightly:
    nightly = Nightly(tmp_path_factory.mktemp("published"), world_of(4))
    nightly.world.add("people", person_id="PP1", partner_id="P02", role="employee", name="Sylvia Hargreave")
    nightly.world.add("people", person_id="PP0", partner_id="P02", role="employee", name="Test Directory")
    nightly.world.marketing("P03")["contact_name"] = "Sylvia Hargreave"
    nightly.first()
    return nightly


@pytest.fixture
def nightly(published: Nightly, tmp_path: Path) -> Nightly:
    shutil.copytree(published.folder, tmp_path / "site", symlinks=True)
    world = world_of(4)
    world.rows = {table: [dict(row) for row in rows] for table, rows in published.world.rows.items()}
    return Nightly(tmp_path / "site", world)


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[list[str] | None]:
    """Of each share that is verified, but for the manifest, the values that are searched in what stands; None where all
    of it is looked at.
    """
    told: list[list[str] | None] = []
    share = Reading.share

    def noting(self: Reading, number: int) -> ShareRead:
        before = self._before
        marks = before.marks(number)
        if number < len(self._shares) - 1:
            told.append(None if marks is None else before.possible_in(marks))
        return share(self, number)

    monkeypatch.setattr(Reading, "share", noting)
    return told


NEXT, THIRD = "2026-11-23", "2026-11-24"


def test_a_night_searches_for_what_is_new(nightly: Nightly, searched: list[list[str] | None]) -> None:
    assert nightly.publish(NEXT)["exit"] == 0
    nightly.world.add("people", person_id="PP2", partner_id="P02", role="employee", name="Anna Meier-Huber")
    nightly.world.add("people", person_id="PP3", partner_id="P02", role="employee", name="Partner Number 03")
    assert nightly.publish(THIRD)["exit"] == 0
    assert searched == [[], [], *[["Partner Number 03"]] * 2], "the other stands nowhere"


def test_what_came_on_the_second_night_and_is_private_on_the_third_is_searched_for(
    nightly: Nightly, searched: list[list[str] | None]
) -> None:
    nightly.world.marketing("P01")["contact_name"] = "Ingrid Solheim"
    assert nightly.publish(NEXT)["exit"] == 0
    nightly.world.add("people", person_id="PP4", partner_id="P02", role="employee", name="Ingrid Solheim")
    assert nightly.publish(THIRD)["exit"] == 0
    assert searched == [[], [], *[["Ingrid Solheim"]] * 2]


def test_what_the_operator_says_is_searched_once_the_operator_says_something_else(
    nightly: Nightly, searched: list[list[str] | None]
) -> None:
    assert nightly.publish(NEXT)["exit"] == 0
    assert searched == [[], []], "the name of the site, which is that of a person too"
    searched.clear()
    (nightly.folder / "content" / "pages").mkdir()
    (nightly.folder / "content" / "pages" / "about.md").write_text("---\ntitle: About\n---\n\nWe.\n")
    assert nightly.publish(THIRD)["exit"] == 0
    assert searched == [["Test Directory"], ["Test Directory"]]


def test_what_is_excused_no_more_is_searched_everywhere(nightly: Nightly, searched: list[list[str] | None]) -> None:
    nightly.world.marketing("P03")["contact_name"] = "Somebody Else"
    assert nightly.publish(NEXT)["exit"] == 0
    assert searched == [["Sylvia Hargreave"]] * 2
    nightly.world.marketing("P04")["contact_name"] = "Sylvia Hargreave"
    assert nightly.publish(THIRD)["exit"] == 0
    assert "Sylvia Hargreave" in nightly.page(f"customers/partners/{slug_of('P04', 'Partner Number 04')}.html")


def test_what_is_excused_no_more_and_stands_in_a_page_that_did_not_change_is_a_leak(tmp_path: Path) -> None:
    nightly = Nightly(tmp_path, world_of(3))
    nightly.world.add("people", person_id="PP1", partner_id="P02", role="employee", name="Sylvia Hargreave")
    nightly.world.marketing("P03")["contact_name"] = "Sylvia Hargreave"
    file = f"partners/{slug_of('P01', 'Partner Number 01')}.html"
    write = SiteParts.write

    def spoilt(self: SiteParts, page: Page | RawFile) -> None:
        if page.route != file:
            return write(self, page)
        assert isinstance(page, Page)
        content = self.renderer.render(page).replace(b"</body>", b"Sylvia Hargreave</body>")
        return write(self, RawFile(route=page.route, content=content))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SiteParts, "write", spoilt)
        nightly.first()
    nightly.world.marketing("P03")["contact_name"] = "Somebody Else"
    answer = nightly.publish(NEXT)
    assert answer["exit"] == 3
    assert {(one["code"], one["file"]) for one in answer["problems"] if one["severity"] == "error"} == {
        ("leak", f"{audience}/{file}") for audience in ("customers", "partners")
    }


@pytest.mark.parametrize(
    "how",
    ["torn", "settings", *(pytest.param(how, marks=pytest.mark.slow) for how in ("absent", "another", "code", "full"))],
)
def test_without_a_record_of_this_release_everything_is_verified(
    nightly: Nightly, searched: list[list[str] | None], monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    options = ["--full"] if how == "full" else []
    for record in (nightly.root / ".incremental").glob("verified-*"):
        if how == "absent":
            record.unlink()
        elif how == "torn":
            record.write_bytes(record.read_bytes()[:-1])
    if how == "another":
        nightly.world.marketing("P03")["contact_name"] = "Somebody Else"
        nightly.publish(NEXT)
        nightly.run("rollback")
    elif how == "code":
        monkeypatch.setattr(prints, "_code", lambda: b"another")
    elif how == "settings":
        nightly.world.settings += "page_size: 7\n"
    searched.clear()
    assert nightly.publish(THIRD, *options)["exit"] == 0
    assert searched == [None, None]


def test_a_refused_night_leaves_the_record_of_the_one_that_stands(nightly: Nightly) -> None:
    kept = nightly.root / ".incremental"
    records = {path: path.read_bytes() for path in kept.glob("verified-*")}
    for number in range(1, 4):
        nightly.world.marketing(f"P0{number}")["publish_to_customers"] = "No"
    nightly.world.settings += "publish: {guards: {listings-lost: {percent: 0, least: 1}}}\n"
    assert nightly.publish(NEXT)["exit"] == 3
    assert len(records) == 4
    assert records.keys() == set(kept.glob("verified-*"))
    assert {path: path.read_bytes() for path in records} == records
    assert not any(b"Hargreave" in content for content in records.values())


def said(found: list[Finding]) -> set[tuple[str, str, str | None]]:
    """Leaks and missing anchors are told once, at whichever file was read first."""
    return {(f.code, "" if f.value or "anchor" in f.message else f.file, f.value or f.message) for f in found}


NAMES = ["index.html", "b.html", "c.html", "d/index.html", "d/e.html", "d/f/index.html", "g.json", "h.bin"]


def random_site(chance: random.Random) -> Files:
    names = ["index.html", *chance.sample(NAMES[1:], 5)]
    return {name: random_file(name, names, chance) for name in names}


def random_file(name: str, names: list[str], chance: random.Random) -> bytes:
    text = " ".join(chance.choices(WORDS, k=6))
    if name.endswith(".json"):
        return json.dumps([text], ensure_ascii=chance.random() < 0.5).encode()
    if name.endswith(".bin"):
        return gzip.compress(text.encode())
    links = [
        os.path.relpath(target.removesuffix("index.html") or ".", Path(name).parent)
        + "/" * target.endswith("index.html")
        for target in chance.sample(names, 3)
    ]
    extra = base64.b64encode(text.encode()).decode() if chance.random() < 0.2 else html.escape(text)
    return page(f'<b id="k{chance.randint(0, 1)}">{extra}</b>', *(f'<a href="{link}">x</a>' for link in links))


def edited(files: Files, file: str, chance: random.Random) -> None:
    files[file] = random_file(file, sorted(files), chance)


def removed(files: Files, file: str, _: random.Random) -> None:
    if len(files) > 3:
        del files[file]


def added(files: Files, _: str, chance: random.Random) -> None:
    files["new.html"] = random_file("new.html", sorted(files), chance)
