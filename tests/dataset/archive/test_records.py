"""Records as they are written, read again by newscrawl and by warcio."""

from __future__ import annotations

import gzip
import subprocess
import sys
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.page_context import ARTICLE, PART, UNCHANGED, PageContext
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive.reader import ArchivedPage, read_articles, read_at, read_pages
from newscrawl.dataset.archive.records import (
    Capture,
    Earlier,
    KeptPage,
    Rendered,
    as_part,
    bundle,
    new_id,
    payload_digest,
    warcinfo,
)

URL = "https://a.test/x"
HEAD = (
    b"HTTP/1.1 200 All right\r\nx-ODD:no space\r\nSet-Cookie: a=1\r\nVIA:   \xe4 b\r\n  folded\r\nset-cookie: b=2\r\n"
    b"no colon\r\ntransfer-encoding: chunked\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n"
)
BODY = gzip.compress(b"<html><p>Sch\xc3\xb6n</p></html>", mtime=0)
REQUEST = b"GET /x HTTP/1.1\r\nHost: a.test\r\nAccept-Encoding: gzip\r\n\r\n"
CAPTURE = Capture(URL, 1800000000.25, REQUEST, HEAD, BODY, "192.0.2.7")
CONTEXT = PageContext(site="a", site_url="https://a.test/", candidate=Candidate(URL, SourceKind.FEED))
PAGE = KeptPage((CAPTURE,), CONTEXT)


def written(path: Path, *bundles: list[KeptPage]) -> Path:
    parts = [warcinfo(path.name, [("software", "newscrawl")], 1800000000.0)]
    for pages in bundles:
        made = bundle(pages)
        parts += [made.before, made.main, made.after]
        assert made.size == len(made.before + made.main + made.after)
    path.write_bytes(b"".join(parts))
    return path


def is_valid(path: Path) -> bool:
    run = subprocess.run(
        [sys.executable, "-c", "from warcio.cli import main; main()", "check", "-v", str(path)],
        capture_output=True,
        text=True,
    )
    return run.returncode == 0 and "fail" not in run.stdout + run.stderr and "digest pass" in run.stdout


def test_what_came_is_what_stands_there(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc.gz", [PAGE])
    assert is_valid(path)
    with path.open("rb") as file:
        records = [
            (r.rec_type, r.rec_headers, r.raw_stream.read()) for r in ArchiveIterator(file, no_record_parse=True)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response", "request", "metadata"]
    info, response, request, metadata = (headers for _, headers, _ in records)
    assert {headers.protocol for headers in (info, response, request, metadata)} == {"WARC/1.1"}
    assert records[1][2] == HEAD.replace(b"transfer-encoding", b"X-Crawl-transfer-encoding") + BODY
    assert records[2][2] == REQUEST
    assert info["WARC-Filename"] == "a.warc.gz"
    assert response["WARC-Date"] == "2027-01-15T08:00:00.250000Z"
    assert response["WARC-IP-Address"] == "192.0.2.7"
    assert response["WARC-Payload-Digest"] == payload_digest(BODY)
    assert request["WARC-Concurrent-To"] == metadata["WARC-Concurrent-To"] == response["WARC-Record-ID"]


def test_warcio_reads_the_page_as_text(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc.gz", [PAGE])
    with path.open("rb") as file:
        (response,) = [r.content_stream().read() for r in ArchiveIterator(file) if r.rec_type == "response"]
    assert response.decode() == "<html><p>Schön</p></html>"


def test_a_page_is_read_with_what_stands_beside_it(tmp_path: Path) -> None:
    rendered = replace(PAGE, rendered=Rendered(b"<html>later</html>", 1800000001.0))
    path = written(tmp_path / "a.warc.gz", [PAGE], [rendered])
    assert is_valid(path)
    first, second = read_pages(path)
    assert (first.request, first.context, first.rendered, first.type) == (REQUEST, CONTEXT, None, "response")
    assert second.rendered == b"<html>later</html>"
    answer = first.answer
    assert answer is not None
    assert (answer.url, answer.status, answer.body) == (URL, 200, BODY)
    assert answer.content() == b"<html><p>Sch\xc3\xb6n</p></html>"
    assert answer.all_of("SET-cookie") == ["a=1", "b=2"]
    assert (answer.header("x-odd"), answer.header("via"), answer.header("absent")) == ("no space", "ä b  folded", None)
    assert path.read_bytes()[second.offset :][: second.length] == bundle_main(rendered, second)
    assert read_at(path, second.offset).rendered == second.rendered


def bundle_main(page: KeptPage, found: ArchivedPage) -> bytes:
    return bundle([replace(page, record_id=found.record_id)]).main


def test_hops_and_further_pages_stand_before_their_article(tmp_path: Path) -> None:
    hop = replace(CAPTURE, url="https://a.test/old", head=b"HTTP/1.1 301 Moved\r\nLocation: /x\r\n\r\n", body=b"")
    ids = [new_id(), new_id(), new_id()]
    main = KeptPage((hop, CAPTURE), replace(CONTEXT, parts=(ids[1], ids[0])), record_id=ids[2])
    parts = [as_part(replace(PAGE, record_id=one), ids[2]) for one in ids[:2]]
    path = written(tmp_path / "a.warc.gz", [*parts, main], [PAGE])
    assert is_valid(path)
    found = list(read_articles(path))
    assert [[page.record_id for page in pages] for pages in found[1:2]] == [[ids[1], ids[0], ids[2]]]
    assert [page.answer.status for pages in found for page in pages if page.answer] == [301, 200, 200, 200, 200]
    assert {page.context.part_of for page in found[1][:2] if page.context} == {ids[2]}
    assert [page.context.outcome for page in found[1] if page.context] == [PART, PART, ARTICLE]
    assert [len(pages) for pages in found] == [1, 3, 1]


def test_what_is_the_same_as_before_is_not_stored_again(tmp_path: Path) -> None:
    earlier = Earlier(URL, "2026-11-01T00:00:00.000000Z", payload_digest(BODY))
    look = replace(PAGE, earlier=earlier, context=replace(CONTEXT, outcome=UNCHANGED))
    unmodified = replace(look, captures=(replace(CAPTURE, head=b"HTTP/1.1 304 Not Modified\r\n\r\n", body=b""),))
    other = replace(look, captures=(replace(CAPTURE, body=BODY + b"\0"),))
    path = written(tmp_path / "a.warc.gz", [look], [unmodified], [other])
    assert is_valid(path)
    assert [page.type for page in read_pages(path)] == ["revisit", "revisit", "response"]
    for page in list(read_pages(path))[:2]:
        assert page.refers_to == (URL, earlier.date)
        assert page.digest == earlier.digest
        assert page.answer is not None
        assert page.answer.body == b""
    with path.open("rb") as file:
        profiles = [r.rec_headers["WARC-Profile"] for r in ArchiveIterator(file) if r.rec_type == "revisit"]
    assert [profile.rpartition("/")[2] for profile in profiles] == ["identical-payload-digest", "server-not-modified"]
    assert [bundle([page]).stored is None for page in (look, unmodified, other)] == [True, True, False]


def foreign(path: Path, *, gzipped: bool = True) -> Path:
    """As other tools write: the request before its answer, chunks left in, and what is no page in between."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=gzipped)
        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other"}))
        for number in range(2):
            url = f"http://b.test/{number}"
            request = writer.create_warc_record(url, "request", BytesIO(REQUEST), len(REQUEST))
            block = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            answer = writer.create_warc_record(url, "response", BytesIO(block), len(block))
            note = writer.create_warc_record(
                url, "metadata", BytesIO(b"a: b\r\n"), 6, warc_headers_dict={"WARC-Concurrent-To": id_of(answer)}
            )
            dns = writer.create_warc_record("dns:b.test", "response", BytesIO(b"20261101 b.test"), 15)
            for record in (request, answer, note, dns):
                writer.write_record(record)
    return path


def id_of(record: Any) -> str:
    return str(record.rec_headers.get_header("WARC-Record-ID"))


@pytest.mark.parametrize("gzipped", [True, False])
def test_others_archives_are_read_too(tmp_path: Path, gzipped: bool) -> None:
    path = foreign(tmp_path / "b.warc", gzipped=gzipped)
    pages = list(read_pages(path))
    assert [page.answer.body if page.answer else None for page in pages] == [b"abcde", None, b"abcde", None]
    assert [page.request for page in pages] == [REQUEST, None, REQUEST, None]
    assert [list(page.notes.values()) for page in pages[:1]] == [[b"a: b\r\n"]]
    wanted = list(read_pages(path, wants=lambda headers: (headers.get("warc-target-uri") or "").endswith("/1")))
    assert [page.answer.url if page.answer else None for page in wanted] == ["http://b.test/1"]
    assert {page.context for page in pages} == {None}
    assert read_at(path, pages[2].offset).answer == pages[2].answer


def test_long_ones_come_without_their_body(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc.gz", [PAGE], [PAGE])
    pages = list(read_pages(path, most=len(HEAD)))
    assert [(page.answer, page.size > len(HEAD)) for page in pages] == [(None, True)] * 2


def test_a_file_that_was_cut_gives_out_what_is_whole(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc.gz", [PAGE], [PAGE])
    whole = path.read_bytes()
    ends = {page.offset for page in read_pages(path)}
    for size in range(len(whole) - 9, max(ends), -7):
        path.write_bytes(whole[:size])
        found: list[ArchivedPage] = []
        with pytest.raises(DatasetError, match=r"ends within the record|damaged"):
            found.extend(read_pages(path))
        part = path.rename(tmp_path / "a.warc.gz.part")
        pages = list(read_pages(part))
        assert {(page.context == CONTEXT, page.request) for page in pages} == {(True, REQUEST)}
        assert 1 <= len(pages) <= 2
        assert read_at(path, pages[0].offset).context == CONTEXT
        part.rename(path)


def test_what_is_no_archive_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    with pytest.raises(DatasetError, match=r"a\.warc\.gz: can't be read: No such file"):
        list(read_pages(path))
    path.write_bytes(b"<html>")
    with pytest.raises(DatasetError, match=r"a\.warc\.gz: damaged, or no WARC file"):
        list(read_pages(path))
    written(path, [PAGE])
    with pytest.raises(DatasetError, match="no response record begins at byte 0"):
        read_at(path, 0)
