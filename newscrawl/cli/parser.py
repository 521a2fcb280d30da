"""An argument parser whose errors are one line, name the option and the nearest right spelling."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from newscrawl.cli.errors import WRONG_CALL, nearest, one_line

Subparsers = Any
"""What `add_subparsers` returns; its class is private to argparse."""


class Parser(argparse.ArgumentParser):
    """No abbreviations, epilogs as written, and errors as one line on stderr with exit code 2."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("allow_abbrev", False)
        kwargs.setdefault("formatter_class", argparse.RawDescriptionHelpFormatter)
        super().__init__(**kwargs)

    def error(self, message: str) -> NoReturn:
        """End with `PROG: MESSAGE` on stderr, exit code 2."""
        text = one_line(message).removeprefix("argument ")
        self.exit(WRONG_CALL, f"{self.prog}: {text}; see `{self.prog} --help`\n")

    def options(self) -> list[str]:
        """Every option string of this parser."""
        return [option for action in self._actions for option in action.option_strings]


def parse(parser: Parser, commands: dict[str, Parser], argv: Sequence[str]) -> argparse.Namespace:
    """The parsed call; SystemExit with argparse's code when it is wrong or when help was asked for.

    Positional arguments may stand before and after options: what argparse leaves over goes where the command's own
    `rest` default says (the name of its list), everything else is an error that names the nearest option.
    """
    if argv and not argv[0].startswith("-") and argv[0] not in commands:
        _unknown_command(parser, list(commands), argv[0])
    args, extras = parser.parse_known_args(argv)
    command = commands.get(getattr(args, "command", None) or "")
    if command is None:
        parser.print_help(sys.stderr)
        parser.exit(WRONG_CALL)
    rest = getattr(args, "rest", None)
    for extra in extras:
        if extra.startswith("-") and extra != "-":
            option = extra.split("=", 1)[0]
            guess = nearest(option, command.options())
            command.error(f"{option}: no such option" + (f"; did you mean {guess}?" if guess else ""))
        if rest is None:
            command.error(f"{extra}: one argument too many")
        getattr(args, rest).append(extra)
    return args


def _unknown_command(parser: Parser, commands: list[str], word: str) -> NoReturn:
    guess = nearest(word, commands)
    if guess:
        parser.error(f"{word}: no such command; did you mean {guess}?")
    if "." in word or "/" in word:
        parser.error(f"{word}: no such command; to crawl a site: newscrawl crawl {word}")
    parser.error(f"{word}: no such command; there are {', '.join(commands)}")
