"""Commands as a user meets them: answers, exit codes, and the site that stands."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from filelock import FileLock

from generator.cli import main
from tests.world import ROOT, World

DAY = "2026-06-30"


class Done(NamedTuple):
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


def run(config: Path, *words: str) -> Done:
    """Run one command in this process, which has everything imported."""
    with contextlib.redirect_stdout(io.StringIO()) as said, contextlib.redirect_stderr(io.StringIO()) as told:
        day = [] if "--as-of" in words else ["--as-of", DAY]
        code = main([*words, "--config", str(config), *day])
    return Done(code, said.getvalue(), told.getvalue())


def run_alone(config: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one command as a user does, in a process of its own."""
    command = [sys.executable, str(ROOT / "build.py"), *words, "--config", str(config), "--as-of", DAY]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)


def answer(config: Path, *words: str) -> dict[str, Any]:
    found = json.loads(run(config, *words, "--json").stdout)
    assert isinstance(found, dict)
    return found


def sums(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def world() -> World:
    world = World()
    world.partner("P1", "Alpha Works")
    world.partner("P2", "Beta Systems")
    return world


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A config whose site is built; tests of this fixture only read."""
    world = World()
    world.partner("P1", "Alpha Works")
    world.add("agreements", agreement_id="A1", partner_id="P1", kind="membership", status="approved", valid_from=DAY)
    config = world.write(tmp_path_factory.mktemp("built"))
    assert run(config, "build").returncode == 0
    return config


def test_build_without_a_command_writes_the_layout_of_the_contract(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    done = run_alone(config)
    assert done.returncode == 0, done.stderr
    output = tmp_path / "output"
    assert (output / "current").is_symlink()
    assert (output / "customers").readlink() == Path("current/customers")
    assert (output / "partners").readlink() == Path("current/partners")
    for audience in ("customers", "partners"):
        site = output / audience
        for path in (
            "index.html",
            "404.html",
            "robots.txt",
            "sitemap.xml",
            "search/manifest.json",
            "data/partners.jsonl",
        ):
            assert (site / path).is_file(), path
        assert len(list((site / "partners").glob("*-*.html"))) == 2
    assert "2 listings" in done.stdout
    assert str(output / "report.json") in done.stdout


def test_options_may_stand_before_the_command(built: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "build.py"), "--config", str(built), "--as-of", DAY, "--json", "check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert json.loads(done.stdout)["counts"]["profiles"] == 1


def test_build_answers_in_the_contracts_json(tmp_path: Path, world: World) -> None:
    found = answer(world.write(tmp_path), "build")
    assert (found["ok"], found["exit"], found["problems"]) == (True, 0, [])
    assert found["as_of"] == DAY
    assert set(found["audiences"]) == {"customers", "partners"}
    assert set(found["audiences"]["customers"]) == {"listings", "pages", "bytes"}
    assert set(found["changes"]) == {"added", "removed", "renamed", "level_up", "level_down"}
    assert {"pages_rendered", "pages_reused", "pages_removed", "seconds", "release"} <= set(found)
    assert found["guards"] == []
    report = json.loads((tmp_path / "output/report.json").read_text())
    assert (report["ok"], report["exit"], report["guards"]) == (True, 0, [])


def test_a_build_foretells_the_guards_that_compare_with_the_release_it_names(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    assert run(config, "build", "--jobs", "1").returncode == 0
    for row in world.rows["marketing"]:
        row["publish_to_customers"] = "No"
    before = tmp_path / "before.json"
    before.write_bytes((tmp_path / "output/customers/data/manifest.json").read_bytes())
    world.settings += "publish: {guards: {listings-lost: {percent: 0, least: 1}}}\n"
    world.write(tmp_path)
    found = answer(config, "build", "--jobs", "1", "--previous", str(before))
    assert found["exit"] == 0
    assert [(guard["name"], guard["limit"], guard["value"], guard["ok"]) for guard in found["guards"]] == [
        ("listings-lost", 0, 2, False),
        ("levels-fallen", 4, 0, True),
    ]


def test_bad_content_stops_with_the_cell_named_and_yesterdays_site_stands(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    assert run(config).returncode == 0
    before = sums(tmp_path / "output" / "current")
    world.rows["profiles"][1]["country"] = "UK"
    world.write(tmp_path)
    done = run(config)
    assert done.returncode == 1
    assert (
        'content/profiles/profiles.csv:3: country: "UK" is not an ISO 3166 country code. Did you mean "GB"?'
        in done.stderr
    )
    assert "Traceback" not in done.stderr
    assert sums(tmp_path / "output" / "current") == before
    assert [path.name for path in (tmp_path / "output" / ".releases").iterdir() if "staging" in path.name] == []


def test_every_problem_is_told_in_one_run(tmp_path: Path, world: World) -> None:
    world.rows["profiles"][0]["country"] = "XX"
    world.rows["profiles"][1]["approved_on"] = "30.06.2026"
    found = answer(world.write(tmp_path), "check")
    assert found["exit"] == 1
    assert [(problem["row"], problem["column"]) for problem in found["problems"]] == [
        (2, "country"),
        (3, "approved_on"),
    ]


def test_a_build_refuses_what_the_rules_of_a_program_do_not_know(tmp_path: Path, world: World) -> None:
    world.add("assessments", partner_id="P1", program="partnerworld", assessed_on="2026-05-05", level="premeir")
    config = world.write(tmp_path)
    for command in ("check", "build"):
        done = run(config, command)
        assert done.returncode == 1
        assert (
            'assessments.csv:2: level: "premeir" is not a level of PartnerWorld. Did you mean "premier"?' in done.stderr
        )
    assert not (tmp_path / "output" / "current").exists()


def test_a_mistake_in_a_program_is_told_alone_in_its_line(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    page = tmp_path / "content" / "pages" / "about.md"
    page.parent.mkdir(exist_ok=True)
    page.write_text("---\ntitle: About\nmenu: footer\n---\n\n[Levels](program:partnerworld)\n", encoding="utf-8")
    program = tmp_path / "content" / "programs" / "partnerworld.yml"
    for right, wrong in (("by: brand", "by: brnd"), ("by: brand", "by: [brand")):
        before = program.read_text(encoding="utf-8")
        program.write_text(before.replace(right, wrong, 1), encoding="utf-8")
        found = answer(config, "check")["problems"]
        assert [Path(problem["file"]).name for problem in found] == ["partnerworld.yml"]
        program.write_text(before, encoding="utf-8")


def test_a_directory_that_nobody_can_see_is_worth_a_warning(tmp_path: Path, world: World) -> None:
    for row in world.rows["marketing"]:
        row["publish_to_customers"] = row["publish_to_partners"] = ""
    found = answer(world.write(tmp_path), "check")
    assert [(problem["severity"], problem["code"]) for problem in found["problems"]] == [("warning", "nobody-listed")]


def test_a_reader_that_goes_away_gets_no_traceback(built: Path) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "why", "P1", "--config", str(built), "--as-of", DAY, "--json"]
    gone = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert gone.stdout is not None
    assert gone.stderr is not None
    gone.stdout.close()
    said = gone.stderr.read()
    gone.stderr.close()
    assert gone.wait(timeout=30) == 128 + signal.SIGPIPE
    assert b"Traceback" not in said


def test_a_quarantined_row_leaves_the_listing_out_and_check_says_so(tmp_path: Path, world: World) -> None:
    world.marketing("P1").update(publish_to_customers="perhaps", publish_to_partners="both")
    config = world.write(tmp_path)
    assert run(config, "check").returncode == 1
    done = run(config, "build")
    assert done.returncode == 0
    assert "1 row left out" in done.stderr
    listed = (tmp_path / "output/customers/data/partners.jsonl").read_text()
    assert "Alpha Works" not in listed
    assert "Beta Systems" in listed


def test_strict_stops_at_a_warning(tmp_path: Path, world: World) -> None:
    world.rows["profiles"][0]["industries"] = "Underwater Basketry"
    config = world.write(tmp_path)
    assert run(config, "check").returncode == 0
    assert run(config, "build", "--strict").returncode == 1
    assert not (tmp_path / "output" / "current").exists()


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["build", "--as-off", "x"], 2, "Unrecognized arguments"),
        (["check", "--js"], 2, "Unrecognized arguments: --js"),
        (["bild"], 2, "invalid choice"),
        (["explain"], 2, "required"),
        (["explain", "P01"], 2, 'Did you mean "P1"?'),
        (["why", "P7"], 2, 'no profile has the partner_id "P7"'),
        (["explain", "P1", "--program", "partnerwurld"], 2, 'Did you mean "partnerworld"?'),
        (["search", "alpha", "--filter", "country"], 2, "is not a filter"),
        (["build", "--jobs", "0"], 2, "is not a whole number from 1"),
        (["build", "--jobs", "²"], 2, "is not a whole number from 1"),
        (["serve", "--port", "99999"], 2, "is not a port from 1 to 65535"),
        (["search", "alpha", "--filter", "contry=germany"], 2, 'Did you mean "country"?'),
        (["check", "--as-of", "20261122"], 2, '"20261122" is not a date; write YYYY-MM-DD'),
        (["check", "--as-of", "2026-W47-7"], 2, '"2026-W47-7" is not a date; write YYYY-MM-DD'),
        (["build", "--as-of", "1899-12-31"], 2, '"1899-12-31" lies outside the years 1900 to 2199'),
        (["preview", "P1", "--as-of", "2200-01-01"], 2, '"2200-01-01" lies outside the years 1900 to 2199'),
        (["serve", "--output", "{root}/published/sub"], 2, "would go past the guards"),
        (["preview", "P1", "--output", "{root}/published"], 2, "would go past the guards"),
    ],
)
def test_wrong_usage_is_exit_2_in_words_and_in_json(built: Path, words: list[str], code: int, says: str) -> None:
    done = run(built, *(word.replace("{root}", str(built.parent)) for word in words), "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["exit"], found["ok"]) == (code, code, False)
    assert says in done.stderr
    assert "Traceback" not in done.stderr


def test_a_missing_export_is_exit_5_and_names_it(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    (tmp_path / "content/profiles/profiles.csv").unlink()
    done = run(config)
    assert done.returncode == 5
    assert "content/profiles/profiles.csv" in done.stderr


def test_a_folder_where_nothing_can_be_written_is_exit_5(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    (tmp_path / "output").write_text("a file is in the way")
    done = run(config)
    assert done.returncode == 5
    assert str(tmp_path / "output") in done.stderr


def test_somebody_elses_folder_is_not_touched(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    own = tmp_path / "output" / "customers" / "letter.txt"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    assert run(config).returncode == 5
    assert own.read_text() == "mine"


def test_a_second_build_ends_at_once_with_exit_4(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    (tmp_path / "output").mkdir()
    with FileLock(tmp_path / "output" / ".lock"):
        done = run(config)
    assert done.returncode == 4
    assert run(config).returncode == 0


def test_a_terminated_build_leaves_nothing_behind(tmp_path: Path, world: World) -> None:
    for number in range(3, 400):
        world.partner(f"P{number}", f"Partner Number {number}")
    config = world.write(tmp_path)
    releases = tmp_path / "output" / ".releases"
    build = subprocess.Popen(
        [sys.executable, str(ROOT / "build.py"), "--config", str(config), "--as-of", DAY], stderr=subprocess.PIPE
    )
    deadline = time.monotonic() + 30
    while not list(releases.glob("*/*")) and time.monotonic() < deadline:
        time.sleep(0.002)
    build.send_signal(signal.SIGTERM)
    _, said = build.communicate(timeout=30)
    assert build.returncode == 128 + signal.SIGTERM
    assert b"Traceback" not in said
    assert not (tmp_path / "output" / "current").exists()
    assert [path for path in releases.iterdir() if path.is_dir() and any(path.iterdir())] == []
    assert run(config).returncode == 0


def test_a_signal_that_comes_while_processes_are_forked_is_not_lost(tmp_path: Path, world: World) -> None:
    for number in range(3, 100):
        world.partner(f"P{number}", f"Partner Number {number}")
    words = ["--jobs", "2", "--config", str(world.write(tmp_path)), "--as-of", DAY]
    program = (
        "import os, signal, sys\nfrom generator.cli import main\n"
        "os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGTERM))\n"
        f"sys.exit(main({words!r}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 128 + signal.SIGTERM
    assert not (tmp_path / "output" / "current").exists()


def test_a_build_into_what_it_reads_is_refused(built: Path) -> None:
    done = run(built, "build", "--output", str(built.parent / "content" / "out"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "a build would read what it has written" in done.stderr


def test_a_damaged_logo_is_warned_of_once_and_where_it_stands_now(tmp_path: Path, world: World) -> None:
    world.marketing("P2")["logo"] = "bad.png"
    config = world.write(tmp_path)
    (tmp_path / "content" / "marketing" / "logos").mkdir(parents=True)
    (tmp_path / "content" / "marketing" / "logos" / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    first = run(config)
    assert (first.returncode, first.stderr.count("bad.png")) == (0, 1)
    assert "marketing.csv:3:" in first.stderr
    world.rows["marketing"].reverse()
    world.write(tmp_path)
    assert "marketing.csv:2:" in run(config).stderr


def test_a_page_that_is_no_longer_planned_disappears(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    run(config)
    gone = next((tmp_path / "output/customers/partners").glob("beta-systems-*.html"))
    world.marketing("P2")["publish_to_customers"] = "No"
    world.write(tmp_path)
    run(config)
    assert not gone.exists()


def test_the_same_inputs_give_the_same_bytes_anywhere(tmp_path: Path, world: World) -> None:
    world.rows["profiles"][0]["name"] = "Łódź Straße 東京"
    first, second = tmp_path / "a", tmp_path / "deeper" / "b"
    one = run_alone(world.write(first), PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C.UTF-8")
    two = run_alone(world.write(second), PYTHONHASHSEED="2", TZ="America/Lima", LC_ALL="C")
    assert (one.returncode, two.returncode) == (0, 0)
    for audience in ("customers", "partners"):
        assert sums(first / "output" / audience) == sums(second / "output" / audience)


def test_explain_reads_like_an_answer(built: Path) -> None:
    done = run(built, "explain", "P1")
    assert done.returncode == 0
    assert done.stdout.startswith("Alpha Works (P1)")
    assert "Member" in done.stdout
    found = answer(built, "explain", "P1")["programs"]
    own = next(one for one in found if one["program"] == "partnerworld")
    assert (own["achieved"], own["displayed"], own["displayed_since"]) == ("member", "member", DAY)


def test_why_names_the_cell_that_decides(built: Path) -> None:
    found = answer(built, "why", "P1", "--audience", "customers")["audiences"]
    assert [(one["audience"], one["visible"], one["reason"]) for one in found] == [("customers", True, "published")]
    decided = found[0]["decided_by"]
    assert (decided["table"], decided["row"], decided["column"], decided["value"]) == (
        "marketing",
        2,
        "publish_to_customers",
        "Yes",
    )
    fields = found[0]["fields"]
    assert (fields["marketing.tagline"]["published"], fields["marketing.tagline"]["reason"]) == (True, "marketing")
    assert (fields["revenue.amount"]["published"], fields["revenue.amount"]["reason"]) == (False, "own")
    assert "Visible to customers" in run(built, "why", "P1").stdout


def test_search_finds_in_the_built_index(built: Path) -> None:
    found = answer(built, "search", "alpha")
    assert (found["query"], found["total"]) == ("alpha", 1)
    assert found["results"][0]["id"] == "P1"
    assert answer(built, "search", "xzzzx")["total"] == 0


def test_search_without_words_gives_what_the_filters_let_pass(built: Path) -> None:
    found = answer(built, "search", "--filter", "country=germany")
    assert (found["query"], [hit["id"] for hit in found["results"]]) == ("", ["P1"])


def test_search_before_any_build_says_to_build_first(tmp_path: Path, world: World) -> None:
    done = run(world.write(tmp_path), "search", "alpha")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(
        f"error: build.py: there is no search index in {tmp_path}/output/customers yet. Build"
    )


@pytest.mark.parametrize("command", ["search", "serve"])
def test_a_site_that_the_settings_do_not_have_is_wrong_usage(tmp_path: Path, world: World, command: str) -> None:
    world.settings += "audiences: [partners]\n"
    done = run(world.write(tmp_path), command)
    assert done.returncode == 2
    assert "Write --audience partners." in done.stderr


def test_a_port_that_is_taken_is_named_before_anything_is_built(tmp_path: Path, world: World) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run(world.write(tmp_path), "serve", "--port", str(port))
    assert done.returncode == 5
    assert done.stderr.startswith(f"error: build.py: port {port} of 127.0.0.1 cannot be used: address already in use.")
    assert "Serving" not in done.stderr
    assert not (tmp_path / "output").exists()


@pytest.mark.parametrize(("output", "root"), [("pub", "pub"), ("pub/inside", "pub"), ("out", "out/current")])
def test_a_build_never_replaces_what_hosts_serve(tmp_path: Path, world: World, output: str, root: str) -> None:
    world.settings += f"publish: {{root: {root}}}\n"
    config = world.write(tmp_path)
    (tmp_path / "link").symlink_to(tmp_path, target_is_directory=True)
    done = run(config, "build", "--output", str(tmp_path / "link" / output))
    assert done.returncode == 2
    assert "would go past the guards" in done.stderr
    assert not (tmp_path / "pub").exists()


def test_settings_keep_the_published_site_apart_from_builds(tmp_path: Path, world: World) -> None:
    world.settings += "output: site/\npublish:\n  root: ./site\n"
    done = run(world.write(tmp_path), "check")
    assert done.returncode == 2
    assert 'site.yml:8: publish.root: "./site" is not apart from output' in done.stderr


def test_the_first_and_the_last_day_can_be_asked_for(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    for day, *words in (("1900-01-01", "build", "--jobs", "1"), ("2199-12-31", "preview", "P1")):
        done = run(config, *words, "--as-of", day)
        assert done.returncode == 0, done.stderr


def test_an_answer_that_cannot_be_written_is_exit_5(built: Path) -> None:
    command = [sys.executable, str(ROOT / "build.py"), "check", "--config", str(built), "--as-of", DAY]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 5
    assert done.stderr == "error: stdout: the answer could not be written: no space left on device.\n"


def test_a_terminal_that_lacks_letters_gets_the_answer_all_the_same(built: Path) -> None:
    done = run_alone(built, "explain", "P1", PYTHONIOENCODING="ascii")
    assert done.returncode == 0, done.stderr
    assert "\\u2713" in done.stdout


def test_quiet_hides_the_summary_and_no_problem(tmp_path: Path, world: World) -> None:
    world.marketing("P1")["publish_to_customers"] = "perhaps"
    config = world.write(tmp_path)
    for command, code in (("check", 1), ("build", 0)):
        done = run(config, command, "--quiet")
        assert (done.returncode, done.stdout) == (code, "")
        assert done.stderr.startswith("quarantine: content/marketing/marketing.csv:2: publish_to_customers:")
        assert len(done.stderr.splitlines()) == 1
    assert "Alpha Works" in run(config, "explain", "P1", "--quiet").stdout


def test_a_missing_template_is_named(tmp_path: Path, world: World) -> None:
    config = world.write(tmp_path)
    own = tmp_path / "theme" / "pages" / "listing.html"
    own.parent.mkdir(parents=True)
    own.write_text('{% include "parts/nowhere.html" %}')
    done = run(config, "build", "--jobs", "1")
    assert done.returncode == 5
    assert done.stderr.startswith("error: build.py: input or output failed: 'parts/nowhere.html' not found in search")


@pytest.mark.parametrize("place", ["pages/home.html", "partials/card.html"])
def test_a_template_that_does_not_parse_is_named_with_its_line(tmp_path: Path, world: World, place: str) -> None:
    config = world.write(tmp_path)
    own = tmp_path / "theme" / place
    own.parent.mkdir(parents=True)
    own.write_text("<p>\n{% if page %}\n")
    done = run(config, "build", "--jobs", "1")
    assert done.returncode == 1, done.stderr
    assert f"theme/{place}:2: cannot be read as a template: Unexpected end of template." in done.stderr
    assert "Traceback" not in done.stderr


def test_help_teaches_and_imports_nothing_heavy() -> None:
    probe = (
        "import sys; from generator.cli import main\n"
        "try: main(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = ('jinja2', 'whoosh', 'babel', 'numpy', 'yaml', 'PIL', 'msgspec')\n"
        "print([m for m in heavy if m in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, cwd=ROOT, check=False)
    assert "examples:" in done.stdout
    assert "exit codes:" in done.stdout
    assert done.stderr.strip() == "['msgspec']"
