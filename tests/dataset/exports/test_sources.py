from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.dataset.exports.newest import Newest
from newscrawl.dataset.exports.records import BadLine, Records
from newscrawl.dataset.exports.sources import SourceError, find_sources, lines_in
from tests.dataset.exports.articles import output, record, row_of, write


def names(files: tuple[Path, ...]) -> list[str]:
    return [file.name for file in files]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return output(tmp_path / "out", [record(1)], [record(2)], unfinished=[record(3), record(4)])


@pytest.mark.parametrize("below", ["", "articles", "articles/2026-11-24"])
def test_an_output_folder_stands_for_its_finished_shards(folder: Path, below: str) -> None:
    found = find_sources([folder / below])
    assert names(found.files) == ["r-00001.jsonl", "r-00002.jsonl"]
    assert names(found.unfinished) == ["s-00001.jsonl"]
    assert lines_in(found.unfinished) == 2
    assert found.size == sum(file.stat().st_size for file in found.files)
    asked = find_sources([folder / below], unfinished=True)
    assert names(asked.files) == ["r-00001.jsonl", "r-00002.jsonl", "s-00001.jsonl"]


def test_a_shard_that_is_named_is_read(folder: Path) -> None:
    shard = folder / "articles" / "2026-11-24" / "s-00001.jsonl"
    found = find_sources([shard, folder, shard])
    assert names(found.files) == ["s-00001.jsonl", "r-00001.jsonl", "r-00002.jsonl"]
    assert found.unfinished == ()


def test_a_folder_of_a_first_run_has_no_finished_shard(tmp_path: Path) -> None:
    write(tmp_path / "articles" / "2026-11-24" / "r-00001.jsonl", [record(1)])
    found = find_sources([tmp_path])
    assert (found.files, names(found.unfinished)) == ((), ["r-00001.jsonl"])


def test_shards_that_are_not_there_are_counted(folder: Path) -> None:
    (folder / "articles" / "2026-11-24" / "r-00002.jsonl").unlink()
    found = find_sources([folder, folder / "articles"])
    assert (names(found.files), found.missing) == (["r-00001.jsonl"], 1)


def test_any_other_folder_stands_for_all_its_files(tmp_path: Path) -> None:
    write(tmp_path / "b" / "x.jsonl.gz", [record(1)])
    write(tmp_path / "a.jsonl.zst", [record(2)])
    write(tmp_path / ".hidden.part" / "y.jsonl", [record(3)])
    assert names(find_sources([tmp_path]).files) == ["a.jsonl.zst", "x.jsonl.gz"]


@pytest.mark.parametrize(
    ("name", "what"), [("none", "no such file"), ("x.csv", "not a file of"), ("empty", "no .jsonl")]
)
def test_sources_that_are_none(tmp_path: Path, name: str, what: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "x.csv").touch()
    with pytest.raises(SourceError, match=what):
        find_sources([tmp_path / name])


def test_lines_of_broken_files_count_as_far_as_they_are_whole(tmp_path: Path) -> None:
    whole = write(tmp_path / "a.jsonl", [record(1), record(2)])
    whole.write_bytes(whole.read_bytes()[:-5])
    assert lines_in([whole, tmp_path / "gone.jsonl"]) == 1


def test_bad_lines_are_named_or_skipped(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [record(1)])
    path.write_bytes(
        path.read_bytes() + b"{no\n\xff\n" + b"[" * 100_000 + b"\n" + b'{"id": 1}\n' + path.read_bytes()[:-9]
    )
    with pytest.raises(BadLine, match=rf"^{path}:2: no JSON in UTF-8: "):
        list(Records([path]))
    records = Records([path], skip_bad=True)
    assert [row.record["id"] for row, _ in records] == [record(1)["id"]]
    assert (records.lines, records.bad_count) == (1, 5)
    assert [line.removeprefix(f"{path}:") for line in records.bad][-2:] == [
        "5: text: missing or empty; every record has one",
        "6: half a line: the file ends in the middle of it",
    ]


def test_a_whole_last_line_without_its_newline_is_a_line(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", [record(1), record(2)])
    path.write_bytes(path.read_bytes()[:-1])
    assert len(list(Records([path]))) == 2


@pytest.mark.parametrize("ending", [".jsonl", ".jsonl.gz", ".jsonl.zst"])
def test_what_a_run_is_writing_ends_where_it_is_whole(tmp_path: Path, ending: str) -> None:
    path = write(tmp_path / f"a{ending}", [record(1)])
    whole = path.read_bytes()
    path.write_bytes(whole + whole[: len(whole) // 2])
    with pytest.raises(BadLine, match=r":2: "):
        list(Records([path]))
    assert len(list(Records([path], open_files=frozenset([path])))) == 1
    skipping = Records([path], skip_bad=True)
    assert len(list(skipping)) == 1
    assert skipping.bad_count == 1


def test_the_bytes_that_were_read_are_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl.gz", [record(number) for number in range(50)])
    told: list[int] = []
    assert len(list(Records([path], told=told.append))) == 50
    assert sum(told) == path.stat().st_size


def test_the_newest_line_of_an_article(tmp_path: Path) -> None:
    versions = [
        record(1, version=1, fetched_at="2026-11-20T08:00:00+00:00"),
        record(2),
        record(1, version=2, fetched_at="2026-11-22T08:00:00+00:00"),
        record(1, version=1, fetched_at="2026-11-21T08:00:00+00:00"),
        record(3, version=2, fetched_at="2026-11-20T08:00:00+00:00"),
        # The store was deleted in between: versions begin anew.
        record(3, version=1, fetched_at="2026-11-21T08:00:00+00:00"),
        record(4, fetched_at=None, version=2),
        record(4, fetched_at=None, version=1),
        record(5),
        record(5),
    ]
    rows = [(row_of(value), b"") for value in versions]
    index = Newest(tmp_path / "newest.db")
    index.learn(iter(rows))
    assert [number for number, (_, _, newest) in enumerate(index.only(iter(rows))) if newest] == [1, 2, 5, 6, 9]
    index.close()
