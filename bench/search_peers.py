"""What a user would take instead, on the same documents: Pagefind 1.6, and MiniSearch where it fits into a browser."""

from __future__ import annotations

import functools
import gzip
import html
import json
import resource
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser

from generator.search.documents import SearchDocument
from tests.search.directory import documents

PEERS = Path(__file__).parent / "work" / "peers"
PACKAGES = ("pagefind@1.6.0", "minisearch@7.2.0")
LARGEST_MINISEARCH = 10_000

PAGE = """<!doctype html><meta charset="utf-8"><title>peer</title>"""
PAGEFIND = """async (query) => {
  const began = performance.now();
  const pagefind = await import("/pagefind/pagefind.js");
  await pagefind.init();
  await pagefind.filters();
  const first = performance.now();
  const run = async () => {
    const from = performance.now();
    const { results } = await pagefind.search(query);
    await Promise.all(results.slice(0, 10).map((result) => result.data()));
    return [performance.now() - from, results.length];
  };
  const [cold] = await run();
  const [warm, hits] = await run();
  return { cold: first - began + cold, warm, hits };
}"""
MINISEARCH = """
const MiniSearch = (await import("minisearch")).default;
const fs = await import("node:fs");
const lines = fs.readFileSync(process.argv[2], "utf-8").trim().split("\\n").map((line) => JSON.parse(line));
const search = new MiniSearch({ fields: ["name", "text"], storeFields: ["name"] });
const began = performance.now();
search.addAll(lines);
const built = performance.now() - began;
fs.writeFileSync(process.argv[3], JSON.stringify(search));
const text = fs.readFileSync(process.argv[3], "utf-8");
const from = performance.now();
const loaded = MiniSearch.loadJSON(text, { fields: ["name", "text"], storeFields: ["name"] });
const load = performance.now() - from;
const spent = process.argv.slice(4).map((query) => {
  const from = performance.now();
  loaded.search(query, { prefix: true, combineWith: "AND" });
  return performance.now() - from;
});
console.log(JSON.stringify({ built, load, spent }));
"""


def installed() -> None:
    """Both peers from npm, where they are missing."""
    if not (PEERS / "node_modules" / "pagefind").is_dir():
        PEERS.mkdir(parents=True, exist_ok=True)
        (PEERS / "package.json").write_text('{"private": true}\n')
        subprocess.run(["npm", "install", "--no-audit", "--no-fund", "--prefix", str(PEERS), *PACKAGES], check=True)


def page_of(document: SearchDocument) -> str:
    """A listing's page with the texts and facets that our index has."""
    filters = "".join(
        f'<span data-pagefind-filter="{facet}:{html.escape(value.label)}"></span>'
        for facet, values in document.facets.items()
        for value in values
    )
    name, *texts = (html.escape(text).replace("\n", "<br>") for text in document.texts)
    body = "".join(f"<p>{text}</p>" for text in texts if text)
    head = f'<!doctype html><html lang="en"><title>{name}</title><body>'
    return f"{head}<main data-pagefind-body><h1>{name}</h1>{filters}{body}</main>"


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[int]]]:
    """A folder as a plain host serves it, scripts compressed; and the bytes of each answer."""
    log: list[int] = []

    class Host(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            path = folder / self.path.split("?")[0].lstrip("/")
            body = PAGE.encode() if self.path == "/" else path.read_bytes() if path.is_file() else b""
            kind = {"js": "text/javascript", "json": "application/json", "": "text/html"}.get(
                path.suffix[1:], "application/wasm"
            )
            packed = gzip.compress(body, 6) if path.suffix in (".js", ".json") else body
            self.send_response(200 if body else 404)
            self.send_header("Content-Type", kind)
            if packed is not body:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(packed)))
            self.end_headers()
            self.wfile.write(packed)
            if self.path not in ("/", "/favicon.ico"):
                log.append(len(packed))

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Host, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", log
    finally:
        server.shutdown()
        server.server_close()


def pagefind(browser: Browser, count: int, asked: Sequence[str]) -> dict[str, float]:
    """Pagefind's index and queries: the first with filters and counts, cold; then once more, warm."""
    folder = PEERS / f"pages-{count}"
    if not folder.is_dir():
        (folder / "partners").mkdir(parents=True)
        for document in documents(count):
            (folder / document.card.route).write_text(page_of(document), encoding="utf-8")
    shutil.rmtree(folder / "pagefind", ignore_errors=True)
    program = PEERS / "node_modules" / ".bin" / "pagefind"
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "--site", folder, "--quiet"], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    size = sum(path.stat().st_size for path in (folder / "pagefind").rglob("*") if path.is_file())
    sums, requests, colds, warms = [], [], [], []
    with served(folder) as (address, log):
        for query in asked:
            context = browser.new_context()
            page = context.new_page()
            page.set_default_timeout(180_000)
            page.goto(address)
            log.clear()
            answer = page.evaluate(PAGEFIND, query)
            sums.append(sum(log) / 1000)
            requests.append(len(log))
            colds.append(answer["cold"])
            warms.append(answer["warm"])
            context.close()
    return {
        "Pagefind index s": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        "Pagefind peak MB": after.ru_maxrss / 1024,
        "Pagefind MB": size / 1e6,
        "Pagefind kB p95": sorted(sums)[round(0.95 * (len(sums) - 1))],
        "Pagefind requests p95": sorted(requests)[round(0.95 * (len(requests) - 1))],
        "Pagefind cold ms": statistics.median(colds),
        "Pagefind warm ms p95": sorted(warms)[round(0.95 * (len(warms) - 1))],
    }


def minisearch(count: int, asked: Sequence[str]) -> dict[str, float]:
    """MiniSearch with the whole index in the browser's memory; no facets, no stems."""
    lines, index, script = (PEERS / name for name in ("documents.jsonl", "minisearch.json", "minisearch.mjs"))
    with lines.open("w", encoding="utf-8") as file:
        for number, document in enumerate(documents(count)):
            name, *texts = document.texts
            file.write(json.dumps({"id": number, "name": name, "text": "\n".join(texts)}) + "\n")
    script.write_text(MINISEARCH)
    done = subprocess.run(["node", script, lines, index, *asked], capture_output=True, text=True, check=True, cwd=PEERS)
    answer = json.loads(done.stdout)
    spent = sorted(answer["spent"])
    return {
        "MiniSearch index s": answer["built"] / 1000,
        "MiniSearch kB": len(gzip.compress(index.read_bytes(), 6)) / 1000,
        "MiniSearch load ms": answer["load"],
        "MiniSearch query ms p95": spent[round(0.95 * (len(spent) - 1))],
    }


def beside(
    browser: Browser, count: int, groups: Mapping[str, Sequence[str]], own: Mapping[str, float]
) -> dict[str, float]:
    """The peers' figures, and ours as a share of Pagefind's."""
    installed()
    asked = [query for group in ("rare", "medium", "common") for query in groups[group]]
    began = time.perf_counter()
    found = pagefind(browser, count, asked)
    found["Pagefind bench s"] = time.perf_counter() - began
    if count <= LARGEST_MINISEARCH:
        found |= minisearch(count, asked)
    found["ours / Pagefind: index CPU"] = (own["analyse s"] + own["index s"]) / found["Pagefind index s"]
    found["ours / Pagefind: kB"] = own["kB p95"] / found["Pagefind kB p95"]
    found["ours / Pagefind: cold ms"] = own["cold ms"] / found["Pagefind cold ms"]
    return found
