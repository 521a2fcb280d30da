"""After a crash: half lines are cut off, whole ones are read back, shards that were left open are finished."""

from __future__ import annotations

import gzip
import io
import json
import os
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import zstandard

from newscrawl.dataset.appending import codec_of
from newscrawl.dataset.manifest import Manifest, Tally

CHUNK = 2**20


@dataclass(frozen=True, slots=True)
class Recovered:
    """A record that stands on disk but may not be in the store."""

    kind: str
    """articles or rejected."""
    run_id: str
    record: dict[str, Any]


def recover_shards(folder: Path, alive: set[str]) -> Iterator[Recovered]:
    """Read back the shards that no live run writes and the manifest does not list; each is finished after its records.

    `alive` holds the ids of runs under way: their shards are left alone.
    """
    manifest = Manifest(folder)
    finished = manifest.finished()
    for kind in ("articles", "rejected"):
        for path in sorted((folder / kind).glob("*/*.jsonl*")):
            run_id = path.name.partition(".jsonl")[0].rpartition("-")[0]
            if path.relative_to(folder).as_posix() in finished or run_id in alive or not run_id:
                continue
            tally = Tally()
            for record in recover_file(path):
                tally.count(record)
                yield Recovered(kind, run_id, record)
            if tally.lines == 0:
                path.unlink()
                continue
            with path.open("rb") as file:
                while chunk := file.read(CHUNK):
                    tally.take(chunk)
            manifest.add(path, run_id, tally)


def recover_file(path: Path) -> Iterator[dict[str, Any]]:
    """Cut the file back to its last whole line (plain), member (gzip) or frame (zstd), then yield its records."""
    whole = _WHOLE[codec_of(path)](path)
    if whole < path.stat().st_size:
        os.truncate(path, whole)
    with open_lines(path) as lines:
        for line in lines:
            try:
                record = json.loads(line)
            except ValueError:
                continue  # not written by newscrawl; `newscrawl validate` names it
            if isinstance(record, dict):
                yield record


def open_lines(path: Path) -> io.BufferedIOBase | BinaryIO:
    """A .jsonl, .gz or .zst file opened for reading lines of bytes."""
    codec = codec_of(path)
    if codec == "gz":
        return gzip.open(path, "rb")
    if codec == "zst":
        reader = zstandard.ZstdDecompressor().stream_reader(path.open("rb"), read_across_frames=True, closefd=True)
        return io.BufferedReader(reader, CHUNK)
    return path.open("rb")


def _whole_plain(path: Path) -> int:
    """The size up to and with the last newline."""
    with path.open("rb") as file:
        end = file.seek(0, os.SEEK_END)
        while end > 0:
            start = max(0, end - CHUNK)
            file.seek(start)
            newline = file.read(end - start).rfind(b"\n")
            if newline >= 0:
                return start + newline + 1
            end = start
    return 0


def _whole_gzip(path: Path) -> int:
    """The size up to the end of the last whole member."""
    return _whole_parts(path, lambda: zlib.decompressobj(wbits=31), zlib.error)


def _whole_zstd(path: Path) -> int:
    """The size up to the end of the last whole frame."""
    return _whole_parts(path, lambda: zstandard.ZstdDecompressor().decompressobj(), zstandard.ZstdError)


def _whole_parts(path: Path, make: Any, error: type[Exception]) -> int:
    whole, read, part = 0, 0, make()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            read += len(chunk)
            while chunk:
                try:
                    part.decompress(chunk)
                except error:
                    return whole
                if not part.eof:
                    break
                chunk = part.unused_data
                whole, part = read - len(chunk), make()
    return whole


_WHOLE = {"": _whole_plain, "gz": _whole_gzip, "zst": _whole_zstd}
