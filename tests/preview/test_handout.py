"""Previews to hand out: addresses nobody can guess, complete folders, the mailing; and nothing of it in a release."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import os
import re
import signal
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch
from urllib.parse import urldefrag

import pytest

from generator.cli import main
from generator.errors import Problems, UsageError
from generator.preview.handout import address_of, secret_from
from tests.preview.conftest import DAY, alpha
from tests.world import ROOT, World

SECRET = "a secret of the tests"


class Done(NamedTuple):
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


def run(config: Path, *words: str, **environment: str) -> Done:
    """A command of build.py, in this process."""
    plain = {name: value for name, value in os.environ.items() if name != "PREVIEW_SECRET"}
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    out, err = io.StringIO(), io.StringIO()
    try:
        with patch.dict(os.environ, plain | environment, clear=True), redirect_stdout(out), redirect_stderr(err):
            code = main([*words, "--config", str(config), "--as-of", DAY.isoformat()])
    finally:
        for number, earlier in handlers.items():
            signal.signal(number, earlier)
    return Done(code, out.getvalue(), err.getvalue())


def built(config: Path) -> None:
    """A build, in a process of its own as at night."""
    command = [sys.executable, str(ROOT / "build.py"), "build", "--full", "--jobs", "1", "--config", str(config)]
    subprocess.run([*command, "--as-of", DAY.isoformat()], check=True, capture_output=True)


def two() -> World:
    world = alpha()
    world.partner("P2", "=Beta Systems")
    for person, email in (("N1", "ada@alpha.example"), ("N2", "bo@alpha.example")):
        world.add("people", person_id=person, partner_id="P1", role="authorized_profile_administrator", email=email)
    world.add("people", person_id="N3", partner_id="P1", role="authorized_profile_administrator",
              email="gone@alpha.example", left_on="2026-01-01")  # fmt: skip
    world.add("people", person_id="N4", partner_id="P2", role="employee", email="eve@beta.example")
    return world


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output folder with all previews of two partners."""
    config = two().write(tmp_path_factory.mktemp("handout"))
    (config.parent / "content/drafts").mkdir()
    (config.parent / "content/drafts/P1.yml").write_text("marketing: {tagline: Storage for harbours}\n")
    done = run(config, "preview", "--all", "--jobs", "1", PREVIEW_SECRET=SECRET)
    assert done.returncode == 0, done.stderr
    return config.parent / "output"


def folder_of(output: Path, partner_id: str) -> Path:
    return output / "previews" / hmac.new(SECRET.encode(), partner_id.encode(), hashlib.sha256).hexdigest()


def test_each_preview_stands_at_the_hmac_of_its_partner(handed_out: Path) -> None:
    found = sorted(path.name for path in (handed_out / "previews").iterdir())
    assert found == sorted(folder_of(handed_out, partner).name for partner in ("P1", "P2"))
    assert address_of("P1", SECRET) == folder_of(handed_out, "P1").name


def test_every_page_says_noindex_and_until_when_it_is_valid(handed_out: Path) -> None:
    pages = sorted(folder_of(handed_out, "P1").rglob("*.html"))
    assert len(pages) == 12
    for page in pages:
        text = page.read_text()
        assert '<meta name="robots" content="noindex, nofollow, noarchive">' in text
        assert "valid through 30 July 2026" in text
        assert "default-src 'none'; script-src 'self'" in text
        assert "style=" not in text
        assert not re.search(r"<script(?![^>]* src=)", text)


def test_a_preview_is_complete_in_itself(handed_out: Path) -> None:
    folder = folder_of(handed_out, "P1")
    for page in folder.rglob("*.html"):
        for name, address in re.findall(r'(href|src)="([^"]*)"', page.read_text()):
            if name == "href" and re.match(r"https://|mailto:|tel:", address):
                continue
            path, anchor = urldefrag(address)
            target = (page.parent / path).resolve() if path else page
            assert target.is_file(), f"{page.relative_to(folder)}: {address}"
            assert target.is_relative_to(folder)
            if anchor:
                assert f'id="{anchor}"' in target.read_text(), address


def test_other_routes_lead_to_the_published_site_of_the_audience(handed_out: Path) -> None:
    folder = folder_of(handed_out, "P1")
    assert 'href="https://partners.example/countries/germany/"' in (folder / "customers/draft.html").read_text()
    assert 'href="https://inside.example/countries/germany/"' in (folder / "partners/draft.html").read_text()


def test_the_mailing_names_every_administrator_and_is_private(handed_out: Path) -> None:
    path = handed_out / "previews.csv"
    assert path.stat().st_mode & 0o777 == 0o600
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert [(row["partner_id"], row["email"], row["valid_to"]) for row in rows] == [
        ("P1", "ada@alpha.example", "2026-07-30"),
        ("P1", "bo@alpha.example", "2026-07-30"),
        ("P2", "", "2026-07-30"),
    ]
    assert all((handed_out / row["path"] / "index.html").is_file() for row in rows)


def test_no_file_names_the_address_of_a_preview(handed_out: Path) -> None:
    addresses = [folder_of(handed_out, partner).name.encode() for partner in ("P1", "P2")]
    for path in (handed_out / "previews").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(address in content for address in addresses), path


def test_without_a_secret_nothing_is_handed_out(tmp_path: Path) -> None:
    done = run(alpha().write(tmp_path), "preview", "--all", "--json")
    assert done.returncode == 2
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["code"] == "no-preview-secret"
    assert not (tmp_path / "output").exists()


def test_a_short_secret_is_a_warning() -> None:
    problems = Problems()
    assert secret_from({"PREVIEW_SECRET": "short"}, problems) == "short"
    assert [problem.code for problem in problems] == ["short-secret"]
    with pytest.raises(UsageError):
        secret_from({"PREVIEW_SECRET": ""}, problems)


def test_a_later_run_replaces_all_previews_and_leaves_none_of_the_earlier(handed_out: Path) -> None:
    config = handed_out.parent / "site.yml"
    other = "another secret of the tests"
    answer = json.loads(run(config, "preview", "--all", "--json", "--jobs", "2", PREVIEW_SECRET=other).stdout)
    assert (answer["previews"], answer["without_administrator"]) == (2, 1)
    found = {path.name for path in (handed_out / "previews").iterdir()}
    assert found == {address_of(partner, other) for partner in ("P1", "P2")}
    assert sorted(path.name for path in handed_out.iterdir()) == ["previews", "previews.csv"]
    back = run(config, "preview", "--all", "--jobs", "1", PREVIEW_SECRET=SECRET)
    assert back.returncode == 0


def test_one_preview_without_a_secret_is_for_a_local_look(tmp_path: Path) -> None:
    config = alpha().write(tmp_path)
    answer = json.loads(run(config, "preview", "P1", "--json").stdout)
    path = Path(answer["preview"])
    assert path.parent.parent == tmp_path / "output" / "preview"
    assert "valid through" not in path.read_text()
    assert run(config, "preview", "P9").returncode == 2
    assert run(config, "preview").returncode == 2
    assert run(config, "preview", "P1", "--all").returncode == 2


def test_one_preview_with_a_secret_stands_where_all_would_put_it(tmp_path: Path) -> None:
    config = alpha().write(tmp_path)
    answer = json.loads(run(config, "preview", "P1", "--json", PREVIEW_SECRET=SECRET).stdout)
    assert Path(answer["preview"]).parent == folder_of(tmp_path / "output", "P1")


def sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_the_published_sites_are_the_same_with_and_without_drafts_and_previews(tmp_path: Path) -> None:
    config = two().write(tmp_path)
    built(config)
    before = sums(tmp_path / "output" / "current")
    drafts = tmp_path / "content" / "drafts"
    drafts.mkdir()
    (drafts / "P1.yml").write_text("marketing: {tagline: Storage for harbours, logo: logos/a.svg}\n")
    (drafts / "marketing.csv").write_text("partner_id,tagline,contact_email\nP2,Drafted,nobody at home\n")
    (drafts / "logos").mkdir()
    (drafts / "logos" / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert run(config, "preview", "--all", "--jobs", "1", PREVIEW_SECRET=SECRET).returncode == 0
    assert run(config, "preview", "--overview", "--jobs", "1").returncode == 0
    built(config)
    assert sums(tmp_path / "output" / "current") == before
    assert (tmp_path / "output" / "previews.csv").is_file()


def test_a_draft_that_is_no_yaml_stops_what_would_need_it(tmp_path: Path) -> None:
    config = two().write(tmp_path)
    drafts = tmp_path / "content" / "drafts"
    drafts.mkdir()
    (drafts / "P1.yml").write_text("marketing: [\n")
    for words, environment in ((["P1"], {}), (["--all"], {"PREVIEW_SECRET": "0123456789abcdef"})):
        done = run(config, "preview", *words, **environment)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr.startswith("error: content/drafts/P1.yml:1: not valid YAML")
    assert not (tmp_path / "output").exists()
    assert run(config, "preview", "P2").returncode == 0
    (drafts / "marketing.csv").write_text("partner_id,tagline\nP2,broken,row\n")
    assert run(config, "preview", "P2").returncode == 1


def test_a_draft_of_nobody_is_a_warning_with_the_nearest_partner(tmp_path: Path) -> None:
    config = two().write(tmp_path)
    drafts = tmp_path / "content" / "drafts"
    drafts.mkdir()
    (drafts / "P01.yml").write_text("# nothing yet\n")
    (drafts / "P1.yaml").write_text("marketing: {tagline: Ours}\n")
    done = run(config, "preview", "P1")
    assert done.returncode == 0
    assert done.stderr.splitlines()[:2] == [
        'warning: content/drafts/P01.yml: partner_id: no profile has the partner_id "P01"; the draft is ignored.'
        ' Did you mean "P1"?',
        "warning: content/drafts/P1.yaml: is not a table that a draft can change; it is ignored."
        " Drafts are marketing.csv, solutions.csv or <partner_id>.yml.",
    ]
