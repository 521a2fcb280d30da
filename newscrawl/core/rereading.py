"""An archived page read again: from its answer and its context to the record that the crawl wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from newscrawl.core.answers import without_text
from newscrawl.core.article import Article
from newscrawl.core.content_encoding import Broken
from newscrawl.core.extraction import Extraction, extract_page
from newscrawl.core.page_context import PageContext
from newscrawl.core.parts import body_of, join_article
from newscrawl.core.raw_answer import RawAnswer
from newscrawl.core.rights.page import HEADERS, header_signals
from newscrawl.core.rights.record import rights_record
from newscrawl.core.rights.signals import Signal
from newscrawl.core.robots import PRODUCT_TOKEN
from newscrawl.core.same_answers import page_print
from newscrawl.core.shapes import is_article
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason, Rejection

__all__ = ["Reread", "read_answer", "reread", "said_in_headers"]


@dataclass(slots=True)
class Reread:
    """What came of a page that was read again. Picklable."""

    article: Article | None
    """Filled in as the crawl had it, also where the page is left out; None where nothing could be read."""
    rejection: Rejection | None
    """Why the page itself is left out; what only a crawl can tell (doubles, dates asked for) is in its context."""


def reread(answer: RawAnswer, context: PageContext, parts: Sequence[tuple[RawAnswer, PageContext]] = ()) -> Reread:
    """Read a page and the further pages of its article (`context.parts`, in order) as the crawl did.

    Never raises for what the pages hold.
    """
    extraction = read_answer(answer, context)
    article = extraction.article
    if article is None or extraction.rejection is not None:
        return Reread(article, extraction.rejection)
    said = [*said_in_headers(answer), *extraction.rights]
    headers = list(said_in_headers(answer))
    texts = [body_of(article)]
    for other, its in parts:
        further = read_answer(other, its)
        if further.article is None:
            continue
        texts.append(body_of(further.article))
        new = (*said_in_headers(other), *further.rights)
        headers += [signal for signal in dict.fromkeys(new) if signal not in said and signal not in headers]
    if len(texts) > 1:
        join_article(article, texts[1:] if context.whole else texts)
    _fill(article, answer, context)
    if context.rights is not None:
        article.rights = _rights(context, [*headers, *extraction.rights])
    return Reread(article, None)


def read_answer(answer: RawAnswer, context: PageContext) -> Extraction:
    """One page read as the crawl did, with the rejection of an answer that has no text. Never raises for what it holds.

    With `page_print`, as a crawl has it.
    """
    asked = context.candidate.url
    front = identity(context.site_url) if context.site_url else None
    kind = answer.header("Content-Type")
    nothing = without_text(answer.status, answer.url, identity(asked), front, kind)
    if nothing is not None:
        return Extraction(None, nothing)
    try:
        content = answer.content()
    except OverflowError:
        return Extraction(None, Rejection(Reason.TOO_LARGE, {}))
    except Broken as error:
        return Extraction(None, Rejection(Reason.EXTRACTION_FAILED, {"error": str(error)[:200]}))
    found = extract_page(
        content,
        answer.url,
        content_type=kind,
        status=answer.status,
        candidate=context.candidate,
        typical=context.typical,
    )
    if found.rejection is not None and is_article(found.rejection.reason) is False:
        found.page_print = page_print(content, (asked, answer.url))
    return found


def _fill(article: Article, answer: RawAnswer, context: PageContext) -> None:
    """What only the crawl knew."""
    article.source = context.site
    article.requested_url = context.candidate.url
    article.discovered_by = str(context.candidate.found_by)
    article.http_status = answer.status
    article.fetched_at = context.fetched_at
    article.run_id = context.run_id
    article.rendered = context.fields.get("rendered") is True
    for name in ("version", "cluster_id", "duplicate_of"):
        if name in context.fields:
            setattr(article, name, context.fields[name])


def said_in_headers(answer: RawAnswer) -> tuple[Signal, ...]:
    """What an answer's headers say of use."""
    lines = ((name, value) for name in HEADERS for value in answer.all_of(name))
    return header_signals(lines, answer.url, PRODUCT_TOKEN)


def _rights(context: PageContext, said: Sequence[Signal]) -> dict[str, object]:
    assert context.rights is not None
    own = [context.rights.licenses.get(signal.file, signal) if signal.file else signal for signal in said]
    dated = [signal if signal.at else replace(signal, at=context.fetched_at) for signal in own]
    return rights_record((*context.rights.signals, *dated), context.rights.looked_at, context.purpose)
