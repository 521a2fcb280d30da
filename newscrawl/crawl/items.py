"""What the store is told of a line: as it is written, and as it is read back from the disk."""

from __future__ import annotations

from typing import Any

from newscrawl.core.article import Article
from newscrawl.core.doubles import Sketch
from newscrawl.core.looks import next_look
from newscrawl.core.moments import posix
from newscrawl.core.site import Site
from newscrawl.core.typical import Counted
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.core.versions import title_hash
from newscrawl.store import Answer, LeftOut, Written


def site_key(site: Site) -> str:
    """What the store knows a site by: its name may change, its address is what it is."""
    return identity(site.url)


def item_of_article(
    article: Article,
    site: str,
    keys: set[str],
    counted: Counted | None = None,
    page_hash: str | None = None,
    answer: Answer | None = None,
    sketch: Sketch | None = None,
) -> Written:
    """What the store is told of an article's line, of what its site counts of it, and of the answer it came with."""
    return Written(
        id=article.id,
        url=article.url,
        site=site,
        content_hash=article.content_hash,
        version=article.version,
        keys=tuple(sorted(keys | {identity(article.url)})),
        counted=counted,
        title_hash=title_hash(article.title),
        page_hash=page_hash,
        dated=posix(article.date_published, end=True),
        answer=answer,
        asked=article.requested_url or None,
        cluster_id=article.cluster_id,
        duplicate_of=article.duplicate_of,
        sketch=sketch,
    )


def item_of(kind: str, record: dict[str, Any]) -> Written | LeftOut | None:
    """The same, read back from a line, and of a page left out; None for a line that is not newscrawl's."""
    try:
        site = _text(record, "site_key" if record.get("site_key") else "source")
        url = _text(record, "url")
        keys = tuple(sorted({identity(_text(record, name)) for name in ("url", "requested_url") if record.get(name)}))
        asked = optional_text(record, "requested_url")
        dated = posix(optional_text(record, "date_published"), end=True)
        if kind == "rejected":
            return LeftOut(url, site, Reason(record["reason"]), keys, dated, asked=asked)
        version = max(1, min(int(record.get("version") or 1), 2**31 - 1))
        return Written(
            id=_text(record, "id", 64),
            url=url,
            site=site,
            content_hash=optional_text(record, "content_hash", 64),
            version=version,
            keys=keys,
            title_hash=title_hash(optional_text(record, "title")),
            dated=dated,
            answer=_answer(record, dated, version),
            asked=asked,
            cluster_id=optional_text(record, "cluster_id", 64),
            duplicate_of=optional_text(record, "duplicate_of", 64),
        )
    except (KeyError, ValueError, TypeError, OverflowError):
        return None


def _answer(record: dict[str, Any], published: float | None, version: int) -> Answer | None:
    fetched = posix(optional_text(record, "fetched_at"))
    if fetched is None:
        return None
    key = identity(_text(record, "requested_url" if record.get("requested_url") else "url"))
    return Answer(key, fetched, next_look(published, fetched, version - 1), looks=version - 1)


def _text(record: dict[str, Any], name: str, longest: int | None = None) -> str:
    """A field as text that every database takes. Raises KeyError, TypeError, ValueError."""
    value = record[name]
    if not isinstance(value, str):
        raise TypeError(name)
    value.encode()  # a lone surrogate can't be
    if "\0" in value or (longest is not None and len(value) > longest):
        raise ValueError(name)
    return value


def optional_text(record: dict[str, Any], name: str, longest: int | None = None) -> str | None:
    """The same of a field that may be empty or missing. Raises TypeError, ValueError."""
    return _text(record, name, longest) if record.get(name) else None
