"""The TDM Reservation Protocol, Final Community Group Report of the W3C's TDMRep group, 10 May 2024.

Two properties: `tdm-reservation`, 1 or 0 (anything else is "a protocol error" and counts as unset), and `tdm-policy`,
an address that is of interest beside a 1 only. Three places for a web page: the file /.well-known/tdmrep.json, an array
of rules of which the first match counts ("The most specific match is the first in sequence"); headers; <meta>.
"Processing priority": what a header or a page says supersedes the file, and what is absent resets nothing.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from newscrawl.core.rights.paths import covers, covers_all, normal, origin_of, path_of
from newscrawl.core.rights.signals import Signal, shown

WELL_KNOWN = "/.well-known/tdmrep.json"
MAX_BYTES = 2**20
MAX_RULES = 5000
RANK_OF_FILE = 0
RANK_OF_PAGE = 1


@dataclass(frozen=True, slots=True)
class TdmRule:
    """One entry of a tdmrep.json."""

    location: str
    """A pattern of paths (`paths.covers`)."""
    reservation: int | None
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class TdmFile:
    """The rules of a tdmrep.json, in its order."""

    rules: tuple[TdmRule, ...] = field(default=())

    def signal(self, url: str) -> Signal | None:
        """What it says of an absolute address; None where it says nothing."""
        path = path_of(url)
        rule = next((rule for rule in self.rules if covers(rule.location, path)), None)
        return None if rule is None else tdm_signal(rule.reservation, rule.policy, "tdmrep.json", RANK_OF_FILE)

    def reserves_all(self) -> bool:
        """Whether it reserves every address of its origin."""
        for rule in self.rules:
            if rule.reservation != 1:
                return False
            if covers_all(rule.location):
                return True
        return False


def parse_tdmrep(body: bytes, url: str) -> TdmFile:
    """The rules of a tdmrep.json from its bytes and absolute address; none where it is no such file. Never raises."""
    try:
        data = json.loads(body[: MAX_BYTES + 1].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return TdmFile()
    entries = data if isinstance(data, list) else [data]
    rules = (_rule(entry, origin_of(url)) for entry in entries[:MAX_RULES] if isinstance(entry, dict))
    return TdmFile(tuple(rule for rule in rules if rule is not None))


def _rule(entry: dict[str, Any], origin: str) -> TdmRule | None:
    location, policy = entry.get("location"), entry.get("tdm-policy")
    if not isinstance(location, str):
        return None
    location = location.encode("utf-8", "replace").decode()  # JSON may hold half a character
    if origin and origin_of(location) == origin:
        location = location[len(origin) :] or "/"
    if not location.startswith(("/", "*")):
        return None
    return TdmRule(
        normal(location), parse_reservation(entry.get("tdm-reservation")), policy if isinstance(policy, str) else None
    )


def parse_reservation(value: object) -> int | None:
    """1, 0, or None for unset: a number or the same as text."""
    text = value.strip() if isinstance(value, str) else value
    if isinstance(text, bool):
        return None
    return 1 if text in (1, "1") else 0 if text in (0, "0") else None


def tdm_signal(reservation: int | None, policy: str | None, where: str, rank: int) -> Signal | None:
    """The signal of a pair of properties; None where the reservation is unset."""
    if reservation is None:
        return None
    value = f"1, tdm-policy {policy.strip()}" if reservation == 1 and policy and policy.strip() else str(reservation)
    return Signal("tdm-reservation", shown(value), where, training=reservation == 0, rank=rank)
