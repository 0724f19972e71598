"""One version of a program's rules compiled: its metrics, the tree of every level on every track, prerequisites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from generator.levels.measures import CompiledMeasure
from generator.levels.metrics import CompiledCombination, CompiledMetric
from generator.levels.reference import Rates, absent_tables, skills_of
from generator.levels.requirements import CompiledGroup, CompiledLevel, CompiledRequirement
from generator.levels.rows import Case, Rows
from generator.levels.steps import Spells, union
from generator.levels.trees import RequirementCompiler
from generator.model.partner import Partner, Reference
from generator.model.program import POINT, AllOf, Combined, HoldsLevel, LevelRule, Measure, Program, Selection, Version

POINTS = "points"
"""The metric that adds the points lines."""


class Compiler:
    """Hands out slots of `Case.memo`, and one `Rows` for equal selections."""

    def __init__(self, program: Program, reference: Reference) -> None:
        self.program = program
        self.rates = Rates(reference, program.currency)
        self.slots = 0
        self._skills = skills_of(program, reference)
        self._absent = absent_tables(program, reference)
        self._rows: dict[Selection, Rows] = {}

    def slot(self) -> int:
        """A new slot."""
        self.slots += 1
        return self.slots - 1

    def rows(self, selection: Selection) -> Rows:
        """The selection compiled, once."""
        if selection not in self._rows:
            self._rows[selection] = Rows(selection, self.program, self._skills, self._absent, self.slot())
        return self._rows[selection]

    def metrics(self, version: Version) -> dict[str, CompiledMetric]:
        """Every metric of a version by id; `points` is the sum of its points lines."""
        declared = {metric.id: metric for metric in version.metrics}
        if version.points:
            declared[POINTS] = Combined(
                origin=version.origin,
                id=POINTS,
                label="Points",
                unit=POINT,
                how="add",
                parts=version.points,
                ceiling=version.points_at_most,
            )
        compiled: dict[str, CompiledMetric] = {}

        def compile_metric(metric_id: str) -> CompiledMetric:
            if metric_id not in compiled:
                metric = declared[metric_id]
                if isinstance(metric, Measure):
                    compiled[metric_id] = CompiledMeasure(metric, self.rows(metric.rows), self.rates, self.slot)
                else:
                    assert isinstance(metric, Combined)
                    parts = [compile_metric(part) for part in metric.parts]
                    compiled[metric_id] = CompiledCombination(metric, parts, self.slot)
            return compiled[metric_id]

        for metric_id in declared:
            compile_metric(metric_id)
        return compiled


class Rules:
    """One version, compiled. `ladders`: for each track (None: no track) its levels, lowest first."""

    def __init__(self, version: Version, compiler: Compiler) -> None:
        self.version = version
        self.metrics = compiler.metrics(version)
        self._program = compiler.program
        self._labels = {level.id: level.label for level in compiler.program.levels}
        self._order = {level.id: index for index, level in enumerate(compiler.program.levels)}
        self._tracks = {track.id: {t.casefold() for t in track.types} for track in compiler.program.tracks}
        self.ladders: dict[str | None, Mapping[str, CompiledLevel]] = {
            track: self._ladder(track, compiler) for track in (None, *self._tracks)
        }
        unbound = RequirementCompiler(self.metrics, compiler.rows, None, {}, self._labels)
        self.prerequisites: Sequence[CompiledRequirement] = [
            unbound.compile(prerequisite.requires) for prerequisite in version.prerequisites
        ]

    def _ladder(self, track: str | None, compiler: Compiler) -> Mapping[str, CompiledLevel]:
        ladder: dict[str, CompiledLevel] = {}
        trees = RequirementCompiler(self.metrics, compiler.rows, track, ladder, self._labels)
        for level in self._program.levels:
            rule = rule_for(self.version, level.id, track)
            if rule is None:
                continue
            tree = trees.compile(rule.requires)
            if ladder and not rule.standalone:
                lower = list(ladder.values())[-1]
                tree = CompiledGroup(AllOf(origin=rule.origin, parts=()), [lower, tree])
            held = HoldsLevel(origin=rule.origin, level=level.id)
            ladder[level.id] = CompiledLevel(held, level.label, tree, compiler.slot())
        return ladder

    def tracks_of(self, partner: Partner) -> list[str | None]:
        """The tracks the partner can qualify on: those of its types, or the first of them where it is declared."""
        types = [term.casefold() for term in partner.profile.types]
        if self._program.track_choice == "declared":
            ordered = [track for term in types for track, of in self._tracks.items() if term in of][:1]
        else:
            ordered = [track for track, of in self._tracks.items() if not of.isdisjoint(types)]
        return [*ordered] or [None]

    def level_spells(self, case: Case) -> list[Spells]:
        """For each level of the program, the days on which it holds on one of the partner's tracks."""
        found: list[list[Spells]] = [[] for _ in self._order]
        for track in self.tracks_of(case.partner):
            for level, held in self.ladders[track].items():
                found[self._order[level]].append(held.spells(case))
        return [union(spells) for spells in found]


def rule_for(version: Version, level: str, track: str | None) -> LevelRule | None:
    """What a level requires on a track: its own rule there, or the one bound to no track."""
    unbound = None
    for rule in version.rules:
        if rule.level == level:
            if rule.track == track:
                return rule
            if rule.track is None:
                unbound = rule
    return unbound
