"""Fuzzes one target in this process until time is up: python -m fuzz.one NAME OPTIONS-OF-LIBFUZZER"""

from __future__ import annotations

import sys
import warnings

import atheris

with atheris.instrument_imports(include=["newscrawl", "trafilatura", "feedparser", "fastfeedparser", "warcio"]):
    from fuzz.table import TARGETS


def main() -> None:
    """Never returns: libFuzzer ends the process."""
    name, *options = sys.argv[1:]
    warnings.simplefilter("error")  # as in the tests
    atheris.Setup([sys.argv[0], *options], TARGETS[name].check)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
