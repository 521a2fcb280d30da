"""An export from its first line to its last: read, choose, convert, and put in its place."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.core.exports.figures import Figures
from newscrawl.core.exports.shapes import Row
from newscrawl.core.exports.wanted import Wanted
from newscrawl.dataset.exports.cards import export_facts, write_card
from newscrawl.dataset.exports.forms import Form
from newscrawl.dataset.exports.left import left_by_export
from newscrawl.dataset.exports.newest import Newest
from newscrawl.dataset.exports.parts import Layout, OneWriter, PartFile, Parts, SpilledParts, Taker, files_below
from newscrawl.dataset.exports.records import Records
from newscrawl.dataset.exports.sources import Source
from newscrawl.dataset.exports.sqlite_schema import datasette_metadata
from newscrawl.dataset.exports.target import TargetError, check_target, making, place_in


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked for."""

    source: Source
    target: Path
    form: Form
    is_file: bool = False
    """Whether the target is one file, without a card."""
    keys: tuple[str, ...] = ()
    """What it is split by."""
    wanted: Wanted = field(default_factory=Wanted)
    latest: bool = False
    skip_bad: bool = False
    overwrite: bool = False
    options: dict[str, Any] = field(default_factory=dict)
    """Of the form's writer."""
    filters: tuple[str, ...] = ()
    """The options that narrow it, as they were typed, for the card."""


@dataclass(slots=True)
class Outcome:
    """What came of it."""

    lines: int = 0
    written: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    """By the option that did it."""
    bad: int = 0
    first_bad: list[str] = field(default_factory=list)
    files: int = 0
    size: int = 0
    """Bytes of all files."""


def export(job: Job, told: Callable[[int], object] = lambda count: None) -> Outcome:
    """Do it; what was at the target is replaced only when the new export is whole.

    `told` is called with the bytes of the source that were read: all of them, twice with `latest`. Raises TargetError,
    records.BadLine, OSError (DatasetError among them), ImportError where the form needs a package that is not there.
    """
    check_target(job.target, is_file=job.is_file, overwrite=job.overwrite, sources=job.source.files)
    if job.is_file and job.target.exists() and not left_by_export(job.target, job.form):
        raise TargetError(f"{job.target} was not made by an export to {job.form.name}; it is not replaced")
    records = Records(job.source.files, frozenset(job.source.unfinished), job.skip_bad, told)
    outcome, figures = Outcome(), Figures()
    with making(job.target, is_file=job.is_file) as work:
        made = place_in(work, job.target)
        taker = _taker(job, work, made)
        try:
            for row, line in _chosen(job, records, work, outcome):
                taker.add(row, line)
                figures.count(row)
            taker.close()
        except BaseException:
            taker.leave()
            raise
        outcome.lines, outcome.bad, outcome.first_bad = records.lines, records.bad_count, records.bad
        outcome.written = figures.records
        if not job.is_file:
            _describe(job, made, figures, outcome)
        files = [made] if job.is_file else list(files_below(made))
        outcome.files, outcome.size = len(files), sum(file.stat().st_size for file in files)
    return outcome


def _taker(job: Job, work: Path, made: Path) -> Taker:
    if job.is_file:
        return OneWriter(job.form.open(made, **job.options))
    layout = Layout(made, job.form, job.keys, job.options)
    if not job.keys:
        if job.form.name == "txt":
            from newscrawl.dataset.exports.texts import TextFiles

            return OneWriter(TextFiles(made / job.form.folder))
        return PartFile(layout, ())
    return SpilledParts(layout, work / "spill") if job.form.spills else Parts(layout)


def _chosen(job: Job, records: Records, work: Path, outcome: Outcome) -> Iterator[tuple[Row, bytes]]:
    for row, line, newest in _with_newest(job, records, work):
        reason = job.wanted.reason_against(row.record) if newest else "latest"
        if reason is None:
            yield row, line
        else:
            outcome.left_out[reason] += 1


def _with_newest(job: Job, records: Records, work: Path) -> Iterator[tuple[Row, bytes, bool]]:
    """The newest of all lines, whatever the filters say: an older version is no stand-in for a newer one."""
    if not job.latest:
        for row, line in records:
            yield row, line, True
        return
    file = work / "newest.db"
    index = Newest(file)
    try:
        index.learn(records)
        yield from index.only(records)
    finally:
        index.close()
        file.unlink()


def _describe(job: Job, made: Path, figures: Figures, outcome: Outcome) -> None:
    if job.form.name == "sqlite":
        names = [file.stem for file in files_below(made)]
        text = json.dumps(datasette_metadata(names), ensure_ascii=False, indent=2)
        (made / "metadata.json").write_text(text + "\n", encoding="utf-8")
    facts = export_facts(job.form, job.keys, job.filters, dict(outcome.left_out))
    beside = {"form": job.form.name, "split": list(job.keys), "filters": list(job.filters)}
    write_card(made, figures, facts, {**beside, "left_out": dict(outcome.left_out), "bad_lines": outcome.bad})
