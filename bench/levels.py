#!/usr/bin/env python3
"""How fast levels are: achieved and displayed level with the day it began, for one day, on one core.

    python bench/levels.py [PARTNERS …]      (default: 1000 10000 100000)

Every partner has 10 earned skills, 10 revenue rows and 3 solutions with a customer experience, spread over three
years around the day by a fixed seed. The goal is 15 s for 100,000 partners: 150 µs each.
"""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from generator.errors import Origin, Problems  # noqa: E402
from generator.levels import Engine, compile_program, parse_program  # noqa: E402
from generator.model import tables  # noqa: E402
from generator.model.partner import Partner, Reference  # noqa: E402
from generator.yaml_source import parse_yaml  # noqa: E402

AS_OF = date(2026, 6, 30)
GOAL = 150e-6
BRANDS = ("Storage", "System i", "Software", "System x")
SKILLS = [(f"T{n}", "technical") for n in range(20)] + [(f"S{n}", "sales") for n in range(10)]
WHERE = Origin("bench", 1)


def engine() -> Engine:
    """PartnerWorld, compiled with a small skills table and one rate."""
    file = "content/programs/partnerworld.yml"
    program = parse_program(parse_yaml((ROOT / file).read_text(encoding="utf-8"), file), Problems())
    assert program is not None
    skills = tuple(
        tables.Skill(origin=WHERE, skill_code=c, name=c, area="Storage", kind=k, type="mastery", vendor="IBM")
        for c, k in SKILLS
    )
    rates = (tables.Rate(origin=WHERE, currency="EUR", per="USD", rate=Decimal("1.08"), valid_from=date(2020, 1, 1)),)
    return compile_program(program, Reference(rates=rates, skills={program.id: skills}))


def partner(number: int, chance: random.Random) -> Partner:
    """One partner as its exports would say it."""
    name = f"P{number}"

    def day(spread: int) -> date:
        return AS_OF - timedelta(days=chance.randrange(spread))

    people = tuple(
        tables.Person(origin=WHERE, person_id=f"{name}-{n}", partner_id=name, role="employee") for n in range(3)
    )
    ids = tuple(
        tables.CandidateId(origin=WHERE, candidate_id=f"C-{p.person_id}", person_id=p.person_id, added_on=day(1500))
        for p in people
    )
    earned = []
    for _ in range(10):
        on = day(1000)
        earned.append(
            tables.EarnedSkill(
                origin=WHERE,
                candidate_id=chance.choice(ids).candidate_id,
                skill_code=chance.choice(SKILLS)[0],
                earned_on=on,
                expires_on=on + timedelta(days=730),
            )
        )
    revenue = tuple(
        tables.Revenue(
            origin=WHERE,
            revenue_id=f"{name}-R{n}",
            partner_id=name,
            brand=chance.choice(BRANDS),
            amount=Decimal(chance.randrange(1_000, 20_000_000)) / 100,
            currency=chance.choice(("USD", "EUR")),
            booked_on=day(730),
            source="distributor",
        )
        for n in range(10)
    )
    solutions = tuple(
        tables.Solution(
            origin=WHERE,
            solution_id=f"{name}-S{n}",
            partner_id=name,
            name="S",
            status="published",
            published_on=day(900),
        )
        for n in range(3)
    )
    experiences = tuple(
        tables.CustomerExperience(
            origin=WHERE,
            experience_id=f"E-{s.solution_id}",
            solution_id=s.solution_id,
            status=chance.choice(("approved", "submitted", "denied", "submitted", "submitted")),
            decided_on=day(800),
            valid_to=AS_OF + timedelta(days=chance.randrange(-300, 900)),
        )
        for s in solutions
    )
    agreements = tuple(
        tables.Agreement(
            origin=WHERE,
            agreement_id=f"{name}-{kind}",
            partner_id=name,
            kind=kind,
            status="approved",
            valid_from=day(1400),
        )
        for kind in ("membership", "partner_plan")
    )
    surveys = tuple(
        tables.Satisfaction(
            origin=WHERE,
            survey_id=f"{name}-{n}",
            partner_id=name,
            score=Decimal(chance.randrange(60, 100)),
            surveyed_on=day(700),
        )
        for n in range(2)
    )
    return Partner(
        profile=tables.Profile(
            origin=WHERE,
            partner_id=name,
            name=name,
            status="approved",
            approved_on=date(2019, 1, 1),
            country="DE",
            types=(chance.choice(("reseller", "isv")),),
        ),
        people=people,
        candidate_ids=ids,
        earned_skills=tuple(earned),
        revenue=revenue,
        solutions=solutions,
        customer_experiences=experiences,
        agreements=agreements,
        satisfaction=surveys,
    )


def main() -> int:
    """Print one row for each number of partners; 1 when the largest misses the goal."""
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 10_000, 100_000]
    compiled = engine()
    print("| partners | seconds | µs a partner | displayed |")
    print("|---|---|---|---|")
    each = 0.0
    for size in sizes:
        chance = random.Random(4)
        spent = 0.0
        found: Counter[str] = Counter()
        for first in range(0, size, 1000):  # built in chunks, outside the clock, as intake hands them on
            chunk = [partner(n, chance) for n in range(first, min(first + 1000, size))]
            start = time.process_time()
            found.update(compiled.outcome(p, AS_OF).displayed or "none" for p in chunk)
            spent += time.process_time() - start
        each = spent / size
        shown = ", ".join(f"{count:,} {level}" for level, count in sorted(found.items()))
        print(f"| {size:,} | {spent:.2f} | {each * 1e6:.0f} | {shown} |")
    print(f"goal: {GOAL * 1e6:.0f} µs a partner; {'reached' if each <= GOAL else 'MISSED'}")
    return 0 if each <= GOAL else 1


if __name__ == "__main__":
    sys.exit(main())
