"""The store's address: how it is shown, so that no password stands in a log, and what of it is a file."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

_MASK = "***"
_USER_INFO = re.compile(r"(?<=://)([^\s/@:]*):\S*(?=@)")
_PARAMETER = re.compile(r"([?&](?:[a-z_]*password|passwd|pwd|[a-z_]*secret|token)=)[^&#\s]*", re.IGNORECASE)


def shown(url: str) -> str:
    """The address without its passwords, for messages; the rest as it was written."""
    return _PARAMETER.sub(rf"\1{_MASK}", _USER_INFO.sub(rf"\1:{_MASK}", url))


def parsed(url: str) -> URL:
    """The address in its parts. Raises ValueError, one line that shows no password."""
    try:
        found = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise ValueError(f"--state {shown(url)}: not a database address; {HINT}") from error
    if found.get_backend_name() == "sqlite" and (found.database or "").startswith("file:"):
        raise ValueError(f"--state {shown(url)}: SQLite's file: addresses are not taken; {HINT}")
    return found


def engine_url(url: str) -> URL:
    """The address as SQLAlchemy is to take it: PostgreSQL by psycopg 3 where no driver is named. Raises ValueError."""
    found = parsed(url)
    return found.set(drivername="postgresql+psycopg") if found.drivername == "postgresql" else found


HINT = "write sqlite:///FILE or postgresql://USER@HOST/DATABASE"


def sqlite_file(url: str) -> Path | None:
    """The file of an SQLite store; None for any other, and for one in memory. Raises ValueError."""
    found = parsed(url)
    if found.get_backend_name() != "sqlite" or found.database in (None, "", ":memory:"):
        return None
    return Path(str(found.database))
