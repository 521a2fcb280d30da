"""Words of the command line to values. Pure; a wrong word raises ArgumentTypeError, whose text says what to write."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from newscrawl.cli.errors import nearest
from newscrawl.core.moments import parse_duration, parse_moment
from newscrawl.dataset.reading import ENDINGS, is_shard
from newscrawl.dataset.remote import is_remote

T = TypeVar("T")

_SETTING = re.compile(r"[A-Z][A-Z0-9_]*")

_OTHER_FILES = frozenset(".json .ndjson .jl .csv .tsv .txt .xml .parquet .gz .bz2 .xz .zst .zip".split())


def moment(text: str) -> datetime:
    """An age or a date (see core.moments); a day alone is its first moment."""
    return _told(parse_moment, text)


def last_moment(text: str) -> datetime:
    """Like `moment`, a day alone being its last moment: `--until 2026-11-01` takes that day in."""
    return _told(partial(parse_moment, end=True), text)


def duration(text: str) -> float:
    """`90s`, `10m`, `1h30m`, `2d` in seconds (see core.moments)."""
    return _told(parse_duration, text)


def _told(parse: Callable[[str], T], text: str) -> T:
    """argparse shows the text of this error, and not that of a ValueError."""
    try:
        return parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def count(text: str) -> int:
    """A whole number, 1 or more."""
    if not text.strip().isascii() or not text.strip().isdigit() or int(text) < 1:
        raise ArgumentTypeError(f"{text!r} is no count; write a whole number, 1 or more")
    return int(text)


def seconds(text: str) -> float:
    """A number of seconds, 0 or more."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 86400:
        raise ArgumentTypeError(f"{text!r} is no number of seconds; write one from 0 on")
    return found


def languages(text: str) -> tuple[str, ...]:
    """`de,en` as BCP 47 primary codes, each one that can be detected, without doubles, in the order given."""
    from newscrawl.cli.languages import DETECTABLE, MISTAKEN

    codes = [part.strip().lower() for part in text.split(",") if part.strip()]
    if not codes:
        raise ArgumentTypeError(f"{text!r} names no language; write codes with commas between: de,en")
    for code in codes:
        if code not in DETECTABLE:
            primary = re.split("[-_]", code)[0]
            guess = MISTAKEN.get(code) or (primary if primary in DETECTABLE else None)
            hint = f"did you mean {guess}?" if guess else "write two letters: de,en"
            raise ArgumentTypeError(f"{code!r} is no language code; {hint}")
    return tuple(dict.fromkeys(codes))


def setting(text: str) -> tuple[str, str]:
    """`NAME=VALUE` as the two; the value may hold more equal signs, or be empty."""
    name, equals, value = text.partition("=")
    if not equals or not _SETTING.fullmatch(name.strip()):
        raise ArgumentTypeError(f"{text!r} is no setting; write NAME=VALUE, as in DOWNLOAD_DELAY=2")
    return name.strip(), value


def any_output(text: str) -> Path | str:
    """What `output` takes, or the address of a folder elsewhere: s3://, gs://, az:// or another that fsspec knows."""
    if not is_remote(text):
        return output(text)
    if is_shard(Path(text)):
        raise ArgumentTypeError(f"{text}: only folders can be uploaded to; write a folder, as in s3://BUCKET/FOLDER")
    return text


def output(text: str) -> Path:
    """A folder, or a file that ends in .jsonl, .jsonl.gz or .jsonl.zst, on this machine."""
    if is_remote(text):
        raise ArgumentTypeError(f"{text}: this command takes no address; write a folder or FILE.jsonl")
    path = Path(text)
    if not text.strip():
        raise ArgumentTypeError("the name is empty; write a folder or FILE.jsonl")
    if path.suffix in _OTHER_FILES and not is_shard(path):
        raise ArgumentTypeError(f"{text!r}: write a folder, or a file that ends in {', '.join(ENDINGS)}")
    return path


def store_address(text: str) -> str:
    """The address of a store: sqlite:///FILE (or FILE alone), postgresql://..."""
    scheme, colon, _rest = text.partition("://")
    if not text.strip():
        raise ArgumentTypeError("the address is empty; write sqlite:///FILE or postgresql://USER@HOST/DATABASE")
    rest = text.removeprefix("sqlite:///")
    if rest.lower().startswith("file:"):
        raise ArgumentTypeError("SQLite's file: addresses are not taken; write sqlite:///FILE, or FILE alone")
    if not colon:
        return f"sqlite:///{text}"
    if scheme.split("+")[0] not in ("sqlite", "postgresql"):
        raise ArgumentTypeError(f"{scheme}: no such store; write sqlite:///FILE or postgresql://USER@HOST/DATABASE")
    return text


def one_of(*words: str) -> Callable[[str], str]:
    """A function that takes one of the words and names them, and the nearest, for any other."""

    def choose(text: str) -> str:
        if text in words:
            return text
        guess = nearest(text, list(words))
        hint = f"did you mean {guess}?" if guess else f"write {', '.join(words[:-1])} or {words[-1]}"
        raise ArgumentTypeError(f"{text!r} is not known; {hint}")

    return choose
