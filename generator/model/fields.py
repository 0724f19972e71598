"""What a column of an export can hold.

Each record field of `generator.model` is annotated with one of these kinds; intake picks its typed getter by
it, the documentation its words, and the publication policy its default.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
import msgspec.structs

FIRST_YEAR, LAST_YEAR = 1900, 2199
"""The years in which a date can be meant."""


class Kind(StrEnum):
    """How a cell's text is read and checked."""

    ID = "id"  # opaque, case-sensitive, no surrounding space
    TEXT = "text"  # one line
    NAME = "name"  # one line, NFC, no bidi controls, zero-width or control characters
    PROSE = "prose"  # several lines, plain
    MARKDOWN = "markdown"  # several lines, CommonMark
    DATE = "date"  # ISO 8601
    DECIMAL = "decimal"
    INTEGER = "integer"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    BOOLEAN = "boolean"  # Yes/No, true/false, 1/0
    CHOICE = "choice"  # one of a closed list (a Literal)
    COUNTRY = "country"  # ISO 3166-1 alpha-2
    CURRENCY = "currency"  # ISO 4217
    LANGUAGE = "language"  # BCP 47
    URL = "url"  # https (http where settings allow), no userinfo
    EMAIL = "email"  # one address
    PHONE = "phone"
    FILE = "file"  # a path beside the export
    TERM = "term"  # a value of the vocabulary


Id = Annotated[str, Kind.ID]
Text = Annotated[str, Kind.TEXT]
Name = Annotated[str, Kind.NAME]
Prose = Annotated[str, Kind.PROSE]
MarkdownText = Annotated[str, Kind.MARKDOWN]
Date = Annotated[date, Kind.DATE]
Number = Annotated[Decimal, Kind.DECIMAL]
Integer = Annotated[int, Kind.INTEGER]
Latitude = Annotated[float, Kind.LATITUDE]
Longitude = Annotated[float, Kind.LONGITUDE]
Flag = Annotated[bool, Kind.BOOLEAN]
Country = Annotated[str, Kind.COUNTRY]
Currency = Annotated[str, Kind.CURRENCY]
Language = Annotated[str, Kind.LANGUAGE]
Url = Annotated[str, Kind.URL]
Email = Annotated[str, Kind.EMAIL]
Phone = Annotated[str, Kind.PHONE]
File = Annotated[str, Kind.FILE]
Term = Annotated[str, Kind.TERM]
Terms = tuple[Term, ...]
Names = tuple[Name, ...]
Texts = tuple[Text, ...]
Languages = tuple[Language, ...]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One column of a table as its record declares it. `many`: a list separated by `;`."""

    name: str
    kind: Kind
    many: bool
    required: bool
    default: Any = None
    choices: tuple[str, ...] = ()


@cache
def fields_of(record: type[msgspec.Struct]) -> tuple[Field, ...]:
    """The columns of a record class, in the order of its fields; `origin` is not a column."""
    return tuple(_field(field) for field in msgspec.structs.fields(record) if field.name != "origin")


def _field(field: msgspec.structs.FieldInfo) -> Field:
    kind = field.type
    if get_origin(kind) in (Union, UnionType):
        kind = next(part for part in get_args(kind) if part is not type(None))
    many = get_origin(kind) is tuple
    if many:
        kind = get_args(kind)[0]
    choices = get_args(kind) if get_origin(kind) is Literal else ()
    return Field(
        name=field.name,
        kind=Kind.CHOICE if choices else next(mark for mark in get_args(kind) if isinstance(mark, Kind)),
        many=many,
        required=field.required,
        default=None if field.required else field.default,
        choices=choices,
    )
