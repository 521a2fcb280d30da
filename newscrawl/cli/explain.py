"""`newscrawl explain`: every step and every signal on the way of one page into the dataset, or out of it."""

from __future__ import annotations

import argparse
import contextlib
from typing import TYPE_CHECKING, Any

from newscrawl.cli import values
from newscrawl.cli.errors import OK
from newscrawl.cli.extract import add_page_arguments
from newscrawl.cli.parser import Parser, Subparsers

if TYPE_CHECKING:
    from newscrawl.cli.pages import Given
    from newscrawl.cli.remembered import Remembered
    from newscrawl.core.extraction import Extraction
    from newscrawl.core.typical import Typical

_EPILOG = """\
examples:
  newscrawl explain https://www.example.org/2026/11/a-story.html
  newscrawl explain https://www.example.org/2026/11/a-story.html --output news
  newscrawl explain saved.html --url https://www.example.org/a-story --json

What earlier runs remember (of --output or --state, else of the folder output where there is one) tells what they noted
of the address and which lines are typical of its site. The page itself is fetched with one request, after its
robots.txt; when it cannot be had, what is known without it is told.

exit codes: 0 explained, whatever the verdict; 1 the page cannot be had; 2 the call is wrong
"""


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
    parser.add_argument("--output", type=values.output, metavar="DIR|FILE", help="the output of the runs to ask")
    parser.add_argument("--state", type=values.store_address, metavar="URL", help="the store of the runs to ask")
    parser.add_argument("--json", action="store_true", help="the explanation as one JSON object")
    return parser


def run(args: argparse.Namespace) -> int:
    """Explain; returns the exit code."""
    from newscrawl.cli.fetch import FetchError
    from newscrawl.cli.pages import read_given
    from newscrawl.cli.remembered import Remembered, state_url

    code = OK
    with contextlib.ExitStack() as stack:
        state = state_url(args)
        runs = stack.enter_context(Remembered.open(state)) if state else None
        try:
            given = read_given(args.page, args.url)
        except FetchError as error:
            found = {"address": about_address(args.page), "page": {"failed": str(error)}}
            code = error.code
        else:
            found = explain(given, runs)
        if runs is not None:
            found["store"] = runs.first(_addresses(found))
    _print(args, found)
    return code


def explain(given: Given, runs: Remembered | None = None) -> dict[str, dict[str, Any]]:
    """All that can be said of a page, JSON-able, a dict a step in the order of the steps.

    `runs`: what earlier ones remember.
    """
    from newscrawl.core.extraction import extract_page
    from newscrawl.core.extraction.metadata.reader import read_metadata
    from newscrawl.core.extraction.page import read_page
    from newscrawl.core.urls import trusted_canonical

    page = read_page(given.body, given.url, given.content_type)
    metadata = read_metadata(page)
    canonical = trusted_canonical(given.url, metadata.canonical)
    site, typical = runs.typical(filter(None, (given.url, canonical))) if runs else (None, None)
    result = extract_page(
        given.body, given.url, content_type=given.content_type, status=given.status, typical=typical, explain=True
    )
    found = {
        "address": about_address(given.url),
        "page": {**_came(given), "encoding": page.encoding, "characters": len(page.html)},
        "canonical": {"declared": metadata.canonical, "believed": canonical},
        "metadata": _metadata(metadata, result),
        "signals": dict(result.signals),
        "verdict": _verdict(result),
    }
    if typical is not None:
        found["typical"] = _typical(site, typical, result)
    return found


def _typical(site: str | None, typical: Typical, result: Extraction) -> dict[str, Any]:
    """What is known of the page's site, and what of the page's text fell to it."""
    fallen = [row["line"] for row in result.signals.get("dropped", ()) if row["filter"] == "typical"]
    return {"site": site, "articles": typical.articles, "typical_lines": len(typical.counts), "fallen": fallen}


def about_address(url: str) -> dict[str, Any]:
    """What the address alone says."""
    from newscrawl.core.likeness import article_likeness
    from newscrawl.core.urls import article_id, identity

    return {"url": url, "identity": identity(url), "id": article_id(url), "likeness": round(article_likeness(url), 3)}


def _addresses(found: dict[str, dict[str, Any]]) -> list[str]:
    urls = (found["address"]["url"], found.get("canonical", {}).get("believed"))
    return [url for url in urls if url]


def _came(given: Given) -> dict[str, Any]:
    if given.fetched is None:
        return {"file": given.file, "bytes": len(given.body)}
    return {
        "requested": given.requested,
        "robots": given.fetched.robots,
        "redirects": given.fetched.hops,
        "answered": given.fetched.url,
        "status": given.status,
        "content_type": given.content_type,
        "bytes": len(given.body),
        "seconds": round(given.fetched.seconds, 3),
    }


def _metadata(metadata: Any, result: Extraction) -> dict[str, Any]:
    """Each field with its value and where it was found."""
    from dataclasses import fields

    rows = {}
    for field in fields(metadata):
        value = getattr(metadata, field.name)
        if field.name == "found" or value in (None, [], set()):
            continue
        place = metadata.found.get(field.name)
        rows[field.name] = {"value": sorted(value) if isinstance(value, set) else value, "found": place}
    if result.article is not None and result.article.language:
        score = result.article.language_score
        rows["language_of_text"] = {"value": result.article.language, "found": f"detected, probability {score}"}
    return rows


def _verdict(result: Extraction) -> dict[str, Any]:
    from newscrawl.report.words import in_words

    text = result.article.text if result.article else ""
    shape = {"characters": len(text), "paragraphs": len([part for part in text.split("\n\n")[1:] if part])}
    if result.rejection is None:
        article = result.article
        return {"article": True, **shape, "quality": article.quality if article else None}
    reason = str(result.rejection.reason)
    return {
        "article": False,
        "reason": reason,
        "in_words": in_words(reason),
        "evidence": dict(result.rejection.evidence),
        **shape,
    }


def _print(args: argparse.Namespace, found: dict[str, dict[str, Any]]) -> None:
    if args.json:
        from newscrawl.cli.printing import print_json

        print_json(found)
        return
    from newscrawl.cli.explaining import as_text

    print(as_text(found))
