"""docs/content.md: its files, taken together, are texts that can be published."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from generator.errors import Problems
from generator.intake import read_site
from generator.pages.faq import FaqContext
from generator.pipeline.opening import open_directory
from generator.pipeline.texts import written_pages
from tests.pages.sample import assets, frame
from tests.world import ROOT, World

_FILE = re.compile(r"^`([^`\n]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def test_the_files_of_the_document_make_the_pages_it_names(tmp_path: Path) -> None:
    files = dict(_FILE.findall((ROOT / "docs" / "content.md").read_text(encoding="utf-8")))
    world = World()
    world.partner()
    world.settings += files.pop("site.yml")
    config = world.write(tmp_path)
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    problems = Problems()
    opened = open_directory(config, read_site(config), problems)
    pages = {page.route: page.context for page in written_pages(opened, frame(assets()), date(2026, 6, 30), problems)}
    assert [str(problem) for problem in problems] == []
    assert set(pages) == {"faq/", "faq/joining.html", "about.html"}
    joining = pages["faq/joining.html"]
    assert isinstance(joining, FaqContext)
    assert joining.program is not None
    (section,) = joining.sections
    assert [(question.number, question.id) for question in section.questions] == [
        (1, "who-can-join"),
        (2, "what-does-it-cost"),
    ]
    assert "[Help desk](mailto:help@partners.example)" in section.questions[0].answer
    assert [link.route for link in section.questions[0].related] == ["faq/joining.html#what-does-it-cost"]
