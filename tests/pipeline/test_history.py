"""The release before, read from where it stands: a folder, or a host that need not give out both sites."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from generator.audience.publication import Audience
from generator.errors import ContentError, InputOutputError
from generator.pages.manifest import Manifest, manifest_file
from generator.pipeline.history import read_previous

MANIFEST = "customers/data/manifest.json"


def manifest(audience: Audience) -> bytes:
    return manifest_file(
        Manifest(as_of=date(2026, 11, 22), release="r", audience=audience, counts={}, programs={}, listings={}),
        {},
    ).content


class _Host(BaseHTTPRequestHandler):
    """Gives out the customers' manifest; the partners' asks who is reading; others end too early or are pages."""

    def do_GET(self) -> None:
        is_page = "login" in self.path and "/customers/" not in self.path
        content = b"<!DOCTYPE html>\n<title>Log in</title>" if is_page else manifest(Audience.CUSTOMERS)
        self.send_response(200 if is_page or "/customers/" in self.path else 401)
        self.send_header("Content-Length", str(len(content) * (2 if "cut" in self.path else 1)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Host) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_host_that_keeps_the_partners_site_to_itself_is_compared_for_customers_alone(host: str) -> None:
    assert list(read_previous(f"{host}/{MANIFEST}")) == [Audience.CUSTOMERS]


def test_a_host_that_answers_with_a_page_to_log_in_keeps_the_partners_site_to_itself(host: str) -> None:
    assert list(read_previous(f"{host}/login/{MANIFEST}")) == [Audience.CUSTOMERS]


def test_a_file_that_is_no_manifest_is_a_fault_of_the_input(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("<!DOCTYPE html>")
    with pytest.raises(ContentError) as failed:
        read_previous(str(tmp_path / "x.json"))
    assert [problem.code for problem in failed.value.problems] == ["previous-manifest"]


def test_a_folder_names_both_sites_where_both_stand(tmp_path: Path) -> None:
    for audience in Audience:
        file = tmp_path / f"httpdocs/{audience.value}/data/manifest.json"
        file.parent.mkdir(parents=True)
        file.write_bytes(manifest(audience))
    place = tmp_path / "httpdocs" / MANIFEST
    assert set(read_previous(str(place))) == set(Audience)
    file.unlink()
    assert list(read_previous(str(place))) == [Audience.CUSTOMERS]


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("{host}/cut/customers/data/manifest.json", "IncompleteRead"),
        ("{host}/partners/data/manifest.json", "Unauthorized"),
        ("{host}/login/partners/data/manifest.json", "the host answered with a web page"),
        ("http://[::1/x", "Invalid IPv6 URL"),
        ("http://\0x", "control characters"),
        ("nowhere.json", "no such file"),
    ],
)
def test_a_manifest_that_cannot_be_read_is_an_input_failure_that_names_it(host: str, place: str, says: str) -> None:
    place = place.replace("{host}", host)
    with pytest.raises(InputOutputError) as failed:
        read_previous(place)
    (problem,) = failed.value.problems
    assert problem.origin.file == place
    assert says.lower() in problem.message.lower()
