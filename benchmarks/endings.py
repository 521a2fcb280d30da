"""What the programs that end crawls by force share: a site to crawl, and the check of what an ended crawl left."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from newscrawl.dataset.validation.dataset import validate
from newscrawl.dataset.validation.folder import plan
from tests.crawl.harness import Bench, expected
from tests.web import NewsWeb, WebSite

SITE = "ends.test"
SHARD_LINES = 20


class Broken(AssertionError):
    """Something was lost, stands there twice, or is not whole."""


@dataclass
class Trial:
    """One output folder, crawled until all of a site is in it, whatever ends the runs on the way."""

    web: NewsWeb
    folder: Path
    articles: int = 120
    latency: float = 0.05
    words: Sequence[str] = ()
    """Further words of the command."""
    seen: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.web.reset()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.site: WebSite = self.web.site(SITE, articles=self.articles, latency=self.latency)
        self.bench = Bench(self.web, self.folder)
        self.expected = expected(self.site)

    @property
    def command(self) -> list[str]:
        """A crawl with small packed shards."""
        shards = ("-s", f"NEWSCRAWL_SHARD_LINES={SHARD_LINES}", "-s", "NEWSCRAWL_COMPRESSION=zst")
        return self.bench.command([self.site], "-q", "--all", *shards, *self.words)

    def start(self, before: Callable[[], None] | None = None) -> subprocess.Popen[bytes]:
        """Begin a run."""
        return subprocess.Popen(
            self.command,
            env=self.bench.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=before,
        )

    def check(self) -> int:
        """Validate what is there, and hold it against what was there before; returns the lines. Raises Broken."""
        if not any(self.bench.output.glob("*/*/*")):
            return 0
        report = validate(plan([self.bench.output]), digests=True, shown=3, processes=1)
        if report.problems:
            raise Broken(json.dumps(report.to_dict()))
        try:
            there = self._texts()
        except (ValueError, EOFError, OSError) as error:
            raise Broken(str(error)) from error
        lost = [url for url in self.seen if url not in there]
        wrong = [url for url, text in there.items() if self.expected.get(url) != text]
        if lost or wrong:
            raise Broken(f"lost: {lost}, not as it should be: {wrong}")
        self.seen = there
        return len(there)

    def finish(self) -> int:
        """Crawl to the end; all must be there then, once, in finished shards. Returns the lines. Raises Broken."""
        process = self.start()
        _, said = process.communicate(timeout=300)
        lines = self.check()
        notes = validate(plan([self.bench.output]), processes=1).to_dict()["notes"]
        if process.returncode or notes or lines != len(self.expected):
            raise Broken(f"exit {process.returncode}, {lines} of {len(self.expected)} lines, {notes}: {said.decode()}")
        return lines

    def _texts(self) -> dict[str, str]:
        """Text by address, of all whole lines; raises Broken for a double."""
        from newscrawl.dataset.reading import CutFile, read_lines

        texts: dict[str, str] = {}
        for path in sorted(self.bench.output.glob("articles/*/*.jsonl*")):
            try:
                for line in read_lines(path):
                    row = json.loads(line)
                    if row["url"] in texts:
                        raise Broken(f"{row['url']} stands there twice, also in {path.name}")
                    texts[row["url"]] = row["text"]
            except CutFile:
                continue
        return texts


def whole_run(trial: Trial) -> float:
    """Seconds that a run takes that nothing ends."""
    start = time.monotonic()
    trial.finish()
    return time.monotonic() - start
