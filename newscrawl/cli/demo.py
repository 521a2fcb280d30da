"""`newscrawl demo`: the bundled web, crawled before one's eyes, and what came out."""

from __future__ import annotations

import argparse
from pathlib import Path

from newscrawl.cli import values
from newscrawl.cli.errors import OK, CallError
from newscrawl.cli.parser import Parser, Subparsers

_EPILOG = """\
examples:
  newscrawl demo
  newscrawl demo --output /tmp/demo
  newscrawl demo --serve

The bundled web is a few invented news sites on this machine's loopback; nothing leaves the machine.

exit codes: 0 what came out is what the sites hold; 1 it is not, and what differs is told; 2 the call is wrong
"""


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "demo",
        help="crawl the bundled news web and show what comes out",
        description="Start the bundled news web on loopback, crawl it, and show what comes out and where.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run)
    parser.add_argument(
        "--output", type=values.output, default=Path("output"), metavar="DIR|FILE", help="default: output/"
    )
    parser.add_argument("--serve", action="store_true", help="only serve the web, for a crawl by hand; Ctrl-C ends")
    parser.add_argument(
        "--port", type=values.count, metavar="N", help="of the web, default 8899 with --serve, else free"
    )
    parser.add_argument("-v", "--verbose", action="store_true", help="log everything; no live display")
    parser.set_defaults(quiet=False, log_file=None)
    return parser


def run(args: argparse.Namespace) -> int:
    """Serve, or crawl and show; returns the exit code."""
    from newscrawl.demo import DemoWeb

    port = args.port or (8899 if args.serve else 0)
    try:
        web = DemoWeb(port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CallError(f"--port: {port} on 127.0.0.1 cannot be taken ({reason}); choose another one") from error
    with web:
        if args.serve:
            try:
                serve(web.proxy_url, web.sites)
            except KeyboardInterrupt:
                print()
            return OK
        from newscrawl.cli.demo_run import crawl_and_show

        return crawl_and_show(args, web)


def serve(proxy: str, sites: list[str]) -> None:
    """Say how to crawl the web by hand, and wait for Ctrl-C, which is left to the caller."""
    import threading

    print(f"The demo web is up, as a proxy at {proxy}. Its sites:\n")
    print("\n".join(f"  {site}" for site in sites))
    print(f"\nCrawl it from another terminal:\n\n  http_proxy={proxy} newscrawl crawl {sites[0]} -s DOWNLOAD_DELAY=0\n")
    publish = f"curl --noproxy '*' -X POST {proxy}/_publish"
    print(f"Let it publish a new version of a story, and a new one:\n\n  {publish}", flush=True)
    threading.Event().wait()
