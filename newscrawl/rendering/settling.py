"""When a page is what its readers see: its text has stopped growing."""

from __future__ import annotations

import asyncio
import math
import time

from playwright.async_api import Error, Page

from newscrawl.rendering.gate import Gate
from newscrawl.rendering.scripts import SCROLL, SERIALISE, STATE

__all__ = ["serialised", "settle"]

POLL_SECONDS = 0.1
STILL_POLLS = 4
"""In a row with the same text: enough where nothing is under way and there is a text."""
STILL_POLLS_MAX = 20
"""Enough where one of the two is wanting: a page may count its readers for ever."""
A_TEXT = 800
"""Characters from which on a document is taken for one that has its text."""
SCROLLS_MAX = 3
"""What is loaded where a reader comes to is; a list without end is not followed."""


async def settle(page: Page, gate: Gate, seconds: float) -> None:
    """Return when the page's text has settled, or the time is over. Raises playwright's Error."""
    end = time.monotonic() + seconds
    last, still, scrolls = -1, 0, 0
    while time.monotonic() < end:
        length, parsed, more_below = await _state(page)
        still = still + 1 if length == last and parsed else 0
        last = length
        if still >= _enough(length >= A_TEXT, gate.under_way > 0):
            if not more_below or scrolls >= SCROLLS_MAX:
                return
            await page.evaluate(SCROLL)
            scrolls, still = scrolls + 1, 0
        await asyncio.sleep(POLL_SECONDS)


def _enough(text: bool, waiting: bool) -> float:
    """Polls after which a document is settled: with a text or without, while requests are under way or not."""
    if text:
        return STILL_POLLS_MAX if waiting else STILL_POLLS
    return math.inf if waiting else STILL_POLLS_MAX


async def _state(page: Page) -> tuple[int, bool, bool]:
    try:
        length, parsed, more = await page.evaluate(STATE)
    except Error as error:
        if "context was destroyed" not in error.message:
            raise
        return -1, False, False  # a script writes the document anew
    return int(length), bool(parsed), bool(more)


async def serialised(page: Page) -> str:
    """The document as HTML. Raises playwright's Error."""
    html: str = await page.evaluate(SERIALISE)
    return html
