"""The interface's words in one language: gettext messages with named values, dates and numbers.

Every sentence of the interface passes through here or through `gettext` in a template, as an English message with
named values (`%(country)s`). Pure: catalogues are loaded elsewhere and passed in.
"""

from __future__ import annotations

import gettext
from datetime import date
from decimal import Decimal
from functools import cached_property

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal


class Wording:
    """Texts of one language; one per process, shared by all pages.

    `language` is a BCP 47 tag; `translations` a gettext catalogue (none: the English messages themselves).
    """

    def __init__(self, language: str = "en", translations: gettext.NullTranslations | None = None) -> None:
        self.language = language
        self._translations = translations or gettext.NullTranslations()
        self._days: dict[date, str] = {}

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(self.language.replace("-", "_"))

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, for the `dir` attribute."""
        return self.locale.text_direction

    def gettext(self, message: str, /, **values: object) -> str:
        """The message in this language, its `%(name)s` replaced."""
        text = self._translations.gettext(message)
        return text % values if values else text

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The form of the message for a number, which `%(num)s` shows with digit groups."""
        text = self._translations.ngettext(one, many, number)
        return text % {"num": self.number(number), **values}

    def date(self, day: date) -> str:
        """ "3 March 2026" in English, the long form of other languages."""
        text = self._days.get(day)
        if text is None:
            style = "d MMMM y" if self.locale.language == "en" else "long"
            text = self._days[day] = format_date(day, style, locale=self.locale)
        return text

    def number(self, number: int | Decimal) -> str:
        """The number with the digit groups and decimal sign of the language ("12,500")."""
        return str(number) if 0 <= number < 1000 and isinstance(number, int) else self._grouped(number)

    def _grouped(self, number: int | Decimal) -> str:
        return format_decimal(number, locale=self.locale, decimal_quantization=False)
