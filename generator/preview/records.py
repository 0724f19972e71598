"""The partner's own rows as tables: skills with expiry, revenue, claims, experiences, agreements, benefits, …"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from generator.audience.own import OwnExperience, OwnListing, OwnParticipation, OwnSkill
from generator.model.program import Program
from generator.preview.cells import KINDS, STATUSES, Cells, spaced
from generator.preview.contexts import Cell, Records
from generator.preview.questions import Questions
from generator.wording import Wording


class OwnTables:
    """The tables of one partner's own rows."""

    def __init__(
        self, own: OwnListing, programs: dict[str, Program], questions: Questions, as_of: date, words: Wording
    ) -> None:
        self._own = own
        self._questions = questions
        self._words = words
        self._cells = Cells(programs, as_of, words)

    def facts(self) -> tuple[tuple[str, str], ...]:
        """Facts of the profile that are not published."""
        _, own = self._words.gettext, self._own
        found = (
            (_("Partner id"), own.id),
            (_("Profile"), _(STATUSES[own.status])),
            (_("Approved on"), self._cells.day(own.approved_on)),
            (_("Suspended on"), self._cells.day(own.suspended_on)),
            (_("Ended on"), self._cells.day(own.ended_on)),
            (_("Founded"), str(own.founded or "")),
            (_("Employees"), "" if own.employees is None else self._words.number(own.employees)),
            (_("Organization"), own.organization or ""),
            (_("Organization's web site"), own.organization_website or ""),
        )
        return tuple((label, text) for label, text in found if text)

    def tables(self) -> Iterator[Records]:
        """Every table that has rows, and those whose emptiness says something."""
        _, own = self._words.gettext, self._own
        yield self._table(
            "skills",
            _("Skills"),
            _("Every skill by person and expiry date. What ends within 90 days is marked."),
            (_("Skill"), _("Area"), _("Kind"), _("Person"), _("Earned"), _("Last valid day"), ""),
            [self._skill(skill) for skill in own.skills],
            "skills",
        )
        yield self._table(
            "revenue",
            _("Revenue"),
            _("Bookings as the program's systems report them."),
            (_("Brand"), _("Amount"), _("Booked"), _("Source"), _("Id")),
            [
                (
                    self._cells.text(row.brand),
                    self._cells.money(row.amount, row.currency),
                    self._cells.on(row.booked_on),
                    self._cells.text(spaced(row.source).capitalize()),
                    self._cells.quiet(row.revenue_id),
                )
                for row in own.revenue
            ],
            "revenue",
        )
        yield self._table(
            "claims",
            _("Revenue claims"),
            _("A claim never counts; it becomes revenue once it is corrected at its source."),
            (_("Brand"), _("Amount"), _("Claimed"), _("Status"), _("Id")),
            [
                (
                    self._cells.text(row.brand),
                    self._cells.money(row.amount, row.currency),
                    self._cells.on(row.claimed_on),
                    self._cells.status(row.status),
                    self._cells.quiet(row.claim_id),
                )
                for row in own.claims
            ],
            "revenue",
        )
        yield self._table(
            "satisfaction",
            _("Customer satisfaction"),
            _("The latest survey is the one that matters."),
            (_("Score"), _("Surveyed"), _("Id")),
            [
                (self._cells.number(row.score), self._cells.on(row.surveyed_on), self._cells.quiet(row.survey_id))
                for row in own.satisfaction
            ],
        )
        yield from self._solutions()
        yield from self._paper()
        yield from self._alliance()
        yield self._table(
            "people",
            _("People"),
            _("By initials. Nobody but you sees them."),
            (_("Person"), _("Role"), _("E-mail"), _("Office"), ""),
            [
                (
                    self._cells.text(row.who),
                    self._cells.text(spaced(row.role).capitalize()),
                    self._cells.text(row.email or ""),
                    self._cells.text(row.location or ""),
                    self._cells.until(None if row.left_on is None else row.left_on - timedelta(days=1)),
                )
                for row in own.people
            ],
        )
        yield self._table(
            "offices",
            _("Offices"),
            "",
            (_("Office"), _("Country"), _("Telephone (not published)"), _("Id"), ""),
            [
                (
                    self._cells.text(row.city or row.location_id),
                    self._cells.text(row.country),
                    self._cells.text(row.phone or ""),
                    self._cells.quiet(row.location_id),
                    self._cells.until(None if row.ended_on is None else row.ended_on - timedelta(days=1)),
                )
                for row in own.offices
            ],
        )

    def _solutions(self) -> Iterator[Records]:
        _, own = self._words.gettext, self._own
        yield self._table(
            "solutions",
            _("Solutions"),
            "",
            (_("Solution"), _("Status"), _("Published"), _("Showcase"), _("Technical validation"), _("Id")),
            [
                (
                    self._cells.text(row.name),
                    self._cells.status(row.status),
                    self._cells.on(row.published_on),
                    self._cells.text(_("Yes") if row.showcase else ""),
                    self._cells.text(self._cells.with_day(row.technical_validation, row.validated_on)),
                    self._cells.quiet(row.solution_id),
                )
                for row in own.solutions
            ],
        )
        yield self._table(
            "experiences",
            _("Customer experiences"),
            _("An approved, current experience of a published solution counts; others are shown to you alone."),
            (_("Solution"), _("Customer"), _("Status"), _("Decided"), _("Last valid day"), _("Id")),
            [self._experience(row) for row in own.experiences],
            "experiences",
        )

    def _paper(self) -> Iterator[Records]:
        _, own = self._words.gettext, self._own
        yield self._table(
            "agreements",
            _("Agreements"),
            "",
            (_("Agreement"), _("Program"), _("Status"), _("From"), _("Last valid day"), _("Id")),
            [
                (
                    self._cells.text(spaced(row.kind).capitalize()),
                    self._cells.text(self._cells.program(row.program) if row.program else _("all programs")),
                    self._cells.status(row.state),
                    self._cells.on(row.valid_from),
                    self._cells.last(row.valid_to, row.state),
                    self._cells.quiet(row.agreement_id),
                )
                for row in own.agreements
            ],
            "agreements",
        )
        yield self._table(
            "invitations",
            _("Invitations"),
            "",
            (_("Program"), _("Level"), _("Status"), _("From"), _("Last valid day"), _("Id")),
            [
                (
                    self._cells.text(self._cells.program(row.program)),
                    self._cells.text(self._cells.level(row.program, row.level) if row.level else _("any")),
                    self._cells.status(row.status),
                    self._cells.on(row.valid_from),
                    self._cells.last(row.valid_to, "current"),
                    self._cells.quiet(row.invitation_id),
                )
                for row in own.invitations
            ],
        )
        yield self._table(
            "assessments",
            _("Assessments"),
            "",
            (_("Program"), _("Level"), _("Assessed"), _("Note")),
            [
                (
                    self._cells.text(self._cells.program(row.program)),
                    self._cells.text(self._cells.level(row.program, row.level) if row.level else _("none")),
                    self._cells.on(row.assessed_on),
                    self._cells.text(row.note or ""),
                )
                for row in own.assessments
            ],
        )
        yield self._table(
            "benefits",
            _("Benefits by location"),
            "",
            (_("Location"), _("Package"), _("Status"), _("From"), _("Last valid day")),
            [
                (
                    self._cells.text(row.location),
                    self._cells.text(spaced(row.package).capitalize()),
                    self._cells.status(row.status if row.state in ("current", "future") else row.state),
                    self._cells.on(row.valid_from),
                    self._cells.last(row.valid_to, row.state),
                )
                for row in own.benefits
            ],
            "benefits",
        )

    def _alliance(self) -> Iterator[Records]:
        _, own = self._words.gettext, self._own
        for number, row in enumerate(own.participations, start=1):
            rows = [(self._cells.text(label), cell) for label, cell in self._participation(row) if cell.text]
            title = _("Participation in %(program)s", program=self._cells.program(row.program))
            yield self._table(f"participation-{number}", title, "", (_("Fact"), _("Value")), rows)
        yield self._table(
            "pipeline",
            _("Pipeline"),
            _("Leads tagged with your company. A lead counts when it is qualified and won."),
            (_("Lead"), _("Total contract value"), _("Closed"), _("Qualified"), _("Program")),
            [
                (
                    self._cells.text(row.lead_id),
                    self._cells.money(row.total_contract_value, row.currency),
                    self._cells.on(row.closed_on),
                    self._cells.text(_("Yes") if row.qualified else _("No"), "" if row.qualified else "quiet"),
                    self._cells.text(self._cells.program(row.program)),
                )
                for row in own.leads
            ],
        )
        yield self._table(
            "scores",
            _("Scores"),
            "",
            (_("Metric"), _("Period"), _("Value"), _("Program")),
            [
                (
                    self._cells.text(spaced(row.metric)),
                    self._cells.text(row.period),
                    self._cells.number(row.value),
                    self._cells.text(self._cells.program(row.program)),
                )
                for row in own.metrics
            ],
        )

    def _skill(self, row: OwnSkill) -> tuple[Cell, ...]:
        note = (
            self._cells.quiet("")
            if row.listed
            else self._cells.text(self._words.gettext("not in the skills table"), "bad")
        )
        if row.state not in ("current", "ended"):
            note = self._cells.status(row.state)
        return (
            self._cells.text(row.name),
            self._cells.text(row.area or ""),
            self._cells.text(self._words.gettext(KINDS[row.kind]) if row.kind else ""),
            self._cells.text(row.who),
            self._cells.on(row.earned_on),
            self._cells.last(row.expires_on, row.state),
            note,
        )

    def _experience(self, row: OwnExperience) -> tuple[Cell, ...]:
        customer = row.customer or ""
        if customer and not row.customer_public:
            customer = self._words.gettext("%(customer)s (not named publicly)", customer=customer)
        return (
            self._cells.text(row.solution),
            self._cells.text(customer),
            self._cells.status(row.status if row.state in ("current", "future") else row.state),
            self._cells.on(row.decided_on),
            self._cells.last(row.valid_to, row.state),
            self._cells.quiet(row.experience_id),
        )

    def _participation(self, row: OwnParticipation) -> Iterator[tuple[str, Cell]]:
        _ = self._words.gettext
        yield _("Invited"), self._cells.on(row.invited_on)
        yield _("Program agreement signed"), self._cells.on(row.agreement_signed_on)
        level = self._cells.level(row.program, row.assigned_level) if row.assigned_level else ""
        yield _("Starting level"), self._cells.text(self._cells.with_day(level, row.assigned_on) if level else "")
        yield _("Offering"), self._cells.text(row.offering or "")
        yield _("Offering launched"), self._cells.on(row.offering_launched_on)
        yield _("Offering withdrawn"), self._cells.on(row.offering_withdrawn_on)
        yield _("Sales trained"), self._cells.on(row.sales_trained_on)
        yield _("Delivery trained"), self._cells.on(row.delivery_trained_on)
        yield _("Training valid through"), self._cells.last(row.training_valid_to, "current")
        yield _("Executive sponsor"), self._cells.text(row.executive_sponsor or "")
        yield _("Alliance manager"), self._cells.text(row.alliance_manager or "")
        yield _("Ended"), self._cells.on(row.ended_on)

    def _table(
        self,
        slug: str,
        title: str,
        note: str,
        columns: Sequence[str],
        rows: Sequence[tuple[Cell, ...]],
        topic: str = "",
    ) -> Records:
        return Records(
            slug=slug,
            title=title,
            note=note,
            columns=tuple(columns),
            rows=tuple(rows),
            questions=self._questions.about(topic) if topic else (),
        )
