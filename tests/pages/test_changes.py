"""What changed, night by night: named only as far as it is still public."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

import msgspec

from generator.audience.publication import Audience
from generator.pages.changes import (
    NAMED_AT_MOST,
    NIGHTS_KEPT,
    ChangesContext,
    changes_files,
    difference,
    with_history,
)
from generator.pages.manifest import LevelChange, ListedFacts, Manifest, Night
from generator.pages.page import Page, RawFile
from generator.render.environment import Renderer
from tests.pages.sample import LABELS, TEMPLATES, assets, frame

FRAME = frame(assets())
ATOM = "{http://www.w3.org/2005/Atom}"
PROGRAMS = {"partnerworld": ("member", "advanced", "premier"), "security-services-alliance": ("silver", "gold")}


def facts(name: str, level: str | None = "member", former: tuple[str, ...] = ()) -> ListedFacts:
    levels = {} if level is None else {"partnerworld": level}
    return ListedFacts(name=name, slug=name.lower(), former_names=former, levels=levels, text="")


def manifest(day: int, listings: dict[str, ListedFacts], history: tuple[Night, ...] = ()) -> Manifest:
    return Manifest(
        as_of=date(2026, 3, day),
        release=f"2026-03-{day:02}-a",
        audience=Audience.CUSTOMERS,
        counts={},
        programs=PROGRAMS,
        listings=listings,
        history=history,
    )


def files(of: Manifest) -> tuple[ChangesContext, ElementTree.Element, str]:
    page, feed = changes_files(of, FRAME, LABELS)
    assert isinstance(page, Page)
    assert isinstance(page.context, ChangesContext)
    assert isinstance(feed, RawFile)
    assert feed.route == "changes/feed.xml"
    return page.context, ElementTree.fromstring(feed.content), Renderer([TEMPLATES], FRAME).render(page).decode()


BEFORE = manifest(1, {"k1": facts("Aster"), "k2": facts("Birke"), "k3": facts("Cirrus", "premier")})
AFTER = manifest(
    2,
    {
        "k2": facts("Birkenhof", "advanced", ("Birke",)),
        "k3": facts("Cirrus", "advanced"),
        "k4": facts("Delta"),
        "k5": facts("Aal"),
    },
)


# ── The difference ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_night_names_what_is_new_and_counts_what_is_gone() -> None:
    night = difference(BEFORE, AFTER)
    assert night == Night(
        as_of=date(2026, 3, 2),
        release="2026-03-02-a",
        added=("k5", "k4"),
        removed=1,
        renamed={"k2": "Birke"},
        levels=(
            LevelChange(key="k2", program="partnerworld", before="member", after="advanced"),
            LevelChange(key="k3", program="partnerworld", before="premier", after="advanced"),
        ),
    )


def test_a_former_name_that_is_not_public_is_not_told() -> None:
    after = manifest(2, {"k1": facts("Astern")})
    assert difference(manifest(1, {"k1": facts("Aster")}), after).renamed == {"k1": ""}


def test_joining_and_leaving_a_program_are_changes() -> None:
    joined = difference(manifest(1, {"k": facts("A", None)}), manifest(2, {"k": facts("A", "member")}))
    assert [(change.before, change.after) for change in joined.levels] == [(None, "member")]
    left = difference(manifest(1, {"k": facts("A", "member")}), manifest(2, {"k": facts("A", None)}))
    assert [(change.before, change.after) for change in left.levels] == [("member", None)]


def test_nothing_new_is_a_quiet_night() -> None:
    assert difference(BEFORE, msgspec.structs.replace(BEFORE, as_of=date(2026, 3, 2))).quiet


# ── History ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_first_release_has_no_history() -> None:
    assert with_history(None, AFTER).history == ()


def test_quiet_nights_leave_no_entry() -> None:
    second = with_history(BEFORE, AFTER)
    third = with_history(second, msgspec.structs.replace(AFTER, as_of=date(2026, 3, 3)))
    assert third.history == second.history
    assert len(second.history) == 1


def test_what_is_gone_is_named_by_no_earlier_night() -> None:
    second = with_history(BEFORE, AFTER)
    left = {key: one for key, one in AFTER.listings.items() if key in ("k3",)}
    third = with_history(second, manifest(3, left))
    latest, earlier = third.history
    assert latest.removed == 3
    assert (earlier.added, earlier.renamed) == ((), {})
    assert [change.key for change in earlier.levels] == ["k3"]


def test_a_name_that_is_no_longer_public_disappears_from_earlier_nights() -> None:
    second = with_history(BEFORE, AFTER)
    now = AFTER.listings | {"k2": facts("Birkenhof", "advanced")}
    assert with_history(second, manifest(3, now)).history[0].renamed == {"k2": ""}


def test_a_program_that_is_gone_disappears_from_earlier_nights() -> None:
    second = with_history(BEFORE, AFTER)
    third = msgspec.structs.replace(AFTER, programs={})
    assert with_history(second, third).history[0].levels == ()


def test_only_so_many_nights_are_kept() -> None:
    current = manifest(1, {})
    for number in range(NIGHTS_KEPT + 5):
        following = msgspec.structs.replace(
            manifest(1, {f"k{number}": facts(f"P{number}")}), as_of=date(2026, 3, 1) + timedelta(days=number)
        )
        current = with_history(current, following)
    assert len(current.history) == NIGHTS_KEPT
    assert current.history[0].as_of > current.history[-1].as_of


# ── The page and its feed ───────────────────────────────────────────────────────────────────────────────────────


def test_the_page_tells_every_change_in_words() -> None:
    page, _, html = files(with_history(BEFORE, AFTER))
    (night,) = page.nights
    assert [link.label for link in night.added] == ["Aal", "Delta"]
    assert [(one.listing.label, one.before) for one in night.renamed] == [("Birkenhof", "Birke")]
    assert [(one.listing.label, one.program, one.change, one.rise) for one in night.levels] == [
        ("Birkenhof", "PartnerWorld", "Advanced, before: Member", True),
        ("Cirrus", "PartnerWorld", "Advanced, before: Premier", False),
    ]
    assert (night.removed, night.unnamed) == (1, 0)
    assert "Aster" not in html
    assert '<a href="../partners/birkenhof.html"><bdi>Birkenhof</bdi></a>' in html
    assert "1 listing ended." in html


def test_levels_that_begin_or_end_are_said_so() -> None:
    before = manifest(1, {"a": facts("A", None), "b": facts("B", "member")})
    page, _, _ = files(with_history(before, manifest(2, {"a": facts("A", "member"), "b": facts("B", None)})))
    assert [(one.change, one.rise) for one in page.nights[0].levels] == [("Member", True), ("no level any more", False)]


def test_a_long_night_names_only_so_many() -> None:
    many = {f"k{number}": facts(f"P{number:04}") for number in range(NAMED_AT_MOST + 7)}
    page, feed, _ = files(with_history(manifest(1, {}), manifest(2, many)))
    assert (len(page.nights[0].added), page.nights[0].unnamed) == (NAMED_AT_MOST, 7)
    title = feed.find(f"{ATOM}entry/{ATOM}title")
    assert title is not None
    assert title.text == f"2 March 2026: {NAMED_AT_MOST + 7} new partners"


def test_the_feed_has_an_entry_for_each_night() -> None:
    _, feed, _ = files(with_history(BEFORE, AFTER))
    (entry,) = feed.findall(f"{ATOM}entry")
    told = {child.tag.removeprefix(ATOM): child.text for child in entry}
    assert told["id"] == "https://partners.example/changes/#2026-03-02-a"
    assert told["updated"] == "2026-03-02T00:00:00Z"
    assert told["title"] == ("2 March 2026: 2 new partners, 1 new name, 2 levels changed, 1 listing ended")
    assert '<a href="https://partners.example/partners/birkenhof.html">Birkenhof</a>' in (told["content"] or "")


def test_a_feed_has_what_atom_requires() -> None:
    for of in (with_history(BEFORE, AFTER), with_history(None, AFTER)):
        _, feed, _ = files(of)
        for element in (feed, *feed.findall(f"{ATOM}entry")):
            assert {child.tag.removeprefix(ATOM) for child in element} >= {"id", "title", "updated"}
        assert feed.find(f"{ATOM}author/{ATOM}name") is not None
        (itself,) = (link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
        assert itself.get("href") == "https://partners.example/changes/feed.xml"


def test_hostile_names_stay_text_in_page_and_feed() -> None:
    name = '<img src=x onerror="alert(1)">&amp;'
    hostile = msgspec.structs.replace(facts("x"), name=name, former_names=('"><b>',))
    before = {"k": msgspec.structs.replace(facts("y"), name='"><b>')}
    page, feed, html = files(with_history(manifest(1, before), manifest(2, {"k": hostile, "m": hostile})))
    assert page.nights[0].renamed[0].before == '"><b>'
    assert "<img src=x" not in html
    content = feed.find(f"{ATOM}entry/{ATOM}content")
    assert content is not None
    assert "<img" not in (content.text or "")
    assert "&lt;img src=x" in (content.text or "")


def test_no_history_says_so() -> None:
    page, feed, html = files(with_history(None, AFTER))
    assert page.nights == ()
    assert not feed.findall(f"{ATOM}entry")
    assert "Nothing has changed since the first release." in html
