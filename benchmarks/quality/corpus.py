"""Reads a corpus folder: pages, and what is known of each."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

__all__ = ["CorpusError", "Page", "SegmentPage", "read_html", "read_segments", "read_truth"]

_Kind = TypeVar("_Kind", "Page", "SegmentPage")


class CorpusError(Exception):
    """The folder is no corpus, or a line of it is broken. The message is one line that says where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One line of truth.jsonl."""

    id: str
    url: str
    path: Path
    """The page's file, gzipped where its name ends with .gz."""
    body: str
    """The article's text without its title, an empty line between paragraphs; "" where the page is no article."""
    source: str = "pages"
    """The suite that the page belongs to."""
    standfirst: str | None = None
    """The beginning of `body` that counts as right with it and without it."""
    title: str | None = None
    published: str | None = None
    """ISO 8601; a date alone where no time is known."""
    authors: list[str] = field(default_factory=list)
    language: str | None = None
    """BCP 47; only its primary code is compared."""
    country: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentPage:
    """One line of segments/segments.jsonl: what must and what must not be in the text."""

    id: str
    url: str
    path: Path
    wanted: list[str]
    unwanted: list[str]
    title: str | None = None
    authors: list[str] = field(default_factory=list)
    date: str | None = None
    """A day, ISO 8601."""


def read_truth(folder: Path) -> list[Page]:
    """The pages of FOLDER/truth.jsonl in its order. Raises CorpusError."""
    return _read(folder / "truth.jsonl", folder / "pages", _page)


def read_segments(folder: Path) -> list[SegmentPage]:
    """The pages of FOLDER/segments/segments.jsonl, none where it is missing. Raises CorpusError."""
    index = folder / "segments" / "segments.jsonl"
    return _read(index, folder / "segments" / "pages", _segment_page) if index.is_file() else []


def read_html(path: Path) -> bytes:
    """The page as it was served. Raises CorpusError."""
    try:
        body = path.read_bytes()
        return gzip.decompress(body) if path.suffix == ".gz" else body
    except (OSError, EOFError, zlib.error) as error:
        raise CorpusError(f"{path}: {error}") from None


def _read(index: Path, pages: Path, build: Callable[[_Line, Path], _Kind]) -> list[_Kind]:
    found: dict[str, _Kind] = {}
    for line in _lines(index):
        page = build(line, pages)
        if page.id in found:
            raise line.error(f"id {page.id!r} stands in an earlier line, too")
        found[page.id] = page
    return list(found.values())


def _lines(index: Path) -> Iterator[_Line]:
    try:
        text = index.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"{index}: {error}") from None
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as error:
            raise CorpusError(f"{index}:{number}: no JSON: {error}") from None
        if not isinstance(row, dict):
            raise CorpusError(f"{index}:{number}: no JSON object")
        yield _Line(index, number, row)


@dataclass(frozen=True, slots=True)
class _Line:
    index: Path
    number: int
    row: dict[str, Any]

    def error(self, what: str) -> CorpusError:
        return CorpusError(f"{self.index}:{self.number}: {what}")

    def text(self, name: str) -> str:
        """A text that must be there."""
        value = self.row.get(name)
        if not isinstance(value, str):
            raise self.error(f"`{name}` is {'missing' if value is None else 'no text'}")
        return value

    def known(self, name: str) -> str | None:
        """A text that may be missing; None for an empty one."""
        return self.text(name).strip() or None if self.row.get(name) is not None else None

    def texts(self, name: str) -> list[str]:
        """A list of texts that may be missing."""
        value = self.row.get(name) or []
        if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            raise self.error(f"`{name}` is no list of texts")
        return value

    def file(self, pages: Path) -> Path:
        name = self.text("id")
        if name in ("", ".", "..") or "/" in name or "\\" in name or "\0" in name:
            raise self.error(f"`id` {name!r} is no name of a file")
        for path in (pages / f"{name}.html.gz", pages / f"{name}.html"):
            if path.is_file():
                return path
        raise self.error(f"{pages / name}.html.gz is missing")


def _page(line: _Line, pages: Path) -> Page:
    return Page(
        id=line.text("id"),
        url=line.text("url"),
        body=line.text("body"),
        source=line.known("source") or "pages",
        standfirst=line.known("standfirst"),
        title=line.known("title"),
        published=line.known("published"),
        authors=line.texts("authors"),
        language=line.known("language"),
        country=line.known("country"),
        path=line.file(pages),
    )


def _segment_page(line: _Line, pages: Path) -> SegmentPage:
    author = line.row.get("author")
    return SegmentPage(
        id=line.text("id"),
        url=line.text("url"),
        wanted=line.texts("with"),
        unwanted=line.texts("without"),
        title=line.known("title"),
        authors=line.texts("author") if isinstance(author, list) else [author] if author else [],
        date=line.known("date"),
        path=line.file(pages),
    )
