"""What a page is built of, in numbers: the same for every language and every site's names."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from math import log1p

from lxml.html import HtmlElement

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.lines import ends_a_sentence, is_date_line
from newscrawl.core.extraction.body.outline import Outline, Place, Run
from newscrawl.core.extraction.metadata.nodes import is_article
from newscrawl.core.extraction.metadata.reader import Metadata
from newscrawl.core.extraction.page import Page
from newscrawl.core.extraction.text import key, tight
from newscrawl.core.likeness import headline_width
from newscrawl.core.quality.alike import body_of, likeness, marks

__all__ = ["measure"]

# An amount of money: a currency's sign, or the code or short name that stands for it, next to a number. (One class of
# first characters, as that is what `re` looks for fastest.)
_PRICE = re.compile(
    r"[$€£¥₽₴₺₹₩₫฿₪\d](?:(?<!\d)\s?\d|(?<=\d)\s?(?:[$€£¥₽₴₺₹₩₫฿₪]|"
    r"(?:EUR|USD|GBP|CHF|PLN|CZK|HUF|RON|SEK|NOK|DKK|RUB|UAH|TRY|zł|Kč|Ft|kr|lei|руб|грн|лв|TL|円|元|원)\b))"
)
_PROSE = 80
_TEXT_INPUTS = frozenset(("", "text", "email", "tel", "number", "url"))
_TAGS = tuple(
    "form input select textarea button table td time article h1 h2 h3 img figure video audio iframe li".split()
)
_PLACES = {
    "form": Place.FORM, "navigation": Place.NAVIGATION, "aside": Place.ASIDE, "footer": Place.FOOTER,
    "comments": Place.COMMENTS, "related": Place.RELATED, "article": Place.ARTICLE, "item": Place.ITEM,
    "heading": Place.HEADING, "byline": Place.BYLINE,
}  # fmt: skip
_COMMERCE = frozenset(
    ("Product", "ProductGroup", "Offer", "AggregateOffer", "JobPosting", "Hotel", "RealEstateListing")
)
_TALK = frozenset(("DiscussionForumPosting", "QAPage", "Question"))
_OCCASIONS = frozenset(("Event", "MusicEvent", "SportsEvent", "Recipe", "Movie", "Book", "Restaurant", "LocalBusiness"))
_LISTS = frozenset(("ItemList", "CollectionPage", "SearchResultsPage", "Blog"))


def measure(page: Page, outline: Outline, blocks: list[Block], data: Metadata) -> dict[str, float]:
    """The numbers of a page by name; counts and lengths as log(1 + n), shares 0 to 1, flags 0 or 1.

    In: the page with what was read of it; nothing is changed. Out: a new dict, always with the same names, no NaN.
    """
    numbers = _elements(page)
    numbers |= _declared(page, data)
    prose = frozenset(id(run) for run in outline.runs if _is_prose(run))
    numbers |= _of_runs(outline, prose)
    numbers |= _of_text(outline, blocks, prose)
    numbers |= _title_and_text(page, blocks, data)
    return numbers


def _elements(page: Page) -> dict[str, float]:
    inputs: Counter[str] = Counter()
    for element in page.elements["input"]:
        kind = (element.get("type") or "").lower()
        inputs["password" if kind == "password" else "text_input" if kind in _TEXT_INPUTS else "choice"] += 1
    properties = noindex = 0
    for element in page.elements["meta"]:
        name = (element.get("name") or element.get("property") or "").lower()
        if name == "robots":
            noindex += "noindex" in (element.get("content") or "").lower()
        elif name.startswith("article:"):
            properties += 1
    return {
        **{f"count_{name}": log1p(page.count(name)) for name in _TAGS},
        **{f"count_{name}": log1p(inputs[name]) for name in ("password", "text_input")},
        "count_contact_link": log1p(sum(1 for link in page.elements["a"] if _leads_to_somebody(link))),
        "noindex": float(noindex > 0),
        "article_properties": log1p(properties),
    }


def _leads_to_somebody(link: HtmlElement) -> bool:
    return (link.get("href") or "").startswith(("mailto:", "tel:"))


def _declared(page: Page, data: Metadata) -> dict[str, float]:
    types = data.types
    kind = next((name for name in sorted(types) if name.startswith("og:")), "")
    return {
        "modified": float(data.date_modified is not None),
        "tags": log1p(len(data.tags)),
        "section": float(data.section is not None),
        "image": float(data.image is not None),
        "description": log1p(headline_width(data.description or "")),
        "paywall_known": float(data.paywalled is not None),
        "canonical": 0.0 if not data.canonical else 1.0 if _same(data.canonical, page.url) else -1.0,
        "objects": log1p(len(page.json_ld)),
        "article_objects": log1p(sum(1 for node in page.json_ld if is_article(node))),
        "og_article": float(kind == "og:article"),
        "og_website": float(kind == "og:website"),
        "og_other": float(bool(kind) and kind not in ("og:article", "og:website")),
        "commerce": float(not types.isdisjoint(_COMMERCE) or kind == "og:product"),
        "talk": float(not types.isdisjoint(_TALK)),
        "occasion": float(not types.isdisjoint(_OCCASIONS)),
        "list": float(not types.isdisjoint(_LISTS)),
        "web_page": float("WebPage" in types),
    }


def _same(first: str, second: str) -> bool:
    def bare(url: str) -> str:
        return url.partition("//")[2].partition("?")[0].partition("#")[0].rstrip("/").removeprefix("www.")

    return bare(first) == bare(second)


def _of_runs(outline: Outline, prose_runs: frozenset[int]) -> dict[str, float]:
    """What the page shows as a whole."""
    by_place: dict[int, int] = {}
    visible = linked = short = prose = stretch = longest = 0
    for run in outline.runs:
        place, length = run.place, len(run.text)
        visible += length
        linked += run.linked
        by_place[place] = by_place.get(place, 0) + length
        if id(run) in prose_runs:
            prose += length
            stretch += length
            longest = max(longest, stretch)
        elif length < 20:
            short += length
        elif not place & Place.HEADING:
            stretch = 0
    total = visible or 1
    places = {
        f"share_{name}": sum(size for place, size in by_place.items() if place & bit) / total
        for name, bit in _PLACES.items()
    }
    return {
        "visible": log1p(visible),
        "runs": log1p(len(outline.runs)),
        "share_linked": min(1.0, linked / total),
        "share_short": short / total,
        "share_prose": prose / total,
        **places,
        "runs_prose": log1p(len(prose_runs)),
        **{f"runs_{name}": log1p(count) for name, count in _kinds_of_runs(outline.runs).items()},
        "prose_length": log1p(prose),
        "prose_together": longest / (prose or 1),
    }


def _kinds_of_runs(runs: list[Run]) -> dict[str, int]:
    links = [run for run in runs if run.linked > 0 and run.link_share >= 0.8]
    headings = sum(1 for run in runs if run.place & Place.HEADING)
    headlines = sum(
        1 for run in links if len(run.text) >= 25 or (len(run.text) >= 12 and headline_width(run.text) >= 25)
    )
    figures = prices = dates = 0
    for run in runs:
        text, length = run.text, len(run.text)
        if length <= 120 and _DIGIT.search(text):
            digits = len(_DIGIT.findall(text))
            figures += digits >= 0.4 * length
            prices += _PRICE.search(text) is not None
            dates += digits >= 0.2 * length and is_date_line(text)
    return {
        "headline_links": headlines,
        "linked_headings": sum(1 for run in links if run.place & Place.HEADING),
        "headings": headings,
        "prices": prices,
        "figures": figures,
        "dates": dates,
        "cut": sum(1 for run in runs if run.text.endswith(("…", "..."))),
    }


_DIGIT = re.compile(r"\d")


def _is_prose(run: Run) -> bool:
    text = run.text
    return len(text) >= _PROSE / 2 and (
        ends_a_sentence(text[-8:]) and run.link_share < 0.3 and (len(text) >= _PROSE or headline_width(text) >= _PROSE)
    )


def _of_text(outline: Outline, blocks: list[Block], prose_runs: frozenset[int]) -> dict[str, float]:
    """What the main text is made of, and where it stands in the page."""
    lengths = [len(block.text) for block in blocks]
    total = sum(lengths) or 1
    text = " ".join(block.text for block in blocks)
    by_key = outline.by_key
    runs = [run for block in blocks if (run := by_key.get(tight(block.text))) is not None]
    found = sum(len(run.text) for run in runs) or 1
    prose = sum(len(run.text) for run in outline.runs if id(run) in prose_runs)
    kinds = {
        f"text_{kind}": sum(len(block.text) for block in blocks if block.kind == kind) / total
        for kind in ("head", "item", "row", "quote")
    }
    places = {
        f"text_in_{name}": sum(len(run.text) for run in runs if run.place & bit) / found
        for name, bit in _PLACES.items()
    }
    return {
        "text": log1p(headline_width(text)),
        "text_blocks": log1p(len(blocks)),
        "text_mean": log1p(total / max(1, len(blocks))),
        "text_longest": log1p(max(lengths, default=0)),
        "text_prose": sum(len(b.text) for b in blocks if len(b.text) > 60 and ends_a_sentence(b.text[-8:])) / total,
        "text_digits": len(_DIGIT.findall(text)) / total,
        "text_prices": log1p(len(_PRICE.findall(text[:20_000]))),
        **{f"text_{name}": 1000 * sum(map(text.count, signs)) / total for name, signs in _MARKS.items()},
        "text_of_visible": min(1.0, total / max(1, sum(len(run.text) for run in outline.runs))),
        "text_of_prose": min(1.0, sum(len(run.text) for run in runs if id(run) in prose_runs) / (prose or 1)),
        **kinds,
        **places,
        **_span(outline, {id(run) for run in runs}),
    }


_MARKS = {"questions": "?？؟", "exclamations": "!！", "colons": ":：", "quotes": '"“”„«»「」', "commas": ",，、،"}


def _span(outline: Outline, taken: set[int]) -> dict[str, float]:
    """How close together the text stands, how far down the page, and how far below the last heading before it."""
    before = inside = own = between = pending = 0
    for run in outline.runs:
        length = len(run.text)
        if id(run) in taken:
            own += length
            inside += pending + length
            pending = 0
        elif own:
            pending += length
        else:
            before += length
            between = 0 if run.place & Place.HEADING and length >= 12 else between + length
    visible = before + inside + pending or 1
    return {
        "text_density": own / (inside or 1),
        "text_before": before / visible,
        "text_behind": pending / visible,
        "text_below_heading": log1p(between),
    }


def _title_and_text(page: Page, blocks: list[Block], data: Metadata) -> dict[str, float]:
    body = body_of(" ".join(block.text for block in blocks)[:_ENOUGH])
    title = data.title or ""
    headings = [key(heading.text_content()[:500]) for heading in islice(page.tree.iter("h1", "h2"), _HEADINGS)]
    name = key(title)
    return {
        "title": log1p(headline_width(title)),
        "title_words": log1p(len(name.split())),
        "title_shown": float(bool(name) and any(_overlap(name, heading) for heading in headings)),
        "title_in_text": likeness(marks(title), body),
        "description_in_text": likeness(marks(data.description or ""), body),
    }


_HEADINGS = 12
_ENOUGH = 6000


def _overlap(name: str, heading: str) -> bool:
    return name in heading or (len(heading) > 8 and heading in name)
