"""The lines of robots.txt that speak of use: Content-Signal, Content-Usage and RSL's License.

They stand in groups of User-agent lines (RFC 9309, section 2.2.1) and hold for those whom the group names. A crawler
takes the groups of its own product token, or else those of `*`; and where these have no line of a name, the lines of
that name above all groups (RSL 1.0, section 4.4; the other two say nothing of such lines).
A path in front of a statement limits it; of several that match, the longest counts (draft-ietf-aipref-attach-05,
"Content-Usage Rule Semantics"), and identical ones hold side by side.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from newscrawl.core.rights.content_signal import signal_of_training
from newscrawl.core.rights.content_usage import usage_of_training
from newscrawl.core.rights.paths import covers, covers_all, normal, path_of
from newscrawl.core.rights.signals import Signal, shown
from newscrawl.core.urls import absolute

MOST_LINES = 2000
"""Lines of use that are kept of a file; a real one has a handful."""

MOST_LICENSES = 5

LICENSE = "license"
STATEMENTS: dict[str, Callable[[str], bool | None]] = {
    "content-signal": signal_of_training,
    "content-usage": usage_of_training,
}
_ACCESS = frozenset({"allow", "disallow"})
_AGENT = frozenset({"user-agent", "useragent", "user agent"})
_LINE = re.compile(r"\r\n|\n|\r")
_TOKEN = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class UsageLine:
    """One line that speaks of use."""

    name: str
    """content-signal, content-usage or license."""
    path: str
    """A pattern of paths; "" where it stands for all."""
    value: str
    number: int
    """Of the line, from 1."""


@dataclass(frozen=True, slots=True)
class RobotsUsage:
    """What a robots.txt says of use."""

    _groups: dict[str, tuple[UsageLine, ...]] = field(default_factory=dict)
    """Lines by product token in lower case; "" for those above all groups. A group without such lines has none."""

    def signals(self, url: str, agent: str) -> tuple[Signal, ...]:
        """The statements that hold for an absolute address and a crawler (its product token)."""
        path = path_of(url)
        found = []
        for name, read in STATEMENTS.items():
            matching = [line for line in self._lines(name, agent) if not line.path or covers(line.path, path)]
            longest = max((len(line.path.encode()) for line in matching), default=0)
            found += [
                Signal(name, shown(line.value), f"robots.txt line {line.number}", read(line.value))
                for line in matching
                if len(line.path.encode()) == longest
            ]
        return tuple(found)

    def licenses(self, origin: str, agent: str) -> tuple[Signal, ...]:
        """The RSL licenses that an origin's file names for a crawler, still to be read."""
        return tuple(
            Signal(LICENSE, shown(line.value), f"robots.txt line {line.number}", file=file)
            for line in self._lines(LICENSE, agent)[:MOST_LICENSES]
            if (file := absolute(line.value, f"{origin}/robots.txt")) is not None
        )

    def reserving_all(self, agent: str) -> Signal | None:
        """The statement by which all addresses are reserved for a crawler, whatever their path; None for none."""
        for name, read in STATEMENTS.items():
            lines = self._lines(name, agent)
            said = [(line, read(line.value)) for line in lines]
            exceptions = any(other.path and not covers_all(other.path) and answer for other, answer in said)
            for line, training in said:
                if training is False and (not line.path or covers_all(line.path)) and not exceptions:
                    return Signal(name, shown(line.value), f"robots.txt line {line.number}", training=False)
        return None

    def _lines(self, name: str, agent: str) -> list[UsageLine]:
        own = self._groups.get(agent.lower(), self._groups.get("*", ()))
        found = [line for line in own if line.name == name]
        return found or [line for line in self._groups.get("", ()) if line.name == name]


def read_robots_usage(text: str) -> RobotsUsage:
    """The lines of use of a robots.txt, from its text (of which the caller has cut what is too much). Never raises."""
    groups: dict[str, list[UsageLine]] = {"": []}
    agents: dict[str, None] = {"": None}
    ruled, count = False, 0
    for number, raw in enumerate(_LINE.split(text), 1):
        name, colon, value = raw.partition("#")[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name in _AGENT:
            token = _product(value)
            agents = {token: None} if ruled or "" in agents else agents
            agents[token] = None
            ruled = False
            groups.setdefault(token, [])
        elif name in STATEMENTS or name == LICENSE:
            ruled = True
            line = _line(name, value, number)
            if line is None or count >= MOST_LINES:
                continue
            for agent in agents:
                groups[agent].append(line)
                count += 1
        elif name in _ACCESS:
            ruled = True
    return RobotsUsage(_told(groups))


def _told(groups: dict[str, list[UsageLine]]) -> dict[str, tuple[UsageLine, ...]]:
    """Nothing is kept of the thousand files that say nothing of use."""
    return {agent: tuple(lines) for agent, lines in groups.items()} if any(groups.values()) else {}


def _line(name: str, value: str, number: int) -> UsageLine | None:
    """A line's path and statement; None where there is none."""
    path = ""
    if name != LICENSE and value.startswith("/"):
        path, *rest = value.split(None, 1)
        value = rest[0] if rest else ""
    return UsageLine(name, normal(path), value, number) if value else None


def _product(value: str) -> str:
    """The product token of a User-agent line, in lower case; `*` for all."""
    if value == "*" or (value[:1] == "*" and value[1:2].isspace()):
        return "*"
    found = _TOKEN.match(value.replace("*", ""))
    return found[0].lower() if found else "-"
