"""What a parsed page says of the use of its text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from newscrawl.core.extraction.page import Page
from newscrawl.core.rights.page import header_signals, meta_signals
from newscrawl.core.rights.record import rights_record
from newscrawl.core.rights.rsl import MEDIA_TYPE
from newscrawl.core.rights.signals import Signal
from newscrawl.core.robots import PRODUCT_TOKEN


def page_signals(page: Page) -> tuple[Signal, ...]:
    """Its <meta> elements, the licenses that it links to, and one that stands in it."""
    elements = page.elements
    return meta_signals(
        (dict(meta.attrib) for meta in elements["meta"] if meta.get("content")),
        (dict(link.attrib) for link in elements["link"] if link.get("type")),
        (
            script.text or ""
            for script in elements["script"]
            if (script.get("type") or "").strip().lower() == MEDIA_TYPE
        ),
        page.url,
        page.base_url,
        PRODUCT_TOKEN,
    )


def answer_rights(
    said: Sequence[Signal], headers: Mapping[str, str] | None, url: str, at: str | None = None
) -> dict[str, Any]:
    """The `rights` of an article of which nothing is known but one answer.

    In: what its page says, its headers where they are known, its address, when it was fetched (ISO 8601).
    """
    found = (*header_signals((headers or {}).items(), url, PRODUCT_TOKEN), *said)
    looked_at = ["meta"] if headers is None else ["header", "meta"]
    return rights_record([replace(signal, at=at) for signal in found], looked_at)
