"""Typed getters: the text of a cell to the value of a field, compiled once per column.

`Column` is a dict from text to value: a repeated text costs one look-up in C, a new one is read and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from generator.intake import texts
from generator.intake.codes import countries, country_for, currencies, language_for, language_tag
from generator.intake.flaws import CellError, Flaw, closest, fail, quoted
from generator.model.fields import FIRST_YEAR, LAST_YEAR, Field, Kind

Read = Callable[[str], Any]

REMEMBERED = 50_000
_REMEMBERED_LENGTH = 80
"""Distinct texts a column remembers, and their greatest length: repeated values are short."""

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_OTHER_DATE = re.compile(r"([0-9]{1,4})[./-]([0-9]{1,2})[./-]([0-9]{1,4})\.?")
_DECIMAL = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,12})?")
_GROUPED = re.compile(r"([+-]?[0-9]{1,3}(?:[., '\u00a0\u202f’][0-9]{3})*)(?:[.,]([0-9]{1,12}))?")
_INTEGER = re.compile(r"[0-9]{1,12}")
_BOOLEANS = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class Rules(msgspec.Struct, frozen=True, kw_only=True):
    """What the getters ask the site's settings and vocabulary.

    `term` takes a facet and a value, and gives the value or raises CellError; `languages` are the codes that the
    vocabulary lists, such as those of language groups (`ber`), which the tables of codes do not have.
    """

    term: Callable[[str, str], str]
    languages: frozenset[str] = frozenset()
    allow_http: bool = False
    description_limit: int = 20_000


class Column(dict[str, Any]):
    """One column's texts and their values. Looking up a new text reads it, or raises CellError."""

    def __init__(self, field: Field, read: Read, mapping: Mapping[str, str]) -> None:
        self._field = field
        self._read = read
        self._mapping = mapping

    def __missing__(self, text: str) -> Any:
        stripped = text.strip()
        if self._mapping:
            stripped = self._mapping.get(stripped, stripped)
        value = self._read(stripped) if stripped else self._empty()
        if len(text) <= _REMEMBERED_LENGTH:
            self._keep(text, value)
        return value

    def _keep(self, text: str, value: Any) -> None:
        if len(self) >= REMEMBERED:  # rows of one partner stand close together: what comes next is new anyway
            self.clear()
        self[text] = value

    def _empty(self) -> Any:
        if self._field.required:
            raise fail("missing-value", "is required, but the cell is empty.")
        return self._field.default


class IdColumn(Column):
    """Ids keep the blanks around them, to be refused; those of a table's own rows are not worth remembering."""

    unique = False

    def __missing__(self, text: str) -> Any:
        mapped = self._mapping.get(text, text) if self._mapping else text
        value = self._read(mapped) if mapped else self._empty()
        if not self.unique:
            self._keep(text, value)
        return value


def column_for(field: Field, rules: Rules, mapping: Mapping[str, str], unique: bool) -> Column:
    """The getter of a field. `mapping`: the export's values → the contract's; `unique`: no value comes twice."""
    read = _reader(field, rules, mapping)
    if field.many:
        return Column(field, _many(read, mapping), {})
    if field.kind is not Kind.ID:
        return Column(field, read, mapping)
    column = IdColumn(field, read, mapping)
    column.unique = unique
    return column


def _many(read: Read, mapping: Mapping[str, str]) -> Read:
    def cell(text: str) -> tuple[Any, ...]:
        values: dict[Any, None] = {}
        flaws: list[Flaw] = []
        for part in text.split(";"):
            stripped = part.strip()
            try:
                if stripped := mapping.get(stripped, stripped):
                    values[read(stripped)] = None
            except CellError as error:
                flaws += error.flaws
                if error.value is not None:
                    values[error.value] = None
        if flaws:
            raise CellError(*flaws, value=tuple(values))
        return tuple(values)

    return cell


def _reader(field: Field, rules: Rules, mapping: Mapping[str, str]) -> Read:
    match field.kind:
        case Kind.CHOICE:
            return _choice(field.choices, mapping)
        case Kind.MARKDOWN:
            return texts.prose(rules.description_limit)
        case Kind.URL:
            return texts.url(rules.allow_http)
        case Kind.TERM:
            return lambda text: rules.term(field.name, texts.name(text))
        case Kind.LANGUAGE:
            return lambda text: rules.term(field.name, text if text in rules.languages else _language(text))
    return _READERS[field.kind]


def _date(text: str) -> date:
    if not _ISO_DATE.fullmatch(text):
        raise fail("bad-date", f"{quoted(text)} is not a date in ISO form (YYYY-MM-DD).", _date_hint(text))
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise fail("bad-date", f"{quoted(text)} is not a day of the calendar.") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        hint = "Leave the cell empty where there is no end, or map this value to an empty one in site.yml."
        message = f"{quoted(text)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}."
        raise fail("bad-date", message, hint if day.year > LAST_YEAR else None)
    return day


def _date_hint(text: str) -> str | None:
    if _ISO_DATE.match(text):
        return f'Did you mean "{text[:10]}"?'
    match = _OTHER_DATE.fullmatch(text)
    if match is None:
        return "Write it like 2020-12-31."
    a, b, c = match.groups()
    orders = [(a, b, c)] if len(a) == 4 else [(c, b, a), (c, a, b)]
    if "." in text:
        orders = orders[:1]
    possible = dict.fromkeys(day for day in (_day(*order) for order in orders) if day)
    return "Did you mean " + " or ".join(f'"{day}"' for day in possible) + "?" if possible else None


def _day(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat() if len(year) == 4 else None
    except ValueError:
        return None


def _decimal(text: str) -> Decimal:
    if not _DECIMAL.fullmatch(text):
        raise fail("bad-number", f"{quoted(text)} is not a decimal number.", _number_hint(text))
    return Decimal(text)


def _number_hint(text: str) -> str | None:
    match = _GROUPED.fullmatch(text)
    if match is None:
        return "Write it like 1234.56, without a currency sign or unit."
    whole, fraction = match.groups()
    digits = re.sub(r"[^0-9+-]", "", whole)
    return f'Did you mean "{digits}.{fraction}"?' if fraction else f'Did you mean "{digits}"?'


def _integer(text: str) -> int:
    if not _INTEGER.fullmatch(text):
        raise fail("bad-integer", f"{quoted(text)} is not a whole number.", _integer_hint(text))
    return int(text)


def _integer_hint(text: str) -> str | None:
    digits = re.sub(r"(?:\.0+)?$|[., '\u00a0\u202f’](?=[0-9]{3}(?:\D|$))", "", text)
    return f'Did you mean "{digits}"?' if _INTEGER.fullmatch(digits) else None


def _degrees(kind: str, limit: int) -> Read:
    def read(text: str) -> float:
        if not _DECIMAL.fullmatch(text) or abs(float(text)) > limit:
            hint = f'Did you mean "{text.replace(",", ".")}"?' if _DECIMAL.fullmatch(text.replace(",", ".")) else None
            message = f"{quoted(text)} is not a {kind} in decimal degrees (-{limit} to {limit})."
            raise fail("bad-coordinate", message, hint if "," in text else None)
        return float(text)

    return read


def _boolean(text: str) -> bool:
    value = _BOOLEANS.get(text.lower())
    if value is None:
        hint = {"y": 'Did you mean "Yes"?', "n": 'Did you mean "No"?'}.get(text.lower(), closest(text, ("Yes", "No")))
        raise fail("bad-boolean", f"{quoted(text)} is not Yes or No (nor true, false, 1, 0).", hint)
    return value


def _choice(choices: tuple[str, ...], mapping: Mapping[str, str]) -> Read:
    known = (*mapping, *(choice for choice in choices if choice not in mapping.values()))
    allowed = frozenset(choices)

    def read(text: str) -> str:
        if text not in allowed:
            message = f"{quoted(text)} is not one of {', '.join(known)}."
            raise fail("bad-choice", message, closest(text, known))
        return text

    return read


def _country(text: str) -> str:
    if text not in countries():
        raise fail("unknown-country", f"{quoted(text)} is not an ISO 3166 country code.", _meant(country_for(text)))
    return text


def _currency(text: str) -> str:
    if text not in currencies():
        meant = text.upper() if text.upper() in currencies() else {"€": "EUR", "$": "USD", "£": "GBP"}.get(text)
        raise fail("unknown-currency", f"{quoted(text)} is not an ISO 4217 code of a currency in use.", _meant(meant))
    return text


def _language(text: str) -> str:
    tag = language_tag(text)
    if tag is None:
        raise fail("unknown-language", f"{quoted(text)} is not a BCP 47 language code.", _meant(language_for(text)))
    return tag


def _meant(value: str | None) -> str | None:
    return f'Did you mean "{value}"?' if value else None


_READERS: dict[Kind, Read] = {
    Kind.ID: texts.identifier,
    Kind.TEXT: texts.line,
    Kind.NAME: texts.name,
    Kind.PROSE: texts.prose(texts.PROSE_LIMIT),
    Kind.DATE: _date,
    Kind.DECIMAL: _decimal,
    Kind.INTEGER: _integer,
    Kind.LATITUDE: _degrees("latitude", 90),
    Kind.LONGITUDE: _degrees("longitude", 180),
    Kind.BOOLEAN: _boolean,
    Kind.COUNTRY: _country,
    Kind.CURRENCY: _currency,
    Kind.EMAIL: texts.email,
    Kind.PHONE: texts.phone,
    Kind.FILE: texts.file_name,
}
