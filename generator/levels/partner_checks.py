"""What can be wrong in exports by a program's own rules: ids of levels and tracks, dates of assessments."""

from __future__ import annotations

from collections.abc import Iterator

from generator.errors import Origin, Problem, Severity, did_you_mean
from generator.levels.core import Core
from generator.model.partner import Partner
from generator.model.program import Program


def partner_problems(core: Core, partner: Partner) -> Iterator[Problem]:
    """Everything about a partner's rows that the program's rules cannot accept."""
    yield from _unknown_levels(core.program, partner)
    yield from _assessment_days(core, partner)


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
