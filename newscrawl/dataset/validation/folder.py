"""What there is to check: files alone, or an output folder with its manifest."""

from __future__ import annotations

import fcntl
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newscrawl.dataset.manifest import KINDS, Entry, Manifest
from newscrawl.dataset.reading import is_shard
from newscrawl.dataset.rewriting import NEW, standing

_RUN_FILE = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}-\d{5}\.(?:jsonl(?:\.gz|\.zst)?|warc(?:\.gz)?(?:\.part)?)")
_GROWING = "being written by a run that is under way"
_LEFT = "not finished; the next run does that"
_TAKES_PLACE = (
    "takes the place of {}: a `newscrawl forget` is under way, or was ended; the next one, or a run, does that"
)
_HALF_NEW = "left by a `newscrawl forget` that is under way, or was ended; the next one, or a run, removes it"
_ASIDE = "what a run set aside because it was damaged; no part of the dataset"


class NothingToCheck(ValueError):
    """The folder or file can't be checked; one line."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of the dataset."""

    path: Path
    kind: str = "articles"
    entry: Entry | None = None
    unfinished: str | None = None
    folder: Path | None = None


@dataclass(slots=True)
class Plan:
    """What is to be read, and what can be said without."""

    files: list[Found] = field(default_factory=list)
    problems: list[tuple[Path, str]] = field(default_factory=list)
    notes: list[tuple[Path, str]] = field(default_factory=list)


def plan(paths: Sequence[Path]) -> Plan:
    """What the words of a call stand for. Raises NothingToCheck, DatasetError, OSError."""
    whole = Plan()
    for path in paths:
        if path.is_dir():
            _plan_folder(path, whole)
        elif not path.exists():
            raise NothingToCheck(f"{path}: no such file; name a file of records, or an output folder")
        elif not is_shard(path):
            raise NothingToCheck(f"{path}: not a file of records; their names end in .jsonl, .jsonl.gz or .jsonl.zst")
        else:
            whole.files.append(_single(path))
    return whole


def _single(path: Path) -> Found:
    """A file by itself; where it lies in an output folder, its archives are there too."""
    parents = path.absolute().parents
    folder = next((parent.parent for parent in parents if parent.name in KINDS), parents[0])
    name = path.name.partition(".jsonl")[0]
    rejected = "rejected" in (path.absolute().parent.parent.name, name.rpartition(".")[2])
    kind = "rejected" if rejected else "articles"
    return Found(path, kind, unfinished=_GROWING if _is_locked(path) else None, folder=folder)


def _plan_folder(folder: Path, whole: Plan) -> None:
    manifest = Manifest(folder)
    listed = manifest.entries()
    is_output = manifest.path.exists() or any((folder / kind).is_dir() for kind in KINDS)
    there = {file.relative_to(folder).as_posix(): file for file in _files(folder, is_output=is_output)}
    if not there and not listed:
        raise NothingToCheck(f"{folder}: no .jsonl, .jsonl.gz or .jsonl.zst file below {folder}; name an output folder")
    missing = listed.keys() - there.keys()
    if missing:
        missing &= manifest.finished()  # a `newscrawl forget` may have taken the last lines of one out meanwhile
        whole.problems += [(folder / name, "is missing, and the manifest lists it") for name in sorted(missing)]
    for name, path in sorted(there.items()):
        entry = listed.get(name)
        if entry is not None:
            _plan_listed(path, entry, folder, whole)
        else:
            _plan_unlisted(path, folder, whole, in_use=manifest.path.exists())


def _plan_listed(path: Path, entry: Entry, folder: Path, whole: Plan) -> None:
    stands = standing(path, entry)
    if stands != path:
        whole.notes.append((stands, _TAKES_PLACE.format(path.name)))
    whole.files.append(Found(stands, entry.kind, entry, folder=folder))


def _plan_unlisted(path: Path, folder: Path, whole: Plan, *, in_use: bool) -> None:
    kind = path.relative_to(folder).parts[0]
    if path.name.endswith(NEW):
        if path not in (note[0] for note in whole.notes) and path.exists():
            whole.notes.append((path, _HALF_NEW))
    elif path.name.endswith(".damaged"):
        whole.notes.append((path, _ASIDE))
    elif _RUN_FILE.fullmatch(path.name):
        unfinished = _GROWING if _is_locked(path) else _LEFT
        if is_shard(path):
            whole.files.append(Found(path, kind, unfinished=unfinished, folder=folder))
        else:
            whole.notes.append((path, unfinished))
    elif in_use:
        whole.problems.append((path, "is not in the manifest, and has not the name of a run's file: move it away"))
    elif is_shard(path):
        whole.files.append(Found(path, kind if kind in KINDS else "articles", folder=folder))


def _files(folder: Path, *, is_output: bool) -> Iterator[Path]:
    """What a run may have written; of a folder that is none, all files of records."""
    for root in [folder / kind for kind in KINDS] if is_output else [folder]:
        for path in root.rglob("*"):
            packed = ".jsonl" in path.name or ".warc" in path.name
            if path.is_file() and (packed if is_output else is_shard(path)):
                yield path


def _is_locked(path: Path) -> bool:
    """Whether a run holds the file open."""
    try:
        with path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # no locks on this mount, or it went away
        return False
    return False
