from __future__ import annotations

import io
import time

import pytest
from rich.cells import cell_len

from newscrawl.report.figures import RunFigures, SiteState, TrapFigures
from newscrawl.report.summary import next_step, print_summary
from newscrawl.report.totals import totals


def figures_of(count: int) -> RunFigures:
    figures = RunFigures(
        "r", "2026-11-24T06:00:00Z", output="out", seconds=125.2, finish_reason="finished", exit_code=0
    )
    for index in range(count):
        site = figures.site(f"site-{index:03}.example")
        site.state, site.found, site.written = SiteState.DONE, 1200 + index, 1000
        site.rejected["index-page"] = 2
    return figures


def told(figures: RunFigures, width: int | None = None) -> str:
    out = io.StringIO()
    print_summary(figures, out, width=width)
    return out.getvalue()


def test_a_line_a_site_and_a_total() -> None:
    lines = told(figures_of(2)).splitlines()
    assert lines[0].split() == ["site", "found", "written", "rejected", "errors", "pending", "state"]
    assert lines[1].split() == ["site-000.example", "1,200", "1,000", "2", "0", "0", "done"]
    assert lines[3].split() == ["all", "2", "sites", "2,401", "2,000", "4", "0", "0"]
    assert "4  index-page  a list of articles, not one" in told(figures_of(2))
    assert lines[-2] == "finished after 2 min 5 s: 2,000 articles written to out"
    assert lines[-1] == "Next: newscrawl validate out"


def test_second_looks_have_a_line_where_there_were_any() -> None:
    figures = figures_of(2)
    assert "looked at again" not in told(figures)
    first, second = figures.sites.values()
    first.unchanged = 1
    assert "1 article looked at again: 1 unchanged" in told(figures).splitlines()
    first.updated, second.updated, second.gone = 2, 1, 1
    assert "5 articles looked at again: 3 changed, 1 unchanged, 1 gone" in told(figures).splitlines()
    assert figures.to_dict()["updated"] == 3


def test_an_archive_has_a_line() -> None:
    figures = figures_of(1)
    assert "archived" not in told(figures)
    figures.archived, figures.archive_bytes = 1234, 5_600_000
    assert "1,234 pages archived: 5.6 MB" in told(figures).splitlines()
    assert (figures.to_dict()["archived"], figures.to_dict()["archive_bytes"]) == (1234, 5_600_000)


def test_traps_are_named_the_largest_first() -> None:
    figures = RunFigures("r", "2026-11-24T12:00:00+00:00")
    traps = figures.site("a.test").traps
    traps["a.test/events/<date>"] = TrapFigures("calendar", asked=20, articles=0, left_out=40)
    traps["a.test/(a/b)+"] = TrapFigures("endless path", left_out=50)
    for number in range(9):
        traps[f"a.test/x/{number}/<d>"] = TrapFigures("numbers without end", asked=30, articles=1, left_out=2)
    text = told(figures)
    assert "a.test: calendar: a.test/events/<date>: 20 addresses, no article; 40 not asked for" in text
    assert text.index("a.test: endless path: a.test/(a/b)+: 50 not asked for") < text.index("a.test: calendar")
    assert "30 addresses, 1 article; 2 not asked for" in text
    assert "… and 3 more traps; --json names them all" in text
    (site,) = figures.to_dict()["sites"]
    first = {"shape": "a.test/events/<date>", "kind": "calendar", "asked": 20, "articles": 0, "left_out": 40}
    assert site["traps"][0] == first


def test_one_site_needs_no_total() -> None:
    assert "all 1" not in told(figures_of(1))


def test_no_site_at_all_is_told_too() -> None:
    assert "0 articles written" in told(figures_of(0))


def test_many_sites_are_cut_and_failed_ones_come_first() -> None:
    figures = figures_of(149)
    bad = figures.site("bad.example")
    bad.state = SiteState.FAILED
    bad.problems.append("front page: connection\nrefused")
    lines = told(figures).splitlines()
    assert lines[1].split() == ["bad.example", "0", "0", "0", "0", "0", "failed"]
    assert "… and 121 more" in told(figures)
    assert sum(line.startswith("site-") for line in lines) == 28
    assert "bad.example: front page: connection refused" in lines
    assert lines[-1] == "Why bad.example failed stands above; with -v every request is logged."


def test_problems_are_few_and_spread_over_sites() -> None:
    figures = figures_of(12)
    for site in figures.sites.values():
        site.problems += ["first", "second"]
    figures.site("site-000.example").problems = []
    figures.site("site-000.example").errors["timeout"] = 3
    text = told(figures)
    assert text.count(": first") + text.count(": errors: timeout 3") == 8
    assert ": second" not in text
    assert "… and 15 more problems" in text


def test_many_reasons_are_cut() -> None:
    figures = figures_of(1)
    figures.site("site-000.example").rejected.update({f"reason-{i:02}": 30 - i for i in range(20)})
    assert "for 9 more reasons" in told(figures)


@pytest.mark.parametrize("width", [70, 80, 120])
def test_numbers_are_whole_on_any_terminal(width: int) -> None:
    figures = figures_of(3)
    long = figures.site("a-very-long-name-of-a-site-that-does-not-fit-anywhere-at-all.example.org")
    long.state, long.found = SiteState.FAILED, 1_234_567
    lines = told(figures, width).splitlines()
    assert all(cell_len(line) <= width for line in lines)
    assert "1,234,567" in lines[1]
    assert "failed" in lines[1]


def test_off_a_terminal_there_is_no_colour_and_no_cut() -> None:
    figures = figures_of(1)
    name = "a-very-long-name-of-a-site-that-would-not-fit-on-eighty-columns-at-all.example.org"
    figures.site(name).state = SiteState.FAILED
    text = told(figures)
    assert name in text
    assert "\x1b" not in text
    assert all(line == line.rstrip() for line in text.splitlines())


def test_the_next_step_fits_how_it_ended() -> None:
    def step(figures: RunFigures) -> str:
        return next_step(figures, totals(figures))

    stopped = figures_of(1)
    stopped.finish_reason, stopped.site("site-000.example").pending = "shutdown", 40
    assert step(stopped) == "The same command goes on from here: 40 addresses are pending."
    nothing = figures_of(0)
    assert step(nothing).startswith("Nothing new.")
    early = figures_of(0)
    early.responses, early.site("a").next_due = 0, time.time() + 720.4
    assert step(early) == "Nothing was due. The next source is due in 12 min. --all visits every source now."
    early.responses = 3
    assert step(early) == "Nothing new. The next source is due in 12 min."
    waiting = figures_of(0)
    waiting.site("a").pending = 7
    assert step(waiting) == "7 addresses are pending; the next run takes them up."
    out = figures_of(0)
    out.site("a").found = 3
    assert step(out) == "Why an address was left out: newscrawl explain URL --output out"
    out.output = "output"
    assert step(out) == "Why an address was left out: newscrawl explain URL"


def test_one_is_not_told_as_many() -> None:
    figures = figures_of(0)
    figures.site("a").pending = figures.site("a").written = 1
    figures.finish_reason = "max-articles"
    assert ": 1 article written" in told(figures)
    assert next_step(figures, totals(figures)) == "The same command goes on from here: 1 address is pending."


def test_stopped_sites_are_no_failed_ones_and_all_are_counted() -> None:
    figures = figures_of(2)
    figures.site("a.example").state = SiteState.STOPPED
    assert told(figures).splitlines()[-1] == "Why a.example was stopped stands above; with -v every request is logged."
    figures.site("b.example").state = SiteState.FAILED
    last = told(figures).splitlines()[-1]
    assert last == "Why 2 sites failed or were stopped stands above; with -v every request is logged."
