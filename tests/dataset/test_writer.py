"""Groups of lines: on disk first, then confirmed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from newscrawl.core.verdict import Reason
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.recovery import recover_shards
from newscrawl.dataset.shards import Line, Shards
from newscrawl.dataset.writer import Writer
from newscrawl.store import LeftOut, Written
from tests.dataset.lines import (
    manifest_of,
    numbers,
    record,
    rows_of,
    shards_of,
)


class _Kept:
    """A sink that keeps its records, to see the order of things."""

    def __init__(self, events: list[str], name: str, fail: bool = False) -> None:
        self._events, self._name, self._fail = events, name, fail

    def append(self, lines: Sequence[Line]) -> None:
        if self._fail:
            raise DatasetError("no space")
        self._events.extend(f"{self._name} {line.record['n']}" for line in lines)

    def close(self) -> None:
        self._events.append(f"{self._name} closed")

    def leave(self) -> None:
        self._events.append(f"{self._name} left")


def item(n: int) -> Written:
    return Written(f"{n}", f"https://paper.example/{n}", "paper.example", None, 1, (f"paper.example/{n}",))


async def test_lines_are_on_disk_before_they_are_confirmed() -> None:
    events: list[str] = []
    thread = ThreadPoolExecutor(1)
    writer = Writer(
        _Kept(events, "article"),
        _Kept(events, "rejected"),
        lambda items: events.append(f"confirmed {len(items)}"),
        thread,
        group_seconds=0.01,
    )
    left_out = LeftOut("https://paper.example/3", "paper.example", Reason.NO_TEXT, ("paper.example/3",))
    await asyncio.gather(
        writer.write({"n": 1}, item(1)), writer.write({"n": 2}, item(2)), writer.write({"n": 3}, left_out)
    )
    assert events == ["article 1", "article 2", "rejected 3", "confirmed 3"]
    await writer.close()
    assert events[-2:] == ["article closed", "rejected closed"]
    thread.shutdown()


async def test_what_was_forgotten_since_it_was_judged_is_withheld_alone() -> None:
    events: list[str] = []
    thread = ThreadPoolExecutor(1)
    left_out = LeftOut("https://paper.example/3", "paper.example", Reason.NO_TEXT, ("paper.example/3",))
    writer = Writer(
        _Kept(events, "article"),
        _Kept(events, "rejected"),
        lambda items: events.append(f"confirmed {len(items)}"),
        thread,
        group_seconds=0.01,
        forgotten=lambda items: [None if one == item(1) else f"mark of {one.url}" for one in items],
    )
    items: list[Written | LeftOut] = [item(1), item(2), left_out]
    results = await asyncio.gather(
        *(writer.write({"n": n}, one) for n, one in enumerate(items, 1)), return_exceptions=True
    )
    assert [getattr(result, "mark", result) for result in results] == [
        None,
        "mark of https://paper.example/2",
        "mark of https://paper.example/3",
    ]
    assert events == ["article 1", "confirmed 1"]
    assert not writer.failed
    await writer.close()
    thread.shutdown()


async def test_a_full_group_does_not_wait(tmp_path: Path) -> None:
    confirmed: list[int] = []
    thread = ThreadPoolExecutor(1)
    shards, rejected = Shards(Manifest(tmp_path), "articles", "run"), Shards(Manifest(tmp_path), "rejected", "run")
    writer = Writer(shards, rejected, lambda items: confirmed.append(len(items)), thread, group_seconds=60)
    await asyncio.wait_for(asyncio.gather(*(writer.write(record(n), item(n)) for n in range(64))), 10)
    assert sum(confirmed) == 64
    await writer.close()
    assert numbers(shards_of(tmp_path)[0]) == list(range(64))
    thread.shutdown()


async def test_every_writer_hears_of_a_failure() -> None:
    thread = ThreadPoolExecutor(1)
    confirmed: list[object] = []
    failing = _Kept([], "article", fail=True)
    writer = Writer(failing, _Kept([], "rejected"), confirmed.extend, thread, group_seconds=0.01)
    results = await asyncio.gather(*(writer.write({"n": n}, item(n)) for n in range(3)), return_exceptions=True)
    assert [type(r) for r in results] == [DatasetError] * 3
    assert confirmed == []
    thread.shutdown()


async def test_a_record_that_json_refuses_fails_alone(tmp_path: Path) -> None:
    thread = ThreadPoolExecutor(1)
    confirmed: list[object] = []
    shards, rejected = Shards(Manifest(tmp_path), "articles", "run"), Shards(Manifest(tmp_path), "rejected", "run")
    writer = Writer(shards, rejected, confirmed.extend, thread, group_seconds=0.01)
    bad: list[dict[str, object]] = [{"n": float("nan")}, {"n": {1, 2}}, {"n": float("inf")}]
    results = await asyncio.gather(
        writer.write(record(1), item(1)),
        *(writer.write(row, item(9)) for row in bad),
        writer.write({"n": 2, "text": "\ud800"}, item(2)),
        return_exceptions=True,
    )
    assert [type(r) for r in results] == [type(None), ValueError, TypeError, ValueError, type(None)]
    assert confirmed == [item(1), item(2)]
    assert not writer.failed
    await writer.close()
    assert numbers(shards_of(tmp_path)[0]) == [1, 2]
    thread.shutdown()


async def test_a_shard_with_unconfirmed_lines_is_not_listed(tmp_path: Path) -> None:
    """Not even when later groups go well: the next run must find it."""
    thread = ThreadPoolExecutor(1)

    def confirm(items: Sequence[Written | LeftOut]) -> None:
        if item(1) in items:
            raise DatasetError("the store is gone")

    shards, rejected = Shards(Manifest(tmp_path), "articles", "run"), Shards(Manifest(tmp_path), "rejected", "run")
    writer = Writer(shards, rejected, confirm, thread, group_seconds=0.01)
    for n in range(3):
        if n == 1:
            with pytest.raises(DatasetError, match="the store is gone"):
                await writer.write(record(n), item(n))
        else:
            await writer.write(record(n), item(n))
    assert writer.failed
    await writer.close()
    assert [entry["lines"] for entry in manifest_of(tmp_path)] == [1]
    assert rows_of(recover_shards(tmp_path, alive=set())) == [("articles", "run", 0), ("articles", "run", 1)]
    thread.shutdown()


async def test_what_cannot_be_finished_is_let_go_of(tmp_path: Path) -> None:
    thread = ThreadPoolExecutor(1)
    shards, rejected = Shards(Manifest(tmp_path), "articles", "run"), Shards(Manifest(tmp_path), "rejected", "run")
    writer = Writer(shards, rejected, lambda items: None, thread, group_seconds=0.01)
    left_out = LeftOut("https://paper.example/2", "paper.example", Reason.NO_TEXT, ("paper.example/2",))
    await asyncio.gather(writer.write(record(1), item(1)), writer.write(record(2), left_out))
    (tmp_path / "manifest.jsonl").mkdir()
    with pytest.raises(DatasetError, match=r"manifest\.jsonl: can't be written"):
        await writer.close()
    (tmp_path / "manifest.jsonl").rmdir()
    assert rows_of(recover_shards(tmp_path, alive=set())) == [("articles", "run", 1), ("rejected", "run", 2)]
    thread.shutdown()
