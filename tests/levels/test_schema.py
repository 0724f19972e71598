"""The published JSON Schema says what the reader accepts, key by key."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from generator.levels import metric_file, program_file, requirement_file, row_file, version_file
from tests.levels.world import PROGRAMS

SCHEMA = json.loads((PROGRAMS / "program.schema.json").read_text(encoding="utf-8"))
OWN = Path(__file__).parent / "programs"
FILES = sorted([*PROGRAMS.glob("*.yml"), *OWN.glob("*.yml")])
TOP = SCHEMA["properties"]
DEFS = SCHEMA["$defs"]


def plain(value: Any) -> Any:
    """Dates as JSON has them."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_program_fits_the_schema(path: Path):
    document = plain(yaml.safe_load(path.read_text(encoding="utf-8")))
    jsonschema.Draft202012Validator(SCHEMA).validate(document)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_program_names_the_schema_for_editors(path: Path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# yaml-language-server: $schema=")
    assert (path.parent / first.partition("=")[2]).resolve() == PROGRAMS / "program.schema.json"


@pytest.mark.parametrize(
    ("properties", "keys"),
    [
        (TOP, program_file.PROGRAM_KEYS),
        (TOP["display"]["properties"], program_file.DISPLAY_KEYS),
        (TOP["participation"]["properties"], program_file.PARTICIPATION_KEYS),
        (TOP["levels"]["items"]["properties"], program_file.LEVEL_KEYS),
        (TOP["tracks"]["items"]["properties"], program_file.TRACK_KEYS),
        (TOP["monitoring"]["properties"], program_file.MONITORING_KEYS),
        (TOP["not_counted"]["items"]["properties"], program_file.MENTION_KEYS),
        (TOP["benefits"]["items"]["properties"], program_file.GROUP_KEYS),
        (TOP["benefits"]["items"]["properties"]["benefits"]["items"]["properties"], program_file.BENEFIT_KEYS),
        (DEFS["version"]["properties"], version_file.VERSION_KEYS),
        (DEFS["version"]["properties"]["points"]["properties"], version_file.POINTS_KEYS),
        (DEFS["version"]["properties"]["requirements"]["items"]["properties"], version_file.RULE_KEYS),
        (DEFS["version"]["properties"]["prerequisites"]["items"]["properties"], version_file.PREREQUISITE_KEYS),
        (DEFS["metric"]["properties"], metric_file.METRIC_KEYS),
        (DEFS["requirement"]["properties"], requirement_file.REQUIREMENT_KEYS),
        (DEFS["condition"]["properties"], row_file.CONDITION_KEYS),
        (DEFS["test"]["anyOf"][2]["properties"], row_file.TEST_KEYS),
    ],
)
def test_the_schema_knows_the_same_keys(properties: dict[str, Any], keys: tuple[str, ...]):
    assert set(properties) == set(keys)


def test_a_typo_does_not_fit_the_schema():
    document = plain(yaml.safe_load(FILES[0].read_text(encoding="utf-8")))
    document["displai"] = {}
    with pytest.raises(jsonschema.ValidationError, match="displai"):
        jsonschema.Draft202012Validator(SCHEMA).validate(document)
