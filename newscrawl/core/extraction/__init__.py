"""One fetched page to one article: everything that is known of it, and the verdict."""

from __future__ import annotations

from newscrawl.core.extraction.assemble import Extraction, extract_page

__all__ = ["Extraction", "extract_page"]
