"""The extractors that are compared, each as one function of a page's bytes and address."""

from __future__ import annotations

import importlib
import importlib.metadata
import logging
import time
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.quality import peers

__all__ = ["METHODS", "NEWSCRAWL", "PEERS", "TRAFILATURA", "Method", "Reading", "missing", "read", "warm_up"]

NEWSCRAWL = "newscrawl"
TRAFILATURA = "trafilatura"
_ALL = frozenset({"title", "date", "time", "authors", "language"})


@dataclass(slots=True, kw_only=True)
class Reading:
    """What one extractor read from one page. Picklable."""

    text: str = ""
    """The body: without the title that newscrawl's records begin with."""
    title: str | None = None
    date: str | None = None
    """ISO 8601."""
    authors: list[str] = field(default_factory=list)
    language: str | None = None
    rejected: str | None = None
    """The reason of newscrawl's verdict, where the page did not pass."""
    error: str | None = None
    """What the extractor raised; the rest is empty then."""
    record: dict[str, Any] = field(default_factory=dict)
    """newscrawl's record; empty for the others, and where nothing could be read."""


@dataclass(frozen=True, slots=True)
class Method:
    """One extractor."""

    label: str
    module: str
    distribution: str
    """Its package's name, for the version."""
    gives: frozenset[str]
    """The fields beside the text that it has at all; those it lacks are not held against it."""
    run: Callable[[bytes, str], dict[str, Any]]
    """Page and address to the values of a Reading."""

    @property
    def version(self) -> str:
        """The version that is installed; "" where it is run from a folder that was not installed."""
        try:
            return importlib.metadata.version(self.distribution)
        except importlib.metadata.PackageNotFoundError:
            return ""


def _by_newscrawl(body: bytes, url: str) -> dict[str, Any]:
    from newscrawl.core.extraction import extract_page

    result = extract_page(body, url)
    rejected = str(result.rejection.reason) if result.rejection else None
    if result.article is None:
        return {"rejected": rejected}
    record = result.article.to_dict()
    text, title = record["text"], record["title"] or ""
    return {
        "text": text[len(title) :].lstrip() if title and text.startswith(title) else text,
        "title": record["title"],
        "date": record["date_published"],
        "authors": record["authors"],
        "language": record["language"],
        "rejected": rejected,
        "record": record,
    }


METHODS = {
    NEWSCRAWL: Method(NEWSCRAWL, "newscrawl", "newscrawl", _ALL, _by_newscrawl),
    TRAFILATURA: Method("trafilatura", "trafilatura", "trafilatura", _ALL - {"time", "language"}, peers.by_trafilatura),
    "newspaper4k": Method("newspaper4k", "newspaper", "newspaper4k", _ALL, peers.by_newspaper),
    "resiliparse": Method("resiliparse", "resiliparse", "resiliparse", frozenset(), peers.by_resiliparse),
    "readability": Method("readability", "readability", "readability-lxml", frozenset({"title"}), peers.by_readability),
}
"""By the name that --peers takes."""

PEERS = tuple(name for name in METHODS if name != NEWSCRAWL)


def missing(name: str) -> str | None:
    """Why a method cannot run here; None where it can."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            importlib.import_module(METHODS[name].module)
        except ImportError as error:
            return str(error)
    return None


def warm_up(names: Sequence[str]) -> None:
    """Imports what the methods need, and lets each read one page, so that no page that is timed pays for it."""
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    for name in names:
        read(name, _FIRST_PAGE, "https://example.org/2024/05/06/first-page")


def read(name: str, body: bytes, url: str) -> tuple[Reading, float]:
    """A method's reading of a page, and the CPU seconds of this process that it took. Never raises for the page."""
    run = METHODS[name].run
    before = time.process_time()
    try:
        values = run(body, url)
    except Exception as error:  # a peer that fails on a page has read nothing there; the table counts these
        values = {"error": f"{type(error).__name__}: {error}"}
    return Reading(**values), time.process_time() - before


_PLACES = ("harbour", "library", "station", "bridge", "market", "theatre", "school", "museum")
_FIRST_PAGE = (
    "<!DOCTYPE html><html lang=en><head><title>The harbour is open again</title>"
    '<meta property="article:published_time" content="2024-05-06T07:08:09+00:00"></head>'
    "<body><article><h1>The harbour is open again</h1>"
    + "".join(f"<p>The {place} of the town was closed for hours, and nobody could say why.</p>" for place in _PLACES)
    + "</article></body></html>"
).encode()
