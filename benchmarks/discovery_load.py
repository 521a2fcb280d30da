"""What a crawl of many sites with large sitemaps does to its event loop and memory.

    python benchmarks/discovery_load.py [--sites 300] [--articles 1000] [--giants 6] [--entries 50000] [--seconds 180]

The sites are generated and served on loopback by a process of its own: each has an index with a sitemap a 250 articles;
GIANTS of them have one of ENTRIES entries beside, every other one gzipped. Printed: how late the event loop was, in
percentiles, with and without the time in which the machine had no processor for it; resident memory of the main process
by addresses written down, and of it and its workers over time; what was found.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import multiprocessing
import os
import random
import subprocess
import sys
import tempfile
import time
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import psutil

if TYPE_CHECKING:
    from newscrawl.report.figures import RunFigures

PER_SITEMAP = 250
SCHEDSTAT = Path("/proc/thread-self/schedstat")
TICK = 0.01
"""Seconds between two looks at the loop."""
LOOK_SECONDS = 2.0
STEP = 50_000
"""Addresses between two looks at the memory."""
SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "p99.9": 0.999, "most": 1.0}
XMLNS = "http://www.sitemaps.org/schemas/sitemap/0.9"
ANSWER = "HTTP/1.1 {status} X\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
WORDS = "river bridge mayor council night rain harbour train school winter market tower field paper light stone".split()


@dataclass(frozen=True, slots=True)
class Size:
    """How large the web is."""

    sites: int
    articles: int
    giants: int
    entries: int

    def hosts(self) -> list[str]:
        """The names of the sites; the first ones are the giants."""
        return [f"site{number}.example" for number in range(self.sites)]

    def total(self) -> int:
        """The addresses that the sitemaps name."""
        return self.sites * self.articles + self.giants * self.entries


def path_of(number: int) -> str:
    """An article's address on its host."""
    first, second = WORDS[number % 16], WORDS[number // 16 % 16]
    return f"/2026/{number % 12 + 1:02d}/{number % 28 + 1:02d}/the-{first}-of-the-{second}-{number}"


class Web:
    """An HTTP proxy that answers for the benchmark's hosts."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._giants = set(size.hosts()[: size.giants])

    def answer(self, host: str, path: str) -> tuple[int, str, bytes]:
        """Status, content type and body."""
        if path == "/robots.txt":
            return 200, "text/plain", f"User-agent: *\nSitemap: http://{host}/index.xml\n".encode()
        if path == "/index.xml":
            return 200, "application/xml", self._index(host)
        if path.startswith("/sitemaps/"):
            number = int(path.removeprefix("/sitemaps/").partition(".")[0])
            return 200, "application/xml", sitemap(host, number * PER_SITEMAP, PER_SITEMAP)
        if path.startswith("/giant.xml"):
            body = sitemap(host, self._size.articles, self._size.entries)
            return 200, "application/octet-stream", gzip.compress(body, 1) if path.endswith(".gz") else body
        return 200, "text/html; charset=utf-8", page(path)

    def _index(self, host: str) -> bytes:
        names = [f"/sitemaps/{number}.xml" for number in range(-(-self._size.articles // PER_SITEMAP))]
        if host in self._giants:
            names.append("/giant.xml.gz" if int(host[4:].partition(".")[0]) % 2 else "/giant.xml")
        rows = "".join(f"<sitemap><loc>http://{host}{name}</loc></sitemap>" for name in names)
        return f'<sitemapindex xmlns="{XMLNS}">{rows}</sitemapindex>'.encode()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Keep-alive, one request after the other."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                parts = urlsplit(head.split(b" ", 2)[1].decode())
                status, kind, body = self.answer(parts.netloc, parts.path)
                writer.write(ANSWER.format(status=status, kind=kind, length=len(body)).encode() + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def sitemap(host: str, first: int, count: int) -> bytes:
    """So many entries from the article with that number on."""
    rows = "".join(
        f"<url><loc>http://{host}{path_of(number)}</loc><lastmod>2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
        "T08:00:00+01:00</lastmod><changefreq>daily</changefreq></url>\n"
        for number in range(first, first + count)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{XMLNS}">{rows}</urlset>'.encode()


@lru_cache(maxsize=64)
def page(path: str) -> bytes:
    """An article, or a front page without one."""
    if path == "/":
        return b"<html><body><h1>A site</h1></body></html>"
    words = random.Random(path)
    title = path.rpartition("/")[2].replace("-", " ")
    text = "".join(f"<p>The {' '.join(words.choices(WORDS, k=40))}.</p>" for _ in range(6))
    return f"<html><title>{title}</title><body><article><h1>{title}</h1>{text}</article></body></html>".encode()


def run_server(size: Size, ready: multiprocessing.SimpleQueue[int]) -> None:
    """The server's process."""

    async def main() -> None:
        server = await asyncio.start_server(Web(size).serve, "127.0.0.1", 0, limit=2**20)
        ready.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


class Probe:
    """A newscrawl.report.display.Display that measures how late the event loop is."""

    def __init__(self) -> None:
        self.lags = array("d")
        self.own = array("d")
        """The same without the time in which the thread could have run, and the machine had no processor for it."""
        self.sizes: list[tuple[int, float]] = []
        """Addresses that are written down, each time that they are STEP more, and the process's resident memory, MB."""
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, figures: RunFigures) -> None:
        """The run begins."""
        loop = asyncio.get_running_loop()
        self._tasks = [loop.create_task(self._look()), loop.create_task(self._weigh(figures))]

    def refresh(self) -> None:
        """Nothing is shown."""

    def stop(self) -> None:
        """The run is over."""
        for task in self._tasks:
            task.cancel()

    async def _look(self) -> None:
        while True:
            before, waited = time.perf_counter(), waited_for_processor()
            await asyncio.sleep(TICK)
            late = max(0.0, time.perf_counter() - before - TICK)
            self.lags.append(late)
            self.own.append(max(0.0, late - (waited_for_processor() - waited)))

    async def _weigh(self, figures: RunFigures) -> None:
        process = psutil.Process()
        while True:
            found = sum(site.found for site in figures.sites.values())
            if not self.sizes or found >= self.sizes[-1][0] + STEP:
                self.sizes.append((found, process.memory_info().rss / 1e6))
            await asyncio.sleep(0.5)


def waited_for_processor() -> float:
    """Seconds that this thread has stood in a queue for a processor; 0 where the system does not tell (not Linux)."""
    try:
        return int(SCHEDSTAT.read_text().split()[1]) / 1e9
    except OSError:
        return 0.0


def run_crawl(size: Size, seconds: float, output: Path) -> None:
    """The crawl's process: prints its figures and the loop's lags as JSON."""
    from newscrawl.core.site import site_from_argument
    from newscrawl.crawling import CrawlOptions, crawl

    probe = Probe()
    figures = crawl(
        CrawlOptions(
            sites=tuple(site_from_argument(f"http://{host}/") for host in size.hosts()),
            output=output,
            max_time=seconds,
            settings={"DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0", "NEWSCRAWL_SITES_AT_ONCE": "300"},
            log_level="WARNING",
        ),
        probe,
    )
    told = figures.to_dict()
    problems = [problem for site in figures.sites.values() for problem in site.problems]
    kept = {name: told[name] for name in ("found", "written", "sources", "responses", "seconds")}
    late, own = (
        {name: round(1000 * percentile(sorted(lags), share), 1) for name, share in SHARES.items()}
        for lags in (probe.lags, probe.own)
    )
    print(json.dumps({**kept, "problems": problems[:3], "late": late, "own": own, "sizes": probe.sizes}))


def looks(pid: int) -> Iterator[tuple[float, float]]:
    """Resident memory of a process and of all that it started, MB, until it ends."""
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            children = [child.memory_info().rss for child in process.children(recursive=True)]
            yield process.memory_info().rss / 1e6, sum(children) / 1e6
            time.sleep(LOOK_SECONDS)
    except psutil.NoSuchProcess:
        return


def percentile(ordered: list[float], share: float) -> float:
    """The value that so large a share of all do not exceed."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=300)
    parser.add_argument("--articles", type=int, default=1000, help="of each site")
    parser.add_argument("--giants", type=int, default=6, help="sites that have a large sitemap beside")
    parser.add_argument("--entries", type=int, default=50_000, help="of a large sitemap")
    parser.add_argument("--seconds", type=float, default=180.0, help="after which the crawl is stopped")
    parser.add_argument("--crawl-into", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Print the table."""
    asked = options()
    size = Size(asked.sites, asked.articles, asked.giants, asked.entries)
    if asked.crawl_into is not None:
        run_crawl(size, asked.seconds, asked.crawl_into)
        return 0
    ready: multiprocessing.SimpleQueue[int] = multiprocessing.SimpleQueue()
    server = multiprocessing.Process(target=run_server, args=(size, ready), daemon=True)
    server.start()
    environment = os.environ | {"http_proxy": f"http://127.0.0.1:{ready.get()}"}
    with tempfile.TemporaryDirectory() as output:
        command = [sys.executable, __file__, *sys.argv[1:], "--crawl-into", output]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            memory = list(looks(process.pid))
            assert process.stdout is not None
            figures = json.loads(process.stdout.read())
    server.terminate()
    report(size, figures, memory)
    return 0


def report(size: Size, figures: dict[str, Any], memory: list[tuple[float, float]]) -> None:
    """Print what was measured."""
    late, own, sizes = (figures.pop(name) for name in ("late", "own", "sizes"))
    print(f"addresses in sitemaps      {size.total()}")
    print(f"run                        {json.dumps(figures)}")
    print("event loop, ms late        " + ", ".join(f"{name} {value:.0f}" for name, value in late.items()))
    print("without waits for a CPU    " + ", ".join(f"{name} {value:.0f}" for name, value in own.items()))
    print("MB by addresses so far     " + ", ".join(f"{found}: {size:.0f}" for found, size in sizes))
    steps = [memory[round(n * (len(memory) - 1) / 9)] for n in range(10)] if memory else []
    print("main process, MB           " + " ".join(f"{own:.0f}" for own, _ in steps))
    print("its workers, MB            " + " ".join(f"{others:.0f}" for _, others in steps))


if __name__ == "__main__":
    sys.exit(main())
