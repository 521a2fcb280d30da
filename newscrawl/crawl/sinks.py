"""Where a run's lines go: shards in a folder, or two files."""

from __future__ import annotations

import contextlib
from functools import partial
from pathlib import Path

from newscrawl.crawl.config import Config
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.shards import FileInUse, Shards, SingleFile, Sink
from newscrawl.store import SitesBusy


def made_folder(config: Config) -> Path:
    """The folder of the output, made where it is not there. Raises DatasetError."""
    folder = config.output.parent if config.single_file else config.output
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DatasetError(f"{folder}: can't be made: {error.strerror}") from error
    return folder


def open_sinks(config: Config, manifest: Manifest | None, run_id: str) -> tuple[Sink, Sink]:
    """For articles and for what is left out: shards with a manifest, else one file each.

    Raises DatasetError, and SitesBusy where another run writes the files.
    """
    if manifest is not None:
        shards = partial(
            Shards,
            run_id=run_id,
            compression=config.compression,
            lines_max=config.shard_lines,
            bytes_max=config.shard_bytes,
        )
        return shards(manifest, "articles"), shards(manifest, "rejected")
    with contextlib.ExitStack() as undo:
        try:
            articles = SingleFile(config.output)
            undo.callback(articles.close)
            rejected = SingleFile(config.beside("rejected.jsonl"))
        except FileInUse as error:
            raise SitesBusy(str(error)) from error
        undo.pop_all()
    return articles, rejected
