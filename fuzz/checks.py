"""What holds for the results of several parsers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, replace
from datetime import datetime
from functools import cache
from typing import Any

from newscrawl.core import feed_content
from newscrawl.core.article import Article
from newscrawl.core.candidate import Candidate, Discovery
from newscrawl.core.extraction import Extraction
from newscrawl.core.rights.record import rights_record
from newscrawl.core.rights.signals import Signal
from newscrawl.core.schema import json_schema
from newscrawl.core.urls import article_id
from newscrawl.dataset.validation.records import RecordCheck

ADDRESS = "https://herald.example/news/2024/05/03/bridge-closed-after-storm"
SITE = "https://herald.example/"

_WEB = re.compile(r"https?://[^\s/?#@\x00-\x1f\x7f]+[/?][^#\x00-\x1f\x7f]*", re.IGNORECASE)
_MOMENT = re.compile(json_schema()["properties"]["date_published"]["pattern"])
_LANGUAGE = re.compile("[a-z]{2,3}")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def web(address: str) -> None:
    """It is an absolute http(s) address without fragment."""
    assert _WEB.fullmatch(address), address


def one_line(text: str | None) -> None:
    """It is one line, and short enough to be shown."""
    assert text is None or (text and "\n" not in text and len(text) <= 2000), text


def moment(text: str | None) -> None:
    """It is an ISO 8601 date or time as a record may have one."""
    if text is not None:
        assert _MOMENT.search(text), text
        datetime.fromisoformat(text)


def encodable(value: Any) -> bytes:
    """It is JSON by RFC 8259, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode()


def discovery(found: Discovery) -> None:
    """What a source named is what core.candidate says that it is."""
    one_line(found.problem)
    for each in found.candidates:
        web(each.url)
        moment(each.published)
        moment(each.modified)
        assert 0 <= each.score <= 1, each.score
        assert each.language is None or _LANGUAGE.fullmatch(each.language), each.language
        assert each.title is None or each.title == " ".join(each.title.split()) != "", each.title
        assert each.content is None or feed_content.unpack(each.content), each.content
        encodable(asdict(each))
    for source in found.sources:
        web(source.url)
        moment(source.modified)
        assert source.depth >= 0
    if found.following is not None:
        web(found.following)


def signals(said: Iterable[Signal]) -> None:
    """They can stand in a record."""
    record(replace_rights(tuple(said)))


def replace_rights(said: tuple[Signal, ...]) -> Article:
    """A record with these signals."""
    return Article(
        id=article_id(ADDRESS), text="x", url=ADDRESS, rights=rights_record(said, ("robots.txt", "meta"), "training")
    )


@cache
def _check() -> RecordCheck:
    return RecordCheck()


def record(article: Article) -> None:
    """`newscrawl validate` has nothing to say of it."""
    what = _check()(encodable(article.to_dict()) + b"\n")
    assert what is None, what


def extraction(found: Extraction) -> None:
    """An article is a valid record; so is what is known of a page that is left out, but for its text."""
    article = found.article
    assert article is not None or found.rejection is not None
    if found.rejection is not None:
        encodable(found.rejection.evidence)
    encodable(found.signals)
    if article is None:
        return
    if found.rejection is not None and not article.text:
        article = replace(article, text=article.title or "x")
    record(article)
    for value in (article.text, article.title, article.description, *article.authors, *article.tags):
        assert value is None or not _CONTROLS.search(value), value
    signals(found.rights)
    for address in (*found.variants, *(found.part_links.others if found.part_links else ())):
        address.encode()


def candidate(content: str | None = None, title: str | None = None) -> Candidate:
    """What a feed said of the page at ADDRESS."""
    from newscrawl.core.candidate import SourceKind

    return Candidate(ADDRESS, SourceKind.FEED, SITE + "feed", title, content=content)
