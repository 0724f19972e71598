"""What each command does: opens the directory, asks the stage that knows, words the answer.

A stage that only some commands need is imported by them: importing all of them takes most of a second.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from generator.errors import ContentError, Exit, Problems, Severity, UsageError, did_you_mean
from generator.intake import read_site
from generator.model.site import Site
from generator.pipeline.opening import Opened, open_directory
from generator.terminal import TerminalProgress

Answer = dict[str, Any]
Result = tuple[Exit, Answer, str]


def as_of(options: argparse.Namespace, time_zone: str) -> date:
    """The day to compute for: the one given, or today in the site's time zone. Nothing else reads the clock."""
    given: date | None = options.as_of
    return given or datetime.now(ZoneInfo(time_zone)).date()


def _open(options: argparse.Namespace, problems: Problems, site: Site, progress: TerminalProgress) -> Opened:
    progress.stage("read")
    return open_directory(options.config, site, problems, jobs=getattr(options, "jobs", None))


def _output(options: argparse.Namespace, site: Site) -> Path:
    given: Path | None = options.output
    return given or options.config.parent / site.output


def _build_folder(options: argparse.Namespace, site: Site) -> Path:
    """The output folder of builds and previews, which is never what hosts serve (UsageError)."""
    from generator.release.folder import keep_apart
    from generator.render.folders import template_folders

    folder, root = _output(options, site), options.config.parent
    keep_apart(folder, root / site.publish.root, {root / site.content, *template_folders(root, site)} - {root})
    return folder


def _site_folder(options: argparse.Namespace, site: Site, output: Path) -> Path:
    """The folder of one audience's site in the output folder; UsageError where the settings have no such site."""
    if options.audience not in site.audiences:
        message = f'there is no site for "{options.audience}": audiences in {options.config} names others.'
        hint = f"Write --audience {' or '.join(site.audiences)}."
        raise UsageError.because(
            message, code="unknown-audience", column="--audience", value=options.audience, hint=hint
        )
    folder: Path = output / options.audience
    return folder


def build(options: argparse.Namespace, problems: Problems) -> Result:
    """`build`: both sites into the output folder, and a report beside them."""
    from generator.pipeline import build as recipe
    from generator.pipeline.report import failures_reported, summary, write_report

    site = read_site(options.config)
    progress = TerminalProgress(quiet=options.quiet)
    order = recipe.BuildOrder(
        config=options.config,
        as_of=as_of(options, site.time_zone),
        output=_build_folder(options, site),
        strict=options.strict,
        jobs=options.jobs,
        previous=options.previous,
        style_guide=options.style_guide,
        full=options.full,
        why=options.why_rendered,
    )
    try:
        with failures_reported(order.output, order.as_of, problems):
            progress.stage("read")
            opened = recipe.read(order, site, problems)
            report = recipe.build(order, opened, problems, progress)
    finally:
        progress.close()
    path = write_report(report, problems, order.output)
    return Exit.DONE, report.as_json(), summary(report, problems, opened, path)


def check(options: argparse.Namespace, problems: Problems) -> Result:
    """`check`: everything short of rendering."""
    from generator.pipeline.checked import check as check_directory

    site = read_site(options.config)
    progress = TerminalProgress(quiet=options.quiet)
    try:
        opened = _open(options, problems, site, progress)
        check_directory(opened, as_of(options, site.time_zone), problems)
    finally:
        progress.close()
    above = problems.stopping(strict=options.strict) or problems.count(Severity.QUARANTINE) > 0
    counts = {table: opened.exports.count(table) for table in opened.exports.counts}
    rows = "\n".join(f"{count:>9,}  {table}" for table, count in counts.items())
    verdict = "Problems were found." if above else "Everything that can be checked is in order."
    return (Exit.CONTENT if above else Exit.DONE), {"counts": counts}, f"{rows}\n{verdict}"


def explain(options: argparse.Namespace, problems: Problems) -> Result:
    """`explain`: the receipt of one partner, in every program it takes part in or the one asked for."""
    from generator.preview.receipt import as_json, as_text

    opened, day = _sound(options, problems)
    partner = opened.partner(options.partner_id)
    wanted = [_program(options.program, opened)] if options.program else list(opened.programs)
    relatives = opened.relatives(partner)
    receipts = [opened.engines[program].receipt(partner, day, relatives) for program in wanted]
    shown = [r for r in receipts if r.participant] or receipts
    texts = [as_text(receipt, opened.programs[receipt.program], history=options.history) for receipt in shown]
    heading = f"{partner.profile.name} ({partner.id})"
    return Exit.DONE, {"programs": [as_json(r) for r in receipts]}, "\n\n".join([heading, *texts])


def _program(program: str, opened: Opened) -> str:
    if program not in opened.programs:
        message = f'there is no program "{program}" in {opened.site.content}/programs/.'
        hint = did_you_mean(program, opened.programs) or f"There are: {', '.join(opened.programs)}."
        raise UsageError.because(message, code="unknown-program", column="--program", value=program, hint=hint)
    return program


def why(options: argparse.Namespace, problems: Problems) -> Result:
    """`why`: the publication trace of one partner."""
    from generator.audience.publication import Audience
    from generator.audience.roster import rosters
    from generator.preview.trace import trace, trace_text

    opened, day = _sound(options, problems)
    partner = opened.partner(options.partner_id)
    audiences = [Audience(options.audience)] if options.audience else list(Audience)
    found = rosters(opened.exports.profiles(), day)
    traces = [
        trace(partner, audience, day, bool(found[audience].sisters(partner.profile)), opened.site.tables)
        for audience in audiences
    ]
    return Exit.DONE, {"audiences": [t.as_json() for t in traces]}, trace_text(partner.profile.name, traces, day)


def _sound(options: argparse.Namespace, problems: Problems) -> tuple[Opened, date]:
    """The opened directory, where its content has no errors (ContentError else)."""
    site = read_site(options.config)
    progress = TerminalProgress(quiet=options.quiet)
    try:
        opened = _open(options, problems, site, progress)
    finally:
        progress.close()
    if problems.stopping():
        raise ContentError(problems)
    return opened, as_of(options, site.time_zone)


def search(options: argparse.Namespace, problems: Problems) -> Result:
    """`search`: the answer of the built index, without a browser."""
    from generator.search.index import MANIFEST
    from generator.search.reader import search as answer

    filters: dict[str, list[str]] = {}
    for given in options.filter:
        facet, equals, value = given.partition("=")
        if not equals:
            hint = "Write facet=value, such as country=poland."
            raise UsageError.because(f'"{given}" is not a filter.', column="--filter", value=given, hint=hint)
        filters.setdefault(facet, []).append(value)
    site = read_site(options.config)
    folder = _site_folder(options, site, _output(options, site))
    if not (folder / MANIFEST).exists():
        message = f"there is no search index in {folder} yet."
        raise UsageError.because(message, code="not-built", hint="Build first: build.py build.")
    found = answer(folder, " ".join(options.words), filters, options.sort, options.page)
    lines = [f"{found.total:,} found" + (f', showing results for "{found.corrected}"' if found.corrected else "")]
    if found.dropped:
        lines.append(f"without: {', '.join(found.dropped)}")
    lines += [f"{hit.score:>7}  {hit.name}  ({hit.id})" for hit in found.results]
    return Exit.DONE, found.as_json(), "\n".join(lines)


def publish(options: argparse.Namespace, problems: Problems) -> Result:
    """`publish`: the nightly run."""
    from generator.pipeline import build as recipe
    from generator.pipeline import publish as night
    from generator.pipeline.report import deployed_line, failures_reported, publication_summary, undeployed_reported

    site = read_site(options.config)
    progress = TerminalProgress(quiet=options.quiet)
    order = night.PublishOrder(
        build=recipe.BuildOrder(
            config=options.config,
            as_of=as_of(options, site.time_zone),
            output=options.config.parent / site.publish.root,
            strict=options.strict,
            jobs=options.jobs,
            previous=options.previous,
            full=options.full,
        ),
        first_release=options.first_release,
        accepts=tuple(options.accept),
    )
    try:
        with failures_reported(order.build.output, order.build.as_of, problems, summed_up=True):
            done = night.publish(order, site, lambda: recipe.read(order.build, site, problems), problems, progress)
        with undeployed_reported(order.build.output, done.report):
            deployed = night.deploy_release(site, options.config, (), dry_run=False)
    finally:
        progress.close()
    text = "\n".join([publication_summary(done, order.build.output), *map(deployed_line, deployed)])
    return Exit.DONE, {**done.report.as_json(), "targets": msgspec.to_builtins(deployed)}, text


def deploy(options: argparse.Namespace, problems: Problems) -> Result:
    """`deploy`: the release that stands, to its targets."""
    from generator.pipeline.publish import deploy_release
    from generator.pipeline.report import deployed_line

    site = read_site(options.config)
    deployed = deploy_release(site, options.config, options.targets, dry_run=options.dry_run)
    text = "\n".join(map(deployed_line, deployed)) or "There are no targets in publish.targets."
    return Exit.DONE, {"targets": msgspec.to_builtins(deployed)}, text


def rollback(options: argparse.Namespace, problems: Problems) -> Result:
    """`rollback`: an earlier release stands again."""
    from generator.pipeline.publish import publication_folder

    folder = publication_folder(read_site(options.config), options.config)
    with folder.locked():
        was = folder.current()
        stands = folder.rollback(options.release)
    return Exit.DONE, {"release": stands, "before": was}, f"Release {stands} stands again, in place of {was}."


def releases(options: argparse.Namespace, problems: Problems) -> Result:
    """`releases`: what can stand."""
    from generator.pipeline.publish import publication_folder

    folder = publication_folder(read_site(options.config), options.config)
    current, names = folder.current(), folder.releases()
    listed = [{"release": name, "current": name == current} for name in names]
    lines = [f"{'*' if name == current else ' '} {name}" for name in names]
    return Exit.DONE, {"releases": listed}, "\n".join(lines) or "Nothing was published yet."


def serve(options: argparse.Namespace, problems: Problems) -> Result:
    """`serve`: one audience's site on 127.0.0.1, rebuilt on every change of content, templates, settings and code."""
    from generator.preview.server import serve_rebuilding
    from generator.render.folders import template_folders

    site = read_site(options.config)
    root, output = options.config.parent, _build_folder(options, site)
    folder = _site_folder(options, site, output)
    script = Path(sys.argv[0]).resolve()
    command = [sys.executable, str(script), "build", "--quiet", "--style-guide"]
    command += ["--config", str(options.config), "--output", str(output)]
    if options.as_of is not None:
        command += ["--as-of", options.as_of.isoformat()]
    watched = [options.config, root / site.content, *template_folders(root, site), Path(__file__).parent]
    code = serve_rebuilding(command, folder, watched, options.port)
    return Exit(code), {}, ""


def preview(options: argparse.Namespace, problems: Problems) -> Result:
    """`preview`: what partners see of themselves, drafts included; `--all` to hand out, `--overview` of everybody."""
    from generator.pipeline.executor import cores
    from generator.preview.answers import PreviewRun, preview_all, preview_one, preview_overview

    if (options.partner_id is not None) + options.all + options.overview != 1:
        message, hint = "Exactly one of PARTNER_ID, --all and --overview is needed.", "See build.py preview --help."
        raise UsageError.because(message, place="build.py preview", hint=hint)
    opened, day = _sound(options, problems)
    if options.serve:
        return _preview_served(options, opened, problems, day)
    progress = TerminalProgress(quiet=options.quiet)
    run = PreviewRun(
        opened=opened,
        problems=problems,
        as_of=day,
        output=_build_folder(options, opened.site),
        jobs=options.jobs or cores(),
        advance=progress.advance,
    )
    progress.stage("previews", opened.exports.count("profiles"))
    try:
        if options.all:
            answer, text = preview_all(run)
        elif options.overview:
            answer, text = preview_overview(run)
        else:
            answer, text = preview_one(run, options.partner_id)
    finally:
        progress.close()
    return Exit.DONE, answer, text


def _preview_served(options: argparse.Namespace, opened: Opened, problems: Problems, day: date) -> Result:
    """One partner's preview on 127.0.0.1, following every change; or the overview, as it is now."""
    from generator.pages.routes import key_of
    from generator.pipeline.executor import cores
    from generator.preview.answers import PreviewRun, preview_overview
    from generator.preview.handout import LOCAL
    from generator.preview.live import LivePreview
    from generator.preview.server import serve_watching

    output = _build_folder(options, opened.site)
    if options.all:
        raise UsageError.because("--serve shows one partner or the overview; --all writes files to hand out.")
    if options.overview:
        run = PreviewRun(opened=opened, problems=problems, as_of=day, output=output, jobs=options.jobs or cores())
        answer, _ = preview_overview(run)
        serve_watching(Path(answer["overview"]).parent, (), options.port)
        return Exit.DONE, {}, ""
    partner = opened.partner(options.partner_id)
    live = LivePreview(options.config, partner.id, day, output / LOCAL / key_of(partner.id))
    live.start(opened, problems)
    serve_watching(live.folder, live.watched(), options.port)
    return Exit.DONE, {}, ""


RUN: dict[str, Callable[[argparse.Namespace, Problems], Result]] = {
    "build": build,
    "check": check,
    "explain": explain,
    "why": why,
    "search": search,
    "serve": serve,
    "preview": preview,
    "publish": publish,
    "deploy": deploy,
    "rollback": rollback,
    "releases": releases,
}
"""Command → what it does."""
