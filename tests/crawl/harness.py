"""Runs the real command in a process of its own against tests.web, and reads back what it wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

from newscrawl.dataset.reading import read_lines
from tests.warm import Process, Warm
from tests.web import NewsWeb, WebSite

ROOT = Path(__file__).parent.parent.parent
Running: TypeAlias = subprocess.Popen[bytes] | Process
NEWSCRAWL = (sys.executable, "-m", "newscrawl")
QUICK = (
    "DOWNLOAD_DELAY=0",
    "AUTOTHROTTLE_ENABLED=0",
    "NEWSCRAWL_EXTRACTION_PROCESSES=1",
    "NEWSCRAWL_ROBOTS_BACKOFF=0.1",
)
TIMEOUT = 120


@dataclass(frozen=True)
class Outcome:
    """What one command left behind."""

    exit_code: int
    figures: dict[str, Any]
    stderr: str

    def site(self, name: str) -> dict[str, Any]:
        """The figures of one site."""
        return next(site for site in self.figures["sites"] if site["name"] == name)


@dataclass
class Bench:
    """A folder to crawl into, from one web."""

    web: NewsWeb
    folder: Path
    quick: Sequence[str] = field(default=QUICK)
    warm: Warm | None = None
    """Where the command's processes are forked; without one, each begins with Python."""

    @property
    def output(self) -> Path:
        """Where shards and state lie."""
        return self.folder / "out"

    @property
    def environment(self) -> dict[str, str]:
        """For subprocesses; the package is found wherever the test stands."""
        return {**os.environ, **self.web.environment, "PYTHONPATH": str(ROOT)}

    def command(self, sites: Sequence[WebSite | str], *arguments: str, quick: Sequence[str] | None = None) -> list[str]:
        """The command line."""
        addresses = [site if isinstance(site, str) else site.url for site in sites]
        settings = [part for s in (self.quick if quick is None else quick) for part in ("-s", s)]
        target = [] if "--output" in arguments else ["--output", str(self.output)]
        return [*NEWSCRAWL, "crawl", *addresses, "--json", *target, *settings, *arguments]

    def start(self, sites: Sequence[WebSite | str], *arguments: str, **options: Any) -> subprocess.Popen[bytes]:
        """Begin a crawl, in a process as a user's shell starts it, and go on."""
        return subprocess.Popen(
            self.command(sites, *arguments, **options),
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )

    def crawl(self, sites: Sequence[WebSite | str], *arguments: str, **options: Any) -> Outcome:
        """Crawl to the end; in a forked process where there is a server for them."""
        with self._begin(sites, *arguments, **options) as process:
            try:
                return self.finish(process)
            finally:
                process.kill()

    def _begin(self, sites: Sequence[WebSite | str], *arguments: str, **options: Any) -> Running:
        if self.warm is None:
            return self.start(sites, *arguments, **options)
        command = self.command(sites, *arguments, **options)
        return self.warm.start(command[len(NEWSCRAWL) :], self.environment, self.folder)

    def finish(self, process: Running) -> Outcome:
        """Wait for a crawl that was started."""
        stdout, stderr = process.communicate(timeout=TIMEOUT)
        figures = json.loads(stdout) if stdout.strip() else {}
        return Outcome(process.wait(), figures, stderr.decode())

    def records(self, kind: str = "articles") -> list[dict[str, Any]]:
        """All lines of all shards."""
        return [row for path in sorted(self.output.glob(f"{kind}/*/*.jsonl*")) for row in read(path)]

    def texts(self) -> dict[str, str]:
        """Text by address; fails on a double."""
        rows = self.records()
        texts = {row["url"]: row["text"] for row in rows}
        assert len(texts) == len(rows)
        return texts

    def reasons(self) -> Counter[str]:
        """How many pages were rejected, by reason."""
        return Counter(row["reason"] for row in self.records("rejected"))


def read(path: Path) -> list[dict[str, Any]]:
    """The records of one file."""
    return [json.loads(line) for line in read_lines(path)]


def expected(*sites: WebSite) -> dict[str, str]:
    """What a right crawl of the sites brings."""
    return {story.url: story.text for site in sites for story in site.stories}
