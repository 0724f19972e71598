"""Previews at scale: to the first one, after a change of a draft, all of them, and the overview.

    python bench/preview.py FOLDER [--overview] [--all]

FOLDER is what `bench/generate.py N --out FOLDER` made. Prints one line for `bench/RESULTS.md`; `--overview`
and `--all` also make the overview, and every preview, in a temporary folder.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from generator.errors import Problems  # noqa: E402
from generator.intake import read_site  # noqa: E402
from generator.intake.drafts import read_drafts  # noqa: E402
from generator.pipeline.executor import cores  # noqa: E402
from generator.pipeline.opening import open_directory  # noqa: E402
from generator.preview.handout import Handout  # noqa: E402
from generator.preview.live import LivePreview  # noqa: E402
from generator.preview.maker import PreviewMaker  # noqa: E402
from generator.preview.overview_site import OverviewSite  # noqa: E402
from generator.preview.own_problems import OwnProblems  # noqa: E402
from generator.preview.pages import PreviewOrder  # noqa: E402
from generator.preview.server import Watch  # noqa: E402

AS_OF = date(2026, 11, 22)
CHANGES = 30
SETTINGS = (
    "name: Bench\ndescription: Bench.\nurl: https://partners.example/\npartners_url: https://inside.example/\n"
    "content: content\ntemplates: templates\n"
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--overview", action="store_true")
    parser.add_argument("--all", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        measure(Path(temporary), chosen.folder.resolve(), chosen.overview, chosen.all)


def measure(root: Path, folder: Path, overview: bool, everything: bool) -> None:
    """Time each step on the partners of `folder`, with `root` to write to."""
    content = root / "content"
    content.mkdir()
    for part in folder.iterdir():
        (content / part.name).symlink_to(part)
    (root / "templates").symlink_to(ROOT / "templates")
    config = root / "site.yml"
    config.write_text(SETTINGS)
    begun = time.perf_counter()
    problems = Problems()
    opened = open_directory(config, read_site(config), problems)
    read = time.perf_counter() - begun
    ids = [view.profile.partner_id for view in opened.exports.profiles()]
    partner = max(ids[:500], key=lambda one: len(opened.partner(one).solutions))
    live = LivePreview(config, partner, AS_OF, root / "preview")
    live.start(opened, problems)
    first = time.perf_counter() - begun
    watch = Watch(live.watched())
    drafts = content / "drafts"
    drafts.mkdir()
    updates = []
    for number in range(CHANGES):
        (drafts / f"{partner}.yml").write_text(f"marketing:\n  tagline: Draft number {number}\n")
        start = time.perf_counter()
        assert watch()
        updates.append(1000 * (time.perf_counter() - start))
    assert f"Draft number {CHANGES - 1}" in (root / "preview/changes.html").read_text()
    updates.sort()
    print(
        f"| {len(ids):,} | {read:.1f} s | {first:.1f} s | {statistics.median(updates):.0f} ms |"
        f" {updates[int(0.95 * len(updates))]:.0f} ms |"
    )
    if overview or everything:
        maker = PreviewMaker(opened, AS_OF)
        own = OwnProblems(problems, opened.site, opened.root)
        found = read_drafts(opened.site, opened.root, opened.exports.vocabulary)
    if overview:
        start = time.perf_counter()
        site = OverviewSite(maker, found, own, root / "output")
        rows = site.rows(ids, cores(), lambda _: None)
        site.write(rows)
        print(f"overview: {len(rows):,} lines in {time.perf_counter() - start:.1f} s")
    if everything:
        start = time.perf_counter()
        handout = Handout(maker, found, own, root / "output")
        done = handout.all(ids, "a secret for the bench", PreviewOrder(valid_to=AS_OF), cores(), lambda _: None)
        print(f"all: {done.previews:,} previews, {done.bytes / 1e6:.0f} MB in {time.perf_counter() - start:.1f} s")


if __name__ == "__main__":
    main()
