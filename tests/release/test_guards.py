"""Guards: what each counts, where it refuses, and exactly what lets it pass."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import pytest

from generator.audience.publication import Audience
from generator.errors import UsageError
from generator.model.site import GUARDS, GuardSettings
from generator.pages.manifest import ListedFacts, Manifest
from generator.release.guards import Night, Verdict, accepted, judge, no_yesterday, refusal, settings_of
from generator.release.state import NightState, read_state, state_file

DAY = date(2026, 11, 22)
LEVELS = {"pw": ("member", "advanced", "premier")}


def facts(name: str, **levels: str | None) -> ListedFacts:
    return ListedFacts(name=name, slug=f"{name.lower()}-key", levels=levels, text="x")


def night(
    listings: dict[str, ListedFacts] | None = None,
    programs: dict[str, tuple[str, ...]] | None = None,
    *,
    inside: dict[str, ListedFacts] | None = None,
    tables: dict[str, int] | None = None,
    facets: dict[str, dict[str, int]] | None = None,
    descriptions: dict[str, int] | None = None,
    problems: int = 0,
    export_age: int = 0,
) -> Night:
    listed = {Audience.CUSTOMERS: listings or {}, Audience.PARTNERS: listings or {} if inside is None else inside}
    return Night(
        {
            audience: Manifest(
                as_of=DAY,
                release="r",
                audience=audience,
                counts={},
                programs=LEVELS if programs is None else programs,
                listings=found,
            )
            for audience, found in listed.items()
        },
        NightState(
            as_of=DAY,
            tables=tables or {},
            facets={"customers": facets or {}},
            descriptions={"customers": descriptions or {}},
            problems=problems,
            export_age=export_age,
        ),
    )


def hundred(level: str = "advanced", but: Iterable[str] = ()) -> dict[str, ListedFacts]:
    return {f"key{n:05}": facts(f"Partner {n:03}", pw=level) for n in range(100) if f"key{n:05}" not in set(but)}


def keys(count: int) -> list[str]:
    return [f"key{n:05}" for n in range(count)]


def verdict(name: str, before: Night | None, now: Night, accept: int | None = None, **limits: int) -> Verdict:
    settings = settings_of({name: GuardSettings(**limits)} if limits else {})
    verdicts = judge(before, now, settings, {} if accept is None else {name: accept})
    return next(verdict for verdict in verdicts if verdict.name == name)


@pytest.mark.parametrize(("lost", "ok"), [(0, True), (5, True), (6, False), (100, False)])
def test_more_than_a_twentieth_of_the_listings_may_not_be_lost(lost: int, ok: bool) -> None:
    found = verdict("listings-lost", night(hundred()), night(hundred(but=keys(lost))))
    assert (found.value, found.limit, found.ok) == (lost, 5, ok)


def test_of_a_few_listings_four_may_be_lost_and_five_may_not() -> None:
    small = {key: facts(key) for key in keys(10)}
    four, five = ({key: small[key] for key in keys(10)[lost:]} for lost in (4, 5))
    assert verdict("listings-lost", night(small), night(four)).ok
    assert not verdict("listings-lost", night(small), night(five)).ok


def test_a_listing_lost_to_both_audiences_counts_once_and_to_one_counts_too() -> None:
    now = night(hundred(but=keys(3)), inside=hundred(but=keys(4)))
    assert verdict("listings-lost", night(hundred()), now).value == 4


def test_the_refusal_names_examples_and_the_words_that_would_let_it_pass() -> None:
    verdicts = judge(night(hundred()), night(hundred(but=keys(37))), GUARDS, {})
    error = refusal(verdicts)
    assert error is not None
    assert error.exit == 3
    assert [str(problem) for problem in error.problems] == [
        "publish: listings-lost: 37 of 100 listings would be gone; at most 5 may be. Such as: "
        + "; ".join(f"Partner {n:03} (partner {n:03}-key)" for n in range(10))
        + "; 27 more. The site that stands was left as it is."
        " If this is meant: build.py publish --accept listings-lost=37"
    ]


def test_several_refusals_are_accepted_in_one_command() -> None:
    now = night({key: facts("x", pw="member") for key in keys(90)}, export_age=30)
    error = refusal(judge(night(hundred()), now, GUARDS, {}))
    assert error is not None
    assert {problem.hint for problem in error.problems} == {
        "The site that stands was left as it is. If this is meant: build.py publish"
        " --accept listings-lost=10 --accept levels-fallen=90 --accept exports-old=30"
    }


def test_the_words_repeat_what_was_accepted_already() -> None:
    now = night({key: facts("x", pw="member") for key in keys(90)})
    error = refusal(judge(night(hundred()), now, GUARDS, {"listings-lost": 20}))
    assert error is not None
    assert [(problem.code, (problem.hint or "").partition("publish ")[2]) for problem in error.problems] == [
        ("guard-levels-fallen", "--accept listings-lost=10 --accept levels-fallen=90")
    ]


@pytest.mark.parametrize(("accept", "ok"), [(36, False), (37, True), (38, True)])
def test_an_acceptance_holds_up_to_its_number(accept: int, ok: bool) -> None:
    found = verdict("listings-lost", night(hundred()), night(hundred(but=keys(37))), accept)
    assert (found.ok, found.limit, found.value) == (ok, 5, 37)


def test_an_acceptance_never_lowers_a_limit() -> None:
    assert verdict("listings-lost", night(hundred()), night(hundred(but=keys(5))), accept=0).ok


def test_limits_can_be_set_for_each_guard() -> None:
    before, now = night(hundred()), night(hundred(but=keys(2)))
    assert not verdict("listings-lost", before, now, percent=1, least=1).ok
    assert verdict("listings-lost", before, night(hundred(but=keys(30))), percent=30).ok


def test_a_level_that_falls_or_is_lost_counts_and_one_of_a_lost_listing_does_not() -> None:
    before = night({key: facts(key, pw="premier") for key in keys(4)})
    now = night({keys(1)[0]: facts("a", pw="member"), keys(2)[1]: facts("b", pw=None), keys(3)[2]: facts("c")})
    found = verdict("levels-fallen", before, now)
    assert (found.value, found.limit) == (3, 4)
    assert found.examples == (
        "key00000: premier → member in pw",
        "key00001: premier → none in pw",
        "key00002: premier → none in pw",
    )


def test_a_level_that_rises_or_begins_does_not_count() -> None:
    before = night({"a": facts("a", pw="member"), "b": facts("b", pw=None)})
    assert (
        verdict("levels-fallen", before, night({"a": facts("a", pw="premier"), "b": facts("b", pw="member")})).value
        == 0
    )


def test_a_program_that_leaves_takes_its_levels_along() -> None:
    now = night({key: facts(key) for key in keys(100)}, programs={})
    assert verdict("levels-fallen", night(hundred()), now).value == 100


def test_a_value_with_listings_that_has_none_is_emptied() -> None:
    before = night(facets={"country": {"de": 5, "pl": 4, "fr": 9}})
    found = verdict("facets-emptied", before, night(facets={"country": {"fr": 1}}))
    assert (found.value, found.limit, found.ok, found.examples) == (1, 0, False, ("country de",))


def test_a_facet_without_any_value_is_emptied_however_small_they_were() -> None:
    before = night(facets={"industry": {f"i{n}": 1 for n in range(5)}})
    found = verdict("facets-emptied", before, night(facets={"industry": {}}))
    assert found.examples == ("every industry",)


def test_rows_are_counted_for_each_table_by_itself() -> None:
    before = night(tables={"people": 100, "leads": 100, "rates": 3})
    found = verdict("tables-shrunk", before, night(tables={"people": 40, "leads": 95}))
    assert (found.value, found.limit, found.examples) == (60, 0, ("people: 100 → 40 rows",))


def test_a_description_that_loses_more_than_half_is_shortened() -> None:
    listed = {key: facts(key) for key in "abcd"}
    before = night(listed, descriptions={"a": 100, "b": 100, "c": 39, "d": 400})
    now = night({key: listed[key] for key in "abc"}, descriptions={"a": 49, "b": 50, "c": 0})
    found = verdict("descriptions-shortened", before, now)
    assert (found.value, found.examples) == (1, ("a: 100 → 49 characters",))


@pytest.mark.parametrize(("was", "now", "ok"), [(0, 20, True), (0, 21, False), (100, 150, True), (100, 151, False)])
def test_problems_may_grow_by_half_or_by_twenty(was: int, now: int, ok: bool) -> None:
    assert verdict("problems", night(problems=was), night(problems=now)).ok is ok


def test_old_exports_are_refused_even_on_the_first_night() -> None:
    found = verdict("exports-old", None, night(export_age=8))
    assert (found.value, found.limit, found.ok) == (8, 7, False)
    assert found.says == "the newest export is 8 days old"


def test_a_first_release_is_judged_alone() -> None:
    assert [found.name for found in judge(None, night(), GUARDS, {})] == ["exports-old"]
    assert str(no_yesterday("published")) == (
        "published: there is no earlier release with its state to compare with."
        " If this is the first publication: build.py publish --first-release"
    )


def test_an_unknown_guard_is_named_with_the_nearest() -> None:
    with pytest.raises(UsageError, match=r'there is no guard "listing-lost"\. Did you mean "listings-lost"\?'):
        accepted(["listing-lost=3"])


@pytest.mark.parametrize(
    "word", ["listings-lost", "listings-lost=", "listings-lost=all", "listings-lost=-1", "listings-lost=²"]
)
def test_an_acceptance_says_how_many(word: str) -> None:
    with pytest.raises(UsageError, match=r"does not say how many\. Write listings-lost=37\."):
        accepted([word])


def test_the_state_comes_back_as_it_was_left() -> None:
    state = night(tables={"a": 1}, facets={"country": {"de": 1}}).state
    assert read_state(state_file(state)) == state


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"version": 2}', b"\xff"])
def test_a_state_that_cannot_be_read_is_no_state(content: bytes) -> None:
    assert read_state(content) is None
