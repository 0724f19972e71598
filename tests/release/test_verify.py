"""Verify: a sound site passes; each way in which it can be broken is found, with its file."""

from __future__ import annotations

import base64
import gzip
from collections.abc import Callable
from datetime import date
from pathlib import Path

import msgspec
import pytest

from generator.audience.publication import Audience
from generator.pages.manifest import ListedFacts, Manifest, manifest_file
from generator.release.checks import LARGEST_PAGE, Finding, StagedRelease, as_problems
from generator.release.leaks import LeakScan
from generator.release.staging import StagedSite
from generator.release.verify import verify

BASE = "https://partners.example/dir/"
LISTING = "partners/alpha-aaaaaaaa.html"
SECRET = "tok-93af77c1"

FILES = {
    "index.html": '<html><link rel="stylesheet" href="./assets/site.1.css">'
    '<a href="partners/alpha-aaaaaaaa.html#office">A</a>'
    '<a href="./#top" id="top">B</a><a href="https://other.example/">C</a><a href="mailto:a@b.example">D</a>'
    f'<link rel="canonical" href="{BASE}"><meta property="og:url" content="{BASE}"></html>',
    LISTING: '<html><h2 id="office">Office</h2><a href="../">up</a>'
    '<img src="../logos/a.svg" srcset="../logos/a.svg 2x">'
    '<script type="application/ld+json">{"@type": "Organization"}</script>'
    f'<a rel="nofollow noopener ugc" href="{BASE}made-up.html">their site</a></html>\n',
    "assets/site.1.css": 'a{background:url("dot.svg")}',
    "assets/dot.svg": "<svg/>",
    "assets/site.js": 'import { one } from "./one.js";',
    "assets/one.js": "export const one = 1;",
    "logos/a.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    "sitemap.xml": f"<urlset><url><loc>{BASE}{LISTING}</loc></url></urlset>",
    "data/partners.jsonl": f'{{"url":"{BASE}{LISTING}"}}\n',
    "_redirects": f"/dir/partners/old-aaaaaaaa.html /dir/{LISTING} 301\n",
    "search/manifest.json": "{}",
    "404.html": '<html><link rel="stylesheet" href="/dir/assets/site.1.css"><a href="/dir/">Home</a></html>',
    "search/c1.bin": gzip.compress(b"cards").decode("latin-1"),
}


class Site:
    """A small sound site, to be broken."""

    def __init__(self, folder: Path) -> None:
        self.staged = StagedSite(folder)
        self.files = dict(FILES)
        self.listings = {LISTING}
        self.slug = "alpha-aaaaaaaa"

    def write(self) -> None:
        for file, text in self.files.items():
            self.staged.write(file, text.encode("latin-1" if file.endswith(".bin") else "utf-8"))
        manifest = Manifest(
            as_of=date(2026, 11, 1),
            release="r",
            audience=Audience.CUSTOMERS,
            counts={},
            programs={},
            listings={"aaaaaaaa": ListedFacts(name="Alpha", slug=self.slug, text="x")},
        )
        file = manifest_file(manifest, self.staged.sums)
        self.staged.write(file.route, file.content)

    def findings(self, history: frozenset[str] = frozenset()) -> list[Finding]:
        release = StagedRelease(
            audience="customers",
            folder=self.staged.folder,
            base_url=BASE,
            sums=self.staged.sums,
            listings=self.listings,
            history=history,
        )
        return list(verify(release, LeakScan([SECRET, "Hidden Works Ltd"])))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_sound_site_passes(site: Site) -> None:
    site.write()
    assert site.findings() == []


def in_page(html: str) -> Callable[[Site], None]:
    def change(site: Site) -> None:
        site.files["index.html"] = site.files["index.html"].replace("</html>", f"{html}</html>")

    return change


def adding(file: str, text: str) -> Callable[[Site], None]:
    return lambda site: site.files.update({file: text})


BEFORE: dict[str, tuple[Callable[[Site], None], str, str, str]] = {
    "link": (in_page('<a href="gone.html">x</a>'), "broken-link", "index.html", "gone.html leads nowhere."),
    "folder link": (in_page('<a href="countries/">x</a>'), "broken-link", "index.html", "countries/ leads nowhere."),
    "anchor": (
        in_page(f'<a href="{LISTING}#x">x</a>'),
        "broken-link",
        "index.html",
        f"links to #x of {LISTING}, which has no such anchor.",
    ),
    "own anchor": (
        in_page('<a href="#x">x</a>'),
        "broken-link",
        "index.html",
        "links to #x of index.html, which has no such anchor.",
    ),
    "image": (in_page('<img src="a.png">'), "broken-link", "index.html", "a.png leads nowhere."),
    "srcset": (in_page('<img srcset="logos/a.svg 1x, b.png 2x">'), "broken-link", "index.html", "b.png leads nowhere."),
    "third party script": (
        in_page('<script src="https://cdn.example/x.js"></script>'),
        "broken-link",
        "index.html",
        "https://cdn.example/x.js is loaded from another host.",
    ),
    "third party style": (
        in_page("<link rel='stylesheet' href='https://cdn.example/x.css'>"),
        "broken-link",
        "index.html",
        "https://cdn.example/x.css is loaded from another host.",
    ),
    "script address": (
        in_page('<a href="javascript:alert(1)">x</a>'),
        "broken-link",
        "index.html",
        "javascript:alert(1) has a scheme that no page may use.",
    ),
    "absolute path": (
        in_page('<a href="/partners/">x</a>'),
        "broken-link",
        "index.html",
        "/partners/ is not relative: it would break below a path.",
    ),
    "not found": (
        adding("404.html", '<html><a href="/dir/gone/">x</a></html>'),
        "broken-link",
        "404.html",
        "/dir/gone/ leads nowhere.",
    ),
    "no scheme": (
        in_page('<a href="//other.example/">x</a>'),
        "broken-link",
        "index.html",
        "//other.example/ has no scheme.",
    ),
    "above": (
        in_page('<a href="../x/../index.html">x</a>'),
        "broken-link",
        "index.html",
        "../x/../index.html leads out of the site.",
    ),
    "canonical": (
        in_page(f'<link rel="canonical" href="{BASE}x.html">'),
        "broken-link",
        "index.html",
        f"{BASE}x.html leads nowhere.",
    ),
    "refresh": (
        in_page('<meta http-equiv="refresh" content="0; url=x.html">'),
        "broken-link",
        "index.html",
        "x.html leads nowhere.",
    ),
    "style sheet": (adding("assets/b.css", "a{b:url(x.png)}"), "broken-link", "assets/b.css", "x.png leads nowhere."),
    "module": (adding("assets/b.js", 'import "./x.js";'), "broken-link", "assets/b.js", "./x.js leads nowhere."),
    "sitemap": (
        adding("sitemap.xml", f"<urlset><url><loc>{BASE}x.html</loc></url></urlset>"),
        "broken-link",
        "sitemap.xml",
        f"{BASE}x.html leads nowhere.",
    ),
    "feed": (
        adding("changes/feed.xml", f'<feed><link href="{BASE}x.html"/></feed>'),
        "broken-link",
        "changes/feed.xml",
        f"{BASE}x.html leads nowhere.",
    ),
    "open facts": (
        adding("data/solutions.jsonl", f'{{"url":"{BASE}x.html"}}\n'),
        "broken-link",
        "data/solutions.jsonl",
        f"{BASE}x.html leads nowhere.",
    ),
    "redirect": (
        adding("_redirects", "/dir/a /dir/b.html 301\n"),
        "broken-link",
        "_redirects",
        f"{BASE}b.html leads nowhere.",
    ),
    "structured": (
        in_page('<script type="application/ld+json">{"a": }</script>'),
        "bad-structure",
        "index.html",
        "holds JSON that cannot be read: JSON is malformed: invalid character (byte 6).",
    ),
    "json": (
        adding("a.json", "{"),
        "bad-structure",
        "a.json",
        "holds JSON that cannot be read: Input data was truncated.",
    ),
    "json line": (
        adding("data/b.jsonl", "{}\n{\n"),
        "bad-structure",
        "data/b.jsonl",
        "holds JSON that cannot be read in line 2: Input data was truncated.",
    ),
    "picture": (
        adding("logos/b.svg", "<svg><a></svg>"),
        "bad-structure",
        "logos/b.svg",
        "is not well-formed XML: mismatched tag: line 1, column 10.",
    ),
    "half a page": (adding("b.html", "<html><p>half"), "torn-file", "b.html", "does not end as a page ends."),
    "empty file": (adding("b.csv", ""), "torn-file", "b.csv", "is empty."),
    "large page": (
        adding("b.html", "<html>" + "x" * LARGEST_PAGE + "</html>"),
        "too-large",
        "b.html",
        "has 2,000,013 bytes; a page has at most 2,000,000.",
    ),
    "leak": (in_page(f"<!-- {SECRET} -->"), "leak", "index.html", 'holds a private value: "to…" (12 characters).'),
    "leak in base64": (
        in_page(base64.b64encode(b'{"t": "' + SECRET.encode() + b'"}').decode()),
        "leak",
        "index.html",
        'holds a private value: "to…" (12 characters).',
    ),
    "leak in a shard": (
        adding("search/c2.bin", gzip.compress(f'["{SECRET}"]'.encode()).decode("latin-1")),
        "leak",
        "search/c2.bin",
        'holds a private value: "to…" (12 characters).',
    ),
    "leak in a badge": (
        adding("badges/aaaaaaaa/p.svg", "<svg><title>Hidden Works Ltd</title></svg>"),
        "leak",
        "badges/aaaaaaaa/p.svg",
        'holds a private value: "Hi…" (16 characters).',
    ),
    "leak in a file name": (
        adding("solutions/hidden-works-ltd-x.html", "<html></html>"),
        "leak",
        "solutions/hidden-works-ltd-x.html",
        'holds a private value: "Hi…" (16 characters).',
    ),
    "unplanned listing": (
        adding("partners/beta-bbbbbbbb.html", "<html></html>"),
        "unplanned-file",
        "partners/beta-bbbbbbbb.html",
        "is a listing that the first pass did not plan.",
    ),
    "planned listing": (
        lambda site: site.listings.add("partners/beta-bbbbbbbb.html"),
        "missing-file",
        "partners/beta-bbbbbbbb.html",
        "is a planned listing but is not there.",
    ),
    "listing of the manifest": (
        lambda site: setattr(site, "slug", "other-aaaaaaaa"),
        "bad-manifest",
        "partners/other-aaaaaaaa.html",
        "is in the manifest but not in the plan.",
    ),
}


@pytest.mark.parametrize("name", BEFORE)
def test_what_is_wrong_with_a_site_is_found(site: Site, name: str) -> None:
    change, code, file, message = BEFORE[name]
    change(site)
    site.write()
    # A file's name stands in the manifest too.
    found = [(f.code, f.file, f.message) for f in site.findings() if f.file != "data/manifest.json"]
    assert found == [(code, file, message)]


AFTER: dict[str, tuple[Callable[[Path], object], str, str, str]] = {
    "torn file": (
        lambda folder: (folder / "assets/one.js").write_text("export"),
        "torn-file",
        "assets/one.js",
        "does not have the bytes that were written.",
    ),
    "lost file": (
        lambda folder: (folder / "assets/dot.svg").unlink(),
        "missing-file",
        "assets/dot.svg",
        "was written but is not there.",
    ),
    "foreign file": (
        lambda folder: (folder / "shell.php").write_text("<?php"),
        "unplanned-file",
        "shell.php",
        "is not in the plan of this release.",
    ),
    "foreign link": (
        lambda folder: (folder / "etc").symlink_to("/etc"),
        "unplanned-file",
        "etc",
        "is not in the plan of this release.",
    ),
}


@pytest.mark.parametrize("name", AFTER)
def test_what_happened_to_the_files_since_is_found(site: Site, name: str) -> None:
    change, code, file, message = AFTER[name]
    site.write()
    change(site.staged.folder)
    assert (code, file, message) in [(f.code, f.file, f.message) for f in site.findings()]


def test_a_file_that_became_a_link_is_found(site: Site, tmp_path: Path) -> None:
    site.write()
    file = site.staged.folder / "assets/one.js"
    file.rename(tmp_path.parent / "one.js")
    file.symlink_to(tmp_path.parent / "one.js")
    assert [(f.code, f.message) for f in site.findings()] == [("unplanned-file", "is not a plain file.")]


def test_a_redirect_that_history_adds_is_planned(site: Site) -> None:
    site.files["partners/old-aaaaaaaa.html"] = f'<html><a href="../{LISTING}">x</a></html>'
    site.write()
    assert site.findings(frozenset({"partners/old-aaaaaaaa.html"})) == []


def test_a_release_without_a_readable_manifest_is_refused(site: Site) -> None:
    site.write()
    (site.staged.folder / "data/manifest.json").write_text("{")
    assert [f.code for f in site.findings()] == ["bad-manifest"]


def test_a_file_without_a_sum_is_found(site: Site) -> None:
    site.write()
    site.staged.write("late.txt", b"late")
    assert [(f.code, f.file, f.message) for f in site.findings()] == [
        ("bad-manifest", "late.txt", "is missing from the sums of the manifest.")
    ]


def test_text_that_looks_like_markup_is_no_link(site: Site) -> None:
    site.files["index.html"] = '<html><p>Write &lt;a href="gone.html"&gt; or href="gone.html" yourself.</p></html>'
    site.write()
    assert [f for f in site.findings() if f.file == "index.html"] == []


def test_many_findings_of_a_kind_are_counted() -> None:
    findings = [Finding(code="leak", audience="customers", file=f"{n}.html", message="x.") for n in range(25)]
    problems = list(as_problems(findings))
    assert len(problems) == 21
    assert str(problems[0]) == "customers/0.html: x."
    assert str(problems[-1]) == "verify: 5 more of this kind."


def test_findings_do_not_repeat_the_private_value(site: Site) -> None:
    in_page(SECRET)(site)
    site.write()
    said = msgspec.json.encode([msgspec.structs.replace(finding, value=None) for finding in site.findings()])
    assert SECRET.encode() not in said
