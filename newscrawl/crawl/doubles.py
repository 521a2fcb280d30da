"""Looks for near doubles in the store: articles that come while it is busy are looked up together."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from newscrawl.core.doubles import Sketch
from newscrawl.store import Near
from newscrawl.store.doubles import BATCH

Ask = Callable[[Sequence[tuple[str, Sketch]]], Awaitable[list[Near | None]]]

_Asked = tuple[str, Sketch, asyncio.Future[Near | None]]


class DoubleSearch:
    """Asks the store for as many articles at once as wait."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._waiting: list[_Asked] = []
        self._asking: asyncio.Task[None] | None = None

    async def nearest(self, article_id: str, sketch: Sketch) -> Near | None:
        """The article of the window that this one repeats most of. Raises what the store raises.

        Cancelled with the look that it is part of, as when the run ends: none waits for ever.
        """
        answer: asyncio.Future[Near | None] = asyncio.get_running_loop().create_future()
        self._waiting.append((article_id, sketch, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._work(), name="doubles")
        return await answer

    async def _work(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:BATCH], self._waiting[BATCH:]
                await self._answer(batch)
        finally:
            self._asking = None
            _cancel(self._waiting)  # none are left but where this was cancelled
            self._waiting = []

    async def _answer(self, batch: list[_Asked]) -> None:
        try:
            found = await self._ask([(article_id, sketch) for article_id, sketch, _ in batch])
        except asyncio.CancelledError:
            _cancel(batch)
            raise
        except Exception as error:  # each of them must hear of it
            for _, _, answer in batch:
                if not answer.done():
                    answer.set_exception(error)
            return
        for (_, _, answer), near in zip(batch, found, strict=True):
            if not answer.done():
                answer.set_result(near)


def _cancel(asked: list[_Asked]) -> None:
    for _, _, answer in asked:
        answer.cancel()
