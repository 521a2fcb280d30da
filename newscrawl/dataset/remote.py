"""Where finished files go when the output is not on this machine: any store that fsspec knows."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Any

PACKAGES = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
}
"""What reads and writes an address, by its scheme. These are object stores: an upload is there as a whole, or not."""

_CHATTY = ("aiobotocore", "botocore", "s3fs", "gcsfs", "google", "azure", "adlfs", "fsspec")
"""Say each request, and at DEBUG what it was signed with."""

_TEMPORARY = ".uploading"


class RemoteUnusable(ValueError):
    """The address can't be written to as things are; one line that says what to do."""


class UploadFailed(OSError):
    """A file did not arrive as it is."""


def is_remote(text: str) -> bool:
    """Whether an output is an address, and not a path."""
    return "://" in text


class Remote:
    """A folder of a store, by its address."""

    def __init__(self, url: str, options: Mapping[str, Any] | None = None) -> None:
        """`options`: what fsspec hands to the store's file system. Raises RemoteUnusable."""
        self.url = url.rstrip("/")
        scheme, _, place = url.partition("://")
        if not place.strip("/"):
            raise RemoteUnusable(f"{url}: names no bucket; write {scheme}://BUCKET/FOLDER")
        import logging

        for name in _CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)
        self._whole_uploads = scheme in PACKAGES
        try:
            import fsspec

            kind = fsspec.get_filesystem_class(scheme)
        except ImportError as error:
            package = PACKAGES.get(scheme, "fsspec")
            raise RemoteUnusable(
                f"{url}: needs {package}, which is not installed; install it: pip install 'newscrawl[cloud]'"
            ) from error
        except ValueError as error:
            raise RemoteUnusable(
                f"{url}: {scheme}:// is not known; write s3://, gs:// or az://BUCKET/FOLDER"
            ) from error
        try:
            self._files = fsspec.filesystem(
                scheme, skip_instance_cache=True, use_listings_cache=False, **dict(options or {})
            )
        except Exception as error:  # each store has its own
            raise RemoteUnusable(f"{url}: {said(error)}") from error
        self._root = str(kind._strip_protocol(self.url)).rstrip("/")

    def put(self, path: Path, name: str) -> None:
        """Upload a file under a name below the folder: afterwards it is there as it is here, or as it was before.

        Raises UploadFailed, and whatever the store raises.
        """
        target = self._path(name)
        if self._whole_uploads:
            self._files.put_file(str(path), target)
        else:
            self._files.makedirs(posixpath.dirname(target), exist_ok=True)
            self._files.put_file(str(path), target + _TEMPORARY)
            self._verify(path, name + _TEMPORARY)
            self._files.mv(target + _TEMPORARY, target)
        self._verify(path, name)

    def put_bytes(self, data: bytes, name: str, scratch: Path) -> None:
        """The same of bytes, by way of a file in the folder `scratch`."""
        path = scratch / f".{posixpath.basename(name)}{_TEMPORARY}"
        path.write_bytes(data)
        try:
            self.put(path, name)
        finally:
            path.unlink(missing_ok=True)

    def get(self, name: str) -> bytes:
        """A file's bytes; none where it is not there. Raises what the store raises."""
        try:
            return bytes(self._files.cat_file(self._path(name)))
        except FileNotFoundError:
            return b""

    def download(self, name: str, path: Path) -> None:
        """A file's copy here. Raises what the store raises."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._files.get_file(self._path(name), str(path))

    def size(self, name: str) -> int | None:
        """Bytes of a file; None where it is not there. Raises what the store raises."""
        try:
            return int(self._files.info(self._path(name))["size"])
        except FileNotFoundError:
            return None

    def _verify(self, path: Path, name: str) -> None:
        """That it is there in its full size; what lies between is under the store's own checksums."""
        here, there = path.stat().st_size, self.size(name)
        if here != there:
            raise UploadFailed(f"{self.url}/{name}: has {there} bytes after the upload, and {here} here")

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"


def said(error: BaseException) -> str:
    """What a store's error says, in one line."""
    text = " ".join(str(error).split())
    return text or type(error).__name__
