"""Where an export goes: it is made beside its place under another name, and takes the place when it is whole."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from newscrawl.core.exports.figures import MARK
from newscrawl.dataset.appending import lock
from newscrawl.dataset.manifest import MANIFEST

FIGURES = "figures.json"
CARD = "README.md"
SHARDS = "shards"
"""The `form` in the figures of a card for shards as they lie."""
_MANY_FILES = 200


class TargetError(Exception):
    """The place is taken; one line that names it and says what to do."""


def check_target(target: Path, *, is_file: bool, overwrite: bool, sources: Iterable[Path] = ()) -> None:
    """Whether the place is free, or may be taken: a file's where it is not read, a folder's where an export made it.

    A folder that holds a dataset is never taken, though a card (see `newscrawl card`) leaves figures there as well, nor
    one with a file of `sources` in it. Raises TargetError.
    """
    if not os.path.lexists(target):
        return
    if target.is_dir() and not any(target.iterdir()) and not is_file:
        return
    if not overwrite:
        raise TargetError(f"{target} exists; name another place with --out, or replace it with --overwrite")
    if is_file == target.is_dir():
        kinds = ("a folder", "a file") if target.is_dir() else ("a file", "a folder")
        raise TargetError(f"{target} is {kinds[0]} and would become {kinds[1]}; name another place with --out")
    if not is_file and (target / MANIFEST).exists():
        raise TargetError(f"{target} holds a dataset; it is not replaced: name another place with --out")
    if not is_file and _figures(target).get("form", SHARDS) == SHARDS:
        raise TargetError(f"{target} was not made by an export (it has no {FIGURES} of one); it is not replaced")
    place = target.resolve()
    for source in sources:
        if source.resolve().is_relative_to(place):
            raise TargetError(f"{target}: {source} is to be read from there; name another place with --out")


def made_by_export(folder: Path) -> bool:
    """Whether the folder holds the figures that an export, or a card, leaves."""
    return bool(_figures(folder))


def _figures(folder: Path) -> dict[str, Any]:
    """What an export or a card has left; empty where there is nothing of theirs."""
    try:
        figures = json.loads((folder / FIGURES).read_bytes())
    except (OSError, ValueError):
        return {}
    return figures if isinstance(figures, dict) and figures.get("made_by") == MARK else {}


@contextlib.contextmanager
def making(target: Path, *, is_file: bool) -> Iterator[Path]:
    """A folder to work in, on the target's file system; it is gone at the end, whatever happens.

    When the body ends well, what is at `place` in it (see `place_in`) is synced to disk and takes the target's place.
    What a killed export has left is removed first. Raises TargetError where another export makes the same, OSError.
    """
    work = target.parent / f".{target.name}.part"
    descriptor = _locked_folder(work, target)
    try:
        for left in work.iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        try:
            if not is_file:
                place_in(work, target).mkdir()
            yield work
            _sync(place_in(work, target))
            _take_place(place_in(work, target), target)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    finally:
        os.close(descriptor)


def _locked_folder(work: Path, target: Path) -> int:
    """The descriptor of the folder, which is made where it is not there. An export that ends may just remove it."""
    while True:
        work.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            descriptor = os.open(work, os.O_RDONLY)
            try:
                if not lock(descriptor, work):
                    raise TargetError(
                        f"{target}: another export is making it; wait for it, or name another place with --out"
                    )
                if os.path.samestat(os.fstat(descriptor), work.stat()):
                    return descriptor
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)


def place_in(work: Path, target: Path) -> Path:
    """What will become the target."""
    return work / target.name


def _take_place(made: Path, target: Path) -> None:
    if made.is_file() or not target.exists():
        made.replace(target)
    else:
        aside = made.parent / "replaced"  # removed with the folder that it is in
        target.rename(aside)
        try:
            made.rename(target)
        except BaseException:
            aside.rename(target)
            raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _sync(made: Path) -> None:
    """The name must not be durable before what it names."""
    paths = [made, *made.rglob("*")] if made.is_dir() else [made]
    if len(paths) > _MANY_FILES:
        os.sync()
        return
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
