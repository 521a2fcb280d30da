"""The demo's crawl, what came out of it, and whether that is right."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from newscrawl.cli.checks import check_output, read_sites
from newscrawl.cli.crawl import crawl
from newscrawl.cli.displays import choose_display, is_live, log_level
from newscrawl.cli.errors import FAILED, OK
from newscrawl.cli.printing import counted
from newscrawl.dataset.reading import DamagedFile, is_shard, read_lines

if TYPE_CHECKING:
    from newscrawl.demo import Check, DemoWeb
    from newscrawl.report.figures import RunFigures

FAST = {"DOWNLOAD_DELAY": "0", "AUTOTHROTTLE_ENABLED": "0"}
"""The web is this machine's own: there is no one to be slow for."""


def crawl_and_show(args: argparse.Namespace, web: DemoWeb) -> int:
    """Crawl the bundled web into the output, show it, and compare it with what the web holds; returns the exit code."""
    from newscrawl.crawl.browsers import look_for_browser
    from newscrawl.crawl.config import Config
    from newscrawl.demo import check
    from newscrawl.report.summary import print_summary

    check_output(args.output)
    options = {
        "sites": read_sites(web.sites, None),
        "output": args.output,
        "visit_all": True,
        "settings": FAST,
        "log_level": log_level(args, live=is_live(args)),
    }
    with through_proxy(web.proxy_url):
        figures = crawl(options, choose_display(args))
    if figures.exit_code not in (OK, 3, 4):
        return FAILED if figures.exit_code is None else figures.exit_code
    hosts = {urlsplit(site).hostname for site in web.sites}
    config = Config(output=args.output)
    folders = ("articles", "rejected")
    places = [config.output, config.beside("rejected.jsonl")] if config.single_file else map(config.beside, folders)
    records, rejected = ([row for row in read_records(place) if _host(row) in hosts] for place in places)
    print_summary(figures, sys.stdout, hint=False)
    rendered = not figures.no_browser and look_for_browser(None).path is not None
    german = next(row["url"] for row in web.expected if row["kind"] == "article" and row["language"] == "de")
    show_article(records, german)
    return tell(args.output, figures, check(records, rendered=rendered), misnamed(rejected, web.expected), records)


def show_article(records: list[dict[str, Any]], url: str) -> None:
    """Print one record as it reads, wrapped to the terminal."""
    if record := next((record for record in records if record.get("url") == url), None):
        width = min(shutil.get_terminal_size().columns, 90)
        print(f"\nOne article as it reads ({url}):\n\n{as_it_reads(record, width)}")


def tell(
    output: Path, figures: RunFigures, outcome: Check, misnamed: list[tuple[str, str]], records: list[dict[str, Any]]
) -> int:
    """Say whether what came out is right; returns the exit code. `records`: in the output, of any run."""
    new = sum(site.written for site in figures.sites.values())
    if records and not new:
        print("\nNothing new this time: all of it was there from an earlier run, and no article was written twice.")
    print(f"\n{outcome.line()}.")
    if len(records) != outcome.found:
        print(in_all(records))
    for url in outcome.differing:
        print(f"  text differs from what the page says: {url}")
    for url, what in misnamed:
        print(f"  {what}: {url}")
    wrong = [*outcome.missing, *outcome.extra, *outcome.differing, *(url for url, _ in misnamed)]
    if wrong:
        print("That is not what the sites hold. Start afresh with another --output, or see why:\n")
        print(f"  {own_name()} demo --serve &")
        print(f"  http_proxy=http://127.0.0.1:8899 {own_name()} explain {wrong[0]}")
        return FAILED
    print(f"\n{next_steps(output)}")
    return OK


def in_all(records: list[dict[str, Any]]) -> str:
    """Why there are more records than articles."""
    doubles = sum(bool(record.get("duplicate_of")) for record in records)
    updates = sum((record.get("version") or 1) > 1 for record in records)
    parts = [counted(len(records) - doubles - updates, "article")]
    parts += [f"{doubles:,} more that repeat one of them on another site (duplicate_of)"] if doubles else []
    parts += [f"{counted(updates, 'later version')} (version)"] if updates else []
    return f"The output has {counted(len(records), 'record')}: {', '.join(parts)}."


@contextlib.contextmanager
def through_proxy(url: str) -> Iterator[None]:
    """Within it, this process and its children ask everything of the proxy; what was set before comes back."""
    names = ("http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "all_proxy", "ALL_PROXY")
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ["http_proxy"] = os.environ["https_proxy"] = url
    try:
        yield
    finally:
        del os.environ["http_proxy"], os.environ["https_proxy"]
        os.environ.update(before)


def misnamed(rejected: list[dict[str, Any]], expected: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Pages that were left out for another reason than what they are: address, and what was wrong."""
    right = {row["url"]: {row["kind"], *row.get("also", ())} for row in expected if row["kind"] != "article"}
    told = ((str(row.get("url")), str(row.get("reason"))) for row in rejected)
    return [
        (url, f"left out as {reason}, and is {' or '.join(sorted(right[url]))}")
        for url, reason in told
        if url in right and reason not in right[url]
    ]


def _host(record: dict[str, Any]) -> str | None:
    return urlsplit(str(record.get("url"))).hostname


def read_records(place: Path) -> Iterator[dict[str, Any]]:
    """The records of a file, or of all files in a folder; lines that are none are left out."""
    files = [place] if is_shard(place) else sorted(file for file in place.rglob("*") if is_shard(file))
    for file in files:
        with contextlib.suppress(FileNotFoundError, DamagedFile):
            for line in read_lines(file):
                with contextlib.suppress(ValueError):
                    record = json.loads(line)
                    if isinstance(record, dict):
                        yield record


def as_it_reads(record: dict[str, Any], width: int) -> str:
    """Title, a line of who and when, paragraphs: wrapped at `width` columns."""
    title, _, body = str(record["text"]).partition("\n\n")
    by = ", ".join(record.get("authors") or [])
    line = " · ".join(part for part in (by, record.get("date_published"), record.get("section")) if part)
    parts = [title, line, *body.split("\n\n")]
    wrapped = ["\n".join(textwrap.fill(row, width - 4) for row in part.split("\n")) for part in parts if part]
    return textwrap.indent("\n\n".join(wrapped), "    ")


def own_name() -> str:
    """What to type for newscrawl: its name where the shell finds it, else the program beside this Python's."""
    if shutil.which("newscrawl"):
        return "newscrawl"
    program = Path(sys.executable).with_name("newscrawl")
    if not program.exists():
        return f"{sys.executable} -m newscrawl"
    here = Path.cwd()
    return str(program.relative_to(here) if program.is_relative_to(here) else program)


def next_steps(output: Path) -> str:
    """What to type next, with the files as they lie."""
    newscrawl = own_name()
    files = str(output) if is_shard(output) else f"{output}/articles/*/*.jsonl"
    read = "zstdcat" if files.endswith(".zst") else "zcat" if files.endswith(".gz") else "cat"
    return f"""The articles are in {files}. Next:

  {newscrawl} validate {output}
  {read} {files} | jq -r '[.date_published, .source, .title] | @tsv'
  duckdb -c "select source, language, count(*) from read_json('{files}') group by all"
  {newscrawl} export {output} --to csv
  {newscrawl} crawl www.example.org --since 7d"""  # noqa: S608 - words for people
