"""What the templates of a private preview show: one record for each, and the bar that stands above all of them.

A preview's template sees `page` (its context), `frame`, `root`, and `preview` (the Bar). Addresses are routes: those of
the preview's own files lead there, all others to the published site.
"""

from __future__ import annotations

import msgspec

from generator.pages.frame import Context
from generator.preview.completeness import Completeness
from generator.preview.differences import FieldChange
from generator.preview.receipt_page import ReceiptView


class Tab(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the preview; `count` where it is worth saying how much stands there."""

    label: str
    route: str
    current: bool
    count: int = 0


class ListingBar(msgspec.Struct, frozen=True, kw_only=True):
    """Above a listing: whose eyes it is seen with, and the other versions of it."""

    text: str
    versions: tuple[Tab, ...]
    note: str = ""


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """Above every page of a preview. `as_of` and `valid_to` are written out, `valid_to` None for a local preview."""

    partner: str
    as_of: str
    valid_to: str | None
    tabs: tuple[Tab, ...]
    listing: ListingBar | None = None
    reloads: bool = False


class Todo(msgspec.Struct, frozen=True, kw_only=True):
    """Something to do: `level` is error, quarantine, warning or advice; `where` names file and row."""

    level: str
    text: str
    hint: str
    where: str
    draft: bool


class AudienceState(msgspec.Struct, frozen=True, kw_only=True):
    """How one audience sees the partner, now and with its drafts; `drafted_reason` is empty where nothing changes."""

    label: str
    visible: bool
    reason: str
    drafted_visible: bool
    drafted_reason: str
    published_route: str | None
    drafted_route: str | None


class LevelState(msgspec.Struct, frozen=True, kw_only=True):
    """A program in one glance. `next_change` and `next_step` are sentences, empty where there is nothing to say."""

    program: str
    word: str
    displayed: str
    since: str | None
    achieved: str | None
    reason: str
    rank: int
    of: int
    next_change: str
    soon: bool
    next_step: str
    route: str


class QuestionLink(msgspec.Struct, frozen=True, kw_only=True):
    """A question that partners ask, leading to its answer."""

    wording: str
    route: str


class OverviewContext(Context, frozen=True, kw_only=True):
    """Everything `preview/overview.html` shows."""

    name: str
    id: str
    place: str
    logo: str | None
    audiences: tuple[AudienceState, ...]
    levels: tuple[LevelState, ...]
    todos: tuple[Todo, ...]
    completeness: Completeness
    changes: int
    drafted: bool
    left_out: bool
    level_note: str
    questions: tuple[QuestionLink, ...]


class AudienceChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What the drafts change for one audience, or for both where `label` says so."""

    label: str
    visible_now: bool
    visible_then: bool
    changes: tuple[FieldChange, ...]


class ChangesContext(Context, frozen=True, kw_only=True):
    """Everything `preview/changes.html` shows: drafts beside what is published, and what is wrong with them."""

    drafted: bool
    left_out: bool
    settings: tuple[FieldChange, ...]
    versions: tuple[Tab, ...]
    audiences: tuple[AudienceChanges, ...]
    todos: tuple[Todo, ...]
    logo_before: str | None
    logo_after: str | None
    questions: tuple[QuestionLink, ...]


class PlaceTrace(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a location shows, and the cell that decided."""

    name: str
    id: str
    visible: bool
    reason: str
    decided_by: str


class RowTrace(msgspec.Struct, frozen=True, kw_only=True):
    """One row that holds a field: `name` is its location, solution or experience."""

    name: str
    where: str
    published: bool
    given: bool
    reason: str
    decided_by: str


class FieldTrace(msgspec.Struct, frozen=True, kw_only=True):
    """A field, its rule in words, and the rows that hold it."""

    name: str
    rule: str
    published: bool
    rows: tuple[RowTrace, ...]


class TableTrace(msgspec.Struct, frozen=True, kw_only=True):
    """The fields of one table."""

    label: str
    fields: tuple[FieldTrace, ...]


class AudienceTrace(msgspec.Struct, frozen=True, kw_only=True):
    """The whole trace for one audience."""

    slug: str
    label: str
    visible: bool
    reason: str
    decided_by: str
    places: tuple[PlaceTrace, ...]
    tables: tuple[TableTrace, ...]


class VisibilityContext(Context, frozen=True, kw_only=True):
    """Everything `preview/visibility.html` shows. `withheld` are the fields that are never published, by rule."""

    audiences: tuple[AudienceTrace, ...]
    withheld: tuple[tuple[str, tuple[str, ...]], ...]
    questions: tuple[QuestionLink, ...]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A table cell: `tone` good, bad, quiet or ""; `figure` right-aligned."""

    text: str
    tone: str = ""
    figure: bool = False


class Records(msgspec.Struct, frozen=True, kw_only=True):
    """One table of own rows with a sentence about it; the first cell of a row is its head."""

    slug: str
    title: str
    note: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    questions: tuple[QuestionLink, ...] = ()


class RecordsContext(Context, frozen=True, kw_only=True):
    """Everything `preview/records.html` shows."""

    tables: tuple[Records, ...]
    facts: tuple[tuple[str, str], ...]


class BadgeEntry(msgspec.Struct, frozen=True, kw_only=True):
    """A badge with the HTML to copy."""

    program: str
    text: str
    picture: str
    snippet: str


class BadgeContext(Context, frozen=True, kw_only=True):
    """Everything `preview/badge.html` shows; `reason` says why there is no badge."""

    badges: tuple[BadgeEntry, ...]
    reason: str
    questions: tuple[QuestionLink, ...]


class ProgramLevels(msgspec.Struct, frozen=True, kw_only=True):
    """One program on the levels page: the receipt in words and links to answers."""

    slug: str
    title: str
    receipt: ReceiptView
    benefits: tuple[tuple[str, tuple[tuple[str, bool], ...]], ...]
    program_route: str
    questions: tuple[QuestionLink, ...]


class LevelsContext(Context, frozen=True, kw_only=True):
    """Everything `preview/levels.html` shows."""

    programs: tuple[ProgramLevels, ...]
