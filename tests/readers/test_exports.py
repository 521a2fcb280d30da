"""Exports, made by the command, read by the programs that they are for."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import datasets
import duckdb
import msgspec
import pandas
import polars
import pyarrow.dataset
import pytest
from datatrove.pipeline.readers import JsonlReader, ParquetReader
from huggingface_hub import DatasetCard
from zyte_common_items import Article as ZyteArticle

from newscrawl.cli import main
from newscrawl.core.exports.cells import COLUMNS, parted, unguarded
from newscrawl.core.exports.shapes import RECORD
from tests.dataset.exports.articles import full, null_shards, output, record
from tests.readers.test_shards import InputSpec, exactly, shards, truth

FORMS = ("parquet", "csv", "txt", "dolma", "zyte", "schemaorg", "sqlite")


def made(folder: Path, form: str, *arguments: str) -> Path:
    """An export of two shards, each with nulls where the other has objects."""
    if not (folder / "out").exists():
        null_shards(folder / "out")
    target = folder / f"made-{form}"
    assert main(["export", str(folder / "out"), "--to", form, "--out", str(target), "--quiet", *arguments]) == 0
    return target


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return truth(shards(folder / "out"))


@pytest.mark.parametrize("split", [(), ("--split", "site,month")], ids=["whole", "split"])
@pytest.mark.parametrize("form", [form for form in FORMS if form != "sqlite"])
def test_a_card_tells_datasets_what_to_load(tmp_path: Path, form: str, split: tuple[str, ...]) -> None:
    target = made(tmp_path, form, *split)
    card = DatasetCard.load(target / "README.md")
    card.data.to_dict()
    assert card.data.license == "other"
    assert card.data.language == ["de", "en"]
    assert card.data.size_categories == ["n<1K"]
    loaded = datasets.load_dataset(str(target), split="train", cache_dir=str(tmp_path / "cache"))
    rows = rows_of(tmp_path)
    texts = {value for row in loaded for value in row.values() if isinstance(value, str)}
    if form == "txt" and split:
        return  # datasets takes a file for a document
    assert len(loaded) == len(rows)
    wanted = {row["text"] for row in rows}
    if form in ("zyte", "schemaorg"):
        wanted = {text.partition("\n\n")[2] for text in wanted}
    assert wanted <= {text.rstrip("\n") for text in texts}
    if form == "dolma":
        assert sorted(row["created"] for row in loaded) == sorted(row["date_published"] for row in rows)


def test_the_card_of_a_database_names_no_files_for_datasets(tmp_path: Path) -> None:
    card = DatasetCard.load(made(tmp_path, "sqlite") / "README.md")
    assert "configs" not in card.data.to_dict()


def test_the_figures_are_those_of_the_export(tmp_path: Path) -> None:
    target = made(tmp_path, "parquet", "--language", "de")
    figures = json.loads((target / "figures.json").read_text(encoding="utf-8"))
    assert (figures["records"], figures["sites"], figures["left_out"]) == (3, {"b.example": 3}, {"language": 3})
    card = DatasetCard.load(target / "README.md")
    assert card.data.language == ["de"]
    assert "3 articles of 1 news site in 1 language" in card.text


@pytest.mark.parametrize("split", ["", "site", "site,language,month"])
def test_parquet(tmp_path: Path, split: str) -> None:
    target = made(tmp_path, "parquet", *(("--split", split) if split else ()))
    rows = sorted(rows_of(tmp_path), key=lambda row: str(row["id"]))
    data = target / "data"

    found = pyarrow.dataset.dataset(data, partitioning="hive").to_table().sort_by("id").to_pylist()
    assert exactly([{name: row[name] for name in RECORD} for row in found]) == exactly(rows)
    glob = f"{data}/**/*.parquet"
    frame = polars.read_parquet(glob, hive_partitioning=bool(split)).sort("id")
    assert exactly(frame.select(list(RECORD)).to_dicts()) == exactly(rows)
    with duckdb.connect() as database:
        counts = database.sql(
            f"SELECT source, count(*), min(published_day), count(modified_time) FROM '{glob}' GROUP BY 1 ORDER BY 1"
        ).fetchall()
        assert [(source, count, str(day), times) for source, count, day, times in counts] == [
            ("a.example", 3, "2026-11-18", 0),
            ("b.example", 3, "2026-11-18", 0),
        ]
        if split:
            parts = database.sql(
                f"SELECT DISTINCT site FROM read_parquet('{glob}', hive_partitioning = true) ORDER BY 1"
            )
            assert parts.fetchall() == [("a.example",), ("b.example",)]
    assert len(pandas.read_parquet(data)) == 6
    documents = list(ParquetReader(str(data), glob_pattern="**/*.parquet").run())
    assert {document.text for document in documents} == {row["text"] for row in rows}


def test_csv(tmp_path: Path) -> None:
    output(tmp_path / "out", [full(1, title="=1+1", text='=1+1\n\nA "quoted", line.\n\n-x')], [record(2, tags=["a;b"])])
    path = made(tmp_path, "csv") / "data" / "articles.csv"
    first, second = rows_of(tmp_path)

    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    assert list(frame) == list(COLUMNS)
    assert unguarded(frame["text"][0]) == first["text"]
    assert parted(unguarded(frame["authors"][0])) == first["authors"]
    assert parted(unguarded(frame["tags"][1])) == second["tags"]
    assert json.loads(frame["rights"][0]) == first["rights"]
    table = polars.read_csv(path, infer_schema=False)
    assert table["text"].to_list() == frame["text"].tolist()
    with duckdb.connect() as database:
        found = database.read_csv(str(path), all_varchar=True).project("text").fetchall()
        assert [text for (text,) in found] == frame["text"].tolist()


def test_dolma(tmp_path: Path) -> None:
    target = made(tmp_path, "dolma", "--split", "month")
    (file,) = (target / "documents").rglob("*.jsonl.gz")
    rows = rows_of(tmp_path)
    with gzip.open(file, "rb") as lines:
        documents = [msgspec.json.decode(line, type=InputSpec) for line in lines]
    assert [(found.id, found.text, found.version) for found in documents] == [
        (row["id"], row["text"], "1") for row in rows
    ]
    read = list(JsonlReader(str(target / "documents")).run())
    assert [document.metadata["url"] for document in read] == [row["url"] for row in rows]


def test_zyte(tmp_path: Path) -> None:
    lines = (made(tmp_path, "zyte") / "data" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    items = [ZyteArticle.from_dict(json.loads(line)) for line in lines]
    assert [item.headline for item in items] == [row["title"] for row in rows_of(tmp_path)]
    for item in items:
        assert item._unknown_fields_dict == {}
        for part in (item.metadata, item.mainImage, *(item.authors or ()), *(item.breadcrumbs or ())):
            assert part is None or part._unknown_fields_dict == {}
    assert items[3].authors[0].name == "Maja Lind"
    assert items[3].metadata.dateDownloaded == "2026-11-24T08:15:00Z"


def test_schemaorg_is_read_by_newscrawls_own_reader(tmp_path: Path) -> None:
    """What the extraction reads out of a page that carries this as JSON-LD is what went in."""
    from newscrawl import extract

    output(tmp_path / "out", [full(1, authors=["Maja Lind", "Jo Öz"])])
    (line,) = (made(tmp_path, "schemaorg") / "data" / "articles.jsonl").read_text(encoding="utf-8").splitlines()
    (row,) = rows_of(tmp_path)
    paragraph = "Die Fähre fährt im Frühjahr wieder, sagte der Hafenmeister am Mittwoch vor der Presse in der Stadt. "
    body = "".join(f"<p>{paragraph * 3}{number}</p>" for number in range(6))
    data = f"<script type='application/ld+json'>{line}</script>"
    page = (
        f"<html lang=de><head><title>{row['title']}</title>{data}</head>"
        f"<body><article><h1>{row['title']}</h1>{body}</article></body></html>"
    )
    found = extract(page, row["url"])
    assert found is not None
    assert (found.authors, found.publisher, found.section) == (row["authors"], row["publisher"], row["section"])
    assert (found.title, found.image, found.paywalled) == (row["title"], row["image"], row["paywalled"])


async def test_datasette(tmp_path: Path) -> None:
    from datasette.app import Datasette

    target = made(tmp_path, "sqlite")
    metadata = json.loads((target / "metadata.json").read_text(encoding="utf-8"))
    app = Datasette([str(target / "articles.db")], metadata=metadata)
    await app.invoke_startup()

    async def ask(path: str) -> Any:
        answer = await app.client.get(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    table = await ask("/articles/articles.json?_search=second+story&_shape=objects&source=a.example&_facet=source")
    assert [row["title"] for row in table["rows"]] == ["Story 2", "Story 1", "Story 0"]
    assert table["facet_results"]["source"]["results"][0]["count"] == 3
    found = await ask("/articles/search.json?words=quoted&_shape=objects")
    assert len(found["rows"]) == 6
    page = await app.client.get("/articles/articles/1")
    assert page.status_code == 200
    assert len((await ask("/articles/newest.json?_shape=objects"))["rows"]) == 6
