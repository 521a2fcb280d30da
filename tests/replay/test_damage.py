"""Archives that are damaged: what can't be read is named by file and offset, and all else is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.dataset.archive.going_on import read_on
from tests.replay.warcs import called, kept, stories, told, wanted, write, write_own
from tests.replay.warcs import texts as texts_of

STORIES = stories("a.test", 6)
WHAT = "Unknown archive format"
Damage = Callable[[bytearray, list[int]], None]


def flipped(data: bytearray, places: list[int]) -> None:
    """A byte in the third record."""
    data[(places[2] + places[3]) // 2] ^= 0xFF


def zeros(data: bytearray, places: list[int]) -> None:
    """Nothing but zeros from within the third record into the fourth."""
    start, end = (places[2] + places[3]) // 2, (places[3] + places[4]) // 2
    data[start:end] = bytes(end - start)


def cut_out(data: bytearray, places: list[int]) -> None:
    """The middle of the third record is not there."""
    third = (places[3] - places[2]) // 3
    del data[places[2] + third : places[3] - third]


def cut_off(data: bytearray, places: list[int]) -> None:
    """The file ends within the last record."""
    del data[(places[5] + len(data)) // 2 :]


def no_head(data: bytearray, places: list[int]) -> None:
    """The third record does not begin as one."""
    data[places[2] : places[2] + 10] = b"\x00" * 10


def read(path: Path, start: int = 0) -> tuple[list[str], list[tuple[int, str]]]:
    """The addresses of the pages, and the damages that were told."""
    said: list[tuple[int, str]] = []
    pages = read_on(path, lambda offset, what: said.append((offset, what)), start=start)
    return [some[-1].answer.url for some in pages if some[-1].answer], said


def damaged(path: Path, damage: Damage) -> list[int]:
    """Write the stories, damage the file; returns where each record began."""
    places = write(path, [told(story) for story in STORIES])
    data = bytearray(path.read_bytes())
    damage(data, places)
    path.write_bytes(data)
    return places


@pytest.mark.parametrize(
    ("damage", "lost"), [(flipped, {2}), (zeros, {2, 3}), (cut_out, {2}), (cut_off, {5}), (no_head, {2})]
)
def test_what_is_damaged_in_a_packed_file(damage: Damage, lost: set[int], tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    places = damaged(path, damage)
    urls, said = read(path)
    assert urls == [story.url for index, story in enumerate(STORIES) if index not in lost]
    assert len(said) == 1
    assert places[min(lost)] <= said[0][0] < path.stat().st_size
    assert said[0][1]


@pytest.mark.parametrize(
    ("damage", "lost"), [(flipped, set()), (zeros, {3}), (cut_out, set()), (cut_off, {5}), (no_head, {2})]
)
def test_what_is_damaged_in_a_plain_file(damage: Damage, lost: set[int], tmp_path: Path) -> None:
    """Where only a body is damaged, its page is read as it is: nothing tells."""
    path = tmp_path / "a.warc"
    damaged(path, damage)
    urls, said = read(path)
    assert urls == [story.url for index, story in enumerate(STORIES) if index not in lost]
    assert len(said) == (damage is not flipped)


def test_two_damages_are_two_words(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    places = write(path, [told(story) for story in STORIES])
    data = bytearray(path.read_bytes())
    for index in (1, 4):
        data[(places[index] + places[index + 1]) // 2] ^= 0xFF
    path.write_bytes(data)
    urls, said = read(path)
    assert urls == [STORIES[index].url for index in (0, 2, 3, 5)]
    assert [places[1] <= said[0][0] < places[2], places[4] <= said[1][0] < places[5]] == [True, True]


def test_from_any_offset(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    places = write(path, [told(story) for story in STORIES])
    assert read(path, start=places[4]) == ([STORIES[4].url, STORIES[5].url], [])
    assert read(path, start=path.stat().st_size) == ([], [])


def test_an_own_page_whose_context_is_damaged_is_lost_alone(tmp_path: Path) -> None:
    """Read without it, what the crawl left out for the publisher's word would come back as an article."""
    path = tmp_path / "a.warc.gz"
    write_own(path, [kept(story) for story in STORIES])
    first, _, third, *_ = (page[-1] for page in read_on(path, lambda offset, what: None))
    data = bytearray(path.read_bytes())
    data[third.offset - 40] ^= 0xFF  # the metadata record is the last one of the second page
    path.write_bytes(data)
    urls, said = read(path)
    assert urls == [story.url for story in STORIES if story is not STORIES[1]]
    assert len(said) == 1
    assert first.offset + first.length <= said[0][0] < third.offset


def test_a_replay_names_the_place_reads_on_and_ends_with_4(tmp_path: Path) -> None:
    path, output = tmp_path / "a.warc.gz", tmp_path / "out"
    places = damaged(path, flipped)
    outcome = called(path, "--output", output)
    assert outcome.exit_code == 4
    assert texts_of(output) == wanted(*(story for story in STORIES if story is not STORIES[2]))
    (said,) = outcome.figures["damages"]
    offset = int(said.removeprefix(f"{path}:").partition(":")[0])
    assert places[2] <= offset < places[3]
    assert outcome.figures["damaged"] == 1
    assert f"newscrawl replay: {path}:{offset}: " in outcome.stderr
    # The same again: what is there is not written twice.
    again = called(path, "--output", output, "--all")
    assert (again.exit_code, again.figures["pages"], again.figures["written"]) == (4, 5, 0)
    assert texts_of(output) == wanted(*(story for story in STORIES if story is not STORIES[2]))


def test_nothing_that_can_be_read_ends_with_3(tmp_path: Path) -> None:
    (tmp_path / "a.warc.gz").write_bytes(b"no archive at all" * 100)
    (tmp_path / "b.warc").write_bytes(b"")
    outcome = called(tmp_path / "a.warc.gz", "--output", tmp_path / "out")
    assert outcome.exit_code == 3
    assert outcome.stderr == f"newscrawl replay: {tmp_path / 'a.warc.gz'}:0: damaged, or no WARC file: {WHAT}\n"
    assert called(tmp_path / "b.warc", "--output", tmp_path / "out").exit_code == 0, "an empty file is read to its end"
