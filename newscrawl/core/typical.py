"""What is typical of a site: the lines that stand on several of its different articles.

A site keeps the prints of its latest articles. A line is typical when it surely stands on a good share of them, which
takes all of the first three, and a third of the latest 48. Pages that are nearly the same are counted once, so that no
article's own text becomes typical by standing at two addresses.
"""

from __future__ import annotations

import math
import struct
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import chain

__all__ = ["WINDOW", "Counted", "Prints", "SitePages", "Typical", "least_count", "pack", "unpack"]

WINDOW = 48
"""Articles of a site that are remembered, the latest ones: what a site has given up is forgotten with them."""

LEAST = 3
"""Different articles that a typical line stands on, at the least."""

_SHARE = 1 / 6
_SURENESS = 3.0
"""Standard deviations: the share of a line among all the site's articles is above _SHARE as surely as that."""

_LINES_MAX = 300
"""Lines that are told to a worker with each page (3 KB), the most frequent ones."""

_ID = 16
"""Characters of an article's id that tell it from the others of a window."""


@dataclass(frozen=True, slots=True)
class Prints:
    """What is counted of one page: hashes (of 64 bits, little-endian, 8 bytes each). Picklable."""

    title: str
    """Hash of the title, in hex; empty where there is none."""

    text: bytes
    """Of the long lines of its text, numbers left out: what tells near duplicates."""

    lines: bytes
    """Of the lines of the page, each with its place: what may turn out to be typical."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One article in its site's window."""

    number: int
    """Counts the site's articles from 0."""
    article_id: str
    prints: Prints

    @property
    def slot(self) -> int:
        """Where it is kept; the article that was there has left the window."""
        return self.number % WINDOW


@dataclass(frozen=True, slots=True)
class Typical:
    """What is known of a site when one of its pages is read. Picklable, 4 KB at the most."""

    articles: int = 0
    """How many it rests on."""
    counts: dict[int, int] = field(default_factory=dict)
    """On how many of them each typical line stands."""
    ids: frozenset[str] = frozenset()
    """Whose they are, shortened."""
    asked: set[int] | None = field(default=None, compare=False, repr=False)
    """Where it is to be known what a page made use of (`noting`): the typical lines that stand on it."""

    def noting(self) -> Typical:
        """The same, which notes what of it is made use of."""
        return replace(self, asked=set())

    def used(self, article_id: str | None) -> Typical:
        """What was made use of since `noting`, for the page of an article: extraction with it comes to the same."""
        counts = {line: self.counts[line] for line in sorted(self.asked or ()) if line in self.counts}
        own = {article_id[:_ID]} if article_id else set()
        return Typical(self.articles, counts, self.ids & own)

    def apart_from(self, article_id: str) -> Typical:
        """The same without what an earlier version of this very article may have brought to it."""
        if article_id[:_ID] not in self.ids:
            return self
        least = least_count(self.articles)
        counts = {line: count - 1 for line, count in self.counts.items() if count >= least}
        return Typical(self.articles - 1, counts, self.ids - {article_id[:_ID]}, self.asked)

    def share(self, line: int) -> float:
        """On how many of the site's articles a line stands, the one that is being read among them, 0 to 1.

        0 for a line that is not known as typical.
        """
        count = self.counts.get(line)
        if count is None:
            return 0.0
        if self.asked is not None:
            self.asked.add(line)
        return (count + 1) / (self.articles + 1)


class SitePages:
    """The window of one site: its latest different articles."""

    def __init__(self, pages: Iterable[Counted] = ()) -> None:
        """`pages`: as they were kept, in any order."""
        found = sorted(pages, key=lambda page: page.number)
        self._next = found[-1].number + 1 if found else 0
        # What stands before the window is left over from a wider one.
        self._pages = deque((page for page in found if page.number >= self._next - WINDOW), maxlen=WINDOW)
        self._typical: Typical | None = None
        self._since = 0

    def __len__(self) -> int:
        return len(self._pages)

    @property
    def typical(self) -> Typical:
        """What is known now. Read anew after every article at first, later after every few."""
        if self._typical is None or self._since * 8 > len(self._pages):
            self._typical, self._since = self._read(), 0
        return self._typical

    def count(self, article_id: str, prints: Prints) -> Counted | None:
        """Count an article; returns what is to be kept, None for one that is nearly the same as another.

        An article that is counted already takes its own place again.
        """
        number = next((page.number for page in self._pages if page.article_id == article_id), None)
        if number is not None:
            counted = Counted(number, article_id, prints)
            self._pages = deque((counted if page.number == number else page for page in self._pages), maxlen=WINDOW)
        elif self._has_alike(prints):
            return None
        else:
            counted = Counted(self._next, article_id, prints)
            self._pages.append(counted)
            self._next += 1
        self._since += 1
        return counted

    def _read(self) -> Typical:
        pages = self._pages
        least = least_count(len(pages) + 1)  # the page that is going to be read stands among them
        counts = Counter(chain.from_iterable(unpack(page.prints.lines) for page in pages))
        found = [(line, count) for line, count in counts.most_common() if count + 1 >= least]
        return Typical(len(pages), dict(found[:_LINES_MAX]), frozenset(page.article_id[:_ID] for page in pages))

    def _has_alike(self, prints: Prints) -> bool:
        """Whether an article of the window shares most of its own text with this one; some, under the same title.

        What many share is nobody's own.
        """
        own, title = set(unpack(prints.text)), prints.title
        texts = [(page.prints.title == title != "", unpack(page.prints.text)) for page in self._pages]
        near = [(same, set(text)) for same, text in texts if same or not own.isdisjoint(text)]
        if not near:
            return False
        counts = Counter(chain.from_iterable(text for _, text in texts))
        least = least_count(len(texts))
        common = {line for line, count in counts.items() if count >= least}
        return any(_alike(own - common, text - common, same) for same, text in near)


def _alike(one: set[int], other: set[int], same_title: bool) -> bool:
    shared, shorter = len(one & other), min(len(one), len(other))
    return shared * 2 > shorter or (same_title and shared * 5 >= shorter)


@lru_cache(maxsize=256)
def least_count(articles: int) -> int:
    """On how many of so many articles a line must stand to be typical; more than there are where none can be.

    By the lower bound of Wilson's score interval (E. B. Wilson, JASA 22, 1927): 3 of 3 or 4, 4 of 5 or 6, 16 of 48.
    """
    fitting = (count for count in range(LEAST, articles + 1) if _lower_bound(count, articles) >= _SHARE)
    return next(fitting, max(LEAST, articles + 1))


def _lower_bound(count: int, of: int) -> float:
    share, square = count / of, _SURENESS**2
    spread = _SURENESS * math.sqrt(share * (1 - share) / of + square / (4 * of * of))
    return (share + square / (2 * of) - spread) / (1 + square / of)


def pack(hashes: Iterable[int]) -> bytes:
    """Hashes as bytes; one that comes twice is kept once."""
    unique = dict.fromkeys(hashes)
    return struct.pack(f"<{len(unique)}Q", *unique)


def unpack(data: bytes) -> tuple[int, ...]:
    """The hashes again."""
    return struct.unpack_from(f"<{len(data) // 8}Q", data)
