"""Pages, sources and servers that mean harm: each ends with its reason, within bounds, and the run goes on.

What one parser makes of such input is tested beside it, in tests/core.
"""

from __future__ import annotations

import contextlib
import html
import itertools
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import psutil

from newscrawl.core.schema import json_schema
from tests.crawl.harness import Bench, expected
from tests.web import Fault, WebSite
from tests.web.documents import story_page
from tests.web.stories import make_story

HOST = "harm.test"
GIGABYTE = 10**9
ZEROS = ("<p>" + " " * 1021, 2**16)
"""64 MB; a page may have 32."""

PEAK = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@contextlib.contextmanager
def peaks(process: subprocess.Popen[bytes]) -> Iterator[list[int]]:
    """The most bytes that the process and each of its children held at any time, while it runs."""
    found: dict[int, int] = {}
    ended = threading.Event()

    def look() -> None:
        while not ended.wait(0.05):
            with contextlib.suppress(psutil.Error, OSError):
                for one in (psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)):
                    said = PEAK.search(Path(f"/proc/{one.pid}/status").read_text())
                    found[one.pid] = int(said[1]) * 1024 if said else one.memory_info().rss

    watch = threading.Thread(target=look)
    watch.start()
    most: list[int] = []
    try:
        yield most
    finally:
        ended.set()
        watch.join()
        most.extend(found.values())


def with_faults(bench: Bench, faults: Mapping[str, Fault], good: int = 4, **site: Any) -> tuple[WebSite, list[str]]:
    """A site of which the first stories have these faults; and the addresses of those stories."""
    names = dict(enumerate(faults))
    made = bench.web.site(
        HOST, articles=len(faults) + good, faults={n: faults[name] for n, name in names.items()}, **site
    )
    return made, [story.url for story in made.stories[: len(faults)]]


def told(number: int, *head: tuple[str, int], body: tuple[str, int] = ("", 0), **options: str) -> Fault:
    """A story with more in its head or before its text."""
    start, middle, rest = re.split("(?<=<head>)|(?<=<article>)", story_page(make_story(HOST, number)))
    return Fault.made_of((start, 1), *head, (middle, 1), body, (rest, 1), **options)


REJECTED = {
    "gzip bomb": (Fault.made_of(ZEROS, packed="gzip"), "too-large"),
    "brotli bomb": (Fault.made_of(ZEROS, packed="br"), "too-large"),
    "zstd bomb": (Fault.made_of(ZEROS, packed="zstd"), "too-large"),
    "bomb in a bomb": (Fault.made_of(ZEROS, packed="gzip, gzip"), "too-large"),
    "bomb in two other ones": (Fault.made_of(ZEROS, packed="zstd, br, gzip"), "too-large"),
    "gigabyte without a length": (Fault.made_of(("x" * 1000, 10**6)), "too-large"),
    "body that never ends": (Fault.endless_body(pause=0.0), "too-large"),
    "headers without end": (Fault.header_flood(), "too-large"),
    "cookie of a megabyte": (Fault.made_of(("x", 1), Set_Cookie="a" * 1_000_000), "too-large"),
    "hundreds of thousands of links": (Fault.made_of(("<a href=/x>y</a>", 250_000)), "too-large"),
    "hundreds of thousands of elements": (Fault.made_of(("<b>a</b>", 200_000)), "too-large"),
    "elements in each other": (Fault.made_of(("<div>", 100_000), ("text", 1), ("</div>", 100_000)), "no-text"),
    "tags without names": (Fault.made_of(("<", 2_000_000)), "no-text"),
    "nothing but nulls": (Fault.made_of(("\0", 2_000_000)), "no-text"),
    "entities in each other": (
        Fault.made_of(
            ('<!DOCTYPE html [<!ENTITY a "aaaaaaaa">', 1),
            *((f'<!ENTITY {name} "{f"&{before};" * 10}">', 1) for before, name in itertools.pairwise("abcdefghij")),
            ("]><html><body><h1>&j;</h1><p>&j;&j;</p><p>&f;</p>", 1),
        ),
        "no-text",
    ),
    "redirects in a circle": (Fault.redirect_loop(), "http-error"),
    "a file of this machine": (Fault.redirect("file:///etc/passwd"), "http-error"),
}


def test_pages_that_would_take_all_memory_or_time_are_rejected(bench: Bench) -> None:
    site, urls = with_faults(bench, {name: fault for name, (fault, _) in REJECTED.items()})
    process = bench.start([site], "-s", "DOWNLOAD_TIMEOUT=60")
    with process, peaks(process) as most:
        outcome = bench.finish(process)
    assert outcome.exit_code == 0, outcome.stderr
    reasons = {row["requested_url"]: row["reason"] for row in bench.records("rejected")}
    said = {name: reasons.get(url) for name, url in zip(REJECTED, urls, strict=True)}
    assert said == {name: reason for name, (_, reason) in REJECTED.items()}
    assert bench.texts() == {url: text for url, text in expected(site).items() if url not in urls}
    assert len(most) >= 2
    assert max(most) < GIGABYTE


DATA = '<script type="application/ld+json">{}</script>'
ODD = {
    "null bytes": ("<p>\0</p>" * 1000, ""),
    "not a number": (DATA.replace("{}", '{"@type": "NewsArticle", "wordCount": NaN, "x": Infinity}'), ""),
    "data in each other": (DATA.replace("{}", "[" * 100_000), ""),
    "data without end": (DATA.replace("{}", "[" + '{"@type": "Thing"},' * 50_000 + "0]"), ""),
    "a class of a megabyte": ("", f'<p class="{"a b " * 250_000}"></p>'),
    "an author of a megabyte": (f'<meta name="author" content="{"(@a. " * 200_000}">', ""),
    "a date of a megabyte": (f'<meta property="article:published_time" content="{"2026-" * 200_000}">', ""),
    "signs without end": ("", f"<!-- {'<' * 1_000_000} --> <p>{' ' * 1_000_000}</p>"),
    "an encoding of Python's": ('<meta charset="unicode_escape">', ""),
    "scripts": ("<script>alert(1)</script>", '<img src=x onerror="alert(1)">'),
}
"""In the head of a story, and before its text: the story is read all the same."""

TITLE = "=cmd|' /C calc'!A0 \u202ethe \x01mayor\u2066 <script>alert(1)</script> opens ../../a bridge\u0000"


def test_pages_with_odd_things_in_them_are_read(bench: Bench) -> None:
    faults = {name: told(n, (head, 1), body=(body, 1)) for n, (name, (head, body)) in enumerate(ODD.items())}
    hidden = html.escape(TITLE).encode().decode("latin-1")
    titles = "(?<=<title>).*?(?=</title>)|(?<=<h1>).*?(?=</h1>)"
    last = story_page(make_story(HOST, len(ODD)))
    faults["a title"] = Fault.made_of((re.sub(titles, lambda _: hidden, last), 1))
    site, urls = with_faults(bench, faults)
    outcome = bench.crawl([site], "--archive")
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.records("rejected") == []
    texts = bench.texts()
    assert {name: texts.get(url) for name, url in zip(ODD, urls, strict=False)} == {
        name: expected(site)[url] for name, url in zip(ODD, urls, strict=False)
    }
    validator = jsonschema.Draft202012Validator(json_schema())
    for record in bench.records():
        validator.validate(record)
        for value in (record["title"], record["text"], *record["authors"]):
            assert not CONTROLS.search(value or ""), value


def test_a_page_that_takes_too_much_memory_or_time_costs_two_workers_and_no_other_page(bench: Bench) -> None:
    faults = {
        "memory": Fault.made_of(("<a>", 2_000_000)),
        # libxml2 compares each attribute with all before it: minutes.
        "timeout": Fault.made_of(("<p ", 1), (" ".join(f"a{n}=1" for n in range(300_000)), 1)),
    }
    site, urls = with_faults(bench, faults)
    limits = ("-s", f"NEWSCRAWL_PAGE_MEMORY={100 * 2**20}", "-s", "NEWSCRAWL_PAGE_TIMEOUT=6")
    outcome = bench.crawl([site], *limits)
    assert outcome.exit_code == 0, outcome.stderr
    rejected = {row["requested_url"]: (row["reason"], row["evidence"]) for row in bench.records("rejected")}
    assert rejected == {url: ("extraction-failed", {"failure": name}) for name, url in zip(faults, urls, strict=True)}
    assert bench.texts() == {url: text for url, text in expected(site).items() if url not in urls}


LOC = "<url><loc>http://harm.test/2026/11/01/a-headline-of-five-words-"
LAUGHS = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in itertools.pairwise("abcdefghij"))
DOCTYPE = f'<!DOCTYPE urlset [<!ENTITY a "ha ha ha">{LAUGHS}<!ENTITY x SYSTEM "file:///etc/passwd">]>'
SOURCES: dict[str, tuple[Fault, str]] = {
    "/bomb.xml": (Fault.made_of(("<urlset>", 1), ("<url>", 20_000_000), packed="gzip"), "unpacks to more than"),
    "/bomb.xml.gz": (
        Fault.made_of(("<urlset>" + " " * 1016, 80_000), packed="file:gzip", kind="application/gzip"),
        "larger than 64 MiB, cut there",
    ),
    "/endless.xml": (Fault.made_of(("<urlset>", 1), (" " * 1000, 10**6)), "too-large"),
    "/flood.xml": (Fault.header_flood(), "more than 262144 bytes of headers"),
    "/laughs.xml": (Fault.body(f"{DOCTYPE}<urlset><url><loc>&j;&x;</loc></url>", "text/xml"), "cut off before its end"),
    "/itself.xml": (
        Fault.body(
            "<sitemapindex><sitemap><loc>http://harm.test/itself.xml</loc></sitemap></sitemapindex>", "text/xml"
        ),
        "",
    ),
    "/nested.xml": (Fault.made_of(("<urlset>", 1), ("<url>", 300_000)), "sitemap without entries"),
    "/python.xml": (
        Fault.made_of(("<?xml version='1.0' encoding='punycode'?>", 1), ("\xff-", 1), ("ab", 10**6)),
        "no sitemap",
    ),
    "/circle.xml": (Fault.redirect_loop(), "redirect"),
}


def test_sources_that_mean_harm_are_reported_and_the_others_read(bench: Bench) -> None:
    robots = "User-agent: *\n" + "".join(f"Sitemap: http://{HOST}{path}\n" for path in SOURCES)
    site = bench.web.site(
        HOST,
        articles=4,
        discovery=["sitemap", "rss"],
        robots=robots,
        faults={path: fault for path, (fault, _) in SOURCES.items()},
    )
    process = bench.start([site])
    with process, peaks(process) as most:
        outcome = bench.finish(process)
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)
    problems = outcome.site(HOST)["problems"]
    for path, (_, said) in SOURCES.items():
        found = [problem for problem in problems if path in problem]
        assert not said or any(said in problem for problem in found), (path, found)
    assert [request.path for request in site.log("/itself.xml")] == ["/itself.xml"]
    assert max(most) < GIGABYTE


def test_a_feed_of_a_hundred_thousand_items_is_read(bench: Bench) -> None:
    many = (
        "<item><link>http://harm.test/elsewhere-on-the-web-1234</link><title>A headline of words</title></item>",
        100_000,
    )
    feed = Fault.made_of(("<rss version='2.0'><channel><title>x</title>", 1), many, ("</channel></rss>", 1))
    site = bench.web.site(HOST, articles=3, discovery=["sitemap", "rss"], faults={"/rss.xml": feed})
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(site)


def test_what_never_ends_slowly_is_left_for_the_next_run(bench: Bench) -> None:
    site, urls = with_faults(bench, {"a byte a second": Fault.endless_body(pause=1.0), "silence": Fault.silent()})
    outcome = bench.crawl([site], "-s", "DOWNLOAD_TIMEOUT=3", "-s", "RETRY_TIMES=0")
    assert outcome.exit_code == 0, outcome.stderr
    assert outcome.site(HOST)["errors"] == {"timeout": 2}
    assert outcome.figures["pending"] == len(urls)
    assert bench.texts() == {url: text for url, text in expected(site).items() if url not in urls}
