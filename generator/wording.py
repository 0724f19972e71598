"""Words that users read, in their language: gettext messages with named values, dates and numbers.

Catalogues stand in `generator/locale/`; the source is English. Every sentence of the interface passes through here or
through `gettext` in a template, as an English message with named values (`%(country)s`).
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache, cached_property
from pathlib import Path

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

DOMAIN = "partner_directory"
LOCALE = Path(__file__).parent / "locale"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language (BCP 47); English source strings where there is none."""
    return gettext.translation(DOMAIN, LOCALE, [language.replace("-", "_")], fallback=True)


class Wording:
    """Texts of one language; one per process, shared by all pages.

    `language` is a BCP 47 tag, whose catalogue is used where there is one.
    """

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self.translations = translations(language)
        self._days: dict[date, str] = {}

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(self.language.replace("-", "_"))

    @cached_property
    def _months(self) -> Mapping[int, str]:
        months: Mapping[int, str] = self.locale.months["format"]["wide"]
        return dict(months)

    @property
    def direction(self) -> str:
        """`ltr` or `rtl`, for the `dir` attribute."""
        return str(self.locale.text_direction)

    def gettext(self, message: str, /, **values: object) -> str:
        """The message in this language, its `%(name)s` replaced."""
        text = self.translations.gettext(message)
        return text % values if values else text

    def ngettext(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The form of the message for a number, which `%(num)s` shows with digit groups."""
        text = self.translations.ngettext(one, many, number)
        return text % {"num": self.number(number), **values}

    def date(self, day: date) -> str:
        """ "3 March 2026" in English, the long form of other languages."""
        text = self._days.get(day)
        if text is None:
            if self.locale.language == "en":
                text = f"{day.day} {self._months[day.month]} {day.year}"
            else:
                text = str(format_date(day, "long", locale=self.locale))
            self._days[day] = text
        return text

    def number(self, number: int | Decimal) -> str:
        """The number with the digit groups and decimal sign of the language ("12,500")."""
        return str(number) if 0 <= number < 1000 and isinstance(number, int) else self._grouped(number)

    def _grouped(self, number: int | Decimal) -> str:
        return str(format_decimal(number, locale=self.locale, decimal_quantization=False))
