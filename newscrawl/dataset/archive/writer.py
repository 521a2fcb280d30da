"""The files of an archive, while a run writes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from newscrawl.dataset.appending import AppendFile, DatasetError, open_locked, sync_folder
from newscrawl.dataset.archive.records import Bundle, warcinfo
from newscrawl.dataset.manifest import Manifest, Tally

__all__ = ["BEING_WRITTEN", "ArchiveFiles", "finish"]

BYTES_MAX = 2**30
BEING_WRITTEN = ".part"


@dataclass(slots=True)
class _Open:
    file: AppendFile
    final: Path
    size: int
    tally: Tally


class ArchiveFiles:
    """FOLDER/archive/YYYY-MM-DD/RUN-00001.warc.gz, rolled by bytes and day (UTC); .part is added until it is finished.

    An open file is locked, so that no other run takes it for one that a dead run left.
    """

    def __init__(
        self,
        folder: Path,
        run_id: str,
        said: Sequence[tuple[str, str]],
        *,
        name: str = "archive",
        bytes_max: int = BYTES_MAX,
        manifest: Manifest | None = None,
    ) -> None:
        """Nothing is made on disk before the first bundle. `said`: what the warcinfo records say of the run.

        `manifest`: where finished files are listed, if anywhere; it has to be that of the folder.
        """
        self._folder, self._run_id, self._said = folder, run_id, tuple(said)
        self._name, self._bytes_max, self._manifest = name, bytes_max, manifest
        self._number = 0
        self._day = ""
        self._open: _Open | None = None

    def append(self, bundles: Sequence[Bundle]) -> list[dict[str, Any]]:
        """Write the bundles, each whole in one file; they are on disk when it returns. Raises DatasetError.

        Returns the place of each one's main record, as `archive` of a line has it.
        """
        places: list[dict[str, Any]] = []
        waiting: list[Bundle] = []
        for bundle in bundles:
            if self._is_full(sum(other.size for other in waiting)):
                self._write(waiting)
                waiting = []
                self.close()
            opened = self._current()
            start = opened.size + sum(other.size for other in waiting) + len(bundle.before)
            places.append(
                {
                    "file": opened.final.relative_to(self._folder).as_posix(),
                    "offset": start,
                    "length": len(bundle.main),
                    "digest": bundle.digest,
                }
            )
            waiting.append(bundle)
        self._write(waiting)
        return places

    def close(self) -> None:
        """Finish the open file: it gets its name, and the manifest lists it. Raises DatasetError."""
        opened = self._open
        if opened is None:
            return
        try:
            finish(opened.file.path, opened.final)
            if self._manifest is not None:
                self._manifest.add(opened.final, self._run_id, opened.tally)
        finally:
            self.leave()

    def leave(self) -> None:
        """Let go of the open file without finishing it: the next run does. What is appended later is apart."""
        if self._open is not None:
            self._open.file.close()
            self._open = None

    def _write(self, bundles: Sequence[Bundle]) -> None:
        opened = self._open
        if opened is None or not bundles:
            return
        data = b"".join(part for bundle in bundles for part in (bundle.before, bundle.main, bundle.after))
        opened.file.append_bytes(data)
        opened.size += len(data)
        opened.tally.take(data)
        for bundle in bundles:
            opened.tally.count(bundle.tallied)

    def _is_full(self, waiting: int) -> bool:
        opened = self._open
        return opened is not None and (opened.size + waiting >= self._bytes_max or self._day != _today())

    def _current(self) -> _Open:
        if self._open is not None:
            return self._open
        if self._manifest is not None:
            self._manifest.check_place()
        self._number, self._day = self._number + 1, _today()
        final = self._folder / self._name / self._day / f"{self._run_id}-{self._number:05d}.warc.gz"
        file = open_locked(final.with_name(final.name + BEING_WRITTEN))
        opened = self._open = _Open(file, final, 0, Tally())
        info = warcinfo(final.name, self._said, datetime.now(UTC).timestamp())
        file.append_bytes(info)
        opened.size = len(info)
        opened.tally.take(info)
        return opened


def finish(path: Path, final: Path) -> None:
    """Give a file that is written its name, durably. Raises DatasetError."""
    try:
        path.rename(final)
        sync_folder(final.parent)
    except OSError as error:
        raise DatasetError(f"{path}: can't be renamed to {final.name}: {error.strerror}") from error


def _today() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%d")
