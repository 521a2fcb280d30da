"""What is forgotten, while several calls are under way."""

from __future__ import annotations

from newscrawl.core.forgetting import mark_of
from newscrawl.store import Store

ONE, OTHER = "a.example/one", "b.example/other"


def test_a_call_that_ends_leaves_what_another_has_begun(store: Store) -> None:
    for key in (ONE, OTHER):
        store.tombstones.begin({mark_of(key): mark_of(key)})
    store.tombstones.finish([ONE], [mark_of(ONE)], [], [mark_of(ONE)])
    assert store.tombstones.unfinished() == {mark_of(OTHER): mark_of(OTHER)}
    assert set(store.tombstones.among([mark_of(ONE), mark_of(OTHER)])) == {mark_of(ONE), mark_of(OTHER)}
