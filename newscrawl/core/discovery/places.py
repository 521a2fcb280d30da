"""Where a link stands on a page: in a headline, in a teaser, in the navigation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml.html import HtmlElement

__all__ = ["Place", "Places"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|navi|navbar|navigation|menu|submenu|breadcrumbs?|pagination|pager|topbar|toolbar|social|share"
    r"|sharing|cookies?|consent)(?:$|[\s_-])",
    re.IGNORECASE,
)
_FOOTER = re.compile(r"(?:^|[\s_-])footer(?:$|[\s_-])", re.IGNORECASE)
_TEASER = re.compile(r"(?:^|[\s_-])(?:teaser|story|headline|article)s?(?:$|[\s_-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """What stands around an element, itself included."""

    heading: bool = False
    article: HtmlElement | None = None
    """The nearest `article` element (or one that says by schema.org or its class that it is a teaser)."""

    navigation: bool = False
    footer: bool = False

    @property
    def weight(self) -> float:
        """What the place says for an article, on the logit scale."""
        weight = 1.0 if self.heading else 0.0
        weight += 0.7 if self.article is not None else 0.0
        if self.footer or self.navigation:
            weight -= 1.5
        return weight


class Places:
    """The places of the elements of one tree; every ancestor is looked at once."""

    def __init__(self) -> None:
        self._known: dict[HtmlElement, Place] = {}

    def of(self, element: HtmlElement) -> Place:
        """The place of an element."""
        path: list[HtmlElement] = []
        node: HtmlElement | None = element
        while node is not None and node not in self._known:
            path.append(node)
            node = node.getparent()
        place = self._known[node] if node is not None else Place()
        for node in reversed(path):
            place = self._known[node] = _step(place, node)
        return place


def _step(outer: Place, element: HtmlElement) -> Place:
    """The place inside an element that stands in `outer`."""
    tag = element.tag
    if tag in ("html", "body", "main") or not isinstance(tag, str):
        return outer
    marks = f"{element.get('class', '')} {element.get('id', '')}".strip()
    role = element.get("role", "")
    heading = outer.heading or tag in _HEADINGS
    article, navigation, footer = outer.article, outer.navigation, outer.footer
    if tag == "article" or "Article" in element.get("itemtype", "") or (marks and tag != "a" and _TEASER.search(marks)):
        article = element
    elif tag == "nav" or role in ("navigation", "menu", "menubar") or (marks and _CHROME.search(marks)):
        navigation = True
    elif (tag == "footer" and article is None) or role == "contentinfo" or (marks and _FOOTER.search(marks)):
        footer = article is None or tag != "footer"
    if (heading, article, navigation, footer) == (outer.heading, outer.article, outer.navigation, outer.footer):
        return outer
    return Place(heading, article, navigation, footer)
