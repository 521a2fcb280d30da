"""What is read of an archive at once: a page, with the further pages of its article."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.moments import posix
from newscrawl.core.page_context import OriginWord, PageContext
from newscrawl.core.raw_answer import RawAnswer
from newscrawl.core.typical import Typical
from newscrawl.core.urls import host_key, registered_domain
from newscrawl.core.verdict import Reason
from newscrawl.dataset.archive.reader import ArchivedPage
from newscrawl.replay.files import ArchiveFile

__all__ = ["Unit", "site_of", "unit_of"]

OF_OTHERS = (Reason.DUPLICATE_ADDRESS, Reason.DUPLICATE_CONTENT)
RENDERED = ("Content-Type", "text/html; charset=utf-8")


@dataclass(slots=True)
class Unit:
    """One page, as it is handed to a worker and then goes the way of an article."""

    file: ArchiveFile
    start: int
    """The offset to begin at, for it to be read again."""
    pages: list[tuple[RawAnswer, PageContext]]
    """The further pages of its article, then the page itself."""
    noted: PageContext | None
    """What newscrawl noted beside the page; None in others' archives."""
    type: str
    """response or revisit."""
    at: float
    """POSIX time of its fetching."""
    place: dict[str, Any] = field(default_factory=dict)
    """`archive` of its record."""
    size: int = 0
    """Bytes of the bodies."""
    waited: bool = False
    """Whether it has waited for the article that it repeats."""

    @property
    def repeats(self) -> str | None:
        """The id of the article that it repeats, as noted: that one is to have its line first."""
        if self.noted is None:
            return None
        by_reason = self.noted.evidence.get("id") if self.noted.reason in OF_OTHERS else None
        found = by_reason or self.noted.fields.get("duplicate_of")
        return found if isinstance(found, str) else None


def unit_of(pages: Sequence[ArchivedPage], file: ArchiveFile, shown: str, typical: Callable[[str], Typical]) -> Unit:
    """A unit of what the reader gave for one article; the page has an answer.

    In: `shown`, the file's name in records; `typical`, which gives for an address what is known as typical of its site,
    for pages beside which nothing is noted.
    """
    page = pages[-1]
    assert page.answer is not None
    own = page.context
    context = own or PageContext(
        site=(site := site_of(page.answer.url))[0],
        site_url=site[1],
        candidate=Candidate(page.answer.url, SourceKind.GIVEN),
        typical=typical(page.answer.url),
        rights=OriginWord((), {}, ("header", "meta")),
    )
    taken = [(_shown(part), part.context or context) for part in pages[:-1] if part.answer is not None]
    taken.append((_shown(page), context))
    return Unit(
        file,
        min(one.offset for one in pages),
        taken,
        own,
        page.type,
        posix(own.fetched_at if own is not None and own.fetched_at else page.date) or 0.0,
        {"file": shown, "offset": page.offset, "length": page.length, "digest": page.digest},
        sum(len(answer.body) for answer, _ in taken),
    )


def _shown(page: ArchivedPage) -> RawAnswer:
    """What the crawl extracted: the page as a browser had it, where one was used."""
    assert page.answer is not None
    if page.rendered is None:
        return page.answer
    others = [(n, v) for n, v in page.answer.headers if n.lower() not in ("content-type", "content-encoding")]
    return replace(page.answer, headers=(*others, RENDERED), body=page.rendered)


def site_of(url: str) -> tuple[str, str]:
    """Name and address of the site that a page of others' archives counts to: its registered domain."""
    parts = urlsplit(url)
    name = registered_domain(host_key(parts.netloc))
    return name, f"{parts.scheme}://{name}/"
