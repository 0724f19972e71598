"""`site.yml`: what is wrong is named with its line."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.errors import Exit, InputOutputError, UsageError
from generator.intake import read_site
from tests.intake.small import SETTINGS


def refusal(folder: Path, more: str, settings: str = SETTINGS) -> list[str]:
    path = folder / "site.yml"
    path.write_text(settings + more, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        read_site(path)
    assert caught.value.exit is Exit.USAGE
    return [str(problem) for problem in caught.value.problems]


def test_the_settings_of_this_project_are_read() -> None:
    site = read_site(Path(__file__).parents[2] / "site.yml")
    assert site.name == "Partner Directory"
    assert site.tables["profiles"].columns["partner_id"] == "Country Enterprise ID"


def test_defaults_hold_where_a_key_is_left_empty(tmp_path: Path) -> None:
    (tmp_path / "site.yml").write_text(SETTINGS + "operator:\ntables:\n  revenue:\n", encoding="utf-8")
    site = read_site(tmp_path / "site.yml")
    assert (site.operator, site.page_size, site.tables["revenue"].delimiter) == ("", 50, ",")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("page_siz: 20\n", 'site.yml:4: there is no setting "page_siz" here. Did you mean "page_size"?'),
        ("page_size: many\n", 'site.yml:4: page_size: must be a whole number, not "many".'),
        ("page_size: 0\n", "site.yml:4: page_size: must lie between 1 and 1000."),
        ("allow_http_links: yes\n", 'site.yml:4: allow_http_links: must be true or false, not "yes".'),
        ("operator: [a]\n", "site.yml:4: operator: must be a text, not a list; put it in quotes."),
        ("operator: {a: b}\n", "site.yml:4: operator: must be a text, not a mapping; put it in quotes."),
        ("operator: true\n", "site.yml:4: operator: must be a text, not true; put it in quotes."),
        ("contacts:\n  desk: {name: Desk, address: [A, null]}\n",
         "site.yml:5: contacts.desk.address: must be a text, not nothing; put it in quotes."),
        ("tables: []\n", "site.yml:4: tables: must be a mapping of keys to values."),
        ("operator: 7\n", "site.yml:4: operator: must be a text, not 7; put it in quotes."),
        ("theme: blue\n", "site.yml:4: theme: must be a mapping of keys to values."),
        ("theme:\n  accent: blue\n", 'site.yml:5: theme.accent: "blue" is not a colour such as #0b57d0.'),
        ("time_zone: Zurich\n", 'site.yml:4: time_zone: "Zurich" is not a time zone such as Europe/Zurich.'),
        ("time_zone: /etc/passwd\n", 'site.yml:4: time_zone: "/etc/passwd" is not a time zone such as Europe/Zurich.'),
        ("language: german\n", 'site.yml:4: language: "german" is not a BCP 47 language.'),
        ("partners_url: https://x.example\n",
         'site.yml:4: partners_url: "https://x.example" must end with a slash.'),
        ("partners_url: https://x.example/?q=/\n",
         'site.yml:4: partners_url: "https://x.example/?q=/" must have no ? and no #.'),
        ("releases_kept: 0\n", "site.yml:4: releases_kept: must be above zero."),
        ("output: content/out\n",
         'site.yml:4: output: "content/out" lies in content: a build would read what it has written. '
         "Choose a folder of its own, beside the others."),
        ("publish: {root: ./templates/x}\n",
         'site.yml:4: publish.root: "./templates/x" lies in templates: a build would read what it has written. '
         "Choose a folder of its own, beside the others."),
        ("publish: {root: output/pub}\n",
         'site.yml:4: publish.root: "output/pub" is not apart from output: '
         "a build would replace what hosts serve, without guards."),
        ("content: templates/assets/exports\n",
         'site.yml:4: content: "templates/assets/exports" lies among the assets of templates: '
         "a build would publish every export."),
        ('output: "a\\0b"\n', 'site.yml:4: output: "a\\u{0}b" is not the name of a folder.'),
        ("publish: {guards: {listing-lost: {percent: 0}}}\n",
         'site.yml:4: publish.guards.listing-lost: "listing-lost" is not a guard. Did you mean "listings-lost"?'),
        ("publish: {guards: {listings-lost: {days: 3}}}\n",
         "site.yml:4: publish.guards.listings-lost.days: this guard takes percent and least only."),
        ("publish: {guards: {exports-old: {percent: 3}}}\n",
         "site.yml:4: publish.guards.exports-old.percent: this guard takes days only."),
        ("publish: {guards: {problems: {percent: -1}}}\n",
         "site.yml:4: publish.guards.problems.percent: must not be below 0."),
        ("publish: {guards: {listings-lost: {least: 0}}}\n",
         "site.yml:4: publish.guards.listings-lost.least: must be above zero."),
        ("publish: {targets: {web: {audience: partners, bucket: b}}}\n",
         "site.yml:4: publish.targets.web: the partners' site may only go to a host that asks who is reading."
         " Where it does, write access: authenticated."),
        ("publish: {targets: {web: {audience: partner, bucket: b}}}\n",
         'site.yml:4: publish.targets.web.audience: "partner" is not an audience of this site.'
         ' Did you mean "partners"?'),
        ("audiences: [customers]\npublish: {targets: {web: {audience: partners, bucket: b, access: authenticated}}}\n",
         'site.yml:5: publish.targets.web.audience: "partners" is not an audience of this site.'),
        ("publish: {targets: {web: {audience: customers, bucket: b, access: open}}}\n",
         'site.yml:4: publish.targets.web.access: "open" is not public or authenticated.'),
        ("publish: {targets: {web: {audience: customers, bucket: b, prefix: /x}}}\n",
         'site.yml:4: publish.targets.web.prefix: "/x" is not like "directory/".'),
        ("publish: {targets: {web: {audience: customers, bucket: ''}}}\n",
         "site.yml:4: publish.targets.web.bucket: must name a bucket."),
        ("description_limit: 0\n", "site.yml:4: description_limit: must be above zero."),
        ("contacts:\n  desk: {}\n", 'site.yml:5: the setting "name" is missing.'),
        ("contacts:\n  desk: {name: Desk, email: desk}\n",
         'site.yml:5: contacts.desk.email: "desk" is not an e-mail address and is left out.'),
        ("report_problem_contact: desk\n", 'site.yml:4: report_problem_contact: "desk" is not a key of contacts.'),
        ("tables:\n  profile: {}\n", 'site.yml:5: tables.profile: "profile" is not a table. Did you mean "profiles"?'),
        ("tables:\n  profiles:\n    columns:\n      nam: Name\n",
         'site.yml:7: tables.profiles.columns.nam: "nam" is not a column of profiles. Did you mean "name"?'),
        ("tables:\n  profiles:\n    columns:\n      name: country\n",
         'site.yml:7: tables.profiles.columns.name: "country" is the header of country too.'),
        ("tables:\n  profiles:\n    values:\n      stat: {A: approved}\n",
         'site.yml:7: tables.profiles.values.stat: "stat" is not a column of profiles. Did you mean "status"?'),
        ("tables:\n  profiles:\n    values:\n      status: {1: approved}\n",
         "site.yml:7: tables.profiles.values.status: the key 1 must be a text; put it in quotes."),
        ("tables:\n  profiles:\n    files: profiles.csv\n", "site.yml:6: tables.profiles.files: must be a list."),
        ("tables:\n  profiles:\n    files: [profiles.xls]\n",
         'site.yml:6: tables.profiles.files: "profiles.xls": files of this kind cannot be read (only .csv).'),
        ("tables:\n  profiles:\n    delimiter: ';;'\n",
         'site.yml:6: tables.profiles.delimiter: ";;" is not one character that can separate cells.'),
        ("tables:\n  profiles:\n    encoding: klingon\n",
         'site.yml:6: tables.profiles.encoding: "klingon" is not a known encoding.'),
        ("tables:\n  skills:\n    files: [a.csv]\n",
         "site.yml:6: tables.skills.files: skills tables stand beside their programs: programs/<program>/skills.csv."),
        ("name: Twice\n", 'site.yml:4: the key "name" stands twice (first in line 1).'),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_named_with_its_line(tmp_path: Path, more: str, message: str) -> None:
    assert refusal(tmp_path, more) == [message]


def test_all_wrong_settings_are_named_in_one_run(tmp_path: Path) -> None:
    settings = "name: Small\nurl: https://small.example/\n"
    more = "page_size: x\ncolour: red\nlanguage: german\ntime_zone: Zurich\npreview_days: 0\naudiences: [staff, 5]\n"
    assert refusal(tmp_path, more, settings) == [
        'site.yml:1: the setting "description" is missing.',
        'site.yml:3: page_size: must be a whole number, not "x".',
        'site.yml:4: there is no setting "colour" here.',
        'site.yml:5: language: "german" is not a BCP 47 language.',
        'site.yml:6: time_zone: "Zurich" is not a time zone such as Europe/Zurich.',
        "site.yml:7: preview_days: must be above zero.",
        "site.yml:8: audiences: must be a text, not 5; put it in quotes.",
    ]


def test_settings_that_are_no_mapping_are_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "", settings="- name\n") == ["site.yml:1: must be a mapping of keys to values."]


def test_missing_settings_are_a_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_site(tmp_path / "site.yml")
    hint = "Name the settings with --config, or run in the folder that holds site.yml."
    assert str(caught.value) == f"{tmp_path}/site.yml: does not exist. {hint}"


def test_unreadable_settings_are_an_input_failure(tmp_path: Path) -> None:
    (tmp_path / "site.yml").mkdir()
    with pytest.raises(InputOutputError) as caught:
        read_site(tmp_path / "site.yml")
    assert str(caught.value) == "site.yml: is not a regular file."
