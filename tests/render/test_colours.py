"""The theme's colours must be readable."""

from __future__ import annotations

import re

import pytest

from generator.errors import Problems
from generator.model.site import Theme
from generator.render.colours import PAPER_DARK, PAPER_LIGHT, contrast, theme_style
from generator.render.logos import GROUNDS, INKS
from tests.pages.sample import TEMPLATES


def test_black_on_white_is_the_highest_contrast() -> None:
    assert contrast("#000", "#ffffff") == pytest.approx(21)


def test_an_unreadable_accent_is_an_error_that_names_the_ratio() -> None:
    problems = Problems()
    theme_style(Theme(accent="#7fb2ff"), problems)
    assert [str(problem) for problem in problems] == [
        "site.yml: theme.accent: #7fb2ff on #ffffff has a contrast of 2.1:1 in the light scheme; text needs 4.5:1. "
        "Choose a darker colour."
    ]


def test_a_dark_accent_is_unreadable_at_night() -> None:
    problems = Problems()
    theme_style(Theme(accent_dark="#0b57d0"), problems)
    assert [(problem.code, problem.column) for problem in problems] == [("theme-contrast", "theme.accent_dark")]


def test_what_is_no_colour_is_refused() -> None:
    problems = Problems()
    assert theme_style(Theme(accent="red;}*{display:none"), problems) == ""
    assert [problem.code for problem in problems] == ["theme-colour"]


def test_text_on_the_accent_is_the_more_readable_of_white_and_ink() -> None:
    style = theme_style(Theme(accent="#a00000", accent_dark="#ffd0d0"), Problems())
    assert "--accent:light-dark(#a00000,#ffd0d0)" in style
    assert "--on-accent:light-dark(#ffffff,#0c0d10)" in style


@pytest.mark.parametrize("pair", list(zip(INKS, GROUNDS, strict=True)))
def test_every_monogram_can_be_read(pair: tuple[str, str]) -> None:
    assert contrast(*pair) >= 4.5


@pytest.mark.parametrize("name", ["ink", "quiet", "level-0", "level-1", "level-2", "level-3", "good", "bad"])
def test_every_text_colour_can_be_read_on_paper_and_wash(name: str) -> None:
    tokens = (TEMPLATES / "assets" / "css" / "tokens.css").read_text(encoding="utf-8")
    pairs = dict(re.findall(r"--([\w-]+): light-dark\((#\w+, #\w+)\)", tokens))
    papers = [pairs[ground].split(", ") for ground in ("paper", "wash")]
    assert papers[0] == [PAPER_LIGHT, PAPER_DARK]
    for scheme, colour in enumerate(pairs[name].split(", ")):
        assert min(contrast(colour, paper[scheme]) for paper in papers) >= 4.5
