"""The generated snippets in a real nginx, and Caddy where there is one: strict policy, nobody else asked."""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from generator.pages.findability import CACHING, HEADERS
from generator.pages.routes import key_of, slug_of
from generator.release.hosting import snippets
from tests.release.nightly import Nightly, world_of

NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)
CADDY = shutil.which("caddy")


def test_every_header_is_in_both_snippets() -> None:
    found = snippets("customers", HEADERS, CACHING)
    for name, value in HEADERS.items():
        assert f'add_header {name} "{value}" always;' in found["nginx-customers.conf"].decode()
        assert f'{name} "{value}"' in found["Caddyfile-customers"].decode()
    for text in (content.decode() for content in found.values()):
        assert "unsafe" not in text
        assert "immutable" in text


def nginx(folder: Path, site: str, port: int) -> list[str]:
    """The command that serves a site; `site` is its folder under the published root."""
    if NGINX is None:
        pytest.fail("needs nginx: apt-get install nginx-light")
    (folder / "nginx.conf").write_text(f"""
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1; user root;
events {{}}
http {{
    include /etc/nginx/mime.types; access_log off;
    client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
    uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
    server {{
        listen 127.0.0.1:{port};
        root {site}/customers;
        include {site}/deploy/nginx-customers.conf;
    }}
}}
""")
    return [NGINX, "-p", str(folder), "-c", str(folder / "nginx.conf")]


def caddy(folder: Path, site: str, port: int) -> list[str]:
    assert CADDY is not None
    (folder / "Caddyfile").write_text(f"""
{{
    admin off
    auto_https off
}}
http://127.0.0.1:{port} {{
    root * {site}/customers
    import {site}/deploy/Caddyfile-customers
}}
""")
    return ["env", f"HOME={folder}", CADDY, "run", "--config", str(folder / "Caddyfile")]


@pytest.fixture(scope="module", params=[nginx, *([caddy] if CADDY else [])], ids=lambda server: server.__name__)
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a published site behind a web server; P01 was renamed and P02 is gone."""
    folder = tmp_path_factory.mktemp("hosting")
    nightly = Nightly(folder, world_of(8))
    nightly.first()
    nightly.world.rows["profiles"][0]["name"] = "Phoenix Works"
    nightly.world.marketing("P02")["publish_to_customers"] = "No"
    assert nightly.publish("2026-11-23")["exit"] == 0
    (nightly.root / "customers/.hidden").write_text("")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = request.param(folder, str(nightly.root), port)
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.02)
    yield f"127.0.0.1:{port}"
    server.terminate()
    server.wait(10)


def get(host: str, path: str) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, dict(answer.getheaders()), body


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/", "/404.html", "/data/manifest.json", "/nowhere"])
def test_every_answer_has_every_header(served: str, path: str) -> None:
    _, headers, _ = get(served, path)
    assert HEADERS.items() <= headers.items()


@pytest.mark.slow
def test_hashed_files_may_be_kept_for_ever_and_others_not(served: str) -> None:
    _, _, page = get(served, "/")
    style = page.split(b'rel="stylesheet" href="./')[1].split(b'"')[0].decode()
    assert get(served, f"/{style}")[1]["Cache-Control"] == CACHING["/assets/*"]
    entry = get(served, "/search/manifest.json")
    assert entry[1]["Cache-Control"] == CACHING["/data/*"]
    names = (f"/search/{kind}{name}.bin" for name in re.findall(r"[a-z2-7]{8}", entry[2].decode()) for kind in "tvcs")
    shard = next(answer for answer in (get(served, name) for name in names) if answer[0] == 200)
    assert shard[1]["Cache-Control"] == CACHING["/assets/*"]
    assert "Cache-Control" not in get(served, "/search/")[1]
    assert "Cache-Control" not in get(served, "/")[1]
    missing = get(served, "/assets/gone.css")
    assert (missing[0], missing[1].get("Cache-Control")) == (404, None)


@pytest.mark.slow
def test_addresses_lead_where_they_should(served: str) -> None:
    renamed = get(served, f"/partners/{slug_of('P01', 'Partner Number 01')}.html")
    assert renamed[0] == 200
    assert b"Phoenix Works" in renamed[2]
    gone = get(served, f"/partners/{slug_of('P02', 'Partner Number 02')}.html")
    assert gone[0] == 200
    assert b"No longer listed" in gone[2]
    assert get(served, f"/partners/{slug_of('P99', 'Never There')}.html")[0] == 404
    assert get(served, f"/partners/{key_of('P02')}.html")[0] == 200
    assert get(served, "/nowhere/at/all")[0] == 404
    assert b"</html>" in get(served, "/nowhere/at/all")[2]


@pytest.mark.slow
@pytest.mark.parametrize("path", ["/_headers", "/_redirects", "/.hidden", "/../.state/releases.json"])
def test_what_is_not_for_readers_is_not_served(served: str, path: str) -> None:
    assert get(served, path)[0] in (400, 404)


@pytest.mark.slow
@pytest.mark.browser
def test_a_browser_refuses_nothing_and_asks_nobody_else(served: str, chromium: Browser) -> None:
    listing = f"partners/{slug_of('P03', 'Partner Number 03')}.html"
    pages = ["", listing, "partners/", "countries/", "search/?q=number", "compare.html", "changes/", "nowhere/at/all"]
    page = chromium.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(f"{page.url}: {message.text}") if message.type == "error" else None)
    page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
    page.on("request", lambda request: asked.append(request.url))
    for path in pages:
        page.goto(f"http://{served}/{path}", wait_until="networkidle")
    page.close()
    assert [line for line in said if "nowhere/at/all" not in line or "404" not in line] == []
    assert {url for url in asked if not url.startswith((f"http://{served}/", "data:", "blob:"))} == set()
