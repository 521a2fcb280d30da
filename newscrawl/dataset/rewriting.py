"""Finished files without some of their lines: written anew beside the old one, and put into its place at once."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawl.core.seekable import Frame, pack_table
from newscrawl.dataset.appending import CODECS, DatasetError, codec_of, sync_folder
from newscrawl.dataset.manifest import Entry, Manifest, Tally
from newscrawl.dataset.mending import naming, parse_object
from newscrawl.dataset.reading import NEW, CutFile, DamagedFile, read_lines

__all__ = [
    "NEW",
    "Takes",
    "list_anew",
    "put_in_place",
    "replaced",
    "rewrite",
    "rewrite_listed",
    "settle",
    "standing",
    "taken_lines",
]

_FRAME_LINES = 64
"""Lines that are packed together, as many as a run packs at most."""

Takes = Callable[[Mapping[str, Any]], bool]
"""Whether a record is to go."""


class _EndsSoon(DatasetError):
    """As one that is being written, or that a dead run left."""


def taken_lines(path: Path, takes: Takes, seen: Callable[[Mapping[str, Any]], object] = lambda record: None) -> int:
    """How many lines of a file would go; `seen` is told of each. A file that ends too soon is read to its end.

    Raises DatasetError.
    """
    count = 0
    with contextlib.suppress(_EndsSoon):
        for _, record in _records(path):
            if record is not None and takes(record):
                seen(record)
                count += 1
    return count


def rewrite(path: Path, takes: Takes) -> Tally:
    """Write what stays into the file's name with NEW, durably; the file is as it was.

    Lines stay as they are, byte for byte; frames of a .zst file can be sought in where they could be before. Out: what
    the manifest counts of what stays; no lines where nothing does. Raises DatasetError.
    """
    new, pack = path.with_name(path.name + NEW), CODECS[codec_of(path)]
    tally, frames = Tally(), list[Frame]()
    with naming(path, "rewritten"), new.open("wb") as file:

        def write(data: bytes) -> None:
            file.write(data)
            tally.take(data)

        for lines in _groups(path, takes, tally):
            text = b"".join(lines)
            packed = pack(text)
            write(packed)
            frames.append(Frame(len(packed), len(text), len(lines)))
        if codec_of(path) == "zst" and frames:
            write(pack_table(frames))
        file.flush()
        os.fsync(file.fileno())
        shutil.copymode(path, new)
    return tally


def put_in_place(path: Path, tally: Tally) -> None:
    """Have the file that was written anew take the old one's place; one without lines goes. Raises DatasetError."""
    new = path.with_name(path.name + NEW)
    with naming(path, "rewritten"):
        if tally.lines:
            new.replace(path)
        else:
            path.unlink(missing_ok=True)
            new.unlink(missing_ok=True)
        sync_folder(path.parent)


def rewrite_listed(manifest: Manifest, path: Path, takes: Takes) -> None:
    """Take lines out of a file that the manifest lists. Raises DatasetError.

    The manifest is told first: a process that is killed before the file is in its place leaves lines that are still to
    go, so that doing it again does it all.
    """
    tally = rewrite(path, takes)
    list_anew(manifest, path, tally)
    put_in_place(path, tally)


def list_anew(manifest: Manifest, path: Path, tally: Tally) -> None:
    """Have the manifest list a file as it will be, or no more where it has no lines. Raises DatasetError."""
    name, now = manifest.name(path), datetime.now(UTC).isoformat(timespec="seconds")

    def change(entries: dict[str, Entry]) -> Iterator[Entry]:
        for entry in entries.values():
            if entry.shard != name:
                yield entry
            elif tally.lines:
                of = Entry.of(name, entry.run_id, tally)
                yield replace(of, kind=entry.kind, schema_version=entry.schema_version, rewritten_at=now)

    manifest.update(change)


def replaced(new: Path) -> Path:
    """The file whose place one with NEW is to take."""
    return new.with_name(new.name.removesuffix(NEW))


def standing(path: Path, entry: Entry) -> Path:
    """Where what the manifest says of a file stands: in the file, or in the one that is to take its place.

    The latter where a process was killed, or still is, between the two steps of `rewrite_listed`. Raises OSError.
    """
    new = path.with_name(path.name + NEW)
    return new if _is_as_listed(new, entry) else path


def settle(found: Iterable[Path], manifest: Manifest | None) -> None:
    """End what a killed process began, by the files with NEW that it left; none may be at it.

    One that the manifest lists already is put in place: the file that it replaces is no longer as listed. Any other
    may not be whole, and goes: what it was written for is done again. Raises DatasetError.
    """
    for new in found:
        path = replaced(new)
        entry = manifest.entries().get(manifest.name(path)) if manifest is not None else None
        with naming(path):
            if entry is not None and _is_as_listed(new, entry):
                new.replace(path)
                sync_folder(path.parent)
            else:
                new.unlink(missing_ok=True)


def _is_as_listed(new: Path, entry: Entry) -> bool:
    try:
        if new.stat().st_size != entry.size:
            return False
        tally = Tally()
        tally.take_file(new)
    except FileNotFoundError:
        return False
    return bool(tally.sha256.hexdigest() == entry.sha256)


def _groups(path: Path, takes: Takes, tally: Tally) -> Iterator[Sequence[bytes]]:
    group: list[bytes] = []
    for line, record in _records(path):
        if record is not None and takes(record):
            continue
        tally.count(record or {})
        group.append(line)
        if len(group) == _FRAME_LINES:
            yield group
            group = []
    if group:
        yield group


def _records(path: Path) -> Iterator[tuple[bytes, dict[str, Any] | None]]:
    """The lines, each ending as one, with their records; None for what is no JSON object."""
    try:
        for line in read_lines(path):
            yield (line if line.endswith(b"\n") else line + b"\n"), parse_object(line)
    except CutFile as error:
        raise _EndsSoon(f"{path}: {error}") from error
    except DamagedFile as error:
        raise DatasetError(f"{path}: {error}; repair it or move it away") from error
    except OSError as error:
        raise DatasetError(f"{path}: can't be read: {error.strerror or error}") from error
