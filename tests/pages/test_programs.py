"""Program pages: made from the rules, with the partners who show each level."""

from __future__ import annotations

from datetime import date
from functools import cache

import msgspec
import pytest

from generator.audience.publication import PublishedLevel
from generator.errors import Problems
from generator.levels.program_file import parse_program
from generator.model.program import Program
from generator.pages.facets import Labels
from generator.pages.frame import Link
from generator.pages.page import Page
from generator.pages.programs import NAMED_PARTICIPANTS, ProgramContext, ProgramsContext, program_pages
from generator.render.environment import Renderer
from generator.yaml_source import parse_yaml
from tests.pages.sample import FULL, LISTINGS, ROOT, TEMPLATES, VOCABULARY, assets, card, frame, surveyed

FRAME = frame(assets())
AS_OF = date(2026, 11, 22)
CARDS = [card(listing) for listing in LISTINGS]


@cache
def program(identifier: str) -> Program:
    """A program of the sample content."""
    problems = Problems()
    file = ROOT / "content" / "programs" / f"{identifier}.yml"
    found = parse_program(parse_yaml(file.read_text(encoding="utf-8"), file.name), problems)
    assert found is not None
    assert not len(problems)
    return found


PROGRAMS = (program("partnerworld"), program("security-services-alliance"))
ALLIANCE = PROGRAMS[1]


def pages(*programs: Program, as_of: date = AS_OF) -> dict[str, Page]:
    labels = Labels(VOCABULARY, programs, "en")
    faq = ((None, Link(label="Directory", route="faq/directory.html")), ("partnerworld", Link(label="P", route="p")))
    return {page.route: page for page in program_pages(surveyed(CARDS, (), labels).index, FRAME, as_of, faq)}


def context(page: Page) -> ProgramContext:
    assert isinstance(page.context, ProgramContext)
    return page.context


def test_every_program_has_a_page_and_the_index_leads_to_it() -> None:
    made = pages(*PROGRAMS)
    index = made["programs/"].context
    assert isinstance(index, ProgramsContext)
    assert [entry.route for entry in index.programs] == [
        "programs/partnerworld.html",
        "programs/security-services-alliance.html",
    ]
    assert set(made) == {"programs/", *(entry.route for entry in index.programs)}


def test_levels_count_the_partners_who_show_them() -> None:
    found = context(pages(*PROGRAMS)["programs/partnerworld.html"])
    assert [level.label for level in found.levels] == ["Member", "Advanced", "Premier"]
    for level in found.levels:
        assert level.partners.count == sum(
            any(shown.program == "partnerworld" and shown.level == level.id for shown in one.levels) for one in CARDS
        )
        assert level.partners.route == f"levels/partnerworld/{level.id}/"
    assert found.total == sum("partnerworld" in one.facets["program"] for one in CARDS)


def test_a_program_page_links_its_own_questions_only() -> None:
    made = pages(*PROGRAMS)
    assert [link.route for link in context(made["programs/partnerworld.html"]).faq] == ["p"]
    assert context(made["programs/security-services-alliance.html"]).faq == ()


def test_participants_stand_by_level_highest_first_where_the_program_lists_them() -> None:
    made = pages(*PROGRAMS)
    groups = context(made["programs/security-services-alliance.html"]).participants
    assert [group.label for group in groups] == ["Platinum", "Gold"]
    assert [one.name for one in groups[0].cards] == [FULL.name]
    assert context(made["programs/partnerworld.html"]).participants == ()


def test_participants_without_a_level_come_last() -> None:
    joined = msgspec.structs.replace(FULL, levels=(PublishedLevel(program=ALLIANCE.id),))
    labels = Labels(VOCABULARY, (ALLIANCE,), "en")
    cards = [*CARDS, msgspec.structs.replace(card(joined), key="zzzzzzzz")]
    page = next(program_pages(surveyed(cards, (), labels).index, FRAME, AS_OF))
    assert [group.label for group in context(page).participants] == ["Platinum", "Gold", ""]


def test_too_many_participants_are_left_to_the_browse_pages() -> None:
    (gold,) = (one for one in CARDS if [level.level for level in one.levels] == ["gold"])
    labels = Labels(VOCABULARY, (ALLIANCE,), "en")
    many = [gold] * (NAMED_PARTICIPANTS + 1)
    found = context(next(program_pages(surveyed(many, (), labels).index, FRAME, AS_OF)))
    assert (found.participants, found.total) == ((), NAMED_PARTICIPANTS + 1)


@pytest.mark.parametrize(("as_of", "deployed"), [(date(2026, 12, 31), False), (date(2027, 1, 1), True)])
def test_a_directory_stands_from_its_deployment_date(as_of: date, deployed: bool) -> None:
    coming = msgspec.structs.replace(ALLIANCE, directory_from=date(2027, 1, 1))
    made = pages(PROGRAMS[0], coming, as_of=as_of)
    assert (f"programs/{coming.id}.html" in made) is deployed
    index = made["programs/"].context
    assert isinstance(index, ProgramsContext)
    assert (coming.title in {entry.title for entry in index.programs}) is deployed


def test_criteria_and_benefits_come_from_the_rules() -> None:
    page = pages(*PROGRAMS)["programs/partnerworld.html"]
    rules = context(page).rules
    assert [level.label for level in rules.levels] == ["Member", "Advanced", "Premier"]
    assert rules.points
    assert rules.benefits
    assert all(len(row.has) == 3 for group in rules.benefits for row in group.rows)
    html = Renderer([TEMPLATES], FRAME).render(page).decode()
    for heading in ("What each level asks for", "Points", "How a level rises and falls", "Benefits"):
        assert f">{heading}" in html


def test_titles_are_distinct_and_descriptions_are_there() -> None:
    heads = [page.context.head for page in pages(*PROGRAMS).values()]
    assert len({head.title for head in heads}) == len(heads)
    assert all(head.description for head in heads)


def test_without_programs_the_index_is_empty() -> None:
    assert list(pages()) == ["programs/"]
