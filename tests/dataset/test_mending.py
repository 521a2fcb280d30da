"""Files that a crash, another program or a bad disk left: what is kept, what is cut, what is set aside."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from newscrawl.dataset.appending import CODECS, AppendFile, DatasetError
from newscrawl.dataset.mending import mend
from newscrawl.dataset.recovery import recover_shards
from newscrawl.dataset.shards import Line, SingleFile, encode
from tests.dataset.lines import SUFFIXES, assert_listed_once, numbers, put, record, recovered, rows_of

COMPRESSED = SUFFIXES[1:]


def parts(path: Path, count: int) -> list[int]:
    """Write a file of as many members or frames; returns where each ends."""
    file = AppendFile(path)
    ends = []
    for n in range(count):
        file.append([encode(record(n))])
        ends.append(file.size())
    file.close()
    return ends


def damage(path: Path, start: int, end: int) -> bytes:
    """Overwrite bytes in place; returns what the file then is."""
    data = bytearray(path.read_bytes())
    data[start:end] = b"\xee" * (end - start)
    path.write_bytes(data)
    return bytes(data)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_foreign_last_line_gets_the_newline_it_lacks(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x.jsonl{suffix}"
    path.write_bytes(CODECS[suffix.removeprefix(".")](encode(record(0)) + b"\n" + encode(record(1))))
    assert recovered(path) == [0, 1]
    mended = path.read_bytes()
    assert recovered(path) == [0, 1]
    assert path.read_bytes() == mended, "once is enough"
    sink = SingleFile(path)
    put(sink, record(2))
    sink.close()
    assert numbers(path) == [0, 1, 2]


@pytest.mark.parametrize(
    "tail", [b'{"n": 1', b"1", b'"n"', b'{"n": 1}{"n": 2}', b'{"n": 1}\0\0', b"\xff\xfe", b"[" * 10**5]
)
def test_a_last_line_that_is_no_object_is_cut(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"n": 0}\n' + tail)
    assert recovered(path) == [0]
    assert path.read_bytes() == b'{"n": 0}\n'


def test_a_line_longer_than_a_chunk_is_found(tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    long = Line.of({"n": 0, "text": "x" * 3_000_000}).data
    path.write_bytes(long + b"\n" + long[:-9])
    assert recovered(path) == [0]
    path.write_bytes(long)
    assert recovered(path) == [0]
    assert path.read_bytes() == long + b"\n"


@pytest.mark.parametrize("suffix", COMPRESSED)
def test_a_single_file_that_is_damaged_is_left_as_it_is(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x.jsonl{suffix}"
    ends = parts(path, 5)
    data = damage(path, ends[1], ends[1] + 4)
    with pytest.raises(
        DatasetError, match=rf"x\.jsonl{suffix}: damaged from byte {ends[1]} on .*move it away"
    ) as caught:
        recovered(path)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", COMPRESSED)
def test_damage_is_seen_by_the_checksums(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"x.jsonl{suffix}"
    ends = parts(path, 3)
    damage(path, ends[1] - 4 if suffix == ".zst" else ends[1] - 8, ends[1] - 3 if suffix == ".zst" else ends[1] - 7)
    with pytest.raises(DatasetError, match=f"damaged from byte {ends[0]} on"):
        mend(path)


@pytest.mark.parametrize("suffix", COMPRESSED)
@pytest.mark.parametrize("whole", [0, 2])
def test_what_is_damaged_in_a_shard_is_set_aside(
    tmp_path: Path, suffix: str, whole: int, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "articles" / "2026-11-01" / f"dead-00001.jsonl{suffix}"
    ends = [0, *parts(path, 5)]
    data = damage(path, ends[whole], ends[whole] + 4)
    with caplog.at_level(logging.WARNING):
        found = rows_of(recover_shards(tmp_path, alive=set()))
    assert [n for _kind, _run, n in found] == list(range(whole))
    aside = path.with_name(path.name + ".damaged")
    assert aside.read_bytes() == data[ends[whole] :]
    assert f"damaged from byte {ends[whole]} on" in caplog.text
    assert aside.name in caplog.text
    if whole:
        assert path.read_bytes().startswith(data[: ends[whole]])
        assert numbers(path) == list(range(whole))
        assert [row["lines"] for row in assert_listed_once(tmp_path)] == [whole]
    else:
        assert not path.exists()
    assert list(recover_shards(tmp_path, alive=set())) == [], "what was set aside is no shard"


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "x.jsonl"
    folder.mkdir()
    with pytest.raises(DatasetError, match=r"x\.jsonl: can't be recovered: Is a directory"):
        mend(folder)
