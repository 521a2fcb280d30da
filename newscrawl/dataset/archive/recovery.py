"""After a crash: what of an archive's last file is half is cut off, and the file gets its name."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from newscrawl.core.page_context import PART
from newscrawl.dataset.archive.blanking import Stretch, blank
from newscrawl.dataset.archive.members import Member, members
from newscrawl.dataset.archive.records import tallied
from newscrawl.dataset.archive.writer import BEING_WRITTEN, finish
from newscrawl.dataset.manifest import Manifest, Tally
from newscrawl.dataset.mending import naming, set_aside
from newscrawl.dataset.recovery import held, turn
from newscrawl.dataset.rewriting import NEW, settle

__all__ = ["ForgottenPage", "recover_archives"]

ForgottenPage = Callable[[Collection[str], str | None], bool]
"""Whether a page was forgotten, by its addresses and that of its site."""

_SUFFIX = ".warc.gz"


def recover_archives(
    folder: Path,
    alive: set[str],
    *,
    name: str = "archive",
    manifest: Manifest | None = None,
    forgotten: ForgottenPage | None = None,
) -> list[Path]:
    """Finish the files of archives that no live run writes; returns those that were finished.

    Each is cut after its last whole bundle; one that has none is deleted. What was forgotten is taken out of them.
    `alive`, and what `manifest` is, as for dataset.recovery.recover_shards. Raises DatasetError.
    """
    if not (folder / name).is_dir():
        return []
    with turn(folder):
        settle((folder / name).glob(f"*/*{NEW}"), manifest)
        listed = manifest.finished() if manifest is not None else None
        found = sorted((folder / name).glob(f"*/*{_SUFFIX}*"))
        finals = [_recover(path, folder, alive, manifest, listed, forgotten) for path in found]
        return [final for final in finals if final is not None]


def _recover(
    path: Path,
    folder: Path,
    alive: set[str],
    manifest: Manifest | None,
    listed: set[str] | None,
    forgotten: ForgottenPage | None,
) -> Path | None:
    final = path.with_name(path.name.removesuffix(BEING_WRITTEN))
    run_id = final.name.removesuffix(_SUFFIX).rpartition("-")[0]
    if not final.name.endswith(_SUFFIX) or not run_id or run_id in alive:
        return None
    if path == final and (listed is None or path.relative_to(folder).as_posix() in listed):
        return None
    with held(path) as is_held:
        if not is_held or not path.exists():  # its run goes on, or has finished it since
            return None
        with naming(path):
            whole = _whole(path)
            _cut(path, whole)
            if whole.size == 0:
                path.unlink()
                return None
            if forgotten is not None and blank(path, partial(_is_of, forgotten), None):
                if not path.exists():
                    return None
                whole = _whole(path)
            tally = Tally()
            for record in whole.records:
                tally.count(record)
            tally.take_file(path)
        if path != final:
            finish(path, final)
        if manifest is not None and not manifest.lists(final):
            manifest.add(final, run_id, tally)
    return final


def _is_of(forgotten: ForgottenPage, stretch: Stretch) -> bool:
    return forgotten(stretch.addresses, stretch.context.site_url if stretch.context is not None else None)


@dataclass(slots=True)
class _Whole:
    """What of a file is whole."""

    size: int = 0
    """Bytes up to the end of the last whole bundle."""
    records: list[dict[str, Any]] = field(default_factory=list)
    """What the manifest counts of each bundle."""
    damage: str | None = None
    """What zlib says of the bytes that follow; None where they are none, or only unfinished."""


def _whole(path: Path) -> _Whole:
    whole = _Whole()
    try:
        for member in members(path, may_end=True):
            record = _bundle_end(member)
            if record is not None:
                whole.size = member.end
                whole.records.append(record)
    except zlib.error as error:
        whole.damage = str(error)
    return whole


def _bundle_end(member: Member) -> dict[str, Any] | None:
    """What the manifest counts of a bundle, by its last record: the context of its page; None for any other record."""
    if member.is_json and not member.is_whole:
        return {}  # too long to be read here, and the end of a bundle all the same
    context = member.context
    return tallied(context) if context is not None and context.outcome != PART else None


def _cut(path: Path, whole: _Whole) -> None:
    if whole.damage is not None:
        set_aside(path, whole.size, whole.damage)
    with path.open("r+b") as file:
        file.truncate(whole.size)
        os.fsync(file.fileno())
