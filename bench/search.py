"""Search, measured: index size and time, bytes, requests and CPU of a cold query, time of a warm one; beside its peers.

    python -m bench.search [--sizes 1000 10000 100000] [--parts ours peers] [--repeat 3]

The documents are those of `tests/search/directory.py`. Peers: Pagefind 1.6 on pages with the same texts and facets,
MiniSearch with the same texts (up to 10,000 listings). Both come from npm into `bench/work/peers`. "Cold" is a browser
with an empty cache that opens the search page with the query in its address; counted are the client's script and
everything below `search/`, as sent (scripts gzipped, as hosts do; the 0.4 kB of `header.js` come with every page).
"Filtered" is the same query with a country chosen. "Key" is the time from a key to ten results with counts, on a search
page that has just been opened, and again. CPU is that of the engine in Node, one fresh engine a question, everything
unpacked anew. Memory is what the page's process takes beyond that of a page without search (PSS). Pagefind is asked
for the same query, its filters with counts, and ten results. Figures are kept in `bench/work/search`, so that a table
can be made in several runs.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import shutil
import statistics
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from bench.search_peers import beside
from generator.pipeline.executor import rarely_collected
from generator.search.chunk import analyse
from generator.search.documents import SearchDocument
from generator.search.index import write_index
from tests.browser.screenshots import ARGUMENTS, CHROMIUM
from tests.search.directory import documents
from tests.search.site import Request, served, write_pages

WORK = Path(__file__).parent / "work" / "search"
PEERS = Path(__file__).parent / "work" / "peers"
ASSETS = Path(__file__).parents[1] / "templates" / "assets"
CHUNK = 250
BUDGETS = {1_000: (60, 5, 6), 10_000: (130, 10, 8), 100_000: (250, 30, 10), 1_000_000: (600, 150, 12)}
"""Listings → kB, milliseconds of CPU, requests (95th percentile)."""


FILTER = "&country=germany"


class Measured:
    """What one size gave, for the table; kept from run to run."""

    def __init__(self, listings: int) -> None:
        self.listings = listings
        self._path = WORK / f"figures-{listings}.json"
        self.figures: dict[str, float] = json.loads(self._path.read_text()) if self._path.exists() else {}

    def add(self, figures: Mapping[str, float]) -> None:
        self.figures |= figures
        self._path.write_text(json.dumps(self.figures))


def chunked(count: int) -> Iterator[list[SearchDocument]]:
    """The documents of a directory, chunk by chunk."""
    held: list[SearchDocument] = []
    for document in documents(count):
        held.append(document)
        if len(held) == CHUNK:
            yield held
            held = []
    if held:
        yield held


def build(count: int, folder: Path) -> dict[str, float]:
    """Make and write the index of `count` listings; seconds of CPU by step, bytes, peak memory in MB.

    Python looks for circular garbage as rarely as in a build.
    """
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "search").mkdir(parents=True)
    analysed, spent = [], 0.0
    size, files, written = 0, 0, 0.0
    with rarely_collected():
        for chunk in chunked(count):
            began = time.process_time()
            analysed.append(analyse(chunk, "en"))
            spent += time.process_time() - began
        began = time.process_time()
        for file in write_index(analysed, date(2026, 11, 22), "en"):
            content = file.content
            mark = time.process_time()
            (folder / file.route).write_bytes(content)
            written += time.process_time() - mark
            size += len(content)
            files += 1
        indexed = time.process_time() - began - written
    return {
        "analyse s": spent,
        "index s": indexed,
        "index MB": size / 1e6,
        "files": files,
        "peak MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def queries() -> dict[str, list[str]]:
    """Two-word queries that people would type: how frequent their words are → queries."""
    names = [document.card.name.lower().split()[0] for document in documents(40)]
    return {
        "rare": [
            f"{names[place]} {word}" for place, word in ((3, "germany"), (9, "cloud"), (17, "london"), (21, "kafka"))
        ],
        "medium": ["traveller retail", "hospital python", "tractor sensors", "harbour cranes", "tableau finance"],
        "common": ["kubernetes germany", "kubernetes finance", "openstack cloud", "united states", "system integrator"],
        "typed": ["kubern", "clou fin", "postgr", "kubernets germny", "teleco"],
    }


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def sent(folder: Path, asked: Sequence[Request]) -> float:
    """kB of some answers; scripts as a host compresses them."""
    total = 0
    for request in asked:
        path = folder / request.path.split("?")[0].removeprefix("/some/where/")
        total += len(gzip.compress(path.read_bytes(), 6)) if path.suffix in (".js", ".json") else request.sent
    return total / 1000


def cold(browser: Browser, folder: Path, address: str, log: list[Request], query: str) -> tuple[float, int, float]:
    """kB, requests and milliseconds from opening the page to its results, with an empty cache."""
    context = browser.new_context()
    page = context.new_page()
    log.clear()
    began = time.perf_counter()
    page.goto(f"{address}search/?q={query.replace(' ', '+')}")
    page.wait_for_selector('[data-search="ready"]', timeout=120_000)
    spent = (time.perf_counter() - began) * 1000
    asked = [
        request
        for request in log
        if "/search/" in request.path
        and not request.path.split("?")[0].endswith("/")
        and "/header." not in request.path
    ]
    context.close()
    return sent(folder, asked), len(asked), spent


TYPING = """async (query) => {
  const input = document.querySelector("#finder"), found = document.querySelector(".found-results");
  input.value = query;
  const began = performance.now();
  const drawn = new Promise((resolve) => document.addEventListener("cards-drawn", resolve, { once: true }));
  input.dispatchEvent(new Event("input", { bubbles: true }));
  await drawn;
  found.getBoundingClientRect();
  return performance.now() - began;
}"""


def keyed(browser: Browser, address: str, asked: Sequence[str]) -> tuple[list[float], list[float], float]:
    """Milliseconds from the first key to ten results on pages just opened, then from the same key; MB of memory."""
    first, again, taken = [], [], 0.0
    for query in asked:
        context = browser.new_context()
        page = context.new_page()
        page.goto(f"{address}plain/")
        before = memory(browser)
        page.goto(f"{address}search/")
        page.wait_for_selector('[data-search="ready"]', timeout=120_000)
        first.append(page.evaluate(TYPING, query))
        page.evaluate(TYPING, "")
        again.append(page.evaluate(TYPING, query))
        taken = max(taken, memory(browser) - before)
        context.close()
    return first, again, taken


def memory(browser: Browser) -> float:
    """MB that the largest process of a page takes, what it shares counted in parts."""
    session = browser.new_browser_cdp_session()
    processes = session.send("SystemInfo.getProcessInfo")["processInfo"]
    session.detach()
    taken = [0.0]
    for process in processes:
        if process["type"] == "renderer":
            text = Path(f"/proc/{process['id']}/smaps_rollup").read_text()
            taken += [int(line.split()[1]) / 1000 for line in text.splitlines() if line.startswith("Pss:")]
    return max(taken)


NODE = """
import fs from "node:fs";
const [folder, engine, ...queries] = process.argv.slice(2);
const inflate = (await import("node:zlib")).gunzipSync;
globalThis.fetch = async (address) => {
  const bytes = fs.readFileSync(address);
  const buffer = () => bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return { ok: true, json: async () => JSON.parse(bytes), arrayBuffer: async () => buffer() };
};
globalThis.DecompressionStream = undefined;
globalThis.Blob = class {
  constructor([content]) { this.content = content; }
  stream() { return { pipeThrough: () => this.content }; }
};
globalThis.DecompressionStream = class {};
globalThis.Response = class {
  constructor(content) { this.content = content; }
  async arrayBuffer() {
    const made = inflate(Buffer.from(this.content));
    return made.buffer.slice(made.byteOffset, made.byteOffset + made.byteLength);
  }
};
const { Engine } = await import(engine);
const open = (await new Engine(folder).facets()).open;
for (const query of queries) await new Engine(folder).search({ query, counted: open });
const spent = [];
for (const query of queries) {
  const before = process.cpuUsage();
  await new Engine(folder).search({ query, counted: open });
  const { user, system } = process.cpuUsage(before);
  spent.push((user + system) / 1000);
}
console.log(JSON.stringify(spent));
"""


def cpu(folder: Path, asked: Sequence[str]) -> list[float]:
    """Milliseconds of CPU of each query on a fresh engine: frame, shards, postings, cards, counts of open groups."""
    script = WORK / "cpu.mjs"
    script.write_text(NODE)
    engine = str(ASSETS / "search" / "engine.js")
    command = ["node", "--experimental-default-type=module", str(script), f"{folder}/search/", engine, *asked]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    spent: list[float] = json.loads(answer.stdout.strip().splitlines()[-1])
    return spent


def ours(browser: Browser, count: int, repeat: int) -> Iterator[dict[str, float]]:
    """Our figures, step by step."""
    folder = WORK / f"site-{count}"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        yield process.submit(build, count, folder).result()
    write_pages(list(documents(60)), folder)
    groups = queries()
    complete = [query for group in ("rare", "medium", "common") for query in groups[group]]
    with served(folder) as (address, log):
        for way, suffix in (("", ""), (", filtered", FILTER)):
            loads = {
                query: cold(browser, folder, address, log, query + suffix)
                for query in [query for members in groups.values() for query in members]
            }
            for group, members in groups.items():
                sums, requests, spent = zip(*(loads[query] for query in members), strict=True)
                yield {
                    f"{group}{way}: kB": max(sums),
                    f"{group}{way}: requests": max(requests),
                    f"{group}{way}: cold ms": statistics.median(spent),
                }
            if not way:
                sums, requests, spent = zip(*(loads[query] for query in complete), strict=True)
                yield {
                    "kB p95": percentile(sums, 0.95),
                    "requests p95": percentile(requests, 0.95),
                    "cold ms": statistics.median(spent),
                }
        for group, members in groups.items():
            first, again, taken = keyed(browser, address, members)
            yield {f"{group}: first key ms": max(first), f"{group}: key ms": max(again), f"{group}: memory MB": taken}
    spent = [min(times) for times in zip(*(cpu(folder, complete) for _ in range(repeat)), strict=True)]
    yield {"CPU ms p95": percentile(spent, 0.95)}


def table(found: Sequence[Measured]) -> str:
    """All figures, a column for each size, and the budgets beside those that have one."""
    names = list(dict.fromkeys(name for measured in found for name in measured.figures))
    lines = [
        "| | " + " | ".join(f"{measured.listings:,}" for measured in found) + " |",
        "|---" * (len(found) + 1) + "|",
    ]
    for name in names:
        cells = []
        for measured in found:
            value = measured.figures.get(name)
            budget = dict(
                zip(("kB p95", "CPU ms p95", "requests p95"), BUDGETS.get(measured.listings, ()), strict=False)
            )
            text = "" if value is None else f"{value:,.0f}" if value >= 100 else f"{value:,.1f}"
            cells.append(f"{text} (of {budget[name]})" if name in budget and text else text)
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000])
    options.add_argument("--parts", nargs="+", choices=["ours", "peers"], default=["ours", "peers"])
    options.add_argument("--repeat", type=int, default=3)
    chosen = options.parse_args()
    WORK.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for count in chosen.sizes:
            measured = Measured(count)
            if "ours" in chosen.parts:
                for figures in ours(browser, count, chosen.repeat):
                    measured.add(figures)
            if "peers" in chosen.parts:
                measured.add(beside(browser, count, queries(), measured.figures))
        browser.close()
    print(table([Measured(size) for size in BUDGETS if Measured(size).figures]))


if __name__ == "__main__":
    main()
