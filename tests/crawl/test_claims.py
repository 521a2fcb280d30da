"""Articles that are on their way at the same time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from newscrawl.core.doubles import Sketch
from newscrawl.crawl.claims import Claimed, Claims
from newscrawl.crawl.doubles import DoubleSearch
from newscrawl.store import Near

SKETCH = Sketch(400, random.Random(1).randbytes(512))
NEAR = replace(SKETCH, hashes=SKETCH.hashes[:460] + random.Random(2).randbytes(52))
OTHER = Sketch(400, random.Random(3).randbytes(512))


def test_an_id_is_claimed_once() -> None:
    claims = Claims()
    assert claims.claim(1, "a", "text").same is None
    waiting = claims.claim(2, "a", "else").same
    assert waiting is not None
    assert not waiting.is_set()
    claims.release(2)  # it holds nothing
    assert not waiting.is_set()
    claims.release(1)
    assert waiting.is_set()
    assert claims.claim(2, "a", "else").same is None
    assert claims.claim(4, "c", None) == Claimed()


def test_a_double_waits_for_the_one_that_came_first() -> None:
    claims = Claims()
    assert claims.claim(1, "a", "text", SKETCH) == Claimed()
    same = claims.claim(2, "b", "text", SKETCH)
    near = claims.claim(3, "c", "else", NEAR)
    assert (same.same, near.same) == (None, None)
    assert claims.claim(4, "d", "more", OTHER).doubles == ()
    assert len(near.doubles) == 2
    claims.release(1)
    assert all(event.is_set() for event in same.doubles)
    assert [event.is_set() for event in near.doubles].count(True) == 1
    claims.release(2)
    assert all(event.is_set() for event in near.doubles)
    for holder in (3, 4):
        claims.release(holder)
    assert claims.claim(5, "e", "text", SKETCH).doubles == ()


async def test_articles_that_come_while_the_store_is_busy_are_looked_up_together() -> None:
    batches: list[list[str]] = []
    free = asyncio.Event()

    async def ask(asked: Sequence[tuple[str, Sketch]]) -> list[Near | None]:
        batches.append([name for name, _ in asked])
        await free.wait()
        return [Near(f"of {name}", 0.9, name) for name, _ in asked]

    search = DoubleSearch(ask)
    answers = [asyncio.create_task(search.nearest(str(number), SKETCH)) for number in range(3)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    answers += [asyncio.create_task(search.nearest(str(number), SKETCH)) for number in range(3, 100)]
    answers[5].cancel()
    free.set()
    found = await asyncio.gather(*answers, return_exceptions=True)
    assert isinstance(found[5], asyncio.CancelledError)
    assert all(near == Near(f"of {n}", 0.9, str(n)) for n, near in enumerate(found) if n != 5)
    assert len(batches) <= 3
    assert sorted(name for batch in batches for name in batch if name != "5") == sorted(
        str(number) for number in range(100) if number != 5
    )


async def test_what_the_store_raises_is_heard_by_all() -> None:
    async def ask(_asked: Sequence[tuple[str, Sketch]]) -> list[Near | None]:
        raise OSError("gone")

    search = DoubleSearch(ask)
    for _ in range(2):
        found = await asyncio.gather(*(search.nearest(str(n), SKETCH) for n in range(3)), return_exceptions=True)
        assert [str(error) for error in found] == ["gone"] * 3
    with pytest.raises(OSError, match="gone"):
        await search.nearest("x", SKETCH)


async def test_a_look_that_is_cancelled_leaves_none_waiting() -> None:
    asking = asyncio.Event()

    async def ask(_asked: Sequence[tuple[str, Sketch]]) -> list[Near | None]:
        asking.set()
        await asyncio.Event().wait()
        raise AssertionError

    search = DoubleSearch(ask)
    answers = [asyncio.create_task(search.nearest(str(number), SKETCH)) for number in range(3)]
    await asking.wait()
    answers.append(asyncio.create_task(search.nearest("later", SKETCH)))
    await asyncio.sleep(0)
    (work,) = (task for task in asyncio.all_tasks() if task.get_name() == "doubles")
    work.cancel()
    found = await asyncio.gather(*answers, return_exceptions=True)
    assert [type(error) for error in found] == [asyncio.CancelledError] * 4
