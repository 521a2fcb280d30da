"""What earlier runs remember, for `explain`: read from their store, which is never made by asking."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from newscrawl.cli.errors import CallError
from newscrawl.core.typical import Typical
from newscrawl.core.urls import identity
from newscrawl.crawl.config import Config
from newscrawl.store import Store, shown, sqlite_file

_SQLITE = "sqlite:///"


def state_url(args: argparse.Namespace) -> str | None:
    """The store that the call names, else the one that a crawl without options has left here; None for neither."""
    if args.state:
        return str(args.state)
    if args.output is not None:
        return Config(output=args.output).state_url
    usual = Config().state_url
    return usual if Path(usual.removeprefix(_SQLITE)).is_file() else None


class Remembered:
    """The store of earlier runs."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    @contextlib.contextmanager
    def open(cls, state: str) -> Iterator[Self]:
        """Open the store at an SQLAlchemy URL for a while. Raises CallError where there is none that can be read."""
        try:
            path = sqlite_file(state)
            if path is not None and not path.is_file():
                raise CallError(f"--state: {path} does not exist; name the output of an earlier run")
            store = Store.open(state)
        except ValueError as error:
            raise CallError(str(error)) from error
        try:
            yield cls(store)
        finally:
            store.close()

    def first(self, urls: Iterable[str]) -> dict[str, Any]:
        """All that is known of the first of the addresses that was ever found, JSON-able; times as ISO 8601, UTC."""
        row = next((row for url in urls if (row := self._store.lookup(url))), None)
        if row is None:
            return {"found": False, "store": shown(self._store.url)}
        times = {"first_seen", "changed_at", "dated"}
        return {
            name: datetime.fromtimestamp(value, UTC).isoformat(timespec="seconds") if name in times and value else value
            for name, value in row.items()
        }

    def typical(self, urls: Iterable[str]) -> tuple[str | None, Typical]:
        """The site of the first of the addresses that belongs to one, and what is typical of it."""
        for url in urls:
            row = self._store.lookup(url)
            site = row["site"] if row else self._store.typical.site_of(identity(url))
            if site:
                return str(site), self._store.typical.of_site(site).typical
        return None, Typical()
