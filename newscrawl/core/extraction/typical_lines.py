"""The lines of a page that are counted for its site, and those of its text that are the site's and not its own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import TypeVar

from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.outline import Outline, Place, Run
from newscrawl.core.extraction.text import key, tight
from newscrawl.core.likeness import headline_width
from newscrawl.core.typical import Prints, Typical, pack

__all__ = ["PageLines", "line_hash"]

T = TypeVar("T")

_LINES_MAX = 160
"""Lines of a page that are counted."""
_TEXT_MAX = 64
"""Lines of its text that tell near duplicates."""
_LONG = 40
"""Width of a line that another article hardly has by chance."""
_SENTENCE = 60
"""Characters from which a number is what a line says, not a counter or a date in it."""
_HEADLINE = 25
_DIGITS = re.compile(r"\d+")
_LETTER = re.compile(r"[^\W\d_]")

_IN_ARTICLE, _IN_HEADING, _IN_ITEM, _ELSEWHERE, _LINKED, _TEASER = (1 << bit for bit in range(6))
_FOREIGN = (
    Place.FORM | Place.NAVIGATION | Place.ASIDE | Place.FOOTER | Place.COMMENTS | Place.SHARING | Place.CONSENT
    | Place.NEWSLETTER | Place.RELATED | Place.TAGS | Place.BYLINE | Place.PAYWALL
)  # fmt: skip


def line_hash(text: str, spot: int = 0) -> int:
    """64 bits for a line and its place: equal where white space alone differs, and for short lines also the numbers."""
    return _line_hash(tight(text), text, spot)


class PageLines:
    """The lines of one page as its site counts them."""

    def __init__(self, outline: Outline) -> None:
        self._outline = outline
        self._hashes: dict[int, int] = {}

    @cached_property
    def _spots(self) -> dict[int, int]:
        """The place of each run (by its id), coarse enough to be the same on all pages of a template."""
        spots: dict[int, int] = {}
        teaser = 0
        for run in self._outline.runs:
            place, linked = run.place, run.link_share if run.linked else 0.0
            spots[id(run)] = (
                (_IN_ARTICLE if place & Place.ARTICLE else 0)
                | (_IN_HEADING if place & Place.HEADING else 0)
                | (_IN_ITEM if place & Place.ITEM else 0)
                | (_ELSEWHERE if place & _FOREIGN else 0)
                | (_LINKED if linked >= 0.5 else 0)
                | teaser
            )
            # The standfirst below a linked headline is a teaser. It must not be taken for the same line on the page of
            # the very article that it leads to.
            if linked >= 0.9:
                teaser = _TEASER if headline_width(run.text) >= _HEADLINE else teaser
            elif teaser and headline_width(run.text) >= _LONG:
                teaser = 0
        return spots

    @cached_property
    def _names(self) -> dict[int, str]:
        """The runs' texts without white space, as far as they are known already."""
        return {id(run): name for name, run in self._outline.by_key.items()}

    def hash_of(self, run: Run) -> int:
        """The line of a run, as it is counted."""
        found = self._hashes.get(id(run))
        if found is None:
            name = self._names.get(id(run)) or tight(run.text)
            found = self._hashes[id(run)] = _line_hash(name, run.text, self._spots[id(run)])
        return found

    def shares(self, typical: Typical) -> list[float]:
        """For each run of the page, on how many of its site's articles it stands; 0 where it is not typical."""
        if not typical.counts:
            return [0.0] * len(self._outline.runs)
        return [typical.share(self.hash_of(run)) for run in self._outline.runs]

    def prints(self, title: str | None, blocks: Sequence[Block]) -> Prints:
        """What is counted of the page. In: the article's title and its text."""
        lines = [line for block in blocks for line in block.text.split("\n")]
        in_text = [run for line in lines if (run := self._outline.by_key.get(tight(line))) is not None]
        rest = (run for run in self._outline.runs if not run.linked or run.link_share < 0.5)
        runs = {id(run): run for run in (*_ends(in_text, _LINES_MAX // 2), *rest) if _says_something(run.text)}
        return Prints(
            title=f"{_hash(_DIGITS.sub('0', key(title))):016x}" if title else "",
            text=pack(_bare_hash(line) for line in _ends([x for x in lines if headline_width(x) >= _LONG], _TEXT_MAX)),
            lines=pack(self.hash_of(run) for run in list(runs.values())[:_LINES_MAX]),
        )

    def without_typical(
        self, blocks: list[Block], typical: Typical, said: Iterable[str | None]
    ) -> tuple[list[Block], list[Block]]:
        """The text without the lines that are typical of its site, and these lines.

        In: the text; what is known of the site apart from this article; what the page says of the article (title,
        standfirst), which is its own whoever repeats it. Most of a text never falls. But where all of it is the site's,
        there is no article: all falls.
        """
        if not typical.counts:
            return blocks, []
        fallen = {place for place, block in enumerate(blocks) if self._is_typical(block, typical)}
        if not fallen:
            return blocks, []
        if len(fallen) == len(blocks):
            # Lines with numbers are alike in all weather reports, and yet what each of them has to say.
            return ([], blocks) if not any(_DIGITS.search(block.text) for block in blocks) else (blocks, [])
        fallen -= _said(blocks, fallen, [key(text) for text in said if text])
        fallen -= _in_lists(blocks, fallen)
        fallen -= self._headings(blocks, fallen)
        if sum(len(blocks[place].text) for place in fallen) * 2 > sum(len(block.text) for block in blocks):
            return blocks, []
        kept = [block for place, block in enumerate(blocks) if place not in fallen]
        return kept, [blocks[place] for place in sorted(fallen)]

    def _is_typical(self, block: Block, typical: Typical) -> bool:
        runs = [self._outline.by_key.get(tight(line)) for line in block.text.split("\n")]
        return all(run is not None and typical.share(self.hash_of(run)) > 0 for run in runs)

    def _headings(self, blocks: list[Block], fallen: set[int]) -> set[int]:
        """Headings over what stays: "Summary" may stand on all articles, and is no less a part of each."""
        kept: set[int] = set()
        for place in range(len(blocks) - 2, -1, -1):
            if place in fallen and self._is_heading(blocks[place]) and (place + 1 not in fallen or place + 1 in kept):
                kept.add(place)
        return kept

    def _is_heading(self, block: Block) -> bool:
        run = self._outline.by_key.get(tight(block.text))
        if block.kind == "head" or (run is not None and run.place & Place.HEADING):
            return True
        return run is not None and len(run.text) <= 2 * _LONG and run.marked >= 0.9 * len(tight(run.text))


def _said(blocks: list[Block], places: set[int], said: list[str]) -> set[int]:
    """The places where the text says what the page says of it."""
    lines = {place: key(blocks[place].text) for place in places}
    long = [text for text in said if len(text) >= _LONG]
    return {
        place
        for place, line in lines.items()
        if any(line in text for text in said) or any(text in line for text in long)
    }


def _in_lists(blocks: list[Block], places: set[int]) -> set[int]:
    """The places in lists and tables of which other lines stay: a row may say the same under each match.

    A row with a number stays: the number is what it says.
    """
    staying = {
        block.group
        for place, block in enumerate(blocks)
        if block.group and (place not in places or _DIGITS.search(block.text))
    }
    return {place for place in places if blocks[place].group in staying}


def _says_something(text: str) -> bool:
    return len(text) >= 2 and _LETTER.search(text) is not None


def _ends(values: list[T], most: int) -> list[T]:
    """All values, or where they are too many the first and the last ones."""
    return values if len(values) <= most else values[: most // 2] + values[-(most - most // 2) :]


def _line_hash(name: str, text: str, spot: int) -> int:
    return _hash(f"{spot} {_DIGITS.sub('0', name) if len(text) <= _SENTENCE else name}")


def _bare_hash(text: str) -> int:
    return _hash(_DIGITS.sub("0", tight(text)))


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
