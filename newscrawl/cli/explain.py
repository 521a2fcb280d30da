"""`newscrawl explain`: every step and every signal on the way of one address into the dataset, or out of it."""

from __future__ import annotations

import argparse
import contextlib
import time
from typing import TYPE_CHECKING, Any

from newscrawl.cli import values
from newscrawl.cli.errors import FAILED, OK, CallError
from newscrawl.cli.extract import add_page_arguments
from newscrawl.cli.parser import Parser, Subparsers

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from newscrawl.cli.fetch import RobotsAnswer
    from newscrawl.cli.pages import Given
    from newscrawl.cli.remembered import Remembered
    from newscrawl.core.rights.signals import Signal

_EPILOG = """\
examples:
  newscrawl explain https://www.example.org/2026/11/a-story.html
  newscrawl explain https://www.example.org/2026/11/a-story.html --output news
  newscrawl explain https://www.example.org/2026/11/a-story.html --offline
  newscrawl explain saved.html --url https://www.example.org/a-story --json

What earlier runs remember (of --output or --state, else of the folder output where there is one) tells where the
address was found, its state and history, and what is typical of its site. The page itself is fetched with one request,
after its robots.txt, and not at all where that disallows it or with --offline.

exit codes: 0 explained, whatever the verdict; 1 the page cannot be had, and no run knows it; 2 the call is wrong
"""

Section = dict[str, Any]
_ORDER = (
    "address", "robots", "rights", "source", "store", "history", "known_as", "site", "shape",
    "page", "canonical", "metadata", "signals", "typical", "verdict",
)  # fmt: skip


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "explain",
        help="say why a page is, or is not, an article in the dataset",
        description="Say why a page is, or is not, an article in the dataset: every step, every signal.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run)
    add_page_arguments(parser)
    parser.add_argument(
        "--output", type=values.any_output, metavar="DIR|FILE|URL", help="the output of the runs to ask"
    )
    parser.add_argument("--state", type=values.store_address, metavar="URL", help="the store of the runs to ask")
    parser.add_argument("--offline", action="store_true", help="ask nothing of the site: only what runs remember")
    parser.add_argument("--json", action="store_true", help="the explanation as one JSON object")
    return parser


def run(args: argparse.Namespace) -> int:
    """Explain; returns the exit code."""
    from newscrawl.cli.remembered import Remembered, output_of, state_url

    with contextlib.ExitStack() as stack:
        state = state_url(args)
        runs = stack.enter_context(Remembered.open(state, output_of(args))) if state else None
        if args.offline and runs is None:
            raise CallError("--offline: no earlier run is known here; name one with --output or --state")
        explainer = Explainer(runs, offline=args.offline)
        explainer.read(args.page, args.url)
        found = explainer.sections()
    _print(args, found)
    return explainer.code


class Explainer:
    """Collects what can be said of one address, section by section, JSON-able."""

    def __init__(self, runs: Remembered | None, *, offline: bool = False) -> None:
        self._runs, self._offline = runs, offline
        self._found: dict[str, Section] = {}
        self._given: Given | None = None
        self._answer: RobotsAnswer | None = None
        self.code = OK

    def read(self, word: str, url: str | None) -> None:
        """Get the page and what there is beside it. Raises CallError."""
        from newscrawl.cli import pages

        pages.check_addresses(word, url)
        if self._runs is not None and self._is_forgotten(url or word, self._runs):
            return
        if pages.is_address(word):
            self._ask(word, url)
        else:
            self._given = pages.read_given(word, url)
            self._robots(self._given.url, None)
        given = self._given
        self._known([word if given is None else given.requested, *([given.url] if given else [])])

    def _is_forgotten(self, url: str, runs: Remembered) -> bool:
        """Whether the address was forgotten, which is all that is told of it: nothing is asked, nothing shown."""
        from newscrawl.cli.explain_known import about_forgotten

        found = about_forgotten(url, runs)
        if found is not None:
            self._found["store"] = found
            self._found["verdict"] = _left_out("forgotten", {})
        return found is not None

    def _ask(self, word: str, url: str | None) -> None:
        from newscrawl.cli import pages
        from newscrawl.cli.fetch import Disallowed, FetchError, LeadsToPrivate

        fetcher = pages.new_fetcher()
        self._robots(word, fetcher)
        if self._offline:
            self._found["page"] = {"not_fetched": "--offline"}
            return
        try:
            self._given = pages.read_given(word, url, fetcher)
        except Disallowed as error:
            self._found["page"] = {"not_fetched": str(error)}
            about = error.answer.about(error.url, fetcher.agent)
            if error.answer.problem is None:
                evidence = {name: about[name] for name in ("file", "line", "rule")}
                self._found["verdict"] = _left_out("disallowed", evidence)
            else:
                self.code = FAILED
        except LeadsToPrivate as error:
            self._found["page"] = {"not_fetched": str(error)}
            self._found["verdict"] = _left_out("private-address", {"to": error.url, "address": error.address})
        except FetchError as error:
            self._found["page"] = {"failed": str(error)}
            self.code = FAILED

    def _robots(self, url: str, fetcher: Any) -> None:
        """What robots.txt says: as a run has it from today, else by asking, where that may be."""
        from urllib.parse import urljoin

        from newscrawl.cli.explain_known import iso
        from newscrawl.cli.fetch import RobotsAnswer
        from newscrawl.core.robots import PRODUCT_TOKEN

        address = urljoin(url, "/robots.txt")
        file = self._runs.file(address) if self._runs else None
        answer = RobotsAnswer(address, file.status, file.body, at=file.fetched_at) if file else None
        if fetcher is not None and not self._offline:
            if answer is not None and file is not None and file.is_fresh(time.time(), 86400.0):
                fetcher.robots[address] = answer
            answer = fetcher.robots_of(url)
        self._answer = answer
        if answer is not None:
            said = answer.about(url, PRODUCT_TOKEN)
            self._found["robots"] = {"said": answer.said(url, PRODUCT_TOKEN), **said}
            if answer.at is not None:
                self._found["robots"]["read"] = iso(answer.at)

    def _known(self, urls: list[str]) -> None:
        from newscrawl.cli import explain_known as known

        self._found["address"] = known.about_address(urls[-1])
        canonical = self._page_says(urls) if self._given is not None else None
        if "rights" not in self._found and self._answer is not None:
            self._add_rights(urls[-1], None, None)
        if self._runs is None:
            return
        row = self._runs.first([*urls, *([canonical] if canonical else [])])
        site = row["site"] if row else self._runs.site_of(urls)
        if row is None:
            self._found["store"] = {"found": False, "store": self._runs.name, "site": site}
        else:
            self._of_row(row, self._runs)
        if site:
            self._found["site"] = known.about_site(site, urls[-1], self._runs)
            self._found["shape"] = known.about_shape(site, urls[0], row, self._runs)

    def _of_row(self, row: dict[str, Any], runs: Remembered) -> None:
        from newscrawl.cli import explain_known as known

        self.code = OK
        self._found["source"] = known.about_finding(row, runs)
        self._found["store"] = known.about_state(row, runs)
        self._found["history"], line = known.about_history(row, runs)
        if (twin := known.twin_of(line, runs)) is not None:
            self._found["store"]["same_as"] = twin
        if others := known.about_others(row, runs):
            self._found["known_as"] = others
        if "verdict" not in self._found:
            self._found["verdict"] = known.verdict_of(row, line)
        elif row["state"] == "rejected":
            if line is not None:
                self._found["store"]["evidence"] = line.record.get("evidence")
            if self._found["verdict"].get("article"):  # such as a double: nothing that its page could say
                words = self._found["store"].get("reason_in_words")
                self._found["verdict"] |= {"left_out": row["reason"], "in_words": words}

    def _page_says(self, urls: list[str]) -> str | None:
        """What the page says; returns the address that it calls its own."""
        from newscrawl.cli import explain_page as page
        from newscrawl.core.typical import Typical

        assert self._given is not None
        canonical = page.canonical_of(self._given)
        site = self._runs.site_of([*urls, *([canonical] if canonical else [])]) if self._runs else None
        typical = self._runs.typical(site) if self._runs else Typical()
        row = self._runs.first(urls) if self._runs else None
        found, result = page.about_page(self._given, typical, row)
        self._found |= found
        headers = self._given.fetched.headers if self._given.fetched else None
        self._add_rights(self._given.url, headers, result.rights)
        if site:
            self._found["typical"] = page.about_typical(site, typical, result)
        return canonical

    def _add_rights(self, url: str, headers: Mapping[str, str] | None, page: Sequence[Signal] | None) -> None:
        from newscrawl.cli.explain_rights import about_rights

        self._found["rights"] = about_rights(url, self._answer, self._runs, headers, page)

    def sections(self) -> dict[str, Section]:
        """All of it, in the order of the steps."""
        self._found.setdefault("verdict", {"article": None, "in_words": "not known: the page was not read"})
        return {name: self._found[name] for name in _ORDER if name in self._found}


def _left_out(reason: str, evidence: dict[str, Any]) -> Section:
    from newscrawl.report.words import in_words

    return {"article": False, "reason": reason, "in_words": in_words(reason), "evidence": evidence}


def _print(args: argparse.Namespace, found: dict[str, Section]) -> None:
    if args.json:
        from newscrawl.cli.printing import print_json

        print_json(found)
        return
    from newscrawl.cli.explaining import as_text

    print(as_text(found))
