"""The process of the news web; started by `tests.web.client`."""

from __future__ import annotations

import argparse
import asyncio
import signal

from tests.web.server import Server

if __name__ == "__main__":
    argparse.ArgumentParser(
        prog="python -m tests.web",
        description="Serves the news web on a free port of loopback, which it says on stdout, until stdin ends."
        " Orders come over its connections: start it by tests.web.NewsWeb.",
    ).parse_args()
    # Ctrl-C goes to all of the terminal's processes; this one ends when the test that owns it does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(Server().run())
