"""Receipts, benefits and the badge: what the level rests on, what it gives, how to show it."""

from __future__ import annotations

from collections.abc import Iterator

from generator.model.program import Program
from generator.model.receipt import Receipt
from generator.pages.badges import badge_files, badge_snippet
from generator.pages.cards import card_level
from generator.pages.page import Page, RawFile
from generator.pages.routes import badge_route, program_route
from generator.preview.contexts import BadgeContext, BadgeEntry, LevelsContext, ProgramLevels
from generator.preview.maker import Facts, PreviewMaker
from generator.preview.overview_page import LEVELS, private_head, shown_receipts
from generator.preview.receipt_page import receipt_context

BADGE = "badge.html"

BenefitGroups = tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]


def levels_page(maker: PreviewMaker, facts: Facts) -> Page:
    """The receipt of every program in which the partner takes part."""
    return Page(
        route=LEVELS,
        template="preview/levels.html",
        context=LevelsContext(
            head=private_head(maker.words.gettext("Your level"), LEVELS),
            programs=tuple(_program(maker, receipt) for receipt in shown_receipts(facts.receipts)),
        ),
    )


def _program(maker: PreviewMaker, receipt: Receipt) -> ProgramLevels:
    program = maker.opened.programs[receipt.program]
    return ProgramLevels(
        slug=program.id,
        title=program.title,
        receipt=receipt_context(receipt, program, maker.words),
        benefits=_benefits(program, receipt.displayed),
        program_route=program_route(program.id),
        questions=maker.questions.about(f"levels:{program.id}", "levels"),
    )


def _benefits(program: Program, level: str | None) -> BenefitGroups:
    """Every benefit by group, and whether the displayed level has it."""
    return tuple(
        (group.label, tuple((benefit.text, level in benefit.levels) for benefit in group.benefits))
        for group in program.benefits
    )


def badge_page(maker: PreviewMaker, facts: Facts) -> tuple[Page, tuple[RawFile, ...]]:
    """The badge page and its pictures: those of the site that a badge leads to, the customers' where there is one."""
    words = maker.words
    listing = facts.published[maker.main].listing
    frame = maker.frames[maker.main]
    pictures: tuple[RawFile, ...] = () if listing is None else tuple(badge_files(listing, frame, facts.labels))
    reason = words.gettext("Only partners that are published to customers have a badge.")
    if listing is not None:
        reason = words.gettext("There is a badge for each program in which your listing shows a level.")
    return (
        Page(
            route=BADGE,
            template="preview/badge.html",
            context=BadgeContext(
                head=private_head(words.gettext("Your badge"), BADGE),
                badges=tuple(_badges(maker, facts)),
                reason=reason,
                questions=maker.questions.about("badge"),
            ),
        ),
        pictures,
    )


def _badges(maker: PreviewMaker, facts: Facts) -> Iterator[BadgeEntry]:
    listing = facts.published[maker.main].listing
    if listing is None:
        return
    for shown in listing.levels:
        level = card_level(shown, facts.labels)
        if level.level is not None:
            yield BadgeEntry(
                program=level.program_title,
                text=maker.words.gettext("%(level)s in %(program)s", level=level.label, program=level.program_title),
                picture=badge_route(listing.id, level.program),
                snippet=badge_snippet(listing, level, maker.frames[maker.main]),
            )
