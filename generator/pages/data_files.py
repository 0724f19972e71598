"""Open data of one audience: `data/partners.jsonl`, `data/partners.csv` and `data/solutions.jsonl`.

One function per listing gives its line, so that chunks can stream them; the pipeline joins lines in id order.
(`data/manifest.json` is in `generator.pages.manifest`.)
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from generator.audience.publication import Listing, PublishedSolution
from generator.pages.routes import key_of, listing_route, slug_of, solution_route

PARTNERS_LINES = "data/partners.jsonl"
PARTNERS_TABLE = "data/partners.csv"
SOLUTIONS_LINES = "data/solutions.jsonl"

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class LocationLine(msgspec.Struct, frozen=True, kw_only=True):
    """A location in `partners.jsonl`; coordinates in decimal degrees."""

    city: str | None
    region: str | None
    country: str
    latitude: float | None
    longitude: float | None
    headquarters: bool


class LevelLine(msgspec.Struct, frozen=True, kw_only=True):
    """A displayed level; both are null for a participation without a level."""

    level: str | None
    since: date | None


class PartnerLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `partners.jsonl` (contract, "Output"). Vocabulary values as the exports write them."""

    id: str
    key: str
    name: str
    slug: str
    url: str
    country: str
    countries: tuple[str, ...]
    types: tuple[str, ...]
    industries: tuple[str, ...]
    technologies: tuple[str, ...]
    languages: tuple[str, ...]
    tagline: str | None
    website: str | None
    locations: tuple[LocationLine, ...]
    levels: dict[str, LevelLine]
    solutions: tuple[str, ...]


class SolutionLine(msgspec.Struct, frozen=True, kw_only=True):
    """A line of `solutions.jsonl`; `partner` is the slug of the listing."""

    id: str
    name: str
    slug: str
    url: str
    partner: str
    partner_name: str
    summary: str | None
    products: tuple[str, ...]
    industries: tuple[str, ...]
    technologies: tuple[str, ...]
    website: str | None
    published_on: date | None
    showcase: bool
    validated: bool
    validated_on: date | None
    experiences: int


def partner_line(listing: Listing, base: str) -> PartnerLine:
    """The public facts of a listing; `base` is the absolute address of the audience's site."""
    return PartnerLine(
        id=listing.id,
        key=key_of(listing.id),
        name=listing.name,
        slug=slug_of(listing.id, listing.name),
        url=base + listing_route(listing.id, listing.name),
        country=listing.country,
        countries=tuple(dict.fromkeys(location.country for location in listing.locations)),
        types=listing.types,
        industries=listing.industries,
        technologies=listing.technologies,
        languages=listing.languages,
        tagline=listing.tagline,
        website=listing.website,
        locations=tuple(
            LocationLine(
                city=location.city,
                region=location.region,
                country=location.country,
                latitude=location.latitude,
                longitude=location.longitude,
                headquarters=location.headquarters,
            )
            for location in listing.locations
        ),
        levels={level.program: LevelLine(level=level.level, since=level.since) for level in listing.levels},
        solutions=tuple(slug_of(solution.solution_id, solution.name) for solution in listing.solutions),
    )


def solution_lines(listing: Listing, base: str) -> tuple[SolutionLine, ...]:
    """One line for every published solution of a listing, in the listing's order."""
    return tuple(_solution_line(listing, solution, base) for solution in listing.solutions)


def _solution_line(listing: Listing, solution: PublishedSolution, base: str) -> SolutionLine:
    return SolutionLine(
        id=solution.solution_id,
        name=solution.name,
        slug=slug_of(solution.solution_id, solution.name),
        url=base + solution_route(solution.solution_id, solution.name),
        partner=slug_of(listing.id, listing.name),
        partner_name=listing.name,
        summary=solution.summary,
        products=solution.products,
        industries=solution.industries,
        technologies=solution.technologies,
        website=solution.url,
        published_on=solution.published_on,
        showcase=solution.showcase,
        validated=solution.validated,
        validated_on=solution.validated_on,
        experiences=len(solution.experiences),
    )


def json_line(line: PartnerLine | SolutionLine) -> bytes:
    """The line as JSON Lines wants it, with its line feed."""
    return msgspec.json.encode(line) + b"\n"


def table_header(programs: Sequence[str]) -> bytes:
    """The first line of `partners.csv`: two columns for each program, `<program>_level` and `<program>_since`."""
    pairs = (f"{program}_{part}" for program in programs for part in ("level", "since"))
    return _csv(
        [
            *("id", "key", "name", "slug", "url", "country"),
            *("countries", "types", "industries", "technologies", "languages"),
            *("tagline", "website", "city", "region", "position", "locations"),
            *pairs,
            "solutions",
        ]
    )


def table_row(line: PartnerLine, programs: Sequence[str]) -> bytes:
    """A line of `partners.csv`: lists joined by `;`, the place of the first location, the number of locations.

    `position` is a geo URI (RFC 5870), so that a negative latitude does not look like a formula.
    """
    first = line.locations[0]
    levels: list[str] = []
    for program in programs:
        level = line.levels.get(program)
        levels += [
            "" if level is None else level.level or "",
            "" if level is None or level.since is None else level.since.isoformat(),
        ]
    return _csv(
        [
            *(line.id, line.key, line.name, line.slug, line.url, line.country),
            *map(";".join, (line.countries, line.types, line.industries, line.technologies, line.languages)),
            *(line.tagline or "", line.website or "", first.city or "", first.region or ""),
            "" if first.latitude is None or first.longitude is None else f"geo:{first.latitude},{first.longitude}",
            str(len(line.locations)),
            *levels,
            ";".join(line.solutions),
        ]
    )


def _csv(cells: Iterable[str]) -> bytes:
    """One CSV line (RFC 4180); what a spreadsheet would take for a formula is prefixed with an apostrophe."""
    text = io.StringIO()
    csv.writer(text).writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue().encode("utf-8")
