"""X-Robots-Tag and meta robots, with the examples of Google's specifications and MDN."""

from __future__ import annotations

import pytest

from newscrawl.core.rights.robots_tags import parse_robots_meta, parse_robots_tag, rules_of_training

EARLY = "25 Jun 2010 15:00:00 PST"
LATE = "Wed, 03 Dec 2025 13:09:53 GMT"


@pytest.mark.parametrize(
    ("value", "rules"),
    [
        ("noindex", ("noindex",)),
        (f"noimageindex, unavailable_after: {EARLY}", ("noimageindex", f"unavailable_after: {EARLY.lower()}")),
        (f"unavailable_after: {LATE}, noindex", (f"unavailable_after: {LATE.lower()}", "noindex")),
        ("googlebot: nofollow", ()),
        ("otherbot: noindex, nofollow", ()),
        ("newscrawl: noai, noindex", ("noai", "noindex")),
        ("NewsCrawl : noai", ("noai",)),
        ("BadBot: noindex, nofollow, newscrawl: nofollow", ("nofollow",)),
        ("noai, googlebot: noindex", ("noai",)),
        ("*: noai", ("noai",)),
        ("max-snippet:20, max-image-preview: large", ("max-snippet: 20", "max-image-preview: large")),
        ("otherbot: unavailable_after: Wed, 03 Dec 2025 13:09:53 GMT, noai", ()),
        ("NOARCHIVE,,NoSnippet , notranslate", ("noarchive", "nosnippet", "notranslate")),
        ("", ()),
        (" : , :", ()),
    ],
)
def test_headers(value: str, rules: tuple[str, ...]) -> None:
    assert parse_robots_tag(value, "newscrawl") == rules


def test_a_hostile_header_is_cut() -> None:
    assert len(parse_robots_tag("noai," * 100_000, "newscrawl")) == 400


@pytest.mark.parametrize(
    ("content", "rules", "training"),
    [
        ("noai, noimageai", ("noai", "noimageai"), False),
        ("NoAI", ("noai",), False),
        ("noimageai", ("noimageai",), None),
        ("none", ("none",), None),
        ("noindex,nofollow", ("noindex", "nofollow"), None),
        ("noarchive, nosnippet", ("noarchive", "nosnippet"), None),
        ("all", ("all",), None),
        (
            "index, max-image-preview:large, max-snippet:-1",
            ("index", "max-image-preview: large", "max-snippet: -1"),
            None,
        ),
        ("unavailable_after: 2020-09-21", ("unavailable_after: 2020-09-21",), None),
        ("", (), None),
    ],
)
def test_metas(content: str, rules: tuple[str, ...], training: bool | None) -> None:
    assert parse_robots_meta(content) == rules
    assert rules_of_training(rules) is training


def test_a_rule_of_whoever_in_a_page_hides_no_other() -> None:
    assert parse_robots_meta("index, revisit-after: 7 days, noai") == ("index", "revisit-after: 7 days", "noai")
