"""Files that are missing, damaged, hostile, or change under our hands."""

from __future__ import annotations

import errno
import os
import time
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import ContentError, DirectoryError, Exit, InputOutputError, Problems
from generator.intake import read_exports, read_site
from generator.intake.crosscheck import Crosscheck
from generator.model.tables import TABLES
from tests.intake.small import SETTINGS, Small, csv_text, small


def test_a_missing_required_table_ends_the_run(content: Small) -> None:
    del content.rows["profiles"]
    with pytest.raises(InputOutputError) as caught:
        content.read()
    assert caught.value.exit is Exit.INPUT_OUTPUT
    assert str(caught.value) == (
        "content/profiles/profiles.csv: does not exist. Check the path, or map the table to another file in site.yml."
    )


def test_all_missing_mapped_files_are_named(content: Small) -> None:
    content.settings += "tables: {revenue: {files: [r1.csv, r2.csv]}, leads: {files: [profiles/profiles.csv, l.csv]}}\n"
    with pytest.raises(InputOutputError) as caught:
        content.read()
    assert [problem.origin.file for problem in caught.value.problems] == [
        "content/l.csv",
        "content/r1.csv",
        "content/r2.csv",
    ]


def test_a_link_to_nowhere_is_not_an_absent_table(content: Small) -> None:
    del content.rows["revenue"]
    content.write()
    (content.folder / "content" / "profiles" / "revenue.csv").symlink_to("gone.csv")
    with pytest.raises(InputOutputError, match=r"profiles/revenue\.csv: does not exist"):
        content.read()


def test_a_folder_in_the_place_of_a_table_is_an_input_failure(content: Small) -> None:
    del content.rows["profiles"]
    (content.folder / "content" / "profiles" / "profiles.csv").mkdir(parents=True)
    with pytest.raises(InputOutputError) as caught:
        content.read()
    assert str(caught.value) == "content/profiles/profiles.csv: is not a regular file."


def test_a_named_pipe_does_not_hang(content: Small) -> None:
    content.write()
    path = content.folder / "content" / "profiles" / "leads.csv"
    os.mkfifo(path)
    content.settings += "tables: {leads: {files: [profiles/leads.csv]}}\n"
    with pytest.raises(InputOutputError, match="is not a regular file"):
        content.read()


def test_a_disk_error_names_the_file(content: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = Path.open

    def failing(path: Path, *more: Any, **keywords: Any) -> Any:
        if path.name == "revenue.csv" and more == ("rb",):
            raise OSError(errno.EIO, "Input/output error", str(path))
        return opened(path, *more, **keywords)

    monkeypatch.setattr(Path, "open", failing)
    with pytest.raises(InputOutputError) as caught:
        content.read()
    assert str(caught.value) == "content/profiles/revenue.csv: reading failed: input/output error."


def test_a_text_file_of_absurd_size_is_refused(content: Small) -> None:
    content.files["vocabulary.yml"] = "#" * 4_600_000
    with pytest.raises(InputOutputError) as caught:
        content.read()
    assert str(caught.value) == "content/vocabulary.yml: is larger than 4,000,000 bytes."


def test_content_may_stand_outside_the_folder_of_the_settings(content: Small) -> None:
    content.write()
    elsewhere = content.folder / "conf"
    elsewhere.mkdir()
    (elsewhere / "site.yml").write_text(SETTINGS + f"content: {content.folder}/content\n", encoding="utf-8")
    (content.folder / "content" / "profiles" / "people.csv").write_text("", encoding="utf-8")
    problems = Problems()
    read_exports(read_site(elsewhere / "site.yml"), elsewhere, problems)
    assert next(iter(problems)).origin.file == f"{content.folder}/content/profiles/people.csv"


def test_a_logo_in_a_folder_below_the_export_is_taken(content: Small) -> None:
    content.files["marketing/logos/alpha.png"] = b"\x89PNG"
    content.set("marketing", "logo", "logos/alpha.png")
    assert content.problems() == []


def test_a_logo_that_is_a_folder_is_left_out(content: Small) -> None:
    content.files["marketing/logos/alpha.png"] = b"\x89PNG"
    content.set("marketing", "logo", "logos")
    assert content.problems() == [
        'content/marketing/marketing.csv:2: logo: "logos" is not a file; a monogram takes its place.'
    ]


def test_an_export_that_changes_while_it_is_read_ends_the_run(content: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    finish = Crosscheck.finish

    def finish_and_change(check: Crosscheck) -> None:
        finish(check)
        path = content.folder / "content" / "profiles" / "revenue.csv"
        path.write_text(path.read_text() + "R2,P1,Storage,1,EUR,2025-03-02,distributor\n")

    monkeypatch.setattr(Crosscheck, "finish", finish_and_change)
    with pytest.raises(ContentError) as caught:
        content.read()
    assert caught.value.exit is Exit.CONTENT
    assert str(caught.value) == (
        "content/profiles/revenue.csv: changed while it was read. Run again when it is complete."
    )


def test_an_export_that_vanishes_while_it_is_read_ends_the_run(content: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    finish = Crosscheck.finish

    def finish_and_remove(check: Crosscheck) -> None:
        finish(check)
        (content.folder / "content" / "profiles" / "revenue.csv").unlink()

    monkeypatch.setattr(Crosscheck, "finish", finish_and_remove)
    with pytest.raises(ContentError, match=r"revenue\.csv: changed while it was read"):
        content.read()


def test_a_logo_that_is_a_link_out_of_its_folder_is_left_out(content: Small) -> None:
    content.write()
    secret = content.folder / "secret.png"
    secret.write_bytes(b"\x89PNG")
    (content.folder / "content" / "marketing" / "escape.png").symlink_to(secret)
    content.files.clear()
    content.set("marketing", "logo", "escape.png")
    exports, problems = content.read()
    assert [str(problem) for problem in problems] == [
        'content/marketing/marketing.csv:2: logo: "escape.png" leads out of the folder of this export; '
        "a monogram takes its place."
    ]
    partner = exports.partner("P1")
    assert partner is not None
    assert partner.marketing[0].logo is None


def test_a_bad_marketing_row_quarantines_the_listing(content: Small) -> None:
    content.set("marketing", "publish_to_customers", "perhaps")
    exports, problems = content.read()
    assert [problem.severity for problem in problems] == ["quarantine"]
    by = {view.profile.partner_id: view.quarantined_by for view in exports.profiles()}
    assert {partner: by[partner] and by[partner].row for partner in by} == {"P1": 2, "P2": None}
    partner = exports.partner("P1")
    assert partner is not None
    assert partner.quarantined_by == by["P1"]


def test_a_bad_solution_is_left_out_with_its_experiences(content: Small) -> None:
    content.set("solutions", "status", "live")
    exports, problems = content.read()
    assert [problem.code for problem in problems] == ["bad-choice"]
    partner = exports.partner("P1")
    assert partner is not None
    assert (partner.solutions, partner.customer_experiences, partner.quarantined_by) == ((), (), None)


def test_a_bad_experience_is_left_out_alone(content: Small) -> None:
    content.set("customer_experiences", "decided_on", "2028-01-01")
    exports, problems = content.read()
    assert [problem.code for problem in problems] == ["dates-out-of-order"]
    partner = exports.partner("P1")
    assert partner is not None
    assert (len(partner.solutions), partner.customer_experiences) == (1, ())


def test_a_broken_table_is_not_blamed_on_those_that_name_its_rows(content: Small) -> None:
    content.files["profiles/profiles.csv"] = csv_text(small()["profiles"], TABLES["profiles"].columns) + "P3,x\n"
    content.set("locations", "partner_id", "P3", 1)
    content.set("marketing", "location_id", "")
    del content.rows["marketing"][1]
    assert content.problems() == ["content/profiles/profiles.csv:4: has 2 cells, but the header has 18."]


def test_unknown_values_are_reported_once_with_their_number(content: Small) -> None:
    content.set("profiles", "technologies", "Cobol; Storage")
    content.set("profiles", "technologies", "Cobol", 1)
    assert content.problems() == [
        'content/profiles/profiles.csv:2: technologies: "Cobol" is not in the vocabulary of technologies '
        "(2 rows; this is the first)."
    ]


def test_derived_slugs_that_collide_are_named_with_their_places(content: Small) -> None:
    content.set("profiles", "industries", "Hospitals; Rail & Road")
    content.set("profiles", "industries", "Rail + Road", 1)
    assert [message for message in content.problems() if "slug" in message] == [
        'content/profiles/profiles.csv:3: "Rail + Road" and "Rail & Road" (content/profiles/profiles.csv:2) '
        'both have the slug "rail-road". Give each its own slug under industries in the vocabulary.'
    ]


@pytest.mark.parametrize(
    ("vocabulary", "message"),
    [
        ("types: reseller\n", "1: types must be a list."),
        ("tipes: []\n", '1: "tipes" is not a facet of the vocabulary. Did you mean "types"?'),
        ("- types\n", "1: must be a mapping of facets to terms."),
        ("types:\n  - reseller\n", "2: must be a mapping with a label."),
        ("types:\n  - {value: isv}\n", "2: label is missing."),
        ("types:\n  - {label: 7}\n", "2: label must be a text; put it in quotes."),
        ("types:\n  - {label: A\u200bB}\n",
         '2: "A\\u{200b}B" holds U+200B (ZERO WIDTH SPACE). Remove it; it cannot be seen.'),
        ("types:\n  - {label: A, slug: A b}\n", '2: "A b" is not a slug (a to z, 0 to 9 and single hyphens).'),
        ("types:\n  - {label: A}\n  - {label: A}\n",
         '3: "A" stands twice (first in content/vocabulary.yml:2).'),
        ("types:\n  - {label: A, parent: b}\n", '2: the parent "b" of "A" is not a slug of types.'),
        ("types:\n  - {label: A, parent: a}\n", '2: "A" is its own ancestor.'),
        ("regions:\n  - {label: A, slug: a, countries: [EU]}\n", '2: "EU" is not an ISO 3166 country code.'),
        ("regions:\n  - {label: A, slug: a, countries: [DE]}\n  - {label: B, slug: b, countries: [DE]}\n",
         '3: "DE" stands in A too.'),
        ("regions:\n  - {label: A, slug: a, countries: DE}\n", "2: countries must be a list of ISO 3166 codes."),
        ("types: &a []\nindustries: *a\n", "2: not valid YAML: aliases are not allowed."),
    ],
)  # fmt: skip
def test_a_mistake_in_the_vocabulary_is_named_with_its_line(content: Small, vocabulary: str, message: str) -> None:
    content.files["vocabulary.yml"] = vocabulary
    found = [text for text in content.problems() if text.startswith("content/vocabulary.yml")]
    assert found == [f"content/vocabulary.yml:{message}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"---\ntitle: A\n", "1: the front matter that begins here has no closing line ---."),
        (b"---\n- a\n---\n", "2: front matter must be a mapping, such as title: About."),
        (b"---\ntitle: [a\n---\n", "2: not valid YAML: did not find expected ',' or ']'."),
        (b"---\ntitle: A\n---\n\nGr\xfc\xdfe\n", "5: byte 20 (0xfc) is not UTF-8. Save the file as UTF-8."),
    ],
)
def test_a_mistake_in_a_document_is_named_with_its_line(content: Small, text: bytes, message: str) -> None:
    content.files["pages/about.md"] = text
    assert content.problems() == [f"content/pages/about.md:{message}"]


def test_an_utf_16_export_with_a_broken_end_is_refused(content: Small) -> None:
    content.files["profiles/organizations.csv"] = "organization_id,name\nO1,Alpha\n".encode("utf-16")[:-1]
    content.settings += "tables: {organizations: {encoding: utf-16}}\n"
    assert content.problems() == [
        "content/profiles/organizations.csv:2: ends within a character of UTF-16, at byte 60."
    ]


def test_an_export_of_wrong_rows_alone_ends_soon(content: Small) -> None:
    rows = [
        {"partner_id": f"Q{i}", "name": "x", "status": f"s{i}", "country": f"c{i}", "technologies": f"Storage {i}"}
        for i in range(5_000)
    ]
    content.rows["profiles"] += rows
    started = time.perf_counter()
    content.read()
    assert time.perf_counter() - started < 20


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=400)
    | st.text('a,"\n\r;é\x00 ', max_size=60).map(str.encode)
    | st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace")),
    st.sampled_from(["profiles/profiles.csv", "marketing/marketing.csv", "vocabulary.yml", "pages/about.md"]),
    st.sampled_from(["utf-8", "utf-16", "shift_jis", "cp1252", "utf-7"]),
)
def test_any_bytes_end_in_problems(tmp_path: Path, content_bytes: bytes, name: str, encoding: str) -> None:
    folder = Path(mkdtemp(dir=tmp_path))
    content = Small(folder)
    content.files[name] = content_bytes
    content.settings = (
        SETTINGS + f"tables: {{profiles: {{encoding: {encoding}}}, marketing: {{encoding: {encoding}}}}}\n"
    )
    with suppress(DirectoryError):
        read_exports(read_site(content.write()), folder, Problems())
