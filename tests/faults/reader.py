"""A reader that polls a publication folder while it is being published to, and tells what it saw torn.

Runs until its stdin closes; then one line of JSON: {"reads", "releases", "torn": [...]}.
"""

from __future__ import annotations

import hashlib
import json
import select
import sys
from pathlib import Path

MANIFEST = "data/manifest.json"
COMPARED = ("data/partners.jsonl", "index.html", "search/manifest.json", "changes/index.html")


def manifest(site: Path) -> dict[str, object] | None:
    """The manifest of a site; None where its release was pruned while it was read."""
    try:
        found: dict[str, object] = json.loads((site / MANIFEST).read_bytes())
    except FileNotFoundError:
        return None
    return found


def look(root: Path, torn: list[str], releases: set[str]) -> None:
    """Read both sites as a host would, and one release from within."""
    first, inside, again = (manifest(root / site) for site in ("customers", "partners", "customers"))
    if first and inside and again and first["release"] == again["release"] != inside["release"]:
        torn.append(f"customers {first['release']}, partners {inside['release']}")
    release = (root / "current").resolve()
    for site in ("customers", "partners"):
        facts = manifest(release / site)
        if facts is None:
            if release.is_dir():
                torn.append(f"{release.name}/{site} has no manifest")
            continue
        releases.add(str(facts["release"]))
        sums = facts["sums"]
        assert isinstance(sums, dict)
        for file in COMPARED:
            try:
                total = hashlib.sha256((release / site / file).read_bytes()).hexdigest()
            except FileNotFoundError:
                total = None
            if total != sums[file] and release.is_dir():
                torn.append(f"{release.name}/{site}/{file}")


def main() -> None:
    root = Path(sys.argv[1])
    torn: list[str] = []
    releases: set[str] = set()
    reads = 0
    print("ready", flush=True)
    while not select.select([sys.stdin], [], [], 0.002)[0]:
        look(root, torn, releases)
        reads += 1
    print(json.dumps({"reads": reads, "releases": sorted(releases), "torn": torn}))


if __name__ == "__main__":
    main()
