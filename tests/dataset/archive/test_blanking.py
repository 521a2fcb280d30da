"""Archived pages that were taken out: nothing else moves, and any reader passes over what stands in their place."""

from __future__ import annotations

import gzip
import random
import zlib
from pathlib import Path
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.page_context import UNCHANGED, PageContext
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive import members as archive_members
from newscrawl.dataset.archive.blanking import blank, stretches
from newscrawl.dataset.archive.heads import sites_named
from newscrawl.dataset.archive.members import members
from newscrawl.dataset.archive.reader import read_at, read_pages
from newscrawl.dataset.archive.records import Capture, Earlier, KeptPage, payload_digest, warcinfo
from newscrawl.dataset.archive.recovery import recover_archives
from newscrawl.dataset.archive.stored import filler, packed_to
from newscrawl.dataset.manifest import Manifest
from tests.dataset.archive.test_records import HEAD, is_valid, written

REQUEST = b"GET / HTTP/1.1\r\n\r\n"


def page(number: int, *hops: str, earlier: bool = False, noise: str = "") -> KeptPage:
    url, body = f"https://a.test/{number}", f"<p>secret {number} " + "x" * 3000
    captures = [Capture(hop, 1800000000.0, REQUEST, HEAD, b"") for hop in hops]
    captures.append(Capture(url, 1800000001.0, REQUEST, HEAD, body.encode()))
    outcome: dict[str, Any] = {"outcome": UNCHANGED} if earlier else {}
    outcome |= {"evidence": {"noise": noise}} if noise else {}
    context = PageContext(site="a", site_url="https://a.test/", candidate=Candidate(url, SourceKind.FEED), **outcome)
    known = Earlier(url, "2027-01-15T08:00:00Z", payload_digest(body.encode())) if earlier else None
    return KeptPage(tuple(captures), context, earlier=known)


@pytest.mark.parametrize("size", [430, 431, 1279, 1280, 1281, 65_536, 65_557, 65_558, 131_071, 131_100, 1_000_003])
def test_a_filler_is_one_record_of_the_very_length(size: int, tmp_path: Path) -> None:
    data = filler(size)
    assert len(data) == size
    unpacker = zlib.decompressobj(wbits=31)
    head, _, block = unpacker.decompress(data).partition(b"\r\n\r\n")
    assert (unpacker.eof, unpacker.unused_data) == (True, b"")
    assert int(head.rpartition(b": ")[2]) == len(block) - 4


def test_every_length_can_be_filled() -> None:
    assert all(len(filler(size)) == size for size in range(420, 3000))
    with pytest.raises(DatasetError, match="too few"):
        filler(100)


def test_pages_go_and_offsets_stay(tmp_path: Path) -> None:
    pages = [[page(1)], [page(2, "https://a.test/old")], [page(3)], [page(2, earlier=True)], [page(4)]]
    path = written(tmp_path / "a.warc.gz", *pages)
    size = path.stat().st_size
    offsets = {
        found.answer.url: found.offset for found in read_pages(path) if found.answer and found.type == "response"
    }
    data = path.read_bytes()

    def takes(stretch: object) -> bool:
        return "https://a.test/2" in stretch.addresses  # type: ignore[attr-defined]

    assert blank(path, takes, None) == 2
    assert path.stat().st_size == size
    assert [found.context.candidate.url for found in read_pages(path) if found.context] == [
        "https://a.test/1",
        "https://a.test/3",
        "https://a.test/4",
    ]
    for number in (1, 3, 4):
        found = read_at(path, offsets[f"https://a.test/{number}"])
        assert found.answer is not None
        assert found.answer.body.startswith(b"<p>secret %d" % number)
    with path.open("rb") as file:
        records = [(r.rec_type, r.rec_headers.get_header("WARC-Target-URI")) for r in ArchiveIterator(file)]
    assert [url for _, url in records].count(None) == 3, "the first record, and a filler for each"
    assert is_valid(path)
    text = zlib.decompressobj(wbits=31)
    whole, rest = b"", path.read_bytes()
    while rest:
        text = zlib.decompressobj(wbits=31)
        whole, rest = whole + text.decompress(rest), text.unused_data
    assert b"secret 2" not in whole
    assert b"a.test/old" not in whole
    assert data[: offsets["https://a.test/1"]] == path.read_bytes()[: offsets["https://a.test/1"]]
    assert blank(path, takes, None) == 0
    assert blank(path, lambda stretch: True, None) == 3
    assert not path.exists()


@pytest.mark.parametrize("most", [None, 2**21])
def test_a_page_with_a_long_context_is_one_of_its_own(
    tmp_path: Path, most: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if most is not None:
        monkeypatch.setattr(archive_members, "CONTEXT_MAX", most)
    noise = random.Random(3).randbytes(2**20).hex()
    for long in ("x" * 2**23, noise):
        path = written(tmp_path / f"{len(long)}.warc.gz", [page(1)], [page(2, noise=long)], [page(3)])
        found = list(stretches(path))
        assert [f"https://a.test/{number}" in each.addresses for number, each in enumerate(found, 1)] == [True] * 3
        assert [each.context is not None for each in found] == [True, most is None, True]
        assert blank(path, lambda stretch: "https://a.test/2" in stretch.addresses, None) == 1
        assert [p.context.candidate.url[-1] for p in read_pages(path) if p.context] == ["1", "3"]
        left = tmp_path / str(len(long)) / "archive" / "2026-11-24" / "20261124T100000Z-abc123-00001.warc.gz.part"
        left.parent.mkdir(parents=True)
        path.rename(left)
        manifest = Manifest(left.parents[2])
        assert len(recover_archives(manifest.folder, set(), manifest=manifest)) == 1
        assert [entry.sites for entry in manifest.entries().values()] == [{"a": 2}], "what was removed is no page"


def test_a_damaged_archive_is_named_and_one_that_is_written_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    path = written(tmp_path / "a.warc.gz", [page(1)], [page(2)])
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(DatasetError, match=r"a\.warc\.gz: can't be read: it ends within a record"):
        list(stretches(path))
    growing = path.rename(path.with_name(path.name + ".part"))
    assert len(list(stretches(growing))) == 2


def test_the_first_record_gives_up_a_site_and_keeps_its_length(tmp_path: Path) -> None:
    rest = written(tmp_path / "b.warc.gz", [page(1)]).read_bytes()
    rest = rest[next(members(tmp_path / "b.warc.gz")).end :]
    every = [f"https://{name}.test/" for name in ("a", "b", "a-longer-name", "c")]
    for gone in (["https://b.test/"], ["https://a-longer-name.test/"], every):
        path = tmp_path / "a.warc.gz"
        said = [("software", "newscrawl"), ("sites", ", ".join(every)), ("purpose", "research")]
        info = warcinfo(path.name, said, 1800000000.0)
        path.write_bytes(info + rest)
        assert sites_named(path) == every
        assert blank(path, lambda stretch: False, None, lambda url: url == "https://x.test/") == 0
        assert path.read_bytes() == info + rest
        assert blank(path, lambda stretch: False, None, gone.__contains__) == 0
        assert sites_named(path) == [site for site in every if site not in gone]
        assert (path.stat().st_size, path.read_bytes()[len(info) :]) == (len(info + rest), rest)
        first = next(members(path))
        assert (first.end, first.kind) == (len(info), b"warcinfo")
        assert not [site for site in gone if site.encode() in first.head]
        assert b"\r\nsoftware: newscrawl\r\n" in first.head
        assert b"\r\npurpose: research\r\n" in first.head
        assert is_valid(path)


def test_a_member_of_a_length_that_is_given() -> None:
    data = b"some text " * 20
    least = next(size for size in range(1000) if packed_to(size, data) is not None)
    for size in range(least, least + 300):
        made = packed_to(size, data)
        assert made is not None
        assert (len(made), gzip.decompress(made)) == (size, data)
