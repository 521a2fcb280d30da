"""Whether an article must be paid for: what the page declares, else what it shows."""

from __future__ import annotations

import re
from typing import Any

from lxml.etree import XPath
from lxml.html import HtmlElement

from newscrawl.core.extraction.metadata.element_text import text_of
from newscrawl.core.extraction.metadata.nodes import Node, first_text
from newscrawl.core.extraction.metadata.sources import Sources
from newscrawl.core.extraction.page import Page

_TIERS = (
    "article:content_tier", "content_tier", "content-tier", "article:access", "access", "accesstype", "content-access",
    "paywall", "is_paywall", "premium", "article:premium", "ispremium",
)  # fmt: skip
# A metered article is free for some and not for others.
_TIER_MEANS = {
    "free": False, "public": False, "open": False, "false": False, "no": False, "0": False,
    "locked": True, "paid": True, "premium": True, "subscriber": True, "subscribers": True, "subscription": True,
    "true": True, "yes": True, "1": True,
}  # fmt: skip
_WALLS_BY_ID = XPath("//@id[contains(., 'wall')]/..")
_WALL = re.compile(r"(?:^|[\s_-])(?:pay|reg|registration|subscription|subscriber)[_-]?wall", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_CUT = re.compile(r"(?:…|\.{3})[\s\]\)»]*$")
_LEAST_PITCH = 30
_LEAST_PROSE = 80
_SHORT = 2000
_LONG = 3000


def read_paywalled(page: Page, sources: Sources, article: Node | None) -> tuple[bool, str] | None:
    """Whether the article must be paid for, and where that was found; None where the page does not say.

    In order: schema.org's isAccessibleForFree, of the article or of one of its parts (Google's markup for paywalled
    content), content tiers in <meta>; then a visible wall (paywall, regwall in a class or id, with text in it) on a
    page whose own text is short or breaks off.
    """
    said = _of_node(article) if article else None
    if said is not None:
        return not said, "json-ld"
    for source, value in sources.marked("isaccessibleforfree"):
        if (said := _truth(value)) is not None:
            return not said, source
    for value in sources.meta.get("isaccessibleforfree", []):
        if (said := _truth(value)) is not None:
            return not said, "meta"
    for name in _TIERS:
        if (means := _TIER_MEANS.get((sources.first(name) or "").lower())) is not None:
            return means, "meta"
    return (True, "structure") if _shows_a_wall(page) else None


def _of_node(article: Node) -> bool | None:
    said = _truth(article.get("isAccessibleForFree"))
    if said is None:
        parts = article.get("hasPart")
        for part in parts[:20] if isinstance(parts, list) else [parts]:
            # A part that must be paid for (named by its cssSelector) makes the article one.
            if isinstance(part, dict) and _truth(part.get("isAccessibleForFree")) is False:
                said = False
    return said


def _truth(value: Any) -> bool | None:
    text = (first_text(value) or "").lower().rsplit("/", 1)[-1]
    return {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}.get(text)


def _shows_a_wall(page: Page) -> bool:
    # Most pages are told by the length of their paragraphs, before anything is searched.
    rough = 0
    for element in page.elements["p"]:
        length = len(element.text or "")
        rough += length if length > _LEAST_PROSE else 0
        if rough > _LONG:
            return False
    named = page.classed(lambda name: "wall" in name or "Wall" in name)
    walls = {element for element in (*named, *_WALLS_BY_ID(page.tree)) if _is_wall(element)}
    if not walls:
        return False
    own = [text_of(element) for element in page.elements["p"] if not walls & set(element.iterancestors())]
    prose = [text for text in own if len(text) > _LEAST_PROSE]
    return sum(map(len, prose)) < _SHORT or bool(prose and _CUT.search(prose[-1]))


def _is_wall(element: HtmlElement) -> bool:
    """A visible element that calls itself a wall and says something; a whole page that does is none."""
    if element.tag in ("html", "body", "main", "article", "script", "style", "template", "link"):
        return False
    if not _WALL.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
        return False
    for above in (element, *element.iterancestors()):
        if above.get("hidden") is not None or _HIDDEN.search(above.get("style") or ""):
            return False
    return _LEAST_PITCH <= len(text_of(element)) <= _SHORT
