"""The `newscrawl` command. A file a command: arguments and printing, nothing else; work is imported when it is done."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from newscrawl import __version__
from newscrawl.cli import card, crawl, demo, explain, export, extract, forget, replay, sites, validate
from newscrawl.cli.errors import BROKEN_PIPE, FAILED, INTERRUPTED, CommandError, one_line
from newscrawl.cli.parser import Parser, parse

_EPILOG = """\
examples:
  newscrawl demo
  newscrawl crawl www.example.org --since 7d --output news
  newscrawl crawl --sites sites.toml
  newscrawl validate news
  newscrawl export news --to parquet

`newscrawl COMMAND --help` explains a command with examples.
"""


def build_parser() -> tuple[Parser, dict[str, Parser]]:
    """The parser of the whole command line, and that of each command."""
    parser = Parser(
        prog="newscrawl",
        description="Turn news sites into a clean dataset: name the sites, get one JSON object an article.",
        epilog=_EPILOG,
    )
    parser.add_argument("--version", action="version", version=f"newscrawl {__version__}")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", dest="command")
    parsers = {
        "crawl": crawl.add_parser(commands),
        "extract": extract.add_parser(commands),
        "explain": explain.add_parser(commands),
        "sites": sites.add_parser(commands),
        "replay": replay.add_parser(commands),
        "validate": validate.add_parser(commands),
        "export": export.add_parser(commands),
        "card": card.add_parser(commands),
        "forget": forget.add_parser(commands),
        "demo": demo.add_parser(commands),
    }
    return parser, parsers


RUNS = ("newscrawl crawl", "newscrawl demo", "newscrawl replay")
GOES_ON = "; nothing is lost, the same call goes on from there"
"""Said before a run has begun; one that is under way answers a signal with its summary (newscrawl.crawling)."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code, and never raises for what users do."""
    words = list(sys.argv[1:] if argv is None else argv)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read stdout has left (`| head`): say nothing, and let the interpreter's last flush go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except OSError as error:
        # What stdout goes to is full, or gone; the interpreter's last flush must not say it again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        print(f"newscrawl: stdout: can't be written: {error.strerror}", file=sys.stderr)
        return FAILED
    return code


def _run(words: list[str]) -> int:
    prog = "newscrawl"
    verbose = any(word == "--verbose" or (word[:1] == "-" and word[1:2] != "-" and "v" in word) for word in words)
    try:
        args = parse(*build_parser(), words)
        prog = f"newscrawl {args.command}"
        return int(args.run(args))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 0
    except CommandError as error:
        print(f"{prog}: {one_line(error)}", file=sys.stderr)
        return error.code
    except KeyboardInterrupt:
        print(f"{prog}: stopped{GOES_ON if prog in RUNS else ''}", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        raise
    except Exception as error:
        if verbose:
            import traceback

            traceback.print_exc()
        hint = "" if verbose else "; run with -v for the traceback"
        print(f"{prog}: {type(error).__name__}: {one_line(error)}{hint}", file=sys.stderr)
        return FAILED
