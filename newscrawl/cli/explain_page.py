"""What a page says of itself, and what extraction makes of it: for `explain`."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from newscrawl.cli.pages import Given
from newscrawl.core.answers import is_passing, without_text
from newscrawl.core.block_page import BlockSign, block_sign
from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.extraction import Extraction, extract_page
from newscrawl.core.extraction.metadata.reader import read_metadata
from newscrawl.core.extraction.page import read_page
from newscrawl.core.typical import Typical
from newscrawl.core.urls import identity, trusted_canonical
from newscrawl.core.verdict import Rejection
from newscrawl.report.words import in_words


def canonical_of(given: Given) -> str | None:
    """The address that the page calls its own, where that can be believed."""
    return trusted_canonical(given.url, read_metadata(read_page(given.body, given.url, given.content_type)).canonical)


def about_page(
    given: Given, typical: Typical, row: dict[str, Any] | None
) -> tuple[dict[str, dict[str, Any]], Extraction]:
    """All that can be said of a page, JSON-able, a dict a step in the order of the steps; and what extraction gave.

    `row`: what the store knows of its address, for what its source said of it.
    """
    page = read_page(given.body, given.url, given.content_type)
    metadata = read_metadata(page)
    canonical = trusted_canonical(given.url, metadata.canonical)
    result = extract_page(
        given.body,
        given.url,
        content_type=given.content_type,
        status=given.status,
        candidate=_candidate(row) if row and row["candidate"] else None,
        typical=typical,
        explain=True,
    )
    front = row["site"] if row else None
    seen = without_text(given.status, given.url, identity(given.requested), front, given.content_type)
    found = {
        "page": {**_came(given), "encoding": page.encoding, "characters": len(page.html)},
        "canonical": {"declared": metadata.canonical, "believed": canonical},
        "metadata": _metadata(metadata, result),
        "signals": dict(result.signals),
        "verdict": _verdict(result, seen, given.status, block_sign(given.body, given.content_type)),
    }
    return found, result


def _candidate(row: dict[str, Any]) -> Candidate:
    said = dict(row["candidate"])
    return Candidate(url=row["url"], found_by=SourceKind(said.pop("found_by", SourceKind.GIVEN)), **said)


def about_typical(site: str, typical: Typical, result: Extraction) -> dict[str, Any]:
    """What is known of the lines of the page's site, and what of the page's text fell to it."""
    fallen = [row["line"] for row in result.signals.get("dropped", ()) if row["filter"] == "typical"]
    return {"site": site, "articles": typical.articles, "typical_lines": len(typical.counts), "fallen": fallen}


def _came(given: Given) -> dict[str, Any]:
    if given.fetched is None:
        return {"file": given.file, "bytes": len(given.body)}
    return {
        "requested": given.requested,
        "robots": given.fetched.robots,
        "redirects": given.fetched.hops,
        "answered": given.fetched.url,
        "status": given.status,
        "content_type": given.content_type,
        "bytes": len(given.body),
        "seconds": round(given.fetched.seconds, 3),
    }


def _metadata(metadata: Any, result: Extraction) -> dict[str, Any]:
    """Each field with its value and where it was found."""
    rows = {}
    for field in fields(metadata):
        value = getattr(metadata, field.name)
        if field.name == "found" or value in (None, [], set()):
            continue
        place = metadata.found.get(field.name)
        rows[field.name] = {"value": sorted(value) if isinstance(value, set) else value, "found": place}
    if result.article is not None and result.article.language:
        score = result.article.language_score
        how = (
            "as the page says, for its text is too short to tell" if score is None else f"detected, probability {score}"
        )
        rows["language_of_text"] = {"value": result.article.language, "found": how}
    return rows


def _verdict(result: Extraction, seen: Rejection | None, status: int, blocked: BlockSign | None) -> dict[str, Any]:
    """`seen`: why the answer, whatever its body, is no article's; `blocked`: what gives away a page against robots."""
    if blocked is not None:
        return {"article": None, "in_words": f"not known: a page came that keeps robots out, {blocked.why}"}
    if is_passing(status):
        return {"article": None, "in_words": f"not known: HTTP status {status}, after which later runs try again"}
    text = result.article.text if result.article else ""
    shape = {"characters": len(text), "paragraphs": len([part for part in text.split("\n\n")[1:] if part])}
    rejection = seen or result.rejection
    if rejection is None:
        article = result.article
        return {"article": True, **shape, "quality": article.quality if article else None}
    reason = str(rejection.reason)
    evidence = dict(rejection.evidence)
    return {"article": False, "reason": reason, "in_words": in_words(reason), "evidence": evidence, **shape}
