"""Whether what a record says of the archive is so."""

from __future__ import annotations

import base64
import hashlib
import zlib
from pathlib import Path
from typing import Any

_RECORD_MAX = 2**30
_CHUNK = 2**16
_DIGITS_MAX = 18


class Pointers:
    """Checks records' `archive` against the files below a folder; sizes are remembered."""

    def __init__(self, folder: Path, *, digests: bool) -> None:
        """With `digests`, the record that is pointed to is read, and its digests are taken anew."""
        self._folder, self._digests = folder, digests
        self._sizes: dict[str, int | None] = {}

    def error(self, pointer: dict[str, Any]) -> str | None:
        """What is wrong with a pointer; None where all is right."""
        name, offset, digest = (pointer.get(key) for key in ("file", "offset", "digest"))
        if isinstance(name, str) and Path(name).is_absolute() and isinstance(offset, int):
            return None  # an archive that was replayed: it is no part of the dataset, and may be elsewhere by now
        if not isinstance(name, str) or not isinstance(offset, int) or not isinstance(digest, str):
            return "archive: names no file, offset and digest"
        if ".." in Path(name).parts:
            return f"archive: {name} lies outside the output folder"
        size = self._size(name, offset)
        if size is None:
            return f"archive: {name} is missing"
        if not 0 <= offset < size:
            return f"archive: {name} ends at byte {size}, before the record at {offset}"
        return self._record_error(name, offset, digest) if self._digests else None

    def _size(self, name: str, offset: int) -> int | None:
        known = self._sizes.get(name)
        if known is None or offset >= known:  # a run may have written on, or begun it
            path = self._path(name)
            self._sizes[name] = path.stat().st_size if path is not None else None
        return self._sizes[name]

    def _path(self, name: str) -> Path | None:
        """The file, or what it is called until it is closed."""
        path = self._folder / name
        return next((found for found in (path, path.with_name(f"{path.name}.part")) if found.is_file()), None)

    def _record_error(self, name: str, offset: int, digest: str) -> str | None:
        path, place = self._path(name), f"archive: {name} at byte {offset}"
        if path is None:
            return f"archive: {name} is missing"
        try:
            record = _member(path, offset)
        except (zlib.error, EOFError, OSError) as error:
            return f"{place}: no record can be read ({error})"
        head, _, rest = record.partition(b"\r\n\r\n")
        fields = _fields(head)
        if not head.startswith(b"WARC/"):
            return f"{place}: there is no WARC record"
        if fields.get("warc-payload-digest") != digest:
            return f"{place}: its digest is {fields.get('warc-payload-digest')}, not {digest}"
        length = fields.get("content-length", "0")
        if not (length.isascii() and length.isdigit() and len(length) <= _DIGITS_MAX):
            return f"{place}: its Content-Length is no number"
        block = rest[: int(length)]
        if fields.get("warc-block-digest") not in (None, _sha1(block)):
            return f"{place}: it is not what its WARC-Block-Digest says"
        payload = block.partition(b"\r\n\r\n")[2]
        if fields.get("warc-type") == "response" and digest.startswith("sha1:") and _sha1(payload) != digest:
            return f"{place}: its body is not what its digest says"
        return None


def _member(path: Path, offset: int) -> bytes:
    """The gzip member at a place."""
    with path.open("rb") as file:
        file.seek(offset)
        member, parts, size = zlib.decompressobj(wbits=31), [], 0
        while not member.eof:
            packed = file.read(_CHUNK)
            if not packed:
                raise EOFError("the file ends in it")
            parts.append(member.decompress(packed))
            size += len(parts[-1])
            if size > _RECORD_MAX:
                raise EOFError("it is longer than 1 GiB")
    return b"".join(parts)


def _fields(head: bytes) -> dict[str, str]:
    lines = head.decode("utf-8", "replace").split("\r\n")[1:]
    return {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def _sha1(data: bytes) -> str:
    return "sha1:" + base64.b32encode(hashlib.sha1(data, usedforsecurity=False).digest()).decode("ascii")
