"""What ends a command before or beside its work: one line on stderr and an exit code."""

from __future__ import annotations

OK = 0
FAILED = 1
WRONG_CALL = 2
BUSY = 5
INTERRUPTED = 130
BROKEN_PIPE = 141


class CommandError(Exception):
    """Ends the command with `code`; str() is the one line that the user reads."""

    code = FAILED


class CallError(CommandError):
    """The call is wrong: the line names the option or file, and what to do."""

    code = WRONG_CALL


class BusyError(CommandError):
    """Another run holds the sites."""

    code = BUSY


def one_line(text: object) -> str:
    """Any message folded into a single line."""
    return " ".join(str(text).split())


def nearest(word: str, known: list[str]) -> str | None:
    """The known word that `word` was most likely meant to be, or None."""
    from difflib import get_close_matches

    found = get_close_matches(word, known, n=1, cutoff=0.7)
    return found[0] if found else None
