"""The small parts by themselves, against sets of days and fractions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from generator.levels import days, exact, steps
from generator.levels.days import FOREVER, SINCE_EVER
from generator.levels.views import period_start
from generator.model.program import Window

patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

numbers = st.one_of(
    st.integers(-1000, 1000),
    st.decimals(-1000, 1000, places=3),
    st.fractions(-1000, 1000, max_denominator=50),
)


@given(numbers, numbers)
@patient
def test_arithmetic_is_exact(a, b):
    assert Fraction(exact.plus(a, b)) == Fraction(a) + Fraction(b)
    assert Fraction(exact.minus(a, b)) == Fraction(a) - Fraction(b)
    assert Fraction(exact.product(a, b)) == Fraction(a) * Fraction(b)
    assert Fraction(exact.negative(a)) == -Fraction(a)
    if b:
        assert exact.quotient(a, b) == Fraction(a) / Fraction(b)


@given(st.lists(numbers, max_size=5))
@patient
def test_sums_are_exact(values):
    assert Fraction(exact.total(values)) == sum(map(Fraction, values))
    add = exact.adding(map(type, values))
    result = 0
    for value in values:
        result = add(result, value)
    assert Fraction(result) == sum(map(Fraction, values))


def test_whole_numbers_stay_whole():
    assert [type(n) for n in (exact.plus(1, 2), exact.minus(1, 2), exact.product(2, 3))] == [int, int, int]


def back(day: date, months: int) -> date:
    """The same day so many months earlier, or that month's last day."""
    at = day.replace(day=1)
    for _ in range(months):
        at = (at - timedelta(days=1)).replace(day=1)
    last = (at.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return at.replace(day=min(day.day, last.day))


@given(st.dates(date(1999, 1, 1), date(2030, 12, 31)), st.integers(1, 30))
@patient
@example(date(2008, 2, 29), 12)
@example(date(2007, 8, 31), 6)
@example(date(2007, 12, 31), 2)
@example(date(2007, 10, 31), 1)
def test_a_row_leaves_trailing_months_on_the_first_day_that_no_longer_holds_it(day: date, months: int):
    end = date.fromordinal(days.end_of_trailing_months(day.toordinal(), months))
    assert back(end, months) >= day
    assert back(end - timedelta(days=1), months) < day


def test_windows_end_with_the_calendar():
    last = date(9999, 6, 1).toordinal()
    assert days.end_of_trailing_months(last, 12) == FOREVER
    assert days.year_after(last, (1, 1)) == FOREVER
    assert days.window_spell(Window(kind="trailing_days", length=1000), (1, 1))(last) == (last, FOREVER)
    assert days.window_spell(Window(kind="previous_year"), (1, 1))(last) == (FOREVER, FOREVER)


def spell(kind: str, day: str, length: int = 0, starts: tuple[int, int] = (4, 1)) -> tuple[str, str]:
    window = days.window_spell(Window(kind=kind, length=length), starts)  # type: ignore[arg-type]
    start, end = window(date.fromisoformat(day).toordinal())
    return str(days.day_of(start)), str(days.day_of(end))


@pytest.mark.parametrize(
    ("kind", "day", "expected"),
    [
        ("lifetime", "2026-05-05", ("2026-05-05", "None")),
        ("this_year", "2026-01-01", ("2026-01-01", "2027-01-01")),
        ("this_year", "2026-12-31", ("2026-12-31", "2027-01-01")),
        ("previous_year", "2026-01-01", ("2027-01-01", "2028-01-01")),
        ("previous_year", "2026-12-31", ("2027-01-01", "2028-01-01")),
        ("this_fiscal_year", "2026-03-31", ("2026-03-31", "2026-04-01")),
        ("this_fiscal_year", "2026-04-01", ("2026-04-01", "2027-04-01")),
        ("previous_fiscal_year", "2026-03-31", ("2026-04-01", "2027-04-01")),
        ("previous_fiscal_year", "2026-04-01", ("2027-04-01", "2028-04-01")),
        ("closed_quarters", "2026-01-01", ("2026-03-31", "2027-01-01")),
        ("closed_quarters", "2026-03-31", ("2026-03-31", "2027-01-01")),
        ("closed_quarters", "2026-04-01", ("2026-06-30", "2027-01-01")),
        ("closed_quarters", "2026-12-31", ("2026-12-31", "2027-01-01")),
    ],
)
def test_windows(kind: str, day: str, expected: tuple[str, str]):
    assert spell(kind, day) == expected


def test_trailing_days_hold_the_day_itself():
    assert spell("trailing_days", "2026-05-05", 1) == ("2026-05-05", "2026-05-06")
    assert spell("trailing_days", "2026-05-05", 90) == ("2026-05-05", "2026-08-03")


@pytest.mark.parametrize(
    ("day", "closed"),
    [
        ("2026-01-01", 0),
        ("2026-03-30", 0),
        ("2026-03-31", 1),
        ("2026-04-01", 1),
        ("2026-06-30", 2),
        ("2026-12-30", 3),
        ("2026-12-31", 4),
    ],
)
def test_a_quarter_is_closed_on_its_last_day(day: str, closed: int):
    assert days.closed_quarters(date.fromisoformat(day)) == closed


def reviews(start: str, end: str, months: int, anchor: tuple[int, int]) -> list[str]:
    found = days.review_days(date.fromisoformat(start).toordinal(), date.fromisoformat(end).toordinal(), months, anchor)
    return [str(days.day_of(day)) for day in found]


def test_review_days():
    assert reviews("2025-01-31", "2027-01-31", 12, (1, 31)) == ["2025-01-31", "2026-01-31"]
    assert reviews("2025-02-01", "2027-02-01", 12, (1, 31)) == ["2026-01-31", "2027-01-31"]
    assert reviews("2025-01-01", "2026-01-01", 3, (11, 30)) == ["2025-02-28", "2025-05-30", "2025-08-30", "2025-11-30"]
    assert reviews("2024-02-29", "2024-03-01", 12, (2, 29)) == ["2024-02-29"]
    assert days.anniversary(2025, (2, 29)) == date(2025, 2, 28).toordinal()


def test_the_ends_of_time_are_no_dates():
    assert [days.day_of(n) for n in (SINCE_EVER, FOREVER, 1)] == [None, None, date(1, 1, 1)]
    assert days.day_of(FOREVER - 1) == date.max


SPAN = range(1, 40)
intervals = st.lists(st.tuples(st.integers(1, 39), st.integers(1, 40)), max_size=5)
ends = st.sampled_from([[], [(SINCE_EVER, 3)], [(35, FOREVER)], [(SINCE_EVER, FOREVER)]])


def covered(spells: list[int]) -> set[int]:
    assert spells == sorted(set(spells)), "empty or touching"
    assert len(spells) % 2 == 0
    return {day for day in SPAN if any(a <= day < b for a, b in steps.pairs(spells))}


@given(intervals, ends, intervals, ends, intervals)
@patient
def test_sets_of_days(first, more, second, others, third):
    a, b, c = (steps.as_spells(given) for given in (first + more, second + others, third))
    days_of = [covered(spells) for spells in (a, b, c)]
    assert covered(a) == {day for day in SPAN if any(x <= day < y for x, y in first + more)}
    assert covered(steps.both(a, b)) == days_of[0] & days_of[1]
    assert covered(steps.union([a, b, c])) == days_of[0] | days_of[1] | days_of[2]
    for needed in (1, 2, 3):
        expected = {day for day in SPAN if sum(day in found for found in days_of) >= needed}
        assert covered(steps.covered_by([a, b, c], needed)) == expected
    assert covered(steps.outside(a)) == set(SPAN) - days_of[0]
    for day in SPAN:
        assert steps.holds_on(a, day) == (day in days_of[0])
        flip = steps.next_flip(a, day)
        assert all((later in days_of[0]) == (day in days_of[0]) for later in range(day, min(flip, 40)))
        assert flip == FOREVER or flip > 39 or (flip in days_of[0]) != (day in days_of[0])


changes = st.lists(
    st.tuples(st.integers(0, 39), st.one_of(st.integers(-5, 5), st.decimals(-5, 5, places=1)), st.sampled_from("ab")),
    max_size=8,
)


def sum_to(given, day: int, group: str = "ab") -> Fraction:
    return sum((Fraction(value) for on, value, of in given if on <= day and of in group), Fraction(0))


@given(changes, st.integers(-5, 5))
@patient
def test_running_sums(given, bound: int):
    found = steps.running(list(given))
    assert found[0][0] == SINCE_EVER
    scaled = steps.scaled(list(given), lambda value: 0 if value is None else abs(value))
    twice = steps.added([found, ([0, 20], [None, 7]), found])
    met = covered(steps.at_least(found, bound))
    low = covered(steps.spells_where(found, lambda value: value < bound))
    for day in SPAN:
        total = sum_to(given, day)
        assert Fraction(steps.value_on(found, day)) == total
        assert Fraction(steps.value_on(scaled, day)) == abs(sum_to(given, day, "a")) + abs(sum_to(given, day, "b"))
        assert Fraction(steps.value_on(twice, day)) == 2 * total + (7 if day >= 20 else 0)
        assert (day in met) == (total >= bound)
        assert (day in low) == (total < bound)
        later = steps.next_step(found, day)
        assert all(sum_to(given, d) == total for d in range(day, min(later, 40)))
        assert later == FOREVER or sum_to(given, later) != total


def test_values_that_become_equal_are_joined():
    assert steps.mapped(([0, 5, 9], [1, 2, 3]), lambda value: 0 if value is None or value < 3 else 1) == (
        [0, 9],
        [0, 1],
    )
    product = steps.combined([([0, 5], [1, 2]), ([0, 7], [3, 4])], lambda values: values[0] * values[1])
    assert product == ([0, 5, 7], [3, 6, 8])
    assert steps.spells_where(([0, 5], [None, 1]), lambda value: value == 1) == [5, FOREVER]
    assert steps.at_least(([0, 5], [None, Decimal(1)]), 1) == [5, FOREVER]


@pytest.mark.parametrize(
    ("period", "start"),
    [
        ("2026", "2026-01-01"),
        ("2026-Q1", "2026-01-01"),
        ("2026-Q2", "2026-04-01"),
        ("2026-Q4", "2026-10-01"),
        ("2026-03", "2026-03-01"),
        ("2026-03-31", "2026-03-31"),
        ("2026-Q5", None),
        ("2026-13", None),
        ("soon", None),
    ],
)
def test_a_ready_made_value_holds_from_the_first_day_of_its_period(period: str, start: str | None):
    assert period_start(period) == (None if start is None else date.fromisoformat(start))
