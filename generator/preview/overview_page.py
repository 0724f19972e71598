"""The first page of a preview: who sees us, at which level, what to do next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta

from generator.audience.publication import Audience
from generator.errors import Problem, Severity
from generator.model.program import Program
from generator.model.receipt import Receipt
from generator.pages.frame import Head
from generator.pages.page import Page
from generator.preview.contexts import AudienceState, LevelState, OverviewContext, Todo
from generator.preview.maker import Facts, PreviewMaker
from generator.preview.receipt_words import change_causes, level_name, missing_texts, reason_sentence
from generator.preview.trace import N_, REASONS
from generator.wording import Wording

OVERVIEW = "index.html"
CHANGES, LEVELS, VISIBILITY = "changes.html", "levels.html", "visibility.html"
SOON = timedelta(days=90)

PARTNER_HINTS = {
    "bad-url": N_("Write the full address, beginning with https://."),
    "bad-email": N_("Give one address, such as info@example.com."),
    "too-long": N_("Shorten the text."),
    "missing-value": N_("Fill it in."),
}
"""What a partner can do about a problem, where the hint for the operator would not help."""

Routes = dict[tuple[Audience, bool], str]
"""Where the listing stands for an audience, as published (False) and with drafts (True), if it shows."""


def audience_label(audience: Audience, words: Wording) -> str:
    """Customers, business partners."""
    return words.gettext("Customers") if audience is Audience.CUSTOMERS else words.gettext("Business partners")


def overview_page(maker: PreviewMaker, facts: Facts, routes: Routes, changes: int, todos: tuple[Todo, ...]) -> Page:
    """The page; `changes` is the number of fields that drafts change."""
    words, partner = maker.words, facts.partner
    first = next(iter(partner.locations), None)
    country = maker.labels.country(partner.profile.country).label
    moved = [maker.opened.programs[program].title for program in facts.level_moves]
    return Page(
        route=OVERVIEW,
        template="preview/overview.html",
        context=OverviewContext(
            head=private_head(partner.profile.name, OVERVIEW),
            name=partner.profile.name,
            id=partner.id,
            place=f"{first.city}, {country}" if first is not None and first.city else country,
            logo=None,
            audiences=tuple(_audience(facts, audience, routes, words) for audience in facts.published),
            levels=tuple(
                _level(receipt, maker.opened.programs[receipt.program], words)
                for receipt in shown_receipts(facts.receipts)
            ),
            todos=todos,
            completeness=facts.completeness,
            changes=changes,
            drafted=bool(facts.drafts.applied),
            left_out=facts.drafts.left_out,
            level_note=""
            if not moved
            else words.gettext("These drafts would also change your level in %(programs)s.", programs=", ".join(moved)),
            questions=maker.questions.about("overview"),
        ),
    )


def sentence(text: str) -> str:
    """The text with a capital letter."""
    return text[:1].upper() + text[1:]


def private_head(title: str, route: str) -> Head:
    """The head of a private page: nothing in it is for search engines."""
    return Head(title=title, description="", route=route, indexed=False)


def shown_receipts(receipts: Iterable[Receipt]) -> tuple[Receipt, ...]:
    """Those of the programs in which the partner takes part; all of them where it takes part in none."""
    every = tuple(receipts)
    return tuple(r for r in every if r.participant) or every


def todo_list(problems: Iterable[Problem], drafts: Iterable[Problem], words: Wording) -> tuple[Todo, ...]:
    """Problems of drafts, then of what is published, the most serious first."""
    order = {Severity.ERROR: 0, Severity.QUARANTINE: 1, Severity.WARNING: 2}
    found = [(problem, True) for problem in drafts] + [(problem, False) for problem in problems]
    found.sort(key=lambda pair: (order[pair[0].severity], not pair[1]))
    return tuple(
        Todo(
            level=problem.severity.value,
            text=f"{problem.column}: {problem.message}" if problem.column else problem.message,
            hint=words.gettext(PARTNER_HINTS[problem.code]) if problem.code in PARTNER_HINTS else problem.hint or "",
            where=str(problem.origin),
            draft=draft,
        )
        for problem, draft in found
    )


def _audience(facts: Facts, audience: Audience, routes: Routes, words: Wording) -> AudienceState:
    now, then = facts.published[audience].decision, facts.drafted[audience].decision
    return AudienceState(
        label=audience_label(audience, words),
        visible=now.visible,
        reason=sentence(words.gettext(REASONS[now.reason])),
        drafted_visible=then.visible,
        drafted_reason="" if then.visible == now.visible else words.gettext(REASONS[then.reason]),
        published_route=routes.get((audience, False)),
        drafted_route=routes.get((audience, True)) if facts.drafts.applied else None,
    )


def _level(receipt: Receipt, program: Program, words: Wording) -> LevelState:
    ranks = {level.id: rank for rank, level in enumerate(program.levels, start=1)}
    return LevelState(
        program=program.title,
        word=program.level_word,
        displayed=level_name(receipt.displayed, program, words),
        since=None if receipt.displayed_since is None else words.date(receipt.displayed_since),
        achieved=None if receipt.achieved == receipt.displayed else level_name(receipt.achieved, program, words),
        reason=reason_sentence(receipt, program, words),
        rank=ranks.get(receipt.displayed or "", 0),
        of=len(program.levels),
        next_change=next_change(receipt, program, words),
        soon=bool(receipt.forecast) and receipt.forecast[0].on <= receipt.as_of + SOON,
        next_step=next_step(receipt, program, words),
        route=f"{LEVELS}#{program.id}",
    )


def next_change(receipt: Receipt, program: Program, words: Wording) -> str:
    """The first change of the forecast in a sentence; empty where nothing changes by itself."""
    if not receipt.forecast:
        return ""
    change = receipt.forecast[0]
    names = {
        "date": words.date(change.on),
        "achieved": level_name(change.achieved, program, words),
        "shown": level_name(change.displayed, program, words),
        "causes": change_causes(change, words),
    }
    if change.achieved == change.displayed:
        return words.gettext("%(date)s: %(shown)s, because %(causes)s.", **names)
    return words.gettext("%(date)s: %(achieved)s achieved, %(shown)s shown, because %(causes)s.", **names)


def next_step(receipt: Receipt, program: Program, words: Wording) -> str:
    """The shortest way to the next level in a sentence; empty at the top."""
    following = receipt.next_level
    if following is None or not following.alternatives:
        return ""
    texts = min((missing_texts(way, words) for way in following.alternatives), key=len)
    level = program.level(following.level).label
    if not texts:
        return ""
    return words.gettext("To reach %(level)s: %(missing)s.", level=level, missing="; ".join(_unstopped(texts)))


def _unstopped(texts: Iterable[str]) -> Iterator[str]:
    return (text.rstrip(".") for text in texts)
