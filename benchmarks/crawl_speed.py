"""What a crawl reaches of what its own extraction alone reaches, on the same pages and processes.

    python benchmarks/crawl_speed.py CORPUS [--copies 5] [--processes 2] [--archive]

CORPUS holds truth.jsonl (a page a line: `id`, `url`) and pages/ID.html.gz. The pages are served on loopback by a
process of its own, as COPIES x 4 sites with a sitemap each. Printed: pages/s of both, their ratio, CPU time and memory.
With --archive, what that adds is measured instead: the crawl runs without it and with it, twice each in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import html
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from newscrawl.core.extraction import extract_page
from newscrawl.workers.pool import ExtractionPool

PARTS = 4
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"


def read_corpus(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Path with query, and bytes, of each page."""
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        parts = urlsplit(row["url"])
        path = f"/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        yield path, gzip.decompress((folder / "pages" / f"{row['id']}.html.gz").read_bytes())


class Web:
    """An HTTP proxy that answers for the benchmark's hosts."""

    def __init__(self, pages: list[tuple[str, bytes]], copies: int) -> None:
        self.bodies = dict(pages)
        self.hosts = {
            f"copy{copy}-{part}.example": [path for path, _ in pages[part::PARTS]]
            for copy in range(copies)
            for part in range(PARTS)
        }

    def answer(self, host: str, target: str) -> tuple[bytes, bytes]:
        """Content type and body."""
        if target == "/robots.txt":
            return b"text/plain", f"User-agent: *\nSitemap: http://{host}/sitemap.xml\n".encode()
        if target == "/sitemap.xml":
            rows = "".join(f"<url><loc>http://{host}{html.escape(p)}</loc></url>" for p in self.hosts[host])
            xmlns = "http://www.sitemaps.org/schemas/sitemap/0.9"
            return b"application/xml", f'<urlset xmlns="{xmlns}">{rows}</urlset>'.encode()
        return b"text/html; charset=utf-8", self.bodies.get(target, b"<html><body>front</body></html>")

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Keep-alive, one request after the other."""
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                parts = urlsplit(head.split(b" ", 2)[1].decode())
                kind, body = self.answer(parts.netloc, parts.path + (f"?{parts.query}" if parts.query else ""))
                writer.write(ANSWER % (kind, len(body)) + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def run_server(folder: Path, copies: int, ready: multiprocessing.SimpleQueue[int]) -> None:
    """The server's process."""

    async def main() -> None:
        web = Web(list(read_corpus(folder)), copies)
        server = await asyncio.start_server(web.serve, "127.0.0.1", 0, limit=2**20)
        ready.put(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(main())


async def extraction_alone(pages: list[tuple[str, bytes]], copies: int, processes: int) -> float:
    """Pages a second of the worker pool, kept busy."""
    pool = ExtractionPool(processes, 60.0)
    gate = asyncio.Semaphore(processes * 4)

    async def one(path: str, body: bytes) -> None:
        async with gate:
            await pool.run(extract_page, body, "http:/" + path, content_type="text/html; charset=utf-8")

    await asyncio.gather(*(one(*page) for page in pages[: processes * 4]))  # the workers are warm then
    started = time.perf_counter()
    await asyncio.gather(*(one(*page) for _ in range(copies) for page in pages))
    seconds = time.perf_counter() - started
    await pool.close()
    return len(pages) * copies / seconds


def crawl(folder: Path, copies: int, processes: int, *arguments: str) -> tuple[int, float, Watched]:
    """Pages fetched by the whole command, seconds of the run, and what it used."""
    ready: multiprocessing.SimpleQueue[int] = multiprocessing.SimpleQueue()
    server = multiprocessing.Process(target=run_server, args=(folder, copies, ready), daemon=True)
    server.start()
    port = ready.get()
    hosts = [f"http://copy{copy}-{part}.example/" for copy in range(copies) for part in range(PARTS)]
    quick = ("DOWNLOAD_DELAY=0", "AUTOTHROTTLE_ENABLED=0", f"NEWSCRAWL_EXTRACTION_PROCESSES={processes}")
    with tempfile.TemporaryDirectory() as output:
        command = [sys.executable, "-m", "newscrawl", "crawl", *hosts, "--output", output, "--json", "-q", *arguments]
        command += [part for setting in quick for part in ("-s", setting)]
        environment = os.environ | {"http_proxy": f"http://127.0.0.1:{port}"}
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
            seen = _watch(process.pid)
            assert process.stdout is not None
            figures = json.loads(process.stdout.read())
    server.terminate()
    return figures["fetched"], figures["seconds"], seen


@dataclass(slots=True)
class Watched:
    """What a process and those it started used, as far as it was seen."""

    peak: float = 0.0
    """Resident memory of the process itself, MB."""
    own: float = 0.0
    """CPU seconds of the process itself."""
    workers: dict[int, float] = field(default_factory=dict)
    """CPU seconds of each that it started."""


def _watch(pid: int) -> Watched:
    """Look at a process until it ends."""
    seen = Watched()
    try:
        process = psutil.Process(pid)
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            seen.peak = max(seen.peak, process.memory_info().rss / 1e6)
            seen.own = _cpu(process)
            for child in process.children(recursive=True):
                with contextlib.suppress(psutil.NoSuchProcess):
                    seen.workers[child.pid] = _cpu(child)
            time.sleep(0.1)
    except psutil.NoSuchProcess:
        pass
    return seen


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def archive_cost(folder: Path, copies: int, processes: int) -> None:
    """Print CPU time a page without and with an archive, and their ratio."""
    spent: dict[bool, list[tuple[float, float]]] = {False: [], True: []}
    for archived in (False, True, False, True):
        fetched, _, seen = crawl(folder, copies, processes, *(["--archive"] if archived else []))
        spent[archived].append((seen.own / fetched * 1000, sum(seen.workers.values()) / fetched * 1000))
    (own, workers), (own_with, workers_with) = (map(min, zip(*spent[key], strict=True)) for key in (False, True))
    print(f"CPU, main process          {own:.1f} ms a page, {own_with:.1f} with --archive")
    print(f"CPU, workers               {workers:.1f} ms a page, {workers_with:.1f} with --archive")
    print(f"ratio, main process        {own_with / own:.2f}")
    print(f"ratio, whole crawl         {(own_with + workers_with) / (own + workers):.2f}")


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--archive", action="store_true", help="what --archive adds")
    options = parser.parse_args()
    if options.corpus is None or not (options.corpus / "truth.jsonl").exists():
        print("no corpus: name a folder with truth.jsonl and pages/ID.html.gz; none ships with newscrawl")
        return 2
    if options.archive:
        archive_cost(options.corpus, options.copies, options.processes)
        return 0
    pages = list(read_corpus(options.corpus))
    alone = asyncio.run(extraction_alone(pages, options.copies, options.processes))
    fetched, seconds, seen = crawl(options.corpus, options.copies, options.processes)
    rate, workers = fetched / seconds, sum(seen.workers.values())
    print(f"pages                      {fetched}")
    print(f"extraction alone           {alone:.1f} pages/s in {options.processes} processes")
    print(f"whole crawl                {rate:.1f} pages/s, start and end included")
    print(f"ratio                      {rate / alone:.2f}")
    print(f"CPU, main process          {seen.own / fetched * 1000:.1f} ms a page")
    print(f"CPU, workers               {workers / fetched * 1000:.1f} ms a page")
    print(f"main process, peak memory  {seen.peak:.0f} MB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
