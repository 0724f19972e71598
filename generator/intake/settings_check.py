"""What the types of `site.yml` cannot say: known tables and columns, addresses, zones, encodings, colours."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Sequence
from os.path import realpath
from pathlib import Path, PurePath, PurePosixPath
from zoneinfo import ZoneInfo

from msgspec.structs import asdict

from generator.errors import Problems, did_you_mean
from generator.intake import texts
from generator.intake.codes import language_tag
from generator.intake.files import FORMATS
from generator.intake.flaws import CellError, quoted
from generator.model.fields import fields_of
from generator.model.site import GUARDS, GuardSettings, Site, TableSettings, TargetSettings
from generator.model.tables import SKILLS, TABLES, Table
from generator.yaml_source import Path as YamlPath
from generator.yaml_source import YamlSource

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_TABLES = TABLES | {SKILLS.name: SKILLS}


def check_site(site: Site, root: Path, source: YamlSource, problems: Problems) -> None:
    """Add an error for each setting that cannot be meant, with its line. Folders are relative to `root`."""
    check = _Check(source, problems)
    for key, address in (("url", site.url), ("partners_url", site.partners_url)):
        if address is not None:
            check.that(address.endswith("/"), (key,), f"{quoted(address)} must end with a slash.")
            check.accepted(texts.url(allow_http=True), address, (key,))
            check.that(not re.search(r"[?#]", address), (key,), f"{quoted(address)} must have no ? and no #.")
    check.that(language_tag(site.language) == site.language, ("language",), _not(site.language, "a BCP 47 language"))
    check.that(_is_zone(site.time_zone), ("time_zone",), _not(site.time_zone, "a time zone such as Europe/Zurich"))
    for index, audience in enumerate(site.audiences):
        check.known(audience, ("customers", "partners"), ("audiences", index), "an audience (customers, partners)")
    check.that(len(set(site.audiences)) == len(site.audiences) > 0, ("audiences",), "must name each audience once.")
    check.that(1 <= site.page_size <= 1000, ("page_size",), "must lie between 1 and 1000.")
    check.that(site.description_limit > 0, ("description_limit",), "must be above zero.")
    check.that(site.preview_days > 0, ("preview_days",), "must be above zero.")
    for key, colour in (("accent", site.theme.accent), ("accent_dark", site.theme.accent_dark)):
        check.that(bool(_COLOUR.fullmatch(colour)), ("theme", key), _not(colour, "a colour such as #0b57d0"))
    for key, contact in site.contacts.items():
        if contact.email is not None:
            check.accepted(texts.email, contact.email, ("contacts", key, "email"))
        if contact.url is not None:
            check.accepted(texts.url(allow_http=True), contact.url, ("contacts", key, "url"))
    if site.report_problem_contact is not None:
        check.known(site.report_problem_contact, site.contacts, ("report_problem_contact",), "a key of contacts")
    check.that(site.releases_kept > 0, ("releases_kept",), "must be above zero.")
    _check_folders(site, root, check)
    for name, limits in site.publish.guards.items():
        if check.known(name, GUARDS, ("publish", "guards", name), "a guard", "unknown-guard"):
            _check_guard(name, limits, check)
    for name, target in site.publish.targets.items():
        _check_target(name, target, site.audiences, check)
    for name, settings in site.tables.items():
        if check.known(name, _TABLES, ("tables", name), "a table", "unknown-table"):
            _check_table(_TABLES[name], settings, check)


def _check_folders(site: Site, root: Path, check: _Check) -> None:
    """What is written lies apart from what is read, and from what hosts serve; links are followed. A folder that is
    the one of the settings holds all others, and is taken as it is.
    """
    read = {"content": site.content, "templates": site.templates, "theme_folder": site.theme_folder}
    written: dict[YamlPath, str] = {("output",): site.output, ("publish", "root"): site.publish.root}
    named: dict[YamlPath, str] = {(name,): folder for name, folder in read.items()}
    for path, folder in (named | written).items():
        if not check.that("\0" not in folder, path, _not(folder, "the name of a folder")):
            return

    def within(inner: str, outer: str) -> bool:
        lies, holds = (PurePath(realpath(root / folder)) for folder in (inner, outer))
        return lies.is_relative_to(holds) and holds != PurePath(realpath(root))

    for path, folder in written.items():
        inside = next((name for name, outer in read.items() if within(folder, outer)), None)
        message = f"{quoted(folder)} lies in {inside}: a build would read what it has written."
        check.that(inside is None, path, message, "Choose a folder of its own, beside the others.")
    for name in ("templates", "theme_folder"):
        message = f"{quoted(site.content)} lies among the assets of {name}: a build would publish every export."
        check.that(not within(site.content, f"{read[name]}/assets"), ("content",), message)
    apart = not (within(site.output, site.publish.root) or within(site.publish.root, site.output))
    message = _not(site.publish.root, "apart from output: a build would replace what hosts serve, without guards")
    check.that(apart, ("publish", "root"), message)


def _check_guard(name: str, limits: GuardSettings, check: _Check) -> None:
    defaults = asdict(GUARDS[name])
    takes = [key for key, value in defaults.items() if value is not None]
    for key, value in asdict(limits).items():
        path = ("publish", "guards", name, key)
        if value is not None and check.that(key in takes, path, f"this guard takes {' and '.join(takes)} only."):
            check.that(
                value >= (key == "least"), path, "must be above zero." if key == "least" else "must not be below 0."
            )


def _check_target(name: str, target: TargetSettings, audiences: Sequence[str], check: _Check) -> None:
    path = ("publish", "targets", name)
    check.known(target.audience, audiences, (*path, "audience"), "an audience of this site", "bad-target")
    check.known(target.access, ("public", "authenticated"), (*path, "access"), "public or authenticated", "bad-target")
    check.that(target.bucket != "", (*path, "bucket"), "must name a bucket.", code="bad-target")
    message = _not(target.prefix, 'like "directory/"')
    good = not target.prefix or (target.prefix.endswith("/") and not target.prefix.startswith("/"))
    check.that(good, (*path, "prefix"), message, code="bad-target")
    check.that(
        target.audience != "partners" or target.access == "authenticated",
        path,
        "the partners' site may only go to a host that asks who is reading.",
        "Where it does, write access: authenticated.",
        "open-partners-site",
    )


def _check_table(table: Table, settings: TableSettings, check: _Check) -> None:
    path: YamlPath = ("tables", table.name)
    fields = {field.name: field for field in fields_of(table.record)}
    for group, mapping in (("columns", settings.columns), ("values", settings.values)):
        for column in mapping:
            check.known(column, fields, (*path, group, column), f"a column of {table.name}", "unknown-mapped-column")
    headers = {name: settings.columns.get(name, name) for name in fields}
    for column, header in settings.columns.items():
        twins = [name for name in fields if headers[name] == header and name != column]
        message = f"{quoted(header)} is the header of {', '.join(twins)} too."
        check.that(not twins, (*path, "columns", column), message)
    for index, file in enumerate(settings.files):
        suffix = PurePosixPath(file).suffix
        message = f"{quoted(file)}: files of this kind cannot be read (only {', '.join(FORMATS)})."
        check.that(suffix in FORMATS, (*path, "files", index), message)
    if table is SKILLS:
        message = "skills tables stand beside their programs: programs/<program>/skills.csv."
        check.that(not settings.files, (*path, "files"), message)
    message = _not(settings.delimiter, "one character that can separate cells")
    check.that(len(settings.delimiter) == 1 and settings.delimiter not in '"\r\n\0 ', (*path, "delimiter"), message)
    check.that(_is_encoding(settings.encoding), (*path, "encoding"), _not(settings.encoding, "a known encoding"))


class _Check:
    def __init__(self, source: YamlSource, problems: Problems) -> None:
        self._source = source
        self._problems = problems

    def that(
        self, good: bool, path: YamlPath, message: str, hint: str | None = None, code: str = "bad-setting"
    ) -> bool:
        if not good:
            column = ".".join(part for part in path if isinstance(part, str))
            self._problems.error(code, message, self._source.origin(path), column=column, hint=hint)
        return good

    def known(self, name: str, known: Iterable[str], path: YamlPath, what: str, code: str = "bad-setting") -> bool:
        names = tuple(known)
        return self.that(name in names, path, _not(name, what), did_you_mean(name, names), code)

    def accepted(self, read: Callable[[str], object], value: str, path: YamlPath) -> None:
        try:
            read(value)
        except CellError as error:
            self.that(False, path, error.flaws[0].message, error.flaws[0].hint)


def _not(value: str, what: str) -> str:
    return f"{quoted(value)} is not {what}."


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True


def _is_encoding(name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)
        return "a,b\n".encode(name).decode(name) == "a,b\n"
    except (LookupError, UnicodeError, ValueError):
        return False
