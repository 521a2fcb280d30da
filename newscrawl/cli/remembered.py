"""What earlier runs remember, for `explain`: read from their store, which is never made by asking."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Self

from sqlalchemy.exc import SQLAlchemyError

from newscrawl.cli.errors import CallError, CommandError
from newscrawl.core.typical import Typical
from newscrawl.core.urls import identity
from newscrawl.crawl.config import Config
from newscrawl.store import OriginFile, Store, first_line, shown, sqlite_file


def state_url(args: argparse.Namespace) -> str | None:
    """The store that the call names, else the one that a crawl without options has left here; None for neither."""
    if args.state:
        return str(args.state)
    if args.output is not None:
        return Config.of_output(args.output).state_url
    usual = Config().state_url
    path = sqlite_file(usual)
    return usual if path is not None and path.is_file() else None


def output_of(args: argparse.Namespace) -> Path | None:
    """Where the lines of these runs lie; None where only a store is named."""
    if args.output is not None:
        return Config.of_output(args.output).output
    return None if args.state else Config().output


class Remembered:
    """The store of earlier runs, and the output that they wrote where that is known."""

    def __init__(self, store: Store, output: Path | None) -> None:
        self.store, self.output = store, output

    @classmethod
    @contextlib.contextmanager
    def open(cls, state: str, output: Path | None = None) -> Iterator[Self]:
        """Open the store at an SQLAlchemy URL for a while.

        Raises CallError where there is none that can be opened, CommandError where it can't be read after all.
        """
        try:
            path = sqlite_file(state)
            if path is not None and not path.is_file():
                option = "--state" if output is None else "--output"
                raise CallError(f"{option}: {path} does not exist; name the output of an earlier run")
            store = Store.open(state)
        except ValueError as error:
            raise CallError(str(error)) from error
        try:
            yield cls(store, output)
        except SQLAlchemyError as error:
            raise CommandError(f"{shown(state)}: can't be read: {first_line(error)}") from error
        finally:
            store.close()

    @property
    def name(self) -> str:
        """The store, as it may be shown."""
        return shown(self.store.url)

    def first(self, urls: Iterable[str]) -> dict[str, Any] | None:
        """All that is known of the first of the addresses that was ever found; None where none was."""
        return next((row for url in urls if (row := self.store.lookup(url))), None)

    def site_of(self, urls: Iterable[str]) -> str | None:
        """The site of the first of the addresses that belongs to one."""
        for url in urls:
            row = self.store.lookup(url)
            site = row["site"] if row else self.store.typical.site_of(identity(url)) or self.store.telling.site_of(url)
            if site:
                return str(site)
        return None

    def typical(self, site: str | None) -> Typical:
        """What is typical of a site; nothing for one that is not known."""
        return self.store.typical.of_site(site).typical if site else Typical()

    def file(self, url: str) -> OriginFile | None:
        """A file that speaks for an origin, as a run has fetched it last."""
        return self.store.origin_files.get(url)
