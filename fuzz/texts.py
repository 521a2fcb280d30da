"""Dates, lines and texts, as pages and people write them."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

from fuzz import checks
from newscrawl.core import moments
from newscrawl.core.discovery.dates import iso_date
from newscrawl.core.discovery.fields import language_code, plain_title
from newscrawl.core.doubles.sketch import sketch_of
from newscrawl.core.exports import cells, names, times
from newscrawl.core.extraction import text as folding
from newscrawl.core.extraction.direction import balanced
from newscrawl.core.extraction.language import detect_language
from newscrawl.core.extraction.metadata.authors import is_person, split_names
from newscrawl.core.extraction.metadata.dates import ISO, parse_date
from newscrawl.core.extraction.metadata.shown import date_in_text
from newscrawl.core.extraction.metadata.titles import pieces_of
from newscrawl.core.fingerprints import content_hash
from newscrawl.core.language_codes import normal_code
from newscrawl.core.likeness import headline_width, is_headline
from newscrawl.core.quality.boilerplate import boilerplate

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
_NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,200}")


def date(data: bytes) -> None:
    """A date, in any of the places where one may stand."""
    text = data.decode("utf-8", "replace")
    checks.moment(iso_date(text))
    for month_first in (None, True, False):
        found = parse_date(text, now=NOW, month_first=month_first)
        assert found is None or ISO.fullmatch(found), found
        for language in (None, "de", text[:8]):
            shown = date_in_text(text, language, NOW, month_first)
            assert shown is None or ISO.fullmatch(shown), shown
    for end in (False, True):
        moments.posix(text, end=end)
        _asked(text, end=end)
    times.day(text)
    moment = times.moment(text)
    assert moment is None or moment.utcoffset() is not None


def _asked(text: str, *, end: bool) -> None:
    """A moment or duration that a person writes; what is none is refused with what to write."""
    try:
        assert moments.parse_moment(text, now=NOW, end=end).tzinfo is not None
    except ValueError as error:
        assert "write" in str(error), error
    try:
        assert moments.parse_duration(text) > 0
    except ValueError as error:
        assert "write" in str(error), error


def text(data: bytes) -> None:
    """A line or a few: title, byline, paragraph."""
    given = data.decode("utf-8", "replace")
    line = folding.fold(given)
    assert line == " ".join(line.split()) == unicodedata.normalize("NFC", line)
    assert folding.fold(line) == line, (line, folding.fold(line))
    lines = folding.fold_lines(given)
    assert folding.fold_lines(lines) == lines, (lines, folding.fold_lines(lines))
    assert all(folding.fold_paragraphs(given))
    assert folding.key(folding.key(given)) == folding.key(given)
    folding.tight(given)
    for part in given.split("\n")[:3]:
        assert balanced(balanced(part)) == balanced(part)
    for name in split_names(given):
        assert name == " ".join(name.split()) != "", name
        is_person(name)
    assert all(pieces_of(line))
    boilerplate(line)
    title = plain_title(given)
    assert title is None or title == " ".join(title.split()) != ""
    assert headline_width(line) >= 0
    is_headline(line)
    _names_and_cells(given)


def _names_and_cells(given: str) -> None:
    """What exports make of it."""
    assert _NAME.fullmatch(names.safe_name(given))
    assert len(names.slug(given).encode()) <= names.SLUG_BYTES
    assert cells.unguarded(cells.guarded(given)) == given
    values = given.split("\n")
    assert cells.parted(cells.joined(values)) == values or values == [""]


def language(data: bytes) -> None:
    """A text, and after an empty line the language that its page declares."""
    text, _, declared = data.decode("utf-8", "replace").partition("\n\n")
    code, score = detect_language(text, declared or None)
    assert code is None or re.fullmatch("[a-z]{2,3}", code), code
    assert score is None or 0 <= score <= 1, score
    said = language_code(declared)
    assert said is None or re.fullmatch("[a-z]{2,3}", said), said
    normal_code(declared)
    digest = content_hash(text)
    assert digest is None or re.fullmatch("[0-9a-f]{64}", digest)
    sketch_of(text)
