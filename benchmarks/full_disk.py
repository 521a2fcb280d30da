"""Has the disk run full under crawls at random points, and checks that nothing is lost, and nothing is there twice.

    python benchmarks/full_disk.py [NUMBER] [--how tmpfs|limit] [--seed N] [--crawl-words="--archive"]

NUMBER times (20). `tmpfs`: the output lies on a small file system that grows from run to run; it is mounted in a mount
namespace of its own (unshare -m), so only root can have it. `limit`: no file may grow beyond a size that is raised from
run to run (RLIMIT_FSIZE). A run that finds no room must end with exit code 1 (2 where it could not begin) and one line
without a traceback; `newscrawl validate` must find no fault; with room again the next run must bring all, once.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.endings import Broken, Trial
from tests.web import NewsWeb

_INSIDE = "NEWSCRAWL_BENCHMARK_NAMESPACE"
ROOM = 2**28


class Limit:
    """No file beyond a size."""

    def __init__(self, folder: Path) -> None:
        self._size = ROOM

    def room(self, size: int) -> None:
        """Give so much from now on."""
        self._size = size

    def before(self) -> None:
        """In the run's process, before it begins."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (self._size, resource.RLIM_INFINITY))

    def close(self) -> None:
        """Nothing is left."""


class Tmpfs:
    """A file system of a size."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True)
        _mount("-t", "tmpfs", "-o", "size=16k", "newscrawl", str(folder))

    def room(self, size: int) -> None:
        """Give so much from now on."""
        _mount("-o", f"remount,size={max(4096, size)}", str(self._folder))

    def before(self) -> None:
        """Nothing."""

    def close(self) -> None:
        """Unmount."""
        subprocess.run(["umount", "-l", str(self._folder)], check=True)


def _mount(*words: str) -> None:
    subprocess.run(["mount", *words], check=True)


def can_mount() -> bool:
    """Whether a tmpfs can be had."""
    if os.geteuid() or not shutil.which("unshare"):
        return False
    with tempfile.TemporaryDirectory() as name:
        command = ["unshare", "-m", "mount", "-t", "tmpfs", "-o", "size=16k", "newscrawl", name]
        return subprocess.run(command, capture_output=True).returncode == 0


def full_disks(
    web: NewsWeb, folder: Path, chance: random.Random, make: Callable[[Path], Limit | Tmpfs], words: list[str]
) -> Iterator[str]:
    """Run out of room without end; yields a line for each time, after its check. Raises Broken."""
    number = 0
    while True:
        number += 1
        trial = Trial(web, folder / f"trial-{number}", articles=80, words=words)
        disk = make(trial.bench.output)
        size = chance.choice((0, 120_000, 240_000))  # the empty store alone takes half of the last
        try:
            while True:
                size += int(10 ** chance.uniform(4.0, 5.6))
                disk.room(size)
                before = len(trial.seen)
                code, said = run_once(trial, disk)
                disk.room(ROOM)  # the check itself needs none, a lock file of it might
                lines = trial.check()
                if code == 0:
                    break
                yield f"trial {number}, {size:,} bytes: {before} -> {lines} lines, exit {code}: {said}"
            trial.finish()
        finally:
            disk.close()


def run_once(trial: Trial, disk: Limit | Tmpfs) -> tuple[int, str]:
    """Exit code and last words of a run. Raises Broken where they are not as they should be."""
    process = trial.start(disk.before)
    _, stderr = process.communicate(timeout=300)
    said = stderr.decode().strip()
    good = process.returncode == 0 or (process.returncode in (1, 2) and "\n" not in said and said)
    if not good or "Traceback" in said:
        raise Broken(f"exit {process.returncode}: {said}")
    return process.returncode, said


def main() -> int:
    """Run out of room as often as was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("number", nargs="?", type=int, default=20, help="how often (20)")
    parser.add_argument("--how", choices=("tmpfs", "limit"), default=None, help="tmpfs where it can be had")
    parser.add_argument("--seed", type=int, default=None, help="of the random sizes")
    parser.add_argument("--crawl-words", default="", help="further words for newscrawl crawl")
    args = parser.parse_args()
    how = args.how or ("tmpfs" if can_mount() else "limit")
    if how == "tmpfs" and not os.environ.get(_INSIDE):
        again = ["unshare", "-m", sys.executable, "-m", "benchmarks.full_disk", *sys.argv[1:]]
        return subprocess.run(again, env={**os.environ, _INSIDE: "1"}).returncode
    seed = random.randrange(10**6) if args.seed is None else args.seed
    print(f"{how}, seed {seed}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name, NewsWeb() as web:
        make = Tmpfs if how == "tmpfs" else Limit
        times = full_disks(web, Path(name), random.Random(seed), make, args.crawl_words.split())
        try:
            for number in range(1, args.number + 1):
                print(f"{number}: {next(times)}", flush=True)
        except Broken as error:
            print(f"broken: {error}", flush=True)
            return 1
        finally:
            times.close()  # type: ignore[attr-defined]
    print(f"{args.number} full disks in {time.monotonic() - start:.0f} s: nothing lost, nothing twice, all valid")
    return 0


if __name__ == "__main__":
    sys.exit(main())
