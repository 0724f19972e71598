"""The floor: write the same files again, without thinking.  python bench/floor.py FOLDER OUT"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> None:
    """Files with the names and sizes of those below FOLDER, below OUT."""
    source, out = sys.argv[1:3]
    Path(out).mkdir()
    zeros = bytes(1 << 26)
    for place, folders, files in os.walk(source):
        below = out + place[len(source) :]
        for folder in folders:
            Path(below, folder).mkdir()
        for file in files:
            descriptor = os.open(f"{below}/{file}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
            os.write(descriptor, zeros[: os.lstat(f"{place}/{file}").st_size])
            os.close(descriptor)


if __name__ == "__main__":
    main()
