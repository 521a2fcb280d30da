"""What several runs do to one store at the same time, and a crawl whose store is a PostgreSQL database."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random
from threading import Barrier
from time import sleep
from typing import Any

import pytest

from newscrawl.core.doubles import Sketch
from newscrawl.store import Store, StoreError, Written
from newscrawl.store.doubles import keep, sweep
from tests.crawl.harness import Bench, expected
from tests.postgres import Server
from tests.store.databases import connected, sql
from tests.web import NewsWeb

RUNS = 4


def together(work: Callable[[int], Any]) -> list[Any]:
    """Do it in several threads that begin at the same time; raises what any of them raises."""
    begin = Barrier(RUNS)

    def one(number: int) -> Any:
        begin.wait()
        return work(number)

    with ThreadPoolExecutor(RUNS) as pool:
        return list(pool.map(one, range(RUNS)))


def test_first_runs_that_begin_together_make_the_tables_once(store_url: str) -> None:
    stores = together(lambda _: Store.open(store_url))
    stores[0].remember("a", 1)
    assert [store.recall("a") for store in stores] == [1] * RUNS
    for store in stores:
        store.close()


def test_runs_that_note_the_same_articles_do_not_wait_for_one_another(store_url: str) -> None:
    """The same ones, each in another order, while what left the window is removed and segments are merged."""
    articles = [article(number) for number in range(16)]
    stores = [Store.open(store_url) for _ in range(RUNS)]
    stores[0].articles.confirm([article(number) for number in range(100, 164)], "old")
    sql(stores[0], "UPDATE sketches SET number = number - (1 << 50)")

    def work(number: int) -> None:
        for turn in range(12):
            mixed = Random(number * 100 + turn).sample(articles, len(articles))
            stores[number].articles.confirm(mixed, f"r{number}")
            stores[number].articles.confirm([article(1000 + 100 * number + turn)], f"r{number}")
            stores[number].doubles.nearest([("x", sketch(turn))])

    together(work)
    alone = (1000 + 100 * number + turn for number in range(RUNS) for turn in range(12))
    known = {f"{number:03}" for number in [*range(16), *alone]}
    assert stores[0].doubles.missing(known) == set()
    found = stores[1].doubles.nearest([("x", sketch(int(name))) for name in sorted(known)])
    assert [near and near.id for near in found] == sorted(known)
    for store in stores:
        store.close()


def sketch(number: int) -> Sketch:
    return Sketch(400, Random(number).randbytes(512))


def article(number: int) -> Written:
    name = f"{number:03}"
    key = f"paper.example/{name}"
    return Written(name, f"https://{key}", "paper.example", name, 1, (key,), sketch=sketch(number))


def test_what_is_forgotten_leaves_a_segment_that_another_run_is_merging(postgres: Server) -> None:
    store = Store.open(postgres.database())
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    for number in range(3):
        store.doubles.note([(f"{number}", 1, sketch(number))])
    with ThreadPoolExecutor(1) as pool:
        with connected(store) as merging:
            keep(merging, [("3", 1, sketch(3))])
            sweep(merging, 0, 0)
            forgetting = pool.submit(store.tombstones.finish, (), ["0"], (), ())
            while not forgetting.done() and sql(store, waiting) == [(0,)]:
                sleep(0.01)
        forgetting.result()
    assert sql(store, "SELECT count(*) FROM sketch_segments") == [(1,)]
    assert store.doubles.loose({"1", "2", "3"}) == 0
    store.close()


def test_two_crawls_into_one_database(postgres: Server, news_web: NewsWeb, tmp_path: Path) -> None:
    site = news_web.site("daily.test", articles=4)
    bench = Bench(news_web, tmp_path)
    state = ("--state", postgres.database())
    first = bench.crawl([site], *state)
    assert first.exit_code == 0, first.stderr
    assert bench.texts() == expected(site)
    news_web.clear_log()
    second = bench.crawl([site], *state)
    assert second.exit_code == 0, second.stderr
    assert (first.figures["written"], second.figures["written"]) == (4, 0)
    assert bench.texts() == expected(site)
    assert {request.status for request in site.log()} == {304}
    assert not (bench.output / "state.db").exists()


def test_a_server_that_is_not_there_is_named_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check server, user and database") as caught:
        Store.open(f"postgresql://me:s3cret@/d?host={tmp_path}")
    assert "\n" not in str(caught.value)
    assert "s3cret" not in str(caught.value)


def test_a_driver_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "psycopg", None)
    with pytest.raises(StoreError, match=r"pip install 'newscrawl\[fleet\]'"):
        Store.open("postgresql://me@h/d")
