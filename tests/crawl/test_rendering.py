"""Pages that only a browser fills, in real crawls."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from typing import Any

import psutil
import pytest

from newscrawl.crawl.browsers import look_for_browser
from tests.crawl.harness import NEWSCRAWL, TIMEOUT, Bench, expected, read
from tests.web import WebSite
from tests.web.faults import Fault
from tests.web.scripted import KINDS, NOSY, content_types, scripted
from tests.web.spec import Page
from tests.web.stories import Story, make_story

HOST = "scripts.test"
PLAIN = 3
"""Stories whose pages need no browser."""
SOON = 20
"""Seconds for a page that is to take too long, which the others don't on a busy machine."""
LONG = 100
"""Seconds that no page takes, however busy the machine is."""
SLOW = 6.0
"""Seconds that a story's data take to come, for what is to happen meanwhile."""


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The folder of all that browsers of this test keep: their command lines name it. Skips where there is none."""
    if missing := look_for_browser(None).missing:
        pytest.skip(missing)
    folder = tempfile.mkdtemp(prefix="nc-")  # a short name: it is part of a socket's
    monkeypatch.setenv("TMPDIR", folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def browsers(folder: str) -> list[psutil.Process]:
    """Processes of browsers that keep something there."""
    return [process for process in psutil.process_iter() if _is_alive(process) and folder in _command(process)]


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def _is_alive(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def pages_of(story: Story, kind: str) -> dict[str, Page]:
    bodies = scripted(kind, story)
    types = content_types(bodies)
    return {path: Page(body, types[path]) for path, body in bodies.items()}


def put_up(bench: Bench, *kinds: str, host: str = HOST, plain: int = PLAIN, **options: Any) -> WebSite:
    """A site whose sitemap names plain stories, then one of each kind."""
    pages: dict[str, Page] = {}
    for number, kind in enumerate(kinds, plain):
        pages |= pages_of(make_story(host, number), kind)
    return bench.web.site(host, articles=plain + len(kinds), pages=pages, **options)


def wait_for(bench: Bench, path: str) -> None:
    """Until the path has been asked for."""
    while not bench.web.log(path=path):
        time.sleep(0.05)


def test_every_kind_of_page_is_read_and_no_plain_one_is_rendered(bench: Bench, here: str) -> None:
    site = put_up(bench, *KINDS)
    nosy = put_up(bench, "nosy", host="nosy.test", plain=0)
    tracker = bench.web.site("www.google-analytics.com", articles=0, pages={"/a.js": Page("1", "text/javascript")})
    outcome = bench.crawl([site, nosy], "--archive")
    assert outcome.exit_code == 0, outcome.stderr
    texts = bench.texts()
    stories = dict(zip((*KINDS, "nosy"), (*site.stories[PLAIN:], *nosy.stories), strict=True))
    assert [kind for kind, story in stories.items() if texts.get(story.url) != story.text] == []
    assert texts == expected(site, nosy)
    rendered = {row["url"] for row in bench.records() if row["rendered"]}
    assert rendered == {story.url for story in stories.values()}
    assert outcome.figures["rendered"] == len(stories)
    assert browsers(here) == []
    asked = {request.path for request in nosy.log()}
    assert asked & set(NOSY) == {"/allowed.js"}
    assert tracker.log() == bench.web.log("10.0.0.7") == []
    agents = {request.headers["user-agent"] for request in (*site.log(), *nosy.log())}
    assert len(agents) == 1
    command = (*NEWSCRAWL, "replay", str(bench.output / "archive"), "--output", str(bench.folder / "again"))
    subprocess.run(command, env=bench.environment, check=True, capture_output=True, timeout=TIMEOUT)
    replayed = [row for path in bench.folder.glob("again/articles/*/*.jsonl") for row in read(path)]
    told = {row["url"]: (row["text"], row["rendered"]) for row in replayed}
    assert told == {row["url"]: (row["text"], row["rendered"]) for row in bench.records()}


@pytest.mark.parametrize(
    ("kind", "seconds", "ends"), [("hang", SOON, ("timeout", "hung")), ("hog", LONG, ("crashed",))]
)
def test_pages_that_hang_or_eat_memory_are_rejected_and_the_others_read(
    bench: Bench, here: str, kind: str, seconds: int, ends: tuple[str, ...]
) -> None:
    site = put_up(bench, kind, "client", plain=1)
    settings = (f"NEWSCRAWL_BROWSER_TIMEOUT={seconds}", "NEWSCRAWL_BROWSER_PAGES=1")
    outcome = bench.crawl([site], *(word for setting in settings for word in ("-s", setting)))
    assert outcome.exit_code == 0, outcome.stderr
    (row,) = bench.records("rejected")
    assert (row["url"], row["reason"]) == (site.stories[1].url, "needs-browser"), outcome.stderr
    assert row["evidence"]["browser"] in ends, outcome.stderr
    assert set(bench.texts()) == {site.stories[0].url, site.stories[2].url}, outcome.stderr
    assert browsers(here) == []


@pytest.mark.parametrize(("number", "seconds"), [(signal.SIGKILL, LONG), (signal.SIGSTOP, SOON)])
def test_a_browser_that_dies_or_stands_still_is_replaced_and_the_page_tried_again(
    bench: Bench, here: str, number: signal.Signals, seconds: int
) -> None:
    api = "/api/0.json"
    site = put_up(bench, "client", plain=0, faults={api: Fault.slow_headers(SLOW).once()})
    with bench.start([site], "-s", f"NEWSCRAWL_BROWSER_TIMEOUT={seconds}") as process:
        wait_for(bench, api)
        for browser in browsers(here):
            if not any(parent in browsers(here) for parent in browser.parents()):
                browser.send_signal(number)
        outcome = bench.finish(process)
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site), outcome.stderr
    assert len(site.log(api)) == 2
    assert browsers(here) == []


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_nothing_is_left_when_the_run_is_ended(bench: Bench, here: str, number: signal.Signals) -> None:
    api = "/api/0.json"
    site = put_up(bench, "client", plain=0, faults={api: Fault.slow_headers(SLOW).once()})
    with bench.start([site]) as process:
        wait_for(bench, api)
        children = psutil.Process(process.pid).children(recursive=True)
        assert browsers(here)
        os.kill(process.pid, number)
        process.communicate()
    assert process.returncode == (-9 if number == signal.SIGKILL else 143)
    while any(map(_is_alive, children)) or browsers(here):  # pytest-timeout ends it
        time.sleep(0.1)
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site)


def test_without_a_browser_its_pages_are_left_out_and_taken_up_when_there_is_one(bench: Bench, here: str) -> None:
    site = put_up(bench, "client", plain=1)
    none = bench.crawl([site], "-s", "NEWSCRAWL_BROWSER=/none")
    assert none.exit_code == 0
    assert bench.reasons() == {"needs-browser": 1}
    assert none.figures["unrendered"] == 1
    assert none.figures["no_browser"].startswith("NEWSCRAWL_BROWSER: /none is no program")
    never = bench.crawl([site], "--all", "--render", "never")
    assert (never.figures["fetched"], never.figures["no_browser"]) == (0, None)
    broken = bench.folder / "broken"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    fails = bench.crawl([site], "--all", "-s", f"NEWSCRAWL_BROWSER={broken}")
    assert fails.exit_code == 0
    assert fails.figures["no_browser"].startswith("it does not start")
    site.publish()
    some = bench.crawl([site], "--all", "--render", "always", "-s", f"NEWSCRAWL_BROWSER_TIMEOUT={LONG}")
    assert some.figures["rendered"] == 1, some.stderr
    assert bench.texts().keys() == {site.stories[0].url, site.stories[2].url}
    assert [row["rendered"] for row in bench.records()] == [False, True]
