"""Content-Signal, Content-Usage and License in robots.txt, with the examples of their specifications."""

from __future__ import annotations

import pytest

from newscrawl.core.rights.content_signal import parse_content_signal, signal_of_training
from newscrawl.core.rights.content_usage import parse_content_usage, usage_of_training
from newscrawl.core.rights.robots_txt import read_robots_usage
from newscrawl.core.rights.signals import judge

SITE = "https://paper.example"
ATTACH_EXAMPLE = """\
User-Agent: *
Allow: /
Disallow: /never/
Content-Usage: train-ai=n
Content-Usage: /ai-ok/ train-ai=y

User-Agent: ExampleBot
Allow: /
Content-Usage: train-ai=y
"""
"""draft-ietf-aipref-attach-05, section "Example"."""


def said(text: str, path: str, agent: str = "newscrawl") -> list[tuple[str, str]]:
    return [(s.name, s.value) for s in read_robots_usage(text).signals(SITE + path, agent)]


@pytest.mark.parametrize(
    ("path", "agent", "expected"),
    [
        ("/test", "newscrawl", "train-ai=n"),
        ("/ai-ok/test", "newscrawl", "train-ai=y"),
        ("/test", "ExampleBot", "train-ai=y"),
        ("/ai-ok/test", "examplebot", "train-ai=y"),
    ],
)
def test_the_attach_drafts_example(path: str, agent: str, expected: str) -> None:
    assert said(ATTACH_EXAMPLE, path, agent) == [("content-usage", expected)]


def test_the_line_is_told() -> None:
    signal = read_robots_usage(ATTACH_EXAMPLE).signals(f"{SITE}/ai-ok/x", "newscrawl")[0]
    assert (signal.where, signal.training) == ("robots.txt line 5", True)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("ai-train=no, search=yes, ai-input=yes", {"ai-train": False, "search": True, "ai-input": True}),
        ("search=yes,ai-train=no,use=reference", {"search": True, "ai-train": False}),  # Cloudflare's managed file
        ("search=yes", {"search": True}),
        ("AI-Train = NO", {"ai-train": False}),
        ("ai-train=no, ai-train=yes", {"ai-train": False}),
        ("ai-train=maybe, =no, ai-train", {}),
        ("", {}),
    ],
)
def test_content_signals(value: str, expected: dict[str, bool]) -> None:
    assert parse_content_signal(value) == expected
    assert signal_of_training(value) == expected.get("ai-train")


@pytest.mark.parametrize(
    ("value", "preferences", "training"),
    [
        ("train-ai=n", {"train-ai": False}, False),
        ("train-ai=y, search=n", {"train-ai": True, "search": False}, True),
        ("train-ai=y, train-genai=n", {"train-ai": True, "train-genai": False}, False),  # vocab-01, "Format"
        ("ai=y, genai=n", {"ai": True, "genai": False}, False),  # vocab-00
        ('ai=y, ai="n", genai=n, genai, tdm=n, tdm=()', {}, None),  # "expresses no preferences"
        ("bots=n", {"bots": False}, False),
        ("bots=n, train-ai=y", {"bots": False, "train-ai": True}, True),
        ("train-ai=n;exception=1;q, other=(a b);x", {"train-ai": False}, False),  # parameters are ignored
        ("stuff=?1, train-ai=n, when=@1659578233, b=:aGk=:, i=-12, d=1.5", {"train-ai": False}, False),
        ("search=n", {"search": False}, None),
        ("Train-AI=n", {}, None),  # "keys include uppercase characters": parsing fails, no preference
        ("train-ai=n,", {}, None),
        ("train-ai=no", {}, None),
        ("train-ai=n junk", {}, None),
        ("train-ai=n, l=(a", {}, None),
        ("train-ai=n, l=(a()", {}, None),
        ('train-ai=n, s="open', {}, None),
        ("x" * 5000, {}, None),
        ("", {}, None),
    ],
)
def test_content_usage(value: str, preferences: dict[str, bool], training: bool | None) -> None:
    assert parse_content_usage(value) == preferences
    assert usage_of_training(value) is training


def test_a_group_of_its_own_holds_alone() -> None:
    text = "User-agent: *\nContent-Signal: ai-train=no\n\nUser-agent: NewsCrawl\nAllow: /\n"
    assert said(text, "/a") == []
    assert said(text, "/a", "other") == [("content-signal", "ai-train=no")]


def test_groups_of_one_name_are_one_and_several_names_share_a_group() -> None:
    text = (
        "User-agent: a\nUser-agent: newscrawl\nDisallow: /x\nContent-Signal: search=yes\n"
        "User-agent: newscrawl\nContent-Usage: train-ai=n\n"
    )
    assert said(text, "/a") == [("content-signal", "search=yes"), ("content-usage", "train-ai=n")]
    assert said(text, "/a", "a") == [("content-signal", "search=yes")]


def test_lines_above_all_groups_hold_where_the_group_has_none() -> None:
    text = "Content-Signal: ai-train=no\nUser-agent: *\nAllow: /\n"
    assert said(text, "/a") == [("content-signal", "ai-train=no")]
    assert said(text + "Content-Signal: ai-train=yes\n", "/a") == [("content-signal", "ai-train=yes")]


def test_identical_paths_hold_side_by_side_and_the_stricter_decides() -> None:
    text = "User-agent: *\nContent-Usage: train-ai=y\nContent-Usage: train-ai=n\n"
    signals = read_robots_usage(text).signals(f"{SITE}/a", "newscrawl")
    assert len(signals) == 2
    assert judge(signals).verdict == "reserved"


def test_spelling_comments_and_line_ends() -> None:
    text = "\ufeff# all\r\nUSER-AGENT : * \r content-usage:\t/a%7eb/*.html$ \t train-ai=n # never\r\n"
    assert said(text.removeprefix("\ufeff"), "/a~b/c.html") == [("content-usage", "train-ai=n")]
    assert said(text.removeprefix("\ufeff"), "/a~b/c.html?x=1") == []


def test_a_path_without_a_statement_says_nothing() -> None:
    assert said("User-agent: *\nContent-Usage: /a\nContent-Usage:\nContent-Signal\n", "/a") == []


RSL_EXAMPLE = """\
License: https://example.com/global-license.xml

User-agent: ExampleBot
Allow: /
License: https://example.com/examplebot-license.xml

User-agent: *
Allow: /
"""


def test_licenses_of_the_group_or_else_those_above_all() -> None:
    usage = read_robots_usage(RSL_EXAMPLE)
    assert [s.file for s in usage.licenses(SITE, "ExampleBot")] == ["https://example.com/examplebot-license.xml"]
    assert [s.file for s in usage.licenses(SITE, "newscrawl")] == ["https://example.com/global-license.xml"]
    assert usage.licenses(SITE, "newscrawl")[0].where == "robots.txt line 1"


@pytest.mark.parametrize(
    ("lines", "all_of_it"),
    [
        ("Content-Signal: ai-train=no", True),
        ("Content-Signal: search=no", False),
        ("Content-Usage: train-ai=n\nContent-Usage: /a train-ai=n", True),
        ("Content-Usage: train-ai=n\nContent-Usage: /a train-ai=y", False),
        ("Content-Usage: / train-ai=n", True),
        ("Content-Usage: /a train-ai=n", False),
        ("Content-Usage: train-ai=y\nContent-Usage: train-ai=n", True),
    ],
)
def test_whether_all_is_reserved(lines: str, all_of_it: bool) -> None:
    found = read_robots_usage(f"User-agent: *\n{lines}\n").reserving_all("newscrawl")
    assert (found is not None) is all_of_it


def test_a_hostile_file_costs_little() -> None:
    many = "User-agent: *\n" + "Content-Usage: /*a*a*a*a*a*a*a*a*b train-ai=n\n" * 10_000
    usage = read_robots_usage(many)
    assert usage.signals(f"{SITE}/{'a' * 5000}", "newscrawl") == ()
    names = "".join(f"User-agent: b{n}\n" for n in range(10_000)) + "Content-Signal: ai-train=no\n" * 100
    assert read_robots_usage(names).signals(SITE, "b1")[0].training is False
    assert read_robots_usage("\0\ud800: x\nUser-agent: \ud800\nContent-Signal: \ud800\n").signals(SITE, "x") == ()
