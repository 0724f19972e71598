"""Markdown documents with YAML front matter: `faq/<collection>/*.md` and `pages/*.md`."""

from __future__ import annotations

from pathlib import Path

from generator.errors import ContentError, Origin, Problems
from generator.intake.sources import Sources, folder_entries
from generator.model.document import Document
from generator.model.vocabulary import no_address, slugify
from generator.yaml_source import YamlSource, parse_yaml

_FENCE = "---"


def read_documents(sources: Sources, content: Path, problems: Problems) -> dict[str, tuple[Document, ...]]:
    """The documents of both folders, in the order of their paths. What is wrong with one goes to `problems`."""
    collections = []
    for entry in folder_entries(content / "faq"):
        if entry.is_dir():
            collections.append(Path(entry.path))
        elif _is_text(entry.name):
            _unread(sources, Path(entry.path), "questions stand in folders, such as faq/joining/", problems)
    for folder in collections:
        slug = slugify(folder.name)
        if folder.name != slug:
            hint = f'Rename the folder "{slug}".' if slug else None
            problems.error("faq-folder", no_address(folder.name), Origin(sources.label(folder)), hint=hint)
    faq = [document for folder in collections for document in _folder(sources, folder, folder.name, problems)]
    return {"faq": tuple(faq), "pages": tuple(_folder(sources, content / "pages", "", problems))}


def read_text(sources: Sources, path: Path) -> str:
    """A UTF-8 file with `\\n` line ends, its byte order mark removed. Raises ContentError naming the wrong byte."""
    encoded = sources.whole(path)
    try:
        text = encoded.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems = Problems()
        row = encoded[: error.start].count(b"\n") + 1
        offset = encoded.find(error.object) + error.start
        message = f"byte {offset} (0x{error.object[error.start]:02x}) is not UTF-8."
        problems.error("encoding", message, Origin(sources.label(path), row), hint="Save the file as UTF-8.")
        raise ContentError(problems) from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_yaml(sources: Sources, path: Path) -> YamlSource:
    """A YAML file. Raises ContentError naming the line."""
    return parse_yaml(read_text(sources, path), sources.label(path))


def _folder(sources: Sources, folder: Path, collection: str, problems: Problems) -> list[Document]:
    documents: list[Document] = []
    for entry in folder_entries(folder):
        if entry.name.endswith(".md") and entry.is_file():
            try:
                documents.append(_document(sources, Path(entry.path), collection))
            except ContentError as error:
                problems.extend(error.problems)
        elif entry.is_dir() and any(_is_text(inner.name) for inner in folder_entries(Path(entry.path))):
            _unread(sources, Path(entry.path), "texts do not stand in folders within this one", problems)
        elif entry.is_file() and _is_text(entry.name):
            _unread(sources, Path(entry.path), "texts are .md files", problems)
    return documents


def _is_text(name: str) -> bool:
    return name.lower().endswith((".md", ".markdown"))


def _unread(sources: Sources, path: Path, why: str, problems: Problems) -> None:
    problems.warning("unread-file", f"is not read: {why}.", Origin(sources.label(path)))


def _document(sources: Sources, path: Path, collection: str) -> Document:
    file = sources.label(path)
    lines = read_text(sources, path).split("\n")
    if lines[0].rstrip() != _FENCE:
        raise _wrong(file, 1, "must begin with front matter: a line ---, YAML, and a line ---.")
    end = next((i for i, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE), None)
    if end is None:
        raise _wrong(file, 1, "the front matter that begins here has no closing line ---.")
    front = parse_yaml("\n".join(lines[1:end]), file, first_line=2)
    if not isinstance(front.value, dict):
        raise _wrong(file, 2, "front matter must be a mapping, such as title: About.")
    body = "\n".join(lines[end + 1 :])
    return Document(collection=collection, stem=path.stem, front=front, body=body, body_line=end + 2)


def _wrong(file: str, row: int, message: str) -> ContentError:
    problems = Problems()
    problems.error("front-matter", message, Origin(file, row))
    return ContentError(problems)
