"""Country, currency and language codes, from the tables that Babel carries (CLDR)."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies

_NOT_ISO = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])
"""Two-letter codes of CLDR that ISO 3166-1 has not assigned (XK, for Kosovo, is a user-assigned code)."""

_CURRENCIES_SINCE = date(2003, 1, 1)
"""The years a directory looks back on. What the euro replaced in 2002 is most likely a mistake."""

_LANGUAGE_TAG = re.compile(
    r"(?P<language>[A-Za-z]{2,3})(?:-(?P<script>[A-Za-z]{4}))?(?:-(?P<region>[A-Za-z]{2}|[0-9]{3}))?"
    r"(?P<rest>(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*)"
)


@cache
def countries() -> frozenset[str]:
    """The officially assigned ISO 3166-1 alpha-2 codes."""
    return frozenset(code for code in _territories() if re.fullmatch("[A-Z]{2}", code)) - _NOT_ISO


def country_for(wrong: str) -> str | None:
    """The code that was meant by another code or an English name (UK, EL, DEU, Germany, de), or None."""
    upper = wrong.upper()
    candidates = (upper, {"EL": "GR"}.get(upper, ""), *_aliases().get(upper, ()), _names().get(wrong.casefold(), ""))
    return next((code for code in candidates if code in countries()), None)


@cache
def currencies() -> frozenset[str]:
    """ISO 4217 codes of money that has been legal tender somewhere since 2003."""
    return frozenset(
        currency
        for country in countries()
        for currency in get_territory_currencies(country, _CURRENCIES_SINCE, date.max)
    )


def language_tag(text: str) -> str | None:
    """A BCP 47 tag in its usual spelling (pt-br → pt-BR), or None for an ill-formed tag or unknown subtags."""
    match = _LANGUAGE_TAG.fullmatch(text)
    if match is None:
        return None
    language = match["language"].lower()
    script, region = (match["script"] or "").title(), (match["region"] or "").upper()
    if language not in _languages() or (region and region not in _territories()):
        return None
    if script and script not in _scripts():
        return None
    return "-".join(part for part in (language, script, region) if part) + match["rest"].lower()


def language_for(wrong: str) -> str | None:
    """The tag that was meant by an English name or an underscore (German, pt_BR), or None."""
    return language_tag(wrong.replace("_", "-")) or _language_names().get(wrong.casefold())


def language_label(tag: str, site_language: str) -> str:
    """The name of a language for readers of `site_language`; the tag itself where CLDR has none."""
    readers = Locale.parse(site_language, sep="-")
    exact = readers.languages.get(tag.replace("-", "_"))
    if exact:
        return str(exact)
    language, *rest = tag.split("-")
    name = readers.languages.get(language)
    if name is None:
        return tag
    details = [str(readers.scripts.get(part) or readers.territories.get(part) or part) for part in rest]
    return f"{name} ({', '.join(details)})" if details else str(name)


@cache
def _english() -> Locale:
    return Locale("en")


@cache
def _territories() -> dict[str, str]:
    return dict(_english().territories)


@cache
def _languages() -> frozenset[str]:
    likely = (tag for tag in get_global("likely_subtags") if "_" not in tag)
    return (frozenset(_english().languages) | frozenset(likely)) - {"und", "mul", "zxx", "mis"}


@cache
def _scripts() -> frozenset[str]:
    return frozenset(_english().scripts)


@cache
def _names() -> dict[str, str]:
    return {_territories()[code].casefold(): code for code in sorted(countries())}


@cache
def _language_names() -> dict[str, str]:
    return {name.casefold(): code.replace("_", "-") for code, name in sorted(_english().languages.items())}


@cache
def _aliases() -> dict[str, list[str]]:
    return dict(get_global("territory_aliases"))
