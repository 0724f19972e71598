"""What can be wrong in exports by a program's own rules: dates of assessments, level ids, overlaps, missing rates."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from generator.errors import Origin, Problem, Severity, did_you_mean
from generator.levels.core import Core
from generator.levels.days import FOREVER
from generator.levels.measures import CompiledMeasure
from generator.levels.rows import Case
from generator.model.partner import Partner, Reference
from generator.model.program import Program
from generator.model.tables import Participant


def partner_problems(core: Core, partner: Partner) -> Iterator[Problem]:
    """Everything about a partner's rows that the program's rules cannot accept."""
    yield from _unknown_levels(core.program, partner)
    yield from _overlaps(core.program, partner)
    yield from _assessment_days(core, partner)
    yield from _rates(core, partner)


def _error(code: str, origin: Origin, column: str, value: str, message: str, hint: str | None) -> Problem:
    return Problem(
        severity=Severity.ERROR, code=code, origin=origin, column=column, value=value, message=message, hint=hint
    )


def _unknown_levels(program: Program, partner: Partner) -> Iterator[Problem]:
    known = [level.id for level in program.levels]
    named = [
        *((row.origin, row.program, "level", row.level) for row in partner.invitations),
        *((row.origin, row.program, "level", row.level) for row in partner.assessments),
        *((row.origin, row.program, "assigned_level", row.assigned_level) for row in partner.participants),
    ]
    for origin, of_program, column, level in named:
        if of_program == program.id and level is not None and level not in known:
            message = f'"{level}" is not a {program.level_word} of {program.title}.'
            hint = did_you_mean(level, known) or f"Known: {', '.join(known)}."
            yield _error("unknown-level", origin, column, level, message, hint)
    tracks = [track.id for track in program.tracks]
    for row in partner.invitations:
        if row.program == program.id and row.track is not None and row.track not in tracks:
            message = f'"{row.track}" is not a track of {program.title}.'
            hint = did_you_mean(row.track, tracks) or f"Known: {', '.join(tracks) or 'none'}."
            yield _error("unknown-track", row.origin, "track", row.track, message, hint)


def _overlaps(program: Program, partner: Partner) -> Iterator[Problem]:
    rows = [(start, row) for row in partner.participants if (start := _start(row)) and row.program == program.id]
    for (_, earlier), (start, row) in pairwise(sorted(rows, key=lambda pair: pair[0])):
        end = FOREVER if earlier.ended_on is None else earlier.ended_on.toordinal()
        if start < end:
            yield _error(
                "overlapping-participation",
                row.origin,
                "agreement_signed_on",
                str(row.agreement_signed_on),
                f"this participation begins before the one of {earlier.origin} has ended.",
                "End the earlier one by that day.",
            )


def _start(row: Participant) -> int | None:
    if row.invited_on is None or row.agreement_signed_on is None:
        return None
    return max(row.invited_on, row.agreement_signed_on).toordinal()


def _assessment_days(core: Core, partner: Partner) -> Iterator[Problem]:
    for row in core.unread_assessments(partner):
        yield _error(
            "assessment-day",
            row.origin,
            "assessed_on",
            str(row.assessed_on),
            f"{row.assessed_on} is not a review day of {core.program.title}.",
            "Assessments are read on review days only: correct the date.",
        )


def _rates(core: Core, partner: Partner) -> Iterator[Problem]:
    case = Case(partner, core.compiler.slots)
    reported = set()
    for version in core.versions:
        for metric in version.rules.metrics.values():
            if not isinstance(metric, CompiledMeasure):
                continue
            for _, _, row in metric.rows.counting(case):
                if row.origin not in reported and metric.without_rate(row):
                    reported.add(row.origin)
                    yield _error(
                        "no-rate",
                        row.origin,
                        "currency",
                        row.currency,
                        f"there is no rate of {row.currency} per {core.program.currency} for that day.",
                        "Add a row to rates that is valid from that day or before.",
                    )


def reference_problems(program: Program, reference: Reference) -> Iterator[Problem]:
    """Skills whose versions disagree: one root has one kind."""
    kinds: dict[str, tuple[str, Origin]] = {}
    for skill in reference.skills.get(program.id, ()):
        root = skill.root or skill.skill_code
        kind, origin = kinds.setdefault(root, (skill.kind, skill.origin))
        if kind != skill.kind:
            message = f'the root "{root}" is {kind} in {origin} and {skill.kind} here.'
            yield _error("skill-kind", skill.origin, "kind", skill.kind, message, "One root has one kind.")
