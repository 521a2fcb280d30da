"""Whether an article is a live blog: a row of entries, each with its own time of day and its own text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from lxml.html import HtmlElement

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.lines import is_prose
from newscrawl.core.extraction.body.outline import Outline, Run
from newscrawl.core.extraction.body.readings import lines_of
from newscrawl.core.extraction.page import Page
from newscrawl.core.extraction.text import tight

__all__ = ["is_live_blog"]

_LEAST = 5
"""Entries of a live blog."""
_SHORT = 500
_MOST_OF_IT = 0.6
"""The share of the text that stands in its entries."""
_IN_ORDER = 0.8
"""The share of entries whose times go one way."""
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_CLOCK = re.compile(r"[^\d:]{0,20}(?<![\d.:-])([01]?\d|2[0-3])[:.h]([0-5]\d)(?![\d:.]*\d)[^\d]{0,20}")
_LONGEST = 40


def is_live_blog(page: Page, outline: Outline, blocks: Sequence[Block]) -> bool:
    """Whether the page has schema.org's liveBlogUpdate, or its text is made of entries.

    In: the page with its outline, the main text's blocks; nothing is changed. No words: the times of the entries differ
    and go one way, each has prose of the main text behind it, and they hold most of it.
    """
    if any("liveBlogUpdate" in node for node in page.json_ld) or _has_marked_updates(page):
        return True
    moments = sum(1 for element in page.elements["time"] if _MOMENT.match(element.get("datetime") or ""))
    if max(moments, sum(1 for run in outline.runs if _clock(run))) < _LEAST:
        return False
    text = {tight(line): len(line) for line in lines_of(list(blocks))}
    total = sum(text.values())
    if total < _SHORT:
        return False
    return _has_timed_elements(page, text, total) or _has_clock_lines(outline, text, total)


def _has_marked_updates(page: Page) -> bool:
    """Whether microdata mark several entries."""
    marked = page.tree.xpath("//*[@itemprop='liveBlogUpdate']") if "liveBlogUpdate" in page.html else []
    return isinstance(marked, list) and len(marked) > 1


def _has_timed_elements(page: Page, text: dict[str, int], total: int) -> bool:
    """Sibling elements with a <time> and prose in each."""
    times = [(element, element.get("datetime") or "") for element in page.elements["time"]]
    times = [(element, moment) for element, moment in times if _MOMENT.match(moment)]
    if len(times) < _LEAST:
        return False
    rows: dict[HtmlElement, dict[HtmlElement, str]] = defaultdict(dict)
    for element, moment in times:
        inner = element
        for outer in element.iterancestors():
            rows[outer].setdefault(inner, moment)
            inner = outer
    for entries in rows.values():
        if len(entries) >= _LEAST and _differ(list(entries.values())):
            sizes = [_size(entry, text) for entry in entries]
            if sum(1 for size in sizes if size) >= max(_LEAST, 0.8 * len(sizes)) and sum(sizes) >= _MOST_OF_IT * total:
                return True
    return False


def _size(entry: HtmlElement, text: dict[str, int]) -> int:
    """How much of the main text stands in an element; 0 where none of it is prose."""
    lines = [line.text_content() for line in entry.iter("p", "li", "div", "blockquote") if not len(line.findall("p"))]
    own = {name: line for line in lines if (name := tight(line)) in text}
    return sum(text[name] for name in own) if any(is_prose(line.strip()) for line in own.values()) else 0


def _clock(run: Run) -> re.Match[str] | None:
    return _CLOCK.fullmatch(run.text) if 4 <= len(run.text) <= _LONGEST else None


def _has_clock_lines(outline: Outline, text: dict[str, int], total: int) -> bool:
    """Short lines with a time of day, and prose behind each."""
    clocks: list[str] = []
    inside = behind = 0
    for run, name in zip(outline.runs, outline.names, strict=True):
        if found := _clock(run):
            if behind or not clocks:
                clocks.append(f"{int(found[1]):02}{found[2]}")
            else:
                clocks[-1] = f"{int(found[1]):02}{found[2]}"
            behind = 0
        elif clocks and name in text:
            inside += len(run.text)
            behind += is_prose(run.text)
    if not behind and clocks:
        clocks.pop()
    return len(clocks) >= _LEAST and inside >= _MOST_OF_IT * total and _differ(clocks)


def _differ(moments: list[str]) -> bool:
    """Whether nearly all of the times differ from the one before, and go one way."""
    steps = list(pairwise(moments))
    down, up = sum(one > two for one, two in steps), sum(one < two for one, two in steps)
    return max(down, up) >= _IN_ORDER * len(steps)
