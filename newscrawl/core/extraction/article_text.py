"""The main text of a page, with what its metadata know of the article."""

from __future__ import annotations

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.hints import hints_of
from newscrawl.core.extraction.body.main_text import MainText, read_text
from newscrawl.core.extraction.body.outline import Outline
from newscrawl.core.extraction.body.refine import Known
from newscrawl.core.extraction.metadata.reader import Metadata
from newscrawl.core.extraction.page import Page
from newscrawl.core.extraction.standing import reason_against, said_by
from newscrawl.core.extraction.text import fold
from newscrawl.core.models.forest import Forest
from newscrawl.core.verdict import Reason

__all__ = ["read_article_text"]


def read_article_text(page: Page, data: Metadata, outline: Outline, forest: Forest | None = None) -> MainText:
    """The main text, none of it a block of another kind where any other candidate is left.

    In: the page, its metadata and its outline, which are not changed; another model of lines than the one that ships.
    """
    said = said_by(page, data)

    def guard(blocks: list[Block]) -> Reason | None:
        return reason_against(blocks, outline, said)

    return read_text(page, outline, hints_of(page, data), _known(page, data), guard, forest)


def _known(page: Page, data: Metadata) -> Known:
    headings = tuple(fold(heading.text_content()) for heading in page.tree.iter("h1"))
    labels = [data.section, data.site_name, data.publisher, *data.tags]
    return Known(data.title, headings, tuple(data.authors), tuple(label for label in labels if label))
