"""`site.yml` → `model.site.Site`, every mistake named with its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from msgspec import inspect

from generator.errors import (
    ContentError,
    Origin,
    Problem,
    Problems,
    Severity,
    UsageError,
    did_you_mean,
)
from generator.intake.documents import read_yaml
from generator.intake.flaws import quoted
from generator.intake.settings_check import check_site
from generator.intake.sources import Sources
from generator.model.site import Site
from generator.yaml_source import Path as YamlPath
from generator.yaml_source import YamlSource


def read_site(path: Path) -> Site:
    """The settings of a site.

    Raises UsageError (exit 2) with every unknown key, wrong type and unknown table or column, each with its
    line; also where the file does not exist. InputOutputError (exit 5) where it cannot be read.
    """
    sources = Sources(path.parent)
    problems = Problems()
    if not path.exists():
        hint = "Name the settings with --config, or run in the folder that holds site.yml."
        problem = Problem(
            severity=Severity.ERROR, code="missing-file", message="does not exist.", origin=Origin(str(path)), hint=hint
        )
        raise UsageError(problem)
    try:
        source = read_yaml(sources, path)
    except ContentError as error:
        raise UsageError(error.problems) from None
    site = _Settings(source, problems).read()
    check_site(site, path.parent, source, problems)
    if problems:
        raise UsageError(problems)
    return site


_WRONG: Any = object()
"""Stands for a value of the wrong type, which was reported and is left out."""

_STAND_IN = "https://stand-in.example/"
"""Takes the place of a required text that is missing or wrong, so that the rest can be checked; it is a good one."""


class _Settings:
    """Turns YAML into the settings records, and collects what does not fit; the records then have what does."""

    def __init__(self, source: YamlSource, problems: Problems) -> None:
        self._source = source
        self._problems = problems

    def read(self) -> Site:
        return msgspec.convert(self._struct(inspect.type_info(Site), self._source.value or {}, ()), Site)

    def _value(self, kind: inspect.Type, value: Any, path: YamlPath) -> Any:
        if isinstance(kind, inspect.UnionType):
            kind = next(part for part in kind.types if not isinstance(part, inspect.NoneType))
        match kind:
            case inspect.StructType():
                return self._struct(kind, value, path)
            case inspect.DictType():
                return self._mapping(kind, value, path)
            case inspect.VarTupleType():
                if not isinstance(value, list):
                    return self._wrong(path, "must be a list.")
                parts = [self._value(kind.item_type, part, (*path, i)) for i, part in enumerate(value)]
                return _WRONG if any(part is _WRONG for part in parts) else parts
            case inspect.StrType() if not isinstance(value, str):
                return self._wrong(path, f"must be a text, not {_shown(value)}; put it in quotes.")
            case inspect.BoolType() if not isinstance(value, bool):
                return self._wrong(path, f"must be true or false, not {_shown(value)}.")
            case inspect.IntType() if isinstance(value, bool) or not isinstance(value, int):
                return self._wrong(path, f"must be a whole number, not {_shown(value)}.")
        return value

    def _struct(self, kind: inspect.Type, value: Any, path: YamlPath) -> dict[str, Any]:
        assert isinstance(kind, inspect.StructType)
        fields = {field.encode_name: field for field in kind.fields}
        good: dict[str, Any] = {name: _STAND_IN for name, field in fields.items() if field.required}
        if not isinstance(value, dict):
            self._wrong(path, "must be a mapping of keys to values.")
            return good
        for key in value:
            if key not in fields:
                message = f"there is no setting {quoted(str(key))} here."
                self._wrong((*path, key), message, did_you_mean(str(key), fields), "unknown-setting")
        for name, field in fields.items():
            if field.required and value.get(name) is None:
                self._wrong(path, f"the setting {quoted(name)} is missing.", code="missing-setting")
        given = {name: value[name] for name in fields if value.get(name) is not None}
        read = {name: self._value(fields[name].type, part, (*path, name)) for name, part in given.items()}
        return good | {name: part for name, part in read.items() if part is not _WRONG}

    def _mapping(self, kind: inspect.DictType, value: Any, path: YamlPath) -> dict[str, Any]:
        converted: dict[str, Any] = {}
        if not isinstance(value, dict):
            self._wrong(path, "must be a mapping of keys to values.")
            return converted
        for key, part in value.items():
            if isinstance(key, str):
                empty = part is None and isinstance(kind.value_type, inspect.StructType)
                converted[key] = self._value(kind.value_type, {} if empty else part, (*path, key))
            else:
                self._wrong((*path, key), f"the key {key} must be a text; put it in quotes.")
        return {key: part for key, part in converted.items() if part is not _WRONG}

    def _wrong(self, path: YamlPath, message: str, hint: str | None = None, code: str = "bad-setting") -> Any:
        """Report; the answer stands for the value."""
        names = [str(part) for part in path if isinstance(part, str)]
        column = ".".join(names) if code == "bad-setting" and names else None
        self._problems.error(code, message, self._source.origin(path), column=column, hint=hint)
        return _WRONG


def _shown(value: Any) -> str:
    """A value as the author of the file would say it."""
    match value:
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case bool():
            return str(value).lower()
        case str():
            return quoted(value)
        case None:
            return "nothing"
    return str(value)
