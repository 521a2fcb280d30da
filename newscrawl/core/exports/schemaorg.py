"""A record as JSON-LD of schema.org: a NewsArticle (https://schema.org/NewsArticle), or a LiveBlogPosting."""

from __future__ import annotations

from typing import Any

from newscrawl.core.exports.shapes import TEXT, TEXTS, TIME, TRUTH, WHOLE, Keys, ListOf, Row, Shape
from newscrawl.core.exports.texts import body

_NAMED: dict[str, Shape] = {"@type": TEXT, "name": TEXT}

SHAPE: dict[str, Shape] = {
    "@context": TEXT,
    "@type": TEXT,
    "identifier": TEXT,
    "url": TEXT,
    "headline": TEXT,
    "description": TEXT,
    "articleBody": TEXT,
    "articleSection": TEXT,
    "keywords": TEXTS,
    "inLanguage": TEXT,
    "datePublished": TIME,
    "dateModified": TIME,
    "author": ListOf(Keys(_NAMED)),
    "publisher": Keys(_NAMED),
    "isPartOf": Keys(_NAMED),
    "image": Keys({"@type": TEXT, "url": TEXT, "width": WHOLE, "height": WHOLE, "caption": TEXT}),
    "isAccessibleForFree": TRUTH,
    "sdDatePublished": TIME,
    "version": WHOLE,
}


def news_article(row: Row) -> dict[str, Any]:
    """The node as JSON, without the properties that are not known.

    `articleBody` is the text without its title, `isPartOf` the site, `isAccessibleForFree` the opposite of `paywalled`,
    `sdDatePublished` the time of fetching.
    """
    record = row.record
    paywalled = record["paywalled"]
    node = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting" if record["kind"] == "live-blog" else "NewsArticle",
        "identifier": record["id"],
        "url": record["url"],
        "headline": record["title"],
        "description": record["description"],
        "articleBody": body(record),
        "articleSection": record["section"],
        "keywords": record["tags"],
        "inLanguage": record["language"],
        "datePublished": record["date_published"],
        "dateModified": record["date_modified"],
        "author": [_named("Person", name) for name in record["authors"]],
        "publisher": _named("Organization", record["publisher"]),
        "isPartOf": _named("WebSite", record["source"]),
        "image": _image(record),
        "isAccessibleForFree": None if paywalled is None else not paywalled,
        "sdDatePublished": record["fetched_at"],
        "version": record["version"],
    }
    return {key: value for key, value in node.items() if value not in (None, [], "")}


def _named(kind: str, name: str | None) -> dict[str, str] | None:
    return {"@type": kind, "name": name} if name else None


def _image(record: dict[str, Any]) -> dict[str, Any] | None:
    info = record["image_info"] or {}
    url = record["image"] or info.get("url")
    if not url:
        return None
    node = {"@type": "ImageObject", "url": url, **{key: info.get(key) for key in ("width", "height", "caption")}}
    return {key: value for key, value in node.items() if value is not None}
