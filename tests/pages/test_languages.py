"""A site in another language: direction, dates, countries; addresses stay the same."""

from __future__ import annotations

import re

import pytest

from generator.audience.publication import Audience
from generator.pages.cards import card_of
from generator.pages.facets import Labels
from generator.pages.frame import frame_of
from generator.pages.listing import listing_page
from generator.render.environment import Renderer
from generator.wording import Wording
from tests.pages.sample import AS_OF, FULL, HARD, PROGRAMS, SITE, TEMPLATES, VOCABULARY, assets, gathering_pages


@pytest.mark.parametrize(
    ("language", "direction", "day", "country"),
    [
        ("en", "ltr", "3 March 2026", "Germany"),
        ("de", "ltr", "3. März 2026", "Deutschland"),
        ("ar", "rtl", "3 مارس 2026", "ألمانيا"),
        ("ja", "ltr", "2026年3月3日", "ドイツ"),
        ("pt-BR", "ltr", "3 de março de 2026", "Alemanha"),
        ("zh-Hant", "ltr", "2026年3月3日", "德國"),
    ],
)
def test_dates_and_countries_speak_the_site_s_language(language: str, direction: str, day: str, country: str) -> None:
    labels = Labels(VOCABULARY, PROGRAMS, language)
    site = frame_of(SITE, Audience.CUSTOMERS, assets().names, Wording(language))
    renderer = Renderer([TEMPLATES], site)
    html = renderer.render(listing_page(FULL, site, labels, "monograms/x.svg")).decode("utf-8")
    assert f'<html lang="{language}" dir="{direction}"' in html
    assert f'<time datetime="2026-03-03">{day}</time>' in html
    assert re.search(rf'href="\.\./countries/germany/"><bdi>{country}</bdi>', html)
    cards = [card_of(listing, labels, "monograms/x.svg", labels.of(listing)) for listing in HARD]
    routes = {page.route for page in gathering_pages(cards, [], site, labels, AS_OF) if renderer.render(page)}
    assert {"countries/kenya/", "countries/united-arab-emirates/", "partners/a-z/k/"} <= routes
