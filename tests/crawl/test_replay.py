"""Archives replayed without a server: the records of the crawl again, after kills and damage, and others' archives."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.crawl.harness import ROOT, TIMEOUT, Bench, Outcome, read
from tests.crawl.test_archive import sites_of_all_kinds

OF_THE_RUN = ("run_id",)
"""All that differs between a line of the crawl and that of its replay."""


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "newscrawl", "replay", *map(str, arguments)]


def environment() -> dict[str, str]:
    """Without a proxy, and so without the web of the tests: nothing can be fetched."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**kept, "PYTHONPATH": str(ROOT)}


def replay(folder: Path, *arguments: str | Path, quick: bool = True) -> Outcome:
    """Replay to the end; the figures are those of --json."""
    settings = ["-s", "NEWSCRAWL_EXTRACTION_PROCESSES=1"] if quick else []
    run = subprocess.run(
        command(*arguments, "--json", *settings),
        cwd=folder,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    return Outcome(run.returncode, json.loads(run.stdout) if run.stdout.strip() else {}, run.stderr)


def lines(output: Path, kind: str = "articles") -> list[dict[str, Any]]:
    return [row for path in sorted(output.glob(f"{kind}/*/*.jsonl*")) for row in read(path)]


def without_run(rows: list[dict[str, Any]], *more: str) -> list[dict[str, Any]]:
    """The rows in one order, without what a replay has of its own."""
    left_out = (*OF_THE_RUN, *more)
    kept = [{name: value for name, value in row.items() if name not in left_out} for row in rows]
    return sorted(kept, key=lambda row: (row["requested_url"], row.get("version", 0)))


def in_archive_of(output: Path, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows, with the archive's file named as the crawl names it: below its own output."""
    for row in rows:
        if row["archive"]:
            row["archive"]["file"] = Path(row["archive"]["file"]).relative_to(output).as_posix()
    return rows


def test_a_replay_gives_the_crawls_records_again(bench: Bench, tmp_path: Path) -> None:
    sites = sites_of_all_kinds(bench)
    outcome = bench.crawl(sites, "--archive", "--purpose", "research")
    assert outcome.exit_code == 0, outcome.stderr
    archive, out = bench.output / "archive", tmp_path / "again"
    outcome = replay(tmp_path, archive, "--output", out)
    assert outcome.exit_code == 0, outcome.stderr
    crawled, replayed = bench.records(), in_archive_of(bench.output, lines(out))
    assert without_run(replayed) == without_run(crawled)
    left_out = [row for row in bench.records("rejected") if row["archive"] is not None]
    assert without_run(in_archive_of(bench.output, lines(out, "rejected"))) == without_run(left_out)
    assert outcome.figures["written"] == len(crawled)
    assert outcome.figures["rejected"] == dict(Counter(row["reason"] for row in left_out))
    # Into the very dataset: all is there.
    before = (bench.records(), bench.records("rejected"))
    outcome = replay(tmp_path, archive, "--output", bench.output)
    assert outcome.exit_code == 0, outcome.stderr
    assert (outcome.figures["written"], outcome.figures["rejected"]) == (0, {})
    assert (bench.records(), bench.records("rejected")) == before
    # Once more: nothing is read.
    outcome = replay(tmp_path, archive, "--output", out)
    assert (outcome.exit_code, outcome.figures["pages"], outcome.figures["files_known"]) == (0, 0, 1)
