"""`newscrawl forget`: takes articles, or a site, out of a dataset, and keeps them out."""

from __future__ import annotations

import argparse
import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.cli import values
from newscrawl.cli.errors import FAILED, OK, BusyError, CallError, CommandError
from newscrawl.cli.parser import Parser, Subparsers

if TYPE_CHECKING:
    from newscrawl.crawl.config import Config
    from newscrawl.crawl.forgetting import Forgetting, Plan
    from newscrawl.store import Store

_ID = re.compile(r"[0-9a-f]{6,32}")
_ID_LENGTH = 32
_FILES_SHOWN = 20
_AGAIN = "exports and copies that were made before still hold it: make them again"
_EPILOG = """\
examples:
  newscrawl forget https://www.example.org/2026/11/a-story.html --dry-run
  newscrawl forget https://www.example.org/2026/11/a-story.html --output news
  newscrawl forget 3f0a9c2b71d84e65a0c1f2e3d4b5a697 --yes
  newscrawl forget --file removals.txt --yes
  newscrawl forget --site www.example.org
  newscrawl forget --readmit https://www.example.org/2026/11/a-story.html

Lines go (all versions, and those of rejected), archived pages, and what the store knows. What stays is a tombstone, a
hash, by which the article is known whatever address it comes by: no crawl writes it again. A forgotten site is not
crawled. A call that was interrupted is made good by the same call.

exit codes: 0 done, or nothing of it is there; 1 it failed, or was not confirmed; 2 the call is wrong; 5 a run under way
holds the site
"""


def add_parser(commands: Subparsers) -> Parser:
    """The parser of the command."""
    parser: Parser = commands.add_parser(
        "forget",
        help="take articles or a site out of a dataset, and keep them out",
        description="Take articles, or a whole site, out of all files of a dataset and its store, and keep them out.",
        epilog=_EPILOG,
    )
    parser.set_defaults(run=run, rest="what")
    parser.add_argument("what", nargs="*", metavar="URL|ID", help="an article's address, or its id or the start of it")
    parser.add_argument("--site", metavar="SITE", help="all of a site: its name, domain or address")
    parser.add_argument("--file", type=Path, metavar="LIST", help="a file of addresses and ids, one a line")
    parser.add_argument(
        "--output", type=_local, default=Path("output"), metavar="DIR|FILE", help="the dataset (default: output/)"
    )
    parser.add_argument(
        "--state", type=values.store_address, metavar="URL", help="its store (default: state.db in the output)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")
    parser.add_argument("--yes", action="store_true", help="do not ask first")
    parser.add_argument("--readmit", action="store_true", help="take the tombstones back: it may be crawled again")
    parser.add_argument("--json", action="store_true", help="what went as one JSON object on stdout")
    parser.add_argument("-v", "--verbose", action="store_true", help="show the traceback of an unexpected error")
    return parser


def _local(text: str) -> Path:
    if "://" in text:
        raise argparse.ArgumentTypeError(
            f"{text}: lines are taken out of a dataset on disk only; copy it here, and put it back afterwards"
        )
    return values.output(text)


def run(args: argparse.Namespace) -> int:
    """Forget; returns the exit code."""
    from newscrawl.crawl.config import Config

    words = [*args.what, *(_listed(args.file) if args.file is not None else [])]
    if bool(words) == (args.site is not None):
        raise CallError("name addresses or ids, or one --site" + ("" if words else "; see `newscrawl forget --help`"))
    config = Config(output=args.output, state=args.state)
    with _store(config, args) as store:
        urls, ids = _sorted(words, store)
        if args.readmit:
            return _readmit(args, store, urls, ids)
        return _forget(args, config, store, urls, ids)


def _forget(args: argparse.Namespace, config: Config, store: Store, urls: list[str], ids: list[str]) -> int:
    from newscrawl.crawl.forgetting import Forgetting

    forgetting = Forgetting(config, store)
    plan = forgetting.plan(urls, ids, args.site)
    if plan.is_empty and args.site is not None:
        _check_site(args.site, store)
    if not args.json:
        _show(plan)
    if not args.dry_run and not (plan.is_empty and args.site is not None):
        if not _confirmed(args, plan):
            print("nothing was changed")
            return FAILED
        plan = _carry_out(forgetting, plan)
    if args.json:
        from newscrawl.cli.printing import print_json

        print_json(_as_dict(plan, dry_run=args.dry_run), pretty=False)
    elif not args.dry_run:
        print("a tombstone keeps it out" if plan.is_empty else f"forgotten; {_AGAIN}")
    return OK


def _carry_out(forgetting: Forgetting, plan: Plan) -> Plan:
    from newscrawl.store import SitesBusy

    try:
        return forgetting.carry_out(plan)
    except SitesBusy as error:
        raise BusyError(str(error)) from error


@contextlib.contextmanager
def _store(config: Config, args: argparse.Namespace) -> Iterator[Store]:
    """The dataset's store; one in memory for a dry run where there is none."""
    from sqlalchemy.exc import SQLAlchemyError

    from newscrawl.dataset.appending import DatasetError
    from newscrawl.store import Store, StoreError, first_line, shown, sqlite_file

    try:
        file = sqlite_file(config.state_url)
        if not config.output.exists() and (file is None or not file.is_file()):
            raise CallError(f"--output: {config.output} does not exist; name the output of an earlier run")
        if args.state and file is not None and not file.is_file():
            raise CallError(f"--state: {file} does not exist; name the store of an earlier run")
        absent = args.dry_run and file is not None and not file.is_file()
        store = Store.open("sqlite://" if absent else config.state_url)
    except (StoreError, ValueError) as error:
        raise CallError(str(error)) from error
    try:
        yield store
    except DatasetError as error:
        raise CommandError(str(error)) from error
    except SQLAlchemyError as error:
        raise CommandError(f"{shown(config.state_url)}: can't be used: {first_line(error)}") from error
    finally:
        store.close()


def _listed(path: Path) -> list[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CallError(f"--file: {path} cannot be read ({getattr(error, 'strerror', None) or error})") from error
    return [word for line in lines if (word := line.strip()) and not word.startswith("#")]


def _sorted(words: list[str], store: Store) -> tuple[list[str], list[str]]:
    """The addresses and the ids among the words. Raises CallError."""
    from newscrawl.core.urls import identity

    urls, ids = [], []
    for word in words:
        if _ID.fullmatch(word.lower()):
            ids.append(_whole_id(word.lower(), store))
        elif "/" in identity(word) or "?" in identity(word):
            urls.append(word)
        elif "." in word or ":" in word:
            raise CallError(f"{word}: is no article's address; to forget all of the site: --site {word}")
        else:
            raise CallError(f"{word}: neither an address nor an id; an id is 32 hex digits, or the first 6 at least")
    return urls, ids


def _whole_id(word: str, store: Store) -> str:
    if len(word) == _ID_LENGTH:
        return word
    found = store.known.ids_like(word)
    if len(found) != 1:
        what = "the ids of several articles begin so; write more of it" if found else "no article's id begins so"
        raise CallError(f"{word}: {what}")
    return found[0]


def _check_site(word: str, store: Store) -> None:
    from newscrawl.core.urls import identity

    if store.tombstones.site(identity(word)) is None:
        known = sorted(store.known.sites())
        there = f"; there are {', '.join(known[:5])}{' and more' if len(known) > 5 else ''}" if known else ""
        raise CallError(f"--site {word}: nothing of such a site is here{there}")


def _readmit(args: argparse.Namespace, store: Store, urls: list[str], ids: list[str]) -> int:
    from newscrawl.crawl.forgetting import readmit

    count = readmit(store, urls, ids, args.site)
    if args.json:
        from newscrawl.cli.printing import print_json

        print_json({"readmitted": count}, pretty=False)
    else:
        print(f"{count} of them may be crawled again" if count else "nothing of it was forgotten")
    return OK


def _confirmed(args: argparse.Namespace, plan: Plan) -> bool:
    if args.yes or plan.is_empty:
        return True
    if args.json or not sys.stdin.isatty():
        raise CallError("there is no terminal to ask on: say --yes to do it, or --dry-run to see what would go")
    sys.stdout.write("Forget this, for good? [y/N] ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _show(plan: Plan) -> None:
    from newscrawl.cli.printing import counted

    rows = [(path, counted(count, "line")) for path, count in plan.lines.items()]
    rows += [(path, counted(count, "archived page")) for path, count in plan.pages.items() if count]
    for path, what in rows[:_FILES_SHOWN]:
        print(f"{path}: {what}")
    if len(rows) > _FILES_SHOWN:
        print(f"… and {counted(len(rows) - _FILES_SHOWN, 'more file')}")
    if plan.is_empty:
        print("nothing of it is here")
    else:
        lines, pages = sum(plan.lines.values()), sum(plan.pages.values())
        print(
            f"in all {counted(lines, 'line')} ({plan.versions:,} of articles, versions among them), "
            f"{counted(pages, 'archived page')}, {counted(plan.rows, 'row')} of the store"
        )


def _as_dict(plan: Plan, *, dry_run: bool) -> dict[str, Any]:
    return {
        "dry_run": dry_run,
        "lines": sum(plan.lines.values()),
        "versions": plan.versions,
        "archived_pages": sum(plan.pages.values()),
        "rows": plan.rows,
        "files": {str(path): count for path, count in (plan.lines | plan.pages).items()},
    }
