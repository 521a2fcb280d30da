"""Which answers are archived, from run to run."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from newscrawl.store import Store
from newscrawl.store.archived import Archived

PAGE = Archived("a.test/x", "https://a.test/x", "2026-11-24T10:00:00.000000Z", "sha1:A")


def test_the_last_answer_of_a_page_is_kept(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    store = Store.open(url)
    assert store.archived.get(PAGE.key) is None
    later = replace(PAGE, digest="sha1:B")
    store.archived.put([])
    store.archived.put([PAGE, replace(PAGE, key="a.test/y")])
    store.archived.put([later])
    store.close()
    store = Store.open(url)
    assert store.archived.get(PAGE.key) == later
    store.archived.forget(PAGE.key)
    assert store.archived.get(PAGE.key) is None
    assert store.archived.get("a.test/y") is not None
    store.close()
