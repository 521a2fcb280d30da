"""Ends crawls by kill -9 at random moments, and checks after each that nothing is lost, and nothing is there twice.

    python benchmarks/kills.py [NUMBER] [--seed N] [--crawl-words="--archive"]

NUMBER kills (100), of crawls of a site on loopback into zst shards of 20 lines. After each, `newscrawl validate` must
find no fault in the output folder, and all lines of before must be there. Every few kills a run goes to the end: then
all articles of the site must be there, each once. Ends with 1 at the first that is not so.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.endings import Broken, Trial, whole_run
from tests.web import NewsWeb


def kills(web: NewsWeb, folder: Path, chance: random.Random, words: list[str], articles: int = 120) -> Iterator[str]:
    """Kill without end; yields a line for each kill, after its check. Raises Broken."""
    seconds = whole_run(Trial(web, folder / "first", articles, words=words))
    number = 0
    while True:
        number += 1
        trial = Trial(web, folder / f"trial-{number}", articles, words=words)
        for _ in range(8):
            moment = chance.uniform(0.15, 1.0) * seconds
            before = len(trial.seen)
            ended = kill_after(trial.start(), moment)
            lines = trial.check()
            if not ended:
                break
            yield f"trial {number}, kill after {moment:.2f} s: {before} -> {lines} lines"
        trial.finish()


def kill_after(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Kill the run and its workers; whether it was still there."""
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return True
    return False


def main() -> int:
    """Kill as often as was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("number", nargs="?", type=int, default=100, help="how many kills (100)")
    parser.add_argument("--seed", type=int, default=None, help="of the random moments")
    parser.add_argument("--articles", type=int, default=120, help="of the site (120)")
    parser.add_argument("--crawl-words", default="", help="further words for newscrawl crawl")
    args = parser.parse_args()
    seed = random.randrange(10**6) if args.seed is None else args.seed
    print(f"seed {seed}", flush=True)
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as name, NewsWeb() as web:
        ended = kills(web, Path(name), random.Random(seed), args.crawl_words.split(), args.articles)
        try:
            for number in range(1, args.number + 1):
                print(f"{number}: {next(ended)}", flush=True)
        except Broken as error:
            print(f"broken: {error}", flush=True)
            return 1
    print(f"{args.number} kills in {time.monotonic() - start:.0f} s: nothing lost, nothing twice, all valid")
    return 0


if __name__ == "__main__":
    sys.exit(main())
