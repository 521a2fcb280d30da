from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl.core.exports.figures import MARK
from newscrawl.dataset.exports.target import FIGURES, TargetError, check_target, made_by_export, making, place_in


def made_export(folder: Path, name: str = "old") -> Path:
    folder.mkdir()
    (folder / name).touch()
    (folder / FIGURES).write_text(json.dumps({"made_by": MARK, "form": "csv"}))
    return folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_free_place_is_taken_when_all_is_whole(tmp_path: Path) -> None:
    target = tmp_path / "new" / "x"
    with making(target, is_file=False) as work:
        (place_in(work, target) / "file").touch()
        assert not target.exists()
    assert names(target) == ["file"]
    assert names(target.parent) == ["x"]


def test_a_file_takes_the_place_of_a_file(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    target.write_text("old")
    with making(target, is_file=True) as work:
        place_in(work, target).write_text("new")
        assert target.read_text() == "old"
    assert target.read_text() == "new"
    assert names(tmp_path) == ["x.csv"]


def test_what_fails_leaves_everything_as_it_was(tmp_path: Path) -> None:
    target = made_export(tmp_path / "x")
    with pytest.raises(FileExistsError), making(target, is_file=False) as work:
        place_in(work, target).mkdir()
    assert names(target) == sorted([FIGURES, "old"])
    assert names(tmp_path) == ["x"]


def test_an_export_is_replaced_whole(tmp_path: Path) -> None:
    target = made_export(tmp_path / "x")
    with making(target, is_file=False) as work:
        for number in range(300):
            (place_in(work, target) / str(number)).touch()
    assert len(names(target)) == 300
    assert names(tmp_path) == ["x"]


def test_what_a_killed_export_left_is_cleared(tmp_path: Path) -> None:
    target = tmp_path / "x"
    left = tmp_path / ".x.part"
    (left / "x").mkdir(parents=True)
    (left / "x" / "half").touch()
    (left / "newest.db").touch()
    with making(target, is_file=False):
        pass
    assert names(target) == []
    assert names(tmp_path) == ["x"]


HOLD = """
import sys
from pathlib import Path
from newscrawl.dataset.exports.target import making
with making(Path(sys.argv[1]), is_file=False):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_exports_do_not_make_the_same(tmp_path: Path) -> None:
    target = tmp_path / "x"
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(target)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])},
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"held\n"
        with pytest.raises(TargetError, match="another export is making it"), making(target, is_file=False):
            pass
        other.stdin.close()
        assert other.wait(30) == 0
    assert names(tmp_path) == ["x"]


def test_places_that_are_taken(tmp_path: Path) -> None:
    def refusal(target: Path, *, is_file: bool, overwrite: bool = False) -> str:
        with pytest.raises(TargetError) as caught:
            check_target(target, is_file=is_file, overwrite=overwrite)
        return str(caught.value)

    file, folder, empty = tmp_path / "f", tmp_path / "d", tmp_path / "e"
    file.touch()
    empty.mkdir()
    (folder / "mine").mkdir(parents=True)
    export = made_export(tmp_path / "x")
    assert "exists" in refusal(file, is_file=True)
    assert "exists" in refusal(export, is_file=False)
    assert "is a file and would become a folder" in refusal(file, is_file=False, overwrite=True)
    assert "is a folder and would become a file" in refusal(export, is_file=True, overwrite=True)
    assert "was not made by an export" in refusal(folder, is_file=False, overwrite=True)
    check_target(empty, is_file=False, overwrite=False)
    check_target(tmp_path / "new", is_file=False, overwrite=False)
    check_target(file, is_file=True, overwrite=True)
    check_target(export, is_file=False, overwrite=True)
    crawled = made_export(tmp_path / "crawled")
    (crawled / "manifest.jsonl").touch()
    assert "holds a dataset" in refusal(crawled, is_file=False, overwrite=True)


def test_what_is_read_is_not_replaced(tmp_path: Path) -> None:
    export = made_export(tmp_path / "x")
    inside = export / "data" / "a.jsonl"
    inside.parent.mkdir()
    inside.touch()
    for target, is_file in ((export, False), (inside, True)):
        with pytest.raises(TargetError, match="is to be read from there"):
            check_target(target, is_file=is_file, overwrite=True, sources=[tmp_path / "other.jsonl", inside])
    check_target(export, is_file=False, overwrite=True, sources=[tmp_path / "other.jsonl"])


def test_figures_of_others_are_no_mark(tmp_path: Path) -> None:
    for text in ("[]", "{", '{"made_by": "me"}'):
        (tmp_path / FIGURES).write_text(text)
        assert not made_by_export(tmp_path)
