"""What runs that died left: archives that are half, and lines on disk that the store knows nothing of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from newscrawl.core.doubles import Sketch, sketch_of
from newscrawl.core.doubles.sketch import body_of
from newscrawl.core.moments import posix
from newscrawl.crawl.config import Config
from newscrawl.crawl.items import item_of, optional_text
from newscrawl.dataset.archive.recovery import recover_archives
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.recovery import Forgotten, recover_file, recover_shards
from newscrawl.dataset.rewriting import NEW, settle
from newscrawl.store import LeftOut, Store, Written

__all__ = ["confirm_lines", "forgotten_by", "recover"]


def recover(config: Config, store: Store, manifest: Manifest | None, run_id: str) -> None:
    """Make archives whole, with or without --archive, as lines may point to them; then have the store confirm lines.

    `manifest`: of an output folder; None for a single file. `run_id`: the run that does so. Raises DatasetError.
    """
    place, forgotten = config.beside("archive"), store.tombstones.page_filter()
    recover_archives(place.parent, store.runs.alive(), name=place.name, manifest=manifest, forgotten=forgotten)
    for kind, records in _unconfirmed(config, store):
        confirm_lines(store, kind, records, run_id)


def _unconfirmed(config: Config, store: Store) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    if not config.single_file:
        for found in recover_shards(config.output, store.runs.alive(), forgotten_by(store)):
            yield found.kind, found.records
        return
    for kind, path in (("articles", config.output), ("rejected", config.beside("rejected.jsonl"))):
        settle([path.with_name(path.name + NEW)], None)
        if not path.is_file():
            continue
        if path.stat().st_size == store.recall(f"size of {path.name}"):
            continue  # closed cleanly by the last run
        for records in recover_file(path):
            yield kind, records


def confirm_lines(store: Store, kind: str, records: Sequence[dict[str, Any]], run_id: str) -> None:
    """Have the store confirm lines that were read back, but those of what was forgotten."""
    found = [(item, record) for record in records if (item := item_of(kind, record)) is not None]
    store.articles.confirm(_with_sketches(store, found), run_id)


def forgotten_by(store: Store) -> Forgotten:
    """Tells which of some records a store has tombstones of."""

    def which(kind: str, records: Sequence[Mapping[str, Any]]) -> set[int]:
        items = {number: item for number, record in enumerate(records) if (item := item_of(kind, dict(record)))}
        kept = {id(item) for item in store.tombstones.without(list(items.values()))}
        return {number for number, item in items.items() if id(item) not in kept}

    return which


def _with_sketches(store: Store, found: Sequence[tuple[Written | LeftOut, dict[str, Any]]]) -> list[Written | LeftOut]:
    """The items but those that were forgotten, with sketches for articles that have none and are recent enough."""
    kept = {id(item) for item in store.tombstones.without([item for item, _ in found])}
    found = [(item, record) for item, record in found if id(item) in kept]
    recent = {
        item.id: (item, record)
        for item, record in found
        if isinstance(item, Written) and store.doubles.days and _is_since(record, store.doubles.since)
    }
    missing = store.doubles.missing(recent)
    return [
        replace(item, sketch=_sketch_of(record)) if isinstance(item, Written) and item.id in missing else item
        for item, record in found
    ]


def _is_since(record: dict[str, Any], since: float) -> bool:
    fetched = posix(optional_text(record, "fetched_at"))
    return fetched is not None and fetched >= since


def _sketch_of(record: dict[str, Any]) -> Sketch | None:
    text, title = record.get("text"), record.get("title")
    return sketch_of(body_of(text, title if isinstance(title, str) else None)) if isinstance(text, str) else None
