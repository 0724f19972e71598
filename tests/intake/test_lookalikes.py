"""Names that can be mistaken for another partner's."""

from __future__ import annotations

import pytest

from generator.errors import Origin, Problems
from generator.intake.lookalikes import LookAlikes, mixed_word, skeleton
from generator.model.tables import Profile


def said(*names: str | tuple[str, str], **more: object) -> list[str]:
    """The warnings about profiles with these names (and organizations), in rows 2 and on."""
    problems = Problems()
    names_seen = LookAlikes("name", problems)
    for row, given in enumerate(names, start=2):
        name, organization = given if isinstance(given, tuple) else (given, None)
        names_seen.add(
            Profile(
                partner_id=f"P{row}", name=name, status="pending", country="DE", organization_id=organization,
                origin=Origin("p.csv", row), **more,  # type: ignore[arg-type]
            )
        )  # fmt: skip
    names_seen.report()
    return [str(problem) for problem in problems]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme", "\u0410\u0441m\u0435"),
        ("PayPal", "PayPaI"),
        ("Modern Works", "Modem Works"),
        ("Ox 10", "\u039fx lO"),
        ("M\u00fcller", "Mu\u0308ller"),
        ("Acme", "\U0001d400cme".replace("\U0001d400", "\uff21")),
    ],
)
def test_names_that_look_alike_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)


def test_names_that_differ_to_the_eye_have_different_skeletons() -> None:
    assert (
        len(
            {skeleton(name) for name in ("Acme", "Acme 2", "ACME", "\u00c1cme", "\u042f\u043d\u0434\u0435\u043a\u0441")}
        )
        == 5
    )


def test_all_names_of_one_skeleton_are_one_warning_that_names_each() -> None:
    assert said("Alder Ltd", "Alder Ltd", "\u0410\u04c0\u0501\u0435\u0433 Ltd", "A1der Ltd") == [
        'p.csv:5: name: "A1der Ltd" looks like "Alder Ltd" (p.csv:2); "Alder Ltd" (p.csv:3); '
        '"\u0410\u04c0\u0501\u0435\u0433 Ltd" (p.csv:4). '
        "Have both looked at: one may pass for the other."
    ]


def test_equal_names_names_of_one_organization_and_ended_profiles_are_no_disguise() -> None:
    assert said("Alder", "Alder") == []
    assert said(("Alder", "O1"), ("A1der", "O1")) == []
    assert said("Alder", "A1der", ended_on="2020-01-01") == []
    assert len(said(("Alder", "O1"), ("A1der", "O2"))) == 1


def test_the_odd_letter_is_named() -> None:
    first, _ = said("Ozon", "\u041ezon")
    assert first.endswith("It holds U+041E (CYRILLIC CAPITAL LETTER O).")


@pytest.mark.parametrize(
    "name", ["\u041e\u041e\u041e Acme", "Acme \u682a\u5f0f\u4f1a\u793e", "M\u00fcller & S\u00f8n", "\u03a9mega-\u0391"]
)
def test_alphabets_may_meet_in_a_name_but_not_in_a_word(name: str) -> None:
    assert (mixed_word(name) is not None) == name.startswith("\u03a9")
