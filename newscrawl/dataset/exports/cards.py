"""README.md and figures.json beside an export, or in a dataset's own folder."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from newscrawl import __version__
from newscrawl.core.exports.card import CRAWLS_OWN, Facts, card, uncounted_card
from newscrawl.core.exports.figures import MARK, Figures
from newscrawl.core.exports.front_matter import features
from newscrawl.core.exports.shapes import RECORD, Shape
from newscrawl.dataset.exports.forms import Form
from newscrawl.dataset.exports.target import CARD, FIGURES
from newscrawl.dataset.reading import ENDINGS


def write_card(folder: Path, figures: Figures, facts: Facts, beside: Mapping[str, Any]) -> None:
    """Write both files; `beside` goes into figures.json with the counts. Raises OSError."""
    counts = figures.as_dict()
    told = {"made_by": MARK, "newscrawl": facts.version, "made_at": facts.made_at, **beside, **counts}
    _replace(folder / FIGURES, json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    _replace(folder / CARD, card(counts, facts))


def export_facts(form: Form, keys: tuple[str, ...], filters: Sequence[str], left_out: Mapping[str, int]) -> Facts:
    """What the card of an export says beside the counts."""
    return Facts(
        version=__version__,
        made_at=_now(),
        form=form.says + (f" Split by {' and '.join(keys)}." if keys else ""),
        fields=form.fields,
        data_files=_data_files(form, keys),
        features=_features(form),
        filters=filters,
        left_out=left_out,
    )


def dataset_facts(pattern: Mapping[str, Any] | None) -> Facts:
    """What the card of shards says; `pattern` is their place from the card's folder, as data_files takes it."""
    return Facts(
        version=__version__,
        made_at=_now(),
        form="Shards of JSON Lines, as newscrawl wrote them.",
        fields="One record a line; the fields are described in newscrawl's docs/record.md.",
        data_files=pattern,
        features=features(RECORD),
    )


def keep_card(folder: Path) -> None:
    """Have an output folder with shards say how datasets loads it, by a README.md, unless there is another one.

    Raises OSError.
    """
    if not any(folder.glob("articles/*/*")):
        return
    text = uncounted_card(dataset_facts(config(*(f"articles/*/*{ending}" for ending in ENDINGS))))
    path = folder / CARD
    if not os.path.lexists(path) or (is_crawls_own(path) and path.read_bytes() != text.encode()):
        _replace(path, text)


def is_crawls_own(path: Path) -> bool:
    """Whether a README.md is one of `keep_card`'s. Raises OSError."""
    return CRAWLS_OWN.encode() in path.read_bytes()


def config(*paths: str) -> dict[str, Any]:
    """The data_files of a card's config: one split of these paths."""
    return {"data_files": [{"split": "train", "path": paths[0] if len(paths) == 1 else list(paths)}]}


def _data_files(form: Form, keys: tuple[str, ...]) -> dict[str, Any] | None:
    if not form.shape:
        return None
    depth = len(keys) + 1 if form.hive and keys else max(len(keys), 1)
    if form.name == "txt" and not keys:
        depth = 2  # a folder a month
    pattern = "/".join([form.folder, *["*"] * depth]) + form.endings[0]
    return {**config(pattern), **(form.loader or {})}


def _features(form: Form) -> list[dict[str, Any]]:
    if not form.shape or form.name == "parquet":  # Parquet files say it themselves
        return []
    module, _, name = form.shape.partition(":")
    shape: dict[str, Shape] = getattr(import_module(f"newscrawl.core.exports.{module}"), name)
    return features(shape)


def _replace(path: Path, text: str) -> None:
    """Whole or not at all."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("w", encoding="utf-8", errors="replace") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
