"""After a crash: half lines are cut off, whole ones are read back, shards that were left open are finished."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from newscrawl.dataset.appending import AppendFile, DatasetError, codec_of, lock
from newscrawl.dataset.manifest import Manifest, Tally
from newscrawl.dataset.mending import mend, naming, parse_object
from newscrawl.dataset.reading import is_shard, read_lines
from newscrawl.dataset.rewriting import NEW, put_in_place, rewrite, settle
from newscrawl.dataset.seekable import end_with_table

BATCH = 500
"""Records that are handed over together."""

Forgotten = Callable[[str, Sequence[Mapping[str, Any]]], set[int]]
"""Which of some records of a kind were forgotten, by their places."""

_KINDS = ("articles", "rejected")


@dataclass(frozen=True, slots=True)
class Recovered:
    """Records that stand on disk but may not be in the store."""

    kind: str
    """articles or rejected."""
    run_id: str
    records: list[dict[str, Any]]


def recover_shards(folder: Path, alive: set[str], forgotten: Forgotten | None = None) -> Iterator[Recovered]:
    """Read back the shards that no live run writes and the manifest does not list, in batches.

    A shard is listed when the batch after its last one is asked for: have the store confirm each before asking on.
    `alive` holds the ids of runs under way: their shards are left alone, and so are those that a run with another store
    holds open. Several recoveries of a folder take turns. `forgotten` says which of some records (of a kind) must not
    be there: their lines are taken out. Raises DatasetError.
    """
    manifest = Manifest(folder)
    with turn(folder):
        for kind in _KINDS:
            settle((folder / kind).glob(f"*/*{NEW}"), manifest)
        finished = manifest.finished()
        for kind in _KINDS:
            for path in sorted((folder / kind).glob("*/*")):
                run_id = path.name.partition(".jsonl")[0].rpartition("-")[0]
                listed = path.relative_to(folder).as_posix() in finished
                if listed or run_id in alive or not run_id or not is_shard(path):
                    continue
                for records in _finish(path, run_id, manifest, partial(forgotten, kind) if forgotten else None):
                    yield Recovered(kind, run_id, records)


def recover_file(path: Path, *, salvage: bool = False) -> Iterator[list[dict[str, Any]]]:
    """Mend the file as dataset.mending does, then yield its records in batches. Raises DatasetError."""
    with naming(path):
        mend(path, salvage=salvage)
        yield from _batches(record for line in read_lines(path) if (record := parse_object(line)) is not None)


def _finish(
    path: Path, run_id: str, manifest: Manifest, forgotten: Callable[[Sequence[Mapping[str, Any]]], set[int]] | None
) -> Iterator[list[dict[str, Any]]]:
    with held(path) as is_held:
        if not is_held or manifest.lists(path):  # its run goes on, or has finished it since the manifest was read
            return
        tally = Tally()
        found = False
        for records in recover_file(path, salvage=True):
            gone = forgotten(records) if forgotten is not None else set()
            found = found or bool(gone)
            kept = [record for number, record in enumerate(records) if number not in gone]
            for record in kept:
                tally.count(record)
            yield kept
        if found and forgotten is not None:
            put_in_place(path, rewrite(path, lambda record: bool(forgotten([record]))))
            if not path.exists():
                return
        with naming(path):
            if codec_of(path) == "zst":
                _end_with_table(path)
            if path.stat().st_size == 0:
                path.unlink()
                return
            tally.take_file(path)
        manifest.add(path, run_id, tally)


def _end_with_table(path: Path) -> None:
    file = AppendFile(path)
    try:
        end_with_table(path, file.append_bytes)
    finally:
        file.close()


@contextlib.contextmanager
def held(path: Path) -> Iterator[bool]:
    """Whether the file could be locked against its writer; given free at the end."""
    with naming(path), contextlib.ExitStack() as closing:
        try:
            file = closing.enter_context(path.open("r+b"))
        except FileNotFoundError:
            yield False
        else:
            yield lock(file.fileno(), path)


@contextlib.contextmanager
def turn(folder: Path) -> Iterator[None]:
    """Wait until no other run recovers the folder.

    Whoever comes second finds all confirmed and finished, not a shard that it must pass over. A lock on the folder
    itself needs no file; where the mount has none (NFS), the locks on the shards alone keep two runs apart.
    """
    with naming(folder):
        descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(DatasetError):
            lock(descriptor, folder, wait=True)
        yield
    finally:
        os.close(descriptor)


def _batches(records: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch = []
    for record in records:
        batch.append(record)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
