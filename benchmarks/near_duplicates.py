"""Whether near doubles are found, what that costs, and whether the index survives kill -9.

    python benchmarks/near_duplicates.py [--documents 100000] [--kills 20] [--folder DIR] [--state URL]

Documents are generated. A tenth of them are near doubles of earlier ones, at a Jaccard similarity of .95, .9 and .8
(the true one, of the sets of shingles, is computed for each); as many again lie under .6, and a hundredth are templates
filled in otherwise. Each document is looked up, then noted, 64 at a time, as a crawl does it when it is busy; what is
under way at the same time is compared in memory there (crawl/claims.py), so that here no double is among the same 64.
Printed: recall a level, false merges under .6, CPU time a document after 10,000, 50,000 and 100,000, size of the store.
Then a writer is killed again and again, and the index is held against the lines. Exit code 1 where something falls
short.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from newscrawl.core.article import Article
from newscrawl.core.doubles import sketch_of
from newscrawl.core.doubles.shingles import shingles
from newscrawl.core.doubles.words import folded, lowered
from newscrawl.core.fingerprints import content_hash
from newscrawl.core.site import Site
from newscrawl.core.urls import article_id
from newscrawl.crawl.config import Config
from newscrawl.crawl.items import item_of_article, site_key
from newscrawl.crawl.run import Run
from newscrawl.dataset.mending import parse_object
from newscrawl.dataset.reading import read_lines
from newscrawl.store import Store

LEVELS = {0.95: 0.995, 0.9: 0.99, 0.8: 0.9}
"""Jaccard similarity, and the recall that is asked for."""
TOLERANCE = 0.012
BELOW = 0.6
BATCH = 64
_LETTERS = "etaoinshrdlucmfwypvbgkqjxz"
_OFTEN = list(accumulate(range(26, 0, -1)))


@dataclass(frozen=True, slots=True)
class Document:
    """One document of the stream."""

    kind: str
    """new, below, template, or the level of a planted double."""
    origin: int = -1
    """The number of the document that it is made of."""


@lru_cache(maxsize=1)
def vocabulary() -> tuple[list[str], list[float]]:
    """Words, and how often they come: by Zipf's law. One in eight is a name, one in forty a number."""
    rng, words = random.Random("words"), []
    for rank in range(30_000):
        length = rng.randint(2, 4) if rank < 200 else rng.randint(3, 10)
        word = "".join(rng.choices(_LETTERS, cum_weights=_OFTEN, k=length))
        words.append(word.capitalize() if rank > 200 and rng.random() < 0.3 else word)
    words += [str(number) for number in range(1, 400)]
    weights = [1 / (rank + 10) for rank in range(30_000)] + [3e-4] * 399
    return words, list(accumulate(weights))


def _words(rng: random.Random, number: int) -> list[str]:
    words, sums = vocabulary()
    found = rng.choices(words, cum_weights=sums, k=number)
    return [word + "." if rng.random() < 0.05 else word for word in found]


def original(number: int) -> str:
    """The document of this number, 120 to 700 words; the same every time."""
    rng = random.Random(number)
    return " ".join(_words(rng, rng.randint(120, 700)))


def edited(text: str, level: float, rng: random.Random) -> str:
    """The text at a true similarity of about `level`: words replaced, its end cut off, or text added before it."""
    words, way = text.split(), rng.choice(("replace", "cut", "add", "both"))
    share = 1 - (2 * level / (1 + level)) ** 0.25
    if way == "cut":
        return " ".join(words[: round(len(words) * level)])
    if way == "add":
        return " ".join([*_words(rng, round(len(words) * (1 / level - 1))), *words])
    if way == "both":
        words = words[: round(len(words) * (1 + level) / 2)]
        level = level / ((1 + level) / 2)
        share = 1 - (2 * level / (1 + level)) ** 0.25
    places = rng.sample(range(len(words)), round(len(words) * share))
    for place, word in zip(places, _words(rng, len(places)), strict=True):
        words[place] = word
    return " ".join(words)


def resemblance(one: str, other: str) -> float:
    """The true Jaccard similarity of two texts."""
    first, second = (set(shingles(lowered(folded(text))).tolist()) for text in (one, other))
    return len(first & second) / len(first | second)


def planted(text: str, level: float, rng: random.Random) -> str:
    """The text at a true similarity that is within TOLERANCE of `level`."""
    while True:
        other = edited(text, level, rng)
        if abs(resemblance(text, other) - level) <= TOLERANCE:
            return other


def template(number: int) -> str:
    """One of 20 forms with 30 blanks, filled in by its number."""
    rng = random.Random(f"form {number % 20}")
    words, filling = _words(rng, 260), random.Random(f"filling {number}")
    for place in sorted(rng.sample(range(4, 256), 12)):
        words[place] = str(filling.randint(1, 9999))
    return " ".join(words)


def plan(documents: int) -> list[Document]:
    """What comes in which order: a tenth are doubles, as many lie below, a hundredth are templates, all others new."""
    rng = random.Random("plan")
    places = rng.sample(range(documents // 10, documents), documents // 10 * 2 + documents // 100)
    levels = [str(level) for level in LEVELS]
    kinds = {place: levels[n % len(levels)] for n, place in enumerate(places[: documents // 10])}
    kinds |= dict.fromkeys(places[documents // 10 : documents // 10 * 2], "below")
    kinds |= dict.fromkeys(places[documents // 10 * 2 :], "template")
    stream: list[Document] = []
    new: list[int] = []
    for number in range(documents):
        kind = kinds.get(number, "new")
        if kind == "new":
            new.append(number)
        stream.append(Document(kind) if kind in ("new", "template") else Document(kind, rng.choice(new[: -2 * BATCH])))
    return stream


def text_of(stream: list[Document], number: int) -> str:
    """The text of one document; the same every time."""
    one = stream[number]
    if one.kind == "new":
        return original(number)
    if one.kind == "template":
        return template(number)
    rng = random.Random(f"edit {number}")
    if one.kind == "below":
        return edited(original(one.origin), rng.uniform(0.3, BELOW - 0.02), rng)
    return planted(original(one.origin), float(one.kind), rng)


@dataclass(slots=True)
class Result:
    """What came out."""

    planted: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false: int = 0
    """Documents that were taken for a double of one under .6, or of another filling of their template."""
    compared: int = 0
    """Pairs under .6 that were there to be mistaken."""
    costs: dict[int, tuple[float, float]] = field(default_factory=dict)
    """After so many documents: CPU milliseconds of one of the last ones, for its sketch and in the store."""
    bytes: int = 0

    def recall(self, level: float) -> float:
        """The share of the planted doubles that were found."""
        return self.found[str(level)] / max(1, self.planted[str(level)])


def measure(store: Store, documents: int, steps: tuple[int, ...] = ()) -> Result:
    """Send the stream through the index; a cost is that of the last tenth of `documents` before each step."""
    stream, result, span = plan(documents), Result(), max(BATCH, documents // 10)
    spent, since = [0.0, 0.0], 0
    for start in range(0, documents, BATCH):
        numbers = range(start, min(start + BATCH, documents))
        texts = [text_of(stream, number) for number in numbers]
        begun = time.process_time()
        made = [(f"{number:032x}", sketch_of(text)) for number, text in zip(numbers, texts, strict=True)]
        middle = time.process_time()
        sketched = [(name, sketch) for name, sketch in made if sketch is not None]
        near = dict(zip((name for name, _ in sketched), store.doubles.nearest(sketched), strict=True))
        store.doubles.note([(name, 1, sketch) for name, sketch in sketched])
        spent[0] += middle - begun
        spent[1] += time.process_time() - middle
        for number, text in zip(numbers, texts, strict=True):
            other = near.get(f"{number:032x}")
            _judge(stream, result, number, text, int(other.id, 16) if other else None)
        done = numbers.stop
        for step in steps:
            if start < step <= done:
                result.costs[step] = (spent[0] / (done - since) * 1000, spent[1] / (done - since) * 1000)
        if any(done <= step - span < done + BATCH for step in steps):
            spent, since = [0.0, 0.0], done
    return result


def _judge(stream: list[Document], result: Result, number: int, text: str, other: int | None) -> None:
    one = stream[number]
    if one.kind in ("below", "template"):
        result.compared += 1
    elif one.kind != "new":
        result.planted[one.kind] += 1
    if other is None:
        return
    filled = one.kind == stream[other].kind == "template"
    if filled or resemblance(text, text_of(stream, other)) < BELOW:
        result.false += 1
    elif one.origin >= 0 and one.origin in (other, stream[other].origin):
        result.found[one.kind] += 1


def write_for_ever(folder: Path, seed: int) -> None:
    """Write articles into a dataset as a crawl does, until the process is killed."""
    run = Run(Config(output=folder, shard_lines=200, processes=1), [Site("https://paper.example/", "paper")])
    rng = random.Random(seed)

    async def write(number: int) -> None:
        text, url = original(rng.randrange(10**9)), f"https://paper.example/{seed}/{number}"
        article = Article(id=article_id(url), text=text, url=url, requested_url=url, source="paper")
        article.content_hash = content_hash(text)
        article.fetched_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        item = item_of_article(article, site_key(run.sites[0]), set(), sketch=sketch_of(text))
        await run.writer.write(article.to_dict(), item)

    async def work() -> None:
        for start in range(0, 10**9, 2 * BATCH):
            await asyncio.gather(*(write(number) for number in range(start, start + 2 * BATCH)))
            if not start:
                print("writing", flush=True)

    asyncio.run(work())


def kill_again_and_again(folder: Path, kills: int) -> tuple[int, int]:
    """Kill a writer so often; then have a run read back what it must. Returns how many lines there are, and how many of
    them the index does not agree with: lines without their sketch, sketches without their line, bands without a sketch.
    """
    rng = random.Random("kill")
    for turn in range(kills):
        command = [sys.executable, __file__, "--write", str(folder), "--seed", str(turn)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ | {"PYTHONPATH": _root()}) as writer:
            assert writer.stdout is not None
            writer.stdout.readline()
            time.sleep(rng.uniform(0.0, 0.8))
            writer.kill()
    asyncio.run(_open_and_close(folder))
    store = Store.open(Config(output=folder).state_url)
    lines = {row["id"] for row in _lines(folder)}
    wrong = store.doubles.missing(lines)
    return len(lines), len(wrong) + store.doubles.loose(lines)


async def _open_and_close(folder: Path) -> None:
    await Run(Config(output=folder, processes=1), [Site("https://paper.example/", "paper")]).close()


def _root() -> str:
    return str(Path(__file__).resolve().parent.parent)


def _lines(folder: Path) -> list[dict[str, Any]]:
    rows = []
    for path in folder.glob("articles/*/*.jsonl"):
        rows += [row for line in read_lines(path) if (row := parse_object(line)) is not None]
    return rows


def report(result: Result, documents: int) -> bool:
    """Print it; whether all is as asked for."""
    sound = result.false == 0
    for level, least in LEVELS.items():
        share = result.recall(level)
        sound &= share >= least
        print(f"Jaccard {level}: {share:.4f} of {result.planted[str(level)]} found (asked for: {least})")
    print(f"false: {result.false} (of {documents} documents, {result.compared} made to be mistaken)")
    for step, (sketch, store) in result.costs.items():
        print(f"at {step}: {sketch + store:.3f} ms a document: sketch {sketch:.3f}, store {store:.3f}")
    print(f"store: {result.bytes / documents:.0f} bytes a document")
    return sound


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--folder", type=Path, help="where it is written; a temporary one where left out")
    parser.add_argument("--state", help="another store, as postgresql://...; an empty one")
    parser.add_argument("--write", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.write:
        write_for_ever(args.write, args.seed)
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        folder = Path(name)
        store = Store.open(args.state or f"sqlite:///{folder / 'state.db'}")
        steps = tuple(sorted({args.documents // 10, args.documents // 2, args.documents}))
        result = measure(store, args.documents, steps)
        store.close()
        result.bytes = sum(path.stat().st_size for path in folder.iterdir())
        sound = report(result, args.documents)
        lines, wrong = kill_again_and_again(folder / "killed", args.kills)
        print(f"killed {args.kills} times: {lines} lines, {wrong} of them in disagreement with the index")
    return 0 if sound and not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
