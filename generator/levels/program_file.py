"""A whole program file: identity, levels, tracks, display, benefits, and the versions of its rules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePath
from typing import Any, Literal, TypeVar, get_args

from generator.errors import Problems, Severity
from generator.levels import phrases
from generator.levels.checks import check_program
from generator.levels.reading import Reader, each, get
from generator.levels.row_file import read_column, read_table
from generator.levels.version_file import read_versions
from generator.model.program import (
    DEFAULT_CURRENCY,
    Benefit,
    BenefitGroup,
    Display,
    Entity,
    Level,
    Mention,
    Monitoring,
    Pace,
    Participation,
    Program,
    Track,
)
from generator.model.vocabulary import no_address, slugify
from generator.yaml_source import YamlSource

PROGRAM_KEYS = (
    "title",
    "summary",
    "level_word",
    "vendor",
    "currency",
    "fiscal_year_starts",
    "notice",
    "directory_from",
    "lists_participants",
    "entity",
    "inherit",
    "without_location",
    "participation",
    "tracks",
    "track_choice",
    "levels",
    "display",
    "monitoring",
    "not_counted",
    "benefits",
    "versions",
)
LEVEL_KEYS = ("id", "label", "summary")
TRACK_KEYS = ("id", "label", "types")
PARTICIPATION_KEYS = ("agreement", "participants", "everybody")
DISPLAY_KEYS = (
    "moves",
    "up",
    "down",
    "anchor",
    "grace",
    "lag",
    "starting_level",
    "first_review",
    "assessments",
    "hold",
    "sample",
)
MONITORING_KEYS = ("metric", "against")
MENTION_KEYS = ("table", "why")
GROUP_KEYS = ("group", "benefits")
BENEFIT_KEYS = ("text", "levels", "column", "sample")


INHERITANCE: dict[Entity, tuple[str, ...]] = {
    "partner": (),
    "organization": ("shared", "own"),
    "location": ("best", "headquarters"),
}
"""What a partner can inherit by entity, the default first."""

NO_ENTITY = 'Add "entity: organization" or "entity: location", or leave it out.'

R = TypeVar("R")
Start = Literal["achieved", "assigned"]
WithoutLocation = Literal["everywhere", "headquarters"]


def _id(reader: Reader, stem: str) -> str:
    """The stem of the file, which is part of addresses."""
    plain = stem.replace("_", "-")
    if plain != slugify(plain):
        hint = f'Rename the file "{slugify(plain)}.yml".' if slugify(plain) else "Rename the file."
        reader.error("program-id", no_address(stem), hint)
    return stem


def parse_program(source: YamlSource, problems: Problems) -> Program | None:
    """The program of a file (id: the file's stem); None when there are errors, all of which are collected."""
    before = problems.count(Severity.ERROR)
    reader = Reader(source, problems, source.value)
    keys = reader.mapping(PROGRAM_KEYS, ("title", "levels", "participation", "versions"))
    levels = each(keys.get("levels"), "levels", _read_level)
    level_ids = tuple(level.id for level in levels)
    currency = get(keys, "currency", _read_currency, DEFAULT_CURRENCY)
    versions = read_versions(keys["versions"], currency) if "versions" in keys else ()
    program = Program(
        origin=reader.origin,
        id=_id(reader, PurePath(source.file).stem),
        title=get(keys, "title", Reader.text, "?"),
        summary=get(keys, "summary", Reader.text, ""),
        level_word=get(keys, "level_word", Reader.text, "level"),
        vendor=get(keys, "vendor", Reader.text, None),
        currency=currency,
        fiscal_year_starts=get(keys, "fiscal_year_starts", phrases.month_day, (1, 1)),
        notice_days=get(keys, "notice", phrases.days, 0),
        directory_from=get(keys, "directory_from", Reader.day, None),
        lists_participants=get(keys, "lists_participants", Reader.flag, False),
        **_entity(keys),
        levels=levels,
        tracks=each(keys.get("tracks"), "tracks", _read_track),
        track_choice=get(keys, "track_choice", _choice(Literal["best", "declared"]), "best"),
        participation=get(keys, "participation", _read_participation, Participation(origin=reader.origin)),
        display=get(keys, "display", _read_display, Display(origin=reader.origin)),
        monitoring=get(keys, "monitoring", _read_monitoring, None),
        mentions=each(keys.get("not_counted"), "tables that never count", _read_mention),
        benefits=each(keys.get("benefits"), "groups of benefits", lambda r: _read_group(r, level_ids)),
        versions=versions,
    )
    if problems.count(Severity.ERROR) == before:
        check_program(program, problems)
    return program if problems.count(Severity.ERROR) == before else None


def _choice(choices: Any) -> Callable[[Reader], Any]:
    return lambda reader: reader.one_of(get_args(choices))


def _entity(keys: Mapping[str, Reader]) -> dict[str, Any]:
    """Whose rows count together, and what the partner inherits."""
    entity: Entity = get(keys, "entity", _choice(Entity), "partner")
    choices = INHERITANCE[entity]
    if "inherit" in keys and not choices:
        keys["inherit"].error("program-entity", "a partner inherits from locations or its organization.", NO_ENTITY)
    if "without_location" in keys and entity != "location":
        hint = 'Add "entity: location", or leave it out.'
        keys["without_location"].error("program-entity", "only the entity location asks where rows count.", hint)
    return {
        "entity": entity,
        "inherit": get(keys, "inherit", lambda r: r.one_of(choices), choices[0]) if choices else None,
        "without_location": get(keys, "without_location", _choice(WithoutLocation), "everywhere"),
    }


def _read_currency(reader: Reader) -> str:
    text = reader.text()
    if len(text) != 3 or not text.isalpha() or not text.isupper():
        reader.error("program-currency", f'"{text}" is not a currency code.', 'Use three capitals, such as "USD".')
    return text


def _sample(keys: Mapping[str, Reader]) -> bool:
    return get(keys, "sample", Reader.flag, False)


def _read_level(reader: Reader) -> Level:
    keys = reader.mapping(LEVEL_KEYS, ("id", "label"))
    return Level(
        origin=reader.origin,
        id=get(keys, "id", Reader.id, "?"),
        label=get(keys, "label", Reader.text, "?"),
        summary=get(keys, "summary", Reader.text, ""),
    )


def _read_track(reader: Reader) -> Track:
    keys = reader.mapping(TRACK_KEYS, ("id", "label", "types"))
    return Track(
        origin=reader.origin,
        id=get(keys, "id", Reader.id, "?"),
        label=get(keys, "label", Reader.text, "?"),
        types=each(keys.get("types"), "partner types", Reader.text),
    )


def _read_participation(reader: Reader) -> Participation:
    keys = reader.mapping(PARTICIPATION_KEYS)
    if len(keys) != 1:
        reader.error(
            "program-participation",
            f"expected exactly one of {', '.join(PARTICIPATION_KEYS)}.",
            'For example "agreement: membership".',
        )
    for name in ("participants", "everybody"):
        if name in keys and not keys[name].flag():
            keys[name].error("program-participation", f'"{name}" can only be true.', "Name another way, or write true.")
    return Participation(
        origin=reader.origin, agreement=get(keys, "agreement", Reader.text, None), by_table="participants" in keys
    )


def _read_display(reader: Reader) -> Display:
    keys = reader.mapping(DISPLAY_KEYS)
    if "moves" in keys:
        for name in ("up", "down"):
            if name in keys:
                keys[name].error("program-display", f'"moves" already says when levels move {name}.', "Keep one.")
    both: Pace = get(keys, "moves", _choice(Pace), "daily")
    up: Pace = get(keys, "up", _choice(Pace), both)
    down: Pace = get(keys, "down", _choice(Pace), both)
    starting: Start = get(keys, "starting_level", _choice(Start), "achieved")
    if starting == "assigned" and "daily" in (up, down):
        keys["starting_level"].error(
            "program-display",
            "an assigned level stands until the first review, and daily moves have no review.",
            "Let levels move quarterly, annually or by_assessment.",
        )
    return Display(
        origin=reader.origin,
        sample=_sample(keys),
        up=up,
        down=down,
        anchor=get(keys, "anchor", phrases.month_day, (1, 1)),
        grace_days=get(keys, "grace", phrases.days, 0),
        lag_days=get(keys, "lag", phrases.days, 0),
        starting_level=starting,
        first_review=get(keys, "first_review", _choice(Literal["any", "after_full_year"]), "any"),
        assessments=get(keys, "assessments", _choice(Literal["any_day", "review_days"]), "any_day"),
        hold=get(keys, "hold", Reader.text, None),
    )


def _read_monitoring(reader: Reader) -> Monitoring:
    keys = reader.mapping(MONITORING_KEYS, MONITORING_KEYS)
    return Monitoring(
        origin=reader.origin,
        metric=get(keys, "metric", Reader.text, "?"),
        against=get(keys, "against", Reader.text, "?"),
    )


def _read_mention(reader: Reader) -> Mention:
    keys = reader.mapping(MENTION_KEYS, MENTION_KEYS)
    return Mention(
        origin=reader.origin, table=get(keys, "table", read_table, "?"), why=get(keys, "why", Reader.text, "?")
    )


def _read_group(reader: Reader, levels: tuple[str, ...]) -> BenefitGroup:
    keys = reader.mapping(GROUP_KEYS, GROUP_KEYS)
    return BenefitGroup(
        origin=reader.origin,
        label=get(keys, "group", Reader.text, "?"),
        benefits=each(keys.get("benefits"), "benefits", lambda r: _read_benefit(r, levels)),
    )


def _read_benefit(reader: Reader, levels: tuple[str, ...]) -> Benefit:
    keys = reader.mapping(BENEFIT_KEYS, ("text", "levels"))
    return Benefit(
        origin=reader.origin,
        sample=_sample(keys),
        text=get(keys, "text", Reader.text, "?"),
        levels=get(keys, "levels", lambda r: _read_level_ids(r, levels), ()),
        column=get(keys, "column", lambda r: read_column(r, "participants"), None),
    )


def _read_level_ids(reader: Reader, levels: tuple[str, ...]) -> tuple[str, ...]:
    """`all`, or a list of level ids."""
    if reader.value == "all":
        return levels
    return tuple(child.one_of(levels, "a level:") for child in reader.sequence("levels")) if levels else ()
