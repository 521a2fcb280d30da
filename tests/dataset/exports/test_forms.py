"""Each form by the standard library's or pyarrow's reader; other programs read them in tests/readers."""

from __future__ import annotations

import csv
import gzip
import json
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from newscrawl.core.exports.cells import COLUMNS
from newscrawl.core.exports.shapes import RECORD
from newscrawl.dataset.exports import parquet
from newscrawl.dataset.exports.forms import FORMS
from newscrawl.dataset.exports.parts import Layout, PartFile, Parts, SpilledParts, files_below
from newscrawl.dataset.exports.sqlite_file import SqliteFile
from newscrawl.dataset.exports.texts import TextFiles
from newscrawl.schema import arrow_schema, parquet_schema
from tests.dataset.exports.articles import FULL, full, record, row_of


def fill(form: str, path: Path, values: Iterable[dict[str, Any]], **options: Any) -> Path:
    writer = FORMS[form].open(path, **options)
    for value in values:
        writer.add(row_of(value))
    writer.close()
    return path


def line(value: dict[str, Any]) -> bytes:
    return json.dumps(value).encode()


PARQUET_SCHEMA = """\
id: string
text: string
source: string
url: string
requested_url: string
title: string
language: string
language_score: double
date_published: string
date_modified: string
date_source: string
authors: list<item: string>
publisher: string
section: string
tags: list<item: string>
description: string
image: string
image_info: struct<url: string, width: int64, height: int64, caption: string>
paywalled: bool
rights: struct<verdict: string, purpose: string, training: string, signals: list<item: struct<name: string, \
value: string, where: string, training: string, at: string>>, looked_at: list<item: string>>
content_hash: string
cluster_id: string
duplicate_of: string
version: int64
fetched_at: string
discovered_by: string
rendered: bool
http_status: int64
archive: struct<file: string, offset: int64, length: int64, digest: string>
kind: string
kind_score: double
quality: double
extractor: string
run_id: string
extra: string
published_day: date32[day]
modified_day: date32[day]
published_time: timestamp[us, tz=UTC]
modified_time: timestamp[us, tz=UTC]
fetched_time: timestamp[us, tz=UTC]"""


def test_the_schema_of_parquet_files_does_not_change() -> None:
    """Who changes it breaks datasets that grow: new columns go to the end."""
    assert "\n".join(f"{field.name}: {field.type}" for field in parquet_schema()) == PARQUET_SCHEMA
    assert arrow_schema().names == list(RECORD)


def test_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "GROUP_BYTES", 10_000)
    values = [full(number) if number % 2 else record(number) for number in range(20)]
    path = fill("parquet", tmp_path / "x.parquet", values)
    file = pq.ParquetFile(path)
    assert file.schema_arrow == parquet_schema()
    assert file.metadata.num_row_groups == 4
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    rows = file.read().to_pylist()
    assert [{name: row[name] for name in RECORD} for row in rows] == values


@pytest.mark.parametrize("form", ["parquet", "sqlite"])
def test_files_that_can_not_be_gone_on_with(tmp_path: Path, form: str) -> None:
    with pytest.raises(FileExistsError, match="can't be gone on with"):
        FORMS[form].open(tmp_path / "x", again=True)


@pytest.mark.parametrize("bom", [False, True])
def test_csv(tmp_path: Path, bom: bool) -> None:
    path = fill("csv", tmp_path / "x.csv", [full(1, title="=1+1"), record(2)], **({"bom": True} if bom else {}))
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") == bom
    assert data.count(b"\r\n") == 3
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert list(rows[0]) == list(COLUMNS)
    assert rows[0]["text"] == full(1)["text"]
    assert rows[0]["title"] == "'=1+1"


def test_csv_goes_on_without_a_second_head(tmp_path: Path) -> None:
    path = fill("csv", tmp_path / "x.csv", [record(1)], bom=True)
    fill("csv", path, [record(2)], again=True, bom=True)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["title"] for row in csv.DictReader(file)] == ["Story 1", "Story 2"]


@pytest.mark.parametrize("form", ["dolma", "zyte", "schemaorg"])
@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_json_lines_go_on(tmp_path: Path, form: str, ending: str) -> None:
    from newscrawl.dataset.reading import read_lines

    path = fill(form, tmp_path / f"x{ending}", [record(1)])
    fill(form, path, [full(2)], again=True)
    found = [json.loads(text) for text in read_lines(path)]
    assert [value["url"] if form != "dolma" else value["metadata"]["url"] for value in found] == [
        record(1)["url"],
        record(2)["url"],
    ]


def test_a_text_file_an_article(tmp_path: Path) -> None:
    writer = TextFiles(tmp_path / "data")
    for value in (full(1), record(2), record(2), record(3, fetched_at=None)):
        writer.add(row_of(value))
    writer.close()
    names = [path.relative_to(tmp_path / "data").as_posix() for path in files_below(tmp_path)]
    assert names == [
        f"2026-11/2026-11-18_a.example_story-1_{record(1)['id'][:16]}.txt",
        f"2026-11/2026-11-24_a.example_story-2_{record(2)['id'][:16]}-2.txt",
        f"2026-11/2026-11-24_a.example_story-2_{record(2)['id'][:16]}.txt",
        f"undated/undated_a.example_story-3_{record(3)['id'][:16]}.txt",
    ]
    assert (tmp_path / "data" / names[0]).read_text(encoding="utf-8") == full(1)["text"] + "\n"


def test_texts_in_one_file_can_be_told_apart(tmp_path: Path) -> None:
    path = fill("txt", tmp_path / "x.txt", [record(1), record(2)])
    fill("txt", path, [record(3)], again=True)
    assert path.read_text(encoding="utf-8").rstrip("\n").split("\n\n\n") == [record(n)["text"] for n in (1, 2, 3)]


def articles_of(path: Path, query: str, *values: Any) -> list[Any]:
    database = sqlite3.connect(path)
    try:
        return database.execute(query, values).fetchall()
    finally:
        database.close()


SEARCH = "SELECT a.title FROM articles_fts JOIN articles a ON a.nr = articles_fts.rowid WHERE articles_fts MATCH ?"


def test_sqlite(tmp_path: Path) -> None:
    japanese = record(3, language="ja", title="港の朝市", text="港の朝市\n\n十年ぶりに再開した。", authors=["森"])
    path = fill(
        "sqlite", tmp_path / "x.db", [full(1, authors=["Jérôme Müller"]), record(2), full(4, version=2), japanese]
    )
    columns = [row[1] for row in articles_of(path, "PRAGMA table_info(articles)")]
    flattened = {"image_info", "tags"}
    assert set(RECORD) - flattened <= set(columns)
    (first,) = articles_of(path, f"SELECT {', '.join(columns)} FROM articles WHERE nr = 1")
    found = dict(zip(columns, first, strict=True))
    assert found["date_published"] == FULL["date_published"]
    assert (found["published_day"], found["image_width"], found["paywalled"]) == ("2026-11-18", 10, 0)
    assert json.loads(found["rights"]) == FULL["rights"]
    assert articles_of(path, SEARCH, "jerome muller") == [("Story 1",)]
    assert articles_of(path, SEARCH, "authors: mull*") == [("Story 1",)]
    assert articles_of(path, "SELECT rowid FROM spaceless_fts WHERE spaceless_fts MATCH '年ぶり'") == [(4,)]
    assert articles_of(path, "SELECT count(*) FROM spaceless_fts") == [(1,)]
    assert articles_of(path, "SELECT name, articles FROM tags_by_articles ORDER BY 1") == [("Fähre", 2), ("Hafen", 2)]
    assert articles_of(path, "SELECT name, articles FROM authors_by_articles ORDER BY 1")[0] == ("Jérôme Müller", 1)
    assert articles_of(path, "SELECT source, articles FROM sites") == [("a.example", 4)]
    assert articles_of(path, "PRAGMA integrity_check") == [("ok",)]
    assert articles_of(path, "PRAGMA foreign_key_check") == []


def test_the_newest_view_and_the_triggers(tmp_path: Path) -> None:
    later = record(1, version=2, fetched_at="2026-11-25T08:00:00+00:00", title="Later", language="ja")
    path = fill("sqlite", tmp_path / "x.db", [later, record(1), full(2)])
    assert articles_of(path, "SELECT title FROM newest ORDER BY nr") == [("Later",), ("Story 2",)]
    database = sqlite3.connect(path)
    with database:
        database.execute("UPDATE articles SET title = 'Quite another' WHERE nr = 1")
        database.execute("DELETE FROM articles WHERE nr = 3")
        database.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
        database.execute("INSERT INTO spaceless_fts (spaceless_fts, rank) VALUES ('integrity-check', 1)")
    assert database.execute("SELECT count(*) FROM article_tags").fetchall() == [(0,)]
    database.close()
    assert articles_of(path, SEARCH, "quite") == [("Quite another",)]
    assert articles_of(path, SEARCH, "later") == []


def test_a_full_disk_is_an_os_error(tmp_path: Path) -> None:
    writer = SqliteFile(tmp_path / "x.db")
    writer._db.execute("PRAGMA max_page_count = 20")
    with pytest.raises(OSError, match="SQLite: database or disk is full"):
        fill_up(writer)
    writer.leave()


def fill_up(writer: SqliteFile) -> None:
    for number in range(2000):
        writer.add(row_of(full(number, text="x" * 5000)))


VALUES = [full(number, source=f"s{number % 7}.example") for number in range(40)]


@pytest.mark.parametrize("form", ["csv", "dolma", "txt"])
def test_parts_with_few_files_open(tmp_path: Path, form: str) -> None:
    parts = Parts(Layout(tmp_path, FORMS[form], ("site",)), most_open=2)
    for value in VALUES:
        parts.add(row_of(value), line(value))
    parts.close()
    files = list(files_below(tmp_path))
    assert len(files) == 7
    count = {
        "csv": lambda d: d.count(b"\r\n") - 1,
        "dolma": lambda d: d.count(b"\n"),
        "txt": lambda d: d.count(b"Story"),
    }
    total = sum(count[form](gzip.decompress(f.read_bytes()) if f.suffix == ".gz" else f.read_bytes()) for f in files)
    assert total == 40


def test_spilled_parts(tmp_path: Path) -> None:
    keys = ("site", "language")
    parts = SpilledParts(Layout(tmp_path / "out", FORMS["parquet"], keys), tmp_path / "spill", most_open=2)
    for value in VALUES:
        parts.add(row_of(value), line(value))
    parts.close()
    names = [path.relative_to(tmp_path).as_posix() for path in files_below(tmp_path)]
    assert names == [f"out/data/site=s{n}.example/lang=de/part-00001.parquet" for n in range(7)]
    assert sum(pq.read_metadata(path).num_rows for path in files_below(tmp_path)) == 40
    assert not (tmp_path / "spill").exists()


@pytest.mark.parametrize("form", ["parquet", "dolma"])
def test_files_roll(tmp_path: Path, form: str) -> None:
    file = PartFile(Layout(tmp_path, FORMS[form], roll_bytes=2000), ())
    for value in VALUES[:6]:
        file.add(row_of(value), line(value))
    file.close()
    names = [path.name.partition(".")[0] for path in files_below(tmp_path)]
    assert names == ["articles-00001", "articles-00002", "articles-00003"]


@pytest.mark.parametrize("form", sorted(FORMS))
def test_letting_go_leaves_nothing_open(tmp_path: Path, form: str) -> None:
    path = tmp_path / f"x{FORMS[form].endings[0]}"
    writer = FORMS[form].open(path)
    writer.add(row_of(full(1)))
    writer.leave()
    parts = SpilledParts(Layout(tmp_path, FORMS[form], ("site",)), tmp_path / "spill")
    parts.add(row_of(full(1)), line(full(1)))
    parts.leave()
    assert [file.path for file in psutil.Process().open_files() if file.path.startswith(str(tmp_path))] == []


def test_schemas_of_all_parts_are_one(tmp_path: Path) -> None:
    first = fill("parquet", tmp_path / "1.parquet", [record(1)])
    second = fill("parquet", tmp_path / "2.parquet", [full(2)])
    assert pq.read_schema(first) == pq.read_schema(second)
    assert pa.concat_tables([pq.read_table(first), pq.read_table(second)]).num_rows == 2
