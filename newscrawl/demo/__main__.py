"""`python -m newscrawl.demo [--port N]`: serve the bundled web until Ctrl-C."""

# ruff: noqa: T201  (printing is its work)
from __future__ import annotations

import argparse
import signal
import threading

from newscrawl.demo.server import DemoWeb


def main(arguments: list[str] | None = None) -> int:
    """Serve until SIGINT or SIGTERM; the first line printed is the proxy to use.  Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m newscrawl.demo", description="Serve the bundled news web.")
    parser.add_argument("--port", type=int, default=8899, help="port on 127.0.0.1; 0 takes a free one (default 8899)")
    options = parser.parse_args(arguments)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        web = DemoWeb(options.port)
    except OSError as problem:
        print(f"port {options.port} on 127.0.0.1: {problem.strerror}; choose another one with --port")
        return 1
    with web:
        print(f"http_proxy={web.proxy_url}", flush=True)
        print("\n".join(web.sites), flush=True)
        print(f"curl -X POST {web.proxy_url}/_publish   lets the later versions appear; Ctrl-C ends", flush=True)
        stop.wait()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
