"""The process of the news web; started by `tests.web.client`."""

from __future__ import annotations

import asyncio
import signal

from tests.web.server import Server

if __name__ == "__main__":
    # Ctrl-C goes to all of the terminal's processes; this one ends when the test that owns it does.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(Server().run())
