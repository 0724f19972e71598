"""Every string of the interface passes through the catalogues, and the template of the catalogues is current."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from generator import wording

ROOT = Path(__file__).parents[2]
POT = ROOT / "generator" / "locale" / "partner_directory.pot"
FOR_DEVELOPERS = "style_guide.html"
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*.html") if path.name != FOR_DEVELOPERS)

_CLASSES = re.compile(r"\{% block page_class %\}[^{]*")
_JINJA = re.compile(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
_ATTRIBUTE = re.compile(r'\b(?:aria-label|title|placeholder|alt)="([^"]*)"')
_TAG = re.compile(r"<[^>]*>", re.DOTALL)


def messages(path: Path) -> set[str]:
    with path.open("rb") as stream:
        return {str(message.id) for message in read_po(stream) if message.id}


def test_the_template_of_the_catalogues_is_current(tmp_path: Path) -> None:
    found = tmp_path / "found.pot"
    command = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", "--no-location"]
    command += ["-k", "gettext", "-k", "ngettext:1,2", "-o", str(found), "."]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    assert messages(found) == messages(POT), "run `make messages`"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_templates_hold_no_words_of_their_own(path: Path) -> None:
    text = _JINJA.sub("", _CLASSES.sub("", path.read_text(encoding="utf-8")))
    words = [*_ATTRIBUTE.findall(text), _TAG.sub(" ", text)]
    assert re.findall(r"[A-Za-z]{2,}", " ".join(words)) == []


def test_a_catalogue_puts_its_words_in_the_place_of_ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    catalogue = Catalog(locale="de")
    catalogue.add("Partners", "Partnerfirmen")
    catalogue.add(("%(num)s partner", "%(num)s partners"), ("%(num)s Firma", "%(num)s Firmen"))
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    packed = io.BytesIO()
    write_mo(packed, catalogue)
    (folder / "partner_directory.mo").write_bytes(packed.getvalue())
    monkeypatch.setattr(wording, "LOCALE", tmp_path)
    wording.translations.cache_clear()
    german = wording.Wording("de")
    assert german.gettext("Partners") == "Partnerfirmen"
    assert german.ngettext("%(num)s partner", "%(num)s partners", 1200) == "1.200 Firmen"
    assert german.gettext("Solutions") == "Solutions"
    wording.translations.cache_clear()
