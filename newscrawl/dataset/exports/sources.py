"""Which files an export reads: finished shards, and what is named."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newscrawl.dataset.manifest import MANIFEST, Manifest
from newscrawl.dataset.reading import ENDINGS, DamagedFile, is_shard, read_lines


class SourceError(Exception):
    """A source is not there or holds no records; one line that names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is read, in order, and what is not."""

    files: tuple[Path, ...]
    unfinished: tuple[Path, ...]
    """Shards that no manifest lists: a run is writing them, or died. They are among `files` where that was asked."""
    missing: int = 0
    """Shards of articles that a manifest lists and that are not there."""

    @property
    def size(self) -> int:
        """Bytes of the files on disk."""
        return sum(path.stat().st_size for path in self.files)


def find_sources(paths: Sequence[Path], *, unfinished: bool = False) -> Source:
    """The files of records that the paths stand for, each once, in order of their names within a path.

    An output folder, or a part of one, stands for the shards of articles that its manifest lists, any other folder for
    all files of records below it; a file that is named is taken as it is. Raises SourceError, DatasetError.
    """
    found: dict[Path, Path] = {}
    left: dict[Path, Path] = {}
    missing: set[Path] = set()
    for path in paths:
        listed, others, gone = _files(path)
        found.update((file.resolve(), file) for file in listed)
        left.update((file.resolve(), file) for file in others)
        missing |= gone
    open_ones = tuple(file for place, file in left.items() if place not in found)
    files = tuple(found.values())
    return Source((*files, *open_ones) if unfinished else files, open_ones, len(missing))


def lines_in(files: Sequence[Path]) -> int:
    """Whole lines in the files; what can't be read of them counts nothing."""
    count = 0
    for path in files:
        try:
            count += sum(line.endswith(b"\n") for line in read_lines(path))
        except (OSError, DamagedFile):
            continue
    return count


def _files(path: Path) -> tuple[list[Path], list[Path], set[Path]]:
    """Files to read, unfinished shards, and listed ones that are not there."""
    if not path.is_dir():
        if not path.exists():
            raise SourceError(f"{path}: no such file or folder; name a file of records, or an output folder")
        if not is_shard(path):
            raise SourceError(f"{path}: not a file of records; their names end in {', '.join(ENDINGS)}")
        return [path], [], set()
    output = _output_of(path)
    root = path / "articles" if output == path else path
    files = sorted(file for file in root.rglob("*") if file.is_file() and is_shard(file) and not _is_hidden(file, root))
    if output is None:
        if not files:
            raise SourceError(f"{path}: no {', '.join(ENDINGS)} file below it; name an output folder")
        return files, [], set()
    finished = {(output / name).resolve() for name in Manifest(output).finished()}
    places = {file: file.resolve() for file in files}
    listed = [file for file in files if places[file] in finished]
    gone = {place for place in finished - set(places.values()) if place.is_relative_to(root.resolve())}
    return listed, [file for file in files if places[file] not in finished], gone


def _output_of(path: Path) -> Path | None:
    """The output folder that the folder is, or is a part of: `output`, `output/articles`, `output/articles/DAY`."""
    if (path / "articles").is_dir():
        return path
    here = path.resolve()
    for above in here.parents[:2]:
        if here.relative_to(above).parts[0] == "articles" and (above / MANIFEST).is_file():
            return above
    return None


def _is_hidden(file: Path, root: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(root).parts)
