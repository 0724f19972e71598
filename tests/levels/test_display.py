"""Every display policy against a walk through the days: reviews, grace, lag, holds, assessments."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import Origin
from generator.levels.days import FOREVER
from generator.levels.display import Shown, Spell, displayed
from generator.levels.steps import as_spells
from generator.model.program import Display

FIRST = date(2024, 11, 1).toordinal()
LAST = date(2026, 3, 1).toordinal()
days = st.integers(FIRST, LAST)
levels = st.integers(-1, 2)
paces = st.sampled_from(["daily", "daily", "quarterly", "annually", "by_assessment"])

policies = st.builds(
    Display,
    origin=st.just(Origin("test")),
    up=paces,
    down=paces,
    anchor=st.sampled_from([(1, 1), (1, 31), (2, 15)]),
    grace_days=st.sampled_from([0, 0, 30, 90]),
    lag_days=st.sampled_from([0, 0, 7]),
    assessments=st.sampled_from(["any_day", "review_days"]),
)


def open_on(pace: str, anchor: tuple[int, int], day: int) -> bool:
    on = date.fromordinal(day)
    if pace == "daily":
        return True
    months = {"quarterly": (0, 3, 6, 9), "annually": (0,)}.get(pace, ())
    return any((anchor[0] - 1 + n) % 12 + 1 == on.month for n in months) and (
        on.day == anchor[1] or (on.day < anchor[1] and (on + timedelta(days=1)).day == 1)
    )


def walk(policy: Display, achieved: dict[int, int], start: int, end: int, assessments: dict[int, int], hold: range):
    """The displayed level of each day of one participation."""
    found = {}
    level, fresh, floor, capped = -1, start, None, False
    for day in range(start, end):
        review = any(pace != "daily" and open_on(pace, policy.anchor, day) for pace in (policy.up, policy.down))
        lagged = day - policy.lag_days
        if day in assessments and (policy.assessments == "any_day" or review):
            level, fresh = assessments[day], day
            floor = (level, day + policy.grace_days) if level > achieved[day] else None
            capped = level < achieved[day] and policy.assessments == "any_day"
            found[day] = level
            continue
        window = [achieved[d] for d in range(max(fresh, lagged - policy.grace_days), lagged + 1)]
        best = max([-1, *window, *([floor[0]] if floor and day < floor[1] else [])])
        if capped and lagged > fresh and achieved[lagged] > achieved[lagged - 1]:
            capped = False
        if day == start or (
            not capped
            and (
                (best > level and open_on(policy.up, policy.anchor, day))
                or (best < level and open_on(policy.down, policy.anchor, day) and day not in hold)
            )
        ):
            level = best
        found[day] = level
    return found


def on_day(shown: list[Shown], day: int) -> int:
    return next((s.level for s in reversed(shown) if s.day <= day), -1)


@given(
    policies,
    st.dictionaries(days, levels, min_size=1, max_size=6),
    days,
    st.dictionaries(days, levels, max_size=2),
    st.tuples(days, st.integers(0, 200)),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_displayed_level_follows_the_policy(policy, changes, start, assessments, held):
    steps = ([0, *sorted(changes)], [-1, *(changes[day] for day in sorted(changes))])
    achieved = {}
    level = -1
    for day in range(FIRST - 100, LAST + 200):
        level = changes.get(day, level)
        achieved[day] = level
    end = LAST + 100
    hold = range(held[0], held[0] + held[1])
    shown = displayed(
        policy, steps, [Spell(start, end)], [0, end + 50], assessments, as_spells([(hold.start, hold.stop)])
    )
    expected = walk(policy, achieved, start, end, assessments, hold)
    for day in range(start, end):
        assert on_day(shown, day) == expected[day], date.fromordinal(day)
    assert on_day(shown, end) == -1
    assert all(a.day < b.day for a, b in pairwise(shown))


def shown_causes(**policy: object) -> list[tuple[int, str]]:
    display = Display(origin=Origin("test"), **policy)  # type: ignore[arg-type]
    steps = ([0, FIRST + 10, FIRST + 20], [0, 1, 0])
    return [(s.day - FIRST, s.cause) for s in displayed(display, steps, [Spell(FIRST, LAST)], [0, LAST], {}, [])]


def test_each_change_has_its_cause():
    ends = (LAST - FIRST, "participation_ends")
    begins = (0, "participation_starts")
    assert shown_causes() == [begins, (10, "level_rises"), (20, "level_falls"), ends]
    assert shown_causes(grace_days=5) == [begins, (10, "level_rises"), (25, "grace_over"), ends]
    assert shown_causes(lag_days=2) == [begins, (2, "lag_over"), (12, "lag_over"), (22, "level_falls"), ends]
    january = date(2025, 1, 1).toordinal() - FIRST
    assert shown_causes(down="annually") == [begins, (10, "level_rises"), (january, "review"), ends]


def test_listing_masks_and_begins_afresh():
    display = Display(origin=Origin("test"))
    found = displayed(display, ([0], [1]), [Spell(10, 50)], [20, 30], {}, [])
    assert found == [Shown(20, 1, "listed"), Shown(30, -1, "delisted")]
    assigned = Display(origin=Origin("test"), up="annually", down="annually", starting_level="assigned")
    found = displayed(assigned, ([0], [1]), [Spell(10, 50, 2, 12)], [20, 60], {}, [])
    assert found == [Shown(20, 2, "listed"), Shown(50, -1, "participation_ends")]
    found = displayed(assigned, ([0], [1]), [Spell(10, FOREVER, 2, 12)], [12, FOREVER], {}, [])
    assert [(change.level, change.cause) for change in found] == [(2, "assigned"), (1, "review")]
    found = displayed(assigned, ([0], [1]), [Spell(10, 50, 2, 12)], [0, 60], {}, [])
    assert found == [
        Shown(10, -1, "participation_starts"),
        Shown(12, 2, "assigned"),
        Shown(50, -1, "participation_ends"),
    ]


def test_an_assigned_level_stands_where_there_is_no_review():
    assigned = Display(origin=Origin("test"), starting_level="assigned")
    found = displayed(assigned, ([0], [1]), [Spell(10, 50, 2)], [0, 60], {}, [])
    assert found == [Shown(10, 2, "assigned"), Shown(50, -1, "participation_ends")]


def test_an_assessment_is_read_from_the_first_day_to_the_day_before_the_end():
    display = Display(origin=Origin("test"))
    found = displayed(display, ([0], [1]), [Spell(10, 50)], [0, 60], {9: 0, 10: 2, 49: 0, 50: 2}, [])
    assert [(s.day, s.level) for s in found] == [(10, 2), (11, 1), (49, 0), (50, -1)]


def test_a_level_assessed_below_waits_for_a_rise_after_its_day():
    display = Display(origin=Origin("test"), lag_days=2)
    found = displayed(display, ([0, 20, 30], [0, 1, 2]), [Spell(10, FOREVER)], [0, FOREVER], {20: 0}, [])
    assert [(s.day, s.level) for s in found if s.day > 20] == [(32, 2)]
