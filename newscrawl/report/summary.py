"""The summary of a run: a table with a line a site, what was left out and why, and what to do next (rich)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from newscrawl.report.figures import RunFigures, SiteFigures, SiteState
from newscrawl.report.live import STYLES
from newscrawl.report.totals import Totals, counted, most_interesting_first, number, size, span, top, totals
from newscrawl.report.words import in_words

_COLUMNS = tuple(enumerate(("found", "written", "rejected", "errors", "pending", "state"), 1))
_MOST_SITES = 30
_MOST_PROBLEMS = 8
_MOST_REASONS = 12
_ENDS = {
    "finished": "finished",
    "shutdown": "stopped by a signal",
    "max-articles": "stopped at the number of articles asked for",
    "max-time": "stopped at the time asked for",
}


def print_summary(figures: RunFigures, stream: TextIO, *, width: int | None = None, hint: bool = True) -> None:
    """Write the summary to `stream`: as wide as its terminal, or wide enough for every name elsewhere."""
    wide = width or (None if stream.isatty() else 200)
    console = Console(file=stream, width=wide, highlight=False)
    with console.capture() as capture:
        console.print(summary(figures, width=console.width, hint=hint))
    stream.write("\n".join(line.rstrip() for line in capture.get().split("\n")))


def summary(figures: RunFigures, *, width: int = 80, hint: bool = True) -> RenderableType:
    """The summary as rich shows it, for a console of `width` columns."""
    total = totals(figures)
    parts: list[RenderableType] = [_table(figures, total, width)]
    if total.rejected:
        parts += [Text(""), _rejected(total)]
    if problems := list(_problems(figures)):
        parts += [Text(""), *problems]
    if traps := list(_traps(figures)):
        parts += [Text(""), *traps]
    parts += [
        Text(""),
        *_doubles(total),
        *_looks(total),
        *_archived(figures),
        *_rendered(figures),
        _end(figures, total),
    ]
    if hint:
        parts.append(Text(next_step(figures, total)))
    return Group(*parts)


def _table(figures: RunFigures, total: Totals, width: int) -> Table:
    ranked = most_interesting_first(list(figures.sites.values()))
    shown = ranked if len(ranked) <= _MOST_SITES else ranked[: _MOST_SITES - 1]
    rows = [_row(site) for site in shown]
    if len(ranked) > 1:
        counts = (total.found, total.written, total.rejected.total(), total.errors.total(), total.pending)
        states = ", ".join(f"{value} {state}" for state, value in total.states.most_common() if state != "done")
        rows.append((f"all {number(len(ranked))} sites", *(number(value) for value in counts), states))
    widths = [max(len(name), *(len(row[place]) for row in rows)) if rows else len(name) for place, name in _COLUMNS]
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    # Only the name gives way on a narrow terminal: a number cut short would be a wrong number.
    table.add_column("site", overflow="ellipsis", no_wrap=True, max_width=max(8, width - sum(widths) - 2 * len(widths)))
    for (_place, name), least in zip(_COLUMNS, widths, strict=True):
        table.add_column(name, justify="left" if name == "state" else "right", no_wrap=True, min_width=least)
    for row in rows[: len(shown)]:
        table.add_row(*(Text(cell) for cell in row[:-1]), Text(row[-1], style=STYLES[row[-1]]))
    if rest := ranked[len(shown) :]:
        table.add_row(Text(f"… and {number(len(rest))} more", style="dim"))
    for row in rows[len(shown) :]:
        table.add_row(*(Text(cell) for cell in row), style="bold")
    return table


def _row(site: SiteFigures) -> tuple[str, ...]:
    counts = (site.found, site.written, site.rejected.total(), site.errors.total(), site.pending)
    return site.name, *(number(value) for value in counts), str(site.state)


def _rejected(total: Totals) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False, padding=(0, 2, 0, 0))
    table.add_column("count", justify="right", no_wrap=True)
    table.add_column("reason", no_wrap=True)
    table.add_column("words", overflow="fold", style="dim")
    ranked = sorted(total.rejected.items(), key=lambda pair: (-pair[1], pair[0]))
    for reason, value in ranked[:_MOST_REASONS]:
        table.add_row(number(value), reason, in_words(reason))
    if len(ranked) > _MOST_REASONS:
        rest = sum(value for _reason, value in ranked[_MOST_REASONS:])
        table.add_row(number(rest), f"for {len(ranked) - _MOST_REASONS} more reasons", "")
    return table


def _problems(figures: RunFigures) -> Iterator[Text]:
    """The first problem of each site before any second one, failed sites first."""
    sites = [site for site in most_interesting_first(list(figures.sites.values())) if site.problems or site.errors]
    lines: list[tuple[int, str, str]] = []
    for site in sites:
        said = list(site.problems) or [f"errors: {top(site.errors, 3)}"]
        lines += [(place, site.name, line) for place, line in enumerate(said)]
    lines.sort(key=lambda line: line[0])
    for _place, name, line in lines[:_MOST_PROBLEMS]:
        text = Text(f"{name}: ", style="bold")
        yield text.append(" ".join(line.split()), style="not bold")
    if len(lines) > _MOST_PROBLEMS:
        yield Text(f"… and {number(len(lines) - _MOST_PROBLEMS)} more problems; --json names them all", style="dim")


def _doubles(total: Totals) -> Iterator[Text]:
    """One line, where articles are marked as doubles; those that were left out stand among the reasons."""
    if total.doubles:
        yield Text(f"{counted(total.doubles, 'article repeats', 'articles repeat')} another: marked in duplicate_of")


def _looks(total: Totals) -> Iterator[Text]:
    """One line, where articles were looked at again."""
    counts = ((total.updated, "changed"), (total.unchanged, "unchanged"), (total.gone, "gone"))
    if again := sum(count for count, _ in counts):
        said = ", ".join(f"{number(count)} {name}" for count, name in counts if count)
        yield Text(f"{counted(again, 'article', 'articles')} looked at again: {said}")


def _archived(figures: RunFigures) -> Iterator[Text]:
    """One line, where there is an archive."""
    if figures.archived:
        yield Text(f"{counted(figures.archived, 'page', 'pages')} archived: {size(figures.archive_bytes)}")


def _rendered(figures: RunFigures) -> Iterator[Text]:
    """A line where a browser was used, and one where it was missing."""
    if figures.rendered:
        yield Text(f"{counted(figures.rendered, 'page', 'pages')} rendered in a browser")
    if figures.no_browser:
        needed = counted(figures.unrendered, "page needs", "pages need")
        yield Text(f"{needed} a browser: {figures.no_browser}")


def _traps(figures: RunFigures) -> Iterator[Text]:
    """The traps that would have taken most, one a line."""
    found = [(site.name, shape, trap) for site in figures.sites.values() for shape, trap in site.traps.items()]
    found.sort(key=lambda row: -row[2].left_out)
    for name, shape, trap in found[:_MOST_PROBLEMS]:
        brought = counted(trap.articles, "article", "articles") if trap.articles else "no article"
        asked = f"{counted(trap.asked, 'address', 'addresses')}, {brought}; " if trap.asked else ""
        text = Text(f"{name}: ", style="bold")
        line = f"{trap.kind}: {shape}: {asked}{number(trap.left_out)} not asked for"
        yield text.append(line, style="not bold")
    if len(found) > _MOST_PROBLEMS:
        yield Text(f"… and {number(len(found) - _MOST_PROBLEMS)} more traps; --json names them all", style="dim")


def _end(figures: RunFigures, total: Totals) -> Text:
    reason = figures.finish_reason or "ended"
    line = Text(f"{_ENDS.get(reason, reason)} after {span(figures.seconds)}: ")
    line.append(
        f"{counted(total.written, 'article', 'articles')} written", style="bold green" if total.written else "bold"
    )
    return line.append(f" to {figures.output}")


def _next_due(figures: RunFigures) -> str:
    """` The next source is due in 12 min.` Nothing where one is due at once, or none is known."""
    due = min((site.next_due for site in figures.sites.values() if site.next_due is not None), default=None)
    left = 0.0 if due is None else due - time.time()
    return f" The next source is due in {span(left)}." if left >= 1 else ""


def next_step(figures: RunFigures, total: Totals) -> str:
    """One line: what to type next."""
    pending = counted(total.pending, "address is", "addresses are") + " pending"
    if figures.finish_reason == "shutdown" or figures.exit_code in (130, 143):
        return f"The same command goes on from here: {pending}."
    if bad := [site for site in figures.sites.values() if site.state in (SiteState.FAILED, SiteState.STOPPED)]:
        return f"{_why(bad)} stands above; with -v every request is logged."
    if total.pending and figures.finish_reason in ("max-articles", "max-time"):
        return f"The same command goes on from here: {pending}."
    if total.written:
        return f"Next: newscrawl validate {figures.output}"
    if _next_due(figures) and not figures.responses and not total.errors and figures.finish_reason == "finished":
        return f"Nothing was due.{_next_due(figures)} --all visits every source now."
    if total.pending == 0 and total.found == 0 and figures.finish_reason == "finished":
        return f"Nothing new.{_next_due(figures)}"
    if total.pending:
        return f"{pending}; the next run takes {'it' if total.pending == 1 else 'them'} up."
    elsewhere = "" if figures.output in ("", "output") else f" --output {figures.output}"
    return f"Why an address was left out: newscrawl explain URL{elsewhere}"


def _why(bad: list[SiteFigures]) -> str:
    if len(bad) > 1:
        return f"Why {number(len(bad))} sites failed or were stopped"
    how = "failed" if bad[0].state is SiteState.FAILED else "was stopped"
    return f"Why {bad[0].name} {how}"
