"""What a release inherits of the one before: addresses that people hold keep leading somewhere.

Everything is told from the files in the manifest before, so that it passes from manifest to manifest:

- a listing or solution that stands under another name is redirected to from its former addresses;
- a listing that is gone leaves a nameless notice at its key, and neutral badges for every program alike, so that not
  even the program it took part in can be told. Its former addresses, which hold its name, go with it;
- a badge that a listing no longer earns turns neutral.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator

from generator.pages.badges import neutral_badge
from generator.pages.cards import Card
from generator.pages.findability import Redirect
from generator.pages.frame import Frame
from generator.pages.notices import notice_page
from generator.pages.page import Page, RawFile
from generator.pages.solution_cards import SolutionCard

Standing = Card | SolutionCard

_LEAF = re.compile(r"(partners|solutions)/(?:[a-z0-9-]+-)?([a-z2-7]{8})\.html")
_BADGE = re.compile(r"badges/([a-z2-7]{8})/([^/]+)\.svg")

ASSETS = "assets/"
"""Files with a hash in their name that hold nothing of any partner: open pages may still ask for them."""


def former_addresses(
    before: Iterable[str], written: Container[str], standing: Callable[[str, str], Standing | None]
) -> Iterator[Redirect]:
    """A redirect from every former address of what still stands.

    `before`: the files of the release before; `written`: those that this one has; `standing` gives the card of
    ("partners" or "solutions", key).
    """
    for file in sorted(file for file in before if file not in written):
        leaf = _LEAF.fullmatch(file)
        card = standing(leaf[1], leaf[2]) if leaf else None
        if card is not None:
            yield Redirect(old=file, new=card.route, name=card.name)


def notices(
    before: Iterable[str], listed: Iterable[str], written: Iterable[str], programs: Iterable[str], frame: Frame
) -> Iterator[Page | RawFile]:
    """Notices for listings that are gone, and neutral badges. `written`: files that this release has."""
    keys, there, names = set(listed), set(written), tuple(programs)
    gone: set[str] = set()
    for file in sorted(before):
        leaf, badge = _LEAF.fullmatch(file), _BADGE.fullmatch(file)
        if leaf and leaf[1] == "partners" and leaf[2] not in keys:
            gone.add(leaf[2])
        elif badge and badge[1] in keys and badge[2] in names and file not in there:
            yield neutral_badge(badge[1], badge[2], frame)
    for key in sorted(gone):
        yield notice_page(key, frame)
        yield from (neutral_badge(key, program, frame) for program in names)


def inherited_assets(before: Iterable[str], carried: Iterable[str]) -> list[str]:
    """The assets that the release before made itself; what it had only carried has had its time."""
    old = set(carried)
    return sorted(file for file in before if file.startswith(ASSETS) and file not in old)
