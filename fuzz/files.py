"""Files: sites, shards, manifests, records and archives; and the encodings that bodies come in."""

from __future__ import annotations

import atexit
import contextlib
import json
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from fuzz import checks
from newscrawl.core import seekable as seek_tables
from newscrawl.core.content_encoding import Broken, content_of
from newscrawl.core.exports import cells, names, shapes, tables
from newscrawl.core.exports.dolma import document
from newscrawl.core.exports.front_matter import yaml
from newscrawl.core.exports.schemaorg import news_article
from newscrawl.core.exports.wanted import verdict_of
from newscrawl.core.exports.zyte import article as zyte_article
from newscrawl.core.page_context import PageContext
from newscrawl.core.raw_answer import RawAnswer
from newscrawl.core.rereading import reread
from newscrawl.core.site import SitesError, load_sites
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive.reader import read_articles
from newscrawl.dataset.manifest import Entry, parse_manifest
from newscrawl.dataset.reading import DamagedFile, read_lines
from newscrawl.dataset.validation.records import RecordCheck, rejected_error

LIMIT = 2**20


@cache
def _folder() -> Path:
    folder = tempfile.mkdtemp(prefix="newscrawl-fuzz-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


def _file(name: str, data: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


def sites(data: bytes) -> None:
    """A sites file."""
    path = _file("sites.toml", data)
    try:
        found = load_sites(path)
    except SitesError as error:
        assert str(error).startswith(f"{path}:"), error
        assert "\n" not in str(error)
        return
    assert found
    for site in found:
        for address in (site.url, *site.feeds, *site.sitemaps, *site.sections):
            checks.web(address)
        assert site.name


def encoding(data: bytes) -> None:
    """The Content-Encoding header, a newline, and the body."""
    name, _, body = data.partition(b"\n")
    with contextlib.suppress(Broken, OverflowError):
        assert len(content_of(body, [name.decode("latin-1")], LIMIT)) <= max(LIMIT, len(body))


def shard(data: bytes) -> None:
    """Lines of a dataset, plain and packed."""
    for ending in (".jsonl", ".jsonl.gz", ".jsonl.zst"):
        try:
            lines = list(read_lines(_file(f"articles{ending}", data)))
        except DamagedFile as error:
            checks.one_line(str(error))
            continue
        assert all(line.endswith(b"\n") for line in lines[:-1])
        if ending == ".jsonl":
            assert b"".join(lines) == data


def seekable(data: bytes) -> None:
    """The table at the end of a packed shard, and the counts of lines before it."""
    for read in (seek_tables.table_size, seek_tables.parse_table):
        try:
            found: Any = read(data)
        except seek_tables.NotSeekable:
            continue
        if isinstance(found, list):
            assert all(frame.size >= 0 and frame.length >= 0 for frame in found)
    for count in (0, 1, len(data)):
        try:
            assert len(seek_tables.parse_lines(data, count)) == count
        except seek_tables.NotSeekable:
            continue


def manifest(data: bytes) -> None:
    """A manifest, and each of its entries written again."""
    for entry in parse_manifest(data).values():
        assert Entry.parse(entry.line()) == entry


_FORMS: tuple[Callable[[shapes.Row], Any], ...] = (news_article, zyte_article, document)


def record(data: bytes) -> None:
    """A line of articles, and what exports make of it."""
    check = RecordCheck()
    line = data.replace(b"\n", b" ") + b"\n"
    checks.one_line(check(line))
    checks.one_line(rejected_error(line))
    try:
        row = shapes.row(json.loads(data))
    except (shapes.BadRecord, ValueError, RecursionError):
        return
    for form in _FORMS:
        checks.encodable(form(row))
    yaml({"row": row.record["title"]})
    tables.parquet_row(row)
    for cell in cells.cells(row):
        cell.encode()
    assert len(names.article_name(row.record, ".txt").encode()) <= names.NAME_BYTES + 4
    verdict_of(row.record)


def context(data: bytes) -> None:
    """What is noted beside an archived page."""
    found = PageContext.from_json(data)
    if found is not None:
        again = PageContext.from_json(found.to_json())
        assert again is not None
        assert PageContext.from_json(again.to_json()) == again


def warc(data: bytes) -> None:
    """An archive, and its pages extracted again."""
    path = _file("archive.warc", data)
    try:
        for pages in read_articles(path):
            known = [(page.answer, page.context) for page in pages]
            whole = [(answer, its) for answer, its in known if answer is not None and its is not None]
            if len(whole) == len(known):
                _read_again(whole)
    except DatasetError as error:
        assert str(error).startswith(str(path))


def _read_again(pages: list[tuple[RawAnswer, PageContext]]) -> None:
    *parts, (answer, its) = pages
    found = reread(answer, its, parts)
    assert found.article is not None or found.rejection is not None
    if found.article is not None and found.rejection is None:
        checks.record(found.article)
