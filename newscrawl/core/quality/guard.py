"""The guard: a text that is no article's but another block of the page never passes.

First the page's own word: an article's text holds most words of its title or its standfirst (on 98 of 100 pages at
least half of those of one of the two); a notice, a thread or another article's text does not. Then where the text
stands. Words come last, and a plain word is enough only where nothing in the text is what the page speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from newscrawl.core.likeness import headline_width
from newscrawl.core.quality import guard_words as words
from newscrawl.core.quality.alike import body_of, likeness, marks
from newscrawl.core.quality.boilerplate import Boilerplate, boilerplate, speaks_of
from newscrawl.core.quality.page_words import ERROR_TITLE
from newscrawl.core.verdict import Reason

__all__ = ["Said", "Standing", "contaminated"]


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of its article beside the text."""

    title: str = ""
    description: str = ""
    body: str = ""
    """The article's text as JSON-LD gives it, often cut short; "" where it does not."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a text stands in its page. Shares are of its characters, 0 to 1; all 0 where nobody looked."""

    consent: float = 0.0
    comments: float = 0.0
    newsletter: float = 0.0
    paywall: float = 0.0
    forms: float = 0.0
    beside: float = 0.0
    """In footers, navigation, side columns or boxes of related articles."""

    article: float = 0.0
    linked: float = 0.0
    """In links."""

    teasers: float = 0.0
    """Right under a heading that is a link, or broken off."""

    pitch: int = 0
    """Of the pieces of text from its start to shortly behind its end, those that speak of subscriptions."""

    linked_headings: int = 0
    """Headings of the page, outside of navigation, that are links."""

    heading: str = ""
    """The nearest heading before the text or at its start, where it is a link: it may be another article's."""


_SENTENCE = re.compile(r"(?<=[.!?…。！？؟।۔])\s*")
_SPEAKS, _SILENT = 0.8, 0.34
_LONG, _SHORT = 2500, 900
_READ = 6000
_STEMS = (
    (Reason.CONSENT_TEXT, words.CONSENT),
    (Reason.COMMENT_TEXT, words.COMMENT),
    (Reason.NEWSLETTER_TEXT, words.NEWSLETTER),
    (Reason.PAYWALL_TEXT, words.PAYWALL),
)
_KINDS = {
    Boilerplate.CONSENT: Reason.CONSENT_TEXT,
    Boilerplate.COMMENT: Reason.COMMENT_TEXT,
    Boilerplate.NEWSLETTER: Reason.NEWSLETTER_TEXT,
    Boilerplate.PAYWALL: Reason.PAYWALL_TEXT,
}


def contaminated(paragraphs: Sequence[str], standing: Standing, said: Said) -> Reason | None:
    """What a text is instead of the article that its page speaks of; None where nothing says that it is another.

    In: the text's paragraphs without the title, where they stand, what the page says. An empty text is not judged.
    Pure, and cheap for a text that holds what the page speaks of. The last answers are remembered, for speed only:
    guard and verdict ask for the same.
    """
    return _contaminated(tuple(paragraphs), standing, said) if paragraphs else None


@lru_cache(maxsize=2)
def _contaminated(paragraphs: tuple[str, ...], standing: Standing, said: Said) -> Reason | None:
    spoken = _spoken_of(paragraphs, said)
    if standing.linked >= 0.6 and (spoken is None or spoken < _SPEAKS):
        return Reason.TEASER_TEXT
    if spoken is not None and spoken < _SILENT:
        return _in_another_place(paragraphs, standing) or _of_another(paragraphs, standing, spoken, said)
    width = headline_width("".join(paragraphs)[: _LONG + 1])
    if width <= _LONG and (found := _notice(paragraphs) or _pitch(paragraphs, standing, width)):
        return found
    return _teasers(standing) if spoken is None or spoken < _SPEAKS else None


def _spoken_of(paragraphs: Sequence[str], said: Said) -> float | None:
    """The largest share of the words of the title, of the standfirst, of the declared text, that a text holds.

    None where none of them says much. A line that is the title itself does not count.
    """
    title = said.title.strip()
    body = body_of(" ".join(part for part in paragraphs if part.strip() != title)[:_READ])
    wanted = [found for text in (said.title, said.description) if len(found := marks(text)) >= 3]
    if said.body and len(found := marks(said.body[:400])) >= 12:
        wanted.append(found)
    return max((likeness(found, body) for found in wanted), default=None)


def _in_another_place(paragraphs: Sequence[str], standing: Standing) -> Reason | None:
    """For a text that is silent of what the page speaks of: what its place says, then what its words say."""
    for share, reason in (
        (standing.consent, Reason.CONSENT_TEXT),
        (standing.comments, Reason.COMMENT_TEXT),
        (standing.newsletter, Reason.NEWSLETTER_TEXT),
        (standing.paywall, Reason.PAYWALL_TEXT),
    ):
        if share >= 0.5:
            return reason
    found = _notice(paragraphs) or _by_stems(paragraphs)
    if found is None and standing.teasers >= 0.4 and standing.linked_headings >= 2:
        return Reason.TEASER_TEXT
    return found


def _pitch(paragraphs: Sequence[str], standing: Standing, width: float) -> Reason | None:
    """The first sentences of an article and an offer to subscribe, in the text or around it."""
    if width > _SHORT:
        return None
    if width <= _SHORT / 2 and standing.pitch >= 2:
        return Reason.PAYWALL_TEXT
    sentences = [part for part in _SENTENCE.split(" ".join(paragraphs).casefold()) if part.strip()]
    pitched = sum(1 for part in sentences if words.has(words.PAYWALL, part))
    return Reason.PAYWALL_TEXT if pitched >= 3 and pitched >= 0.4 * len(sentences) else None


def _by_stems(paragraphs: Sequence[str]) -> Reason | None:
    """The kind of notice of which a third of the text's sentences has a word."""
    text = " ".join(paragraphs).casefold()
    if len(text) > _LONG:
        return None
    if len(text) <= 600 and words.SCRIPT.search(text):
        return Reason.NEEDS_BROWSER
    sentences = [part for part in _SENTENCE.split(text) if part.strip()]
    total = sum(map(len, sentences)) or 1
    shares = {
        reason: sum(len(part) for part in sentences if words.has(stems, part)) / total
        for reason, stems in _STEMS
        if words.has(stems, text)
    }
    best = max(shares, key=shares.__getitem__, default=None)
    return best if best is not None and shares[best] >= 0.34 else None


def _of_another(paragraphs: Sequence[str], standing: Standing, spoken: float, said: Said) -> Reason | None:
    """Another article's text: it holds the words of a heading that leads there, and none of what the page says."""
    title, own = body_of(said.title), body_of(standing.heading)
    if own and own not in title and title not in own and len(wanted := marks(standing.heading)) >= 3:
        body = body_of(" ".join(part for part in paragraphs if body_of(part) != own)[:_READ])
        if likeness(wanted, body) >= max(0.5, spoken + 0.3):
            return Reason.OTHER_TEXT
    if standing.beside >= 0.8 and spoken <= 0.2:
        return Reason.OTHER_TEXT
    return _teasers(standing)


def _teasers(standing: Standing) -> Reason | None:
    listed = standing.teasers >= 0.6 and standing.linked_headings >= 3
    return Reason.TEASER_TEXT if listed else None


def _notice(paragraphs: Sequence[str]) -> Reason | None:
    """A text most of which are phrases of one kind of notice: those of forms, banners, walls, errors."""
    text = " ".join(paragraphs)
    folded = text.casefold()
    if len(text) > 600 and not any(words.has(stems, folded) for _, stems in _STEMS):
        return None
    shares = dict.fromkeys(_KINDS, 0.0)
    total = sum(map(len, paragraphs)) or 1
    broken = 0
    for sentence in (part for paragraph in paragraphs for part in _SENTENCE.split(paragraph) if part):
        kind = boilerplate(sentence)
        if kind in shares:
            shares[kind] += len(sentence) / total
        elif ERROR_TITLE.fullmatch(sentence.strip(" .:!?…")):
            broken += len(sentence)
    for kind, reason in _KINDS.items():
        if shares[kind] >= 0.5 or (shares[kind] >= 0.3 and speaks_of(kind, text) >= 3):
            return reason
    if broken >= 0.5 * total and len(text) <= 600:
        return Reason.ERROR_PAGE
    return Reason.NEEDS_BROWSER if len(text) <= 200 and words.SCRIPT.search(text) else None
