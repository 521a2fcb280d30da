"""What `newscrawl replay` reaches of what its extraction alone reaches, and the memory it takes over a large archive.

    python -m benchmarks.replay CORPUS [--copies 5] [--rounds 2] [--processes 2]
    python -m benchmarks.replay CORPUS --memory [--bytes 2e9]

CORPUS holds truth.jsonl (a page a line: `id`, `url`) and pages/ID.html.gz. The pages are written into a WARC file as
other programs write one, a gzip member a record, COPIES times over: each copy under a site of its own, and with the
words of each longer piece of text in an order of its own, so that no copy is a double of another.

Alternating: the pages in memory are read by PROCESSES processes and nothing else, by the function that a replay's
workers call; then the file is replayed by as many. Printed: pages/s by the clock, CPU time a page, their ratios; in the
course of a replay, from the second tenth of the file to the ninth, and with its start and end, which weigh less the
larger a file is. With --memory a file of BYTES of pages is replayed once, and the resident memory of the main process
and of the largest worker is printed by tenths of the file. Exit code 1 where the ratio by the clock, in the course, is
under .9 (on a busy machine look at that by CPU time), or the memory grows after the first tenth.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.crawl_speed import read_corpus
from benchmarks.warcs import copies_of, write_archive
from benchmarks.watching import Seen, watched
from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.page_context import OriginWord, PageContext
from newscrawl.core.raw_answer import RawAnswer
from newscrawl.replay.units import site_of

TENTHS = 10
LEAST = 0.9
"""The ratio of the speeds that is asked for."""
GROWTH_MAX = 0.1
"""Of the memory after the first tenth of a file: what the noise of a few large pages may make."""


@dataclass(slots=True)
class Spent:
    """What reading pages took."""

    pages: float = 0.0
    seconds: float = 0.0
    own: float = 0.0
    """CPU seconds of the main process."""
    workers: float = 0.0
    """CPU seconds of the workers."""

    @property
    def cpu(self) -> float:
        """Of all, ms a page."""
        return (self.own + self.workers) / self.pages * 1000

    @property
    def rate(self) -> float:
        """Pages a second, by the clock."""
        return self.pages / self.seconds

    def add(self, other: Spent) -> None:
        """Count another one's to it."""
        for name in ("pages", "seconds", "own", "workers"):
            setattr(self, name, getattr(self, name) + getattr(other, name))

    def __str__(self) -> str:
        return f"{self.rate:5.1f} pages/s, {self.cpu:.1f} ms CPU a page"


def alone(pages: Sequence[tuple[str, bytes]], processes: int) -> Spent:
    """The pages read by processes that have them in memory, and nothing else."""
    context = multiprocessing.get_context("fork")
    next_one, ready = context.Value("i", 0), context.Barrier(processes + 1)
    results: multiprocessing.SimpleQueue[float] = context.SimpleQueue()
    workers = [context.Process(target=_read_all, args=(pages, next_one, ready, results)) for _ in range(processes)]
    for worker in workers:
        worker.start()
    ready.wait()
    started = time.perf_counter()
    spent = sum(results.get() for _ in workers)
    seconds = time.perf_counter() - started
    for worker in workers:
        worker.join()
    return Spent(len(pages), seconds, 0.0, spent)


def _read_all(pages, next_one, ready, results) -> None:  # type: ignore[no-untyped-def]
    """In a worker: warm up on some pages, then read what no other has taken."""
    from newscrawl.core import preload  # noqa: F401
    from newscrawl.workers.archived import read_archived

    for url, body in pages[:8]:
        read_archived([_unit(url, body)])
    ready.wait()
    started = time.process_time()
    while True:
        with next_one.get_lock():
            number = next_one.value
            next_one.value += 1
        if number >= len(pages):
            break
        read_archived([_unit(*pages[number])])
    results.put(time.process_time() - started)


def _unit(url: str, body: bytes) -> tuple[RawAnswer, PageContext]:
    """As newscrawl.replay.units makes it of a page beside which nothing is noted."""
    name, address = site_of(url)
    context = PageContext(
        site=name,
        site_url=address,
        candidate=Candidate(url, SourceKind.GIVEN),
        rights=OriginWord((), {}, ("header", "meta")),
    )
    return RawAnswer(url, 200, (("Content-Type", "text/html"),), body), context


def replay(archive: Path, output: Path, processes: int) -> tuple[dict[str, Any], list[Seen]]:
    """The whole command over a file: its figures, and what was seen of it. Raises CalledProcessError."""
    command = [sys.executable, "-m", "newscrawl", "replay", str(archive), "--output", str(output), "--json", "-q"]
    command += ["-s", f"NEWSCRAWL_EXTRACTION_PROCESSES={processes}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        seen = list(watched(process.pid, archive))
        assert process.stdout is not None
        said = process.stdout.read()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return json.loads(said), seen


def course(seen: Sequence[Seen], pages: int) -> Spent:
    """What the middle of a replay took: from its second tenth to its ninth, without its start and end."""
    inner = [one for one in seen if 1 <= one.share * TENTHS <= TENTHS - 1]
    if len(inner) < 2 or inner[0].share == inner[-1].share:  # a file that is read at one go
        return Spent(pages, seen[-1].at - seen[0].at, seen[-1].own, seen[-1].workers)
    first, last = inner[0], inner[-1]
    share = last.share - first.share
    return Spent(share * pages, last.at - first.at, last.own - first.own, last.workers - first.workers)


def measure_speed(pages: Sequence[tuple[str, bytes]], folder: Path, rounds: int, processes: int) -> bool:
    """Print both speeds and their ratios; returns whether that by the clock is what is asked for."""
    archive = (folder / "pages.warc.gz").resolve()
    write_archive(archive, iter(pages))
    limit, middle, whole = Spent(), Spent(), Spent()
    for number in range(1, rounds + 1):
        limit.add(found := alone(pages, processes))
        print(f"round {number}: alone   {found}", flush=True)
        figures, seen = replay(archive, folder / str(number), processes)
        if figures["pages"] != len(pages):
            raise ValueError(f"{figures['pages']} of {len(pages)} pages were read")
        middle.add(found := course(seen, len(pages)))
        whole.add(Spent(len(pages), figures["seconds"], seen[-1].own, seen[-1].workers))
        print(f"round {number}: replay  {found}", flush=True)
    print(f"extraction alone           {limit}")
    print(f"replay, in its course      {middle}")
    print(f"  of it the main process   {middle.own / middle.pages * 1000:.1f} ms CPU a page")
    print(f"replay, with start and end {whole}")
    print(f"ratio by CPU time          {limit.cpu / middle.cpu:.3f}, with start and end {limit.cpu / whole.cpu:.3f}")
    print(
        f"ratio by the clock         {middle.rate / limit.rate:.3f}, with start and end {whole.rate / limit.rate:.3f}"
    )
    return middle.rate / limit.rate >= LEAST


def measure_memory(pages: Iterator[tuple[str, bytes]], folder: Path, most: float, processes: int) -> bool:
    """Print the memory by tenths of a large file; returns whether it stayed flat."""
    archive = (folder / "pages.warc.gz").resolve()
    number, size = write_archive(archive, pages, most)
    print(f"{number} pages, {size / 1e9:.2f} GB, {archive.stat().st_size / 1e9:.2f} GB packed", flush=True)
    figures, seen = replay(archive, folder / "output", processes)
    print(f"{figures['pages']} pages in {figures['seconds']:.0f} s, {figures['written']} articles written")
    print("tenth   main process, MB: mean, most   largest worker, MB: mean, most")
    rows = []
    for tenth in range(TENTHS):
        part = [one for one in seen if tenth <= one.share * TENTHS < tenth + 1]
        if part:
            own, largest = [one.memory for one in part], [one.largest for one in part]
            rows.append((mean(own), mean(largest)))
            print(f"{tenth + 1:5}   {mean(own):22.0f}, {max(own):4.0f}   {mean(largest):24.0f}, {max(largest):4.0f}")
    if len(rows) < TENTHS:
        print("the file is too small to tell whether memory grows; give more --bytes")
        return False
    growth = [last / first - 1 for first, last in zip(rows[1], rows[-1], strict=True)]
    print(f"growth from the second tenth to the last: {growth[0]:+.1%} and {growth[1]:+.1%}")
    return max(growth) <= GROWTH_MAX


def main() -> int:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path, nargs="?")
    parser.add_argument("--copies", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--memory", action="store_true", help="the memory over one large file instead")
    parser.add_argument("--bytes", type=float, default=2e9, help="of its pages, unpacked (2e9)")
    options = parser.parse_args()
    if options.corpus is None or not (options.corpus / "truth.jsonl").exists():
        print("no corpus: name a folder with truth.jsonl and pages/ID.html.gz; none ships with newscrawl")
        return 2
    pages = list(read_corpus(options.corpus))
    with tempfile.TemporaryDirectory() as name:
        if options.memory:
            is_right = measure_memory(copies_of(pages), Path(name), options.bytes, options.processes)
        else:
            chosen = list(islice(copies_of(pages), options.copies * len(pages)))
            is_right = measure_speed(chosen, Path(name), options.rounds, options.processes)
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
