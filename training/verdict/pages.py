"""All pages to train the verdict on: the corpus' articles as they are and with less said of them, and made pages."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.quality.corpus import SegmentPage
from newscrawl.core.extraction import extract_page
from newscrawl.core.extraction.text import tight
from newscrawl.core.quality import Facts, verdict
from newscrawl.core.quality.evidence import is_typed
from newscrawl.core.verdict import Reason
from training.corpus import Example, examples
from training.variants import bare
from training.verdict import grafts
from training.verdict.doors import DOORS
from training.verdict.frames import framed
from training.verdict.goods import GOODS
from training.verdict.lists import LISTS
from training.verdict.stock import Stock, read_stock, whole_text
from training.verdict.stories import live_blog

__all__ = ["EACH", "Page", "read_pages"]

_MAKERS = {**LISTS, **DOORS, **GOODS}
EACH = 100
"""Pages of each kind in made surroundings; in real ones as many."""


@dataclass(frozen=True, slots=True)
class Job:
    """One page to be made and read."""

    kind: str
    real: bool
    """In the surroundings of a corpus page, or that page itself."""
    number: int


@dataclass(frozen=True, slots=True)
class Page:
    """One page, read."""

    kind: str
    article: bool
    real: bool
    site: str
    """Whose surroundings, or whose text: a page's site is never on both sides of a fold."""
    country: str
    weight: float
    facts: Facts
    reason: Reason | None
    """What the rules alone say."""


def read_pages(folder: Path, *, each: int = EACH, processes: int = 2) -> list[Page]:
    """Makes and reads all pages of a corpus folder; the same each time.

    In: the folder; how many pages of each kind are made in made surroundings, and in real ones; worker processes.
    """
    jobs = list(_jobs(_corpus(folder)[0], each))
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        return [page for page in pool.map(partial(_read, folder), jobs, chunksize=16) if page is not None]


def _jobs(found: Sequence[Example], each: int) -> Iterator[Job]:
    for number, example in enumerate(found):
        if _counts(example):
            yield Job("article", True, number)
            if number % 3 == 0:
                yield Job("bare", True, number)
            if whole_text(example):
                yield Job("shortened", True, number)
                yield Job("emptied", True, number)
        elif isinstance(example.page, SegmentPage) and not (example.page.date or example.page.authors):
            yield Job("unsigned", True, number)
        elif not isinstance(example.page, SegmentPage):
            yield Job("other", True, number)
    for kind in (*_MAKERS, "live"):
        for number in range(each):
            yield Job(kind, False, number)
            yield Job(kind, True, number)


def _counts(example: Example) -> bool:
    """Whether a page is surely an article: one whose whole text is known, or which has both a date and an author."""
    page = example.page
    return bool(page.date and page.authors) if isinstance(page, SegmentPage) else bool(page.body)


@lru_cache(maxsize=1)
def _corpus(folder: Path) -> tuple[list[Example], list[Stock]]:
    found = [example for example in examples(folder) if example.page.url.startswith(("http://", "https://"))]
    return found, read_stock(found)


def _read(folder: Path, job: Job) -> Page | None:
    found, stocks = _corpus(folder)
    dice = random.Random(f"{job.kind} {job.real} {job.number}")
    if job.kind in _MAKERS or job.kind == "live":
        made = _made(job, found, stocks, dice)
    else:
        made = _changed(job.kind, found[job.number], dice)
    if made is None:
        return None
    html, url, home = made
    result = extract_page(html, url, explain=True)
    if result.facts is None or (job.kind == "emptied" and _holds_own(result.facts, home)):
        return None
    if job.kind == "unsigned" and _is_signed(result.facts):
        return None
    alone = verdict(replace(result.facts, score=None))
    return Page(
        kind=job.kind,
        article=job.kind in _ARTICLES,
        real=job.real,
        site=home.site if home else f"made{job.number % 10}",
        country=home.country if home else "",
        weight=_WEIGHTS.get(job.kind, 1.0),
        facts=result.facts,
        reason=alone.reason if alone else None,
    )


_ARTICLES = frozenset(("article", "bare", "shortened", "live"))
Made = tuple[bytes | str, str, Example | None]
"""A page, its address, and the example whose surroundings it has."""


def _changed(kind: str, example: Example, dice: random.Random) -> Made | None:
    body, url = example.html(), example.page.url
    html: bytes | str | None = body
    if kind == "bare":
        html = bare(body, url)
    elif kind == "shortened":
        html = grafts.shortened(body, url, _paragraphs(example), dice)
    elif kind == "emptied":
        html = grafts.emptied(body, url, _paragraphs(example), dice)
    return (html, url, example) if html is not None else None


_WEIGHTS = {"live": 0.4, "shortened": 0.4, "bare": 0.15, "unsigned": 0.3}
"""Articles that nobody dates or signs are rare, and a page that nobody dates or signs need not be none."""


def _is_signed(facts: Facts) -> bool:
    """Whether anything in the page says that it is an article, though its answers name neither a date nor an author."""
    return bool(facts.authors) or is_typed(facts) or facts.date_source not in (None, "text")


def _holds_own(facts: Facts, home: Example | None) -> bool:
    """Whether a page still has some of the article that was taken out of it, from its head or between other blocks."""
    text = tight(" ".join(facts.paragraphs))
    return home is not None and any(part[:200] in text for part in _paragraphs(home) if len(part) > 50)


def _paragraphs(example: Example) -> frozenset[str]:
    return frozenset(tight(part) for part in whole_text(example).split("\n") if len(part) > 20)


def _made(job: Job, found: Sequence[Example], stocks: Sequence[Stock], dice: random.Random) -> Made | None:
    make = live_blog if job.kind == "live" else _MAKERS[job.kind]
    if not job.real:
        site = f"www.{dice.getrandbits(32):x}.example"
        stock = _any_stock(stocks, dice)
        content = make(stock, site, dice)
        return framed(content, stock, site, dice), f"https://{site}{content.path}", None
    for _ in range(_TRIES):
        home = dice.choice(found)
        text, language = _text_of(home)
        stock = next((stock for stock in stocks if stock.language == language), None) or _any_stock(stocks, dice)
        site = home.page.url.split("/")[2]
        content = make(stock, site, dice)
        html = grafts.grafted(home.html(), home.page.url, text, content, stock, dice)
        if html is not None:
            return html, f"https://{site}{content.path}", home
    return None


_TRIES = 8


def _text_of(example: Example) -> tuple[frozenset[str], str | None]:
    """The paragraphs of a page's text without white space, as they are known or else as they are read; its language."""
    article = extract_page(example.html(), example.page.url).article
    if whole_text(example) or article is None:
        return _paragraphs(example), article.language if article else None
    parts = article.text.split("\n")
    return frozenset(tight(part) for part in parts if len(part) > 20), article.language


def _any_stock(stocks: Sequence[Stock], dice: random.Random) -> Stock:
    """Any language; each counts by the square root of its articles."""
    return dice.choices(list(stocks), [len(stock.pieces) ** 0.5 for stock in stocks])[0]
