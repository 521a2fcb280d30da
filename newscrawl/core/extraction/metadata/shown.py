"""The date that a page shows beside its headline, for pages that declare none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from newscrawl.core.extraction.folding import key
from newscrawl.core.extraction.metadata.dates import parse_date
from newscrawl.core.extraction.metadata.element_text import text_of
from newscrawl.core.extraction.page import Page

_MAX_BLOCK = 160
_MAX_AFTER = 3000
_BLOCKS_BEFORE = 12
_BLOCKS = frozenset({"p", "div", "li", "ul", "ol", "section", "article", "header", "main", "table", "tr", "td", "dl"})
_HEADINGS = frozenset({"h1", "h2", "h3"})
_ELSEWHERE = re.compile(r"comment|related|teaser|sidebar|widget|footer|copyright|recommend", re.IGNORECASE)
_NAMED = re.compile(
    r"(?:^|[\s_-])(?:[a-z]*date|datum|datetime|time|timestamp|published)(?:$|[\s_-])|Date(?:$|[\s_-])|Published"
)
_MAX_DATED = 60
_MAX_DATED_TEXT = 60
_WHOLE = frozenset({"html", "body", "main", "article"})
_UNREAD = frozenset({"script", "style", "noscript", "template", "aside", "footer", "form", "select"})

_WORD = r"(?P<mon>[^\W\d_]{3,})\.?"
_OF = r"(?:\s?(?:de|of|del|d['’])\s|\s|,\s?)\s*"
_TIME = (
    r"(?:[^\w]{0,4}(?:at|um|à|a las|às|alle|om|kl|klo|o|ore|ob|в|о|saat|às|的)?[.:]?\s?"
    r"(?P<H>[01]?\d|2[0-4])[:.h時时](?P<M>[0-5]\d)(?!\d|\.\d)\s?(?P<ap>[ap]\.?m\b)?)?"
)
_SHAPES = tuple(
    re.compile(shape + _TIME, re.IGNORECASE)
    for shape in (
        r"(?<!\d)(?P<y>(?:19|20)\d\d)\s?[-/.年년]\s?(?P<m>\d{1,2})\s?[-/.月월]\s?(?P<d>\d{1,2})(?!\d)[日일]?",
        r"(?<![\d.])(?P<d>\d{1,2})\.\s?(?P<m>\d{1,2})\.\s?(?P<y>(?:19|20)?\d\d)(?!\d)",
        r"(?<![\d/])(?P<a>\d{1,2})[-/](?P<b>\d{1,2})[-/](?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?<!\d)(?P<d>\d{1,2})(?:\.|st|nd|rd|th|er|º|ª)?" + _OF + _WORD + _OF + r"(?P<y>(?:19|20)\d\d)(?!\d)",
        r"(?<!\w)" + _WORD + r"\s(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s(?P<y>(?:19|20)\d\d)(?!\d)",
    )
)
# "Updated" in the languages that most news is written in.
_CHANGED = re.compile(
    r"updat|aktualis|aktualiz|actuali[sz]|atualiz|mis à jour|modifi|aggiorn|gewijzigd|bijgewerkt|oppdater|opdater|"
    r"uppdater|päivitet|frissít|обновл|оновл|güncel|تحديث|更新|수정|ενημέρωσ|diperbarui|cập nhật|zuletzt|geändert|"
    r"\bstand\b",
    re.IGNORECASE,
)
_LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")


def shown_date(
    page: Page, title: str | None, language: str | None, now: datetime, month_first: bool | None
) -> str | None:
    """The date in a short block after the headline, else in one just before it.

    In: a page; its headline; its language if known (names of months are CLDR's, by babel); the clock; how
    04/05/2024 is read. Out: as parse_date; None where none is shown there. A day before the headline that is today
    is taken for the page's clock. Without one there: the first element that its class calls a date.
    """
    blocks = _blocks(page)
    place = _place(blocks, title)
    for text in _after(blocks[place + 1 :]) if place is not None else ():
        if value := date_in_text(text, language, now, month_first):
            return value
    for text in _before(blocks[:place]) if place is not None else ():
        value = date_in_text(text, language, now, month_first) if len(text) <= _MAX_BLOCK else None
        if value and value[:10] != now.date().isoformat():
            return value
    dated = (date_in_text(text, language, now, month_first) for text in _dated(page))
    return next((value for value in dated if value and value[:10] != now.date().isoformat()), None)


def _dated(page: Page) -> Iterator[str]:
    """The short texts of elements whose class says date, where no list of articles stands."""
    for element in page.classed(_may_say_date)[:_MAX_DATED]:
        name = element.get("class") or ""
        if _NAMED.search(name) and not _CHANGED.search(name) and not _stands_elsewhere(element):
            text = text_of(element)
            if len(text) <= _MAX_DATED_TEXT:
                yield text


def _may_say_date(name: str) -> bool:
    return "dat" in name or "Dat" in name or "ubli" in name or "time" in name


def _stands_elsewhere(element: HtmlElement) -> bool:
    return any(
        above.tag not in _WHOLE and (above.tag in _UNREAD or _ELSEWHERE.search(above.get("class") or ""))
        for above in (element, *element.iterancestors())
    )


def date_in_text(text: str, language: str | None, now: datetime, month_first: bool | None) -> str | None:
    """The first date in a text that is not said to be one of a change, as parse_date gives it; None without one."""
    found = sorted((match for shape in _SHAPES for match in shape.finditer(text)), key=lambda match: match.start())
    after = 0
    for match in found:
        if match.start() < after:
            continue
        plain = _plain(match, language)
        value = parse_date(plain, now=now, month_first=month_first) if plain else None
        if value and not _CHANGED.search(text[after : match.start()]):
            return value
        if value:
            after = match.end()
    return None


def _plain(match: re.Match[str], language: str | None) -> str | None:
    """A date in numbers that parse_date reads."""
    parts = match.groupdict()
    time = f" {parts['H']}:{parts['M']}{(parts['ap'] or '').replace('.', '')}" if parts["H"] else ""
    year = parts["y"] if len(parts["y"]) == 4 else "20" + parts["y"]
    if parts.get("a"):
        return f"{int(parts['a'])}/{int(parts['b'])}/{year}{time}"
    month = _month(parts["mon"], language) if parts.get("mon") else int(parts["m"])
    return f"{int(year)}-{month:02}-{int(parts['d']):02}{time}" if month else None


def _month(name: str, language: str | None) -> int | None:
    folded = name.casefold()
    for code in (language, *_LANGUAGES) if language else _LANGUAGES:
        names = month_names(code or "en")
        if folded in names:
            return names[folded]
        alike = {month for known, month in names.items() if known.startswith(folded)}
        if len(alike) == 1:
            return alike.pop()
    return None


@lru_cache(maxsize=256)
def month_names(language: str) -> dict[str, int]:
    """Names and abbreviations of the months in a language, case folded, to their numbers; {} where CLDR has none."""
    # Loaded only where a date must be read out of text.
    from babel import Locale, UnknownLocaleError

    try:
        calendar = Locale.parse(language, sep="-").months
    except (UnknownLocaleError, ValueError):
        return {}
    return {
        name.casefold().rstrip("."): number
        for context in ("format", "stand-alone")
        for width in ("wide", "abbreviated")
        for number, name in calendar[context][width].items()
    }


def _blocks(page: Page) -> list[HtmlElement]:
    """The elements that hold no block, in document order; some may hold no text."""
    elsewhere, skipped, blocks = set(page.classed(_ELSEWHERE.search)), set(), []
    for element in page.tree.iter():
        aside = element.tag in _UNREAD or element in elsewhere or element.getparent() in skipped
        if aside and element.tag not in _WHOLE:
            skipped.add(element)
        elif _is_block(element):
            blocks.append(element)
    return blocks


def _is_block(element: HtmlElement) -> bool:
    if element.tag in _HEADINGS:
        return True
    return element.tag in _BLOCKS and not any(child.tag in _BLOCKS for child in element)


def _place(blocks: list[HtmlElement], title: str | None) -> int | None:
    """Where the headline stands: the heading that says it, else the first <h1> with a text."""
    wanted = key(title or "")
    for place, element in enumerate(blocks):
        if wanted and element.tag in _HEADINGS and wanted in key(text_of(element)):
            return place
    return next((place for place, element in enumerate(blocks) if element.tag == "h1" and text_of(element)), None)


def _after(blocks: list[HtmlElement]) -> Iterator[str]:
    seen = 0
    for element in blocks:
        text = text_of(element)
        if seen > _MAX_AFTER or (text and element.tag == "h1"):
            return
        seen += len(text)
        if 0 < len(text) <= _MAX_BLOCK:
            yield text


def _before(blocks: list[HtmlElement]) -> Iterator[str]:
    """The texts of the last blocks that have one, the last first."""
    return islice(filter(None, map(text_of, reversed(blocks))), _BLOCKS_BEFORE)
