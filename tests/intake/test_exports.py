"""What `read_exports` hands on when nothing is wrong."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

import msgspec

from generator.errors import Origin
from generator.model.tables import TABLES
from tests.intake.small import Small


def test_a_row_in_every_table_is_read_without_a_problem(content: Small) -> None:
    exports, problems = content.read()
    assert problems == []
    assert exports.counts == {"skills": 1} | {table: len(content.rows[table]) for table in TABLES}
    assert exports.reference.absent == frozenset()


def test_a_partner_comes_with_all_its_rows(content: Small) -> None:
    exports, _ = content.read()
    partner = exports.partner("P1")
    assert partner is not None
    for table in TABLES.keys() - {"organizations", "profiles", "rates"}:
        assert len(getattr(partner, table)) == 1, table
    assert partner.organization is not None
    assert partner.organization.name == "Alpha Group"


def test_values_have_the_types_of_their_columns(content: Small) -> None:
    partner = content.read()[0].partner("P1")
    assert partner is not None
    assert partner.profile.approved_on == date(2020, 1, 1)
    assert partner.profile.types == ("reseller", "isv")
    assert partner.profile.technologies == ("C++", "Storage")
    assert partner.profile.founded == 1990
    assert partner.revenue[0].amount == Decimal("1234.50")
    assert partner.locations[0].latitude == 53.55
    assert partner.locations[0].headquarters is True
    assert partner.marketing[0].description == "We **work**.\n\nDay and night."
    assert partner.profile.passport_advantage_id is None


def test_every_row_knows_its_file_and_first_line(content: Small) -> None:
    exports, _ = content.read()
    rows = [row for partner in exports.partners() for row in partner.marketing]
    assert [row.origin for row in rows] == [
        Origin("content/marketing/marketing.csv", 2),
        Origin("content/marketing/marketing.csv", 5),  # the description before it takes three lines
    ]


def test_partners_come_in_the_order_of_their_ids(content: Small) -> None:
    content.rows["profiles"].reverse()
    exports, _ = content.read()
    assert [partner.id for partner in exports.partners()] == ["P1", "P2"]
    assert [view.profile.partner_id for view in exports.profiles()] == ["P1", "P2"]


def test_the_first_pass_sees_profile_locations_and_marketing(content: Small) -> None:
    view = next(content.read()[0].profiles())
    assert [location.location_id for location in view.locations] == ["L1"]
    assert [row.tagline for row in view.marketing] == ["We work"]
    assert view.quarantined_by is None


def test_a_table_without_a_file_is_absent(content: Small) -> None:
    del content.rows["satisfaction"]
    exports, problems = content.read()
    assert problems == []
    assert exports.reference.absent == {"satisfaction"}
    assert exports.count("satisfaction") == 0


def test_a_table_may_come_in_several_files_with_different_columns(content: Small) -> None:
    del content.rows["satisfaction"]
    content.files["a.csv"] = "survey_id,partner_id,score,surveyed_on\nV1,P1,88,2025-05-01\n"
    content.files["b.csv"] = "surveyed_on,score,partner_id,survey_id\n2025-06-01,70,P1,V2\n"
    content.settings += "tables: {satisfaction: {files: [a.csv, b.csv]}}\n"
    exports, problems = content.read()
    assert problems == []
    partner = exports.partner("P1")
    assert partner is not None
    assert [(row.survey_id, row.score) for row in partner.satisfaction] == [("V1", 88), ("V2", 70)]


def test_headers_and_values_of_an_export_are_mapped(content: Small) -> None:
    content.files["profiles/profiles.csv"] = (
        "ID,Company,State,Land,Business\nP1,Alpha,Active,UK,Wiederverkäufer; isv\nP2,Beta,Active,DE,\n"
    )
    content.settings += """\
tables:
  profiles:
    columns: {partner_id: ID, name: Company, status: State, country: Land, types: Business}
    values:
      status: {Active: approved}
      country: {UK: GB}
      types: {Wiederverkäufer: reseller}
"""
    exports, problems = content.read()
    assert problems == []
    partner = exports.partner("P1")
    assert partner is not None
    assert (partner.profile.status, partner.profile.country) == ("approved", "GB")
    assert partner.profile.types == ("reseller", "isv")


def test_the_delimiter_and_the_encoding_of_an_export_can_be_declared(content: Small) -> None:
    content.files["profiles/organizations.csv"] = "organization_id;name\nO1;Größe\n".encode("cp1252")
    content.settings += 'tables: {organizations: {delimiter: ";", encoding: cp1252}}\n'
    exports, problems = content.read()
    assert problems == []
    partner = exports.partner("P1")
    assert partner is not None
    assert partner.organization is not None
    assert partner.organization.name == "Größe"


def test_a_lead_without_a_tag_is_nobodys(content: Small) -> None:
    content.set("leads", "partner_id", "")
    exports, problems = content.read()
    assert problems == []
    assert exports.count("leads") == 1
    assert [partner.leads for partner in exports.partners()] == [(), ()]


def test_skills_that_cannot_count_are_counted(content: Small) -> None:
    content.rows["earned_skills"] += [
        {"candidate_id": "C1", "skill_code": "K9", "earned_on": "2024-02-01"},
        {"candidate_id": "C9", "skill_code": "K1", "earned_on": "2024-02-01"},
        {"candidate_id": "C8", "skill_code": "K8", "earned_on": "2024-02-01"},
    ]
    exports, problems = content.read()
    assert problems == []
    assert (exports.uncounted.unknown_codes, exports.uncounted.unlisted_candidates) == (2, 2)
    partner = exports.partner("P1")
    assert partner is not None
    assert [skill.skill_code for skill in partner.earned_skills] == ["K1", "K9"]


def test_the_reference_has_rates_and_skills_by_program(content: Small) -> None:
    reference = content.read()[0].reference
    assert [(rate.currency, rate.per, rate.rate) for rate in reference.rates] == [("EUR", "USD", Decimal("1.1"))]
    assert {program: [skill.skill_code for skill in skills] for program, skills in reference.skills.items()} == {
        "alliance": ["K1"]
    }


def test_program_files_are_handed_on_unread(content: Small) -> None:
    programs = content.read()[0].programs
    assert [(source.file, source.value["title"]) for source in programs] == [
        ("content/programs/alliance.yml", "Alliance")
    ]


def test_documents_are_split_into_front_matter_and_body(content: Small) -> None:
    exports, _ = content.read()
    (page,) = exports.documents("pages")
    assert (page.collection, page.stem, page.front.value, page.body) == ("", "about", {"title": "About"}, "\nHello.\n")
    assert page.line(1) == Origin("content/pages/about.md", 5)
    (answer,) = exports.documents("faq")
    assert (answer.collection, answer.stem, answer.body_line) == ("general", "start", 4)


def test_every_file_is_listed_with_its_sum(content: Small) -> None:
    exports, _ = content.read()
    read = {file.file: file for file in exports.files}
    path = content.folder / "content" / "profiles" / "profiles.csv"
    assert read["content/profiles/profiles.csv"].sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert read["content/profiles/profiles.csv"].size == path.stat().st_size
    assert {"content/vocabulary.yml", "content/pages/about.md", "content/programs/alliance.yml"} <= read.keys()


def test_the_logo_of_a_marketing_row_is_found_beside_its_export(content: Small) -> None:
    exports, _ = content.read()
    partner = exports.partner("P1")
    assert partner is not None
    assert exports.logo(partner.marketing[0]) == content.folder / "content" / "marketing" / "alpha.png"
    assert exports.logo(msgspec.structs.replace(partner.marketing[0], logo=None)) is None


def test_a_language_beyond_the_vocabulary_is_named_by_babel(content: Small) -> None:
    content.set("profiles", "languages", "pt-br; zh-Hans")
    content.settings += "language: de\n"
    exports, problems = content.read()
    assert problems == []
    terms = exports.vocabulary.terms["languages"]
    assert (terms["pt-BR"].label, terms["pt-BR"].slug) == ("Portugiesisch (Brasilien)", "brazilian-portuguese")
    assert terms["zh-Hans"].slug == "simplified-chinese"


def test_without_a_vocabulary_every_value_is_welcome(content: Small) -> None:
    del content.files["vocabulary.yml"]
    exports, problems = content.read()
    assert problems == []
    assert exports.vocabulary.term("industries", "Hospitals").slug == "hospitals"


def test_no_partner_has_an_unknown_id(content: Small) -> None:
    assert content.read()[0].partner("P9") is None


def test_accents_written_in_two_ways_are_one_term(content: Small) -> None:
    content.files["vocabulary.yml"] = "technologies:\n  - {label: Cafe\u0301}\n  - {label: Storage}\n"
    content.set("profiles", "technologies", "Caf\u00e9")
    exports, problems = content.read()
    assert problems == []
    assert exports.vocabulary.term("technologies", "Caf\u00e9").slug == "cafe"


def test_the_vocabulary_keeps_parents_and_regions(content: Small) -> None:
    vocabulary = content.read()[0].vocabulary
    assert vocabulary.term("industries", "Hospitals").parent == "healthcare"
    assert [(region.slug, region.countries) for region in vocabulary.regions] == [("europe", ("DE", "GB"))]


def test_relatives_are_the_other_partners_of_the_organization(content: Small) -> None:
    content.rows["profiles"].append({"partner_id": "P3", "name": "Alone", "status": "pending", "country": "GB"})
    exports, problems = content.read()
    assert problems == []
    partners = list(exports.partners())
    assert [[other.id for other in exports.relatives(partner)] for partner in partners] == [["P2"], ["P1"], []]
    assert exports.relatives(partners[1])[0] == partners[0]
