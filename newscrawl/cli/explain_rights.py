"""What is known of the use that a publisher allows of one address: for `explain`."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from newscrawl.cli.explain_known import iso
from newscrawl.cli.fetch import RobotsAnswer
from newscrawl.cli.remembered import Remembered
from newscrawl.core.rights.origin import OriginRights
from newscrawl.core.rights.page import header_signals
from newscrawl.core.rights.paths import origin_of
from newscrawl.core.rights.record import signal_record
from newscrawl.core.rights.rsl import parse_rsl
from newscrawl.core.rights.signals import Signal, judge, verdict_for
from newscrawl.core.rights.tdmrep import WELL_KNOWN, parse_tdmrep
from newscrawl.core.robots import PRODUCT_TOKEN


def about_rights(
    url: str,
    robots: RobotsAnswer | None,
    runs: Remembered | None,
    headers: Mapping[str, str] | None,
    page: Sequence[Signal] | None,
) -> dict[str, Any]:
    """The verdict for each purpose, what decided it, and every signal with its place.

    In: what was read of robots.txt; the runs, which may have read tdmrep.json and licenses (nothing is asked for here);
    the page's headers and what it says itself, None where it was not read.
    """
    origin = _of_origin(url, robots, runs)
    signals = origin.signals(url)
    looked_at = ["robots.txt"] if robots is not None and robots.problem is None else []
    looked_at += ["tdmrep.json"] if origin.tdm is not None else []
    looked_at += ["license"] if origin.licenses else []
    now = iso(time.time())
    if headers is not None:
        signals += tuple(replace(s, at=now) for s in header_signals(headers.items(), url, PRODUCT_TOKEN))
        looked_at.append("header")
    if page is not None:
        signals += tuple(replace(s, at=now) for s in page)
        looked_at.append("meta")
    by = judge(signals).by
    return {
        "training": str(verdict_for("training", signals)),
        "research": str(verdict_for("research", signals)),
        "decided_by": f"{by.name}: {by.value} [{by.where}]" if by else "nothing: no signal speaks of training",
        "looked_at": looked_at,
        "signals": [signal_record(signal) for signal in signals],
    }


def _of_origin(url: str, robots: RobotsAnswer | None, runs: Remembered | None) -> OriginRights:
    """What robots.txt says, and the files that a run has read for it."""
    if robots is None or robots.problem is not None:
        return OriginRights(PRODUCT_TOKEN)
    origin = OriginRights(PRODUCT_TOKEN, robots.rules().usage, iso(robots.at or time.time()))
    if runs is None:
        return origin
    if (file := runs.file(f"{origin_of(url)}{WELL_KNOWN}")) is not None:
        said = parse_tdmrep(file.body if file.status == 200 else b"", origin_of(url))
        origin = replace(origin, tdm=said, tdm_at=iso(file.fetched_at))
    licenses = {}
    for named in origin.robots.licenses(origin_of(url), PRODUCT_TOKEN):
        if named.file is not None and (file := runs.file(named.file)) is not None:
            document = parse_rsl(file.body) if file.status == 200 else None
            licenses[named.file] = (document, iso(file.fetched_at))
    return replace(origin, licenses=licenses)
