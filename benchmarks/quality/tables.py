"""The figures as tables: lists of rows of short texts, one column a method or a measure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from benchmarks.quality import scoring
from benchmarks.quality.methods import METHODS, NEWSCRAWL, TRAFILATURA
from benchmarks.quality.results import Result
from benchmarks.quality.running import Cost

__all__ = ["Table", "calibration_table", "cost_table", "group_table", "suite_table", "verdict_table"]

BINS = 10


@dataclass(frozen=True, slots=True)
class Table:
    """A title, the heads of the columns after the first, and rows of one cell more."""

    title: str
    heads: list[str]
    rows: list[list[str]]

    def __str__(self) -> str:
        """Plain text, numbers to the right, as wide as it has to be."""
        cells = [["", *self.heads], *self.rows]
        widths = [max(len(row[place]) for row in cells) for place in range(len(cells[0]))]
        lines = [
            "  ".join([row[0].ljust(widths[0]), *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True))])
            for row in cells
        ]
        return "\n".join([self.title, *(line.rstrip() for line in lines)])


def suite_table(results: Sequence[Result], names: Sequence[str], source: str) -> Table:
    """Body and fields of one suite's articles, a column a method."""
    rows = [result for result in results if result.page.source == source and result.page.body]
    means = [scoring.mean([result.scores[name] for result in rows]) for name in names]
    table = [
        ["body F1", *(f"{mean.f1:.4f}" for mean in means)],
        ["precision", *(f"{mean.precision:.4f}" for mean in means)],
        ["recall", *(f"{mean.recall:.4f}" for mean in means)],
        ["exact", *(f"{mean.exact:.4f}" for mean in means)],
    ]
    table += [_field_row(field, rows, names) for field in _FIELDS if any(field.known(result) for result in rows)]
    failed = [sum(result.readings[name].error is not None for result in rows) for name in names]
    if any(failed):
        table.append(["pages that it failed on", *map(str, failed)])
    return Table(f"{source}: {_pages(len(rows))}", list(names), table)


def verdict_table(results: Sequence[Result]) -> Table:
    """newscrawl's verdict: what passes of the articles, what is rejected of the others."""
    articles = [result.passed for result in results if result.page.body]
    others = [not result.passed for result in results if not result.page.body]
    rows = [
        ["articles that pass", str(len(articles)), _share(articles)],
        ["others that are rejected", str(len(others)), _share(others)],
    ]
    return Table("verdict", ["pages", "share"], rows)


def group_table(
    title: str, results: Iterable[Result], names: Sequence[str], group: Callable[[Result], str | None]
) -> Table | None:
    """newscrawl's figures for each group of articles, and trafilatura's F1 beside them; the largest group first.

    None where `group` says nothing of any page.
    """
    groups: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        name = group(result) if result.page.body else None
        if name:
            groups[name].append(result)
    beside = [name for name in names if name == TRAFILATURA]
    fields = [field for field in _FIELDS if field.label in ("title", "date to the minute", "authors exactly right")]
    fields = [field for field in fields if any(field.known(result) for rows in groups.values() for result in rows)]
    table = []
    for name, rows in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        mean = scoring.mean([result.score for result in rows])
        theirs = [f"{scoring.mean([result.scores[peer] for result in rows]).f1:.4f}" for peer in beside]
        figures = [f"{value:.4f}" for value in (mean.f1, mean.precision, mean.recall, mean.exact)]
        table.append([name, str(len(rows)), *figures, *theirs, *(_field_share(f, rows, NEWSCRAWL) for f in fields)])
    heads = ["pages", "body F1", "precision", "recall", "exact", *(f"F1 {peer}" for peer in beside)]
    return Table(title, heads + [field.label for field in fields], table) if table else None


def calibration_table(results: Sequence[Result]) -> Table:
    """How often `quality` is right: records that pass, by tenths of it. A page that is no article counts as wrong."""
    passed = sorted((result for result in results if result.passed), key=_bin)
    rows = []
    for place, group in groupby(passed, key=_bin):
        part = list(group)
        good = [bool(result.page.body) and result.score.f1 >= 0.95 for result in part]
        exact = [bool(result.page.body) and result.score.exact for result in part]
        label = "unknown" if place < 0 else f"{place / BINS:.1f} to {(place + 1) / BINS:.1f}"
        rows.append([label, str(len(part)), _share(good), _share(exact)])
    return Table("quality: what records of each tenth are worth", ["pages", "F1 >= .95", "exact"], rows)


def cost_table(cost: Cost) -> Table:
    """Speed of one process, a row a method, and its ratio to trafilatura's."""
    base = cost.seconds[TRAFILATURA]
    rows = [
        [name, f"{cost.rate(name):.1f}", f"{base / max(spent, 1e-9):.2f}", f"{cost.slowest[name] * 1000:.0f}"]
        for name, spent in cost.seconds.items()
    ]
    title = f"speed, one process, page by page beside each other; newscrawl's peak memory {cost.peak / 1e6:.0f} MB"
    return Table(title, ["pages a CPU second", "times trafilatura", "slowest page, ms"], rows)


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of the metadata: on which pages it is known, and how right a method's value is there, 0 to 1."""

    label: str
    gives: str
    known: Callable[[Result], bool]
    right: Callable[[Result, str], float]


def _primary(code: str | None) -> str:
    return (code or "").replace("_", "-").partition("-")[0].lower()


_FIELDS = (
    _Field(
        "title",
        "title",
        lambda result: result.page.title is not None,
        lambda result, name: scoring.fold(result.page.title) == scoring.fold(result.readings[name].title),
    ),
    _Field(
        "date to the minute",
        "time",
        lambda result: len(result.page.published or "") > len("2026-01-01"),
        lambda result, name: scoring.same_minute(result.page.published, result.readings[name].date),
    ),
    _Field(
        "date to the day",
        "date",
        lambda result: result.page.published is not None,
        lambda result, name: scoring.same_day(result.page.published, result.readings[name].date),
    ),
    _Field(
        "authors exactly right",
        "authors",
        lambda result: bool(result.page.authors),
        lambda result, name: scoring.names_f1(result.page.authors, result.readings[name].authors) == 1,
    ),
    _Field(
        "authors F1",
        "authors",
        lambda result: bool(result.page.authors),
        lambda result, name: scoring.names_f1(result.page.authors, result.readings[name].authors),
    ),
    _Field(
        "language",
        "language",
        lambda result: result.page.language is not None,
        lambda result, name: _primary(result.page.language) == _primary(result.readings[name].language),
    ),
    _Field(
        "language, as the known body reads",
        "language",
        lambda result: result.page.language is None and result.language != "-",
        lambda result, name: result.language == _primary(result.readings[name].language),
    ),
)


def _field_row(field: _Field, results: Sequence[Result], names: Sequence[str]) -> list[str]:
    known = sum(field.known(result) for result in results)
    label = field.label if known == len(results) else f"{field.label} (of {known})"
    return [label, *(_field_share(field, results, name) for name in names)]


def _field_share(field: _Field, results: Sequence[Result], name: str) -> str:
    if field.gives not in METHODS[name].gives:
        return "-"
    return _share([field.right(result, name) for result in results if field.known(result)])


def _bin(result: Result) -> int:
    quality = result.ours.record.get("quality")
    return -1 if quality is None else min(BINS - 1, max(0, int(quality * BINS)))


def _pages(count: int) -> str:
    return f"{count} article" if count == 1 else f"{count} articles"


def _share(hits: Sequence[float]) -> str:
    """The mean of values from 0 to 1, "-" of none."""
    return f"{sum(hits) / len(hits):.4f}" if hits else "-"
