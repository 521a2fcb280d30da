"""Pages, sources and servers that mean harm: each ends with its reason, within bounds, and the run goes on.

What one parser makes of such input is tested beside it, in tests/core.
"""

from __future__ import annotations

import contextlib
import itertools
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil

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
