"""Feeds: RSS 0.9 to 2.0, RDF, Atom (RFC 4287) and JSON Feed 1.1.

lxml reads them here, not fastfeedparser: that one turns dates to UTC and loses the offset, the feed's language,
xml:base and origLink. feedparser keeps them but takes fifty milliseconds; it reads what lxml cannot.
"""

from __future__ import annotations

import html
import io
import json
import re
from dataclasses import replace
from typing import Any

import feedparser
from lxml import etree

from newscrawl.core.candidate import Candidate, Discovery, SourceKind
from newscrawl.core.discovery.dates import iso_date
from newscrawl.core.discovery.feed_pages import next_feed_page
from newscrawl.core.discovery.fields import language_code, local_name, plain_title
from newscrawl.core.discovery.payload import mend_xml, without_half_text
from newscrawl.core.feed_content import pack
from newscrawl.core.tracking import without_repeats
from newscrawl.core.urls import absolute

__all__ = ["read_feed", "read_json_feed"]

_ITEM = re.compile(r"<(?:[\w.-]+:)?(?:item|entry)\b", re.IGNORECASE)
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_FOREIGN = re.compile(r"media|mrss|itunes|yahoo|podcast|slash|image|thread", re.IGNORECASE)
_PUBLISHED = ("pubdate", "published", "issued", "date", "created")
_MODIFIED = ("updated", "modified")
_CONTENTS = ("encoded", "content", "description", "summary", "body")
"""RSS's content:encoded and description, Atom's content and summary: the longest may be the whole text."""


def read_feed(text: str, url: str) -> Discovery:
    """The entries of an XML feed, in its order, each address once, score 1.

    Takes its text and absolute address. An entry's address is its origLink, else its alternate link, else a guid that
    is one; relative ones by xml:base. Dates keep the offset of the feed; Atom's `updated` is no publishing date.
    """
    text = without_half_text(text)
    mended = mend_xml(text)
    candidates, following = _by_lxml(mended, url)
    wanted = len(_ITEM.findall(text))
    problem = None
    if len(candidates) < wanted and not _closed(text, wanted):
        others = _by_feedparser(mended, url)
        candidates = others if len(others) > len(candidates) else candidates
        problem = "broken XML, mended"
    if not candidates:
        problem = "a feed without entries" if not wanted else "a feed whose entries name no address"
    return Discovery(tuple(candidates.values()), (), problem, following if candidates else None)


def _closed(text: str, wanted: int) -> bool:
    return len(re.findall(r"</(?:[\w.-]+:)?(?:item|entry)\s*>", text, re.IGNORECASE)) == wanted


def _add(found: dict[str, Candidate], candidate: Candidate) -> None:
    address = without_repeats(candidate.url)
    found.setdefault(address, candidate if address == candidate.url else replace(candidate, url=address))


def _by_lxml(data: bytes, url: str) -> tuple[dict[str, Candidate], str | None]:
    """The candidates by address, and the address of the feed's next page."""
    parser = etree.XMLParser(recover=True, resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        # With recover lxml gives None, against its types, where there is no element at all.
        root: etree._Element | None = etree.fromstring(data, parser, base_url=url)
    except (etree.XMLSyntaxError, ValueError):
        return {}, None
    found: dict[str, Candidate] = {}
    if root is None:
        return found, None
    language = _feed_language(root)
    for element in root.iter():
        if local_name(element.tag) in ("item", "entry"):
            candidate = _read_item(element, url, language)
            if candidate:
                _add(found, candidate)
    return found, next_feed_page(root, url)


def _feed_language(root: etree._Element) -> str | None:
    for element in [root, *root, *(child for part in root if local_name(part.tag) == "channel" for child in part)]:
        code = language_code(element.get(_LANG))
        if not code and local_name(element.tag) == "language":
            code = language_code(element.text)
        if code:
            return code
    return None


def _read_item(item: etree._Element, url: str, language: str | None) -> Candidate | None:
    fields: dict[str, str] = {}
    contents: list[str] = []
    links: list[tuple[int, str, str]] = []
    for child in item:
        name = local_name(child.tag)
        if name in ("", "item", "entry") or (_FOREIGN.search(str(child.tag)) and name != "origlink"):
            continue
        if name in ("link", "guid", "id", "origlink"):
            links += _link(name, child)
        elif name in _CONTENTS:
            contents.append(_markup(child))
        else:
            value = "".join(str(part) for part in child.itertext()).strip()
            if value:
                fields.setdefault(name, value)
    about = item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about")
    if about:
        links.append((5, about, item.base or url))
    address = next(
        (a for _, href, base in sorted(links, key=lambda link: link[0]) if (a := absolute(href, base))), None
    )
    if not address:
        return None
    return Candidate(
        address,
        SourceKind.FEED,
        url,
        title=plain_title(fields.get("title")),
        published=next((d for key in _PUBLISHED if (d := iso_date(fields.get(key)))), None),
        modified=next((d for key in _MODIFIED if (d := iso_date(fields.get(key)))), None),
        language=language_code(item.get(_LANG)) or language_code(fields.get("language")) or language,
        score=1.0,
        content=pack(max(contents, key=len, default=None)),
    )


def _markup(element: etree._Element) -> str:
    """The HTML that an element holds: escaped, in CDATA, or, as Atom's xhtml, as elements."""
    if len(element) and "html" in element.get("type", "xhtml"):
        return "".join(etree.tostring(child, encoding="unicode", method="html") for child in element)
    return "".join(str(part) for part in element.itertext())


def _link(name: str, child: etree._Element) -> list[tuple[int, str, str]]:
    """(rank, address, base) of an element that may name the entry's page; rank 0 is best."""
    text = (child.text or "").strip()
    base = child.base or ""
    if name == "origlink":
        return [(0, text, base)]
    if name == "link":
        href = child.get("href")
        if href is None:
            # `<link/>http://...`: written by tools that take a feed for HTML.
            return [(1, text or (child.tail or "").strip(), base)]
        rel, kind = child.get("rel", "alternate"), child.get("type", "text/html")
        if rel != "alternate":
            return []
        return [(1 if "html" in kind else 3, href, base)]
    permalink = name == "id" or child.get("isPermaLink", "true").strip().lower() != "false"
    return [(4, text, "")] if permalink and text[:4].lower() == "http" else []


def _by_feedparser(data: bytes, url: str) -> dict[str, Candidate]:
    # A stream, never the bytes themselves: feedparser takes those for a file's name.
    parsed: Any = feedparser.parse(io.BytesIO(data), response_headers={"content-location": url}, sanitize_html=False)
    found: dict[str, Candidate] = {}
    language = language_code(parsed.feed.get("language"))
    for entry in parsed.entries:
        address = absolute(entry.get("feedburner_origlink") or entry.get("link") or "", url)
        if address:
            candidate = Candidate(
                address,
                SourceKind.FEED,
                url,
                title=plain_title(entry.get("title")),
                published=iso_date(entry.get("published")),
                modified=iso_date(dict.get(entry, "updated")),
                language=language,
                score=1.0,
                content=pack(max((part.value for part in entry.get("content", ())), key=len, default=None)),
            )
            _add(found, candidate)
    return found


def read_json_feed(text: str, url: str) -> Discovery:
    """The entries of a JSON Feed (jsonfeed.org, versions 1 and 1.1), in its order, score 1."""
    try:
        feed = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        return Discovery(problem=f"broken JSON ({str(error)[:100]})")
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list):
        return Discovery(problem="JSON, but no JSON Feed")
    found: dict[str, Candidate] = {}
    for item in items:
        if isinstance(item, dict):
            values = {key: value for key, value in item.items() if isinstance(value, str)}
            address = next((a for key in ("url", "id", "external_url") if (a := _json_address(values, key, url))), None)
            if address:
                candidate = Candidate(
                    address,
                    SourceKind.FEED,
                    url,
                    title=plain_title(values.get("title")),
                    published=iso_date(values.get("date_published")),
                    modified=iso_date(values.get("date_modified")),
                    language=language_code(values.get("language")) or language_code(str(feed.get("language"))),
                    score=1.0,
                    content=pack(values.get("content_html") or _as_html(values.get("content_text"))),
                )
                _add(found, candidate)
    following = feed.get("next_url")
    return Discovery(
        tuple(found.values()),
        problem=None if found else "a feed without entries",
        following=absolute(following, url) if found and isinstance(following, str) else None,
    )


def _as_html(text: str | None) -> str | None:
    return "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines() if line.strip()) if text else None


def _json_address(values: dict[str, str], key: str, url: str) -> str | None:
    text = values.get(key, "")
    return absolute(text, url) if key == "url" or text[:4].lower() == "http" else None
