"""Takes finished files to where the output is, in a thread beside the run; what could not go waits for the next run."""

from __future__ import annotations

import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from newscrawl.dataset.manifest import Manifest, parse_manifest
from newscrawl.dataset.remote import Remote, RemoteUnusable, said

PAUSE_MAX = 60.0
HURRY_SECONDS = 2.0

logger = logging.getLogger(__name__)


class Uploads:
    """Uploads what it is told of, one file at a time, each tried several times; then the manifest that lists it.

    A file is deleted here when it has arrived there in full. What stays here in the end is told, and is taken up by the
    next run that writes to the same address.
    """

    def __init__(self, remote: Remote, folder: Path, *, tries: int = 5, pause: float = 1.0) -> None:
        """`pause`: seconds until the second try; each later one is twice as long, a minute at most."""
        self._remote, self._folder = remote, folder
        self._tries, self._pause = tries, pause
        self._manifest = Manifest(folder)
        self._waiting: queue.SimpleQueue[Path | None] = queue.SimpleQueue()
        self._hurry = threading.Event()
        self._left: list[Path] = []
        self._error = ""
        self._dirty = False
        self._thread: threading.Thread | None = None

    @property
    def in_a_hurry(self) -> bool:
        """Whether the end is to wait for nothing."""
        return self._hurry.is_set()

    def begin(self) -> None:
        """Bring the manifest there up to date, which shows that it can be written; then take up what was left here.

        Raises RemoteUnusable.
        """
        if not self._try(lambda: self._send_manifest(always=True), "manifest.jsonl", quiet=True):
            raise RemoteUnusable(f"{self._remote.url}: can't be written: {self._error}")
        self._error = ""
        for name in self._manifest.entries():
            if (self._folder / name).is_file():
                self.submit(self._folder / name)
        self._thread = threading.Thread(target=self._work, name="newscrawl-uploads", daemon=True)
        self._thread.start()

    def submit(self, path: Path) -> None:
        """Have a finished file uploaded; returns at once."""
        self._waiting.put(path)

    def hurry(self) -> None:
        """Try nothing again; what is under way may end within seconds."""
        self._hurry.set()

    def close(self) -> str | None:
        """Wait until all is there; one line that names what is not, and stays here."""
        if self._thread is None:
            return None
        self._waiting.put(None)
        while self._thread.is_alive() and not self._hurry.is_set():
            self._thread.join(0.1)
        self._thread.join(HURRY_SECONDS)
        here = [name for name in self._manifest.entries() if (self._folder / name).is_file()]
        if not here and not self._error:
            return None
        what = f"{len(here)} finished {'file' if len(here) == 1 else 'files'}" if here else "its manifest"
        why = f": {self._error}" if self._error else ""
        return f"{self._remote.url}: can't be written{why}; {what} stayed in {self._folder}, the next run uploads it"

    def _work(self) -> None:
        while (path := self._waiting.get()) is not None and not self._hurry.is_set():
            self._upload(path)
            if self._waiting.empty():
                self._try(lambda: self._send_manifest(), "manifest.jsonl")
        for path in self._left:
            if self._hurry.is_set() or not self._upload(path, again=True):
                break  # the store is gone: the others would wait as long for nothing
        else:
            self._error = ""
        for path in self._reports():
            self._try(lambda path=path: self._send_report(path), self._manifest.name(path))  # type: ignore[misc]
        self._try(lambda: self._send_manifest(), "manifest.jsonl")

    def _upload(self, path: Path, *, again: bool = False) -> bool:
        name = self._manifest.name(path)
        done = self._try(lambda: self._send(path, name), name)
        if not done and not again:
            self._left.append(path)
        return done

    def _send(self, path: Path, name: str) -> None:
        if not path.exists():  # another run that shares the folder was sooner
            return
        self._remote.put(path, name)
        path.unlink(missing_ok=True)
        if path.parent.name < datetime.now(UTC).strftime("%Y-%m-%d"):  # in today's folder shards are being opened
            with contextlib.suppress(OSError):  # others of that day are there
                path.parent.rmdir()
        self._dirty = True
        logger.info("uploaded %s", name)

    def _send_report(self, path: Path) -> None:
        """A report stays here too."""
        name = self._manifest.name(path)
        if self._remote.size(name) != path.stat().st_size:
            self._remote.put(path, name)

    def _reports(self) -> list[Path]:
        return sorted(path for path in (self._folder / "reports").rglob("*") if path.is_file())

    def _send_manifest(self, *, always: bool = False) -> None:
        """Add to the manifest there what has arrived; runs elsewhere may have listed others."""
        if not self._dirty and not always:
            return
        there = parse_manifest(self._remote.get("manifest.jsonl"))
        arrived = {
            name: entry
            for name, entry in self._manifest.entries().items()
            if there.get(name) != entry and self._remote.size(name) == entry.size
        }
        if arrived or always:
            lines = (entry.line() + b"\n" for entry in {**there, **arrived}.values())
            self._remote.put_bytes(b"".join(lines), "manifest.jsonl", self._folder)
        self._dirty = False

    def _try(self, step: Callable[[], None], name: str, *, quiet: bool = False) -> bool:
        """Whether it came about, in several tries; no second one where the store says that it is not allowed."""
        pause = self._pause
        for number in range(1, self._tries + 1):
            try:
                step()
            except Exception as error:  # each store has its own
                self._error = said(error)
                if not quiet:
                    logger.warning("%s: upload %d of %d failed: %s", name, number, self._tries, self._error)
                if isinstance(error, FileNotFoundError | PermissionError):
                    return False
            else:
                return True
            if number == self._tries or self._hurry.wait(min(pause, PAUSE_MAX)):
                return False
            pause *= 2
        return False


def download(remote: Remote, folder: Path) -> None:
    """Copy the manifest and the files that it lists, where they are there. Raises what the store raises."""
    data = remote.get("manifest.jsonl")
    if not data:
        raise RemoteUnusable(f"{remote.url}: no manifest.jsonl there; name the output of a run")
    (folder / "manifest.jsonl").write_bytes(data)
    for name in parse_manifest(data):
        if not Path(name).is_absolute() and ".." not in Path(name).parts:
            with contextlib.suppress(FileNotFoundError):  # the check tells it
                remote.download(name, folder / name)
