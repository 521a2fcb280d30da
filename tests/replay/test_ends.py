"""How a replay ends: its exit codes, with one line that says why; what was forgotten; object stores."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from newscrawl.core.urls import article_id
from newscrawl.core.verdict import Reason, Rejection
from newscrawl.crawl.config import Config
from newscrawl.crawl.forgetting import Forgetting
from newscrawl.crawl.run import Run
from newscrawl.crawl.visits import Page
from newscrawl.extensions.settlement import write_rejection
from newscrawl.pipelines.writer import write_article
from newscrawl.replay import steps
from newscrawl.replaying import NothingToRead, ReplayBusy
from newscrawl.store import Store
from tests.crawl.harness import TIMEOUT, read
from tests.dataset.s3 import QUICK as QUICK_S3
from tests.dataset.s3 import S3
from tests.replay.warcs import (
    called,
    command,
    environment,
    here,
    lines,
    no_article,
    reasons,
    stories,
    texts,
    told,
    wanted,
    write,
)

STORIES = stories("a.test", 120)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("archive") / "a.warc.gz"
    write(path, map(told, STORIES))
    return path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("small") / "b.warc.gz"
    write(path, map(told, STORIES[:4]))
    return path


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["none.warc"], "none.warc: no such file"),
        (["SMALL", "-s", "DOWNLOAD_DELAY=1"], "-s: DOWNLOAD_DELAY means nothing here"),
        (
            ["SMALL", "--since", "2026-11-02", "--until", "2026-11-01"],
            "2026-11-02 00:00 is not before --until",
        ),
        (["SMALL", "--staging", "x"], "--staging: is for an --output that is an address"),
        (["SMALL", "--output", "nowhere/out.jsonl"], "--output: the folder nowhere does not exist"),
    ],
)
def test_a_call_that_is_wrong(words: list[str], why: str, small: Path, tmp_path: Path) -> None:
    call = [sys.executable, "-m", "newscrawl", "replay", *(str(small) if word == "SMALL" else word for word in words)]
    done = subprocess.run(call, cwd=tmp_path, env=environment(), capture_output=True, text=True, timeout=TIMEOUT)
    assert (done.returncode, done.stdout) == (2, "")
    assert why in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_folder_without_an_archive(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToRead, match="without a WARC file"):
        here(tmp_path / "out", tmp_path / "empty")


def test_sigterm_and_on(archive: Path, tmp_path: Path) -> None:
    """While it runs, another one ends with 5; stopped, it says so, and the same call does the rest."""
    output = tmp_path / "out"
    process = subprocess.Popen(
        command(archive, "--output", output, "--json"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    end = time.monotonic() + TIMEOUT
    while not any(path.stat().st_size for path in output.glob("articles/*/*")):
        assert time.monotonic() < end
        assert process.poll() is None
        time.sleep(0.005)
    process.send_signal(signal.SIGSTOP)
    with pytest.raises(ReplayBusy, match="another replay writes to"):
        here(output, archive)
    process.send_signal(signal.SIGCONT)
    process.send_signal(signal.SIGTERM)
    stdout, stderr = process.communicate(timeout=TIMEOUT)
    assert (process.returncode, stderr) == (143, "")
    first = json.loads(stdout)
    assert first["exit_code"] == 143
    assert 0 < first["written"] < len(STORIES)
    rest = here(output, archive)
    assert rest.run.exit_code == 0
    assert 0 < rest.pages < len(STORIES)
    assert texts(output) == wanted(*STORIES)


def test_max_articles_and_on(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    figures = here(output, small, max_articles=3)
    assert (figures.run.finish_reason, figures.files_done, len(texts(output))) == ("max-articles", 0, 3)
    here(output, small, max_articles=3)
    assert texts(output) == wanted(*STORIES[:4])


def test_an_output_that_fails_ends_with_1(archive: Path, small: Path, tmp_path: Path) -> None:
    """No file may grow beyond a size; then the same call does the rest."""
    output = tmp_path / "out"
    here(output, small)
    most = (output / "state.db").stat().st_size + 50_000
    code = "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    code += f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\n"
    code += "from newscrawl.cli import main; sys.exit(main())"
    call = [sys.executable, "-c", code, "replay", str(archive), "--output", str(output), "-q"]
    done = subprocess.run(call, env=environment(), capture_output=True, text=True, timeout=TIMEOUT)
    assert done.returncode == 1, done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert here(output, archive).run.exit_code == 0
    assert texts(output) == wanted(*STORIES)


def test_what_was_forgotten_does_not_come_back(small: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    here(output, small)
    gone = STORIES[1]
    call = [sys.executable, "-m", "newscrawl", "forget", gone.url, "--output", str(output), "--yes"]
    done = subprocess.run(call, env=environment(), capture_output=True, text=True, timeout=TIMEOUT)
    assert done.returncode == 0, done.stderr
    figures = here(output, small, read_all=True)
    assert texts(output) == wanted(*(story for story in STORIES[:4] if story is not gone))
    assert article_id(gone.url) not in json.dumps([*lines(output), *lines(output, "rejected")])
    assert reasons(output) == {}
    assert sum(site.rejected["forgotten"] for site in figures.run.sites.values()) + figures.known >= 1


def test_what_is_forgotten_beside_it_gets_no_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was judged before that, an article and a page that is none."""
    output, source = tmp_path / "out", tmp_path / "one.warc.gz"
    other, gone, none = (*stories("a.test", 2), no_article("a.test"))
    write(source, [told(other), told(gone), none])

    one_at_a_time = threading.Lock()

    def forget(url: str) -> None:
        config = Config(output=output, state=None)
        with one_at_a_time:
            store = Store.open(config.state_url)
            forgetting = Forgetting(config, store)
            forgetting.carry_out(forgetting.plan([url]))
            store.close()

    async def late_article(page: Page, run: Run) -> None:
        if page.article.url == gone.url:
            await asyncio.to_thread(forget, gone.url)
        await write_article(page, run)

    async def late_rejection(page: Page, rejection: Rejection, run: Run) -> None:
        if rejection.reason is not Reason.FORGOTTEN:
            await asyncio.to_thread(forget, none.url)
        await write_rejection(page, rejection, run)

    monkeypatch.setattr(steps, "write_article", late_article)
    monkeypatch.setattr(steps, "write_rejection", late_rejection)
    figures = here(output, source)
    (site,) = figures.run.sites.values()
    assert (figures.run.exit_code, site.written, site.rejected) == (0, 1, {"forgotten": 2})
    assert (texts(output), reasons(output)) == (wanted(other), {})


@pytest.fixture(scope="module")
def s3() -> Iterator[S3]:
    server = S3()
    yield server
    server.stop()


def test_to_an_object_store(small: Path, tmp_path: Path, s3: S3) -> None:
    options = "NEWSCRAWL_STORAGE_OPTIONS=" + json.dumps({"config_kwargs": QUICK_S3})
    words = (small, "--output", "s3://bucket/again", "--staging", tmp_path / "staging", "-s", options)
    outcome = called(*words, **s3.environment)
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.figures["output"] == "s3://bucket/again"
    (name,) = s3.files.find("bucket/again/articles")
    s3.files.get(name, str(tmp_path / "shard.jsonl"))
    assert {row["url"]: row["text"] for row in read(tmp_path / "shard.jsonl")} == wanted(*STORIES[:4])
    again = called(*words, **s3.environment)
    assert (again.exit_code, again.figures["files_known"]) == (0, 1)
