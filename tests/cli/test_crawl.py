"""`newscrawl crawl` and `newscrawl demo` as a user starts them: in a process of their own, against real servers."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import signal
import socket
import struct
import subprocess
import sys
import termios
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli import main
from newscrawl.crawl.browsers import look_for_browser
from tests.web import Fault, NewsWeb

FAST = ("-s", "DOWNLOAD_DELAY=0", "-s", "AUTOTHROTTLE_ENABLED=0", "-s", "RETRY_TIMES=0")


def command(*argv: str) -> list[str]:
    return [sys.executable, "-m", "newscrawl", *argv]


@pytest.fixture
def environment(news_web: NewsWeb) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if "proxy" not in name.lower()}
    return {**kept, "http_proxy": news_web.proxy_url, "NO_COLOR": "1", "TERM": "xterm"}


def run(environment: dict[str, str], *argv: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*argv), env=environment, capture_output=True, text=True, timeout=120)


def test_a_run_off_a_terminal(news_web: NewsWeb, environment: dict[str, str], tmp_path: Path) -> None:
    site = news_web.site("a.test", articles=4)
    done = run(environment, "crawl", *FAST, "-s", "DOWNLAOD_DELAY=9", "--output", str(tmp_path / "out"), site.url)
    assert done.returncode == 0, done.stderr
    head, row = done.stdout.splitlines()[:2]
    assert head.split() == ["site", "found", "written", "rejected", "errors", "pending", "state"]
    assert row.split()[:3] == ["a.test", "4", "4"]
    assert f"4 articles written to {tmp_path / 'out'}" in done.stdout
    assert "[newscrawl] INFO: end: " in done.stderr
    assert "Overridden settings" not in done.stderr
    assert "-s: DOWNLAOD_DELAY is none of Scrapy's settings; did you mean DOWNLOAD_DELAY?" in done.stderr
    shards = list(tmp_path.rglob("articles/*/*.jsonl"))
    rows = [json.loads(line) for shard in shards for line in shard.read_text(encoding="utf-8").splitlines()]
    assert {row["text"] for row in rows} == {story.text for story in site.stories}
    log = tmp_path / "run.log"
    again = run(environment, "crawl", "-q", *FAST, "--output", str(tmp_path / "out"), "--log-file", str(log), site.url)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", ""), "quiet is quiet"
    assert log.is_file()


def test_json_is_alone_on_stdout(news_web: NewsWeb, environment: dict[str, str], tmp_path: Path) -> None:
    site = news_web.site("a.test", articles=2)
    out = tmp_path / "out.jsonl"
    done = run(environment, "crawl", *FAST, "--json", "-v", "--output", str(out), site.url, "--since", "2020-01-01")
    assert done.stdout.count("\n") == 1
    figures = json.loads(done.stdout)
    assert (figures["written"], figures["exit_code"], done.returncode) == (2, 0, 0)
    assert figures["sites"][0]["name"] == "a.test"
    assert "Overridden settings" in done.stderr, "-v logs everything"
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


def test_no_site_can_be_crawled(news_web: NewsWeb, environment: dict[str, str], tmp_path: Path) -> None:
    site = news_web.site("a.test", faults={"*": Fault.reset()})
    done = run(environment, "crawl", *FAST, "--output", str(tmp_path / "out"), site.url)
    assert done.returncode == 3
    assert done.stdout.splitlines()[1].split()[-1] == "failed"
    assert "a.test: " in done.stdout
    assert "Why a.test failed stands above" in done.stdout


def test_one_site_fails(news_web: NewsWeb, environment: dict[str, str], tmp_path: Path) -> None:
    bad = news_web.site("bad.test", faults={"*": Fault.unavailable()})
    good = news_web.site("good.test", articles=1)
    done = run(environment, "crawl", *FAST, "--output", str(tmp_path / "out"), good.url, bad.url)
    assert done.returncode == 4
    assert [line.split()[0] for line in done.stdout.splitlines()[1:3]] == ["bad.test", "good.test"]


def test_a_wrong_value_of_a_setting(environment: dict[str, str], tmp_path: Path) -> None:
    done = run(environment, "crawl", "a.test", "--output", str(tmp_path / "out"), "-s", "NEWSCRAWL_PAGE_TIMEOUT=soon")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "NEWSCRAWL_PAGE_TIMEOUT: 'soon'" in done.stderr


class Started:
    """A crawl on a terminal of 80 columns and 24 lines, started and left to run."""

    def __init__(self, environment: dict[str, str], *argv: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            command(*argv), env=environment, stdout=subprocess.PIPE, stderr=slave, text=True, start_new_session=True
        )
        os.close(slave)
        self.seen = ""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                chunk = os.read(self.master, 65536)
            except OSError:  # the other end is closed
                return
            if not chunk:
                return
            self.seen += chunk.decode(errors="replace")

    def wait_for(self, text: str) -> None:
        end = time.monotonic() + 60
        while text not in self.seen:
            assert time.monotonic() < end, self.seen[-2000:]
            assert self.process.poll() is None, self.seen[-2000:]
            time.sleep(0.05)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout:
            self.process.stdout.close()
        self._reader.join(timeout=5)
        os.close(self.master)


@pytest.fixture
def slow_run(news_web: NewsWeb, environment: dict[str, str], tmp_path: Path) -> Iterator[Started]:
    """A crawl of a site that takes minutes."""
    site = news_web.site("a.test", articles=300)
    started = Started(environment, "crawl", site.url, "--output", str(tmp_path / "out"), "-s", "DOWNLOAD_DELAY=0.5")
    yield started
    started.close()


def test_ctrl_c_ends_a_live_run(slow_run: Started, environment: dict[str, str], tmp_path: Path) -> None:
    slow_run.wait_for("starting …")
    slow_run.wait_for("written 1")
    assert "a.test" in slow_run.seen
    assert "rejected" in slow_run.seen
    busy = run(environment, "crawl", "http://a.test/", "--output", str(tmp_path / "out"))
    assert busy.returncode == 5, busy.stderr
    assert busy.stderr.count("\n") == 1
    slow_run.process.send_signal(signal.SIGINT)
    out, _ = slow_run.process.communicate(timeout=60)  # the crawl would take 150 seconds and more
    assert slow_run.process.returncode == 130
    assert "stopped by a signal" in out
    assert "The same command goes on from here" in out
    assert "stopping; once more ends it at once" in slow_run.seen
    assert slow_run.seen.count("\x1b[?25l") == slow_run.seen.count("\x1b[?25h") == 1, "the cursor is back"


def test_the_demo_twice(environment: dict[str, str], tmp_path: Path) -> None:
    first = run(environment, "demo", "--output", str(tmp_path / "out"))
    assert first.returncode == 0, first.stdout + first.stderr
    assert "Neuwerder und Alsfjord erneuern ihre Hafenpartnerschaft" in first.stdout
    browser = look_for_browser(None).path is not None
    number = 24 if browser else 22
    assert f"{number} of {number} articles found, {number} with exactly the expected text." in first.stdout
    assert f"The output has {number + 2} records: {number} articles, 2 more that repeat one of them" in first.stdout
    assert ("2 pages rendered in a browser" if browser else "2 pages need a browser: no ") in first.stdout
    assert f"newscrawl validate {tmp_path / 'out'}" in first.stdout
    again = run(environment, "demo", "--output", str(tmp_path / "out"))
    assert again.returncode == 0, again.stdout + again.stderr
    assert "Nothing new this time" in again.stdout
    assert main(["validate", str(tmp_path / "out")]) == 0


def test_the_demo_names_newscrawl_as_the_shell_finds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from newscrawl.cli.demo_run import next_steps, own_name

    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "executable", str(python))
    monkeypatch.chdir(tmp_path)
    assert own_name() == f"{python} -m newscrawl"
    program = python.with_name("newscrawl")
    program.touch(mode=0o755)
    assert ".venv/bin/newscrawl export output --to csv" in next_steps(Path("output"))
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert own_name() == str(program)
    monkeypatch.setenv("PATH", str(program.parent))
    assert own_name() == "newscrawl"


def test_the_demo_says_why_there_are_more_records_than_articles() -> None:
    from newscrawl.cli.demo_run import in_all

    records: list[dict[str, Any]] = [{}, {}, {"version": 2}, {"version": 1, "duplicate_of": "1"}]
    assert in_all(records) == (
        "The output has 4 records: 2 articles, 1 more that repeat one of them on another site (duplicate_of), "
        "1 later version (version)."
    )


def test_the_demo_says_what_differs(tmp_path: Path) -> None:
    from newscrawl.cli.demo_run import misnamed

    expected: list[dict[str, Any]] = [
        {"url": "u", "kind": "index-page", "also": ["tag-page"]},
        {"url": "a", "kind": "article"},
    ]
    rejected = [
        {"url": "u", "reason": "tag-page"},
        {"url": "a", "reason": "duplicate-content"},
        {"url": "x", "reason": "gone"},
    ]
    assert misnamed(rejected, expected) == []
    assert misnamed([{"url": "u", "reason": "no-text"}], expected) == [
        ("u", "left out as no-text, and is index-page or tag-page")
    ]


def test_the_demo_into_a_file_with_something_else_in_it(environment: dict[str, str], tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    wrong = {"url": "http://stadtblatt.example/impressum/", "text": "Impressum", "id": "0", "language": "de"}
    out.write_text(json.dumps(wrong) + "\n", encoding="utf-8")
    done = run(environment, "demo", "--output", str(out))
    assert done.returncode == 1
    assert "not expected: http://stadtblatt.example/impressum/" in done.stdout
    assert "newscrawl explain http://stadtblatt.example/impressum/" in done.stdout


def test_the_demo_served(environment: dict[str, str]) -> None:
    process = subprocess.Popen(
        command("demo", "--serve", "--port", str(_free_port())), env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        text = ""
        while "_publish" not in text:
            line = process.stdout.readline()
            assert line, text
            text += line
        assert "newscrawl crawl http://" in text
        assert "curl --noproxy '*' -X POST http://127.0.0.1" in text  # as http_proxy may be set there
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_port_that_is_taken(environment: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(environment, "demo", "--serve", "--port", str(taken.getsockname()[1]))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "--port: " in done.stderr


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port
