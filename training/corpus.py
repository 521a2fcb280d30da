"""The pages to train on, and the groups that are left out of training together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.quality.corpus import Page, SegmentPage, read_html, read_segments, read_truth
from newscrawl.core.urls import registered_domain

__all__ = ["Example", "examples"]


@dataclass(frozen=True, slots=True)
class Example:
    """One page of a corpus folder (see benchmarks/README.md for its form)."""

    page: Page | SegmentPage

    @property
    def suite(self) -> str:
        """The suite of a page whose whole text is known; "segments" for one of which parts are known."""
        return self.page.source if isinstance(self.page, Page) else "segments"

    @property
    def site(self) -> str:
        """The registered domain: pages of one site are never on both sides of a fold."""
        return registered_domain(urlsplit(self.page.url).netloc) or self.page.url

    @property
    def country(self) -> str:
        """As the corpus has it, else the last label of the host."""
        known = self.page.country if isinstance(self.page, Page) else None
        return known or (urlsplit(self.page.url).hostname or "").rpartition(".")[2]

    def html(self) -> bytes:
        """The page as it was served."""
        return read_html(self.page.path)


def examples(folder: Path) -> list[Example]:
    """All pages of a corpus folder in the order of their ids. Raises benchmarks' CorpusError."""
    pages: Sequence[Page | SegmentPage] = [*read_truth(folder), *read_segments(folder)]
    return [Example(page) for page in sorted(pages, key=lambda page: page.id)]
