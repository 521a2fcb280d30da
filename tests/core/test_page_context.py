"""What is noted beside an archived page: there and back, and from whatever stands there instead."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.page_context import REJECTED, OriginWord, PageContext
from newscrawl.core.rights.signals import Signal
from newscrawl.core.typical import Typical

CANDIDATE = Candidate(
    "https://a.test/x", SourceKind.FEED, "https://a.test/rss", "Ein Titel", "2026-11-01", None, "de", 0.75, "c0ntent"
)
SIGNAL = Signal("robots", "noai", "meta", False, 2, "2026-11-24T10:00:00+00:00", "https://a.test/license")
FULL = PageContext(
    site="a",
    site_url="https://a.test/",
    candidate=CANDIDATE,
    typical=Typical(7, {2**64 - 1: 5, 3: 4}, frozenset({"0123456789abcdef"})),
    rights=OriginWord((SIGNAL,), {"https://a.test/license": SIGNAL}, ("robots.txt", "meta")),
    purpose="training",
    outcome=REJECTED,
    reason="not-an-article",
    evidence={"score": 0.25, "words": ["a", "b"]},
    parts=("<urn:uuid:1>", "<urn:uuid:2>"),
    whole=True,
    part_of="<urn:uuid:3>",
    fields={"version": 2},
    fetched_at="2026-11-24T10:00:01+00:00",
    run_id="run",
)
LEAST = PageContext(site="a", site_url="https://a.test/", candidate=Candidate("https://a.test/x", SourceKind.GIVEN))


@pytest.mark.parametrize("context", [FULL, LEAST])
def test_there_and_back(context: PageContext) -> None:
    assert PageContext.from_json(context.to_json()) == context
    assert len(LEAST.to_json()) < 200, "what is not given takes no room"


def test_a_later_version_is_read_as_far_as_it_is_known() -> None:
    later = json.loads(FULL.to_json()) | {"newscrawl_page": 99, "moon": "full", "whole": "perhaps", "parts": [1, "x"]}
    later["candidate"] |= {"found_by": "telepathy", "score": "high", "weight": 3}
    later["typical"]["counts"] |= {"no hash": 1, "1f": "many"}
    later["rights"]["signals"] += ["none", {"name": "half"}]
    read = PageContext.from_json(json.dumps(later))
    assert read is not None
    assert (read.candidate.found_by, read.candidate.score, read.candidate.title) == (SourceKind.GIVEN, 0.5, "Ein Titel")
    assert (read.typical, read.rights) == (FULL.typical, FULL.rights)
    assert (read.whole, read.parts) == (False, ("x",))


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff", b"[]", b"{}", b'{"newscrawl_page": 1}', b'{"newscrawl_page": "1", "candidate": {"url": "x"}}'],
)
def test_what_is_not_newscrawls_is_none(data: bytes) -> None:
    assert PageContext.from_json(data) is None


def test_evidence_of_any_kind_and_lone_surrogates_do_no_harm() -> None:
    odd: dict[str, Any] = {"set": {1}, "bytes": b"x", "half": "\ud800"}
    context = PageContext(site="a\ud800", site_url="", candidate=CANDIDATE, evidence=odd)
    assert PageContext.from_json(context.to_json()) is not None


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(json.loads(FULL.to_json()))), VALUES))
def test_any_values_are_read_without_an_error(found: dict[str, Any]) -> None:
    for beside in ({}, {"candidate": {"url": "https://a.test/"}}):
        context = PageContext.from_json(json.dumps({**beside, **found, "newscrawl_page": 1}))
        assert context is None or PageContext.from_json(context.to_json()) == context
