"""Documents for tests of FAQ and text pages, read as intake reads them."""

from __future__ import annotations

from textwrap import dedent

from generator.errors import Problems
from generator.model.document import Document
from generator.model.site import Contact
from generator.pages.text_links import LinkTargets
from generator.yaml_source import parse_yaml

TARGETS = LinkTargets(
    contacts={
        "help": Contact(name="Help desk", email="help@partners.example", phone="+1 555 0100"),
        "office": Contact(name="Head office", address=("1 Long Road", "Springfield")),
        "form": Contact(name="Form", url="https://partners.example/form", email="x@partners.example", note="mornings"),
        "office-hours": Contact(name="Reception", note="weekdays only"),
    },
    programs={"partnerworld": "PartnerWorld", "alliance": "Alliance"},
    pages={"about": "About", "levels": "How levels work"},
    questions={"joining": frozenset({"who-can-join", "first-steps"})},
    coming=frozenset({"alliance"}),
)


def document(file: str, text: str, collection: str = "") -> Document:
    """The document of a text that begins with front matter between `---` lines."""
    lines = dedent(text).lstrip("\n").split("\n")
    end = lines.index("---", 1)
    return Document(
        collection=collection,
        stem=file.rpartition("/")[2].removesuffix(".md"),
        front=parse_yaml("\n".join(lines[1:end]), file, first_line=2),
        body="\n".join(lines[end + 1 :]),
        body_line=end + 2,
    )


def said(problems: Problems) -> list[str]:
    """The problems as a user reads them."""
    return [str(problem) for problem in problems]
