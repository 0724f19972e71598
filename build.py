#!/usr/bin/env python3
"""Partner Directory: `python build.py --help` says what it can do."""

import sys

from generator.cli import main

if __name__ == "__main__":
    sys.exit(main())
