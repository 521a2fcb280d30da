"""Runs, and the leases that keep two of them off one site."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import Connection, Engine, Row, select, update
from sqlalchemy.exc import IntegrityError

from newscrawl.store.schema import leases, runs

HEARTBEAT_SECONDS = 15.0
EXPIRY_SECONDS = 120.0
"""A run on another machine counts as dead after so long without a heartbeat."""


class SitesBusy(RuntimeError):
    """Another run that is alive holds some of the sites."""


class Runs:
    """Reads and writes runs and leases; every method is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, run_id: str, sites: Iterable[str]) -> list[str]:
        """Open a run that holds the sites. Returns the ids of dead runs whose work is to be taken up.

        Raises SitesBusy when a live run holds one of them; then nothing is held.
        """
        wanted = list(dict.fromkeys(sites))
        try:
            with self._engine.begin() as connection:
                dead = _bury(connection)
                _refuse_if_busy(connection, wanted)
                connection.execute(runs.insert().values(run_id=run_id, **_me()))
                if wanted:
                    connection.execute(leases.insert(), [{"site": site, "run_id": run_id} for site in wanted])
        except IntegrityError as error:  # another run took one of them between the look and the insert
            raise SitesBusy(f"another run has just taken one of {', '.join(wanted[:3])}; wait for it") from error
        return dead

    def beat(self, run_id: str) -> bool:
        """Say that the run is alive. False: it was taken for dead, and its sites may be another's by now."""
        still_open = (runs.c.run_id == run_id, runs.c.ended_at.is_(None))
        with self._engine.begin() as connection:
            changed = connection.execute(update(runs).where(*still_open).values(heartbeat_at=time.time()))
        return bool(changed.rowcount)

    def end(self, run_id: str, summary: dict[str, Any] | None = None) -> None:
        """Close a run and give its sites back."""
        with self._engine.begin() as connection:
            _end(connection, [run_id])
            connection.execute(update(runs).where(runs.c.run_id == run_id).values(summary=summary))

    def alive(self) -> set[str]:
        """The ids of the runs under way, this one among them."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(runs).where(runs.c.ended_at.is_(None))).all()
        return {row.run_id for row in rows if _alive(row)}

    def last_ended(self) -> dict[str, Any] | None:
        """The summary of the run that ended last; None where none has."""
        query = select(runs.c.summary).where(runs.c.summary.is_not(None)).order_by(runs.c.ended_at.desc()).limit(1)
        with self._engine.connect() as connection:
            summary = connection.execute(query).scalar_one_or_none()
        return dict(summary) if summary else None


def _bury(connection: Connection) -> list[str]:
    """End the runs whose process is gone."""
    open_runs = connection.execute(select(runs).where(runs.c.ended_at.is_(None))).all()
    dead = [row.run_id for row in open_runs if not _alive(row)]
    _end(connection, dead)
    return dead


def _refuse_if_busy(connection: Connection, sites: list[str]) -> None:
    held = {row.site: row.run_id for row in connection.execute(select(leases))}
    busy = [site for site in sites if site in held]
    if busy:
        more = f" and {len(busy) - 1} more" if len(busy) > 1 else ""
        raise SitesBusy(f"run {held[busy[0]]} is crawling {busy[0]}{more}; wait for it, or end it")


def _end(connection: Connection, run_ids: list[str]) -> None:
    if run_ids:
        connection.execute(leases.delete().where(leases.c.run_id.in_(run_ids)))
        connection.execute(update(runs).where(runs.c.run_id.in_(run_ids)).values(ended_at=time.time()))


def _me() -> dict[str, Any]:
    now = time.time()
    process = psutil.Process()
    return {
        "machine": _machine(),
        "pid": process.pid,
        "process_started": process.create_time(),
        "started_at": now,
        "heartbeat_at": now,
    }


def _alive(run: Row[Any]) -> bool:
    """On this machine the process list knows at once; elsewhere only the heartbeat tells."""
    if run.machine != _machine():
        return bool(time.time() - run.heartbeat_at < EXPIRY_SECONDS)
    try:
        process = psutil.Process(run.pid)
        same = abs(process.create_time() - run.process_started) < 2.0
        return same and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _machine() -> str:
    """Two containers may share a host name: the boot and the process namespace are what gives a pid its meaning."""
    parts = [platform.node()]
    boot_id, namespace = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")
    if boot_id.exists():
        parts.append(boot_id.read_text().strip())
    if namespace.is_symlink():
        parts.append(str(namespace.readlink()))
    return " ".join(parts)
