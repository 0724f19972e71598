"""Charts of a receipt: what is drawn is also said, and stands where it belongs."""

from __future__ import annotations

import re
from datetime import date

import msgspec

from generator.preview.timeline_chart import timeline_chart
from generator.wording import Wording
from tests.levels.test_cases import PARTNERWORLD, case_5
from tests.levels.world import World, day, program, reseller

PW = program("partnerworld")
WORDS = Wording()


def chart_of(world: World, on: date):
    return timeline_chart(PARTNERWORLD.receipt(world.partner(), on), PW, WORDS)


def heights(path: str) -> list[float]:
    """The y of every step of a path, in order, repeats left out."""
    found = [float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)|V([\d.]+)", path) for y in y if y]
    return [y for position, y in enumerate(found) if position == 0 or y != found[position - 1]]


def test_a_level_that_was_never_reached_needs_no_drawing() -> None:
    assert chart_of(World(), day("2008-06-30")) is None


def test_a_higher_level_stands_higher_and_every_level_is_named() -> None:
    chart = chart_of(case_5(), day("2008-06-30"))
    assert [level.text for level in sorted(chart.levels, key=lambda level: level.y)][:3] == [
        "Premier",
        "Advanced",
        "Member",
    ]


def test_the_drawing_steps_down_where_the_words_say_a_level_is_lost() -> None:
    chart = chart_of(case_5(), day("2008-06-30"))
    steps = heights(chart.displayed)
    assert len(steps) > 1
    assert steps[-1] > min(steps)
    assert chart.words


def test_a_long_name_of_a_level_has_room_beside_the_drawing() -> None:
    levels = (msgspec.structs.replace(PW.levels[0], label="Registered partner"), *PW.levels[1:])
    receipt = PARTNERWORLD.receipt(case_5().partner(), day("2008-06-30"))
    chart = timeline_chart(receipt, msgspec.structs.replace(PW, levels=levels), WORDS)
    assert chart is not None
    assert chart.left > 10 * len("Registered partner")


def test_today_stands_between_the_years_before_and_the_months_ahead() -> None:
    chart = chart_of(reseller(), day("2008-06-30"))
    assert chart.left < chart.today < chart.width
