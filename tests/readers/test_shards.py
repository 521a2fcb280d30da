"""Shards as they lie, read by the programs that they are for: two, each with nulls where the other has objects."""

from __future__ import annotations

import gzip
import json
import logging
from pathlib import Path
from typing import Any

import datasets
import datasets.exceptions
import duckdb
import msgspec
import pandas
import polars
import pyarrow as pa
import pyarrow.dataset
import pyarrow.json
import pytest
from datatrove.pipeline.readers import JsonlReader

from newscrawl import schema
from newscrawl.cli import main
from newscrawl.core.exports.shapes import RECORD
from newscrawl.dataset.exports.cards import keep_card
from newscrawl.dataset.exports.sources import find_sources
from newscrawl.dataset.reading import read_lines
from tests.dataset.exports.articles import full, null_shards, record, write

ENDINGS = (".jsonl", ".jsonl.gz", ".jsonl.zst")


def shards(folder: Path) -> list[Path]:
    return list(find_sources([folder]).files)


def truth(files: list[Path]) -> list[dict[str, Any]]:
    return [json.loads(line) for file in files for line in read_lines(file)]


def names(files: list[Path]) -> list[str]:
    return [str(file) for file in files]


def exactly(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, sort_keys=True)


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("order", [1, -1])
def test_datasets(tmp_path: Path, ending: str, order: int) -> None:
    files = shards(null_shards(tmp_path / "out", ending))[::order]
    loaded = datasets.load_dataset(
        "json", data_files=names(files), features=schema.features(), split="train", cache_dir=str(tmp_path / "cache")
    )
    assert loaded.column_names == list(RECORD)
    assert exactly(list(loaded)) == exactly(truth(files))


def test_datasets_by_the_card_of_the_folder(tmp_path: Path) -> None:
    folder = null_shards(tmp_path / "out", ".jsonl.zst")
    assert main(["card", str(folder), "--out", str(folder), "--quiet"]) == 0
    loaded = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    assert exactly(list(loaded)) == exactly(truth(shards(folder)))


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.zst"])
def test_datasets_by_the_card_that_a_crawl_keeps(tmp_path: Path, ending: str) -> None:
    """Also where another compression was asked for after a while."""
    folder = null_shards(tmp_path / "out", ending)
    write(folder / "articles" / "2026-11-25" / "s-00001.jsonl.gz", [full(20), record(21)])
    keep_card(folder)
    loaded = datasets.load_dataset(str(folder), split="train", cache_dir=str(tmp_path / "cache"))
    rows = truth(sorted((folder / "articles").glob("*/*")))
    assert (len(rows), loaded.column_names) == (8, list(RECORD))
    assert exactly(sorted(loaded, key=str)) == exactly(sorted(rows, key=str))


def test_why_datasets_needs_to_be_told(tmp_path: Path) -> None:
    """When this fails, datasets has learned it, and docs/exports.md can say so."""
    files = shards(null_shards(tmp_path / "out"))
    told = {name: datasets.Value("string") if shape is RECORD["fetched_at"] else None for name, shape in RECORD.items()}
    strings = datasets.Features({**schema.features(), **{name: value for name, value in told.items() if value}})
    loaded = datasets.load_dataset(
        "json", data_files=names(files), features=strings, split="train", cache_dir=str(tmp_path / "cache")
    )
    assert loaded[0]["date_published"] == "2026-11-18 00:00:00"
    with pytest.raises(datasets.exceptions.DatasetGenerationError):
        datasets.load_dataset("json", data_files=names(files), split="train", cache_dir=str(tmp_path / "cache2"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_datatrove(tmp_path: Path, ending: str, caplog: pytest.LogCaptureFixture) -> None:
    folder = null_shards(tmp_path / "out", ending)
    with caplog.at_level(logging.CRITICAL):
        documents = list(JsonlReader(str(folder / "articles"), glob_pattern=f"*/*{ending}").run())
    rows = truth(shards(folder))
    assert [(document.id, document.text) for document in documents] == [(row["id"], row["text"]) for row in rows]
    for document, row in zip(documents, rows, strict=True):
        assert {**document.metadata, "id": document.id, "text": document.text, "file_path": 0} == {
            **row,
            "file_path": 0,
        }


def test_dolma_refuses_the_whole_number_in_version(tmp_path: Path) -> None:
    """Its InputSpec wants a text there: what it can read is what `export --to dolma` makes."""
    (line, *_) = read_lines(shards(null_shards(tmp_path / "out"))[0])
    with pytest.raises(msgspec.ValidationError, match=r"\$\.version"):
        msgspec.json.decode(line, type=InputSpec)


class InputSpec(msgspec.Struct):
    """What the Dolma toolkit's taggers decode a line to (python/dolma/core/data_types.py)."""

    id: str
    text: str
    source: str
    version: str | None = None


@pytest.mark.parametrize("ending", ENDINGS)
def test_duckdb(tmp_path: Path, ending: str) -> None:
    files = shards(null_shards(tmp_path / "out", ending))
    with duckdb.connect() as database:
        found = database.read_json(names(files), columns=schema.duckdb_columns(), format="newline_delimited")
        rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
        assert exactly(rows) == exactly(truth(files))
        counts = database.sql(f"SELECT source, count(*) FROM '{files[0].parent}/*{ending}' GROUP BY 1 ORDER BY 1")
        assert counts.fetchall() == [("a.example", 3), ("b.example", 3)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_polars(tmp_path: Path, ending: str) -> None:
    files = shards(null_shards(tmp_path / "out", ending))
    table = polars.from_arrow(schema.arrow_schema().empty_table())
    assert isinstance(table, polars.DataFrame)
    assert exactly(polars.read_ndjson(files, schema=table.schema).to_dicts()) == exactly(truth(files))
    assert exactly(polars.scan_ndjson(files, schema=table.schema).collect().to_dicts()) == exactly(truth(files))


def test_pyarrow(tmp_path: Path) -> None:
    files = shards(null_shards(tmp_path / "out"))
    options = pyarrow.json.ParseOptions(explicit_schema=schema.arrow_schema(), unexpected_field_behavior="error")
    tables = [pyarrow.json.read_json(file, parse_options=options) for file in files]
    assert exactly(pa.concat_tables(tables).to_pylist()) == exactly(truth(files))
    form = pyarrow.dataset.JsonFileFormat(parse_options=options)
    table = pyarrow.dataset.dataset(names(files), format=form, schema=schema.arrow_schema()).to_table()
    assert exactly(table.to_pylist()) == exactly(truth(files))


@pytest.mark.parametrize("ending", ENDINGS)
def test_pandas(tmp_path: Path, ending: str) -> None:
    files = shards(null_shards(tmp_path / "out", ending))
    frames = [pandas.read_json(file, lines=True, dtype=False) for file in files]
    rows = [
        {name: None if value is None or value != value else value for name, value in row.items()}
        for frame in frames
        for row in frame.to_dict("records")
    ]
    assert rows == truth(files)


def test_readers_that_know_json_alone(tmp_path: Path) -> None:
    (file, _) = shards(null_shards(tmp_path / "out", ".jsonl.gz"))
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        assert [json.loads(line)["id"] for line in lines] == [row["id"] for row in truth([file])]
