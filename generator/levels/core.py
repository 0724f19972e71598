"""The compiled program: both levels of a partner over all time, and the outcome of a day."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from generator.levels.achieved import NONE, InForce, LevelSteps, held_spells, highest, in_force, spliced
from generator.levels.days import FOREVER, SINCE_EVER, day_of
from generator.levels.display import Shown, Spell, displayed, is_calendar_review
from generator.levels.entity import cases_of
from generator.levels.measures import CompiledMeasure
from generator.levels.rows import Case, Rows
from generator.levels.rules import Compiler, Rules
from generator.levels.steps import ALWAYS, NEVER, Spells, as_spells, both, holds_on, next_flip, pairs, union
from generator.levels.sweep import Sweep, sweep_of
from generator.levels.trees import selection_of
from generator.model.outcome import Outcome
from generator.model.partner import Partner, Reference
from generator.model.program import HoldsAgreement, Program
from generator.model.tables import Assessment, Participant, Profile


class Levels(NamedTuple):
    """Both levels of a partner over all time."""

    cases: Sequence[Case]
    participation: Sequence[Spell]
    taking_part: Spells
    listed: Spells
    achieved: LevelSteps
    shown: Sequence[Shown]

    @property
    def case(self) -> Case:
        """The case that receipts explain."""
        return self.cases[0]


class Core:
    """The compiled program, and both levels of a partner over all time."""

    def __init__(self, program: Program, reference: Reference) -> None:
        self.program = program
        self.compiler = compiler = Compiler(program, reference)
        self.versions: Sequence[InForce] = in_force([Rules(version, compiler) for version in program.versions])
        self._index = {level.id: index for index, level in enumerate(program.levels)}
        self._membership = self._agreement(program.participation.agreement)
        self._hold = self._agreement(program.display.hold)
        self.participation_known = _participation_table(program) not in reference.absent
        self._sparing = any(version.rules.version.spares_held_levels for version in self.versions)
        self._sweeps: dict[tuple[InForce, tuple[str, ...]], Sweep] = {}
        self._sweeps_on: dict[tuple[InForce, tuple[str | None, ...]], Sweep] = {}
        self._areas = [(version, self._skill_measure(version.rules)) for version in self.versions]

    def _agreement(self, kind: str | None) -> Rows | None:
        if kind is None:
            return None
        return self.compiler.rows(selection_of(HoldsAgreement(origin=self.program.origin, kind=kind), None))

    def _skill_measure(self, rules: Rules) -> CompiledMeasure | None:
        """The first metric that counts distinct skills: what listings count by area."""
        for metric in rules.metrics.values():
            if isinstance(metric, CompiledMeasure) and metric.metric.rows.table == "earned_skills":
                return metric
        return None

    def levels(self, partner: Partner, relatives: Iterable[Partner] = (), until: int = FOREVER) -> Levels:
        """Work out both levels over all time, or until the first change of the achieved one after a day.

        `relatives`: the other partners of its organization.
        """
        cases = cases_of(self.program, partner, relatives, self.compiler.slots)
        case = cases[0]
        participation = self._participation(case)
        taking_part = as_spells([(spell.start, spell.end) for spell in participation])
        listed = listed_spells(partner.profile)
        if not participation:
            return Levels(cases, (), NEVER, listed, ([SINCE_EVER], [NONE]), ())
        achieved = self._achieved(cases, taking_part, until)
        shown = displayed(
            self.program.display, achieved, participation, listed, self.assessments(case.partner), self._holds(case)
        )
        return Levels(cases, participation, taking_part, listed, achieved, shown)

    def _achieved(self, cases: Sequence[Case], within: Spells, until: int) -> LevelSteps:
        """The achieved level, in one sweep where one case is all there is and no version looks at the one before."""
        if self._sparing or len(cases) > 1 or cases[0].until < FOREVER:
            return highest(self._held(cases), within)
        case, only = cases[0], self.versions[0]
        if (only.start, only.end) == (SINCE_EVER, FOREVER):
            return self._sweep(only, case.partner)(case, within, until)
        return spliced(
            self._sweep(v, case.partner)(case, both(within, [v.start, v.end]), FOREVER) for v in self.versions
        )

    def _sweep(self, version: InForce, partner: Partner) -> Sweep:
        key = version, partner.profile.types
        found = self._sweeps.get(key)
        if found is None:
            found = self._sweeps[key] = self._sweep_on(version, tuple(version.rules.tracks_of(partner)))
        return found

    def _sweep_on(self, version: InForce, tracks: tuple[str | None, ...]) -> Sweep:
        key = version, tracks
        if key not in self._sweeps_on:
            self._sweeps_on[key] = sweep_of(version.rules, tracks, [level.id for level in self.program.levels])
        return self._sweeps_on[key]

    def _held(self, cases: Sequence[Case]) -> list[Spells]:
        """For each level the days on which it holds in one of the cases."""
        held = [held_spells(self.versions, case) for case in cases]
        if len(cases) == 1 and cases[0].until == FOREVER:
            return held[0]
        within = [
            [both(spells, [SINCE_EVER, case.until]) for spells in of_case]
            for case, of_case in zip(cases, held, strict=True)
        ]
        return [union(of_level) for of_level in zip(*within, strict=True)]

    def explained(self, levels: Levels, day: int) -> Levels:
        """The same with the case first that reaches most on the day."""
        if len(levels.cases) == 1:
            return levels

        def reached(case: Case) -> int:
            return achieved_on(highest(self._held([case]), levels.taking_part), day)

        return levels._replace(cases=sorted(levels.cases, key=reached, reverse=True))

    def _participation(self, case: Case) -> Sequence[Spell]:
        """Each participation. Agreements that follow each other without a gap are one; rows of the table are not."""
        if self._membership is not None:
            spells = as_spells([(start, end) for start, end, _, _ in self._membership.counting(case)])
            return [Spell(start, end) for start, end in pairs(spells)]
        if not self.program.participation.by_table:
            return [Spell(*ALWAYS)]
        rows = [row for row in case.partner.participants if row.program == self.program.id]
        found = sorted(spell for row in rows if (spell := self.by_row(row)))
        if not found:
            return []
        if len(case.members) > 1:
            found = _overlapping_joined(found)
        ends = [*(spell.start for spell in found[1:]), FOREVER]
        return [replace(spell, end=min(spell.end, end)) for spell, end in zip(found, ends, strict=True)]

    def by_row(self, row: Participant) -> Spell | None:
        """From the later of invitation and signature; None without both, or when it ends before."""
        if row.invited_on is None or row.agreement_signed_on is None:
            return None
        start = max(row.invited_on, row.agreement_signed_on).toordinal()
        end = FOREVER if row.ended_on is None else row.ended_on.toordinal()
        assigned_on = SINCE_EVER if row.assigned_on is None else row.assigned_on.toordinal()
        assigned = NONE if row.assigned_level is None else self._index.get(row.assigned_level, NONE)
        return Spell(start, end, assigned, assigned_on) if start < end else None

    def assessments(self, partner: Partner) -> dict[int, int]:
        """The level set by an assessment, by day."""
        return {
            row.assessed_on.toordinal(): NONE if row.level is None else self._index.get(row.level, NONE)
            for row in partner.assessments
            if row.program == self.program.id
        }

    def _holds(self, case: Case) -> Spells:
        return NEVER if self._hold is None else as_spells([(s, e) for s, e, *_ in self._hold.counting(case)])

    def held_by_agreement(self, case: Case, day: int) -> bool:
        """Whether an agreement keeps the displayed level from falling."""
        return holds_on(self._holds(case), day)

    def unread_assessments(self, partner: Partner) -> list[Assessment]:
        """Assessments on days that are no review days, where the program reads them on review days only."""
        policy = self.program.display
        if policy.assessments == "any_day":
            return []
        rows = [row for row in partner.assessments if row.program == self.program.id]
        return [row for row in rows if not is_calendar_review(policy, row.assessed_on.toordinal())]

    def level_id(self, index: int) -> str | None:
        """The id of a level's index."""
        return None if index == NONE else self.program.levels[index].id

    def version_on(self, day: int) -> InForce | None:
        """The version in force on a day."""
        return next((v for v in self.versions if v.start <= day < v.end), None)

    def outcome(self, partner: Partner, as_of: date, relatives: Iterable[Partner] = ()) -> Outcome:
        """The few facts the site shows of a day."""
        return self.outcome_of(self.levels(partner, relatives, until=as_of.toordinal()), as_of)

    def outcome_of(self, levels: Levels, as_of: date) -> Outcome:
        """The same, where the levels are known."""
        day = as_of.toordinal()
        taking_part = holds_on(levels.taking_part, day)
        current, shown_next = _shown_around(levels.shown, day)
        since = day_of(current.day) if current is not None and current.level > NONE else None
        changes = min(
            _next(levels.achieved[0], day),
            shown_next,
            next_flip(levels.taking_part, day),
        )
        areas, skills_change = self._skill_areas(levels.cases, day)
        return Outcome(
            program=self.program.id,
            participant=taking_part,
            achieved=self.level_id(achieved_on(levels.achieved, day)),
            displayed=None if current is None else self.level_id(current.level),
            displayed_since=since,
            changes_on=day_of(changes),
            skills_change_on=day_of(skills_change),
            skill_areas=areas,
        )

    def _skill_areas(self, cases: Sequence[Case], day: int) -> tuple[tuple[tuple[str, int], ...], int]:
        """The partner's own counting skills by area, and a day before which that cannot change."""
        measure, changes = None, FOREVER
        for version, of_version in self._areas:
            if version.start <= day < version.end:
                measure, changes = of_version, version.end
            elif day < version.start < changes:
                changes = version.start
        if measure is None:
            return (), changes
        own = cases[0].partner.profile.partner_id
        roots: dict[str, set[str]] = {}
        for case in cases:
            for start, end, row, member in measure.rows.counting(case):
                if day >= end or member.partner.profile.partner_id != own:
                    continue
                change = end if start <= day else start
                if change < changes:
                    changes = change
                if start <= day and row.area:
                    roots.setdefault(row.area, set()).add(row.root)
        return tuple(sorted((area, len(skills)) for area, skills in roots.items())), changes


def _overlapping_joined(found: list[Spell]) -> list[Spell]:
    """Participations of several partners as one: those that overlap last from the first start to the last end."""
    joined = found[:1]
    for spell in found[1:]:
        if spell.start < joined[-1].end:
            joined[-1] = replace(joined[-1], end=max(joined[-1].end, spell.end))
        else:
            joined.append(spell)
    return joined


def _participation_table(program: Program) -> str | None:
    """The table that says who takes part; None where everybody does."""
    if program.participation.agreement is not None:
        return "agreements"
    return "participants" if program.participation.by_table else None


def listed_spells(profile: Profile) -> Spells:
    """The days on which a profile is listed: from the day after its approval until it is suspended or ended.

    One that is suspended now was listed in between, where both dates are given.
    """
    if profile.status != "approved" and (
        profile.status == "pending" or profile.approved_on is None or profile.suspended_on is None
    ):
        return NEVER
    start = SINCE_EVER if profile.approved_on is None else profile.approved_on.toordinal() + 1
    end = FOREVER
    for on in (profile.suspended_on, profile.ended_on):
        if on is not None:
            end = min(end, on.toordinal())
    return [start, end] if start < end else NEVER


def achieved_on(achieved: LevelSteps, day: int) -> int:
    """The index of the achieved level on a day."""
    days, levels = achieved
    return levels[bisect_right(days, day) - 1]


def shown_on(shown: Sequence[Shown], day: int) -> Shown | None:
    """The change that the displayed level of a day goes back to."""
    at = bisect_right(shown, day, key=lambda s: s.day)
    return shown[at - 1] if at else None


def _next(days: Sequence[int], day: int) -> int:
    at = bisect_right(days, day)
    return days[at] if at < len(days) else FOREVER


def _shown_around(shown: Sequence[Shown], day: int) -> tuple[Shown | None, int]:
    """The change that a day goes back to; the first later day on which another level is displayed, or one afresh."""
    current = None
    for change in shown:
        if change.day <= day:
            current = change
        elif change.level > NONE or (current is not None and current.level > NONE):
            return current, change.day
    return current, FOREVER
