"""`newscrawl validate`."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import zstandard

from newscrawl.cli import main
from newscrawl.core.article import Article
from newscrawl.core.urls import article_id
from newscrawl.dataset.reading import DamagedFile, read_lines

Change = Callable[[dict[str, Any]], object]


def record(number: int = 1, **changes: Any) -> dict[str, Any]:
    url = f"https://a.example/2026/11/story-{number}"
    return {
        **Article(
            id=article_id(url), text="A title\n\nA paragraph.", source="a", url=url, requested_url=url, title="A title"
        ).to_dict(),
        **changes,
    }


def lines(*records: dict[str, Any]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in records)


def packed(path: Path, body: bytes) -> Path:
    """The body as the file's name says, in two members or frames."""
    half = len(body) // 2
    pack = {".gz": gzip.compress, ".zst": zstandard.ZstdCompressor().compress}.get(path.suffix, bytes)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack(body[:half]) + pack(body[half:]))
    return path


def said(capsys: pytest.CaptureFixture[str], code: int, *paths: Path) -> list[str]:
    assert main(["validate", *map(str, paths)]) == code
    out, err = capsys.readouterr()
    assert err == ""
    return out.splitlines()


@pytest.mark.parametrize("name", ["x.jsonl", "x.jsonl.gz", "x.jsonl.zst"])
def test_right_lines(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = packed(tmp_path / name, lines(*(record(number) for number in range(50))))
    assert said(capsys, 0, path) == ["50 lines in 1 file checked: all right"]


def test_a_folder_stands_for_its_shards(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed(tmp_path / "articles" / "2026-11-23" / "r-00001.jsonl", lines(record(1)))
    packed(tmp_path / "articles" / "2026-11-24" / "r-00002.jsonl.zst", lines(record(2), record(3)))
    packed(tmp_path / "rejected" / "2026-11-24" / "r-00001.jsonl", b'{"url": "https://a/", "reason": "no-text"}\n')
    assert said(capsys, 0, tmp_path) == ["4 lines in 3 files checked: all right"]


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda row: row.pop("text"), "'text' is a required property"),
        (lambda row: row.update(version="1"), "version: "),
        (lambda row: row.update(id=article_id("https://b.example/")), "id: "),
        (lambda row: row.update(text="Another\n\nbody"), "text: does not start with the title and an empty line"),
        (lambda row: row.update(text="A title in which more stands\n\nbody"), "text: does not start with the title"),
    ],
)
def test_a_wrong_line_is_named(change: Change, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = record(2)
    change(row)
    path = packed(tmp_path / "x.jsonl", lines(record(1), row, record(3)))
    found = said(capsys, 1, path)
    assert found[0].startswith(f"{path}:2: {what}"[: len(f"{path}:2: ") + 4])
    assert what in found[0]
    assert found[1:] == ["3 lines in 1 file checked: 1 problem"]


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (b'{"id": \n', "no JSON in UTF-8"),
        (b"\xff\xfe\n", "no JSON in UTF-8"),
        (b"[1]\n", "is not of type 'object'"),
        (b"\n", "no JSON in UTF-8"),
        (lines(record(2))[:-40], "half a line"),
        (lines(record(2))[:-1], "half a line"),
    ],
)
def test_what_is_no_record(body: bytes, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = packed(tmp_path / "x.jsonl", lines(record(1)) + body)
    found = said(capsys, 1, path)
    assert found[0].startswith(f"{path}:2: ")
    assert what in found[0]


def test_a_title_alone_and_none_are_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = record(1, text="A title"), record(2, title=None, text="Only a paragraph.")
    said(capsys, 0, packed(tmp_path / "x.jsonl", lines(*rows)))


def test_doubles_are_seen_over_all_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one = packed(tmp_path / "1.jsonl", lines(record(1), record(2)))
    two = packed(tmp_path / "2.jsonl.gz", lines(record(3), record(1)))
    new = packed(tmp_path / "3.jsonl", lines(record(1, version=2)))
    found = said(capsys, 1, one, two, new)
    assert found[0] == f"{two}:2: id: {record(1)['id']} in version 1 stands there twice, first at {one}:1"
    assert found[1] == "5 lines in 3 files checked: 1 problem"


def test_only_the_first_of_a_file_is_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = packed(tmp_path / "x.jsonl", lines(record(1)) + b"{}\n" * 100)
    found = said(capsys, 1, path)
    assert found[0] == f"{path}:2: 'id' is a required property (and 99 more in this file)"
    assert found[1:] == ["101 lines in 1 file checked: 100 problems"]
    assert main(["validate", str(path), "--each", "3"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 4


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.jsonl.zst"])
@pytest.mark.parametrize("cut", [1, 5, 40])
def test_a_packed_file_that_is_cut_is_named(
    name: str, cut: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = packed(tmp_path / name, lines(*(record(number) for number in range(100))))
    path.write_bytes(path.read_bytes()[:-cut])
    assert "ends in the middle of what is packed" in "\n".join(said(capsys, 1, path))


@pytest.mark.parametrize("name", ["x.jsonl.gz", "x.jsonl.zst"])
def test_a_file_that_is_not_packed_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(lines(record(1)))
    with pytest.raises(DamagedFile, match="packed wrongly"):
        list(read_lines(tmp_path / name))


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("no.jsonl", "no such file"),
        ("note.txt", "not a file of records"),
        ("empty", "no .jsonl, .jsonl.gz or .jsonl.zst file below"),
    ],
)
def test_what_cannot_be_checked(name: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "note.txt").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    assert main(["validate", str(tmp_path / name)]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert what in err


def test_lines_of_any_length_are_whole(tmp_path: Path) -> None:
    body = b"\n".join(bytes([97 + size % 26]) * size for size in (0, 1, 300_000, 5, 700_000)) + b"\nend"
    for name in ("x.jsonl", "x.jsonl.gz", "x.jsonl.zst"):
        assert b"".join(read_lines(packed(tmp_path / name, body))) == body
        assert len(list(read_lines(tmp_path / name))) == 6
