"""Assets are bundled, hashed, linked to each other, and a theme replaces them by path."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.errors import ContentError, Problems
from generator.model.site import Theme
from generator.render.assets import Assets, bundle, minified
from tests.pages.sample import TEMPLATES


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def content(assets: Assets, name: str) -> str:
    return next(file.content for file in assets.files if file.route == assets.names[name]).decode("utf-8")


def test_layers_come_in_their_order_with_the_files_of_their_folders(tmp_path: Path) -> None:
    write(tmp_path, {"css/pages/b.css": "b{c:d}", "css/pages.css": "a{c:d}", "css/base.css": "z{c:d}"})
    style = content(bundle([tmp_path], Theme(), None, Problems()), "site.css")
    assert style.startswith("@layer reset,tokens,base,layout,components,pages,print;@layer base{z{c:d}}")
    assert "@layer pages{a{c:d}b{c:d}}" in style


def test_a_script_imports_the_hashed_name_of_another(tmp_path: Path) -> None:
    write(tmp_path, {"js/a.js": 'import { b } from "../lib/b.js";', "lib/b.js": "export const b = 1;"})
    assets = bundle([tmp_path], Theme(), None, Problems())
    assert content(assets, "js/a.js") == f'import {{ b }} from "../{assets.names["lib/b.js"].removeprefix("assets/")}";'


def test_a_change_in_an_import_changes_the_name_of_the_importer(tmp_path: Path) -> None:
    write(tmp_path, {"js/a.js": 'import "./b.js";', "js/b.js": "1"})
    before = bundle([tmp_path], Theme(), None, Problems()).names["js/a.js"]
    write(tmp_path, {"js/b.js": "2"})
    assert bundle([tmp_path], Theme(), None, Problems()).names["js/a.js"] != before


def test_a_worker_is_found_by_its_hashed_name(tmp_path: Path) -> None:
    write(tmp_path, {"js/a.js": 'new Worker(new URL("./w.js", import.meta.url));', "js/w.js": "1"})
    assert re.search(r'new URL\("\./w\.\w{10}\.js"', content(bundle([tmp_path], Theme(), None, Problems()), "js/a.js"))


def test_a_name_that_cannot_stand_in_an_address_is_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path, {"my logo.svg": "<svg/>", ".cache/x.txt": "x", "js/a.js": "1"})
    problems = Problems()
    assert list(bundle([folder], Theme(), None, problems).names) == ["js/a.js", "site.css"]
    assert [(problem.code, problem.origin.file) for problem in problems] == [
        ("asset-name", "templates/assets/my logo.svg")
    ]


def test_a_missing_import_is_an_error(tmp_path: Path) -> None:
    problems = Problems()
    bundle([write(tmp_path, {"js/a.js": 'import "./gone.js";'})], Theme(), None, problems)
    assert [str(problem) for problem in problems] == [
        'templates/assets/js/a.js: imports "./gone.js", which does not exist.'
    ]


def test_scripts_in_a_circle_are_an_error(tmp_path: Path) -> None:
    write(tmp_path, {"js/a.js": 'import "./b.js";', "js/b.js": 'import "./a.js";'})
    with pytest.raises(ContentError, match=r"circle: js/a\.js → js/b\.js → js/a\.js"):
        bundle([tmp_path], Theme(), None, Problems())


def test_a_theme_replaces_an_asset_by_its_path(tmp_path: Path) -> None:
    ours = write(tmp_path / "ours", {"js/a.js": "1", "js/b.js": "2"})
    theirs = write(tmp_path / "theirs", {"js/a.js": "3"})
    assets = bundle([theirs, ours], Theme(), None, Problems())
    assert (content(assets, "js/a.js"), content(assets, "js/b.js")) == ("3", "2")


def test_a_missing_theme_logo_is_an_error() -> None:
    problems = Problems()
    bundle([], Theme(logo="logo.svg"), None, problems)
    assert [problem.code for problem in problems] == ["theme-logo"]


def test_a_style_sheet_loses_comments_and_space_only() -> None:
    assert minified("/* x */ a > b ,\n c { d : e ; f: g h; }\n") == "a > b,c{d : e;f: g h}"
    assert minified("a::after { content: ', ' }") == "a::after{content: ', '}"


def test_our_own_assets_are_light() -> None:
    import gzip

    assets = bundle([TEMPLATES / "assets"], Theme(), None, Problems())
    assert len(gzip.compress(content(assets, "site.css").encode())) < 12_000
