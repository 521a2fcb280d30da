from __future__ import annotations

import contextlib
import io
import logging
import re
import sys
from collections.abc import Iterator

import pytest
from rich.cells import cell_len
from rich.console import Console

from newscrawl.report.figures import RunFigures, SiteState
from newscrawl.report.live import LiveDisplay, Order, frame
from newscrawl.report.pace import Pace


def figures_of(count: int) -> RunFigures:
    figures = RunFigures("20261124T060000Z-abcdef", "2026-11-24T06:00:00Z", output="out")
    states = list(SiteState)
    for index in range(count):
        site = figures.site(f"www.site-{index}.example.org")
        site.state = states[index % 4]
        site.found, site.written, site.fetched, site.pending = 1000 + index, 900, 950, 50
        site.rejected.update({"index-page": 3, "video-without-text": 2, "outside-dates": 1, "no-text": 1, "gone": 1})
        site.errors["http-503"] = 2
    return figures


def drawn(figures: RunFigures, width: int, height: int, order: Order | None = None) -> list[str]:
    console = Console(file=io.StringIO(), width=width, height=height, force_terminal=True, no_color=True)
    picture = frame(figures, order or Order(), Pace(), seconds=75, width=width, height=height)
    with console.capture() as capture:
        console.print(picture)
    return [line.rstrip() for line in _without_codes(capture.get()).split("\n")][:-1]


def _without_codes(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


@pytest.mark.parametrize("width", [40, 60, 80, 132])
@pytest.mark.parametrize("height", [5, 10, 24, 50])
@pytest.mark.parametrize("count", [0, 1, 7, 150])
def test_a_frame_fits_its_terminal(width: int, height: int, count: int) -> None:
    lines = drawn(figures_of(count), width, height)
    assert len(lines) <= max(height - 1, 4)
    assert all(cell_len(line) <= width for line in lines)


def test_a_frame_says_what_counts() -> None:
    lines = drawn(figures_of(150), 80, 24)
    text = "\n".join(lines)
    assert "1 min 15 s" in lines[0]
    assert "142,500 of 150,000 pages" in text
    assert "written 135,000" in text
    assert "errors 300 (http-503 300)" in text
    assert "rejected 1,200: index-page 450, video-without-text 300, gone 150" in text
    assert lines[-1].startswith("+135 more: ")
    assert "38 waiting" in lines[-1]


def test_before_anything_is_found_it_is_looking() -> None:
    assert "looking for pages" in "\n".join(drawn(RunFigures("r", "2026-11-24T06:00:00Z"), 80, 24))


def test_wide_names_keep_the_columns() -> None:
    figures = RunFigures("r", "2026-11-24T06:00:00Z")
    figures.site("新聞" * 40)
    figures.site("a")
    rows = drawn(figures, 80, 24)[-2:]
    assert [cell_len(row) for row in rows] == [cell_len(rows[0])] * 2


def test_running_sites_first_then_the_latest_to_end() -> None:
    figures = RunFigures("r", "2026-11-24T06:00:00Z")
    for name in "abcd":
        figures.site(name)
    order = Order()
    assert [site.name for site in order.sorted(figures)] == ["a", "b", "c", "d"]
    figures.site("c").state = SiteState.RUNNING
    order.sorted(figures)
    figures.site("a").state = SiteState.RUNNING
    assert [site.name for site in order.sorted(figures)] == ["c", "a", "b", "d"]
    figures.site("c").state = SiteState.DONE
    order.sorted(figures)
    figures.site("d").state = SiteState.FAILED
    assert [site.name for site in order.sorted(figures)] == ["a", "d", "c", "b"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@contextlib.contextmanager
def terminal() -> Iterator[Terminal]:
    """stderr is a terminal within it (a fixture would not do: pytest puts its own stderr back before the test)."""
    with contextlib.redirect_stderr(Terminal()) as stream:
        yield stream


@pytest.fixture(autouse=True)
def _size(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("TERM", "xterm"), ("COLUMNS", "80"), ("LINES", "24")):
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("NO_COLOR", raising=False)


def test_it_draws_and_takes_itself_away() -> None:
    with terminal() as out:
        display = LiveDisplay()
        display.start(figures_of(3))
        assert "www.site-1.example.org" in out.getvalue()
        before = len(out.getvalue())
        display.refresh()
        assert len(out.getvalue()) > before
        display.stop()
        assert sys.stderr is out
        end = out.getvalue()
        assert end.count("\x1b[?25l") == end.count("\x1b[?25h") == 1, "the cursor is hidden and shown again"
        display.stop()
        display.refresh()
        assert out.getvalue() == end


def test_logs_of_earlier_handlers_go_above_it() -> None:
    with terminal() as out:
        handler = logging.StreamHandler()
        logging.getLogger().addHandler(handler)
        try:
            display = LiveDisplay()
            display.start(figures_of(1))
            assert handler.stream is not out
            logging.getLogger("newscrawl").warning("the feed is empty")
            display.refresh()
            display.stop()
            assert handler.stream is out
        finally:
            logging.getLogger().removeHandler(handler)
    drawn_before, _, drawn_after = out.getvalue().partition("the feed is empty")
    assert "www.site-0.example.org" in drawn_before
    assert drawn_after.startswith("\n")
    assert "www.site-0.example.org" in drawn_after


@pytest.mark.parametrize("no_color", [True, False])
def test_no_color_is_honoured(no_color: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", "1")
    with terminal() as out:
        display = LiveDisplay()
        display.start(figures_of(4))
        display.stop()
    coloured = any(f"\x1b[{code}" in out.getvalue() for code in ("36m", "31m", "1;31m", "32m"))
    assert coloured is not no_color


def test_many_sites_are_drawn_less_often() -> None:
    now = [0.0]

    def clock() -> float:
        now[0] += 0.25
        return now[0]

    with terminal() as out:
        display = LiveDisplay(clock=clock)
        display.start(figures_of(4000))
        size = len(out.getvalue())
        for _ in range(4):
            display.refresh()
        assert len(out.getvalue()) == size
        for _ in range(8):
            display.refresh()
        assert len(out.getvalue()) > size
        display.stop()
