"""Words that users read, in their language: gettext catalogues in `generator/locale/`; the source is English."""

from __future__ import annotations

import gettext
from functools import cache
from pathlib import Path

DOMAIN = "partner_directory"
LOCALE = Path(__file__).parent / "locale"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of a language (BCP 47); English source strings where there is none."""
    return gettext.translation(DOMAIN, LOCALE, [language.replace("-", "_")], fallback=True)
