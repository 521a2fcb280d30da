"""trafilatura's XPath expressions, evaluated without XPath: the same elements, several times as fast.

What they ask is said by an element's own name and attributes alone. libxml2 evaluates the regular expressions of each
for every element of a page, by way of Python; here every different set of attributes is asked once.
Only what these expressions are made of is known. Any other one stays XPath, so that the answer is always the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import islice
from typing import TypeVar

from lxml.etree import XPath
from lxml.html import HtmlElement

__all__ = ["Finder", "all_of", "first_of"]

Finder = Callable[[HtmlElement], list[HtmlElement]]
_T = TypeVar("_T")
_Items = tuple[tuple[str, str], ...]
"""An element's attributes, in the order of the page."""
_Value = Callable[[dict[str, str]], str]
_Condition = Callable[[dict[str, str]], object]

_TOKEN = re.compile(r"""\s*('[^']*'|"[^"]*"|\.//|self::|\w[\w:-]*|[\[\](),|=@*])""")
_CACHED = 4096
"""Sets of attributes for which an expression's answer is kept: those of some pages."""


def all_of(expression: XPath) -> Finder:
    """What finds the same elements below one, in document order."""
    steps = _steps_of(str(expression.path))
    return (lambda tree: list(_of_any(steps, tree))) if steps else (lambda tree: list(expression(tree)))


def first_of(expression: XPath) -> Finder:
    """What finds the first of these elements alone, where there is one."""
    steps = _steps_of(str(expression.path), first=True)
    return (lambda tree: list(islice(_of_any(steps, tree), 1))) if steps else (lambda tree: list(expression(tree)[:1]))


def _without_number(tokens: list[str]) -> list[str]:
    """`(path)[1]` and `path[1]` without the number: of the first of all elements it says nothing more."""
    found: list[str] = []
    for place, part in enumerate(tokens):
        found.append(part)
        if found[-3:] == ["[", "1", "]"]:
            del found[-3:]
            if found[-1:] == [")"]:
                del found[-1]
        elif part == ".//" and place and tokens[place - 1] == "(":
            del found[-2]
    return found


def _steps_of(path: str, first: bool = False) -> list[_Step]:
    """`first`: the first element alone is asked for. [] for an expression that is made of anything unknown."""
    try:
        return _Reader(path, first).steps()
    except (LookupError, ValueError):
        return []


def _of_any(steps: list[_Step], tree: HtmlElement) -> Iterator[HtmlElement]:
    if len(steps) == 1:
        says = steps[0].says
        yield from (element for element in tree.iterdescendants(*(steps[0].names or ("*",))) if says(element))
        return
    for element in tree.iterdescendants("*"):
        if any((not step.names or element.tag in step.names) and step.says(element) for step in steps):
            yield element


class _Step:
    """The names that an element may have (any where there is none), and what its attributes must say."""

    def __init__(self, names: tuple[str, ...], conditions: list[_Condition], asked: frozenset[str]) -> None:
        """`conditions`: one must hold, if there are any; `asked`: the attributes that they look at."""
        self.names, self.conditions, self.asked = names, conditions, asked
        self.holds = lru_cache(maxsize=_CACHED)(self._holds)

    def says(self, element: HtmlElement) -> bool:
        """Whether its attributes say what they must."""
        if not self.conditions:
            return True
        items = element.items()
        if not items:
            return False
        asked = self.asked
        told = tuple([item for item in items if item[0] in asked])
        return bool(told) and self.holds(told)

    def _holds(self, items: _Items) -> bool:
        attributes = dict(items)
        return any(condition(attributes) for condition in self.conditions)


class _Reader:
    """Reads an expression. Raises ValueError or LookupError where it is made of anything else."""

    def __init__(self, path: str, first: bool) -> None:
        tokens: list[str] = []
        end, text = 0, path.strip()
        while end < len(text):
            found = _TOKEN.match(text, end)
            if not found:
                raise ValueError(text[end:])
            tokens.append(found[1])
            end = found.end()
        self._tokens = (_without_number(tokens) if first else tokens)[::-1]
        self._asked: set[str] = set()

    def steps(self) -> list[_Step]:
        steps = [self._step()]
        while self._tokens:
            self._take("|")
            steps.append(self._step())
        return steps

    def _step(self) -> _Step:
        self._take(".//")
        name = self._tokens.pop()
        names: tuple[str, ...] = () if name == "*" else (name,)
        conditions: list[_Condition] = []
        self._asked = set()
        while self._next() == "[" and not conditions:
            self._tokens.pop()
            if self._next() == "self::" and name == "*" and not names:
                names = tuple(self._any_of(self._own_name))
            else:
                conditions = self._any_of(self._condition)
            self._take("]")
        return _Step(names, conditions, frozenset(self._asked))

    def _any_of(self, read: Callable[[], _T]) -> list[_T]:
        found = [read()]
        while self._next() == "or":
            self._tokens.pop()
            found.append(read())
        return found

    def _own_name(self) -> str:
        self._take("self::")
        return self._tokens.pop()

    def _condition(self) -> _Condition:
        if self._next() == "@":
            name = self._attribute()
            if self._next() != "=":
                return lambda said: name in said
            self._tokens.pop()
            wanted = self._literal()
            return lambda said: said.get(name) == wanted
        kind = self._tokens.pop()
        self._take("(")
        value = self._value()
        self._take(",")
        wanted = self._literal()
        flags = ""
        if kind == "re:test" and self._next() == ",":
            self._tokens.pop()
            flags = self._literal()
        self._take(")")
        return _told(kind, value, wanted, flags)

    def _value(self) -> _Value:
        if self._next() == "translate":
            self._tokens.pop()
            self._take("(")
            inner = self._value()
            self._take(",")
            old = self._literal()
            self._take(",")
            table = str.maketrans(old, self._literal())
            self._take(")")
            return lambda said: inner(said).translate(table)
        names = [self._attribute()]
        while self._next() == "|":
            self._tokens.pop()
            names.append(self._attribute())
        if len(names) == 1:
            name = names[0]
            return lambda said: said.get(name, "")
        # Of several attributes XPath takes the one that stands first on the page.
        return lambda said: next((value for name, value in said.items() if name in names), "")

    def _attribute(self) -> str:
        self._take("@")
        name = self._tokens.pop()
        self._asked.add(name)
        return name

    def _literal(self) -> str:
        token = self._tokens.pop()
        if token[0] not in "'\"":
            raise ValueError(token)
        return token[1:-1]

    def _next(self) -> str:
        return self._tokens[-1] if self._tokens else ""

    def _take(self, token: str) -> None:
        if self._next() != token:
            raise ValueError(f"{self._next()!r} for {token!r}")
        self._tokens.pop()


def _told(kind: str, value: _Value, wanted: str, flags: str) -> _Condition:
    if kind == "contains":
        return lambda said: wanted in value(said)
    if kind == "starts-with":
        return lambda said: value(said).startswith(wanted)
    if kind == "re:test" and flags in ("", "i"):
        search = re.compile(wanted, re.IGNORECASE if flags else 0).search
        return lambda said: search(value(said))
    raise ValueError(kind)
