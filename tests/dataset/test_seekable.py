"""Finished .zst shards: any reader reads them, and a seeking one reads no more than it must."""

from __future__ import annotations

import io
import random
import struct
from pathlib import Path

import pytest
import pyzstd
import zstandard

from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.recovery import recover_shards
from newscrawl.dataset.seekable import NotSeekable, SeekableShard
from newscrawl.dataset.shards import Line, Shards
from tests.dataset.lines import assert_listed_once, numbers, shards_of


class Counting(io.BytesIO):
    """A file that counts what is read of it."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


def written(folder: Path, *, finish: bool = True) -> tuple[Path, list[bytes]]:
    """A shard of 60 batches of one to nine lines."""
    chance = random.Random(5)
    shards = Shards(Manifest(folder), "articles", "run", compression="zst")
    every: list[bytes] = []
    for _ in range(60):
        batch = [
            Line.of({"n": len(every) + k, "text": chance.randbytes(300).hex()}) for k in range(chance.randint(1, 9))
        ]
        shards.append(batch)
        every += [line.data + b"\n" for line in batch]
    if finish:
        shards.close()
    else:
        shards.leave()
    (path,) = shards_of(folder)
    return path, every


def test_a_line_costs_the_table_and_its_frame(tmp_path: Path) -> None:
    path, lines = written(tmp_path)
    file = Counting(path.read_bytes())
    shard = SeekableShard(file)
    assert (shard.lines, shard.length) == (len(lines), sum(map(len, lines)))
    assert file.taken < 2500
    file.taken = 0
    assert shard.line(len(lines) - 2) == lines[-2]
    assert file.taken < 9 * 400
    assert [shard.line(n) for n in range(len(lines))] == lines
    for number in (-1, len(lines)):
        with pytest.raises(IndexError, match=f"line {number} of {len(lines)}"):
            shard.line(number)


def test_bytes_as_the_library_reads_them(tmp_path: Path) -> None:
    path, lines = written(tmp_path)
    whole, chance = b"".join(lines), random.Random(7)
    with path.open("rb") as file, pyzstd.SeekableZstdFile(path, "r") as other:
        shard = SeekableShard(file)
        for _ in range(200):
            start, size = chance.randrange(len(whole) + 50), chance.randrange(5000)
            other.seek(start)
            assert shard.read(start, size) == whole[start : start + size] == other.read(size)


def test_every_reader_reads_the_whole(tmp_path: Path) -> None:
    path, lines = written(tmp_path)
    with zstandard.open(path, "rb") as stream:
        assert stream.read() == b"".join(lines)
    assert pyzstd.decompress(path.read_bytes()) == b"".join(lines)
    assert numbers(path) == list(range(len(lines)))


def test_a_table_of_the_library_is_read(tmp_path: Path) -> None:
    path = tmp_path / "other.zst"
    with pyzstd.SeekableZstdFile(path, "w", max_frame_content_size=2**10) as file:
        file.write(b"a line\n" * 2000)
    with path.open("rb") as raw:
        shard = SeekableShard(raw)
        assert shard.read(7001, 6) == b"a line\n"[1:]
        with pytest.raises(NotSeekable, match="counts no lines"):
            shard.line(0)


def test_recovery_rebuilds_the_table(tmp_path: Path) -> None:
    done, _ = written(tmp_path / "done")
    whole = done.read_bytes()
    path, lines = written(tmp_path / "dead", finish=False)
    data = path.read_bytes()
    assert whole.startswith(data)
    for end in (len(data), len(data) + 11, len(whole) - 1, len(whole)):
        path.write_bytes(whole[:end])
        (tmp_path / "dead" / "manifest.jsonl").unlink(missing_ok=True)
        found = [row["n"] for part in recover_shards(tmp_path / "dead", set()) for row in part.records]
        assert found == list(range(len(lines)))
        assert path.read_bytes() == whole
        assert_listed_once(tmp_path / "dead")


def test_a_shard_of_nothing_but_a_table_goes(tmp_path: Path) -> None:
    path = tmp_path / "articles" / "2026-11-01" / "dead-00001.jsonl.zst"
    path.parent.mkdir(parents=True)
    path.write_bytes(struct.pack("<II", 0x184D2A5E, 3) + b"abc")
    assert list(recover_shards(tmp_path, set())) == []
    assert not path.exists()


@pytest.mark.parametrize("data", [b"", b"x" * 8, b"x" * 100])
def test_what_has_no_table_is_refused(data: bytes) -> None:
    with pytest.raises(NotSeekable):
        SeekableShard(io.BytesIO(data))


def test_a_table_of_another_file_is_refused(tmp_path: Path) -> None:
    path, _ = written(tmp_path)
    with pytest.raises(NotSeekable, match="another file"):
        SeekableShard(io.BytesIO(b"x" + path.read_bytes()))
