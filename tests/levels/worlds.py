"""Random worlds for the two reference programs: few rows, close together, at the edges of every rule."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.levels.world import ALLIANCE, World, rate, skill

FIRST = date(2006, 12, 1)
LAST = date(2009, 3, 1)
EDGES = ("2007-06-30", "2007-07-01", "2008-02-28", "2008-02-29", "2008-05-31", "2008-06-30", "2008-07-01", "2008-08-31")

days = st.one_of(
    st.sampled_from([date.fromisoformat(d) for d in EDGES]),
    st.dates(date(2007, 1, 1), date(2008, 12, 31)),
)
later = st.one_of(st.none(), days)
maybe_gone = st.one_of(st.none(), st.none(), days)

SKILL_TABLE = [
    *(skill(f"T{n}", "technical") for n in range(1, 6)),
    skill("T1b", "technical", root="T1"),
    *(skill(f"S{n}", "sales") for n in range(1, 4)),
    skill("S1b", "sales", root="S1", vendor=None),
    skill("X1", "sales", vendor="Other"),
    skill("W1", "sales", status="withdrawn"),
    skill("E1", "technical", expires_on=date(2008, 6, 30)),
]
CODES = [s.skill_code for s in SKILL_TABLE] + ["unlisted"]
RATES = [
    rate("EUR", "1.25", "2007-01-01"),
    rate("EUR", "1.5000000001", "2008-06-30"),
    rate("JPY", "0.01", "2008-01-01"),
]
AMOUNTS = (
    "49999.99",
    "50000",
    "100000",
    "149999.99",
    "150000",
    "499999.99",
    "500000",
    "40000",
    "333333.33",
    "-50000",
    "-0.01",
)


@st.composite
def partnerworld(draw: st.DrawFn) -> World:
    world = World()
    world.profile = {
        "types": draw(st.sampled_from([(), ("reseller",), ("isv",), ("ISV", "reseller"), ("consultant",)])),
        "status": draw(st.sampled_from(["approved"] * 5 + ["suspended", "pending"])),
        "approved_on": draw(st.one_of(st.just(date(2000, 1, 1)), later)),
        "suspended_on": draw(maybe_gone),
        "ended_on": draw(maybe_gone),
        "passport_advantage_id": draw(st.sampled_from([None, "PA"])),
    }
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.one_of(st.just(date(2000, 1, 1)), days))
        world.agreement(
            draw(st.sampled_from(["membership", "membership", "partner_plan"])),
            start,
            valid_to=draw(later),
            ended_on=draw(maybe_gone),
            status=draw(st.sampled_from(["approved"] * 5 + ["pending"])),
            program=draw(st.sampled_from([None, None, "partnerworld", ALLIANCE])),
        )
    if draw(st.booleans()):
        world.agreement("membership").agreement("partner_plan", draw(days))
    for n in range(draw(st.integers(0, 3))):
        world.add("people", person_id=f"PE{n}", role="employee", left_on=draw(maybe_gone))
        for c in range(draw(st.integers(1, 2))):
            world.add(
                "candidate_ids",
                candidate_id=f"C{n}{c}",
                person_id=f"PE{n}",
                added_on=draw(st.one_of(st.just(date(2000, 1, 1)), days)),
                removed_on=draw(maybe_gone),
            )
    ids = [c.candidate_id for c in world.rows.get("candidate_ids", [])]
    if ids:
        for code in draw(st.lists(st.sampled_from(CODES), max_size=9)):
            world.add(
                "earned_skills",
                candidate_id=draw(st.sampled_from(ids)),
                skill_code=code,
                earned_on=draw(days),
                expires_on=draw(later),
            )
    for _ in range(draw(st.integers(0, 6))):
        world.revenue(
            draw(st.sampled_from(["Storage", "storage", "System i"])),
            draw(st.sampled_from(AMOUNTS)),
            draw(days),
            currency=draw(st.sampled_from(["USD", "USD", "EUR", "JPY"])),
            source=draw(st.sampled_from(["distributor", "passport_advantage"])),
        )
    for _ in range(draw(st.integers(0, 3))):
        score = draw(st.sampled_from(["79.99", "80", "89.9", "90", "100"]))
        world.add("satisfaction", score=score, surveyed_on=draw(days))
    for n in range(draw(st.integers(0, 2))):
        world.add(
            "solutions",
            solution_id=f"SOL{n}",
            name="S",
            status=draw(st.sampled_from(["published", "published", "withdrawn", "draft"])),
            published_on=draw(later),
            withdrawn_on=draw(maybe_gone),
        )
        for _ in range(draw(st.integers(0, 2))):
            world.add(
                "customer_experiences",
                solution_id=f"SOL{n}",
                status=draw(st.sampled_from(["approved", "approved", "submitted"])),
                decided_on=draw(later),
                valid_to=draw(later),
            )
    for _ in range(draw(st.integers(0, 1))):
        world.add(
            "invitations",
            program=draw(st.sampled_from(["partnerworld", "partnerworld", ALLIANCE])),
            level=draw(st.sampled_from([None, "premier", "advanced"])),
            track=draw(st.sampled_from([None, "isv", "reseller"])),
            status=draw(st.sampled_from(["accepted", "accepted", "offered"])),
            valid_from=draw(days),
            valid_to=draw(later),
        )
    for on in draw(st.lists(days, max_size=2, unique=True)):
        level = draw(st.sampled_from([None, "member", "advanced", "premier"]))
        world.add("assessments", program="partnerworld", assessed_on=on, level=level)
    return world


@st.composite
def alliance(draw: st.DrawFn) -> World:
    world = World()
    start = draw(st.one_of(st.just(date(2006, 1, 1)), st.just(date(2007, 1, 1)), days))
    for _ in range(draw(st.integers(1, 2))):
        ended = draw(st.one_of(st.none(), st.dates(start, max(start, LAST))))
        world.add(
            "participants",
            program=draw(st.sampled_from([ALLIANCE] * 4 + ["other"])),
            invited_on=draw(st.sampled_from([start, start, start - timedelta(days=30), None])),
            agreement_signed_on=start,
            assigned_level=draw(st.sampled_from([None, "silver", "gold", "platinum"])),
            assigned_on=draw(st.sampled_from([None, start, start + timedelta(days=20)])),
            ended_on=ended,
            offering=draw(st.sampled_from(["Service", "Service", None])),
            offering_launched_on=draw(st.sampled_from([start, start + timedelta(days=40), None])),
            offering_withdrawn_on=draw(maybe_gone),
            sales_trained_on=draw(st.sampled_from([start, start, None])),
            delivery_trained_on=draw(st.sampled_from([start, start + timedelta(days=10)])),
            training_valid_to=draw(maybe_gone),
        )
        if ended is None or ended >= LAST:
            break
        start = ended + timedelta(days=draw(st.sampled_from([0, 1, 40])))
    for kind in ("procurement", "deal_registration"):
        if draw(st.sampled_from([True] * 4 + [False])):
            world.agreement(kind, valid_to=draw(maybe_gone), program=draw(st.sampled_from([None, ALLIANCE, "other"])))
    for _ in range(draw(st.integers(0, 6))):
        world.lead(
            draw(
                st.sampled_from(["999999.99", "1000000", "250000", "500000", "4000000", "5000000", "5000000.01", "-1"])
            ),
            draw(st.one_of(days, st.sampled_from([date(2007, 12, 31), date(2008, 1, 1), date(2008, 3, 31)]))),
            qualified=draw(st.sampled_from([True, True, True, False])),
            currency=draw(st.sampled_from(["USD", "USD", "EUR"])),
        )
    reviews = [date(y, 1, 31) for y in (2007, 2008, 2009)]
    for on in draw(st.lists(st.sampled_from(reviews), max_size=2, unique=True)):
        level = draw(st.sampled_from([None, "silver", "gold", "platinum"]))
        world.add("assessments", program=ALLIANCE, assessed_on=on, level=level)
    return world


def every_day() -> list[date]:
    return [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)]


__all__ = ["AMOUNTS", "RATES", "SKILL_TABLE", "alliance", "every_day", "partnerworld"]
