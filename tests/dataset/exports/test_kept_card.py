"""The README.md that a crawl keeps in its output folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.cli import main
from newscrawl.dataset.exports.cards import keep_card
from tests.dataset.exports.articles import null_shards


def test_it_is_written_where_there_are_shards_and_mended_when_it_is_of_an_older_version(tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    keep_card(tmp_path / "none")
    assert list((tmp_path / "none").iterdir()) == []
    card = null_shards(tmp_path / "out") / "README.md"
    keep_card(tmp_path / "out")
    text = card.read_text()
    assert text.startswith('---\npretty_name: "News articles"\n')
    assert '"articles/*/*.jsonl.zst"' in text
    card.write_text(text.replace("News articles", "Older words"))
    keep_card(tmp_path / "out")
    assert card.read_text() == text


def test_a_page_of_ones_own_stays(tmp_path: Path) -> None:
    card = null_shards(tmp_path / "out") / "README.md"
    card.write_text("mine")
    keep_card(tmp_path / "out")
    assert card.read_text() == "mine"


def test_the_card_that_counts_takes_its_place_and_stays(tmp_path: Path) -> None:
    folder = null_shards(tmp_path / "out")
    keep_card(folder)
    assert main(["card", str(folder), "--out", str(folder), "--quiet"]) == 0
    text = (folder / "README.md").read_text()
    assert "6 articles of 2 news sites" in text
    assert "\n\n\n" not in text, "one empty line between two parts"
    keep_card(folder)
    assert (folder / "README.md").read_text() == text


def test_nothing_half_is_left_where_it_can_not_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = null_shards(tmp_path / "out")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        keep_card(folder)
    assert not list(folder.glob("*README*"))
