"""What can be wrong with the metrics of a version: names that lead nowhere, circles, points for nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from generator.errors import Origin, Problems, did_you_mean
from generator.levels.metrics import scaling
from generator.levels.rules import POINTS
from generator.model.program import Bands, Combined, Measure, Metric, Version


def check_metrics(version: Version, problems: Problems) -> None:
    """Report what is wrong across the metrics."""
    metrics = {metric.id: metric for metric in version.metrics}
    if POINTS in metrics:
        message = f'the metric "{POINTS}" is the sum of the points lines.'
        problems.error("program-repeated", message, metrics[POINTS].origin, column=POINTS, hint="Rename it.")
    for metric in version.metrics:
        if isinstance(metric, Combined):
            for part in metric.parts:
                check_metric_name(part, version, metric.origin, problems)
            _check_first_band(metric, version, problems)
    for line in version.points:
        check_metric_name(line, version, version.origin, problems)
        if line == POINTS:
            problems.error("program-cycle", "the points cannot be a line of themselves.", version.origin, column=POINTS)
    for cycle in _cycles(metrics, version.points):
        problems.error(
            "program-cycle",
            f"metrics are worked out from each other in a circle: {' → '.join(cycle)}.",
            metrics[cycle[0]].origin,
            column=cycle[0],
            hint="Let one of them be worked out from rows.",
        )


def check_metric_name(name: str, version: Version, origin: Origin, problems: Problems) -> None:
    """Report a name that no metric has."""
    known = metrics_of(version)
    if name not in known:
        problems.error(
            "program-unknown-metric",
            f'there is no metric "{name}".',
            origin,
            column="metric",
            value=name,
            hint=did_you_mean(name, known) or f"Metrics: {', '.join(known)}.",
        )


def _check_first_band(metric: Combined, version: Version, problems: Problems) -> None:
    """Groups are those that have rows: a band that holds zero would reward some of those without, and not others."""
    measure: Metric | None = metric
    seen: set[str] = set()
    while isinstance(measure, Combined) and measure.how == "of" and measure.id not in seen:
        seen.add(measure.id)
        measure = metrics_of(version).get(measure.parts[0])
    if isinstance(measure, Measure) and (measure.by or measure.aggregate in ("count", "sum")):
        reached = scaling(metric) if isinstance(metric.scale, Bands) else None
        if reached is not None and reached(0):
            problems.error(
                "program-bands",
                f'the bands of "{metric.id}" give points to partners without any row.',
                metric.origin,
                column="bands",
                hint="Begin the first band above zero.",
            )


def _cycles(metrics: Mapping[str, Metric], points: tuple[str, ...]) -> Iterator[list[str]]:
    """Each circle once, beginning with its metric that stands first."""
    done: set[str] = set()

    def parts(name: str) -> tuple[str, ...]:
        metric = metrics.get(name)
        if name == POINTS:
            return points
        return metric.parts if isinstance(metric, Combined) else ()

    def walk(name: str, path: list[str]) -> Iterator[list[str]]:
        if name in path:
            cycle = path[path.index(name) :]
            done.update(cycle)
            first = min((n for n in cycle if n in metrics), key=list(metrics).index)
            at = cycle.index(first)
            yield [*cycle[at:], *cycle[:at], first]
        elif name not in done:
            for part in parts(name):
                yield from walk(part, [*path, name])
            done.add(name)

    for name in metrics:
        yield from walk(name, [])


def is_grouped(name: str, version: Version) -> bool:
    """Whether a metric has groups."""
    metric = metrics_of(version).get(name)
    if isinstance(metric, Measure):
        return metric.by is not None
    return isinstance(metric, Combined) and metric.how == "of" and is_grouped(metric.parts[0], version)


def metrics_of(version: Version) -> dict[str, Metric | None]:
    """The metrics by id; `points` is worked out from the points lines."""
    return {metric.id: metric for metric in version.metrics} | ({POINTS: None} if version.points else {})
