"""A record as an Article of Zyte's schema (https://docs.zyte.com/zyte-api/usage/reference.html, zyte-common-items)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from newscrawl.core.exports.shapes import NUMBER, TEXT, TIME, Keys, ListOf, Row, Shape
from newscrawl.core.exports.texts import body
from newscrawl.core.exports.times import moment

_IMAGE = Keys({"url": TEXT})

SHAPE: dict[str, Shape] = {
    "headline": TEXT,
    "datePublished": TIME,
    "dateModified": TIME,
    "authors": ListOf(Keys({"name": TEXT, "nameRaw": TEXT})),
    "breadcrumbs": ListOf(Keys({"name": TEXT})),
    "inLanguage": TEXT,
    "mainImage": _IMAGE,
    "images": ListOf(_IMAGE),
    "description": TEXT,
    "articleBody": TEXT,
    "canonicalUrl": TEXT,
    "url": TEXT,
    "metadata": Keys({"dateDownloaded": TIME, "probability": NUMBER}),
}
_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d)(:\d\d)?(?:\.\d+)?(.*)")


def article(row: Row) -> dict[str, Any]:
    """The item as JSON: keys that are not known are left out, as in Zyte's own answers.

    A day alone stays one, for midnight is never made up. `articleBody` is the text without its title, `nameRaw` the
    name, `breadcrumbs` the section alone, `probability` the record's `kind_score`.
    """
    record = row.record
    image = {"url": record["image"]} if record["image"] else None
    item = {
        "headline": record["title"],
        "datePublished": _time(record["date_published"]),
        "dateModified": _time(record["date_modified"]),
        "authors": [{"name": name, "nameRaw": name} for name in record["authors"]],
        "breadcrumbs": [{"name": record["section"]}] if record["section"] else None,
        "inLanguage": record["language"],
        "mainImage": image,
        "images": [image] if image else None,
        "description": record["description"],
        "articleBody": body(record),
        "canonicalUrl": record["url"],
        "url": record["url"],
        "metadata": _known({"dateDownloaded": _utc(record["fetched_at"]), "probability": record["kind_score"]}),
    }
    return _known(item)


def _known(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if value not in (None, [], {})}


def _time(value: str | None) -> str | None:
    """In Zyte's form of a time: seconds, no fractions, Z for UTC; the offset stays as the page gave it."""
    found = _TIME.fullmatch(value or "")
    if not found:
        return value
    offset = "Z" if found[3] in ("Z", "+00:00", "-00:00") else found[3]
    return f"{found[1]}{found[2] or ':00'}{offset}"


def _utc(value: str | None) -> str | None:
    found: datetime | None = moment(value)
    return f"{found.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if found else None
