"""The nightly publication, end to end: what it publishes, what it refuses, and what stands afterwards."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from generator.pages.page import Page, RawFile
from generator.pages.routes import key_of, slug_of
from generator.pipeline import verification
from generator.pipeline.chunk import SiteParts
from tests.release.nightly import DAY, Nightly, world_of

NEXT, THIRD = "2026-11-23", "2026-11-24"
SECRET = "Confidential Sponsor 4711"
JSON_SECRET = SECRET.replace("C", "\\u0043")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Nightly:
    """Eight partners, published once; copy before changing."""
    nightly = Nightly(tmp_path_factory.mktemp("published"), world_of(8))
    nightly.first()
    return nightly


@pytest.fixture
def nightly(published: Nightly, tmp_path: Path) -> Nightly:
    """The same in a folder of its own."""
    folder = tmp_path / "site"
    shutil.copytree(published.folder, folder, symlinks=True)
    world = world_of(8)
    return Nightly(folder, world)


def address(partner_id: str, name: str) -> str:
    return f"partners/{slug_of(partner_id, name)}.html"


def codes(answer: dict[str, Any]) -> set[str]:
    return {problem["code"] for problem in answer["problems"] if problem["severity"] == "error"}


def test_a_publication_answers_as_the_contract_says(published: Nightly) -> None:
    answer = json.loads((published.root / "report.json").read_text())
    assert answer["ok"] is True
    assert answer["audiences"]["customers"]["listings"] == 8
    assert [(guard["name"], guard["ok"]) for guard in answer["guards"]] == [("exports-old", True)]
    assert {"read", "check", "pages", "gather", "verify", "release"} == set(answer["seconds"])
    assert (published.root / "report.md").read_text().startswith(f"# Publication of {DAY}, release {answer['release']}")
    assert answer["release"] in published.page("customers/data/manifest.json")


def test_without_an_earlier_release_the_first_must_be_announced(tmp_path: Path) -> None:
    nightly = Nightly(tmp_path, world_of(1))
    answer = nightly.publish()
    assert (answer["exit"], codes(answer)) == (3, {"first-release"})
    assert not (nightly.root / "current").exists()


def test_a_release_without_its_state_is_no_yesterday(nightly: Nightly) -> None:
    for state in (nightly.root / ".state").glob("2026*"):
        state.unlink()
    before = nightly.standing()
    assert codes(nightly.publish(NEXT)) == {"first-release"}
    assert nightly.standing() == before
    assert nightly.publish(NEXT, "--first-release")["exit"] == 0


def test_a_quiet_night_keeps_every_listing_as_it_is(nightly: Nightly) -> None:
    page = nightly.root / "customers" / address("P01", "Partner Number 01")
    before = page.stat()
    answer = nightly.publish(NEXT)
    assert answer["exit"] == 0
    assert all(guard["ok"] and guard["value"] <= 1 for guard in answer["guards"])
    assert (page.stat().st_ino, page.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    report = json.loads((nightly.root / "report.json").read_text())
    assert not any(report["difference"]["customers"].values())


def test_a_refused_night_leaves_every_byte_and_says_how_to_accept_it(nightly: Nightly) -> None:
    before = nightly.standing()
    for number in range(1, 6):
        nightly.world.marketing(f"P0{number}")["publish_to_customers"] = "No"
    answer = nightly.publish(NEXT)
    assert (answer["exit"], codes(answer)) == (3, {"guard-listings-lost"})
    assert nightly.standing() == before
    assert {"name": "listings-lost", "limit": 4, "value": 5, "ok": False}.items() <= answer["guards"][0].items()
    assert "publish: listings-lost: 5 of 8 listings would be gone; at most 4 may be." in nightly.said
    assert "build.py publish --accept listings-lost=5" in nightly.said
    assert "**Not published:**" in (nightly.root / "report.md").read_text()
    assert nightly.publish(NEXT, "--accept", "listings-lost=4")["exit"] == 3
    assert nightly.publish(NEXT, "--accept", "listings-lost=5")["exit"] == 0


def test_limits_come_from_the_settings(nightly: Nightly) -> None:
    nightly.world.settings += "publish: {guards: {listings-lost: {percent: 0, least: 1}}}\n"
    nightly.world.marketing("P01")["publish_to_customers"] = "No"
    assert codes(nightly.publish(NEXT)) == {"guard-listings-lost"}


def test_an_unknown_guard_in_the_settings_is_wrong_usage(nightly: Nightly) -> None:
    nightly.world.settings += "publish: {guards: {listing-lost: {percent: 0}}}\n"
    assert nightly.publish(NEXT)["exit"] == 2


def test_the_partners_site_needs_a_host_that_asks(nightly: Nightly) -> None:
    nightly.world.settings += "publish: {targets: {inside: {audience: partners, bucket: b}}}\n"
    answer = nightly.publish(NEXT)
    assert (answer["exit"], codes(answer)) == (2, {"open-partners-site"})


def test_no_logo_stops_a_night(nightly: Nightly) -> None:
    hostile = (
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="https://evil.example/x.png"/><use href="a.svg#b"/></svg>'
    )
    (nightly.folder / "content/marketing/x.svg").write_text(hostile)
    nightly.world.marketing("P01")["logo"] = "x.svg"
    assert nightly.publish(NEXT)["exit"] == 0
    assert "logos/" in nightly.page(f"customers/partners/{slug_of('P01', 'Partner Number 01')}.html")


def test_what_a_target_lacks_is_told_before_anything_changes(nightly: Nightly, monkeypatch: pytest.MonkeyPatch) -> None:
    before = nightly.standing()
    nightly.world.settings += "publish: {targets: {web: {audience: customers, bucket: b, endpoint: nowhere}}}\n"
    nightly.world.marketing("P01")["tagline"] = "New words"
    answer = nightly.publish(NEXT)
    assert (answer["exit"], codes(answer)) == (2, {"bad-target"})
    monkeypatch.setitem(sys.modules, "boto3", None)
    answer = nightly.publish(NEXT)
    assert (answer["exit"], codes(answer)) == (2, {"missing-extra"})
    assert nightly.standing() == before


def test_a_night_that_cannot_deploy_says_that_it_published(nightly: Nightly, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    settings = "{audience: customers, bucket: b, region: us-east-1, endpoint: 'http://127.0.0.1:9'}"
    nightly.world.settings += f"publish: {{targets: {{web: {settings}}}}}\n"
    nightly.world.marketing("P01")["tagline"] = "New words"
    answer = nightly.publish(NEXT)
    assert (answer["exit"], codes(answer), answer["as_of"]) == (5, {"deploy"}, NEXT)
    assert f".releases/{answer['release']}" in str((nightly.root / "current").readlink())
    report = json.loads((nightly.root / "report.json").read_text())
    assert (report["ok"], report["exit"], report["release"]) == (False, 5, answer["release"])
    assert [problem["code"] for problem in report["problems"]] == ["deploy"]
    summary = (nightly.root / "report.md").read_text()
    assert "Not published" not in summary
    assert summary.endswith("**Published, but not deployed:**\n\n- `deploy` in s3://b/\n")


def test_content_errors_stop_before_anything_is_written(nightly: Nightly) -> None:
    before = nightly.standing()
    nightly.world.rows["profiles"][0]["country"] = "UK"
    assert nightly.publish(NEXT)["exit"] == 1
    assert nightly.standing() == before


def test_a_new_name_is_told_and_the_old_address_leads_on_for_good(nightly: Nightly) -> None:
    nightly.world.rows["profiles"][0]["name"] = "Phoenix Works"
    assert nightly.publish(NEXT)["changes"]["renamed"] == 1
    old, new = address("P01", "Partner Number 01"), address("P01", "Phoenix Works")
    for _ in (NEXT, THIRD):
        assert Path(new).name in nightly.page(f"customers/{old}")
        assert f"/{old} /{new} 301" in nightly.page("customers/_redirects")
        nightly.publish(THIRD)
    assert "Phoenix Works" in nightly.page("customers/changes/index.html")


def test_a_listing_that_is_gone_leaves_a_notice_without_a_name(nightly: Nightly) -> None:
    nightly.world.rows["profiles"][0]["name"] = "Phoenix Works"
    nightly.publish(NEXT)
    nightly.world.marketing("P01")["publish_to_customers"] = "No"
    answer = nightly.publish(THIRD)
    assert (answer["exit"], answer["changes"]["removed"]) == (0, 1)
    key = key_of("P01")
    site = nightly.root / "customers"
    assert "No longer listed" in nightly.page(f"customers/partners/{key}.html")
    assert sorted(path.name for path in (site / "badges" / key).iterdir()) == [
        "partnerworld.svg",
        "security-services-alliance.svg",
    ]
    for path in site.rglob("*"):
        assert "phoenix" not in path.name.lower()
        assert "number-01" not in path.name
        if path.is_file():
            content = path.read_bytes()
            text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content
            assert b"phoenix" not in text.lower(), path
            assert b"Number 01" not in text, path
    assert "Phoenix Works" in nightly.page(f"partners/{address('P01', 'Phoenix Works')}")


def test_the_notice_stays_until_the_listing_returns(nightly: Nightly) -> None:
    flag = nightly.world.marketing("P01")
    notice = f"customers/partners/{key_of('P01')}.html"
    flag["publish_to_customers"] = "No"
    for day in (NEXT, THIRD):
        nightly.publish(day)
        assert "No longer listed" in nightly.page(notice)
    flag["publish_to_customers"] = "Yes"
    nightly.publish("2026-11-25")
    assert Path(address("P01", "Partner Number 01")).name in nightly.page(notice)


def test_assets_of_the_release_before_stay_for_one_release(nightly: Nightly) -> None:
    names = {path.name for path in (nightly.root / "customers/assets").glob("site.*.css")}
    nightly.world.settings += 'theme: {accent: "#a00000"}\n'
    nightly.publish(NEXT)
    after = {path.name for path in (nightly.root / "customers/assets").glob("site.*.css")}
    assert names < after
    nightly.publish(THIRD)
    assert {path.name for path in (nightly.root / "customers/assets").glob("site.*.css")} == after - names


def test_rollback_brings_back_the_night_before_and_the_next_run_compares_with_it(nightly: Nightly) -> None:
    before = nightly.standing()
    nightly.world.partner("P09", "Partner Number 09")
    nightly.publish(NEXT)
    assert nightly.standing() != before
    answer = nightly.run("rollback")
    assert answer["exit"] == 0
    assert nightly.standing() == before
    assert [entry["current"] for entry in nightly.run("releases")["releases"]] == [True, False]
    assert nightly.publish(THIRD)["changes"]["added"] == 1


def test_rollback_to_what_does_not_exist_is_wrong_usage(nightly: Nightly) -> None:
    assert nightly.run("rollback", "2020-01-01-abc")["exit"] == 2


def test_headers_are_ready_for_nginx_and_caddy(published: Nightly) -> None:
    for file in ("nginx-customers.conf", "Caddyfile-partners"):
        text = (published.root / "deploy" / file).read_text()
        assert "default-src 'none'" in text
        assert "unsafe" not in text
    assert "noindex" in (published.root / "deploy/nginx-partners.conf").read_text()
    assert "noindex" not in (published.root / "deploy/nginx-customers.conf").read_text()


Seed = Callable[[SiteParts], None]


def in_pages(text: str) -> Callable[[Page | RawFile, bytes], bytes]:
    def change(page: Page | RawFile, content: bytes) -> bytes:
        return content.replace(b"</html>", text.encode() + b"</html>") if b"</html>" in content else content

    return change


def in_badge(page: Page | RawFile, content: bytes) -> bytes:
    return content.replace(b"</svg>", f"<!-- {SECRET} --></svg>".encode())


def in_shard(page: Page | RawFile, content: bytes) -> bytes:
    if not page.route.startswith("search/") or content[:2] != b"\x1f\x8b":
        return content
    return gzip.compress(gzip.decompress(content) + SECRET.encode())


SEEDED: dict[str, tuple[Callable[[Page | RawFile, bytes], bytes], str]] = {
    "plain": (in_pages(SECRET), "leak"),
    "comment": (in_pages(f"<!-- {SECRET.lower()} -->"), "leak"),
    "html": (in_pages(SECRET.replace("C", "&#67;")), "leak"),
    "url": (in_pages(f'<a href="?q={SECRET.replace(" ", "%20")}">x</a>'), "leak"),
    "json": (in_pages(f'<script type="application/ld+json">"{JSON_SECRET}"</script>'), "leak"),
    "base64": (in_pages("<!-- Q29uZmlkZW50aWFsIFNwb25zb3IgNDcxMQ== -->"), "leak"),
    "badge": (in_badge, "leak"),
    "shard": (in_shard, "leak"),
    "link": (in_pages('<a href="gone.html">x</a>'), "broken-link"),
    "anchor": (in_pages('<a href="#gone">x</a>'), "broken-link"),
    "other host": (in_pages('<img src="https://tracker.example/x.gif">'), "broken-link"),
}


def seeded(nightly: Nightly, monkeypatch: pytest.MonkeyPatch, name: str) -> dict[str, Any]:
    """A publication in which rendering puts something into what it writes that must not be there."""
    nightly.world.add("people", person_id="PP1", partner_id="P02", role="employee", name=SECRET)
    change, _ = SEEDED[name]
    write = SiteParts.write

    def spoilt(self: SiteParts, page: Page | RawFile) -> None:
        content = page.content if isinstance(page, RawFile) else self.renderer.render(page)
        write(self, RawFile(route=page.route, content=change(page, content)))

    monkeypatch.setattr(SiteParts, "write", spoilt)
    return nightly.publish(NEXT, "--accept", "tables-shrunk=0")


SHORT = {"shard"}
"""What every run tries; the other wrappings are tried on `verify` itself in every run."""


@pytest.mark.parametrize("name", [pytest.param(n, marks=[] if n in SHORT else pytest.mark.slow) for n in SEEDED])
def test_what_must_not_be_published_is_caught(nightly: Nightly, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    before = nightly.standing()
    answer = seeded(nightly, monkeypatch, name)
    assert (answer["exit"], codes(answer)) == (3, {SEEDED[name][1]})
    assert SECRET not in nightly.said
    assert nightly.standing() == before


def test_without_verification_it_would_be_published(nightly: Nightly, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "verify", lambda *_: iter(()))
    assert seeded(nightly, monkeypatch, "plain")["exit"] == 0
    assert SECRET in nightly.page("customers/index.html")


def test_a_release_torn_on_disk_is_caught(nightly: Nightly, monkeypatch: pytest.MonkeyPatch) -> None:
    verify = verification.verify

    def after_tearing(site: Any, *others: Any) -> Any:
        page = site.folder / "index.html"
        page.unlink()
        page.write_bytes(b"<html>half")
        return verify(site, *others)

    monkeypatch.setattr(verification, "verify", after_tearing)
    before = nightly.standing()
    answer = nightly.publish(NEXT)
    assert (answer["exit"], codes(answer)) == (3, {"torn-file"})
    assert nightly.standing() == before


def test_a_value_that_another_partner_publishes_is_no_leak(nightly: Nightly) -> None:
    nightly.world.add("people", person_id="PP1", partner_id="P02", role="employee", name="Sylvia Hargreave")
    nightly.world.marketing("P03")["contact_name"] = "Sylvia Hargreave"
    nightly.world.add("people", person_id="PP2", partner_id="P02", role="employee", name="What changed")
    assert nightly.publish(NEXT)["exit"] == 0
    assert "Sylvia Hargreave" in nightly.page(f"customers/{address('P03', 'Partner Number 03')}")


def test_a_name_that_another_partners_address_spells_is_no_leak(nightly: Nightly) -> None:
    nightly.world.rows["profiles"][0]["name"] = "Müller Brücken GmbH"
    nightly.world.rows["profiles"][1]["name"] = "Muller Brucken GmbH"
    for audience in ("customers", "partners"):
        nightly.world.marketing("P02")[f"publish_to_{audience}"] = "No"
    nightly.world.settings += "publish: {guards: {listings-lost: {percent: 100, least: 9}}}\n"
    answer = nightly.publish(NEXT)
    assert answer["exit"] == 0, answer["problems"]
    assert "Muller Brucken" not in nightly.page(f"customers/{address('P01', 'Müller Brücken GmbH')}")


def test_a_night_heals_what_was_damaged_in_the_release_that_stands(nightly: Nightly) -> None:
    """One file of every kind: shortened, changed or removed."""
    site = nightly.root / "customers"
    listing = address("P01", "Partner Number 01")
    damaged = [listing, "partners/index.html", "data/partners.jsonl", "search/manifest.json", "sitemap.xml"]
    damaged += [
        str(min((site / folder).rglob("*.*")).relative_to(site)) for folder in ("assets", "search", "countries")
    ]
    good = {file: (site / file).read_bytes() for file in damaged if file != "search/manifest.json"}
    for number, file in enumerate(damaged):
        path = site / file
        content = path.read_bytes()
        path.unlink()
        if number % 3 == 0:
            path.write_bytes(content.swapcase())
        elif number % 3 == 1:
            path.write_bytes(content[: len(content) // 2])
    assert nightly.publish(NEXT)["exit"] == 0
    assert {file: (site / file).read_bytes() for file in good} == good


def test_a_page_that_decayed_on_disk_is_caught_and_written_anew_on_request(nightly: Nightly) -> None:
    page = nightly.root / "customers" / address("P01", "Partner Number 01")
    good, times = page.read_bytes(), page.stat()
    page.write_bytes(good.replace(b"Number", b"Numbbb"))
    os.utime(page, ns=(times.st_atime_ns, times.st_mtime_ns))
    answer = nightly.publish(NEXT)
    assert (answer["exit"], codes(answer)) == (3, {"torn-file"})
    assert answer["problems"][0]["hint"] == "build.py publish --full writes every file anew."
    assert nightly.publish(NEXT, "--full")["exit"] == 0
    assert page.read_bytes() == good
