"""The engine of one program: outcome, timeline and receipt of any partner on any day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from generator.errors import Problem
from generator.levels.core import Core
from generator.levels.partner_checks import partner_problems
from generator.levels.receipts import receipt
from generator.levels.timeline import timeline
from generator.model.outcome import Outcome
from generator.model.partner import Partner, Reference
from generator.model.program import Program
from generator.model.receipt import Change, Receipt


class Engine:
    """The compiled rules of one program, with rates and skills looked up in `reference`."""

    def __init__(self, program: Program, reference: Reference) -> None:
        self._core = Core(program, reference)

    @property
    def program(self) -> Program:
        """The program whose rules these are."""
        return self._core.program

    def outcome(self, partner: Partner, as_of: date, relatives: Iterable[Partner] = ()) -> Outcome:
        """Achieved and displayed level on a day: the fast path of the build.

        `relatives`, here and below: the other partners of its organization, for a program with that entity.
        """
        return self._core.outcome(partner, as_of, relatives)

    def receipt(self, partner: Partner, as_of: date, relatives: Iterable[Partner] = ()) -> Receipt:
        """Every reason for the levels of a day."""
        return receipt(self._core, partner, as_of, relatives)

    def problems(self, partner: Partner) -> list[Problem]:
        """What the program's rules cannot accept in a partner's rows: ids of levels and tracks, days of assessments."""
        return list(partner_problems(self._core, partner))

    def timeline(self, partner: Partner, relatives: Iterable[Partner] = ()) -> tuple[Change, ...]:
        """Both levels as step functions of the date, past and future."""
        return timeline(self._core, self._core.levels(partner, relatives))


def compile_program(program: Program, reference: Reference) -> Engine:
    """An engine for the program's rules."""
    return Engine(program, reference)
