"""A file that only grows by whole, synced batches of lines."""

from __future__ import annotations

import fcntl
import gzip
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import zstandard

CODECS: dict[str, Callable[[bytes], bytes]] = {
    "": lambda data: data,
    "gz": lambda data: gzip.compress(data, 6, mtime=0),
    "zst": lambda data: zstandard.ZstdCompressor(level=9, write_checksum=True).compress(data),
}


class DatasetError(OSError):
    """The output can't be written; one line that names the file and says why."""


def codec_of(path: Path) -> str:
    """The name in CODECS of a file's compression, by its suffix."""
    suffix = path.suffix.removeprefix(".")
    return suffix if suffix in ("gz", "zst") else ""


def lock(descriptor: int, path: Path, *, wait: bool = False) -> bool:
    """Take flock(2)'s exclusive lock on an open file, kept until it is closed; False when another has it.

    With `wait` it is waited for. A killed process gives its locks free. Raises DatasetError where the mount has none.
    """
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    except OSError as error:
        raise DatasetError(f"{path}: can't be locked: {error.strerror}") from error
    return True


class AppendFile:
    """Appends batches: each is written by one call, as one gzip member or zstd frame where compressed, then synced.

    Concatenated members and frames are one valid file (RFC 1952, 2.2; RFC 8878, 3).
    """

    def __init__(self, path: Path) -> None:
        """Open for appending; made with its folder where absent. Raises DatasetError."""
        self.path = path
        self._pack = CODECS[codec_of(path)]
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            is_new = not path.exists()
            self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
            if is_new:
                sync_folder(path.parent)
        except OSError as error:
            raise DatasetError(f"{path}: can't be written: {error.strerror}") from error

    def append(self, lines: Sequence[bytes]) -> bytes:
        """Write lines (each without its newline) durably; returns the bytes as written.

        Raises DatasetError when the disk is full or gone; the file then ends where it ended before.
        """
        data = self._pack(b"".join(line + b"\n" for line in lines))
        self.append_bytes(data)
        return data

    def append_bytes(self, data: bytes) -> None:
        """Write bytes as they are, as durably. Raises DatasetError as `append` does."""
        size = self.size()
        if self.is_deleted():
            raise DatasetError(f"{self.path}: was deleted while it was written")
        try:
            written = 0
            while written < len(data):
                written += os.write(self._file, memoryview(data)[written:])
            os.fsync(self._file)
        except OSError as error:
            self._cut_back(size)
            raise DatasetError(f"{self.path}: can't be written: {error.strerror}") from error

    def size(self) -> int:
        """Bytes in the file. Raises DatasetError."""
        return self._stat().st_size

    def lock(self, *, wait: bool = False) -> bool:
        """Hold the file alone until it is closed; False when another does. Raises DatasetError."""
        return lock(self._file, self.path, wait=wait)

    def is_deleted(self) -> bool:
        """Whether the file has no name any more. Raises DatasetError."""
        return self._stat().st_nlink == 0

    def _stat(self) -> os.stat_result:
        try:
            return os.fstat(self._file)
        except OSError as error:  # the mount is gone
            raise DatasetError(f"{self.path}: can't be written: {error.strerror}") from error

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _cut_back(self, size: int) -> None:
        try:
            os.ftruncate(self._file, size)
        except OSError:
            return  # the mount is gone: dataset.recovery cuts the half line at the next run


def open_locked(path: Path) -> AppendFile:
    """Open a file for appending and wait until it is held alone. Raises DatasetError.

    Whoever held it may have deleted or replaced it meanwhile: then it is opened anew.
    """
    while True:
        file = AppendFile(path)
        try:
            file.lock(wait=True)
        except BaseException:
            file.close()
            raise
        if not file.is_deleted():
            return file
        file.close()


def sync_folder(folder: Path) -> None:
    """A new name is durable only when its folder is."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
