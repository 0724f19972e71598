"""What a column of an export can hold.

Each record field of `generator.model` is annotated with one of these kinds; intake picks its typed getter by
it, the documentation its words, and the publication policy its default.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated


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
