from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from newscrawl.core.exports import dolma, schemaorg, tables, zyte
from newscrawl.core.exports.shapes import RECORD
from newscrawl.core.exports.texts import body
from newscrawl.core.exports.times import day, moment
from tests.dataset.exports.articles import FULL, full, record, row_of

BODY = 'First of 1.\n\nSecond, "quoted",\nafter a break.'


@pytest.mark.parametrize(
    ("title", "text", "rest"),
    [
        ("A", "A\n\nB\n\nC", "B\n\nC"),
        ("A", "A", ""),
        ("A", "A and more\n\nB", "A and more\n\nB"),
        ("A", "B", "B"),
        (None, "B", "B"),
    ],
)
def test_the_body_is_without_the_title(title: str | None, text: str, rest: str) -> None:
    assert body({"title": title, "text": text}) == rest


def test_days_and_moments() -> None:
    assert day("2026-11-18T23:30:00-05:00") == date(2026, 11, 18)
    assert moment("2026-11-18T23:30:00-05:00") == datetime(2026, 11, 19, 4, 30, tzinfo=UTC)
    for value in ("2026-11-18", "2026-11-18T07:30:00", "no", "2026-11-18Tno", None, "", "0001-01-01T00:00:00+23:59"):
        assert moment(value) is None
    assert [day(value) for value in ("2026-13-01", None, "x")] == [None, None, None]


def test_dolma() -> None:
    found = dolma.document(row_of(full(1, version=2, mood="glad")))
    assert list(found) == list(dolma.SHAPE)
    assert {name: value for name, value in found.items() if name not in ("metadata", "text", "id")} == {
        "source": "a.example",
        "version": "2",
        "added": FULL["fetched_at"],
        "created": FULL["date_published"],
    }
    assert found["metadata"]["extra"] == {"mood": "glad"}
    assert {*found["metadata"], "id", "text", "source", "version"} == {*RECORD, "extra"}


def test_zyte() -> None:
    found = zyte.article(row_of(full(1)))
    assert set(found) <= set(zyte.SHAPE)
    assert found["articleBody"] == BODY
    assert found["datePublished"] == "2026-11-18T07:30:00+02:00"
    assert found["dateModified"] == "2026-11-19"
    assert found["authors"][0] == {"name": "Maja Lind", "nameRaw": "Maja Lind"}
    assert found["metadata"] == {"dateDownloaded": "2026-11-24T08:15:00Z", "probability": 0.5}
    assert set(zyte.article(row_of(record(1)))) == {"headline", "articleBody", "canonicalUrl", "url", "metadata"}
    utc = zyte.article(row_of(record(1, date_published="2026-11-18T07:30:01.5+00:00")))
    assert utc["datePublished"] == "2026-11-18T07:30:01Z"


def test_schemaorg() -> None:
    found = schemaorg.news_article(row_of(full(1)))
    assert list(found) == list(schemaorg.SHAPE)
    assert found["@type"] == "NewsArticle"
    assert found["author"][0] == {"@type": "Person", "name": "Maja Lind"}
    assert found["publisher"] == {"@type": "Organization", "name": "Der Bote"}
    assert found["isAccessibleForFree"] is True
    assert found["image"] == {"@type": "ImageObject", "url": FULL["image"], "width": 10, "caption": "Ein Bild"}
    sparse = schemaorg.news_article(row_of(record(1, kind="live-blog", paywalled=True)))
    assert sparse["@type"] == "LiveBlogPosting"
    assert sparse["isAccessibleForFree"] is False
    assert not {"author", "publisher", "keywords", "image"} & set(sparse)


def test_a_row_of_a_table() -> None:
    found = tables.parquet_row(row_of(full(1, mood={"a": 1})))
    assert found["published_day"] == date(2026, 11, 18)
    assert found["published_time"] == datetime(2026, 11, 18, 5, 30, tzinfo=UTC)
    assert (found["modified_day"], found["modified_time"]) == (date(2026, 11, 19), None)
    assert found["extra"] == '{"mood": {"a": 1}}'
