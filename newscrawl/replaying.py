"""Replays archives in this process: options in, figures out. No reactor, no request."""

from __future__ import annotations

import asyncio
import hashlib
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from newscrawl.core.site import Site
from newscrawl.crawl.config import Config, ConfigError
from newscrawl.crawl.process import settle_in
from newscrawl.crawl.run import Run
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive.finding import archives_in, fingerprint
from newscrawl.replay.choosing import Chooser
from newscrawl.replay.files import ArchiveFile
from newscrawl.replay.running import Replay
from newscrawl.report.replaying import ReplayDisplay, ReplayFigures
from newscrawl.store import SitesBusy, StoreError

__all__ = ["NothingToRead", "ReplayBusy", "ReplayFailed", "ReplayOptions", "UsageError", "exit_code", "replay"]

LEASE = "replay"
"""What a replay holds of its dataset: two of them would not know of each other's articles under way."""


class UsageError(ValueError):
    """What was asked for can't be done as asked; one line."""


class ReplayBusy(RuntimeError):
    """Another replay writes to the same dataset; one line."""


class ReplayFailed(RuntimeError):
    """The replay could not begin, or had to stop; one line."""


class NothingToRead(ReplayFailed):
    """A file that is named is not there."""


@dataclass(frozen=True, kw_only=True)
class ReplayOptions:
    """What a replay is asked for; see docs/replay.md and `newscrawl replay --help`."""

    files: tuple[Path, ...]
    """Archives, and folders of them."""
    sites: tuple[Site, ...] = ()
    settings: Mapping[str, object] = field(default_factory=dict)
    """NEWSCRAWL_* settings by name."""
    read_all: bool = False
    """Read again what earlier calls have read."""


def replay(options: ReplayOptions, display: ReplayDisplay | None = None) -> ReplayFigures:
    """Replay, and return the figures when it is over.

    Raises UsageError, NothingToRead, ReplayBusy or ReplayFailed. Ctrl-C and SIGTERM end it within seconds, with all
    that it had written down.
    """
    try:
        config = Config.from_settings({**options.settings, "NEWSCRAWL_ARCHIVE": ""})
        paths = list(archives_in(options.files))
    except ConfigError as error:
        raise UsageError(str(error)) from error
    except FileNotFoundError as error:
        raise NothingToRead(f"{error}: no such file, or a folder without a WARC file") from error
    try:
        run = Run(config, (), holds=(LEASE,))
    except SitesBusy as error:
        raise ReplayBusy(f"another replay writes to {config.output}; wait for it, or name another --output") from error
    except StoreError as error:
        raise UsageError(str(error)) from error
    except DatasetError as error:
        raise ReplayFailed(str(error)) from error
    figures = asyncio.run(_replay(run, paths, options, display or ReplayDisplay()))
    if run.fatal is not None:
        raise ReplayFailed(run.fatal)
    return figures


async def _replay(run: Run, paths: Sequence[Path], options: ReplayOptions, display: ReplayDisplay) -> ReplayFigures:
    figures = ReplayFigures(run.figures)
    set_back = settle_in()
    try:
        files = [await _opened(run, path, options, figures) for path in paths]
        chooser = Chooser(options.sites, run.config.since, run.config.until, figures.skipped)
        going = Replay(run, files, chooser, figures, display)
        stops = _listen(going, run)
        await going.go()
        figures.run.exit_code = stops[0] if stops else exit_code(figures)
    finally:
        display.stop()
        await run.close()
        set_back()
    return figures


def _listen(going: Replay, run: Run) -> list[int]:
    """Have SIGINT and SIGTERM stop the replay, a second one its uploads; returns the exit codes of those that came."""
    came: list[int] = []

    def stop(number: int) -> None:
        if came:
            run.hurry()
        came.append(128 + number)
        going.stop("shutdown")

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop, number)
    return came


async def _opened(run: Run, path: Path, options: ReplayOptions, figures: ReplayFigures) -> ArchiveFile:
    """The file, as far as earlier calls with the same filters have come."""
    figures.files += 1
    try:
        size, mark = await asyncio.to_thread(fingerprint, path)
    except OSError as error:
        figures.damage(f"{path}:0: can't be read: {error.strerror}")
        figures.files_unreadable += 1
        return ArchiveFile(path, "", 0, is_done=True)
    file = ArchiveFile(path, f"replay {mark} {_filters(run.config, options.sites)}", size)
    known = None if options.read_all else await run.call(run.store.recall, file.name)
    if isinstance(known, dict):
        file.start = file.read = int(known.get("position") or 0)
        file.is_done = known.get("done") is True
        file.kept = (file.start, file.is_done)
        file.begun_by = list(known.get("begun_by") or ())
    figures.files_known += file.is_done
    figures.bytes += size
    figures.bytes_read += size if file.is_done else file.start
    return file


def _filters(config: Config, sites: Sequence[Site]) -> str:
    """A name for what is asked of a file: asked for something else, it is read again.

    Of times the day counts, so that `--since 7d` is the same for as long.
    """
    days = [f"{moment.astimezone(UTC):%Y-%m-%d}" if moment else "" for moment in (config.since, config.until)]
    asked = [*days, *sorted(config.languages), config.purpose or "", *sorted(site.url for site in sites)]
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:12]


def exit_code(figures: ReplayFigures) -> int:
    """0: all was read; 3: of no file anything; 4: some of it is damaged, or met an error in newscrawl."""
    if figures.files and figures.files_unreadable == figures.files:
        return 3
    failed = figures.left or any(site.errors for site in figures.run.sites.values())
    return 4 if figures.damaged or failed else 0
