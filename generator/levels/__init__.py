"""Levels: programs read from YAML, compiled once, evaluated for any partner on any day. A pure core."""

from __future__ import annotations

from datetime import date

from generator.errors import Problems
from generator.model.outcome import Outcome
from generator.model.partner import Partner, Reference
from generator.model.program import Program
from generator.model.receipt import Change, Receipt
from generator.yaml_source import YamlSource


class Engine:
    """The compiled rules of one program."""

    program: Program

    def outcome(self, partner: Partner, as_of: date) -> Outcome:
        """Achieved and displayed level on a day: the fast path of the build."""
        raise NotImplementedError

    def receipt(self, partner: Partner, as_of: date) -> Receipt:
        """Every reason for the levels of a day."""
        raise NotImplementedError

    def timeline(self, partner: Partner) -> tuple[Change, ...]:
        """Both levels as step functions of the date, past and future."""
        raise NotImplementedError


def parse_program(source: YamlSource, problems: Problems) -> Program | None:
    """The program of a file (id: the file's stem), or None when there are errors; all problems are collected."""
    raise NotImplementedError


def compile_program(program: Program, reference: Reference) -> Engine:
    """An engine for the program's rules, with rates and skills looked up in `reference`."""
    raise NotImplementedError
