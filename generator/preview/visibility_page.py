"""The publication trace as a page: by audience, location and field, with the row that decided."""

from __future__ import annotations

from collections.abc import Iterator

from generator.audience.policy import RULES, SHOWN, Rule
from generator.model.partner import Partner
from generator.pages.page import Page
from generator.preview.cells import spaced
from generator.preview.contexts import (
    AudienceTrace,
    FieldTrace,
    PlaceTrace,
    RowTrace,
    TableTrace,
    VisibilityContext,
)
from generator.preview.maker import Facts, PreviewMaker
from generator.preview.overview_page import VISIBILITY, audience_label, private_head, sentence
from generator.preview.trace import REASONS, RULE_WORDS, Trace, cell_words
from generator.preview.trace_rows import FieldRow
from generator.wording import Wording

WITHHELD = (Rule.COUNTED, Rule.DECIDES, Rule.OWN, Rule.NEVER)


def visibility_page(maker: PreviewMaker, facts: Facts) -> Page:
    """The page of the trace as it stands in the exports (drafts decide nothing yet)."""
    words = maker.words
    return Page(
        route=VISIBILITY,
        template="preview/visibility.html",
        context=VisibilityContext(
            head=private_head(words.gettext("Who sees what"), VISIBILITY),
            audiences=tuple(_audience(found, facts.partner, words) for found in facts.traces),
            withheld=tuple((sentence(words.gettext(RULE_WORDS[rule])), tuple(_withheld(rule))) for rule in WITHHELD),
            questions=maker.questions.about("visibility"),
        ),
    )


def _withheld(rule: Rule) -> Iterator[str]:
    for table, columns in RULES.items():
        found = [spaced(column) for column, own in columns.items() if own is rule]
        if found:
            yield f"{spaced(table)}: {', '.join(found)}"


def _audience(found: Trace, partner: Partner, words: Wording) -> AudienceTrace:
    decision = found.decision
    return AudienceTrace(
        slug=decision.audience.value,
        label=audience_label(decision.audience, words),
        visible=decision.visible,
        reason=sentence(words.gettext(REASONS[decision.reason])),
        decided_by="" if decision.decided_by is None else cell_words(decision.decided_by),
        places=tuple(
            PlaceTrace(
                name=place.location.city or place.location.name or place.location.country,
                id=place.location.location_id,
                visible=place.visible,
                reason=words.gettext(REASONS[place.reason]),
                decided_by="" if place.decided_by is None else cell_words(place.decided_by),
            )
            for place in decision.locations
        ),
        tables=tuple(_tables(found, partner, words)),
    )


def _tables(found: Trace, partner: Partner, words: Wording) -> Iterator[TableTrace]:
    cities = {place.location_id: place.city or place.name or place.location_id for place in partner.locations}
    for table, columns in RULES.items():
        fields = []
        for column, rule in columns.items():
            rows = found.rows.get(f"{table}.{column}", ())
            if rule in SHOWN and rows:
                fields.append(
                    FieldTrace(
                        name=spaced(column),
                        rule=words.gettext(RULE_WORDS[rule]),
                        published=any(row.published and row.given for row in rows),
                        rows=tuple(_row(row, table, cities, words) for row in rows),
                    )
                )
        if fields:
            yield TableTrace(label=spaced(table).capitalize(), fields=tuple(fields))


def _row(row: FieldRow, table: str, cities: dict[str, str], words: Wording) -> RowTrace:
    name = row.key or ""
    if table == "marketing":
        name = words.gettext("all locations") if row.key is None else cities.get(row.key, row.key)
    elif table == "locations":
        name = cities.get(name, name)
    return RowTrace(
        name=name,
        where=str(row.row.origin),
        published=row.published,
        given=row.given,
        reason=words.gettext(REASONS[row.reason]),
        decided_by="" if row.decided_by is None else cell_words(row.decided_by),
    )
