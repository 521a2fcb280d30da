from __future__ import annotations

import io
import re

import pytest

from newscrawl.report.figures import RunFigures, SiteState
from newscrawl.report.plain import PlainDisplay, sites_line


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_a_line_about_every_ten_seconds_and_one_at_the_end() -> None:
    clock, out = Clock(), io.StringIO()
    display = PlainDisplay(out, clock=clock)
    figures = RunFigures("r1", "2026-11-24T06:00:00Z", output="out")
    site = figures.site("a")
    site.state = SiteState.RUNNING
    display.start(figures)
    for _ in range(100):
        clock.now += 0.25
        site.found += 2
        site.written += 1
        site.fetched += 1
        site.pending = 8
        figures.responses += 1
        display.refresh()
    site.rejected["no-text"] = 2
    site.errors["timeout"] = 1
    display.stop()
    display.stop()
    display.refresh()
    lines = out.getvalue().splitlines()
    said = [line.partition(" [newscrawl] INFO: ")[2] for line in lines]
    assert [line.split(":")[0] for line in said] == ["run r1", "10 s", "20 s", "end"]
    assert "40 written, 80 found, 8 pending, 0 rejected, 0 errors, 4.0 pages/s; sites: 1 running" in lines[1]
    assert "about 2 s left" in lines[1]
    assert "2 rejected (no-text 2), 1 errors (timeout 1)" in lines[3]
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[", line) for line in lines)


def test_it_writes_to_stderr_of_the_moment(capsys: pytest.CaptureFixture[str]) -> None:
    display = PlainDisplay()
    display.start(RunFigures("r1", "2026-11-24T06:00:00Z", output="out"))
    display.stop()
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "sites: none yet" in captured.err


def test_nothing_is_written_before_the_start(capsys: pytest.CaptureFixture[str]) -> None:
    display = PlainDisplay()
    display.refresh()
    display.stop()
    assert capsys.readouterr().err == ""


def test_every_state_of_a_site_is_counted() -> None:
    assert sites_line({str(state): 1 for state in SiteState}).count("1 ") == len(SiteState)
