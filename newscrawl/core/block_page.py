"""Whether a page is there to keep robots out: a CAPTCHA, "Access denied", a check of the browser.

By structure first: a page with hardly a word and hardly a link, that shows a challenge and asks for nothing else. Then
by what it says. An article about all that has paragraphs, and its site's links around it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from newscrawl.core.block_words import HINTS, SENTENCES, TITLES
from newscrawl.core.decode import decode

LARGEST = 64 * 1024
"""Bytes: larger pages have something to say."""
LONGEST = 1500
"""Characters that such a page shows at most."""
LINKS = 12
TITLE_SLACK = 30
"""Characters of a heading beside the words that give it away: the name of the site."""

_WIDGET = re.compile(
    r"captcha|turnstile|geetest|arkose|incapsula|human-?(?:check|verif)|robot-?check|bot-?(?:check|detect|manager)"
    r"|(?:^|[\s/_.-])challenge(?:$|[\s/_.-])",
    re.IGNORECASE,
)
_QUICK = re.compile("|".join(map(re.escape, {*TITLES, *SENTENCES, *HINTS})) + "|turnstile|geetest|arkose|incapsula")
_DATA = re.compile(
    r"\s*(?:[{\[]|<(?:rss|feed|urlset|sitemapindex|rdf:rdf)\b|<\?xml(?!.{0,300}<html\b))", re.I | re.DOTALL
)
_SHOWN = ("form", "iframe", "div", "section", "main", "input", "span")
_PLACES = ("id", "class", "name", "action", "src", "title")
_TYPED = "//textarea | //input[@type='password' or @type='email' or @type='search' or @type='tel']"
_UNSEEN = ("script", "style", "template", "svg")


@dataclass(frozen=True, slots=True)
class BlockSign:
    """What gives a page away."""

    why: str
    """A few words for the report."""

    sure: bool
    """Otherwise it is too small for an article all the same; the same page for other addresses makes it sure."""


def block_sign(body: bytes, content_type: str | None = None) -> BlockSign | None:
    """The sign that an answer, whatever its status, keeps robots out; None where it has none.

    Takes the bytes and Content-Type header. A pure function of them, in time linear in their number.
    """
    if not body or len(body) > LARGEST or body.count(b"<a ") > 2 * LINKS:
        return None
    text = _text(body, content_type)
    if _DATA.match(text) or not _QUICK.search(text.casefold()):
        return None
    try:
        page = document_fromstring(text.encode(), parser=HTMLParser(encoding="utf-8"))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return _judge(page)


def is_challenge_address(url: str) -> bool:
    """Whether an address that a redirect leads to names itself a challenge."""
    return _WIDGET.search(url) is not None


def _text(body: bytes, content_type: str | None) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return decode(body, content_type).text


def _judge(page: HtmlElement) -> BlockSign | None:
    if _tells_a_story(page):
        return None
    challenged = _shows_challenge(page)
    for element in list(page.iter(*_UNSEEN)):
        element.drop_tree()
    title = " ".join((page.findtext(".//title") or "").split())
    shown = " ".join(page.text_content().split())
    if len(shown) > LONGEST or len(page.xpath("//a[@href]")) > LINKS:
        return None
    if challenged and not page.xpath(_TYPED):
        return BlockSign("it shows a challenge", sure=True)
    said = _said(title, page, shown.casefold())
    if said:
        return BlockSign(f"it says “{said}”", sure=True)
    for element in list(page.iter("noscript")):
        element.drop_tree()  # what it says is for browsers, as on pages that are empty until their scripts run
    shown = " ".join(page.text_content().split()).casefold()
    hint = next((word for word in HINTS if word in shown), None)
    return BlockSign(f"it says “{hint}”", sure=False) if hint and len(shown) < LONGEST / 5 else None


def _tells_a_story(page: HtmlElement) -> bool:
    """Paragraphs, or a word of its own that it is an article."""
    paragraphs = sum(len(" ".join(p.text_content().split())) >= 150 for p in page.iter("p"))
    if paragraphs >= 3 or page.xpath("//meta[@property='og:type' and @content='article']"):
        return True
    return any(len(" ".join(article.text_content().split())) >= 400 for article in page.iter("article"))


def _shows_challenge(page: HtmlElement) -> bool:
    """An element to be seen, not only a script, which many pages load for their forms."""
    return any(
        "data-sitekey" in element.attrib or any(_WIDGET.search(element.get(place, "")) for place in _PLACES)
        for element in page.iter(*_SHOWN)
    )


def _said(title: str, page: HtmlElement, shown: str) -> str | None:
    headings = [title, *(" ".join(h.text_content().split()) for h in page.iter("h1", "h2")), shown]
    if len(shown) > LONGEST / 2:
        headings = []
    for heading in map(str.casefold, headings):
        for words in TITLES:
            if words in heading[: len(words) + TITLE_SLACK] and len(heading) <= len(words) + TITLE_SLACK:
                return words
    return next((words for words in SENTENCES if words in shown), None)
