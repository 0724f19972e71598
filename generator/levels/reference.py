"""What rules look up beside the partner: conversion rates by date, and the program's skills table."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date
from decimal import Decimal

import msgspec

from generator.levels.exact import product
from generator.levels.views import SkillTable
from generator.model.partner import Reference
from generator.model.program import Number, Program

NO_RATES: tuple[list[date], list[Decimal]] = ([], [])


class Rates:
    """Conversion into the program's currency by a dated table: 1 unit of `currency` is `rate` units of `per`."""

    def __init__(self, reference: Reference, currency: str) -> None:
        self.currency = currency
        self._rates: dict[str, tuple[list[date], list[Decimal]]] = {}
        for rate in sorted(reference.rates, key=lambda r: r.valid_from):
            if rate.per == currency:
                days, values = self._rates.setdefault(rate.currency, ([], []))
                days.append(rate.valid_from)
                values.append(rate.rate)

    def convert(self, amount: Decimal, currency: str, on: date) -> Number | None:
        """The amount at the rate of the day, unrounded; None without a rate for that day."""
        if currency == self.currency:
            return amount
        days, values = self._rates.get(currency, NO_RATES)
        at = bisect_right(days, on)
        return product(amount, values[at - 1]) if at else None


def skills_of(program: Program, reference: Reference) -> SkillTable:
    """The program's skills by code; a line without a vendor is the program's own."""
    return {
        skill.skill_code: skill if skill.vendor else msgspec.structs.replace(skill, vendor=program.vendor)
        for skill in reference.skills.get(program.id, ())
    }


def absent_tables(program: Program, reference: Reference) -> frozenset[str]:
    """The tables without an export; `skills` stands for the program's skills table."""
    return reference.absent if program.id in reference.skills else reference.absent | {"skills"}
