"""Levels: programs read from YAML, compiled once, evaluated for any partner on any day.

A pure core: no files, no clock, no logging. `docs/programs.md` teaches the language and fixes what it means.
"""

from generator.levels.engine import Engine, compile_program
from generator.levels.program_file import parse_program

__all__ = ["Engine", "compile_program", "parse_program"]
