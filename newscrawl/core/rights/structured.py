"""Dictionaries of Structured Field Values for HTTP (RFC 9651, section 4.2.2), as far as tokens are concerned.

Parsed strictly: a dictionary that is wrong anywhere is no dictionary.
"""

from __future__ import annotations

import re

LONGEST = 4000

_KEY = re.compile(r"[a-z*][a-z0-9_.*-]*")
_TOKEN = re.compile(r"[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*")
_OTHER_ITEM = re.compile(
    r'"(?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*"'  # string
    r"|\?[01]"  # boolean
    r"|@-?[0-9]{1,15}"  # date
    r"|:[A-Za-z0-9+/=]*:"  # byte sequence
    r'|%"[\x20-\x21\x23-\x7e]*"'  # display string
    r"|-?[0-9]{1,12}\.[0-9]{1,3}"
    r"|-?[0-9]{1,15}"
)
_BETWEEN = re.compile(r"[ \t]*,[ \t]*")
_SPACES = re.compile(r" *")


class _Wrong(ValueError):
    """No dictionary."""


def parse_tokens(value: str) -> dict[str, str]:
    """The members of a dictionary whose values are tokens; empty where it is no dictionary. The last of a key counts.

    Members of other types, and all parameters, are parsed and left out.
    """
    if len(value) > LONGEST:
        return {}
    try:
        return _Parser(value.strip(" ")).dictionary()
    except _Wrong:
        return {}


class _Parser:
    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0

    def dictionary(self) -> dict[str, str]:
        found: dict[str, str] = {}
        while self._at < len(self._text):
            key = self._take(_KEY)
            token = self._member()
            found.pop(key, None)
            if token is not None:
                found[key] = token
            if self._at == len(self._text):
                break
            self._take(_BETWEEN)
            if self._at == len(self._text):
                raise _Wrong  # a comma at the end
        return found

    def _member(self) -> str | None:
        token = None
        if self._next("="):
            if self._next("("):
                self._list()
            else:
                token = self._item()
        self._parameters()
        return token

    def _list(self) -> None:
        while True:
            spaces = self._take(_SPACES)
            if self._next(")"):
                return
            if not spaces and self._text[self._at - 1] != "(":
                raise _Wrong
            self._item()
            self._parameters()

    def _parameters(self) -> None:
        while self._next(";"):
            self._take(_SPACES)
            self._take(_KEY)
            if self._next("="):
                self._item()

    def _item(self) -> str | None:
        if found := _TOKEN.match(self._text, self._at):
            self._at = found.end()
            return found[0]
        self._take(_OTHER_ITEM)
        return None

    def _take(self, pattern: re.Pattern[str]) -> str:
        found = pattern.match(self._text, self._at)
        if found is None:
            raise _Wrong
        self._at = found.end()
        return found[0]

    def _next(self, sign: str) -> bool:
        found = self._text.startswith(sign, self._at)
        self._at += found
        return found
