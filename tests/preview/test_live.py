"""The live preview: a draft is read again at once, and what goes wrong leaves the preview that stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from generator.preview.live import LivePreview
from generator.preview.server import Watch, Watched
from tests.preview.conftest import DAY, Desk


def live(desk: Desk) -> tuple[LivePreview, Watch]:
    preview = LivePreview(desk.config, "P1", DAY, desk.config.parent / "output" / "preview" / "p1")
    preview.start(desk.opened, desk.problems)
    return preview, Watch(preview.watched())


def test_a_new_draft_shows_and_goes_again(alpha_desk: Desk) -> None:
    preview, watch = live(alpha_desk)
    assert watch() is False
    assert not (preview.folder / "customers/draft.html").exists()
    alpha_desk.draft("P1.yml", "marketing: {tagline: Storage for harbours}\n")
    assert watch() is True
    assert "Storage for harbours" in (preview.folder / "customers/draft.html").read_text()
    (alpha_desk.drafts_folder / "P1.yml").unlink()
    assert watch() is True
    assert not (preview.folder / "customers/draft.html").exists()


def test_pages_that_stay_the_same_are_not_written_again(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing: {tagline: Storage for harbours}\n")
    preview, watch = live(alpha_desk)
    before = (preview.folder / "records.html").stat().st_mtime_ns
    alpha_desk.draft("P1.yml", "marketing: {tagline: Storage for quays}\n")
    assert watch() is True
    assert (preview.folder / "records.html").stat().st_mtime_ns == before


def test_a_changed_export_is_read_again(alpha_desk: Desk) -> None:
    preview, watch = live(alpha_desk)
    table = alpha_desk.config.parent / "content/marketing/marketing.csv"
    table.write_text(table.read_text().replace("Storage for ports", "Storage for all ports"))
    assert watch() is True
    assert "Storage for all ports" in (preview.folder / "customers/published.html").read_text()


def test_a_broken_export_is_said_and_the_preview_stays(alpha_desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    preview, watch = live(alpha_desk)
    table = alpha_desk.config.parent / "content/profiles/profiles.csv"
    table.write_text(table.read_text().replace("DE", "UK"))
    assert watch() is True
    assert '"UK" is not an ISO 3166' in capsys.readouterr().err
    assert "Storage for ports" in (preview.folder / "customers/published.html").read_text()


def test_watching_reacts_once_to_each_change(tmp_path: Path) -> None:
    seen: list[str] = []
    inside, outside = tmp_path / "in", tmp_path / "out"
    inside.mkdir()
    outside.mkdir()
    watch = Watch(
        [
            Watched(paths=(inside,), react=lambda: seen.append("in")),
            Watched(paths=(tmp_path,), react=lambda: seen.append("all"), without=(inside,)),
        ]
    )
    (inside / "a").write_text("1")
    assert (watch(), watch(), seen) == (True, False, ["in"])
    (outside / "b").write_text("1")
    assert (watch(), seen) == (True, ["in", "all"])


def test_a_draft_that_cannot_be_read_is_said_on_the_page_and_the_live_preview_goes_on(alpha_desk: Desk) -> None:
    alpha_desk.draft("P1.yml", "marketing: [\n")
    preview, watch = live(alpha_desk)
    assert "not valid YAML" in (preview.folder / "index.html").read_text()
    alpha_desk.draft("P1.yml", "marketing: {tagline: Storage for harbours}\n")
    assert watch() is True
    assert "Storage for harbours" in (preview.folder / "customers/draft.html").read_text()
