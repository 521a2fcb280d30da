from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawl.core.exports.parts import hive_path, part_of, plain_path
from newscrawl.core.exports.wanted import Wanted, verdict_of
from tests.dataset.exports.articles import RIGHTS, record

DAY = datetime(2026, 11, 18, tzinfo=UTC)
NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
RESEARCH = {**RIGHTS, "verdict": "unknown", "purpose": "research"}
ALLOWED = {**RIGHTS, "verdict": "allowed", "training": "allowed"}


@pytest.mark.parametrize(
    ("wanted", "changes", "reason"),
    [
        (Wanted(), {}, None),
        (Wanted(sites=frozenset({"a.example"})), {}, None),
        (Wanted(sites=frozenset({"a.example"})), {"source": "Die Zeitung"}, None),
        (Wanted(sites=frozenset({"www.a.example"})), {"source": "Die Zeitung"}, None),
        (Wanted(sites=frozenset({"die zeitung"})), {"source": "Die Zeitung"}, None),
        (Wanted(sites=frozenset({"b.example"})), {}, "site"),
        (Wanted(sites=frozenset({"b.example"})), {"url": "http://[broken"}, "site"),
        (Wanted(languages=frozenset({"de"})), {"language": "de"}, None),
        (Wanted(languages=frozenset({"de"})), {"language": None}, "language"),
        (Wanted(since=NOON), {"date_published": "2026-11-18T12:00:00Z"}, None),
        (Wanted(since=NOON), {"date_published": "2026-11-18T13:59:59+02:00"}, "since"),
        (Wanted(since=NOON), {"date_published": "2026-11-18"}, None),
        (Wanted(since=NOON), {"date_published": "2026-11-17"}, "since"),
        (Wanted(until=NOON), {"date_published": "2026-11-18"}, None),
        (Wanted(until=NOON), {"date_published": "2026-11-18T12:00:01"}, "until"),
        (Wanted(since=DAY, until=NOON), {"date_published": "2026-11-19"}, "since/until"),
        (Wanted(since=NOON), {"date_published": None, "fetched_at": "2026-11-18T11:00:00+00:00"}, "since"),
        (Wanted(since=NOON), {"date_published": "no date", "fetched_at": None}, None),
        (Wanted(no_duplicates=True), {"duplicate_of": "0" * 32}, "no-duplicates"),
        (Wanted(no_duplicates=True), {"cluster_id": "c"}, None),
        (Wanted(rights="allowed"), {}, "rights"),
        (Wanted(rights="allowed"), {"rights": ALLOWED}, None),
        (Wanted(rights="not-reserved"), {}, None),
        (Wanted(rights="not-reserved"), {"rights": RIGHTS}, "rights"),
        (Wanted(rights="not-reserved"), {"rights": RESEARCH}, None),
        (Wanted(rights="not-reserved", purpose="training"), {"rights": RESEARCH}, "rights"),
        (Wanted(rights="not-reserved", purpose="research"), {"rights": RIGHTS}, None),
        (Wanted(min_quality=0.8), {"quality": 0.8}, None),
        (Wanted(min_quality=0.8), {"quality": 0.79}, "min-quality"),
        (Wanted(min_quality=0.8), {"quality": None}, "min-quality"),
        (Wanted(kinds=frozenset({"live-blog"})), {}, "kind"),
        (Wanted(kinds=frozenset({"live-blog"})), {"kind": "live-blog"}, None),
    ],
)
def test_the_option_that_leaves_a_record_out(wanted: Wanted, changes: dict[str, Any], reason: str | None) -> None:
    assert wanted.reason_against(record(1, **changes)) == reason


def test_verdicts_by_purpose() -> None:
    assert [verdict_of(record(1, rights=RIGHTS), purpose) for purpose in (None, "training", "research")] == [
        "reserved",
        "reserved",
        "unknown",
    ]
    assert verdict_of(record(1)) == "unknown"


@pytest.mark.parametrize(
    ("changes", "plain", "hive"),
    [
        ({"language": "de", "date_published": "2026-10-31T23:00:00-05:00"}, "a.example/de/2026-10", "2026-10"),
        ({"date_published": None}, "a.example/und/2026-11", "2026-11"),
        ({"date_published": None, "fetched_at": None}, "a.example/und/undated", "undated"),
    ],
)
def test_parts(changes: dict[str, Any], plain: str, hive: str) -> None:
    keys = ("site", "language", "month")
    part = part_of(record(1, **changes), keys)
    assert plain_path(part) == plain
    assert hive_path(part, keys) == f"site=a.example/lang={changes.get('language') or 'und'}/month={hive}"


def test_hostile_sites_make_no_paths() -> None:
    for source in ("../../etc", "..", "a/b", "a=b\\c", "x" * 400, "é" * 300, "CON", "a\x00b", ""):
        part = part_of(record(1, source=source), ("site",))
        hive = hive_path(part, ("site",)).removeprefix("site=")
        assert "/" not in hive
        assert hive not in ("", ".", "..")
        assert len(hive) <= 255
        assert "/" not in plain_path(part)
        assert not plain_path(part).startswith(".")
