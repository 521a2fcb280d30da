"""The files of an archive: rolled, finished, mended after a crash; and the order in which a run writes."""

from __future__ import annotations

import asyncio
import fcntl
import gzip
import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.page_context import PART, PageContext
from newscrawl.dataset.appending import DatasetError
from newscrawl.dataset.archive.reader import read_at, read_pages
from newscrawl.dataset.archive.records import Bundle, Capture, KeptPage, as_part, bundle, new_id
from newscrawl.dataset.archive.recovery import recover_archives
from newscrawl.dataset.archive.writer import ArchiveFiles
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.shards import Shards
from newscrawl.dataset.writer import Writer
from newscrawl.store import LeftOut, Written
from tests.dataset.lines import manifest_of

RUN = "20261124T100000Z-abcdef"
SAID = [("software", "newscrawl"), ("sites", "https://a.test/\nWARC-Type: x")]


def page_of(number: int) -> KeptPage:
    url = f"https://a.test/{number}"
    body = hashlib.sha512(url.encode()).digest() * 4
    capture = Capture(url, 1800000000.0 + number, b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", body)
    context = PageContext(
        site="a", site_url="https://a.test/", candidate=Candidate(url, SourceKind.FEED), fetched_at="2026-11-24T10:00"
    )
    return KeptPage((capture,), context)


def bundle_of(number: int, *, parts: int = 0) -> Bundle:
    ids = [new_id() for _ in range(parts + 1)]
    further = [as_part(replace(page_of(1000 + n), record_id=ids[n]), ids[-1]) for n in range(parts)]
    main = page_of(number)
    main = replace(main, record_id=ids[-1], context=replace(main.context, parts=tuple(ids[:-1])))
    return bundle([*further, main])


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "archive").glob("*/*"))


def archive(folder: Path, **options: Any) -> ArchiveFiles:
    return ArchiveFiles(folder, RUN, SAID, manifest=Manifest(folder), **options)


def urls_in(path: Path) -> list[str]:
    return [page.answer.url for page in read_pages(path) if page.answer and not page.is_part]


def test_a_file_has_its_name_when_it_is_finished(tmp_path: Path) -> None:
    files = archive(tmp_path)
    first, second = files.append([bundle_of(1), bundle_of(2, parts=2)])
    assert files_in(tmp_path) == [f"{RUN}-00001.warc.gz.part"]
    assert read_at(tmp_path / first["file"], first["offset"]).digest == first["digest"]
    (third,) = files.append([bundle_of(3)])
    assert files.append([]) == []
    files.close()
    files.close()
    path = tmp_path / third["file"]
    assert [first["file"], second["file"]] == [third["file"]] * 2
    assert files_in(tmp_path) == [path.name] == [f"{RUN}-00001.warc.gz"]
    assert urls_in(path) == [f"https://a.test/{n}" for n in (1, 2, 3)]
    for place in (first, second, third):
        page = read_at(path, place["offset"])
        assert (page.length, page.digest) == (place["length"], place["digest"])
    (entry,) = manifest_of(tmp_path)
    data = path.read_bytes()
    assert (entry["shard"], entry["kind"], entry["lines"]) == (third["file"], "archive", 3)
    assert (entry["bytes"], entry["sha256"]) == (len(data), hashlib.sha256(data).hexdigest())
    assert (entry["sites"], entry["first_fetched"]) == ({"a": 3}, "2026-11-24T10:00")


def test_files_are_rolled_by_bytes_and_never_within_a_bundle(tmp_path: Path) -> None:
    size = bundle_of(1).size
    files = archive(tmp_path, bytes_max=3 * size)
    places = files.append([bundle_of(n, parts=n % 2) for n in range(8)])
    places += [place for n in range(8, 12) for place in files.append([bundle_of(n)])]
    files.close()
    found = sorted((tmp_path / "archive").glob("*/*"))
    assert len(found) > 3
    assert [url for path in found for url in urls_in(path)] == [f"https://a.test/{n}" for n in range(12)]
    assert all(path.stat().st_size < 6 * size for path in found)
    for number, place in enumerate(places):
        page = read_at(tmp_path / place["file"], place["offset"])
        assert page.answer is not None
        assert page.answer.url == f"https://a.test/{number}"
    for path in found:
        start = gzip.decompress(path.read_bytes())
        assert start.startswith(b"WARC/1.1\r\nWARC-Type: warcinfo\r\n")
        assert f"WARC-Filename: {path.name}\r\n".encode() in start
        assert b"sites: https://a.test/ WARC-Type: x\r\n" in start, "what is said can't break out of its line"
    assert [entry["shard"] for entry in manifest_of(tmp_path)] == [
        path.relative_to(tmp_path).as_posix() for path in found
    ]


def left_by_a_kill(folder: Path, *bundles: Bundle) -> Path:
    """A file as a run leaves it that ends at once."""
    files = archive(folder)
    files.append(bundles)
    files.leave()
    (path,) = (folder / "archive").glob("*/*.part")
    return path


def test_whatever_is_half_is_cut_off(tmp_path: Path) -> None:
    bundles = [bundle_of(1), bundle_of(2, parts=1), bundle_of(3)]
    part = left_by_a_kill(tmp_path, *bundles)
    whole = part.read_bytes()
    start = len(whole) - sum(made.size for made in bundles)
    ends = [start + sum(made.size for made in bundles[: n + 1]) for n in range(3)]
    for size in [*range(start + 1, len(whole), 97), *ends, ends[0] + 1, ends[1] - 1]:
        part.write_bytes(whole[:size])
        finished = recover_archives(tmp_path, set(), manifest=Manifest(tmp_path))
        kept = sum(end <= size for end in ends)
        assert [len(urls_in(path)) for path in finished] == ([kept] if kept else [])
        assert files_in(tmp_path) == [path.name for path in finished]
        if finished:
            assert finished[0].read_bytes() == whole[: ends[kept - 1]]
            (entry,) = manifest_of(tmp_path)
            assert (entry["lines"], entry["bytes"], entry["sites"]) == (kept, ends[kept - 1], {"a": kept})
            finished[0].unlink()
            (tmp_path / "manifest.jsonl").unlink()


def test_a_file_that_was_named_and_not_listed_is_listed(tmp_path: Path) -> None:
    part = left_by_a_kill(tmp_path, bundle_of(1))
    final = part.rename(part.with_name(part.name.removesuffix(".part")))
    manifest = Manifest(tmp_path)
    assert recover_archives(tmp_path, set(), manifest=manifest) == [final]
    assert recover_archives(tmp_path, set(), manifest=manifest) == []
    assert len(manifest_of(tmp_path)) == 1
    assert recover_archives(tmp_path, set()) == [], "beside a single file nothing is listed"
    assert recover_archives(tmp_path / "other", set(), manifest=manifest) == []


def test_what_live_runs_write_and_what_others_put_there_is_let_be(tmp_path: Path) -> None:
    part = left_by_a_kill(tmp_path, bundle_of(1))
    for name in ("notes.txt", "foreign.warc.gz.part", f"{RUN}-00009.jsonl"):
        (part.parent / name).write_bytes(b"x")
    before = files_in(tmp_path)
    assert recover_archives(tmp_path, {RUN}, manifest=Manifest(tmp_path)) == []
    with part.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert recover_archives(tmp_path, set(), manifest=Manifest(tmp_path)) == []
    assert files_in(tmp_path) == before
    assert recover_archives(tmp_path, set(), manifest=Manifest(tmp_path)) != []
    assert "notes.txt" in files_in(tmp_path)


def test_damaged_bytes_are_set_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    part = left_by_a_kill(tmp_path, bundle_of(1), bundle_of(2))
    data = bytearray(part.read_bytes())
    end = len(data) - bundle_of(2).size
    data[-len(data) // 4] ^= 0xFF
    part.write_bytes(data)
    (path,) = recover_archives(tmp_path, set(), manifest=Manifest(tmp_path))
    assert urls_in(path) == ["https://a.test/1"]
    aside = path.with_name(f"{path.name}.part.damaged")
    assert path.read_bytes() + aside.read_bytes() == bytes(data)
    assert abs(path.stat().st_size - end) < 50
    assert f"{aside}" in caplog.text
    assert recover_archives(tmp_path, set(), manifest=Manifest(tmp_path)) == []


def test_what_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "archive").write_text("in the way")
    with pytest.raises(DatasetError, match=r"archive/.*-00001\.warc\.gz\.part: can't be written: "):
        archive(tmp_path).append([bundle_of(1)])
    (tmp_path / "archive").unlink()
    files = archive(tmp_path)
    files.append([bundle_of(1)])
    (part,) = (tmp_path / "archive").glob("*/*")
    part.with_name(part.name.removesuffix(".part")).mkdir()
    with pytest.raises(DatasetError, match=r"\.part: can't be renamed to .*-00001\.warc\.gz: "):
        files.close()
    files.close()


class _Full(ArchiveFiles):
    """A disk that has no room for the second group."""

    count = 0

    def append(self, bundles: Any) -> list[dict[str, Any]]:
        self.count += 1
        if self.count == 2:
            raise DatasetError("no space")
        return super().append(bundles)


def item(n: int) -> Written:
    return Written(f"{n}", f"https://a.test/{n}", "a.test", None, 1, (f"a.test/{n}",))


async def test_a_page_is_in_the_archive_before_its_line_and_without_it_there_is_none(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    confirmed: list[Written | LeftOut] = []
    noted: list[Bundle] = []
    thread = ThreadPoolExecutor(1)
    writer = Writer(
        Shards(manifest, "articles", RUN),
        Shards(manifest, "rejected", RUN),
        confirmed.extend,
        thread,
        group_seconds=0.01,
        archive=_Full(tmp_path, RUN, SAID, manifest=manifest),
        archived=noted.extend,
    )
    made = [bundle_of(n) for n in range(3)]
    rows = [{"n": n, "archive": None, "source": "a"} for n in range(3)]
    places = await asyncio.gather(
        writer.write(rows[0], item(0), made[0]), writer.write(rows[1], item(1)), writer.keep(made[2])
    )
    assert places[1] is None
    assert noted == [made[0], made[2]]
    with pytest.raises(DatasetError, match="no space"):
        await writer.write(rows[2], item(2), made[1])
    await writer.close()
    thread.shutdown()
    (path,) = (tmp_path / "articles").glob("*/*")
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert lines == [rows[0] | {"archive": places[0]}, rows[1]]
    assert list(lines[0]) == ["n", "archive", "source"]
    assert confirmed == [item(0), item(1)]
    assert places[0] is not None
    page = read_at(tmp_path / places[0]["file"], places[0]["offset"])
    assert page.context is not None
    assert page.context.outcome != PART
    assert files_in(tmp_path)[0].endswith(".part"), "after a failure the next run finishes it"
