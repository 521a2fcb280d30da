"""Runs that end before their time: signals, kill -9, a full disk, another run; nothing is lost, nothing twice."""

from __future__ import annotations

import hashlib
import json
import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import psutil
import pytest

from tests.crawl.harness import Bench, expected, read
from tests.web import Fault, WebSite


def wait_for(what: Callable[[], object], seconds: float = 60) -> None:
    """Until it is true."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "did not come about in time"
        time.sleep(0.05)


def some_lines(bench: Bench) -> bool:
    return any(path.stat().st_size for path in bench.output.glob("articles/*/*.jsonl"))


def assert_nothing_left(pid: int, before: set[int]) -> None:
    """No process of the group of a crawl outlives it."""
    mine = [p for p in psutil.process_iter(["pid", "cmdline"]) if p.pid not in before]
    wait_for(
        lambda: (
            not [
                p
                for p in mine
                if p.is_running() and p.status() != psutil.STATUS_ZOMBIE and p.pid != os.getpid() and _group(p) == pid
            ]
        )
    )


def _group(process: psutil.Process) -> int:
    try:
        return os.getsid(process.pid)
    except ProcessLookupError:
        return -1


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_waits_for_no_silent_host(bench: Bench, number: signal.Signals, code: int) -> None:
    site = bench.web.site("a.test", articles=40, latency=0.1, faults={5: Fault.silent})
    process = bench.start([site], "-s", "DOWNLOAD_TIMEOUT=115")
    wait_for(lambda: some_lines(bench))
    before = set(psutil.pids())
    os.killpg(process.pid, number)  # as a terminal does: the workers get it too
    started = time.monotonic()
    outcome = bench.finish(process)
    assert time.monotonic() - started < 60
    assert outcome.exit_code == code, outcome.stderr
    assert outcome.figures["written"] == len(bench.records()) > 0
    assert_nothing_left(process.pid, before)
    site.set_faults({})
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site)


def test_a_signal_before_the_first_request_is_heard(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=2)
    process = bench.start([site], "-v")
    wait_for(lambda: (bench.output / "state.db").exists())
    time.sleep(0.2)  # Scrapy is being put together
    os.killpg(process.pid, signal.SIGINT)
    outcome = bench.finish(process)
    assert outcome.exit_code == 130, outcome.stderr
    assert "Traceback" not in outcome.stderr


def test_asked_twice_it_ends_at_once(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=40, latency=0.1, faults={5: Fault.silent})
    process = bench.start([site])
    wait_for(lambda: some_lines(bench))
    os.killpg(process.pid, signal.SIGINT)
    assert process.stderr is not None
    assert any(b"once more ends it at once" in line for line in process.stderr)
    os.killpg(process.pid, signal.SIGINT)
    outcome = bench.finish(process)
    assert (outcome.exit_code, outcome.figures) == (130, {}), "without a summary"
    site.set_faults({})
    bench.crawl([site])
    assert bench.texts() == expected(site)


def test_killed_again_and_again(bench: Bench) -> None:
    """The moments are random; the seed is in the message of a failure."""
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    sites = [
        bench.web.site(f"{name}.test", articles=15, discovery=name, latency=0.05)
        for name in ("rss", "sitemap", "links")
    ]
    for _ in range(5):
        process = bench.start(sites)
        lines = len(bench.records()) if bench.output.exists() else 0
        time.sleep(moments.uniform(1.0, 5.0))
        process.kill()
        process.communicate()
        for path in bench.output.glob("articles/*/*.jsonl"):
            data = path.read_bytes()
            assert not data or data.endswith(b"\n"), f"seed {seed}"
        assert len(bench.records()) >= lines, f"seed {seed}"
    outcome = bench.crawl(sites)
    assert outcome.exit_code == 0, f"seed {seed}: {outcome.stderr}"
    assert bench.texts() == expected(*sites), f"seed {seed}"


def test_the_workers_end_with_a_killed_run(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=20, latency=0.2)
    before = set(psutil.pids())
    process = bench.start([site])
    wait_for(lambda: some_lines(bench))
    process.kill()
    process.communicate()
    assert_nothing_left(process.pid, before)


def test_two_runs_do_not_share_a_site(bench: Bench) -> None:
    site, other = bench.web.site("a.test", articles=30, latency=0.6), bench.web.site("b.test", articles=2)
    first = bench.start([site])
    wait_for(lambda: some_lines(bench))
    second = bench.crawl([site])
    assert second.exit_code == 5
    assert "a.test" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1
    assert bench.crawl([other]).exit_code == 0, "other sites are free, in the same folder"
    assert bench.finish(first).exit_code == 0
    assert bench.texts() == expected(site, other)


def test_a_line_whose_confirmation_was_lost_is_not_written_again(bench: Bench) -> None:
    """As after a power cut: the shard, which was synced, is ahead of the store."""
    site = bench.web.site("a.test", articles=3)
    bench.crawl([site])
    (shard,) = bench.output.glob("articles/*/*.jsonl")
    for path in (bench.output / "manifest.jsonl", *bench.output.glob("state.db*")):
        path.unlink()
    with shard.open("ab") as half:
        half.write(b'{"id": "half a li')
    outcome = bench.crawl([site])
    assert (outcome.exit_code, outcome.figures["written"]) == (0, 0)
    assert bench.texts() == expected(site)


@pytest.mark.parametrize("limit", [130_000, 400_000])
def test_a_full_disk_is_one_clear_line_and_no_loss(bench: Bench, limit: int) -> None:
    """A limit on file sizes stands for the full disk: the store's log meets it, or the shard does."""

    def small_files() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    site = bench.web.site("a.test", articles=120)
    bench.crawl([site], "--max-articles", "1")  # the store is there, with room
    command = [*bench.command([site], "-q")]
    done = subprocess.run(
        command, env=bench.environment, cwd=bench.folder, capture_output=True, timeout=120, preexec_fn=small_files
    )
    said = done.stderr.decode().strip().splitlines()
    assert (done.returncode, len(said)) == (1, 1), said
    assert "out/" in said[0]
    for path in bench.output.glob("articles/*/*.jsonl"):
        assert path.read_bytes().endswith(b"\n")
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)


def test_a_folder_that_cannot_be_written_is_one_clear_line(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=1)
    blocked = bench.folder / "file"
    blocked.write_text("not a folder")
    outcome = bench.crawl([site], "--output", str(blocked / "out"))
    assert outcome.exit_code in (1, 2)
    assert len(outcome.stderr.strip().splitlines()) == 1, outcome.stderr
    assert site.log() == []


def scrapy_crawl(bench: Bench, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    (bench.folder / "scrapy.cfg").write_text("[settings]\ndefault = newscrawl.settings\n")
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-s", "DOWNLOAD_DELAY=0", "-L", "ERROR", *arguments]
    return subprocess.run(command, env=bench.environment, cwd=bench.folder, capture_output=True, timeout=120)


@pytest.mark.parametrize(
    "arguments",
    [(), ("-a", "sites=not a site"), ("-a", "sites=a.test", "-a", "sinze=7d"), ("-a", "sites_file=none.toml")],
)
def test_scrapy_crawl_names_what_is_wrong(bench: Bench, arguments: tuple[str, ...]) -> None:
    done = scrapy_crawl(bench, *arguments)
    assert done.returncode == 2, done.stderr
    assert b"Traceback" not in done.stderr


def test_scrapy_crawl_has_the_same_exit_codes(bench: Bench) -> None:
    broken: WebSite = bench.web.site("broken.test", faults={"/robots.txt": Fault.status(500)})
    done = scrapy_crawl(bench, "-s", "NEWSCRAWL_ROBOTS_BACKOFF=0", "-a", f"sites={broken.url}")
    assert done.returncode == 3, done.stderr
    slow = bench.web.site("slow.test", articles=90, latency=0.5)
    first = bench.start([slow], "--output", str(bench.folder / "output"))
    wait_for(lambda: list(bench.folder.glob("output/articles/*/*.jsonl")))
    assert scrapy_crawl(bench, "-a", f"sites={slow.url}").returncode == 5
    first.kill()
    first.communicate()


def test_a_single_file_is_held_by_one_run(bench: Bench) -> None:
    site, other = bench.web.site("a.test", articles=30, latency=0.4), bench.web.site("b.test", articles=1)
    target = bench.folder / "news.jsonl"
    first = bench.start([site], "--output", str(target))
    wait_for(lambda: target.exists() and target.stat().st_size)
    assert bench.crawl([other], "--output", str(target)).exit_code == 5
    assert bench.finish(first).exit_code == 0
    assert {row["url"]: row["text"] for row in read(target)} == expected(site)


def test_two_stores_one_folder(bench: Bench) -> None:
    """The second run knows nothing of the first but the locks on its shards."""
    site, other = bench.web.site("a.test", articles=20, latency=0.4), bench.web.site("b.test", articles=2)
    first = bench.start([site])
    wait_for(lambda: some_lines(bench))
    assert bench.crawl([other], "--state", f"sqlite:///{bench.folder}/other.db").exit_code == 0
    assert bench.finish(first).exit_code == 0
    assert bench.texts() == expected(site, other)
    entries = [json.loads(line) for line in (bench.output / "manifest.jsonl").read_text().splitlines()]
    shards = {p.relative_to(bench.output).as_posix(): p.read_bytes() for p in bench.output.glob("*/*/*.jsonl")}
    assert sorted(entry["shard"] for entry in entries) == sorted(shards)
    assert all(hashlib.sha256(shards[entry["shard"]]).hexdigest() == entry["sha256"] for entry in entries)


def test_a_shard_left_by_a_run_with_another_store_is_finished(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=20, latency=0.3)
    first = bench.start([site])
    wait_for(lambda: some_lines(bench))
    first.kill()
    first.communicate()
    there = len(bench.records())
    outcome = bench.crawl([site], "--state", f"sqlite:///{bench.folder}/other.db")
    assert (outcome.exit_code, outcome.figures["written"]) == (0, 20 - there)
    assert bench.texts() == expected(site)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_scrapy_crawl_tells_the_signal_it_was_ended_by(bench: Bench, number: signal.Signals, code: int) -> None:
    site = bench.web.site("a.test", articles=40, latency=0.1)
    (bench.folder / "scrapy.cfg").write_text("[settings]\ndefault = newscrawl.settings\n")
    command = [sys.executable, "-m", "scrapy", "crawl", "news", "-a", f"sites={site.url}", "-s", "DOWNLOAD_DELAY=0"]
    with subprocess.Popen(command, env=bench.environment, cwd=bench.folder, stderr=subprocess.PIPE) as process:
        wait_for(lambda: any(path.stat().st_size for path in bench.folder.glob("output/articles/*/*.jsonl")))
        process.send_signal(number)
        _, said = process.communicate(timeout=60)
    assert process.returncode == code, said.decode()
    assert b"shutting down gracefully" in said, "Scrapy's own way"


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("DOWNLOAD_DELAY=abc", "DOWNLOAD_DELAY: 'abc' is no number"),
        ("CONCURRENT_REQUESTS=x", "CONCURRENT_REQUESTS: 'x' is no whole number"),
        ("DOWNLOADER=no.such.Class", "DOWNLOADER: 'no.such.Class' can't be loaded"),
        ("NEWSCRAWL_PAGE_TIMEOUT=0", "NEWSCRAWL_PAGE_TIMEOUT: '0' is no number of seconds"),
    ],
)
def test_a_wrong_setting_is_one_line_that_names_it(bench: Bench, setting: str, said: str) -> None:
    site = bench.web.site("a.test", articles=1)
    outcome = bench.crawl([site], "-s", setting)
    assert (outcome.exit_code, outcome.stderr.count("\n")) == (2, 1), outcome.stderr
    assert said in outcome.stderr
    done = scrapy_crawl(bench, "-a", f"sites={site.url}", "-s", setting)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert b"Traceback" not in done.stderr
    assert site.log() == []


@pytest.mark.parametrize(
    "setting", ["RETRY_HTTP_CODES=many", "REFERRER_POLICY=none-such", "SPIDER_LOADER_CLASS=no.such.Class", "FEEDS={"]
)
def test_settings_that_only_scrapy_finds_wrong_leave_nothing_open(bench: Bench, setting: str) -> None:
    site = bench.web.site("a.test", articles=1)
    before = set(psutil.pids())
    process = bench.start([site], "-q", "-s", setting)
    outcome = bench.finish(process)
    assert outcome.exit_code == 2, outcome.stderr
    assert setting.partition("=")[0] in outcome.stderr.splitlines()[-1]
    assert "Traceback" not in outcome.stderr
    assert site.log() == []
    assert_nothing_left(process.pid, before)
    assert bench.crawl([site]).exit_code == 0, "the site is free again"


def test_only_the_front_page_is_read_at_depth_0(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=4, discovery="links")
    assert bench.crawl([site], "-s", "NEWSCRAWL_MAX_DEPTH=0").exit_code == 0
    assert not [request for request in site.log() if request.path.startswith("/section/")]
    bench.crawl([site], "--all")
    assert [request for request in site.log() if request.path.startswith("/section/")]
