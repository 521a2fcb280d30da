"""robots.txt by RFC 9309, with Crawl-delay and Sitemap."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from newscrawl.core.rights.robots_txt import RobotsUsage, read_robots_usage
from newscrawl.core.robots_rules import Rule, Ruleset
from newscrawl.core.urls import absolute

__all__ = ["MAX_BYTES", "PRODUCT_TOKEN", "Robots", "Rule", "parse_robots"]

PRODUCT_TOKEN = "newscrawl"  # noqa: S105 (RFC 9309's word for the name in User-agent lines)

MAX_BYTES = 500 * 1024
"""What must be read of a robots.txt at least (RFC 9309, 2.5); the rest is not looked at."""

_LINE = re.compile(r"\r\n|\n|\r")
_TOKEN = re.compile(r"[\w-]+")
_NAMES = {
    "agent": ("user-agent", "useragent", "user agent"),
    "allow": ("allow",),
    "disallow": ("disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"),
    "delay": ("crawl-delay", "crawldelay", "crawl delay"),
    "sitemap": ("sitemap", "sitemaps", "site-map"),
}
"""The names of lines, with the misspellings that other robots understand too."""
_KINDS = {name: kind for kind, names in _NAMES.items() for name in names}
_WITHOUT_COLON = re.compile(rf"({'|'.join(map(re.escape, sorted(_KINDS, key=len, reverse=True)))})\s+(.+)", re.I)
_BOM = re.compile("\ufeff|\udcef\udcbb?")
"""Whole or, as other robots take it too, in part."""
_INDEX = re.compile(r"/index\.html?$")


@dataclass(slots=True)
class _Group:
    """What the groups of one product token say, taken together."""

    rules: list[list[tuple[str, Rule]]] = field(default_factory=list)
    """Lists that all tokens named above the same lines share: there may be as many of them as of lines."""
    delays: list[list[float]] = field(default_factory=list)
    """In the same way."""


@dataclass(frozen=True, slots=True)
class Robots:
    """What a host's robots.txt says."""

    sitemaps: tuple[str, ...] = ()
    """Absolute addresses, each once, in the file's order."""

    digest: str = ""
    """SHA-256 of the text, hex: another one means other rules."""

    usage: RobotsUsage = field(default_factory=RobotsUsage, repr=False, compare=False)
    """What it says of the use of what may be fetched."""

    _groups: dict[str, _Group] = field(default_factory=dict, repr=False, compare=False)
    _ready: dict[str, Ruleset] = field(default_factory=dict, repr=False, compare=False)

    def allowed(self, url: str, agent: str) -> bool:
        """Whether an agent (its product token or whole User-Agent) may fetch an absolute address."""
        rule = self.rule_for(url, agent)
        return rule is None or rule.allowed

    def rule_for(self, url: str, agent: str) -> Rule | None:
        """The line that decides; None where none does, so that the address is allowed."""
        token = self._token(agent)
        if token not in self._groups:
            return None
        if token not in self._ready:
            self._ready[token] = Ruleset(chain.from_iterable(self._groups[token].rules))
        return self._ready[token].rule_for(url)

    def crawl_delay(self, agent: str) -> float | None:
        """Seconds between two requests that the file asks of an agent; None where it asks nothing."""
        group = self._groups.get(self._token(agent))
        return max(chain.from_iterable(group.delays), default=None) if group else None

    def _token(self, agent: str) -> str:
        """The product token whose groups hold for an agent: its own where there is one, else `*`."""
        own = _product(agent)
        return own if own in self._groups else "*"


def parse_robots(body: bytes, url: str) -> Robots:
    """The rules of a robots.txt. Takes its bytes (UTF-8 with or without BOM) and absolute address.

    What the HTTP status means (RFC 9309, 2.3.1) is the caller's affair. HTML that came instead has no rules: all is
    allowed.
    """
    text = _text(body)
    groups: dict[str, _Group] = {}
    sitemaps: list[str] = []
    rules: list[tuple[str, Rule]] = []  # those of the tokens that were named last
    delays: list[float] = []
    ruled = spoken = False
    for number, kind, value in _lines(text):
        if kind == "agent":
            rules, delays = ([] if ruled else rules), ([] if spoken else delays)
            ruled = spoken = False
            group = groups.setdefault(_product(value), _Group())
            group.rules += [] if group.rules and group.rules[-1] is rules else [rules]
            group.delays += [] if group.delays and group.delays[-1] is delays else [delays]
        elif kind in ("allow", "disallow"):
            ruled = spoken = True
            rule = Rule(kind == "allow", f"{kind.capitalize()}: {_shown(value)}", number)
            rules += [(pattern, rule) for pattern in _patterns(kind, value)]
        elif kind == "delay":
            # No rule of RFC 9309, so that it ends no group of rules (section 2.2.4); but what it says itself is
            # meant for those named right above it.
            spoken = True
            delays += _seconds(value)
        elif found := absolute(_shown(value), url):
            sitemaps.append(found)
    digest = hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
    return Robots(tuple(dict.fromkeys(sitemaps)), digest, read_robots_usage(text), groups)


def _text(body: bytes) -> str:
    """The first 500 KiB; bytes that are no UTF-8 as surrogates (PEP 383)."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        body = body[: 2 * MAX_BYTES].decode("utf-16", "replace").encode()
    text = body[:MAX_BYTES].decode("utf-8", "surrogateescape")
    if bom := _BOM.match(text):
        text = text[bom.end() :]
    if len(body) > MAX_BYTES:
        # Not half a rule: "Disallow: /a" cut to "Disallow: /" would close the site.
        text = text[: max(text.rfind("\n"), text.rfind("\r")) + 1]
    return text.replace("\x00", "")


def _lines(text: str) -> Iterator[tuple[int, str, str]]:
    """Number, kind and value of each line that says something known."""
    for number, line in enumerate(_LINE.split(text), 1):
        said = line.partition("#")[0].strip()
        name, colon, value = said.partition(":")
        kind = _KINDS.get(name.strip().lower()) if colon else None
        if kind is not None:
            yield number, kind, value.strip()
        elif found := _WITHOUT_COLON.fullmatch(said):
            yield number, _KINDS[found[1].lower()], found[2]


def _patterns(kind: str, value: str) -> list[str]:
    """What a rule's path stands for: nothing where it is empty, and with an index page allowed its folder is too."""
    if not value:
        return []
    pattern = value if value.startswith(("/", "*")) else f"/{value}"
    index = _INDEX.search(pattern) if kind == "allow" else None
    return [pattern, f"{pattern[: index.start()]}/$"] if index else [pattern]


def _product(agent: str) -> str:
    """The product token, in lower case, of a User-agent line or header; `*` for all."""
    if agent == "*" or (agent[:1] == "*" and agent[1:2].isspace()):
        return "*"
    found = _TOKEN.match(agent.replace("*", ""))
    return found[0].lower() if found else ""


def _seconds(value: str) -> list[float]:
    """A Crawl-delay, of which the longest counts; what is no number of seconds says nothing."""
    try:
        seconds = float(value)
    except ValueError:
        return []
    return [seconds] if 0 <= seconds < float("inf") else []


def _shown(value: str) -> str:
    return value.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
