"""From settings to typed content: the part of the recipe that every command shares. Knows no date."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path

from generator.audience.publication import Audience
from generator.errors import Origin, Problem, Problems, Severity, UsageError, did_you_mean
from generator.intake import Exports, Standing, read_exports
from generator.levels import Engine, compile_program, parse_program
from generator.model.partner import Partner
from generator.model.program import Program
from generator.model.site import Site
from generator.pages.faq import FaqCollection, faq_collections
from generator.pages.text_pages import TextPage, read_text_pages
from generator.pipeline.executor import apart, cores, forks, spread_chunks

_AT_ONCE = 500
"""Partners of whom a process is asked."""


class Opened:
    """Everything a site is made from: settings, exports, programs with their engines, texts."""

    def __init__(
        self,
        root: Path,
        site: Site,
        exports: Exports,
        programs: dict[str, Program],
        faq: tuple[FaqCollection, ...],
        texts: tuple[TextPage, ...],
    ) -> None:
        self.root = root
        self.site = site
        self.exports = exports
        self.programs = programs
        self.faq = faq
        self.texts = texts

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """Whose sites are built, in the order of `Audience`."""
        return tuple(audience for audience in Audience if audience in self.site.audiences)

    @cached_property
    def engines(self) -> dict[str, Engine]:
        """One compiled rule set per program; call only when there are no errors."""
        return {program.id: compile_program(program, self.exports.reference) for program in self.programs.values()}

    @cached_property
    def rolls_up(self) -> bool:
        """Whether a program counts the rows of all partners of an organization together."""
        return any(program.entity == "organization" for program in self.programs.values())

    def relatives(self, partner: Partner) -> tuple[Partner, ...]:
        """The other partners of its organization, where a program asks for them."""
        return self.exports.relatives(partner) if self.rolls_up else ()

    def rule_problems(self, jobs: int) -> Iterator[Problem]:
        """What the programs' own rules cannot accept in the rows of partners; asked of so many processes."""
        engines = self.engines.values()

        def found(ids: Sequence[str]) -> list[Problem]:
            partners = self.exports.some(ids)
            return [problem for partner in partners for engine in engines for problem in engine.problems(partner)]

        for _, problems in spread_chunks(found, self.exports.ruled, _AT_ONCE, jobs):
            yield from problems

    def origin_of(self, partner_id: str) -> Origin:
        """Where the profile of a partner stands."""
        return self.partner(partner_id).profile.origin

    def partner(self, partner_id: str) -> Partner:
        """One joined partner; UsageError with the nearest id where there is none."""
        found = self.exports.partner(partner_id)
        if found is None:
            known = (view.profile.partner_id for view in self.exports.profiles())
            raise UsageError(
                Problem(
                    severity=Severity.ERROR,
                    code="unknown-partner",
                    message=f'no profile has the partner_id "{partner_id}".',
                    origin=Origin("build.py"),
                    column="PARTNER_ID",
                    value=partner_id,
                    hint=did_you_mean(partner_id, known),
                )
            )
        return found


def open_directory(
    config: Path, site: Site, problems: Problems, standing: Standing | None = None, jobs: int | None = None
) -> Opened:
    """Read and cross-check everything that the settings at `config` name; what is wrong goes into `problems`.

    `standing`: what the last reading left, to go on from. `jobs`: processes that read at once (None: one per core; 1:
    this one).
    """
    root = config.parent
    several = (jobs or cores()) if forks() else 1
    exports = read_exports(site, root, problems, standing, partial(apart, several) if several > 1 else None)
    parsed = (parse_program(source, problems) for source in exports.programs)
    programs = {program.id: program for program in parsed if program is not None}
    return Opened(
        root,
        site,
        exports,
        programs,
        faq_collections(exports.documents("faq"), exports.program_ids, problems),
        read_text_pages(exports.documents("pages"), problems),
    )
