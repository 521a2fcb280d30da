"""`newscrawl extract`: one page to one record on stdout."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from newscrawl.cli.errors import FAILED, OK
from newscrawl.cli.parser import Parser, Subparsers

if TYPE_CHECKING:
    from newscrawl.cli.pages import Given
    from newscrawl.core.article import Article

_EPILOG = """\
examples:
  newscrawl extract https://www.example.org/2026/11/a-story.html
  newscrawl extract saved.html --url https://www.example.org/2026/11/a-story.html
  curl -s https://www.example.org/a-story | newscrawl extract - --url https://www.example.org/a-story

An address is fetched with one request, after its robots.txt. A saved page needs --url where it does not say its own
address (its canonical link). The record is indented on a terminal and one line elsewhere.

exit codes: 0 a record; 1 the page is no article, or cannot be had (one line on stderr says why); 2 the call is wrong
"""


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "extract",
        help="print the record of one page",
        description="Print the record of one page as JSON.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run)
    add_page_arguments(parser)
    return parser


def add_page_arguments(parser: Parser) -> None:
    """URL|FILE|- and what goes with it."""
    parser.add_argument("page", metavar="URL|FILE|-", help="an address to fetch, a saved page, or - for stdin")
    parser.add_argument("--url", metavar="URL", help="the address of a saved page")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the traceback of an unexpected error")


def run(args: argparse.Namespace) -> int:
    """Extract; returns the exit code."""
    from newscrawl.cli.pages import read_given
    from newscrawl.cli.printing import evidence_line, print_json
    from newscrawl.core.extraction import extract_page
    from newscrawl.core.extraction.usage import answer_rights
    from newscrawl.report.words import in_words

    given = read_given(args.page, args.url)
    result = extract_page(given.body, given.url, content_type=given.content_type, status=given.status)
    if result.rejection is not None or result.article is None:
        reason = str(result.rejection.reason) if result.rejection else "no-text"
        evidence = evidence_line(result.rejection.evidence) if result.rejection else ""
        detail = f" ({evidence})" if evidence else ""
        print(f"newscrawl extract: {given.url}: no article: {reason}: {in_words(reason)}{detail}", file=sys.stderr)
        return FAILED
    headers = given.fetched.headers if given.fetched else None
    result.article.rights = answer_rights(result.rights, headers, given.url, given.at)
    print_json(_with_origin(result.article, given).to_dict())
    return OK


def _with_origin(article: Article, given: Given) -> Article:
    """The article with what a crawl would have noted of how it came here."""
    from newscrawl.core.site import site_from_argument

    article.source = article.source or site_from_argument(given.url).name
    article.requested_url = given.requested
    if given.fetched is not None:
        article.fetched_at, article.http_status, article.discovered_by = given.at, given.status, "given"
    return article
