"""Archives of whole runs: exact, checked by warcio, and each page in them gives its record again."""

from __future__ import annotations

import gzip
import html
import json
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import brotli
import zstandard
from warcio.archiveiterator import ArchiveIterator

from newscrawl.core.page_context import ARTICLE, REJECTED, UNCHANGED
from newscrawl.core.rereading import reread
from newscrawl.core.verdict import Reason
from newscrawl.dataset.archive.reader import ArchivedPage, read_articles, read_at
from newscrawl.dataset.archive.records import payload_digest
from tests.crawl.harness import ROOT, Bench, expected
from tests.crawl.test_feeds import FRONT, SHELL, feed
from tests.crawl.test_looks import again, make_due
from tests.crawl.test_parts import LONG, STORY, put_up
from tests.crawl.test_typical import explain, site_with, with_foreign_paragraph
from tests.web import Fault, Page, WebSite
from tests.web.documents import story_page
from tests.web.stories import make_story

BY_OTHERS = (Reason.DUPLICATE_ADDRESS, Reason.DUPLICATE_CONTENT, Reason.REDIRECTED_AWAY, Reason.OUTSIDE_DATES)
"""Reasons that no page has in itself."""


def files_of(bench: Bench) -> list[Path]:
    return sorted(bench.output.glob("archive/*/*"))


def checked_by_warcio(files: Sequence[Path]) -> tuple[int, str, str]:
    """`warcio check`, as where it is alone: it stumbles over the package brotli, which is not the one it knows."""
    code = "import sys; sys.modules['brotli'] = None; from warcio.cli import main; main()"
    run = subprocess.run([sys.executable, "-c", code, "check", *map(str, files)], capture_output=True, text=True)
    return run.returncode, run.stdout, run.stderr


def articles_of(bench: Bench) -> list[list[ArchivedPage]]:
    """All that is archived, after warcio has checked it."""
    files = files_of(bench)
    assert files
    assert {path.name.partition(".")[2] for path in files} == {"warc.gz"}
    assert checked_by_warcio(files) == (0, "", "")
    return [pages for path in files for pages in read_articles(path)]


def check_lines(bench: Bench, kind: str = "articles") -> dict[str, ArchivedPage]:
    """Every line points to a whole record of its own page; returns them by the address that was asked for."""
    found = {}
    for row in bench.records(kind):
        place = row["archive"]
        page = read_at(bench.output / place["file"], place["offset"])
        assert (page.digest, page.length) == (place["digest"], place["length"])
        assert page.context is not None
        assert page.context.candidate.url == row["requested_url"]
        assert (page.context.run_id, page.context.fetched_at) == (row["run_id"], row["fetched_at"])
        found[row["requested_url"]] = page
    return found


def give_the_same_again(bench: Bench) -> Counter[str]:
    """Read all that is archived again, and compare it with the lines; returns how many there were of each outcome."""
    lines = {(row["requested_url"], row["version"]): row for row in bench.records()}
    left_out = {row["requested_url"]: row for row in bench.records("rejected")}
    outcomes: Counter[str] = Counter()
    for pages in articles_of(bench):
        *parts, page = pages
        context, answer = page.context, page.answer
        if context is None or answer is None:
            outcomes["hop"] += 1
            continue
        outcomes[context.outcome] += 1
        outcomes[page.type] += 1
        if page.type == "revisit":
            continue
        taken = [(part.answer, part.context) for part in parts]
        found = reread(answer, context, taken)  # type: ignore[arg-type]
        if context.outcome == ARTICLE:
            assert found.article is not None
            line = lines.pop((context.candidate.url, found.article.version))
            assert found.article.to_dict() | {"archive": line["archive"]} == line
        elif context.outcome == REJECTED:
            line = left_out.pop(context.candidate.url)
            assert (context.reason, dict(context.evidence)) == (line["reason"], line["evidence"])
            if context.reason not in BY_OTHERS:
                assert found.rejection is not None
                assert (str(found.rejection.reason), found.rejection.evidence) == (line["reason"], line["evidence"])
    assert not lines
    assert not [row for row in left_out.values() if row["archive"] is not None]
    return outcomes


def sites_of_all_kinds(bench: Bench) -> list[WebSite]:
    stories = bench.web.site("feed.test", articles=3).stories
    shells = {story.path: Page(SHELL) for story in stories}
    reserving = {
        "*-0": '<meta name="robots" content="noai">',
        "*-1": '<link rel="license" type="application/rsl+xml" href="/license.xml">',
    }
    rsl = '<rsl xmlns="https://rslstandard.org/rsl"><content url="/"><license><prohibits type="usage">ai-train'
    odd = bench.web.site("odd.test", articles=7)
    late = make_story("odd.test", 40)
    return [
        put_up(bench),
        site_with(bench, 9, with_foreign_paragraph, host="typical.test", gzip=True),
        bench.web.site(
            "feed.test",
            articles=3,
            discovery=[],
            pages={"/": FRONT, "/atom?n=0": feed(stories, whole=True), **shells},
        ),
        bench.web.site(
            "rights.test",
            articles=3,
            robots="User-agent: *\nContent-Signal: ai-train=yes\n",
            heads=reserving,
            headers={"*-2": {"X-Robots-Tag": "noindex, newscrawl: noai"}},
            pages={
                "/license.xml": Page(f"{rsl}</prohibits></license></content></rsl>", "application/rsl+xml"),
                "/.well-known/tdmrep.json": Page('[{"location": "*", "tdm-reservation": 0}]', "application/json"),
            },
        ),
        bench.web.site(
            "odd.test",
            articles=7,
            pages={odd.stories[0].path: Page(story_page(late), "text/html", encoding="utf-16")},
            faults={
                1: Fault.redirect(f"{odd.stories[1].path}/moved"),
                f"{odd.stories[1].path}/moved": Fault.body(story_page(odd.stories[1])),
                2: Fault.gone(),
                3: Fault.body("%PDF-1.7", "application/pdf"),
                4: Fault.unavailable().once(),
                5: Fault.redirect("http://elsewhere.test/"),
            },
        ),
    ]


def test_every_archived_page_gives_its_record_again(bench: Bench) -> None:
    sites = sites_of_all_kinds(bench)
    outcome = bench.crawl(sites, "--archive", "--purpose", "research")
    assert outcome.exit_code == 0, outcome.stderr
    pages = check_lines(bench)
    check_lines(bench, "rejected")
    outcomes = give_the_same_again(bench)
    assert outcomes[ARTICLE] == outcome.figures["written"] == len(pages)
    run = subprocess.run(
        [sys.executable, "-m", "newscrawl", "validate", str(bench.output), "--archive-digests"], cwd=ROOT
    )
    assert run.returncode == 0
    assert outcomes["hop"] == 1
    assert outcome.figures["archived"] == sum(outcomes[kind] for kind in (ARTICLE, REJECTED)) + 3, "and three parts"
    rows = {row["requested_url"]: row for row in bench.records()}
    assert {row["rights"]["training"] for row in rows.values() if row["source"] == "rights.test"} == {"reserved"}
    assert rows[STORY.url]["text"] == LONG.text
    assert [row["extractor"].split()[-1] for row in rows.values() if row["source"] == "feed.test"] == ["feed"] * 3
    typical = [page for page in pages.values() if page.context and page.context.typical.counts]
    assert typical
    assert all(page.length < 20_000 for page in typical)
    listed = [json.loads(line) for line in (bench.output / "manifest.jsonl").read_text().splitlines()]
    (entry,) = [one for one in listed if one["shard"].startswith("archive/")]
    (path,) = files_of(bench)
    assert (entry["bytes"], entry["shard"]) == (path.stat().st_size, path.relative_to(bench.output).as_posix())
    assert entry["sites"]["typical.test"] == 9


def test_a_second_look_that_brings_nothing_stores_no_body_again(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=4, gzip=True)
    plain = bench.web.site("b.test", articles=2, validators=False)
    bench.crawl([site, plain], "--archive")
    before = {page.digest: page for (page,) in articles_of(bench)}
    site.change(1)
    gone = site.stories[0]
    site.set_faults({0: Fault.gone()})
    make_due(bench)
    figures = again(bench, site, plain, arguments=("--archive",))
    assert (figures["updated"], figures["unchanged"], figures["gone"], figures["archived"]) == (1, 4, 1, 6)
    outcomes = give_the_same_again(bench)
    assert (outcomes[ARTICLE], outcomes[UNCHANGED], outcomes["revisit"]) == (7, 5, 4)
    found = [page for pages in articles_of(bench) for page in pages]
    revisits = [page for page in found if page.type == "revisit"]
    for page in revisits:
        first = before[page.digest]
        assert first.answer is not None
        assert page.refers_to == (first.answer.url, first.date)
    assert sorted(page.answer.status for page in revisits if page.answer) == [200, 200, 304, 304]
    (missing,) = [page for page in found if page.context and page.context.reason == Reason.GONE]
    assert missing.answer is not None
    assert (missing.type, missing.answer.status, missing.answer.url) == ("response", 410, gone.url)
    check_lines(bench)
    known = json.loads(explain(bench, gone.url, "--offline", "--json", "--output", str(bench.output)))
    place = next(row["archive"] for row in bench.records() if row["url"] == gone.url)
    assert known["history"]["archive"] == f"{place['file']}, {place['length']} bytes from byte {place['offset']} on"
    contents = leave_half_a_file(bench)
    make_due(bench)
    figures = again(bench, site, plain)
    assert (figures["archived"], figures["unchanged"]) == (0, 5), "without --archive nothing is added"
    assert {path: path.read_bytes() for path in files_of(bench)} == contents, "and all is finished"
    listed = {json.loads(line)["shard"] for line in (bench.output / "manifest.jsonl").read_text().splitlines()}
    assert {path.relative_to(bench.output).as_posix() for path in contents} <= listed


def leave_half_a_file(bench: Bench) -> dict[Path, bytes]:
    """The last file is as a kill leaves it; returns what the files are to be again."""
    contents = {path: path.read_bytes() for path in files_of(bench)}
    last = max(contents)
    last.with_name(f"{last.name}.part").write_bytes(contents[last] + contents[last][:700])
    last.unlink()
    manifest = bench.output / "manifest.jsonl"
    name = last.relative_to(bench.output).as_posix()
    manifest.write_text("".join(line for line in manifest.read_text().splitlines(keepends=True) if name not in line))
    return contents


ODD = b"X-ODD:1\r\nset-cookie: a=1\r\nSet-Cookie:   b=2\r\nVia: \xe4\r\n\tfolded\r\nno colon here\r\n"


class _Wire:
    """A server that answers with given bytes and notes what it was asked, as it came."""

    def __init__(self, answers: dict[str, bytes]) -> None:
        self.answers = answers
        self.asked: dict[str, bytes] = {}
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.netloc = f"127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with closing(connection), connection.makefile("rb") as file:
                head = b"".join(iter(file.readline, b"\r\n")) + b"\r\n"
                if head.count(b"\r\n") > 1:
                    path = head.split()[1].decode()
                    self.asked[path] = head
                    connection.sendall(self.answers.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()


@contextmanager
def wire(answers: dict[str, bytes]) -> Iterator[_Wire]:
    server = _Wire(answers)
    try:
        yield server
    finally:
        server.close()


class _Direct(Bench):
    """Without a proxy."""

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | dict.fromkeys(("http_proxy", "https_proxy"), "")


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


def test_heads_and_bodies_are_kept_as_they_came(bench: Bench) -> None:
    stories = [make_story("127.0.0.1", number) for number in range(4)]
    links = "".join(f'<h2><a href="{story.path}">{html.escape(story.title)}</a></h2>' for story in stories)
    bodies = [story_page(story).replace("http://127.0.0.1/", "/").encode() for story in stories]
    packed = gzip.compress(bodies[2], mtime=0)
    sent = [
        (b"Content-Encoding: br\r\n", brotli.compress(bodies[0])),
        (b"content-ENCODING: zstd\r\n", zstandard.ZstdCompressor().compress(bodies[1])),
        (b"TRANSFER-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked(packed)),
        (b"Content-Length: %d\r\n" % len(bodies[3]), bodies[3]),
    ]
    status = b"HTTP/1.1 200 Quite all right\r\nContent-Type: text/html\r\n"
    answers = {
        story.path: status + ODD + head + b"\r\n" + body for story, (head, body) in zip(stories, sent, strict=True)
    }
    # A server may say first that it goes on.
    answers[stories[3].path] = b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + answers[stories[3].path]
    answers["/"] = b"HTTP/1.0 200\r\nContent-Type: text/html\r\n\r\n" + f"<html><body>{links}</body></html>".encode()
    with wire(answers) as server:
        direct = _Direct(bench.web, bench.folder)
        target = bench.folder / "news.jsonl"
        secret = {"Authorization": "Basic c2VjcmV0", "cookie": "secret=1", "X-Api-Key": "secret", "X-Plain": "kept"}
        outcome = direct.crawl(
            [f"http://{server.netloc}/"],
            "--archive",
            *("-s", f"DEFAULT_REQUEST_HEADERS={json.dumps(secret)}"),
            *("-s", "NEWSCRAWL_ARCHIVE_PRIVATE_HEADERS=x-api-key,X-None"),
            *("--output", str(target)),
        )
    assert outcome.figures["written"] == 4, outcome.stderr
    rows = [json.loads(line) for line in target.read_text().splitlines()]
    for row in rows:
        place = row["archive"]
        assert place["file"].startswith("news.archive/")
        page = read_at(bench.folder / place["file"], place["offset"])
        number = [story.path for story in stories].index(row["requested_url"].removeprefix(f"http://{server.netloc}"))
        answer = page.answer
        assert answer is not None
        assert answer.content() == bodies[number]
        asked = server.asked[stories[number].path].splitlines(keepends=True)
        assert len([line for line in asked if b"c2VjcmV0" in line or b"secret" in line]) == 3
        assert page.request == b"".join(line for line in asked if b"c2VjcmV0" not in line and b"secret" not in line)
        assert b"\r\nX-Plain: kept\r\n" in page.request
        with (bench.folder / place["file"]).open("rb") as file:
            file.seek(place["offset"])
            record = next(iter(ArchiveIterator(file, no_record_parse=True)))
            block = record.raw_stream.read()
        head, _, body = block.partition(b"\r\n\r\n")
        assert head + b"\r\n" == status + ODD + sent[number][0].replace(b"TRANSFER", b"X-Crawl-TRANSFER")
        assert body == (packed if number == 2 else sent[number][1])
        assert record.rec_headers["WARC-Payload-Digest"] == payload_digest(body)
        assert record.rec_headers["WARC-IP-Address"] == "127.0.0.1"
        # What every reader of archives unpacks, whatever a server sends all the same.
        assert b"\r\nAccept-Encoding: gzip, deflate\r\n" in page.request
    (path,) = bench.folder.glob("news.archive/*/*")
    assert checked_by_warcio([path]) == (0, "", "")


def test_killed_again_and_again_with_an_archive(bench: Bench) -> None:
    """Files of few pages, so that every step of theirs is met; the seed is in the message of a failure."""
    seed = random.randrange(10**6)
    moments = random.Random(seed)
    site = bench.web.site("a.test", articles=24, discovery="rss", latency=0.05)
    arguments = ("--archive", "-s", "NEWSCRAWL_ARCHIVE_BYTES=12000")
    for _ in range(3):
        process = bench.start([site], *arguments)
        time.sleep(moments.uniform(1.5, 4.0))
        process.kill()
        process.communicate()
        for row in bench.records() if bench.output.exists() else ():
            place = row["archive"]
            page = read_at(bench.output / place["file"], place["offset"])
            assert page.digest == place["digest"], f"seed {seed}"
            assert page.context is not None, f"seed {seed}"
    outcome = bench.crawl([site], *arguments)
    assert outcome.exit_code == 0, f"seed {seed}: {outcome.stderr}"
    assert bench.texts() == expected(site), f"seed {seed}"
    check_lines(bench)
    listed = {json.loads(line)["shard"] for line in (bench.output / "manifest.jsonl").read_text().splitlines()}
    files = files_of(bench)
    assert {path.relative_to(bench.output).as_posix() for path in files} <= listed, f"seed {seed}"
    assert len(files) > 3
    # A page whose line a kill has cost stands there twice; it is asked for again.
    assert len({pages[-1].context.candidate.url for pages in articles_of(bench) if pages[-1].context}) == 24


def test_an_archive_that_cannot_be_written_ends_the_run_and_costs_nothing(bench: Bench) -> None:
    site = bench.web.site("a.test", articles=4)
    bench.output.mkdir()
    (bench.output / "archive").write_text("in the way")
    outcome = bench.crawl([site], "--archive")
    assert outcome.exit_code == 1
    last = outcome.stderr.splitlines()[-1]
    assert "archive" in last
    assert "can't be written" in last
    assert bench.records() == [], "no line without the page that it points to"
    (bench.output / "archive").unlink()
    assert bench.crawl([site], "--archive").exit_code == 0
    assert bench.texts() == expected(site)
    check_lines(bench)


def test_without_warcio_nothing_is_fetched(tmp_path: Path) -> None:
    code = "import sys; sys.modules['warcio'] = None; from newscrawl.cli import main; sys.exit(main())"
    arguments = ["crawl", "a.test", "--archive", "--output", str(tmp_path / "out")]
    run = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=ROOT)
    assert run.returncode == 2
    (line,) = run.stderr.splitlines()
    assert line.endswith("--archive (NEWSCRAWL_ARCHIVE) needs warcio: pip install 'newscrawl[archive]'")
    assert not list((tmp_path / "out").rglob("*"))
