"""The measure of trafilatura's own evaluation: pieces of text that must be found, and such that must not."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence

from benchmarks.quality import scoring
from benchmarks.quality.corpus import SegmentPage
from benchmarks.quality.methods import METHODS, Reading
from benchmarks.quality.running import Readings
from benchmarks.quality.tables import Table

__all__ = ["segments_table"]


def segments_table(pages: Sequence[SegmentPage], readings: Sequence[Readings], names: Sequence[str]) -> Table:
    """Pieces and fields of all pages, a column a method.

    As trafilatura's tests/evaluate.py counts: a wanted piece that is found is a true positive, one that is not a
    false negative, an unwanted one that is found a false positive; precision, recall and F1 of the sums. Looked for in
    the text alone, not in the title. White space counts as one space here, on both sides, and accents as NFC.
    """
    wanted = sum(len(page.wanted) for page in pages)
    unwanted = sum(len(page.unwanted) for page in pages)
    found = [_found(pages, readings, name) for name in names]
    rows = [
        [f"wanted pieces found (of {wanted})", *(f"{_ratio(hits, wanted):.4f}" for hits, _ in found)],
        [f"unwanted pieces kept out (of {unwanted})", *(f"{1 - _ratio(bad, unwanted):.4f}" for _, bad in found)],
        ["F1", *(f"{_ratio(2 * hits, hits + bad + wanted):.4f}" for hits, bad in found)],
        ["precision", *(f"{_ratio(hits, hits + bad):.4f}" for hits, bad in found)],
        ["recall", *(f"{_ratio(hits, wanted):.4f}" for hits, _ in found)],
    ]
    rows += [row for field in _FIELDS if (row := _field_row(field, pages, readings, names))]
    return Table(f"segments: {len(pages)} pages", list(names), rows)


def _found(pages: Sequence[SegmentPage], readings: Sequence[Readings], name: str) -> tuple[int, int]:
    """Wanted and unwanted pieces that stand in the texts."""
    hits = bad = 0
    for page, found in zip(pages, readings, strict=True):
        text = _plain(found[name].text)
        hits += sum(_plain(piece) in text for piece in page.wanted)
        bad += sum(_plain(piece) in text for piece in page.unwanted)
    return hits, bad


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


_Field = tuple[str, Callable[[SegmentPage], bool], Callable[[SegmentPage, Reading], bool]]

_FIELDS: tuple[_Field, ...] = (
    (
        "title",
        lambda page: page.title is not None,
        lambda page, reading: scoring.fold(page.title) == scoring.fold(reading.title),
    ),
    (
        "authors",
        lambda page: bool(page.authors),
        lambda page, reading: scoring.name_words(page.authors) == scoring.name_words(reading.authors),
    ),
    (
        "date",
        lambda page: page.date is not None,
        lambda page, reading: (page.date or "")[:10] == (reading.date or "")[:10],
    ),
)


def _field_row(
    field: _Field, pages: Sequence[SegmentPage], readings: Sequence[Readings], names: Sequence[str]
) -> list[str]:
    label, known, right = field
    pairs = [(page, found) for page, found in zip(pages, readings, strict=True) if known(page)]
    if not pairs:
        return []
    shares = [
        f"{sum(right(page, found[name]) for page, found in pairs) / len(pairs):.4f}"
        if METHODS[name].gives & {label}
        else "-"
        for name in names
    ]
    return [f"{label} (of {len(pairs)})", *shares]


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
