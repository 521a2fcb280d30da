"""What a page says of its article elsewhere, for those who look for its text."""

from __future__ import annotations

from newscrawl.core.extraction.body.features import Hints
from newscrawl.core.extraction.metadata.reader import Metadata
from newscrawl.core.extraction.page import Page


def hints_of(page: Page, data: Metadata) -> Hints:
    """The title, the standfirst, the authors, and the text that JSON-LD gives as articleBody (often cut short)."""
    return Hints(data.title or "", data.description or "", page.declared_text, tuple(data.authors))
