"""`python -m newscrawl`: the same as the `newscrawl` command."""

from __future__ import annotations

import sys

from newscrawl.cli import main

if __name__ == "__main__":
    sys.exit(main())
