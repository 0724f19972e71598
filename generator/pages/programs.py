"""Program pages: `programs/` and `programs/<program>.html`, made from the rules themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import msgspec

from generator.model.program import Program
from generator.pages.cards import Card
from generator.pages.criteria import Criteria, criteria
from generator.pages.frame import Context, CountedLink, Frame, Head, Link
from generator.pages.index import FacetIndex
from generator.pages.page import Page
from generator.pages.routes import level_route, program_route
from generator.pages.structured import breadcrumb_list
from generator.pages.texts import by_name

PROGRAMS = "programs/"
NAMED_PARTICIPANTS = 500
"""Participants that a program page names; with more, the level's browse pages do."""


class LevelHead(msgspec.Struct, frozen=True, kw_only=True):
    """A level as a column: its mark (`rank` of `of`) and its partners."""

    id: str
    label: str
    rank: int
    of: int
    summary: str
    partners: CountedLink


class ParticipantGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Participants with one level ("" for those without), by name."""

    label: str
    rank: int
    cards: tuple[Card, ...]


class ProgramContext(Context, frozen=True, kw_only=True):
    """Context of `pages/program.html`. `rules` is the program in words; `levels` lowest first; `participants` highest
    level first, empty where the program does not list them; `faq` leads to its questions.
    """

    rules: Criteria
    levels: tuple[LevelHead, ...]
    participants: tuple[ParticipantGroup, ...]
    total: int
    faq: tuple[Link, ...]


class ProgramEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A program on the index."""

    title: str
    summary: str
    route: str
    total: int
    levels: tuple[LevelHead, ...]


class ProgramsContext(Context, frozen=True, kw_only=True):
    """Context of `pages/programs.html`."""

    programs: tuple[ProgramEntry, ...]


def program_pages(
    index: FacetIndex, frame: Frame, as_of: date, faq: Sequence[tuple[str | None, Link]] = ()
) -> Iterator[Page]:
    """The index of programs and one page for each whose directory is deployed on `as_of`.

    `faq`: FAQ collections as (program they are about, link).
    """
    deployed = [p for p in index.labels.programs.values() if p.directory_from is None or p.directory_from <= as_of]
    title = frame.words.gettext("Programs")
    crumb = Link(label=title, route=PROGRAMS)
    entries = []
    counts = index.counts
    for program in deployed:
        total = counts.get("program", {}).get(program.id, 0)
        rules = criteria(program, as_of, frame.words)
        levels = _level_heads(program, counts.get("level", {}))
        entries.append(
            ProgramEntry(
                title=program.title,
                summary=program.summary,
                route=program_route(program.id),
                total=total,
                levels=levels,
            )
        )
        route = program_route(program.id)
        yield Page(
            route=route,
            template="pages/program.html",
            context=ProgramContext(
                head=Head(
                    title=frame.words.gettext("%(program)s: levels, criteria and benefits", program=program.title),
                    description=program.summary,
                    route=route,
                    breadcrumbs=(crumb,),
                    structured=(breadcrumb_list((crumb,), program.title, route, frame),),
                    section=PROGRAMS,
                ),
                rules=rules,
                levels=levels,
                participants=_participants(program, index),
                total=total,
                faq=tuple(link for about, link in faq if about == program.id),
            ),
        )
    yield Page(
        route=PROGRAMS,
        template="pages/programs.html",
        context=ProgramsContext(
            head=Head(
                title=title,
                description=frame.words.gettext("What the levels mean, how they are earned and what they bring."),
                route=PROGRAMS,
                section=PROGRAMS,
            ),
            programs=tuple(entries),
        ),
    )


def _level_heads(program: Program, counts: Mapping[str, int]) -> tuple[LevelHead, ...]:
    return tuple(
        LevelHead(
            id=level.id,
            label=level.label,
            rank=rank,
            of=len(program.levels),
            summary=level.summary,
            partners=CountedLink(
                label=level.label,
                route=level_route(program.id, level.id),
                count=counts.get(f"{program.id}:{level.id}", 0),
            ),
        )
        for rank, level in enumerate(program.levels, start=1)
    )


def _participants(program: Program, index: FacetIndex) -> tuple[ParticipantGroup, ...]:
    cards = index.of(index.labels.program(program.id))
    if not program.lists_participants or len(cards) > NAMED_PARTICIPANTS:
        return ()
    ordered = sorted(cards, key=lambda card: by_name(card.name, card.key))
    ranked = [(rank, level.id, level.label) for rank, level in enumerate(program.levels, start=1)]
    groups = (
        ParticipantGroup(
            label=label, rank=rank, cards=tuple(card for card in ordered if _shows(card, program.id, level))
        )
        for rank, level, label in (*reversed(ranked), (0, None, ""))
    )
    return tuple(group for group in groups if group.cards)


def _shows(card: Card, program: str, level: str | None) -> bool:
    return any(shown.program == program and shown.level == level for shown in card.levels)
