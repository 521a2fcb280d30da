"""Checks a whole dataset: file by file, on all cores, then what holds only over all of them."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.dataset.validation.files import Findings, Job, check_file
from newscrawl.dataset.validation.folder import Plan
from newscrawl.dataset.validation.uniqueness import NoRoom, doubles

POOL_BYTES = 8 * 2**20
"""Below so much, one process is done sooner than others are started."""


@dataclass(slots=True)
class FileReport:
    """A file with something to say of it."""

    path: Path | str
    problems: list[dict[str, Any]] = field(default_factory=list)
    """`line` from 1, or None for the file, and `what`; the first of them."""
    count: int = 0
    """Of problems."""
    note: str | None = None


@dataclass(slots=True)
class Report:
    """What came of it."""

    files: int = 0
    lines: int = 0
    problems: int = 0
    reports: list[FileReport] = field(default_factory=list)
    """In the order in which they were named; of files with problems or notes alone."""

    def to_dict(self) -> dict[str, Any]:
        """For --json."""
        return {
            "ok": not self.problems,
            "files": self.files,
            "lines": self.lines,
            "problems": self.problems,
            "found": [{"file": str(r.path), "problems": r.count, "first": r.problems} for r in self.reports if r.count],
            "notes": [{"file": str(r.path), "note": r.note} for r in self.reports if r.note],
        }


def validate(
    plan: Plan,
    *,
    digests: bool = False,
    shown: int = 1,
    processes: int | None = None,
    progress: Callable[[int], object] = lambda size: None,
) -> Report:
    """Check all that the plan names. `progress` is told of bytes that were read.

    `shown`: problems that are kept of a file; all are counted. Memory does not grow with the dataset: ids are sorted on
    disk, in the folder for temporary files. Raises NoRoom where that can't be written.
    """
    with _scratch() as scratch:
        jobs = [
            Job(
                path=found.path,
                number=number,
                kind=found.kind,
                entry=found.entry,
                unfinished=found.unfinished,
                folder=found.folder,
                digests=digests,
                keys=scratch / f"keys-{number}",
                shown=shown,
            )
            for number, found in enumerate(plan.files)
        ]
        findings = {found.number: found for found in _checked(jobs, processes, progress)}
        _add_doubles(jobs, findings, scratch, shown)
    return _report(plan, findings)


@contextlib.contextmanager
def _scratch() -> Iterator[Path]:
    with contextlib.ExitStack() as closing:
        try:
            name = closing.enter_context(tempfile.TemporaryDirectory(prefix="newscrawl-validate-"))
        except OSError as error:  # none of those that are tried can be written
            raise NoRoom.of(error.filename or "TMPDIR", error) from error
        yield Path(name)


def _checked(jobs: Sequence[Job], processes: int | None, progress: Callable[[int], object]) -> Iterator[Findings]:
    sizes = {job.number: _size(job.path) for job in jobs}
    count = min(processes or os.cpu_count() or 1, len(jobs))
    if count <= 1 or (processes is None and sum(sizes.values()) < POOL_BYTES):
        yield from (check_file(job, progress) for job in jobs)
        return
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn")) as pool:
        for done in as_completed([pool.submit(check_file, job) for job in jobs]):
            found = done.result()
            progress(sizes[found.number])
            yield found


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _add_doubles(jobs: Sequence[Job], findings: dict[int, Findings], scratch: Path, shown: int) -> None:
    files = [job.keys for job in jobs if job.keys.exists()]
    for double in doubles(files, scratch):
        place = f"{jobs[double.first_file].path}:{double.first_line}"
        what = f"id: {double.id} in version {double.version} stands there twice, first at {place}"
        findings[double.file].add(double.line, what, shown)


def _report(plan: Plan, findings: dict[int, Findings]) -> Report:
    report = Report(files=len(plan.files), lines=sum(found.lines for found in findings.values()))
    for path, what in plan.problems:
        report.reports.append(FileReport(path, [{"line": None, "what": what}], 1))
    for path, note in plan.notes:
        report.reports.append(FileReport(path, note=note))
    for number, planned in enumerate(plan.files):
        found = findings[number]
        if found.count or found.note:
            problems = [{"line": problem.line, "what": problem.what} for problem in found.problems]
            report.reports.append(FileReport(planned.path, problems, found.count, found.note))
    report.problems = sum(file.count for file in report.reports)
    return report
