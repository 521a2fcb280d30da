"""Which answers are archived, from run to run."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import create_engine, inspect

from newscrawl.store import Store
from newscrawl.store.archived import Archived
from newscrawl.store.naming import engine_url
from newscrawl.store.schema import prepare

PAGE = Archived("a.test/x", "https://a.test/x", "2026-11-24T10:00:00.000000Z", "sha1:A")


def test_the_last_answer_of_a_page_is_kept(store: Store) -> None:
    assert store.archived.get(PAGE.key) is None
    later = replace(PAGE, digest="sha1:B")
    store.archived.put([])
    store.archived.put([PAGE, replace(PAGE, key="a.test/y")])
    store.archived.put([later])
    again = Store.open(store.url)
    assert again.archived.get(PAGE.key) == later
    again.close()
    store.archived.forget(PAGE.key)
    assert store.archived.get(PAGE.key) is None
    assert store.archived.get("a.test/y") is not None


def test_a_store_is_got_ready_in_one_transaction(store_url: str) -> None:
    """Two runs that begin together both find all tables: none is made after it, where they could meet."""
    engine = create_engine(engine_url(store_url))
    with engine.begin() as connection:
        prepare(connection)
    made = set(inspect(engine).get_table_names())
    Store.open(store_url).close()
    assert "archived_pages" in made
    assert set(inspect(engine).get_table_names()) == made
    engine.dispose()
