"""The program manager's overview: one line for each partner and program, with what to look at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import msgspec

from generator.audience.gate import visibility_of
from generator.intake.drafts import Drafts
from generator.model.partner import Partner
from generator.model.program import Program
from generator.model.receipt import Change, Receipt
from generator.preview.completeness import completeness
from generator.preview.drafted import with_drafts
from generator.preview.maker import PreviewMaker
from generator.preview.overview_page import next_step
from generator.preview.own_problems import OwnProblems
from generator.preview.receipt_words import change_causes, level_name, missing_texts
from generator.preview.trace_rows import speaking
from generator.wording import Wording

RISK = timedelta(days=90)


class OverviewRow(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """One partner in one program. `rank` and `reached` are places of the displayed and achieved level, 0 is none.

    `gap` is the shortest way to the next level in words and `steps` how many things it asks for; `risk_on` is the
    first day within 90 on which a level falls (ISO), `risk` what happens; `problems` counts those of its own rows and
    drafts, `problem` is the first; `seen` holds C and P for the audiences that see it.
    """

    id: str
    name: str
    country: str
    program: str
    displayed: str
    rank: int
    achieved: str
    reached: int
    since: str
    gap: str
    steps: int
    risk_on: str
    risk: str
    problems: int
    problem: str
    complete: int
    seen: str
    drafts: int


def overview_rows(
    maker: PreviewMaker, partner: Partner, drafts: Drafts, problems: OwnProblems
) -> Iterator[OverviewRow]:
    """The lines of one partner: one for each program it takes part in, or one without a program."""
    words = maker.words
    engines = maker.opened.engines.values()
    relatives = maker.opened.relatives(partner)
    taking_part = [engine for engine in engines if engine.outcome(partner, maker.as_of, relatives).participant]
    decisions = {audience: visibility_of(partner, audience, maker.as_of) for audience in maker.opened.audiences}
    speaker = next((row for d in decisions.values() if (row := speaking(d.locations))), None)
    speaker = speaker or next(iter(partner.marketing), None)
    found = list(problems.of(partner))
    own = drafts.rows.get(partner.id, ())
    if own or partner.id in drafts.problems:
        found += with_drafts(partner, drafts, maker.opened.root).problems
    seen = [audience.value[0].upper() for audience, decision in decisions.items() if decision.visible]
    common = OverviewRow(
        id=partner.id,
        name=partner.profile.name,
        country=maker.labels.country(partner.profile.country).label,
        program="",
        displayed="",
        rank=0,
        achieved="",
        reached=0,
        since="",
        gap="",
        steps=0,
        risk_on="",
        risk="",
        problems=len(found),
        problem=f"{found[0].column or found[0].code}: {found[0].message}" if found else "",
        complete=completeness(partner, speaker, maker.as_of, words).percent,
        seen="".join(seen),
        drafts=len(own),
    )
    for engine in taking_part:
        yield _in_program(common, engine.receipt(partner, maker.as_of, relatives), engine.program, words)
    if not taking_part:
        yield common


def _in_program(common: OverviewRow, receipt: Receipt, program: Program, words: Wording) -> OverviewRow:
    ranks: dict[str | None, int] = {level.id: rank for rank, level in enumerate(program.levels, start=1)}
    following = receipt.next_level
    ways = [] if following is None else [missing_texts(way, words) for way in following.alternatives]
    risk = _first_fall(receipt, ranks)
    row: OverviewRow = msgspec.structs.replace(
        common,
        program=program.title,
        displayed=level_name(receipt.displayed, program, words),
        rank=ranks.get(receipt.displayed, 0),
        achieved=level_name(receipt.achieved, program, words),
        reached=ranks.get(receipt.achieved, 0),
        since="" if receipt.displayed_since is None else receipt.displayed_since.isoformat(),
        gap=next_step(receipt, program, words),
        steps=min(map(len, ways), default=0),
        risk_on="" if risk is None else risk.on.isoformat(),
        risk=_risk_words(receipt, risk, program, words),
    )
    return row


def _first_fall(receipt: Receipt, ranks: dict[str | None, int]) -> Change | None:
    """The first change within 90 days that lowers a level."""
    shown, achieved = ranks.get(receipt.displayed, 0), ranks.get(receipt.achieved, 0)
    for change in receipt.forecast:
        if change.on > receipt.as_of + RISK:
            return None
        now, reached = ranks.get(change.displayed, 0), ranks.get(change.achieved, 0)
        if now < shown or reached < achieved:
            return change
        shown, achieved = now, reached
    return None


def _risk_words(receipt: Receipt, risk: Change | None, program: Program, words: Wording) -> str:
    if risk is None:
        return words.gettext("at risk: a prerequisite or the value is missing") if receipt.standing == "at_risk" else ""
    return words.gettext(
        "%(achieved)s achieved, %(shown)s shown: %(causes)s",
        achieved=level_name(risk.achieved, program, words),
        shown=level_name(risk.displayed, program, words),
        causes=change_causes(risk, words),
    )
