"""WARC files of invented stories, newscrawl's own and others', and replays of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.warcwriter import WARCWriter

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.page_context import ARTICLE, REJECTED, PageContext
from newscrawl.dataset.archive.records import Capture, KeptPage, bundle, warcinfo
from newscrawl.replaying import ReplayOptions, replay
from newscrawl.report.replaying import ReplayFigures
from tests.crawl.harness import ROOT, TIMEOUT, Outcome, read
from tests.web.documents import frame, story_page
from tests.web.stories import Story, make_story

FETCHED = "2026-11-20T10:00:00Z"
HTML = ("Content-Type", "text/html; charset=utf-8")
QUICK = ("-s", "NEWSCRAWL_EXTRACTION_PROCESSES=1")


@dataclass(frozen=True)
class Answer:
    """One response record of others'."""

    url: str
    body: bytes
    headers: Sequence[tuple[str, str]] = (HTML,)
    status: str = "200 OK"
    type: str = "response"
    warc: dict[str, str] = field(default_factory=dict)
    """Further WARC headers."""

    @property
    def block(self) -> bytes:
        """Head and body."""
        head = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        return f"HTTP/1.1 {self.status}\r\n{head}\r\n".encode() + self.body


def told(story: Story, *headers: tuple[str, str], **more: Any) -> Answer:
    """A story's page."""
    return Answer(story.url, story_page(story).encode(), (HTML, *headers), **more)


def stories(host: str, number: int) -> list[Story]:
    """The first stories of a site."""
    return [make_story(host, index) for index in range(number)]


def write(path: Path, answers: Iterable[Answer], *, version: str = "WARC/1.1", info: bool = False) -> list[int]:
    """A file as other programs write it, packed where its name says so; returns where each response begins."""
    places = []
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=path.name.endswith(".gz"), warc_version=version)
        if info:
            writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other/1.0", "format": version}))
        for answer in answers:
            places.append(file.tell())
            record = writer.create_warc_record(
                answer.url,
                answer.type,
                BytesIO(answer.block),
                len(answer.block),
                warc_headers_dict={"WARC-Date": FETCHED, **answer.warc},
            )
            writer.write_record(record)
    return places


def kept(story: Story, url: str = "", reason: str | None = None, **evidence: str) -> KeptPage:
    """A story's page as a crawl of newscrawl's archives it, at its own address or another one; `reason`: left out."""
    url, body = url or story.url, story_page(story).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n\r\n".encode()
    context = PageContext(
        site=story.host,
        site_url=f"http://{story.host}/",
        candidate=Candidate(url, SourceKind.SITEMAP),
        outcome=ARTICLE if reason is None else REJECTED,
        reason=reason,
        evidence=evidence,
        fetched_at="2026-11-20T10:00:00+00:00",
        run_id="20261120T100000Z-abcdef",
    )
    return KeptPage((Capture(url, 1795255200.0, f"GET {url} HTTP/1.1\r\n\r\n".encode(), head, body),), context)


def write_own(path: Path, pages: Iterable[KeptPage]) -> None:
    """A file as a crawl of newscrawl's writes it."""
    made = [bundle([page]) for page in pages]
    parts = [warcinfo(path.name, [("software", "newscrawl")], 1795255200.0)]
    path.write_bytes(b"".join([*parts, *(one.before + one.main + one.after for one in made)]))


def no_article(host: str, name: str = "about") -> Answer:
    """A page of the site that is none."""
    return Answer(f"http://{host}/{name}", frame(host, name, f"<h1>{name}</h1><p>Write to us.</p>").encode())


def here(output: Path, *files: Path, sites: Sequence[Any] = (), read_all: bool = False, **said: Any) -> ReplayFigures:
    """Replay in this process."""
    settings = {"NEWSCRAWL_OUTPUT": output, "NEWSCRAWL_EXTRACTION_PROCESSES": 1}
    settings |= {f"NEWSCRAWL_{name.upper()}": value for name, value in said.items()}
    return replay(ReplayOptions(files=files, sites=tuple(sites), settings=settings, read_all=read_all))


def environment() -> dict[str, str]:
    """Without a proxy, and so without the web of the tests: nothing can be fetched."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    return {**kept, "PYTHONPATH": str(ROOT)}


def command(*arguments: str | Path) -> list[str]:
    """The command line of a replay."""
    return [sys.executable, "-m", "newscrawl", "replay", *map(str, arguments), *QUICK]


def called(*arguments: str | Path, **environment_too: str) -> Outcome:
    """Replay by the command, to its end."""
    run = subprocess.run(
        command(*arguments, "--json"),
        env=environment() | environment_too,
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
    )
    return Outcome(run.returncode, json.loads(run.stdout) if run.stdout.strip() else {}, run.stderr)


def lines(output: Path, kind: str = "articles") -> list[dict[str, Any]]:
    """All lines of a folder, in the order of their addresses, without what differs from run to run."""
    rows = [row for path in sorted(output.glob(f"{kind}/*/*.jsonl*")) for row in read(path)]
    for row in rows:
        del row["run_id"]
    return sorted(rows, key=lambda row: (row["requested_url"], row.get("version", 0), row.get("reason", "")))


def texts(output: Path) -> dict[str, str]:
    """Text by address; fails on a double."""
    rows = lines(output)
    found = {row["url"]: row["text"] for row in rows}
    assert len(found) == len(rows)
    return found


def wanted(*told: Story) -> dict[str, str]:
    """What should come out of stories."""
    return {story.url: story.text for story in told}


def reasons(output: Path) -> Counter[str]:
    """How many pages were left out, by reason."""
    return Counter(row["reason"] for row in lines(output, "rejected"))
