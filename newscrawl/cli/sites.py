"""`newscrawl sites check`: every site of a file tried, and what a crawl would find there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from newscrawl.cli import values
from newscrawl.cli.errors import OK, CallError
from newscrawl.cli.parser import Parser, Subparsers

if TYPE_CHECKING:
    from newscrawl.cli.site_findings import SiteFindings
    from newscrawl.core.site import Site

NONE_REACHED = 3
SOME_SHORT = 4

_EPILOG = """\
examples:
  newscrawl sites check sites.toml
  newscrawl sites check sites.toml --json > sites.jsonl
  newscrawl sites check www.example.org news.example.net

Of each site are read: robots.txt, the front page, a few sitemaps and feeds, and one article as an example. Several
sites are tried at once, a host never faster than a crawl would ask it. Nothing is written.

exit codes: 0 every site is fine; 2 the call or the file is wrong, nothing was fetched; 3 no site could be read;
4 some fell short: no example article, or a feed or sitemap of the file that could not be read
"""


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "sites",
        help="try every site of a sites file and say what a crawl would find",
        description="Try every site of a sites file, and say what a crawl would find there.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run, rest="site")
    parser.add_argument("action", type=_action, metavar="check", help="try the sites")
    parser.add_argument("site", nargs="*", metavar="FILE|SITE", help="a sites file, an address or a bare domain")
    parser.add_argument(
        "--delay", type=values.seconds, default=1.0, metavar="SECONDS", help="least time between two requests to a host"
    )
    parser.add_argument(
        "--at-once", type=values.count, default=8, metavar="N", help="sites that are tried side by side"
    )
    parser.add_argument("--json", action="store_true", help="one JSON object a site, a line each, as they are done")
    parser.add_argument("-v", "--verbose", action="store_true", help="name every request; tracebacks of own errors")
    parser.add_argument("-q", "--quiet", action="store_true", help="no progress on stderr")
    return parser


def _action(word: str) -> str:
    if word != "check":
        site = word if "." in word or "/" in word else "FILE"
        raise argparse.ArgumentTypeError(f"{word!r} is not known; write newscrawl sites check {site}")
    return word


def run(args: argparse.Namespace) -> int:
    """Check; returns the exit code."""
    from newscrawl.cli.site_findings import State

    sites = _sites(args.site)
    done: list[SiteFindings] = []
    for number, found in enumerate(check(sites, args), 1):
        done.append(found)
        if args.json:
            from newscrawl.cli.printing import print_json

            print_json(found.to_dict(), pretty=False)
            sys.stdout.flush()
        if not args.quiet:
            print(f"{number} of {len(sites)}: {found.name}: {found.state} ({found.seconds:.1f} s)", file=sys.stderr)
    if not args.json:
        from newscrawl.cli.site_table import print_table

        order = {site.name: place for place, site in enumerate(sites)}
        print_table(sorted(done, key=lambda found: order[found.name]), sys.stdout)
    states = [found.state for found in done]
    if all(state is State.FAILED for state in states):
        return NONE_REACHED
    return OK if all(state is State.FINE for state in states) else SOME_SHORT


def _sites(words: Sequence[str]) -> list[Site]:
    """The sites of files and addresses, each address once. Raises CallError."""
    from newscrawl.core.site import SitesError, load_sites, site_from_argument
    from newscrawl.core.urls import identity

    if not words:
        raise CallError("no site given; name a file or a site, as in `newscrawl sites check sites.toml`")
    found: list[Site] = []
    for word in words:
        path = Path(word)
        try:
            if path.is_file():
                found += load_sites(path)
            elif word.lower().endswith(".toml"):
                raise CallError(f"{word} does not exist; check the name")
            else:
                found.append(site_from_argument(word))
        except SitesError as error:
            raise CallError(str(error)) from error
    return list({identity(site.url): site for site in found}.values())


def check(sites: Sequence[Site], args: argparse.Namespace) -> Iterator[SiteFindings]:
    """The findings of each site, as they are done; sites of one host one after the other."""
    import queue
    import threading

    from newscrawl.cli.pace import Pace
    from newscrawl.core.urls import host_key

    groups: dict[str, list[Site]] = {}
    for site in sites:
        groups.setdefault(host_key(site.url.split("/")[2]), []).append(site)
    waiting: queue.SimpleQueue[list[Site]] = queue.SimpleQueue()
    for group in groups.values():
        waiting.put(group)
    done: queue.SimpleQueue[SiteFindings | BaseException] = queue.SimpleQueue()
    pace = Pace()

    def work() -> None:
        while True:
            try:
                group = waiting.get_nowait()
            except queue.Empty:
                return
            for site in group:
                try:
                    done.put(_check(site, pace, args))
                except BaseException as error:
                    done.put(error)

    for _ in range(min(args.at_once, len(groups))):
        threading.Thread(target=work, daemon=True).start()  # a Ctrl-C must not wait for a host that is silent
    for _ in sites:
        found = done.get()
        if isinstance(found, BaseException):
            raise found
        yield found


def _check(site: Site, pace: object, args: argparse.Namespace) -> SiteFindings:
    from newscrawl.cli.pace import Pace
    from newscrawl.cli.site_check import SiteCheck
    from newscrawl.crawl.config import Config
    from newscrawl.settings import USER_AGENT

    assert isinstance(pace, Pace)
    checking = SiteCheck(site, pace, agent=USER_AGENT, delay=args.delay, delay_max=Config.crawl_delay_max)
    if args.verbose:
        checking.step = lambda url: print(f"{site.name}: {url}", file=sys.stderr)
    return checking.run()
