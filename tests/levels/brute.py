"""The two reference programs worked out day by day, as slowly and plainly as their rules are written.

Written from the rules alone (docs/programs.md, "What the reference programs mean"); shares neither code nor constants
with the engine. Levels are numbers: 0 is no level. Every function asks about one day.
"""

from __future__ import annotations

from bisect import bisect_left
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

ONE_DAY = timedelta(days=1)


def months_back(day: date, months: int) -> date:
    total = day.year * 12 + day.month - 1 - months
    year, month = divmod(total, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(last, day.day))
        except ValueError:
            continue
    raise AssertionError


def within(day: date, start: Any, last: Any = None, gone: Any = None) -> bool:
    return (start is None or start <= day) and (last is None or day <= last) and (gone is None or day < gone)


def in_dollars(rates: list[Any], amount: Decimal, currency: str, on: date) -> Decimal | None:
    if currency == "USD":
        return amount
    known = [r for r in rates if r.currency == currency and r.per == "USD" and r.valid_from <= on]
    return amount * max(known, key=lambda r: r.valid_from).rate if known else None


class PartnerWorld:
    def __init__(self, partner: Any, skills: list[Any], rates: list[Any]) -> None:
        self.p = partner
        self.skills = {s.skill_code: s for s in skills}
        self.rates = rates
        self.known: dict[date, int] = {}
        self.since: dict[date, date] = {}

    def has(self, kind: str, day: date) -> bool:
        return any(
            a.kind == kind
            and a.status == "approved"
            and a.program in (None, "partnerworld")
            and within(day, a.valid_from, a.valid_to, a.ended_on)
            for a in self.p.agreements
        )

    def roots(self, day: date) -> dict[str, str]:
        found = {}
        for earned in self.p.earned_skills:
            skill = self.skills.get(earned.skill_code)
            ids = [c for c in self.p.candidate_ids if c.candidate_id == earned.candidate_id]
            if skill is None or skill.status != "active" or (skill.vendor or "IBM") != "IBM" or not ids:
                continue
            person = next(q for q in self.p.people if q.person_id == ids[0].person_id)
            if (
                within(day, earned.earned_on, earned.expires_on)
                and within(day, ids[0].added_on + ONE_DAY, None, ids[0].removed_on)
                and within(day, None, skill.expires_on, person.left_on)
            ):
                found[skill.root or skill.skill_code] = skill.kind
        return found

    def solutions(self, day: date) -> int:
        count = 0
        for s in self.p.solutions:
            both = s.published_on is not None and s.withdrawn_on is not None
            published = s.status == "published" or (s.status == "withdrawn" and both)
            if published and within(day, s.published_on, None, s.withdrawn_on):
                count += any(
                    e.solution_id == s.solution_id and e.status == "approved" and within(day, e.decided_on, e.valid_to)
                    for e in self.p.customer_experiences
                )
        return count

    def revenue_points(self, day: date) -> int:
        brands: dict[str, Decimal] = {}
        for r in self.p.revenue:
            if not months_back(day, 12) < r.booked_on <= day:
                continue
            if r.source == "passport_advantage" and not self.p.profile.passport_advantage_id:
                continue
            dollars = in_dollars(self.rates, r.amount, r.currency, r.booked_on)
            if dollars is not None:
                brands[r.brand] = brands.get(r.brand, Decimal(0)) + dollars
        points = 0
        for amount in brands.values():
            if amount >= 500_000:
                points += 6
            elif amount >= 150_000:
                points += 3
            elif amount >= 50_000:
                points += 1
        return points

    def satisfaction_points(self, day: date) -> int:
        recent = [s for s in self.p.satisfaction if months_back(day, 12) < s.surveyed_on <= day]
        if not recent:
            return 0
        last = max(s.surveyed_on for s in recent)
        score = min(s.score for s in recent if s.surveyed_on == last)
        return 2 if score >= 90 else 1 if score >= 80 else 0

    def points(self, day: date) -> int:
        skills = len(self.roots(day))
        return skills + 7 * self.solutions(day) + self.revenue_points(day) + self.satisfaction_points(day)

    def achieved(self, day: date) -> int:
        if day not in self.known:
            self.known[day] = self._achieved(day)
        return self.known[day]

    def _achieved(self, day: date) -> int:
        if not self.has("membership", day):
            return 0
        kinds = list(self.roots(day).values())
        technical, sales = kinds.count("technical"), kinds.count("sales")
        points = self.points(day)
        skilled = len(kinds) >= 3 and technical >= 1 and sales >= 1
        advanced = points >= 7 and (skilled or self.solutions(day) >= 1)
        plan = self.has("partner_plan", day)
        types = {t.lower() for t in self.p.profile.types}
        broad = len(kinds) >= 6 and technical >= 2 and sales >= 2
        if "reseller" in types and advanced and points >= 25 and plan and broad:
            return 3
        if "isv" in types and plan and self.invited(day):
            return 3
        return 2 if advanced else 1

    def invited(self, day: date) -> bool:
        return any(
            i.program == "partnerworld"
            and i.status == "accepted"
            and i.level in (None, "premier")
            and i.track in (None, "isv")
            and within(day, i.valid_from, i.valid_to)
            for i in self.p.invitations
        )

    def listed(self, day: date) -> bool:
        f = self.p.profile
        if f.status == "pending" or (f.status == "suspended" and None in (f.approved_on, f.suspended_on)):
            return False
        approved = f.approved_on is None or f.approved_on < day
        return approved and within(day, None, None, f.suspended_on) and within(day, None, None, f.ended_on)

    def shown(self, day: date) -> bool:
        return self.listed(day) and self.has("membership", day)

    def shown_since(self, day: date, earliest: date) -> date:
        if day not in self.since:
            before = day - ONE_DAY
            self.since[day] = self.shown_since(before, earliest) if day > earliest and self.shown(before) else day
        return self.since[day]

    def displayed(self, day: date, earliest: date) -> int:
        """`earliest`: a day before which nothing in the world changes."""
        if not self.shown(day):
            return 0
        fresh = self.shown_since(day, earliest)
        set_here = [a for a in self.p.assessments if a.program == "partnerworld" and fresh <= a.assessed_on <= day]
        floor = 0
        if set_here:
            last = max(set_here, key=lambda a: a.assessed_on)
            level = {None: 0, "member": 1, "advanced": 2, "premier": 3}[last.level]
            fresh = last.assessed_on
            then = self.achieved(fresh)
            if level > then and day < fresh + timedelta(days=90):
                floor = level
            if level < then:
                days = [fresh + timedelta(days=n) for n in range(1, (day - fresh).days + 1)]
                if not any(self.achieved(d) > self.achieved(d - ONE_DAY) for d in days):
                    return level
        first = max(fresh, day - timedelta(days=90))
        return max(floor, *(self.achieved(first + timedelta(days=n)) for n in range((day - first).days + 1)))


class Alliance:
    name = "security-services-alliance"
    thresholds = (1_000_000, 5_000_000, 10_000_000)
    tiers = (None, "silver", "gold", "platinum")

    def __init__(self, partner: Any, rates: list[Any]) -> None:
        self.p = partner
        self.rates = rates

    def participation(self, day: date) -> Any:
        for row in self.p.participants:
            if row.program != self.name or not row.invited_on or not row.agreement_signed_on:
                continue
            if max(row.invited_on, row.agreement_signed_on) <= day and within(day, None, None, row.ended_on):
                return row
        return None

    def value(self, first: date, last: date) -> Decimal:
        total = Decimal(0)
        for lead in self.p.leads:
            if lead.program == self.name and lead.qualified and first <= lead.closed_on <= last:
                total += in_dollars(self.rates, lead.total_contract_value, lead.currency, lead.closed_on) or 0
        return total

    def tier_of(self, value: Decimal) -> int:
        return sum(value >= threshold for threshold in self.thresholds)

    def achieved(self, day: date) -> int:
        if self.participation(day) is None:
            return 0
        return self.tier_of(self.value(date(day.year - 1, 1, 1), date(day.year - 1, 12, 31)))

    def displayed(self, day: date) -> int:
        row = self.participation(day)
        if row is None:
            return 0
        start = max(row.invited_on, row.agreement_signed_on)
        assessed = date(day.year, 1, 31) if day >= date(day.year, 1, 31) else date(day.year - 1, 1, 31)
        if start > date(assessed.year - 1, 1, 1):
            if row.assigned_on is not None and day < row.assigned_on:
                return 0
            return self.tiers.index(row.assigned_level)
        for replaced in self.p.assessments:
            if replaced.program == self.name and replaced.assessed_on == assessed:
                return self.tiers.index(replaced.level)
        return self.achieved(assessed)

    def prerequisites(self, day: date) -> bool:
        def signed(kind: str) -> bool:
            return any(
                a.kind == kind
                and a.status == "approved"
                and a.program in (None, self.name)
                and within(day, a.valid_from, a.valid_to, a.ended_on)
                for a in self.p.agreements
            )

        row = self.participation(day)
        trained = (row.sales_trained_on, row.delivery_trained_on)
        return (
            signed("procurement")
            and signed("deal_registration")
            and bool(row.offering and row.offering_launched_on)
            and within(day, row.offering_launched_on, None, row.offering_withdrawn_on)
            and all(on and within(day, on, row.training_valid_to) for on in trained)
        )

    def standing(self, day: date) -> str | None:
        row = self.participation(day)
        if row is None:
            return None
        if not self.prerequisites(day):
            return "at_risk"
        year = date(day.year, 1, 1)
        if max(row.invited_on, row.agreement_signed_on) > year or (
            row.ended_on is not None and row.ended_on <= date(day.year, 12, 31)
        ):
            return "on_track"
        ends = [date(day.year, 3, 31), date(day.year, 6, 30), date(day.year, 9, 30), date(day.year, 12, 31)]
        closed = bisect_left(ends, day + ONE_DAY)
        value = self.value(year, ends[closed - 1]) if closed else Decimal(0)
        own = self.displayed(day)
        if own and value < Decimal(closed) / 4 * self.thresholds[own - 1]:
            return "at_risk"
        reached = self.tier_of(value)
        return f"tracking:{self.tiers[reached]}" if reached > own else "on_track"
