"""Badges: what they say, that they stand by themselves, and that they never say too much."""

from __future__ import annotations

import re
from datetime import date
from xml.etree import ElementTree

import msgspec
import pytest

from generator.audience.publication import Audience, PublishedLevel
from generator.pages.badges import DARK, LIGHT, badge_files, badge_snippet, neutral_badge
from generator.pages.cards import card_level
from generator.pages.frame import Frame, frame_of
from generator.wording import Wording
from tests.pages.sample import ARABIC, FULL, JAPANESE, LABELS, LISTINGS, SITE, TEMPLATES, assets, frame

FRAME = frame(assets())
SVG = "{http://www.w3.org/2000/svg}"


def drawn(content: bytes) -> ElementTree.Element:
    return ElementTree.fromstring(content)


def texts(content: bytes) -> list[str]:
    return [element.text or "" for element in drawn(content).iter(f"{SVG}text")]


def speaking(language: str) -> Frame:
    return frame_of(SITE, Audience.CUSTOMERS, assets().names, Wording(language))


def test_a_badge_says_program_level_and_since() -> None:
    first, second = badge_files(FULL, FRAME, LABELS)
    assert (first.route, second.route) == (
        "badges/jk4vnvel/partnerworld.svg",
        "badges/jk4vnvel/security-services-alliance.svg",
    )
    assert texts(first.content) == ["PartnerWorld", "Advanced", "since 3 March 2026"]
    title = drawn(first.content).find(f"{SVG}title")
    assert title is not None
    assert title.text == "Kranichwerk Systemhaus GmbH: Advanced in PartnerWorld, since 3 March 2026"


def test_a_badge_is_a_picture_with_a_name() -> None:
    root = drawn(next(badge_files(FULL, FRAME, LABELS)).content)
    title = root.find(f"{SVG}title")
    assert title is not None
    assert (root.get("role"), root.get("aria-labelledby")) == ("img", title.get("id"))


def test_bars_are_filled_up_to_the_level() -> None:
    root = drawn(next(badge_files(FULL, FRAME, LABELS)).content)
    assert [element.get("class") for element in root.iter(f"{SVG}rect")] == ["p", "b", "b", "e"]


def test_a_level_without_a_day_has_two_lines() -> None:
    level = PublishedLevel(program="partnerworld", level="member")
    (badge,) = badge_files(msgspec.structs.replace(FULL, levels=(level,)), FRAME, LABELS)
    assert texts(badge.content) == ["PartnerWorld", "Member"]


def test_taking_part_without_a_level_has_no_badge() -> None:
    level = PublishedLevel(program="partnerworld")
    assert not list(badge_files(msgspec.structs.replace(FULL, levels=(level,)), FRAME, LABELS))


def test_a_badge_refers_to_nothing_outside_itself() -> None:
    for listing in LISTINGS:
        for badge in badge_files(listing, FRAME, LABELS):
            text = badge.content.decode().replace('xmlns="http://www.w3.org/2000/svg"', "")
            assert not re.search(r"https?:|url\(|href|<script|@import|<image|<foreignObject|\son\w+=", text)


def test_names_are_escaped() -> None:
    hostile = msgspec.structs.replace(FULL, name='<script>alert("1")</script> & Söhne')
    for badge in badge_files(hostile, FRAME, LABELS):
        title = drawn(badge.content).find(f"{SVG}title")
        assert title is not None
        assert (title.text or "").startswith('<script>alert("1")</script> & Söhne: ')


def test_every_text_fits_or_is_drawn_together() -> None:
    program = msgspec.structs.replace(LABELS.programs["partnerworld"], title="Partnerschaftsprogramm " * 6)
    labels = type(LABELS)(LABELS._vocabulary, (program,), "en")
    level = PublishedLevel(program="partnerworld", level="premier", since=date(2026, 9, 30))
    (badge,) = badge_files(msgspec.structs.replace(FULL, levels=(level,)), FRAME, labels)
    root = drawn(badge.content)
    assert int(root.get("width") or 0) <= 400
    squeezed = [element.get("textLength") for element in root.iter(f"{SVG}text")]
    assert squeezed == ["300", None, None]


def test_reading_from_the_right_begins_on_the_right() -> None:
    (badge,) = badge_files(ARABIC, speaking("ar"), LABELS)
    root = drawn(badge.content)
    assert root.get("direction") == "rtl"
    width = int(root.get("width") or 0)
    assert all(int(element.get("x") or 0) > width / 2 for element in root.iter(f"{SVG}text"))


def test_a_neutral_badge_names_only_the_directory() -> None:
    badge = neutral_badge("jk4vnvel", "partnerworld", FRAME)
    assert badge.route == "badges/jk4vnvel/partnerworld.svg"
    assert texts(badge.content) == ["Partner Directory", "No level shown"]
    assert b"PartnerWorld" not in badge.content
    assert neutral_badge("abcdefgh", "other", FRAME).content == badge.content


def test_the_snippet_links_the_listing_and_names_no_level() -> None:
    snippet = badge_snippet(FULL, card_level(FULL.levels[0], LABELS), FRAME)
    assert snippet == (
        '<a href="https://partners.example/partners/kranichwerk-systemhaus-gmbh-jk4vnvel.html">'
        '<img src="https://partners.example/badges/jk4vnvel/partnerworld.svg" '
        'alt="Kranichwerk Systemhaus GmbH in PartnerWorld: see Partner Directory" height="72" loading="lazy"></a>'
    )


def test_the_snippet_escapes_a_name() -> None:
    hostile = msgspec.structs.replace(JAPANESE, name='"><script>')
    assert "<script" not in badge_snippet(hostile, card_level(JAPANESE.levels[0], LABELS), FRAME)


@pytest.mark.parametrize(("position", "colours"), [(0, LIGHT), (1, DARK)])
def test_colours_are_those_of_the_directory(position: int, colours: tuple[str, ...]) -> None:
    style = (TEMPLATES / "assets/css/tokens.css").read_text(encoding="utf-8")
    pairs = {
        name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", style)
    }
    names = ("paper", "line", "ink", "quiet", "level-0", "level-1", "level-2", "level-3")
    assert [pairs[name][position] for name in names] == list(colours)
