"""Whether the amounts that programs count can be converted into their currencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from pathlib import PurePath
from typing import Any

from generator.errors import Origin, Problems
from generator.model.program import DEFAULT_CURRENCY
from generator.model.tables import Rate, Row
from generator.yaml_source import YamlSource

AMOUNTS = (
    ("revenue", "amount", "booked_on"),
    ("revenue_claims", "amount", "claimed_on"),
    ("leads", "total_contract_value", "closed_on"),
)
"""Tables with amounts, the column of the amount, and the day whose rate counts."""


def currencies(programs: Iterable[YamlSource], amount: str) -> dict[str | None, tuple[str, ...]]:
    """Into what programs convert an amount (`table.column`) that their rules name.

    The program's own by its id; all of them by None, for rows that belong to no program.
    """
    found: dict[str | None, tuple[str, ...]] = {}
    for source in programs:
        if isinstance(source.value, dict) and amount in _texts(source.value):
            found[PurePath(source.file).stem] = (str(source.value.get("currency", DEFAULT_CURRENCY)),)
    return found | {None: tuple(sorted({currency for own in found.values() for currency in own}))}


def _texts(value: Any) -> Iterator[str]:
    """All texts among the values of a parsed document."""
    match value:
        case str():
            yield value
        case dict():
            for part in value.values():
                yield from _texts(part)
        case list():
            for part in value:
                yield from _texts(part)


def check_rates(
    rates: Iterable[Rate],
    amounts: Iterable[tuple[Row, str, date]],
    bases: Mapping[str | None, Sequence[str]],
    header: str,
    problems: Problems,
) -> set[Origin]:
    """Amounts need a rate that is in force on their day, into the currency of each program that counts them.

    An amount is its row, its currency and its day; `bases` are the `currencies` of its table. Returns where the rows
    stand that lack a rate.
    """
    found: set[Origin] = set()
    since: dict[tuple[str, str], date] = {}
    for rate in rates:
        pair = rate.currency, rate.per
        since[pair] = min(rate.valid_from, since.get(pair, rate.valid_from))
    lacking: dict[tuple[str, str], tuple[Row, int]] = {}
    for row, currency, day in amounts:
        for base in bases.get(getattr(row, "program", None), ()):
            if currency != base and day < since.get((currency, base), date.max):
                found.add(row.origin)
                first, count = lacking.get((currency, base), (row, 0))
                lacking[currency, base] = (min(first, row, key=attrgetter("origin")), count + 1)
    for (currency, base), (row, count) in lacking.items():
        when = f" before {since[currency, base]}" if (currency, base) in since else ""
        rows = "1 row" if count == 1 else f"{count:,} rows; this is the first"
        message = f'there is no rate from "{currency}" to "{base}"{when}: such amounts cannot be counted ({rows}).'
        problems.warning("no-rate", message, row.origin, column=header, value=currency)
    return found
