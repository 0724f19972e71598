"""Drafts: read from tables and from one file for a partner, applied, and every problem said."""

from __future__ import annotations

import pytest

from generator.audience.publication import Audience
from tests.preview.conftest import Desk


def said(desk: Desk, partner_id: str = "P1") -> list[str]:
    return [str(problem) for problem in desk.facts(partner_id).drafts.problems]


def drafted(desk: Desk, audience: Audience = Audience.CUSTOMERS) -> object:
    listing = desk.facts().drafted[audience].listing
    assert listing is not None
    return listing


def test_a_yaml_draft_changes_what_it_names_and_nothing_else(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing:\n  tagline: Storage for harbours\n")
    facts = alpha_desk.facts()
    row = facts.drafts.partner.marketing[0]
    assert (row.tagline, row.description) == ("Storage for harbours", "We look after four ports.")
    assert facts.partner.marketing[0].tagline == "Storage for ports"


def test_a_table_of_drafts_changes_the_columns_it_has(alpha_desk: Desk) -> None:
    alpha_desk.draft("marketing.csv", "partner_id,tagline\nP2,Not ours\nP1,Storage for harbours\n")
    row = alpha_desk.facts().drafts.partner.marketing[0]
    assert (row.tagline, row.services) == ("Storage for harbours", ("Storage", "Backup"))


def test_an_empty_value_takes_the_published_one_away(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing:\n  tagline:\n  services: []\n")
    row = alpha_desk.facts().drafts.partner.marketing[0]
    assert (row.tagline, row.services) == (None, ())


def test_a_draft_for_one_location_stands_beside_the_row_for_all(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing:\n  - location_id: P1-L2\n    publish_to_customers: false\n")
    facts = alpha_desk.facts()
    assert len(facts.published[Audience.CUSTOMERS].listing.locations) == 2  # type: ignore[union-attr]
    assert len(facts.drafted[Audience.CUSTOMERS].listing.locations) == 1  # type: ignore[union-attr]


def test_a_draft_can_publish_a_new_solution(alpha_desk: Desk) -> None:
    alpha_desk.draft("solutions.csv", "partner_id,solution_id,name,status\nP1,S2,Quay Log,published\n")
    facts = alpha_desk.facts()
    assert [s.name for s in facts.drafted[Audience.CUSTOMERS].listing.solutions] == ["Crane Log", "Quay Log"]  # type: ignore[union-attr]


def test_the_headers_of_the_export_are_understood_too(alpha_desk: Desk) -> None:
    settings = alpha_desk.config.read_text().replace("tables: {}", "tables: {marketing: {columns: {tagline: Claim}}}")
    marketing = alpha_desk.config.parent / "content/marketing/marketing.csv"
    marketing.write_text(marketing.read_text().replace("tagline", "Claim"))
    alpha_desk.config.write_text(settings)
    desk = Desk(alpha_desk.config)
    desk.draft("marketing.csv", "partner_id,Claim\nP1,Storage for harbours\n")
    assert desk.facts().drafts.partner.marketing[0].tagline == "Storage for harbours"


PROBLEMS = {
    "marketing:\n  contact_url: http://alpha.example/\n": 'content/drafts/P1.yml:2: contact_url: "http://alpha.example/"'
    " is not shown as a link: it begins with http://. Use https, or set allow_http_links in site.yml.",
    "marketing:\n  description: \"" + "x" * 20_001 + '"\n': 'content/drafts/P1.yml:2: description: "' + "x" * 60
    + '…" has 20,001 characters; at most 20,000 are allowed.',
    "marketing:\n  tag_line: Storage\n": "content/drafts/P1.yml:2: tag_line: marketing has no such column; it is"
    ' ignored. Did you mean "tagline"?',
    "marketing:\n  logo: logos/none.png\n": 'content/drafts/P1.yml:2: logo: "logos/none.png" does not exist beside the'
    " draft; a monogram takes its place. Put the picture below content/drafts/ and name it from there, such as"
    " logos/new.svg.",
    "marketing:\n  - location_id: P2-L1\n    tagline: Ours\n": 'content/drafts/P1.yml:2: location_id: "P2-L1" is not'
    " one of your locations; this draft is ignored. Your locations are P1-L1, P1-L2.",
    "solutions:\n  - solution_id: S9\n    name: Quay Log\n": 'content/drafts/P1.yml:2: status: is required for a new'
    ' solution ("S9" is none of yours yet).',
    "solutions:\n  - name: Quay Log\n": "content/drafts/P1.yml:2: solution_id: is required: it says which solution this"
    " is.",
    "solutions:\n  - solution_id: S1\n    technical_validation: validated\n": "content/drafts/P1.yml:3:"
    " technical_validation: is decided by the program; a draft cannot change it.",
    "marketing:\n  description: See [this](javascript:alert)\n": 'content/drafts/P1.yml:2: description:'
    ' "javascript:alert" is not shown as a link: only https and mail addresses are. Write https://.',
    "pricing:\n  tagline: x\n": "content/drafts/P1.yml:1: pricing: a draft has no such column; it is ignored.",
    "marketing: Storage\n": "content/drafts/P1.yml:1: marketing: marketing must be columns with their values.",
    "- tagline\n": "content/drafts/P1.yml:1: must be a mapping with marketing and solutions.",
    "marketing: {tagline: [\n": "content/drafts/P1.yml:1: not valid YAML: did not find expected node content.",
}  # fmt: skip


@pytest.mark.parametrize("draft", PROBLEMS, ids=range(len(PROBLEMS)))
def test_every_problem_of_a_draft_names_line_and_column(alpha_desk: Desk, draft: str) -> None:
    alpha_desk.draft("P1.yml", draft)
    assert said(alpha_desk) == [PROBLEMS[draft]]


def test_a_value_that_cannot_be_read_leaves_the_published_one_and_says_what_would_happen(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing:\n  publish_to_customers: perhaps\n  tagline: New\n")
    facts = alpha_desk.facts()
    assert facts.drafts.left_out
    assert facts.drafts.partner.marketing[0].publish_to_customers is True
    assert "the listing would be left out" in alpha_desk.files()["changes.html"]


def test_a_logo_that_is_too_large_is_a_problem_with_what_to_do(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing:\n  logo: logos/huge.png\n")
    alpha_desk.draft("logos/huge.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 1_000_001)
    page = alpha_desk.files()["changes.html"]
    assert "has 1,000,009 bytes; at most 1,000,000 are taken." in page
    assert "Send a smaller picture." in page


def test_drafts_of_one_partner_can_be_read_alone(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing: {tagline: One}\n")
    alpha_desk.draft("P2.yml", "marketing: {tagline: [unclosed\n")
    alpha_desk.draft("marketing.csv", "partner_id,tagline\nP3,Three\nP1,From the table\n")
    drafts = alpha_desk.drafts("P1")
    assert set(drafts.rows) == {"P1"}
    assert set(alpha_desk.drafts().rows) == {"P1", "P3"}


def test_a_file_that_is_no_draft_is_named(alpha_desk: Desk) -> None:
    alpha_desk.draft("solution.csv", "partner_id\n")
    (problem,) = alpha_desk.drafts().problems[""]
    assert str(problem) == (
        'content/drafts/solution.csv: is not a table that a draft can change; it is ignored. Did you mean "solutions"?'
    )


def test_a_term_that_only_a_draft_uses_is_shown_and_reported(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "solutions:\n  - solution_id: S1\n    technologies: [Quantum Cranes]\n")
    assert "Quantum Cranes" in alpha_desk.files()["changes.html"]
    assert any("is not in the vocabulary of technologies" in text for text in said(alpha_desk))
