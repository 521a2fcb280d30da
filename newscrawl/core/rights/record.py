"""The `rights` of a record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from newscrawl.core.rights.signals import Signal, Verdict, judge, verdict_for

PLACES = ("robots.txt", "header", "meta", "tdmrep.json", "license")
"""Where signals are looked for."""

MOST = 50


def rights_record(signals: Iterable[Signal], looked_at: Sequence[str], purpose: str | None = None) -> dict[str, Any]:
    """What a record says of use: see docs/rights.md.

    In: the signals that hold for the page; the PLACES that were looked at; `research`, `training` or None. JSON-able.
    """
    signals = tuple(signals)
    judgement = judge(signals)
    kept = signals[:MOST]
    if judgement.by is not None and judgement.by not in kept:
        kept = (*kept[:-1], judgement.by)
    return {
        "verdict": str(verdict_for(purpose or "training", signals)),
        "purpose": purpose,
        "training": str(judgement.verdict),
        "signals": [signal_record(signal) for signal in kept],
        "looked_at": [place for place in PLACES if place in looked_at],
    }


def signal_record(signal: Signal) -> dict[str, Any]:
    """One signal as a record holds it."""
    training = {None: None, True: str(Verdict.ALLOWED), False: str(Verdict.RESERVED)}[signal.training]
    return {
        "name": signal.name,
        "value": signal.value,
        "where": signal.where,
        "training": training,
        "at": signal.at,
    }


def rights_schema() -> dict[str, Any]:
    """The JSON Schema of `rights` where it is not null."""
    text = {"type": "string"}
    verdict = {"enum": [str(verdict) for verdict in Verdict]}
    signal = {
        "name": text,
        "value": text,
        "where": text,
        "training": {"enum": [str(Verdict.ALLOWED), str(Verdict.RESERVED), None]},
        "at": {"type": ["string", "null"]},
    }
    rights = {
        "verdict": verdict,
        "purpose": {"enum": ["research", "training", None]},
        "training": verdict,
        "signals": {"type": "array", "items": _whole(signal)},
        "looked_at": {"type": "array", "items": {"enum": list(PLACES)}},
    }
    return {name: value for name, value in _whole(rights).items() if name != "type"}


def _whole(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
