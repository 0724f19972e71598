"""The command line: commands, options, answers, exit codes.

Answers go to stdout (with `--json` one object for every exit code); progress, problems and messages to stderr.
Heavy stages are imported by the command that needs them, so that `--help` answers at once.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import signal
import sys
import traceback
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from generator.errors import DirectoryError, Exit, InputOutputError, Origin, Problems, Severity, UsageError
from generator.model.fields import FIRST_YEAR, LAST_YEAR

Answer = dict[str, Any]

ASKED_FOR = ("explain", "why", "search", "releases")
"""The commands whose text is the answer itself, not a summary of what was done."""


class Interrupted(BaseException):
    """A signal asked us to stop; staging is removed on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


class _Parser(argparse.ArgumentParser):
    """Takes options in full only: `--js` would be neither JSON nor an error, and `--conf FILE` hide the command."""

    def __init__(self, **given: Any) -> None:
        super().__init__(allow_abbrev=False, **given)

    def error(self, message: str) -> NoReturn:
        hint = f'"{self.prog} --help" lists what it takes.'
        raise UsageError.because(message[:1].upper() + message[1:] + ".", place=self.prog, hint=hint)


def parser() -> argparse.ArgumentParser:
    """Every command with its options."""
    common = _Parser(add_help=False)
    group = common.add_argument_group("options of every command")
    group.add_argument(
        "--config", type=Path, default=Path("site.yml"), metavar="FILE", help="settings (default: site.yml)"
    )
    group.add_argument(
        "--as-of",
        type=_day,
        metavar="YYYY-MM-DD",
        help="the day to compute for, past or future (default: today in the site's time zone)",
    )
    group.add_argument("--json", action="store_true", help="one JSON object on stdout, whatever happens")
    group.add_argument("--quiet", action="store_true", help="no progress and no summary; problems are still told")
    group.add_argument("--verbose", action="store_true", help="more detail; a traceback for a bug of ours")

    top = _Parser(
        prog="build.py",
        description="Builds a partner directory: reads the exports in content/, computes the level each partner is\n"
        "shown with, and writes two static sites, for customers and for business partners, to output/.",
        epilog="examples:\n"
        "  build.py                              build into output/\n"
        "  build.py check                        read and cross-check everything, write nothing\n"
        "  build.py explain CE-1001              why a partner has its level, and what would raise it\n"
        "  build.py explain CE-1001 --as-of 2027-01-31\n"
        "  build.py why CE-1001                  who can see the partner, and which cell decides\n"
        "  build.py serve --audience partners    preview that reloads on every change\n"
        "  build.py preview CE-1001 --serve      what the partner sees of itself, drafts included\n"
        "  build.py publish                      the nightly run: build, verify, guard, swap\n"
        "  build.py rollback                     let the release before stand again\n"
        "\n"
        "exit codes: 0 done · 1 problems in content, nothing written · 2 wrong usage or settings, unknown id\n"
        "            3 a publication guard refused · 4 another build is running · 5 input or output failed\n"
        "            70 a bug of ours · 128+n ended by signal n",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(dest="command", metavar="COMMAND", required=True, parser_class=_Parser)

    def command(name: str, says: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=says, description=says[:1].upper() + says[1:] + ".", parents=[common])

    build = command("build", "read the exports and write both sites to the output folder (the default command)")
    build.add_argument("--output", type=Path, metavar="DIR", help="output folder (default: the one of the settings)")
    build.add_argument("--jobs", type=_count, metavar="N", help="worker processes (default: one per core)")
    build.add_argument("--full", action="store_true", help="ignore what earlier builds left behind")
    build.add_argument("--why-rendered", metavar="PATH", help="say why this file of the sites was rendered, or kept")
    build.add_argument("--strict", action="store_true", help="stop at warnings too")
    build.add_argument("--style-guide", action="store_true", help="add style-guide.html: every component (serve does)")
    build.add_argument("--previous", metavar="MANIFEST", help="manifest of the release to compare with (path or URL)")

    publish = command("publish", "build, verify, guard, and swap the release into the folder that hosts serve")
    publish.add_argument(
        "--first-release", action="store_true", help="there is no earlier release to compare with; needed once"
    )
    publish.add_argument(
        "--accept",
        action="append",
        default=[],
        metavar="GUARD=N",
        help="let a guard pass up to this count, this once (listings-lost=37); repeat for more",
    )
    publish.add_argument("--jobs", type=_count, metavar="N", help="worker processes (default: one per core)")
    publish.add_argument("--full", action="store_true", help="ignore what earlier builds left behind")
    publish.add_argument("--strict", action="store_true", help="stop at warnings too")
    publish.add_argument("--previous", metavar="MANIFEST", help="compare with this manifest (path or URL) instead")

    rollback = command("rollback", "let an earlier release stand again")
    rollback.add_argument("release", nargs="?", metavar="RELEASE", help="its name (default: the one before)")

    deploy = command("deploy", "bring the release that stands to the targets in site.yml (publish does it by itself)")
    deploy.add_argument("targets", nargs="*", metavar="TARGET", help="names of publish.targets (default: all)")
    deploy.add_argument("--dry-run", action="store_true", help="say what would be written and deleted, do nothing")

    command("releases", "list the releases that can stand, oldest first")

    check = command("check", "read and cross-check everything, render nothing")
    check.add_argument("--strict", action="store_true", help="exit 1 for warnings too")

    explain = command("explain", "say how a partner's level comes about, with every point and requirement")
    explain.add_argument("partner_id", metavar="PARTNER_ID")
    explain.add_argument("--program", metavar="P", help="one program only")
    explain.add_argument("--history", action="store_true", help="every change of the level, past and to come")

    why = command("why", "say who can see a partner, and which cell decides")
    why.add_argument("partner_id", metavar="PARTNER_ID")
    why.add_argument("--audience", choices=("customers", "partners"), help="one audience only")

    search = command("search", "search the built site as the browser does")
    search.add_argument("words", nargs="*", metavar="WORDS", help="none: every listing that the filters let pass")
    search.add_argument("--audience", choices=("customers", "partners"), default="customers")
    search.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="FACET=VALUE",
        help="only this value of a facet (country=poland, level=partnerworld:premier);"
        " repeat for more, the same facet is OR",
    )
    search.add_argument("--sort", choices=("relevance", "name", "level", "newest"), default="relevance")
    search.add_argument("--page", type=_count, default=1, metavar="N", help="page of ten results (default: 1)")
    search.add_argument("--output", type=Path, metavar="DIR", help="output folder (default: the one of the settings)")

    serve = command("serve", "serve one site on 127.0.0.1 and rebuild it on every change")
    serve.add_argument("--audience", choices=("customers", "partners"), default="customers")
    serve.add_argument("--port", type=_port, default=8000, metavar="N", help="port (default: 8000)")
    serve.add_argument("--output", type=Path, metavar="DIR", help="output folder (default: the one of the settings)")

    preview = command("preview", "make the private preview of a partner, drafts included")
    preview.add_argument("partner_id", nargs="?", metavar="PARTNER_ID")
    preview.add_argument(
        "--serve", action="store_true", help="serve it on 127.0.0.1 and follow every change of a draft"
    )
    preview.add_argument("--all", action="store_true", help="every partner, at addresses made with PREVIEW_SECRET")
    preview.add_argument("--overview", action="store_true", help="all partners in one table, for the program manager")
    preview.add_argument("--port", type=_port, default=8001, metavar="N", help="port (default: 8001)")
    preview.add_argument("--jobs", type=_count, metavar="N", help="worker processes (default: one per core)")
    preview.add_argument("--output", type=Path, metavar="DIR", help="output folder (default: the one of the settings)")
    return top


def _day(text: str) -> date:
    try:
        day = date.fromisoformat(text if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else "")
    except ValueError:
        raise argparse.ArgumentTypeError(f'"{text}" is not a date; write YYYY-MM-DD') from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise argparse.ArgumentTypeError(f'"{text}" lies outside the years {FIRST_YEAR} to {LAST_YEAR}')
    return day


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from 1')
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 65_535:
        raise argparse.ArgumentTypeError(f'"{text}" is not a port from 1 to 65535')
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code. Nothing but this function turns failures into exit codes."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    as_json, verbose = "--json" in words, "--verbose" in words
    if isinstance(sys.stdout, io.TextIOWrapper):  # JSON is UTF-8; people may have a terminal that lacks some letters
        sys.stdout.reconfigure(encoding="utf-8" if as_json else None, errors="backslashreplace")
    problems = Problems()
    answer: Answer = {}
    command = text = ""
    code: int
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        options = parser().parse_args(_with_command(words))
        command = options.command
        code, answer, text = _run(options, problems)
    except DirectoryError as failure:
        code = failure.exit
        answer = dict(failure.answer)
        if failure.problems is not problems:
            problems.extend(failure.problems)
    except OSError as failure:
        code = Exit.INPUT_OUTPUT
        problems.extend(InputOutputError.from_os(failure, "input or output").problems)
    except Interrupted as signalled:
        code = 128 + signalled.number
        name = signal.Signals(signalled.number).name
        problems.error("stopped", f"stopped by {name}; nothing was changed by halves.", Origin("build.py"))
    except Exception as bug:
        code = Exit.BUG
        problems.error(
            "bug",
            f"{type(bug).__name__}: {bug}.",
            Origin("build.py"),
            hint="This is a bug of ours: please report it with the command and the output of --verbose.",
        )
        if verbose:
            traceback.print_exc()
    quiet = "--quiet" in words
    _say_problems(problems, quiet=quiet)
    if as_json:
        full = {"ok": code == Exit.DONE, "exit": int(code), "problems": [p.as_json() for p in problems], **answer}
        text = json.dumps(full, ensure_ascii=False, indent=2, default=str)
    elif quiet and command not in ASKED_FOR:
        text = ""
    return _print(text, int(code))


def _print(text: str, code: int) -> int:
    """Print the answer; a reader that has gone away ends us as its signal would, any other failure is exit 5."""
    try:
        if text:
            print(text, flush=True)
    except OSError as failure:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left of the text fails no more
        if isinstance(failure, BrokenPipeError):
            return 128 + signal.SIGPIPE
        unwritten = Problems()
        reason = (failure.strerror or str(failure)).lower()
        unwritten.error("input-output", f"the answer could not be written: {reason}.", Origin("stdout"))
        _say_problems(unwritten, quiet=True)
        return Exit.INPUT_OUTPUT
    return code


def _with_command(words: list[str]) -> list[str]:
    """The command first, whatever options stand before it; `build` where none is named."""
    if not words or words[0] in ("-h", "--help"):
        return words or ["build"]
    takes_value = {
        "--config",
        "--as-of",
        "--output",
        "--jobs",
        "--previous",
        "--audience",
        "--program",
        "--port",
        "--filter",
        "--sort",
        "--page",
        "--accept",
        "--why-rendered",
    }
    skip = False
    for position, word in enumerate(words):
        if skip:
            skip = False
        elif word in takes_value:
            skip = True
        elif not word.startswith("-"):
            return [word, *words[:position], *words[position + 1 :]]
    return ["build", *words]


def _interrupt(number: int, _frame: FrameType | None) -> None:
    raise Interrupted(number)


def _run(options: argparse.Namespace, problems: Problems) -> tuple[Exit, Answer, str]:
    """Exit code, the command's part of the JSON answer, and its text for people."""
    from generator.commands import RUN

    return RUN[options.command](options, problems)


def _say_problems(problems: Problems, *, quiet: bool) -> None:
    """Every problem; how many there are, unless quiet."""
    for problem in problems:
        print(f"{problem.severity.value}: {problem}", file=sys.stderr)
    if len(problems) and not quiet:
        counts = {severity: problems.count(severity) for severity in Severity}
        counts[Severity.QUARANTINE] = problems.left_out()
        said = ", ".join(f"{count} {_plural(severity, count)}" for severity, count in counts.items() if count)
        print(f"{said}.", file=sys.stderr)


def _plural(severity: Severity, count: int) -> str:
    word = {"error": "error", "quarantine": "row left out", "warning": "warning"}[severity.value]
    return word if count == 1 else {"row left out": "rows left out"}.get(word, word + "s")
