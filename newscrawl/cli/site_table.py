"""The findings of `newscrawl sites check` for people: a table with a line a site, examples and problems below it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from newscrawl.cli.errors import one_line
from newscrawl.cli.site_findings import SiteFindings, SourceFinding, State

_STYLES = {State.FINE: "green", State.SHORT: "yellow", State.FAILED: "bold red"}
_COLUMNS = ("site", "state", "robots", "delay", "sitemaps", "feeds", "newest", "links", "training")
_MOST_PROBLEMS = 5


def print_table(findings: Sequence[SiteFindings], stream: TextIO, *, width: int | None = None) -> None:
    """Write it to `stream`: as wide as its terminal, or wide enough for everything elsewhere."""
    console = Console(file=stream, width=width or (None if stream.isatty() else 200), highlight=False)
    with console.capture() as capture:
        console.print(Group(_table(findings), *_below(findings)))
    stream.write("\n".join(line.rstrip() for line in capture.get().split("\n")))


def _table(findings: Sequence[SiteFindings]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
    for name in _COLUMNS:
        right = name in ("delay", "sitemaps", "feeds", "links")
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "site", overflow="fold")
    for found in findings:
        cells = [Text(cell) for cell in _cells(found)]
        table.add_row(Text(found.name), Text(str(found.state), style=_STYLES[found.state]), *cells)
    return table


def _cells(found: SiteFindings) -> tuple[str, ...]:
    if not found.front_page:
        return (_robots(found), f"{found.delay:g} s", *"-" * 5)
    return (
        _robots(found),
        f"{found.delay:g} s",
        _sources(found.sitemaps),
        _sources(found.feeds),
        _minute(found.newest()),
        str(found.front_page.get("likely_articles", "-")),
        str(found.rights.get("training", "-")),
    )


def _robots(found: SiteFindings) -> str:
    about = found.robots
    if about.get("problem"):
        return "no answer" if not about.get("status") else str(about["status"])
    if not about.get("allowed"):
        return "disallows"
    return "allows" if about.get("status") == 200 else "none"


def _sources(sources: Sequence[SourceFinding]) -> str:
    """`2: 1,234`: how many, and how many addresses they name; a sitemap index names documents, not articles."""
    if not sources:
        return "-"
    return f"{len(sources)}: {sum(s.entries for s in sources if s.kind != 'sitemap-index'):,}"


def _minute(said: str | None) -> str:
    return (said or "-")[:16].replace("T", " ")


def _below(findings: Sequence[SiteFindings]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for found in findings:
        lines: list[Text] = [Text(found.name, style="bold").append(f"  {found.url}", style="not bold dim")]
        if found.article is not None:
            lines += _article(found.article)
        lines += [Text(f"  {one_line(problem)}", style="yellow") for problem in found.problems[:_MOST_PROBLEMS]]
        if len(found.problems) > _MOST_PROBLEMS:
            lines.append(
                Text(f"  … and {len(found.problems) - _MOST_PROBLEMS} more; --json names them all", style="dim")
            )
        if len(lines) > 1:
            parts += [Text(""), *lines]
    return [*parts, Text(""), Text(_sum(findings), style="bold"), Text(_LEGEND, style="dim")]


_LEGEND = (
    "sitemaps, feeds: how many were read, and the addresses they name; links: likely articles on the front page; "
    "training: what the publisher says of it"
)


def _article(article: dict[str, object]) -> list[Text]:
    said = [_minute(str(article["date_published"] or "no date")), f"{article['characters']:,} characters"]
    said += [str(article["language"])] if article["language"] else []
    title = one_line(article["title"] or "without a title")
    return [Text(f"  {title}", style="green"), Text(f"  {', '.join(said)}  {article['url']}")]


def _sum(findings: Sequence[SiteFindings]) -> str:
    counts = {state: sum(found.state is state for found in findings) for state in State}
    number = f"{len(findings):,} {'site' if len(findings) == 1 else 'sites'}"
    return f"{number}: " + ", ".join(f"{count:,} {state}" for state, count in counts.items() if count)
