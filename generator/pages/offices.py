"""The offices of a listing, grouped by country, each with its address lines and a link to a map."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from generator.audience.publication import PublishedLocation
from generator.pages.facets import Labels

_REGION_AND_CODE_LAST = frozenset(("AU", "CA", "US"))
"""Countries that write "Seattle, WA 98101"."""

_CODE_LAST = frozenset(("BD", "CO", "GB", "ID", "IE", "IN", "KE", "LK", "NP", "NZ", "PK", "RU", "SA", "SG", "UA", "ZA"))
"""Countries that write the postal code after the city (Universal Postal Union, addressing systems); others before."""


class Office(msgspec.Struct, frozen=True, kw_only=True):
    """One office. `title` is its city or name; `lines` the address without it; `map_url` leads to OpenStreetMap."""

    title: str
    lines: tuple[str, ...]
    headquarters: bool
    map_url: str | None


class CountryOffices(msgspec.Struct, frozen=True, kw_only=True):
    """The offices in one country; `route` is the country's browse page."""

    country: str
    route: str
    offices: tuple[Office, ...]


def offices_by_country(locations: Sequence[PublishedLocation], labels: Labels) -> tuple[CountryOffices, ...]:
    """Groups in the order in which countries first appear (headquarters first), offices by city within."""
    grouped: dict[str, list[PublishedLocation]] = {}
    for location in locations:
        grouped.setdefault(location.country, []).append(location)
    return tuple(
        CountryOffices(
            country=labels.country(code).label,
            route=labels.country(code).route,
            offices=tuple(
                _office(location, labels.country(code).label)
                for location in sorted(
                    group, key=lambda location: (not location.headquarters, (location.city or "").casefold())
                )
            ),
        )
        for code, group in grouped.items()
    )


def _office(location: PublishedLocation, country: str) -> Office:
    lines = [location.name, location.street, *_place_lines(location)]
    title = location.city or location.name or location.region or country
    return Office(
        title=title,
        lines=tuple(dict.fromkeys(line for line in lines if line and line != title)),
        headquarters=location.headquarters,
        map_url=_map_url(location),
    )


def _place_lines(location: PublishedLocation) -> tuple[str | None, ...]:
    """City, region and postal code, in the order in which the country writes them."""
    code, city, region = location.postal_code, location.city, location.region
    if location.country in _REGION_AND_CODE_LAST:
        return (", ".join(part for part in (city, _joined(region, code)) if part),)
    return _joined(city, code) if location.country in _CODE_LAST else _joined(code, city), region


def _joined(*parts: str | None) -> str:
    return " ".join(part for part in parts if part)


def _map_url(location: PublishedLocation) -> str | None:
    if location.latitude is None or location.longitude is None:
        return None
    latitude, longitude = f"{location.latitude:.5f}", f"{location.longitude:.5f}"
    return f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}#map=16/{latitude}/{longitude}"
