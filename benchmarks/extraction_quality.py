"""How right the extraction is on pages with known answers, and how fast: newscrawl beside plain trafilatura.

    python benchmarks/extraction_quality.py CORPUS_FOLDER [--output RECORDS.jsonl] [--processes 2]

CORPUS_FOLDER has truth.jsonl, a page a line with `id`, `source`, `url`, `body` (paragraphs, empty line between) and,
where known, `standfirst`, `title`, `published` (ISO 8601), `authors`; and pages/ID.html.gz. A page with an empty `body`
is no article: it counts for the verdict alone.

Body: bags of 4-grams of words, as the article extraction benchmark counts them (Zyte, github.com/scrapinghub/
article-extraction-benchmark): precision and recall averaged over the pages, F1 of both. Where the standfirst is known
apart, a text with it and one without both count as right. Exact: pages without a wrong or a missing 4-gram.
"""

from __future__ import annotations

import argparse
import gzip
import json
import logging
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

_WORD = re.compile(r"\w+")
Row = dict[str, Any]


def main(argv: list[str] | None = None) -> int:
    """Measures and prints; 0 when measured, 2 where there is no corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, metavar="CORPUS_FOLDER")
    parser.add_argument("--output", type=Path, help="write newscrawl's records here, a line a page, with `page_id`")
    parser.add_argument("--processes", type=int, default=2)
    args = parser.parse_args(argv)
    if args.corpus is None or not (args.corpus / "truth.jsonl").is_file():
        print(
            f"no corpus: {args.corpus or 'no folder given'} has no truth.jsonl; nothing was measured", file=sys.stderr
        )
        return 2
    truth = [json.loads(line) for line in (args.corpus / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    jobs = [(str(args.corpus / "pages" / f"{row['id']}.html.gz"), row["url"]) for row in truth]
    ours, seconds = measure(by_newscrawl, jobs, args.processes)
    plain, plain_seconds = measure(by_trafilatura, jobs, args.processes)
    if args.output:
        lines = (
            json.dumps({**row, "page_id": page["id"]}, ensure_ascii=False)
            for page, row in zip(truth, ours, strict=True)
        )
        args.output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    report(truth, {"newscrawl": (ours, seconds), "trafilatura, comments off": (plain, plain_seconds)})
    return 0


def measure(
    method: Callable[[tuple[str, str]], Row], jobs: list[tuple[str, str]], processes: int
) -> tuple[list[Row], float]:
    """The records of all pages in order, and the seconds that they took once the processes were warm."""
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        list(pool.map(method, jobs[: 8 * processes]))
        before = time.perf_counter()
        rows = list(pool.map(method, jobs, chunksize=4))
        return rows, time.perf_counter() - before


def by_newscrawl(job: tuple[str, str]) -> Row:
    """newscrawl's record of a page, with the reason of its rejection if there is one."""
    from newscrawl.core.extraction import extract_page

    path, url = job
    result = extract_page(gzip.decompress(Path(path).read_bytes()), url)
    row = result.article.to_dict() if result.article else {"text": "", "title": None}
    return {**row, "rejected": str(result.rejection.reason) if result.rejection else None}


def by_trafilatura(job: tuple[str, str]) -> Row:
    """trafilatura's text and metadata of a page."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    path, url = job
    body = gzip.decompress(Path(path).read_bytes())
    found: Any = bare_extraction(body, url=url, include_comments=False, with_metadata=True)
    row: Row = found.as_dict() if found is not None else {}
    authors = [name.strip() for name in (row.get("author") or "").split(";") if name.strip()]
    return {
        "text": row.get("text") or "",
        "title": row.get("title"),
        "date_published": row.get("date"),
        "authors": authors,
        "rejected": None,
    }


def report(truth: list[Row], results: dict[str, tuple[list[Row], float]]) -> None:
    """Prints a table, a column a method."""
    columns = {
        name: dict(figures(truth, rows, seconds, cut_title=name == "newscrawl"))
        for name, (rows, seconds) in results.items()
    }
    width = max(len(label) for column in columns.values() for label in column)
    print(" " * width, *(f"{name:>26}" for name in columns))
    for label in next(iter(columns.values())):
        print(f"{label:<{width}}", *(f"{column[label]:>26}" for column in columns.values()))
    rows = results["newscrawl"][0]
    for page, row in zip(truth, rows, strict=True):
        if page.get("body") and row["rejected"]:
            print(f"\nan article that was left out ({row['rejected']}): {page['url']}")


def figures(truth: list[Row], rows: list[Row], seconds: float, *, cut_title: bool) -> Iterable[tuple[str, str]]:
    """(label, value) of one method."""
    pairs = [(page, row) for page, row in zip(truth, rows, strict=True) if page.get("body")]
    yield "articles", str(len(pairs))
    for source in sorted({page["source"] for page, _ in pairs}):
        scores = [best_score(page, body_of(row, cut_title)) for page, row in pairs if page["source"] == source]
        f1, precision, recall, exact = mean_score(scores)
        yield f"{source}: body F1", f"{f1:.4f}"
        yield f"{source}: precision, recall", f"{precision:.4f}, {recall:.4f}"
        yield f"{source}: exact", f"{exact:.3f}"
    titled = [fold(page["title"]) == fold(row["title"]) for page, row in pairs if page.get("title")]
    yield "title", share(titled)
    dated = [same_minute(page["published"], row["date_published"]) for page, row in pairs if page.get("published")]
    yield "date to the minute", share(dated)
    written = [overlap(page["authors"], row["authors"]) for page, row in pairs if page.get("authors")]
    yield "authors' F1", f"{sum(written) / len(written):.4f}" if written else "-"
    yield "articles that pass", share([row["rejected"] is None for _, row in pairs])
    others = [row["rejected"] is not None for page, row in zip(truth, rows, strict=True) if not page.get("body")]
    yield "others that are rejected", share(others)
    yield "pages/s", f"{len(rows) / seconds:.1f}"


def body_of(row: Row, cut_title: bool) -> str:
    """The text without the title that a record begins with."""
    text: str = row["text"]
    title: str = row["title"] or ""
    return text[len(title) :].strip() if cut_title and title and text.startswith(title) else text


def grams(text: str, size: int = 4) -> Counter[tuple[str, ...]]:
    """The bag of runs of `size` words; one shorter run where the text has fewer."""
    words = _WORD.findall(text)
    return (
        Counter(tuple(words[place : place + size]) for place in range(max(1, len(words) - size + 1)))
        if words
        else Counter()
    )


def score(expected: str, got: str) -> tuple[float, float, float]:
    """Right, wrong and missing 4-grams as shares of all."""
    want, have = grams(expected), grams(got)
    right, wrong, missing = (sum(bag.values()) for bag in (want & have, have - want, want - have))
    total = right + wrong + missing or 1
    return right / total, wrong / total, missing / total


def best_score(page: Row, got: str) -> tuple[float, float, float]:
    """The score with or without the standfirst, whichever fits, where it is known apart."""
    body, standfirst = page["body"], page.get("standfirst")
    scores = [score(body, got)]
    if standfirst and body.startswith(standfirst):
        scores.append(score(body[len(standfirst) :].strip(), got))
    return max(scores, key=lambda entry: entry[0])


def mean_score(scores: list[tuple[float, float, float]]) -> tuple[float, float, float, float]:
    """F1, precision, recall, share of exact pages."""
    precisions = [right / (right + wrong) for right, wrong, _ in scores if right + wrong]
    recalls = [right / (right + missing) for right, _, missing in scores if right + missing]
    precision = sum(precisions) / max(1, len(precisions))
    recall = sum(recalls) / max(1, len(recalls))
    exact = sum(wrong == missing == 0 for _, wrong, missing in scores) / max(1, len(scores))
    return 2 * precision * recall / (precision + recall or 1), precision, recall, exact


def fold(text: str | None) -> str:
    """Letters and digits in lower case, single spaces between words."""
    return re.sub(r"\W+", " ", unicodedata.normalize("NFKC", text or "")).strip().lower()


def moment(text: str | None) -> datetime | None:
    """The moment that an ISO 8601 text names; UTC where it gives no offset."""
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def same_minute(expected: str, got: str | None) -> bool:
    """Whether two texts name moments less than a minute apart."""
    want, have = moment(expected), moment(got)
    return want is not None and have is not None and abs((want - have).total_seconds()) < 60


def overlap(expected: list[str], got: list[str]) -> float:
    """F1 of two sets of names."""
    want, have = {fold(name) for name in expected}, {fold(name) for name in got}
    return 2 * len(want & have) / (len(want) + len(have) or 1)


def share(hits: list[bool]) -> str:
    """The share of hits, "-" of none."""
    return f"{sum(hits) / len(hits):.4f}" if hits else "-"


if __name__ == "__main__":
    sys.exit(main())
