"""Golden sites: whole small directories, built or refused, compared with what was kept.

Each folder beside this file is a case: `site.yml` and `content/` as an operator would have them, and `golden/`:
`files.txt` lists every planned page and file (hashed names without their hash), `pages/` holds the main part of
the pages that `case.txt` names; a site that must be refused has `problems.txt` with exit code and messages instead.
`pytest tests/sites --update-golden` rewrites `golden/`; read the diff before you commit it.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from generator.cli import main
from tests.world import ROOT

HERE = Path(__file__).parent
CASES = sorted(path.name for path in HERE.iterdir() if (path / "site.yml").exists())
DAY = "2026-06-30"
HASH = re.compile(
    r"(?<=search/)[a-z2-7]{9}(?=\.bin)|\.[0-9a-f]{8,64}(?=\.)|-[0-9a-f]{10,64}(?=\.)|(?<=/)[0-9a-f]{10,64}(?=\.)"
)


def prepared(case: str, folder: Path) -> Path:
    """The case copied to a folder of its own, with the project's templates beside it."""
    shutil.copytree(HERE / case, folder, ignore=shutil.ignore_patterns("golden"), dirs_exist_ok=True)
    (folder / "templates").symlink_to(ROOT / "templates")
    return folder / "site.yml"


def compare(found: str, golden: Path, update: bool) -> None:
    if update:
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(found, encoding="utf-8")
    assert golden.exists(), f"{golden} is not kept yet: run with --update-golden"
    assert found == golden.read_text(encoding="utf-8")


def main_part(page: str) -> str:
    match = re.search(r"<main\b.*</main>", page, re.DOTALL)
    assert match, "a page without <main>"
    return HASH.sub(".HASH", match.group()) + "\n"


@pytest.mark.parametrize("case", CASES)
def test_a_site_is_as_it_was_kept(
    case: str, tmp_path: Path, update_golden: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = prepared(case, tmp_path / "site")
    monkeypatch.chdir(config.parent)
    code = main(["build", "--config", "site.yml", "--as-of", DAY, "--quiet"])
    said = capsys.readouterr()
    golden = HERE / case / "golden"
    if code:
        compare(f"exit {code}\n{said.err}", golden / "problems.txt", update_golden)
        assert not (config.parent / "output" / "current").exists()
        return
    site = config.parent / "output"
    files = sorted(str(path.relative_to(site)) for a in ("customers", "partners") for path in walk(site / a))
    compare("\n".join(sorted({HASH.sub(".HASH", name) for name in files})) + "\n", golden / "files.txt", update_golden)
    for name in (HERE / case / "case.txt").read_text(encoding="utf-8").split():
        page = (site / name).read_text(encoding="utf-8")
        compare(main_part(page), golden / "pages" / name, update_golden)


def walk(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
