"""Typed getters: what each kind of column takes, and what it says to the rest."""

from __future__ import annotations

import unicodedata
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import Severity
from generator.intake.codes import countries, currencies
from generator.intake.fields import Rules, column_for
from generator.intake.flaws import CellError, Flaw
from generator.model.fields import Field, Kind

RULES = Rules(term=lambda facet, value: value)


def read(kind: Kind, text: str, rules: Rules = RULES, **more: Any) -> Any:
    field = Field(name="languages", kind=kind, **{"many": False, "required": False} | more)
    return column_for(field, rules, {}, unique=False)[text]


def refusal(kind: Kind, text: str, rules: Rules = RULES, **more: Any) -> str:
    """Message and hint of a cell that is not taken as it is."""
    with pytest.raises(CellError) as caught:
        read(kind, text, rules, **more)
    (flaw,) = caught.value.flaws
    return flaw.message + (f" {flaw.hint}" if flaw.hint else "")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Kind.ID, "CE-1 001", "CE-1 001"),
        (Kind.ID, "Ä1", "Ä1"),
        (Kind.TEXT, "  a, b ", "a, b"),
        (Kind.TEXT, "👩‍💻 at work", "👩‍💻 at work"),
        (Kind.NAME, "Cafe\u0301", "Café"),
        (Kind.PROSE, "one\r\ntwo\rthree", "one\ntwo\nthree"),
        (Kind.DATE, "2024-02-29", date(2024, 2, 29)),
        (Kind.DECIMAL, "-1234.5600", Decimal("-1234.5600")),
        (Kind.INTEGER, "0042", 42),
        (Kind.LATITUDE, "-90", -90.0),
        (Kind.LONGITUDE, "+179.9999", 179.9999),
        (Kind.BOOLEAN, "YES", True),
        (Kind.BOOLEAN, "0", False),
        (Kind.COUNTRY, "NO", "NO"),
        (Kind.CURRENCY, "XOF", "XOF"),
        (Kind.LANGUAGE, "PT-br", "pt-BR"),
        (Kind.LANGUAGE, "zh-hant-hk", "zh-Hant-HK"),
        (Kind.LANGUAGE, "es-419", "es-419"),
        (Kind.URL, "https://acme.example:8443/a?b=c#d", "https://acme.example:8443/a?b=c#d"),
        (Kind.URL, "https://müller.example/straße", "https://müller.example/straße"),
        (Kind.EMAIL, "o'neil+x@mail.acme.example", "o'neil+x@mail.acme.example"),
        (Kind.PHONE, "(040) 555-0100 ext. 7", "(040) 555-0100 ext. 7"),
        (Kind.FILE, "logos/acme.png", "logos/acme.png"),
        (Kind.DATE, "", None),
        (Kind.DATE, "   ", None),
    ],
)
def test_a_good_cell_is_taken(kind: Kind, text: str, value: object) -> None:
    assert read(kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (Kind.ID, "P1 ", '"P1 " has a blank at its start or end. Ids are compared exactly.'),
        (Kind.ID, "P\u202e1", '"P\\u{202e}1" holds U+202E (RIGHT-TO-LEFT OVERRIDE).'),
        (Kind.ID, "P" * 201, f'"{"P" * 60}…" has 201 characters; at most 200 are allowed.'),
        (Kind.NAME, "A\nB", '"A\\u{a}B" holds a line break. Names and short texts are one line.'),
        (Kind.TEXT, "A\tB", '"A\\u{9}B" holds a tab. Names and short texts are one line.'),
        (Kind.PROSE, "A\x00B", '"A\\u{0}B" holds U+0000 (a control character). Remove it; it cannot be seen.'),
        (Kind.DATE, "12/31/2020", '"12/31/2020" is not a date in ISO form (YYYY-MM-DD). Did you mean "2020-12-31"?'),
        (Kind.DATE, "03/04/2020", '"03/04/2020" is not a date in ISO form (YYYY-MM-DD). '
         'Did you mean "2020-04-03" or "2020-03-04"?'),
        (Kind.DATE, "3.4.2020", '"3.4.2020" is not a date in ISO form (YYYY-MM-DD). Did you mean "2020-04-03"?'),
        (Kind.DATE, "2020-1-5", '"2020-1-5" is not a date in ISO form (YYYY-MM-DD). Did you mean "2020-01-05"?'),
        (Kind.DATE, "20201231", '"20201231" is not a date in ISO form (YYYY-MM-DD). Write it like 2020-12-31.'),
        (Kind.DATE, "2020-12-31T00:00:00Z",
         '"2020-12-31T00:00:00Z" is not a date in ISO form (YYYY-MM-DD). Did you mean "2020-12-31"?'),
        (Kind.DATE, "2023-02-29", '"2023-02-29" is not a day of the calendar.'),
        (Kind.DATE, "9999-12-31", '"9999-12-31" lies outside the years 1900 to 2199. '
         "Leave the cell empty where there is no end, or map this value to an empty one in site.yml."),
        (Kind.DECIMAL, "1.234,56", '"1.234,56" is not a decimal number. Did you mean "1234.56"?'),
        (Kind.DECIMAL, "12,5", '"12,5" is not a decimal number. Did you mean "12.5"?'),
        (Kind.DECIMAL, "1 234", '"1 234" is not a decimal number. Did you mean "1234"?'),
        (Kind.DECIMAL, "1e5", '"1e5" is not a decimal number. Write it like 1234.56, without a currency sign or unit.'),
        (Kind.DECIMAL, "NaN", '"NaN" is not a decimal number. Write it like 1234.56, without a currency sign or unit.'),
        (Kind.DECIMAL, "$5", '"$5" is not a decimal number. Write it like 1234.56, without a currency sign or unit.'),
        (Kind.INTEGER, "40.0", '"40.0" is not a whole number. Did you mean "40"?'),
        (Kind.INTEGER, "-4", '"-4" is not a whole number.'),
        (Kind.INTEGER, "٣", '"٣" is not a whole number.'),
        (Kind.LATITUDE, "53,55", '"53,55" is not a latitude in decimal degrees (-90 to 90). Did you mean "53.55"?'),
        (Kind.LONGITUDE, "180.1", '"180.1" is not a longitude in decimal degrees (-180 to 180).'),
        (Kind.BOOLEAN, "ja", '"ja" is not Yes or No (nor true, false, 1, 0).'),
        (Kind.COUNTRY, "EL", '"EL" is not an ISO 3166 country code. Did you mean "GR"?'),
        (Kind.COUNTRY, "de", '"de" is not an ISO 3166 country code. Did you mean "DE"?'),
        (Kind.COUNTRY, "DEU", '"DEU" is not an ISO 3166 country code. Did you mean "DE"?'),
        (Kind.COUNTRY, "Germany", '"Germany" is not an ISO 3166 country code. Did you mean "DE"?'),
        (Kind.COUNTRY, "XK", '"XK" is not an ISO 3166 country code.'),
        (Kind.COUNTRY, "EU", '"EU" is not an ISO 3166 country code.'),
        (Kind.CURRENCY, "eur", '"eur" is not an ISO 4217 code of a currency in use. Did you mean "EUR"?'),
        (Kind.CURRENCY, "€", '"€" is not an ISO 4217 code of a currency in use. Did you mean "EUR"?'),
        (Kind.LANGUAGE, "pt_BR", '"pt_BR" is not a BCP 47 language code. Did you mean "pt-BR"?'),
        (Kind.LANGUAGE, "qq", '"qq" is not a BCP 47 language code.'),
        (Kind.LANGUAGE, "de-XX", '"de-XX" is not a BCP 47 language code.'),
    ],
)  # fmt: skip
def test_a_bad_cell_is_refused(kind: Kind, text: str, message: str) -> None:
    assert refusal(kind, text) == message


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("javascript:alert(1)", 'it does not begin with https://.'),
        ("www.acme.example/x", 'it does not begin with https://. Did you mean "https://www.acme.example/x"?'),
        ("//acme.example", "it does not begin with https://."),
        ("https://user:secret@acme.example/", "it holds a user name or password."),
        ("https://", "it has no valid host."),
        ("https://localhost/", "it has no valid host."),
        ("https://acme.example:0/", "it has no valid host."),
        ("https://acme.example:99999/", "it is malformed."),
        ("https://[::1/", "it is malformed."),
        ("https://acme.example/a b", "it holds a blank."),
        ('https://acme.example/"', 'it holds the character ".'),
        ("https://acme.example\\@evil.example", "it holds the character \\."),
        ("https://acme.example/\u202e", "it holds U+202E (RIGHT-TO-LEFT OVERRIDE)."),
        ("https://acme.example/" + "a" * 2000, "it has more than 2,000 characters."),
        ("http://acme.example/", "it begins with http://. Use https, or set allow_http_links in site.yml."),
    ],
)  # fmt: skip
def test_what_is_not_a_safe_link_is_left_out_with_a_warning(text: str, reason: str) -> None:
    message = refusal(Kind.URL, text)
    assert message.split(" is not shown as a link: ", 1)[1] == reason
    with pytest.raises(CellError) as caught:
        read(Kind.URL, text)
    assert caught.value.flaws[0].severity is Severity.WARNING
    assert caught.value.value is None


def test_http_links_can_be_allowed() -> None:
    rules = Rules(term=RULES.term, allow_http=True)
    assert read(Kind.URL, "http://acme.example/", rules) == "http://acme.example/"


@pytest.mark.parametrize(
    "text", ["a@b", "a b@acme.example", "a@acme.example?cc=x", "a..b@acme.example", "@acme.example"]
)
def test_what_is_not_one_mail_address_is_left_out(text: str) -> None:
    assert refusal(Kind.EMAIL, text) == f'"{text}" is not an e-mail address and is left out.'


@pytest.mark.parametrize("text", ["/etc/passwd", "../x.png", "a\\b.png", "C:x.png", "a\u202eb.png"])
def test_a_file_stays_beside_its_export(text: str) -> None:
    assert refusal(Kind.FILE, text).endswith("is not the name of a file beside this export and is left out.")


def test_lists_are_trimmed_and_each_value_comes_once() -> None:
    assert read(Kind.LANGUAGE, " de ;; en;de; ", many=True, default=()) == ("de", "en")
    assert read(Kind.LANGUAGE, " ; ", many=True, default=()) == ()


def test_every_bad_value_of_a_list_is_named() -> None:
    with pytest.raises(CellError) as caught:
        read(Kind.LANGUAGE, "de; qq; German", many=True)
    assert [flaw.message.split(" is ")[0] for flaw in caught.value.flaws] == ['"qq"', '"German"']


def test_a_choice_names_the_values_of_the_export() -> None:
    field = Field(name="status", kind=Kind.CHOICE, many=False, required=True, choices=("pending", "approved"))
    column = column_for(field, RULES, {"Active": "approved"}, unique=False)
    assert column["Active"] == "approved"
    with pytest.raises(CellError) as caught:
        column["Aktive"]
    (flaw,) = caught.value.flaws
    assert (flaw.message, flaw.hint) == ('"Aktive" is not one of Active, pending.', 'Did you mean "Active"?')


@pytest.mark.parametrize("kind", [Kind.ID, Kind.TEXT])
def test_a_column_remembers_only_so_many_texts(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("generator.intake.fields.REMEMBERED", 3)
    column = column_for(Field(name="brand", kind=kind, many=False, required=True), RULES, {}, unique=False)
    for number in range(10):
        assert column[f"brand {number}"] == f"brand {number}"
        assert len(column) <= 3


def test_a_required_cell_may_not_be_empty() -> None:
    assert refusal(Kind.NAME, " ", required=True) == "is required, but the cell is empty."


def test_the_country_codes_are_the_249_of_iso_3166() -> None:
    assert len(countries()) == 249
    assert {"DE", "GB", "NO", "SS"} <= countries()
    assert not {"UK", "EU", "UN", "XK", "AN"} & countries()


def test_currencies_are_those_of_the_last_decades() -> None:
    assert {"EUR", "USD", "HRK", "XCG"} <= currencies()
    assert not {"DEM", "FRF", "XXX", "XAU"} & currencies()


@given(st.sampled_from(sorted(set(Kind) - {Kind.CHOICE})), st.text())
def test_any_text_is_read_or_refused(kind: Kind, text: str) -> None:
    flaws: tuple[Flaw, ...] = ()
    try:
        read(kind, text)
    except CellError as error:
        flaws = error.flaws
    assert all(flaw.message.isprintable() for flaw in flaws)


@given(st.text())
def test_what_passes_as_a_name_shows_everything_it_holds(text: str) -> None:
    try:
        name = read(Kind.NAME, text)
    except CellError:
        return
    if name is not None:
        assert name == unicodedata.normalize("NFC", name)
        assert not {"Cc", "Cs", "Zl", "Zp"} & {unicodedata.category(character) for character in name}


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_every_iso_date_is_read(day: date) -> None:
    assert read(Kind.DATE, day.isoformat()) == day


@given(st.decimals(-(10**12), 10**12, places=4))
def test_every_decimal_is_read_exactly(number: Decimal) -> None:
    assert read(Kind.DECIMAL, f"{number:f}") == number
