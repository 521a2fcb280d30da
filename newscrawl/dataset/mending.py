"""A file that a crash, or another program, left in the middle of a line ends with a whole one again."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import shutil
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from newscrawl.dataset.appending import AppendFile, DatasetError, codec_of

CHUNK = 2**20

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Whole:
    """What of a file is whole."""

    size: int
    """Bytes up to the end of the last whole line, member or frame."""
    ends_line: bool
    """Whether the text in them ends with a newline."""
    damage: str | None = None
    """What the decoder says of the bytes that follow; None where they are none, or only unfinished."""


@contextlib.contextmanager
def naming(path: Path, what: str = "recovered") -> Iterator[None]:
    """What goes wrong with reading or writing the file is told in one line that names it. Raises DatasetError."""
    try:
        yield
    except DatasetError:
        raise
    except (OSError, EOFError, zlib.error, zstandard.ZstdError) as error:
        raise DatasetError(f"{path}: can't be {what}: {getattr(error, 'strerror', None) or error}") from error


def mend(path: Path, *, salvage: bool = False) -> None:
    """Cut off a last line (plain), member (gzip) or frame (zstd) that is unfinished, and end the file with a newline.

    A last line that only lacks its newline (it is a whole JSON object) is kept. Where the decoder refuses bytes, the
    file is damaged: with `salvage`, all from there on is moved to NAME.damaged beside it, with a warning in the log;
    without, DatasetError is raised and nothing is changed. Raises DatasetError.
    """
    with naming(path):
        _mend(path, salvage)


def _mend(path: Path, salvage: bool) -> None:
    whole = _FIND[codec_of(path)](path)
    if whole.damage is not None:
        if not salvage:
            raise DatasetError(
                f"{path}: damaged from byte {whole.size} on ({whole.damage}); nothing was changed: "
                "repair it, move it away, or name another file"
            )
        set_aside(path, whole.size, whole.damage)
    if whole.size < path.stat().st_size:
        os.truncate(path, whole.size)
    if not whole.ends_line:
        file = AppendFile(path)
        try:
            file.append([b""])
        finally:
            file.close()


def set_aside(path: Path, size: int, damage: str) -> None:
    """Copy what follows so many bytes to NAME.damaged, with a warning: it is safe there before it is cut off.

    Raises OSError.
    """
    aside = path.with_name(path.name + ".damaged")
    with path.open("rb") as source, aside.open("ab") as target:
        source.seek(size)
        shutil.copyfileobj(source, target, CHUNK)
        target.flush()
        os.fsync(target.fileno())
    logger.warning("%s: damaged from byte %d on (%s); these bytes are now in %s", path, size, damage, aside)


def _whole_plain(path: Path) -> _Whole:
    """Up to and with the last newline, or to the end where what follows it is a JSON object."""
    with path.open("rb") as file:
        size = end = file.seek(0, os.SEEK_END)
        start = 0
        while end > 0:
            begin = max(0, end - CHUNK)
            file.seek(begin)
            newline = file.read(end - begin).rfind(b"\n")
            if newline >= 0:
                start = begin + newline + 1
                break
            end = begin
        if start == size:
            return _Whole(size, ends_line=True)
        file.seek(start)
        whole_line = parse_object(file.read()) is not None
    return _Whole(size, ends_line=False) if whole_line else _Whole(start, ends_line=True)


def _whole_gzip(path: Path) -> _Whole:
    """Up to the end of the last whole member."""
    return _whole_parts(path, lambda: zlib.decompressobj(wbits=31), zlib.error)


def _whole_zstd(path: Path) -> _Whole:
    """Up to the end of the last whole frame."""
    return _whole_parts(path, lambda: zstandard.ZstdDecompressor().decompressobj(), zstandard.ZstdError)


def _whole_parts(path: Path, make: Any, refusal: type[Exception]) -> _Whole:
    size, last, read = 0, b"\n", 0
    part, part_last = make(), last
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            read += len(chunk)
            while chunk:
                try:
                    part_last = part.decompress(chunk)[-1:] or part_last
                except refusal as error:
                    return _Whole(size, last == b"\n", str(error))
                if not part.eof:
                    break
                chunk = part.unused_data
                size, last, part = read - len(chunk), part_last, make()
    return _Whole(size, last == b"\n")


def parse_object(line: bytes) -> dict[str, Any] | None:
    """The JSON object in a line; None where there is none, or more."""
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


_FIND = {"": _whole_plain, "gz": _whole_gzip, "zst": _whole_zstd}
