"""Pages taken out of an archive, without moving any other: lines of the dataset point to these by their offset.

In the place of the records of a page stand fillers (dataset.archive.stored) of the very length.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from newscrawl.core.page_context import PART, PageContext
from newscrawl.dataset.archive.heads import without_sites
from newscrawl.dataset.archive.members import members
from newscrawl.dataset.archive.stored import filler
from newscrawl.dataset.manifest import Manifest, Tally
from newscrawl.dataset.mending import naming
from newscrawl.dataset.rewriting import NEW, list_anew, put_in_place

__all__ = ["Stretch", "blank", "stretches"]

_FILLER_MAX = 2**24
_ADDRESS = re.compile(rb"^WARC-(?:Refers-To-)?Target-URI: *<?([^\r\n>]+)", re.MULTILINE | re.IGNORECASE)


@dataclass(slots=True)
class Stretch:
    """The records of one page, with those of its further pages and of what led to it: they stand together."""

    start: int
    end: int = 0
    addresses: set[str] = field(default_factory=set)
    context: PageContext | None = None
    """Of the page itself; None where the file is none of newscrawl's."""


def stretches(path: Path) -> Iterator[Stretch]:
    """The pages in a .warc.gz file, in order. Raises DatasetError where it can't be read, or is damaged.

    One that is being written (.part) is read to its last whole record.
    """
    current: Stretch | None = None
    with naming(path, "read"):
        for member in members(path, may_end=path.suffix == ".part"):
            named, kind, context = member.named, member.kind, member.context
            if kind == b"warcinfo" or (kind == b"metadata" and not _ADDRESS.search(named)):
                if current is not None:
                    yield current
                current = None
                continue
            current = current or Stretch(member.start)
            current.end = member.end
            current.addresses.update(match.decode("utf-8", "replace") for match in _ADDRESS.findall(named))
            if context is not None:
                current.addresses.add(context.candidate.url)
            too_long = member.is_json and not member.is_whole
            if too_long or (context is not None and context.outcome != PART):
                current.context = context
                yield current
                current = None
        if current is not None:
            yield current


def blank(
    path: Path,
    takes: Callable[[Stretch], bool],
    manifest: Manifest | None,
    takes_site: Callable[[str], bool] = lambda url: False,
) -> int:
    """Take pages out of a file, and addresses of sites out of its first record; returns how many pages.

    One that has no page left is deleted. The file is copied, and the copy takes its place at once; the manifest is told
    first, as of a shard. Raises DatasetError.
    """
    gone, tally = list[Stretch](), Tally()
    for stretch in stretches(path):
        if takes(stretch):
            gone.append(stretch)
        else:
            context = stretch.context
            tally.count({"source": context.site, "fetched_at": context.fetched_at} if context else {})
    first = without_sites(path, takes_site)
    if not gone and first is None:
        return 0
    new = path.with_name(path.name + NEW)
    with naming(path, "rewritten"):
        shutil.copyfile(path, new)
        shutil.copymode(path, new)
        with new.open("r+b") as file:
            file.write(first or b"")
            for start, end in _merged(gone):
                file.seek(start)
                for size in _parts(end - start):
                    file.write(filler(size))
            file.flush()
            os.fsync(file.fileno())
        tally.take_file(new)
    if manifest is not None:
        list_anew(manifest, path, tally)
    put_in_place(path, tally)
    return len(gone)


def _merged(gone: list[Stretch]) -> Iterator[tuple[int, int]]:
    if not gone:
        return
    start, end = gone[0].start, gone[0].end
    for stretch in gone[1:]:
        if stretch.start != end:
            yield start, end
            start = stretch.start
        end = stretch.end
    yield start, end


def _parts(size: int) -> Iterator[int]:
    count = -(-size // _FILLER_MAX)
    for number in range(count):
        yield size // count + (number < size % count)
