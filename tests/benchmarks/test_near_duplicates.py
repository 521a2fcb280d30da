"""The benchmark of near doubles, with few documents: what it counts holds for them as well."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.near_duplicates import LEVELS, kill_again_and_again, measure, report
from newscrawl.store import Store


def test_doubles_are_found_and_nothing_else_is_taken_for_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store.open(f"sqlite:///{tmp_path / 'state.db'}")
    result = measure(store, 2000, (1000, 2000))
    store.close()
    assert sum(result.planted.values()) == 200
    for level, least in LEVELS.items():
        assert result.recall(level) >= least
    assert result.false == 0
    assert result.compared == 220
    assert report(result, 2000)
    result.false = 1
    assert not report(result, 2000)
    assert "false: 1" in capsys.readouterr().out


def test_the_index_agrees_with_the_lines_after_kills(tmp_path: Path) -> None:
    lines, wrong = kill_again_and_again(tmp_path / "out", 3)
    assert lines >= 3 * 128
    assert wrong == 0
