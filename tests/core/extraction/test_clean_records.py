"""Whatever a page writes where, no field of its record holds what cannot be seen."""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.core.extraction import extract_page

URL = "https://news.example/2026/03/02/the-bridge"
PARAGRAPHS = (
    "קבוצת החוקרים הודיעה אתמול כי הגשר הישן ייסגר לתנועה במשך חצי שנה, וכי העבודות יחלו כבר באביב הקרוב.",
    "ראש העיר אמר שהעלות גבוהה מהצפוי, אך הוסיף שאין ברירה: „הגשר הזה ראה ימים טובים יותר“, כדבריו.",
    "התושבים מבקשים שהמעבר להולכי רגל יישאר פתוח, ושהאוטובוסים יעברו דרך הכיכר החדשה ליד תחנת הרכבת.",
)
UNSEEN = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ue000\x01\x92"
NEVER = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\xa0\u00ad\u200b\u2028\u2029\u202f\u2060-\u2065\u206a-\u206f\ud800-\uf8ff\ufeff]"
)
PAIRS = re.compile("[\u202a\u202b]\u202c|[\u2066-\u2068]\u2069")


def page(mess: str) -> str:
    shown = html.escape(mess)
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": f"{mess}הגשר הישן{mess} ייסגר",
        "datePublished": "2026-03-02T18:00:00+02:00", "description": f"{mess}תקציר{mess}",
        "articleSection": f"{mess}עיר",
        "keywords": [f"גשר{mess}", f"{mess}עיר"], "author": {"@type": "Person", "name": f"{mess}דנה לוי{mess}"},
        "publisher": {"@type": "Organization", "name": f"{mess}חדשות"},
    }  # fmt: skip
    body = "".join(f"<p>{shown}{text.replace(' ', ' ' + shown, 2)}</p>" for text in PARAGRAPHS)
    return (
        f"<html lang=he><head><title>{shown}הגשר הישן{shown} ייסגר | חדשות</title>"
        f"<script type='application/ld+json'>{json.dumps(data)}</script></head>"
        f"<body><article><h1>{shown}הגשר הישן{shown} ייסגר</h1>{body}</article></body></html>"
    )


def strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for entry in value:
            yield from strings(entry)


def check(mess: str) -> dict[str, Any]:
    article = extract_page(page(mess), URL).article
    assert article is not None
    record = article.to_dict()
    for value in record.values():
        for text in strings(value):
            assert unicodedata.is_normalized("NFC", text)
            assert not NEVER.search(text)
            for line in text.split("\n"):
                rest = re.sub("[^\u202a-\u202e\u2066-\u2069]", "", line)
                while (shorter := PAIRS.sub("", rest)) != rest:
                    rest = shorter
                assert rest == ""
    json.dumps(record, ensure_ascii=False).encode()
    return record


@pytest.mark.parametrize("mess", ["", "\u202b", "\u200f", "\u2067\u202c", "\u00ad\u200b", "\ufeff", "\ue000\x01"])
def test_unseen_characters_change_no_field(mess: str) -> None:
    record = check(mess)
    assert record["text"] == "\n\n".join(("הגשר הישן ייסגר", *PARAGRAPHS))
    assert record["authors"] == ["דנה לוי"]
    assert record["tags"] == ["גשר", "עיר"]
    assert record["language"] == "he"


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.sampled_from(UNSEEN), max_size=4))
def test_no_field_holds_what_cannot_be_seen(mess: str) -> None:
    check(mess)
