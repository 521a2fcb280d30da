"""What made pages are made of: the corpus' own sentences, headlines and names, by language."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from benchmarks.quality.corpus import Page
from newscrawl.core.extraction.language import detect_language
from newscrawl.core.likeness import headline_width
from training.corpus import Example

_SENTENCE = re.compile(r"(?<=[.!?…。！？؟।۔])\s+|(?<=[。！？])")
_NOT_SLUG = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One article of the corpus, taken apart."""

    site: str
    title: str
    paragraphs: tuple[str, ...]
    authors: tuple[str, ...]


@dataclass(slots=True)
class Stock:
    """The pieces of one language, with what is drawn from them."""

    language: str
    pieces: list[Piece] = field(default_factory=list)

    def piece(self, dice: random.Random) -> Piece:
        """Any article."""
        return dice.choice(self.pieces)

    def title(self, dice: random.Random) -> str:
        """A headline: an article's title, or the first words of one of its sentences."""
        piece = self.piece(dice)
        return piece.title if piece.title and dice.random() < 0.7 else self.words(dice, dice.randint(5, 11))

    def sentence(self, dice: random.Random) -> str:
        """One sentence of an article."""
        found = [s for s in _SENTENCE.split(dice.choice(self.piece(dice).paragraphs)) if s.strip()]
        return dice.choice(found).strip()[:400] if found else self.title(dice)

    def sentences(self, dice: random.Random, least: int, most: int) -> str:
        """Some sentences, of different articles."""
        return " ".join(self.sentence(dice) for _ in range(dice.randint(least, most)))

    def paragraphs(self, dice: random.Random, least: int, most: int) -> list[str]:
        """Whole paragraphs, of different articles."""
        return [dice.choice(self.piece(dice).paragraphs) for _ in range(dice.randint(least, most))]

    def words(self, dice: random.Random, count: int) -> str:
        """Some words in a row; in scripts without spaces, as many pairs of characters."""
        text = dice.choice(self.piece(dice).paragraphs)
        parts = text.split()
        if headline_width(text) > 1.5 * len(text) or len(parts) < 3:
            return text[: 2 * count].strip("。、，. ")
        start = dice.randrange(max(1, len(parts) - count))
        return " ".join(parts[start : start + count]).strip(".,;:!?\"'„“”()«»")

    def label(self, dice: random.Random) -> str:
        """One to three words with a capital: the text of a button, a menu's entry, a name of a thing."""
        return self.words(dice, dice.choice((1, 1, 2, 2, 3))).capitalize() or "…"

    def person(self, dice: random.Random) -> str:
        """A name."""
        names = self.piece(dice).authors
        return dice.choice(names) if names else self.words(dice, 2).title()


def read_stock(examples: Sequence[Example]) -> list[Stock]:
    """The stock of each language of a corpus whose articles are known whole, in order of the languages' codes."""
    stocks: dict[str, Stock] = {}
    for example in examples:
        page = example.page
        body = whole_text(example)
        if not body or not isinstance(page, Page):
            continue
        language, _ = detect_language(body, None)
        parts = tuple(part for part in body.split("\n\n") if headline_width(part) >= 20)
        if parts and language:
            piece = Piece(example.site, page.title or "", parts, tuple(page.authors))
            stocks.setdefault(language, Stock(language)).pieces.append(piece)
    return [stocks[name] for name in sorted(stocks)]


def whole_text(example: Example) -> str:
    """The article's text where it is known whole, else "": also of a page that is no article."""
    return example.page.body if isinstance(example.page, Page) else ""


def slug(text: str, longest: int = 70) -> str:
    """A text as addresses have it."""
    return _NOT_SLUG.sub("-", text.casefold()).strip("-")[:longest].strip("-") or "x"
