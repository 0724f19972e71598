"""The FAQ collections and the pages, read independently of the generator.

The files are parsed here with PyYAML and regular expressions only, so that a mistake in the
generator's own reading cannot hide a mistake in the content.

``known_runs.txt.gz`` holds one line for every run of twelve words of the texts that the FAQ must
not repeat: the first ten hex digits of the SHA-256 of the run. The texts themselves are not kept.
To make the file again: ``python tests/content/test_faq_content.py TEXT_FILE...``
"""

from __future__ import annotations

import dataclasses
import functools
import gzip
import hashlib
import pathlib
import re
import sys
from collections.abc import Iterator

import pytest
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
FAQ = ROOT / "content" / "faq"
PAGES = ROOT / "content" / "pages"
KNOWN_RUNS = pathlib.Path(__file__).with_name("known_runs.txt.gz")
RUN_LENGTH = 12

PROGRAMS = {"partnerworld", "security-services-alliance"}
COLLECTIONS = ("directory", "partnerworld", "alliance")
PAGE_SLUGS = ("about", "how-levels-work", "contact", "privacy", "accessibility", "terms")

KEBAB = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
QUESTION = re.compile(r"^## (?P<wording>\S.*?) \{#(?P<id>[^}\s]+)\}$")
RELATED = re.compile(r"^\{related: (?P<ids>[^}]*)\}$", re.MULTILINE)
LINK = re.compile(r"\[[^\[\]]+\]\(([^()\s]*)\)")
CONTACT = re.compile(r"\[\[(.*?)\]\]")

# Sections in order, each with its questions in order. An id is part of a public address: it is
# never changed, so this list only ever grows.
EXPECTED: dict[str, dict[str, str]] = {
    "partnerworld": {
        "ids-and-passwords": """why-join who-can-join how-to-join create-ibm-id registration-time
            reset-password forgotten-security-question lost-ibm-id""",
        "profile-system": """before-changing-profiles update-company-profile
            add-myself-to-company-profile find-company-token access-after-profile
            pending-agreements report-revenue incorrect-revenue publish-directory-information""",
        "membership-levels": """points-criteria see-points achieved-level-differs
            advanced-qualifications advanced-points-but-member become-premier
            premier-points-but-advanced benefits-by-location""",
        "ibm-communities": "what-are-communities community-benefits community-start",
        "value-net-connections": """what-is-value-net value-net-who value-net-fee
            value-net-match-guarantee value-net-worldwide value-net-register value-net-existing""",
        "training-and-certification": """add-candidate-id report-certifications
            certification-delay certifications-missing certification-or-mastery
            sell-or-deliver-training no-charge-training""",
        "value-package": "what-is-value-package value-package-more",
        "isvs": """technical-support-request access-solutions-directory
            solutions-directory-options get-solution-approved customer-experience-for-advanced
            create-customer-experience find-customer-experience""",
        "general": """trade-shows middleware-licensing navigation-changes
            resell-hardware-or-services value-added-enhancements join-initiative
            passport-advantage-id""",
        "latin-america": "send-signed-contracts",
    },
    "alliance": {
        "alliance-program-overview": """purpose participant structure competing-participants
            technology-alliance-difference other-programs program-guide join cost""",
        "prerequisites-and-requirements": """qualifications tier-determined assessment-frequency
            mid-year-rise requirements-missed pipeline-tracking pipeline-disagreement
            attainment-calculation technology-from-elsewhere consideration-criteria""",
        "benefits": """participant-benefits executive-sponsor choose-sponsor sponsor-meetings
            alliance-manager-assignment workshop""",
        "marketing": "additional-marketing-support tell-customers logo-agreement",
        "onboarding": "notification learn-program onboarding-checklist",
        "program-agreement": """procurement-or-program-agreement agreement-not-signed
            agreement-negotiable deal-registration questions-contact leaving guide-updates""",
    },
}
TITLES = {
    "partnerworld": [
        "IDs and passwords",
        "Profile system",
        "Membership levels and criteria",
        "IBM Communities",
        "IBM Value Net Connections \N{EN DASH} how to find and team with Business Partners",
        "Training and certification",
        "Value Package / Value Options",
        "Independent software vendors (ISVs)",
        "General questions",
        "Latin America",
    ],
    "alliance": [
        "Alliance Program Overview",
        "Prerequisites and Requirements",
        "Benefits",
        "Marketing",
        "Onboarding",
        "Program Agreement, Procurement, and Deal Registration",
    ],
}


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    id: str
    wording: str
    answer: str
    related: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    path: pathlib.Path
    front: dict[str, object]
    body: str

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def order(self) -> int:
        order = self.front["order"]
        assert type(order) is int, f"{self.name}: order must be a whole number"
        return order


def read(path: pathlib.Path) -> Document:
    match = FRONT_MATTER.match(path.read_text(encoding="utf-8"))
    assert match, f"{path}: no front matter"
    front = yaml.safe_load(match[1])
    assert isinstance(front, dict), f"{path}: the front matter is not a mapping"
    return Document(path=path, front=front, body=match[2])


@functools.cache
def sections(collection: str) -> tuple[Document, ...]:
    paths = sorted((FAQ / collection).glob("*.md"))
    documents = [read(path) for path in paths if path.name != "index.md"]
    return tuple(sorted(documents, key=lambda document: document.order))


def questions(section: Document) -> Iterator[Question]:
    before, *parts = re.split(r"^(?=## )", section.body, flags=re.MULTILINE)
    assert not before.strip(), f"{section.name}: text before the first question"
    for part in parts:
        first_line, _, text = part.partition("\n")
        heading = QUESTION.match(first_line)
        assert heading, f"{section.name}: heading without an explicit id: {first_line}"
        related = [ids.strip() for line in RELATED.findall(text) for ids in line.split(",")]
        yield Question(
            id=heading["id"],
            wording=heading["wording"],
            answer=RELATED.sub("", text).strip(),
            related=tuple(related),
        )


def question_ids(collection: str) -> list[str]:
    return [question.id for section in sections(collection) for question in questions(section)]


def all_documents() -> list[Document]:
    return [read(path) for path in sorted([*FAQ.glob("*/*.md"), *PAGES.glob("*.md")])]


# --- runs of words -------------------------------------------------------------------------


def words(text: str) -> list[str]:
    """Lower-case words; everything that is not a letter or a digit only separates."""
    return re.findall(r"[^\W_]+", text.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").replace("'", ""))


def runs(text: str) -> Iterator[str]:
    found = words(text)
    for start in range(len(found) - RUN_LENGTH + 1):
        yield " ".join(found[start : start + RUN_LENGTH])


def fingerprint(run: str) -> str:
    return hashlib.sha256(run.encode()).hexdigest()[:10]


@functools.cache
def known_runs() -> frozenset[str]:
    return frozenset(gzip.decompress(KNOWN_RUNS.read_bytes()).decode("ascii").split())


def own_words(markdown: str) -> list[str]:
    """The author's own words, cut where a user-interface label or a quotation stands."""
    text = RELATED.sub("", markdown)
    text = re.sub(r"\s*\{#[^}]*\}", "\n", text)
    text = re.sub(r"\[([^\[\]]+)\]\([^()\s]*\)", r"\1", text)
    text = re.sub(r"^\s*(?:\d+\.|[-*]|#+)\s+", "", text, flags=re.MULTILINE)
    break_here = "\0"
    text = CONTACT.sub(break_here, text)
    text = re.sub(r"\*\*[^*]+\*\*", break_here, text)
    text = re.sub(r'"[^"\n]{1,80}"|“[^”\n]{1,80}”', break_here, text)
    return text.split(break_here)


def copied(markdown: str) -> list[str]:
    return [run for piece in own_words(markdown) for run in runs(piece) if fingerprint(run) in known_runs()]


# --- structure -----------------------------------------------------------------------------


def test_there_are_the_expected_collections_each_with_an_order_of_its_own() -> None:
    indexes = {path.parent.name: read(path) for path in FAQ.glob("*/index.md")}
    assert sorted(indexes) == sorted(COLLECTIONS)
    assert len({index.order for index in indexes.values()}) == len(indexes)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_an_index_has_title_summary_and_introduction(collection: str) -> None:
    index = read(FAQ / collection / "index.md")
    assert set(index.front) <= {"title", "order", "program", "summary"}
    assert str(index.front["title"]).strip()
    assert str(index.front["summary"]).endswith(".")
    assert index.front.get("program", "partnerworld") in PROGRAMS
    assert index.body.strip()


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_sections_have_sound_front_matter(collection: str) -> None:
    for section in sections(collection):
        assert {"title", "order", "section"} <= set(section.front), section.name
        assert set(section.front) <= {"title", "order", "section", "region", "program"}
        assert section.front["section"] == section.path.stem, section.name
        assert KEBAB.fullmatch(section.path.stem), section.name
        assert section.front.get("program", "partnerworld") in PROGRAMS, section.name
    orders = [section.order for section in sections(collection)]
    assert orders == list(range(1, len(orders) + 1))


@pytest.mark.parametrize(("collection", "total"), [("partnerworld", 59), ("alliance", 38)])
def test_a_collection_has_all_its_questions(collection: str, total: int) -> None:
    assert len(question_ids(collection)) == total


@pytest.mark.parametrize("collection", sorted(EXPECTED))
def test_sections_and_questions_stand_in_order_and_keep_their_ids(collection: str) -> None:
    actual = {section.path.stem: [question.id for question in questions(section)] for section in sections(collection)}
    expected = {section: ids.split() for section, ids in EXPECTED[collection].items()}
    assert list(actual) == list(expected)
    assert actual == expected
    assert [section.front["title"] for section in sections(collection)] == TITLES[collection]


def test_only_latin_america_is_bound_to_a_region() -> None:
    regions = {
        section.path.stem: section.front["region"]
        for collection in COLLECTIONS
        for section in sections(collection)
        if "region" in section.front
    }
    assert regions == {"latin-america": "latin-america"}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_ids_are_kebab_case_and_unique_within_a_collection(collection: str) -> None:
    ids = question_ids(collection) + [section.path.stem for section in sections(collection)]
    assert [id_ for id_ in ids if not KEBAB.fullmatch(id_)] == []
    assert sorted({id_ for id_ in ids if ids.count(id_) > 1}) == []


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_every_question_has_a_wording_and_an_answer(collection: str) -> None:
    wordings = []
    for section in sections(collection):
        for question in questions(section):
            wordings.append(question.wording)
            assert question.wording[-1] in "?.", f"{section.name}: {question.wording}"
            assert len(words(question.answer)) >= 5, f"{section.name}: #{question.id} is empty"
    assert len(set(wordings)) == len(wordings)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_related_questions_exist_and_are_at_most_three(collection: str) -> None:
    ids = set(question_ids(collection))
    for section in sections(collection):
        assert section.body.count("{related") == len(RELATED.findall(section.body)), section.name
        for question in questions(section):
            assert len(question.related) == len(set(question.related)) <= 3, question.id
            assert question.id not in question.related, question.id
            assert set(question.related) <= ids, f"{question.id}: {question.related}"


def test_ordered_lists_are_numbered_without_a_gap() -> None:
    for document in all_documents():
        previous = 0
        for line in document.body.splitlines():
            step = re.match(r"(\d+)\. ", line)
            if step:
                assert int(step[1]) in (1, previous + 1), f"{document.name}: {line}"
                previous = int(step[1])
            elif line and not line.startswith(" "):
                previous = 0


# --- pages ---------------------------------------------------------------------------------


def test_every_page_is_there_with_sound_front_matter() -> None:
    pages = [read(path) for path in sorted(PAGES.glob("*.md"))]
    assert sorted(page.path.stem for page in pages) == sorted(PAGE_SLUGS)
    for page in pages:
        assert set(page.front) - {"label"} == {"title", "slug", "order", "menu", "summary"}, page.name
        assert page.front["slug"] == page.path.stem, page.name
        assert page.front["menu"] in ("footer", "header", "none"), page.name
        assert str(page.front["summary"]).endswith("."), page.name
        assert not re.search(r"^# ", page.body, re.MULTILINE), page.name
    assert len({page.order for page in pages}) == len(pages)


# --- links and contacts --------------------------------------------------------------------


def test_contact_keys_are_well_formed() -> None:
    for document in all_documents():
        for inside in CONTACT.findall(document.body):
            kind, _, key = inside.partition(":")
            assert kind == "contact", f"{document.name}: [[{inside}]]"
            assert KEBAB.fullmatch(key), f"{document.name}: [[{inside}]]"
        assert document.body.count("[[") == len(CONTACT.findall(document.body)), document.name


def test_links_resolve() -> None:
    targets = {"page:" + slug for slug in PAGE_SLUGS} | {"program:" + slug for slug in PROGRAMS}
    for collection in COLLECTIONS:
        targets |= {f"faq:{collection}#{id_}" for id_ in question_ids(collection)}
    broken = []
    for document in all_documents():
        links = LINK.findall(document.body)
        assert document.body.count("](") == len(links), f"{document.name}: malformed link"
        for link in links:
            full = f"faq:{document.path.parent.name}{link}" if link.startswith("#") else link
            if full not in targets:
                broken.append(f"{document.name}: {link}")
    assert broken == []


def test_no_web_or_mail_address_and_no_telephone_number_stands_in_a_text() -> None:
    address = re.compile(r"https?:|www\.|\b[\w.]+@[\w.]+|\b\d{3}-\d{4}\b", re.IGNORECASE)
    found = [
        f"{document.name}: {match[0]}"
        for document in all_documents()
        for match in address.finditer(document.path.read_text(encoding="utf-8"))
    ]
    assert found == []


# --- own words -----------------------------------------------------------------------------


def test_no_run_of_twelve_known_words_stands_in_any_text() -> None:
    found = [
        f"{document.name}: {run}"
        for document in all_documents()
        for part in (str(document.front.get("summary", "")), document.body)
        for run in copied(part)
    ]
    assert found == []


# Thirteen words of the known texts, written backwards, so that not even this file repeats them.
BACKWARDS = "community private a while join, to all for available is community public A"
PLANTED = " ".join(BACKWARDS.split()[::-1])


def test_a_planted_copy_is_found() -> None:
    assert len(copied(f"First own words. {PLANTED} and own words again.")) == 2


def test_a_planted_copy_is_found_through_markup_and_line_breaks() -> None:
    disguised = PLANTED.replace("public", "*public*").replace("for all", "[for all](#join)")
    disguised = "1. " + disguised.replace("join,", "JOIN;\n\n  ")
    assert copied(disguised) != []


def test_a_label_breaks_a_run() -> None:
    assert copied(PLANTED.replace("available", "**available**")) == []
    assert copied(PLANTED.replace("available", '"available"')) == []


def test_eleven_words_are_not_a_run() -> None:
    assert copied(" ".join(PLANTED.split()[:11])) == []


def make_known_runs(texts: list[str]) -> bytes:
    """All runs of the texts as they stand, and again without numbering and page furniture."""
    furniture = re.compile(
        r"^\s*(?:https?://\S+|Back to top|.*, continued)\s*$|^\s*(?:Q\d*:?|A:?|\d+\.|•)(?=\s)",
        re.MULTILINE,
    )
    found: set[str] = set()
    for text in texts:
        for version in (text, furniture.sub(" ", text)):
            found |= {fingerprint(run) for run in runs(version)}
    return gzip.compress("\n".join(sorted(found)).encode("ascii"), mtime=0)


if __name__ == "__main__":
    KNOWN_RUNS.write_bytes(make_known_runs([pathlib.Path(name).read_text(encoding="utf-8") for name in sys.argv[1:]]))
