"""Options that several commands have, with the same words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from newscrawl.cli import values

__all__ = ["add_filters", "add_how", "add_where"]


def add_filters(group: Any) -> None:
    """Which articles are taken, and how many."""
    group.add_argument("--since", type=values.moment, metavar="WHEN", help="published since: 36h, 7d, 2w, 2026-11-01")
    group.add_argument("--until", type=values.last_moment, metavar="WHEN", help="published until; a day is taken in")
    group.add_argument("--language", type=values.languages, default=(), metavar="de,en", help="only these languages")
    group.add_argument("--max-articles", type=values.count, metavar="N", help="stop after N articles were written")


def add_where(group: Any) -> None:
    """Where lines go and what is remembered lies; see checks.check_where."""
    group.add_argument(
        "--output",
        type=values.any_output,
        default=Path("output"),
        metavar="DIR|FILE|URL",
        help="a folder of shards, FILE.jsonl, FILE.jsonl.gz, FILE.jsonl.zst, or s3://, gs://, az:// (default: output/)",
    )
    group.add_argument(
        "--staging",
        type=Path,
        metavar="DIR",
        help="where shards for a URL are written first, and state.db lies (default: in ~/.local/state/newscrawl)",
    )
    group.add_argument(
        "--state",
        type=values.store_address,
        metavar="URL",
        help="what is remembered between runs: a file or sqlite:///FILE (default: state.db in the output)",
    )


def add_how(group: Any, settings: str) -> None:
    """`settings`: the help of -s."""
    group.add_argument(
        "-s",
        dest="settings",
        type=values.setting,
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help=settings,
    )
    group.add_argument(
        "--json", action="store_true", help="the summary as one JSON object on stdout, nothing else there"
    )
    group.add_argument("-v", "--verbose", action="store_true", help="log everything; no live display")
    group.add_argument("-q", "--quiet", action="store_true", help="no progress and no summary, errors only")
