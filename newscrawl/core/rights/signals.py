"""One signal, and what all signals of an address come to together."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 300
"""Characters of a value that are kept."""

_SPACES = re.compile(r"[\s\x00-\x1f\x7f]+")


class Verdict(StrEnum):
    """What a publisher says of a purpose."""

    ALLOWED = "allowed"
    RESERVED = "reserved"
    UNKNOWN = "unknown"
    """Nothing is said of it."""


@dataclass(frozen=True, slots=True)
class Signal:
    """One statement of a publisher. Picklable."""

    name: str
    """content-signal, content-usage, x-robots-tag, robots (a page's own), tdm-reservation or license."""

    value: str
    """As it was published, cut after LONGEST characters; of a license, its terms for training or its address."""

    where: str
    """`robots.txt line N`, `header`, `meta`, `tdmrep.json`, or `license` and the address of the file."""

    training: bool | None = None
    """Whether it allows the training of AI; None where it says nothing of that."""

    rank: int = 0
    """Of signals of one name the higher ones supersede the lower: those of a page those of its site."""

    at: str | None = None
    """When it was fetched, ISO 8601."""

    file: str | None = None
    """The address of a license that is still to be read."""


def shown(value: str) -> str:
    """A value as it is kept: one line, of bounded length, in characters that any file can hold."""
    plain = value[: 4 * LONGEST].encode("utf-8", "replace").decode()
    return _SPACES.sub(" ", plain).strip()[:LONGEST]


@dataclass(frozen=True, slots=True)
class Judgement:
    """What signals come to."""

    verdict: Verdict
    by: Signal | None = None
    """The signal that decided; None for UNKNOWN."""


def judge(signals: Iterable[Signal]) -> Judgement:
    """What a publisher says of the training of AI, from all of the signals that hold for one address.

    Of each name the signals of the highest rank that say something count. Among those that are left, one that reserves
    is enough: so AIPREF combines statements (draft-ietf-aipref-vocab-08, "Combining"), and so does RSL 1.0 (4.9, "the
    most restrictive combination").
    """
    saying = [signal for signal in signals if signal.training is not None]
    highest: dict[str, int] = {}
    for signal in saying:
        highest[signal.name] = max(highest.get(signal.name, signal.rank), signal.rank)
    left = [signal for signal in saying if signal.rank == highest[signal.name]]
    for training, verdict in ((False, Verdict.RESERVED), (True, Verdict.ALLOWED)):
        if found := next((signal for signal in left if signal.training is training), None):
            return Judgement(verdict, found)
    return Judgement(Verdict.UNKNOWN)


def verdict_for(purpose: str, signals: Iterable[Signal]) -> Verdict:
    """What a publisher says of a purpose, `research` or `training`.

    No signal reserves research: all of them express reservations under Article 4 of Directive (EU) 2019/790 or are
    about AI, and scientific research stands in Article 3, from which nobody can opt out. Who allows training allows
    research too; of all others nothing is known.
    """
    verdict = judge(signals).verdict
    if purpose == "research" and verdict is Verdict.RESERVED:
        return Verdict.UNKNOWN
    return verdict
