"""What is wrong with one file, read once from its beginning to its end."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from newscrawl.dataset.manifest import Entry, Manifest
from newscrawl.dataset.reading import CutFile, DamagedFile, read_lines
from newscrawl.dataset.rewriting import replaced, standing
from newscrawl.dataset.validation.pointers import Pointers
from newscrawl.dataset.validation.records import HALF, RecordCheck, rejected_error
from newscrawl.dataset.validation.uniqueness import Keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A file to be checked."""

    path: Path
    number: int
    kind: str = "articles"
    entry: Entry | None = None
    """What the manifest says of it."""
    unfinished: str | None = None
    """Why the file may end in the middle of a line; None where it may not."""
    folder: Path | None = None
    """The output folder, where records point to archives below it."""
    digests: bool = False
    """Whether archived records are read."""
    keys: Path
    """Takes the ids."""
    shown: int = 1
    """How many problems are kept, of all that are counted."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong, and in which line from 1; None where it is the file."""

    line: int | None
    what: str


@dataclass(slots=True)
class Findings:
    """What came of it."""

    number: int
    lines: int = 0
    problems: list[Problem] = field(default_factory=list)
    count: int = 0
    """Of problems; the first are kept."""
    note: str | None = None

    def add(self, line: int | None, what: str, shown: int) -> None:
        """Count a problem, and keep it where it is one of the first by its line."""
        self.count += 1
        if len(self.problems) < shown or (line or 0) < (self.problems[-1].line or 0):
            self.problems.append(Problem(line, what))
            self.problems.sort(key=lambda problem: problem.line or 0)
            del self.problems[shown:]


def check_file(job: Job, progress: Callable[[int], object] = lambda size: None) -> Findings:
    """Check a file. `progress` is told of bytes as they are read.

    Where something is wrong with one that was rewritten meanwhile (`newscrawl forget`), it is read anew. Raises
    DatasetError where the manifest can't be read any more.
    """
    while True:
        found = _check_once(job, progress)
        now = _now(job) if found.count else job
        if now is None:
            return Findings(job.number)
        if now == job:
            return found
        job.keys.unlink(missing_ok=True)
        job = now


def _now(job: Job) -> Job | None:
    """The job, by what the manifest says now; None where the file was taken out of it."""
    if job.entry is None or job.folder is None:
        return job
    path = replaced(job.path)
    manifest = Manifest(job.folder)
    entry = manifest.entries().get(manifest.name(path))
    return replace(job, entry=entry, path=standing(path, entry)) if entry is not None else None


def _check_once(job: Job, progress: Callable[[int], object]) -> Findings:
    found = Findings(job.number)
    digest, size = hashlib.sha256(), 0

    def tap(data: bytes) -> None:
        nonlocal size
        size += len(data)
        digest.update(data)
        progress(len(data))

    try:
        whole = _read_through(job.path, tap) if job.kind == "archive" else _check_lines(job, found, tap)
    except OSError as error:
        found.add(None, f"cannot be read ({error.strerror or error})", job.shown)
        return found
    if job.entry is not None and whole:
        _compare(job.entry, found, size, digest.hexdigest(), job.shown)
    return found


def _check_lines(job: Job, found: Findings, tap: Callable[[bytes], object]) -> bool:
    """Whether the file could be read to its end."""
    keys = Keys(job.keys, job.number)
    check = rejected_error if job.kind == "rejected" else _article_check(job, found, keys)
    whole = half = False
    try:
        for line in read_lines(job.path, tap):
            found.lines += 1
            what = check(line)
            half = what == HALF
            if what and not (half and job.unfinished):
                found.add(found.lines, what, job.shown)
        whole = True
    except CutFile as error:
        if not job.unfinished:
            found.add(found.lines + 1, str(error), job.shown)
    except DamagedFile as error:
        found.add(found.lines + 1, str(error), job.shown)
    keys.flush()
    if job.unfinished:
        found.lines -= half
        found.note = f"{job.unfinished}; {found.lines:,} lines so far"
    return whole


def _article_check(job: Job, found: Findings, keys: Keys) -> Callable[[bytes], str | None]:
    check = RecordCheck()
    pointers = Pointers(job.folder, digests=job.digests) if job.folder else None

    def check_article(line: bytes) -> str | None:
        if what := check(line):
            return what
        record = check.record
        keys.add(record["id"], min(record["version"], 2**32 - 1), found.lines)
        return pointers.error(record["archive"]) if pointers and record["archive"] is not None else None

    return check_article


def _read_through(path: Path, tap: Callable[[bytes], object]) -> bool:
    with path.open("rb") as file:
        while data := file.read(2**20):
            tap(data)
    return True


def _compare(entry: Entry, found: Findings, size: int, digest: str, shown: int) -> None:
    if size != entry.size:
        found.add(None, f"changed: it has {size:,} bytes, the manifest says {entry.size:,}", shown)
    elif digest != entry.sha256:
        found.add(None, "changed: its sha256 is not the manifest's", shown)
    elif entry.kind != "archive" and found.lines != entry.lines:
        found.add(None, f"it has {found.lines:,} lines, the manifest says {entry.lines:,}", shown)
