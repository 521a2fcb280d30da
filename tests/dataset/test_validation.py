"""`newscrawl validate` on an output folder: the manifest, unfinished shards, archives, many files."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from newscrawl.cli import main
from newscrawl.core.article import Article
from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.page_context import PageContext
from newscrawl.core.urls import article_id
from newscrawl.dataset.archive.records import Capture, KeptPage, bundle
from newscrawl.dataset.manifest import Manifest, Tally
from newscrawl.dataset.shards import Line, Shards
from newscrawl.dataset.validation import uniqueness
from newscrawl.dataset.validation.pointers import Pointers
from newscrawl.dataset.validation.uniqueness import ROW, Keys, doubles

ROOT = Path(__file__).parent.parent.parent
URL = "https://a.example"
RUN = "20261124T100000Z-abc123"
Said = tuple[int, list[str]]


def article(number: int, **changes: Any) -> dict[str, Any]:
    url = f"https://a.example/2026/11/story-{number}"
    made = Article(
        id=article_id(url), text="A title\n\nA text.", source="a", url=url, requested_url=url, title="A title"
    )
    return {**made.to_dict(), "fetched_at": "2026-11-24T10:00:00+00:00", **changes}


def write(
    folder: Path, rows: list[dict[str, Any]], *, kind: str = "articles", run: str = RUN, **options: Any
) -> Shards:
    shards = Shards(Manifest(folder), kind, run, **options)
    shards.append([Line.of(row) for row in rows])
    return shards


@pytest.fixture
def output(tmp_path: Path) -> Path:
    """Three finished shards of articles, one of what was left out."""
    folder = tmp_path / "out"
    write(folder, [article(n) for n in range(9)], lines_max=3, compression="zst").close()
    write(folder, [{"url": "https://a.example/x", "reason": "no-text"}], kind="rejected").close()
    return folder


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> Said:
    code = main(["validate", *map(str, words)])
    out, err = capsys.readouterr()
    assert err == ""
    return code, out.splitlines()


def shards(folder: Path, kind: str = "articles") -> list[Path]:
    return sorted((folder / kind).glob("*/*"))


def test_a_sound_folder(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, output) == (0, ["10 lines in 4 files checked: all right"])


def test_a_missing_shard(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gone = shards(output)[1]
    gone.unlink()
    assert said(capsys, output) == (
        1,
        [f"{gone}: is missing, and the manifest lists it", "7 lines in 3 files checked: 1 problem"],
    )


def test_a_foreign_file(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = shards(output)[0].with_name("mine.jsonl")
    foreign.write_bytes(b"{}\n")
    code, lines = said(capsys, output)
    assert code == 1
    assert lines[0] == f"{foreign}: is not in the manifest, and has not the name of a run's file: move it away"


@pytest.mark.parametrize("how", ["longer", "other bytes", "fewer lines", "listed wrongly"])
def test_a_changed_shard(how: str, output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(output, [article(n) for n in range(20, 23)], run="20261124T110000Z-abc123").close()
    path = next(path for path in shards(output) if path.suffix == ".jsonl")
    data = path.read_bytes()
    if how == "longer":
        path.write_bytes(data + Line.of(article(30)).data + b"\n")
        what = f"changed: it has {path.stat().st_size:,} bytes, the manifest says {len(data):,}"
    elif how == "other bytes":
        path.write_bytes(data.replace(b"A text.", b"A tale."))
        what = "changed: its sha256 is not the manifest's"
    elif how == "fewer lines":
        path.write_bytes(data[: data.rindex(b"\n", 0, -1) + 1])
        what = f"changed: it has {path.stat().st_size:,} bytes, the manifest says {len(data):,}"
    else:
        manifest = output / "manifest.jsonl"
        rows = [json.loads(line) for line in manifest.read_text().splitlines()]
        manifest.write_text("".join(json.dumps({**row, "lines": row["lines"] + 4}) + "\n" for row in rows))
        what = "it has 3 lines, the manifest says 7"
    code, lines = said(capsys, output)
    assert code == 1
    assert f"{path}: {what}" in lines


def test_a_damaged_shard_is_named_once(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = shards(output)[1]
    data = bytearray(path.read_bytes())
    data[10:30] = b"\xee" * 20
    path.write_bytes(data)
    code, lines = said(capsys, output)
    assert code == 1
    assert lines[0].startswith(f"{path}:1: packed wrongly: ")
    assert lines[1:] == ["7 lines in 4 files checked: 1 problem"]


@pytest.mark.parametrize("compression", ["", "gz", "zst"])
@pytest.mark.parametrize("cut", [0, 90])
def test_an_unfinished_shard_is_no_fault(
    output: Path, compression: str, cut: int, capsys: pytest.CaptureFixture[str]
) -> None:
    dead = write(output, [article(50)], run="20261124T120000Z-abc123", compression=compression)
    dead.append([Line.of(article(51))])
    path = next(path for path in shards(output) if "T12" in path.name)
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size - cut)
    whole = 1 if cut else 2
    code, lines = said(capsys, output)
    assert (code, lines[0]) == (
        0,
        f"note: {path}: being written by a run that is under way; {whole} lines so far",
    )
    dead.leave()
    assert said(capsys, output) == (
        0,
        [
            f"note: {path}: not finished; the next run does that; {whole} lines so far",
            f"{10 + whole} lines in 5 files checked: all right",
        ],
    )


def test_an_unfinished_shard_is_read_all_the_same(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(output, [article(1), article(60, version=0)], run="20261124T120000Z-abc123").leave()
    path = next(path for path in shards(output) if "T12" in path.name)
    code, lines = said(capsys, output, "--each", "9")
    assert code == 1
    first = shards(output)[0]
    assert lines[0] == f"{path}:1: id: {article(1)['id']} in version 1 stands there twice, first at {first}:2"
    assert lines[1].startswith(f"{path}:2: version: ")


def test_what_was_set_aside_is_told(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    aside = shards(output)[0].with_suffix(".zst.damaged")
    aside.write_bytes(b"x")
    assert said(capsys, output)[1][0] == (
        f"note: {aside}: what a run set aside because it was damaged; no part of the dataset"
    )


def test_a_rejected_line_needs_address_and_reason(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(output, [{"url": "https://a.example/"}], kind="rejected", run="20261124T120000Z-abc123").close()
    path = shards(output, "rejected")[1]
    assert said(capsys, output)[1][0] == f"{path}:1: reason: is missing, or no text"


def archived(folder: Path) -> tuple[Path, int, str]:
    """An archive of two records, finished; offset and digest of the second."""
    context = PageContext(site="a", site_url="https://a.example/", candidate=Candidate(URL, SourceKind.FEED))
    answer = (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"body")
    made = [bundle([KeptPage([Capture(f"{URL}/{n}", 1e9, *answer)], context)]) for n in range(2)]
    path = folder / "archive" / "2026-11-24" / f"{RUN}-00001.warc.gz"
    path.parent.mkdir(parents=True)
    first = made[0].before + made[0].main + made[0].after
    path.write_bytes(first + made[1].before + made[1].main + made[1].after)
    tally = Tally(lines=6)
    tally.take_file(path)
    Manifest(folder).add(path, RUN, tally)
    return path, len(first) + len(made[1].before), made[1].digest


def pointing(folder: Path, pointer: dict[str, Any]) -> Path:
    write(folder, [article(70, archive=pointer)], run="20261124T120000Z-abc123").close()
    return next(path for path in shards(folder) if "T12" in path.name)


def test_pointers_into_the_archive(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, offset, digest = archived(output)
    name = path.relative_to(output).as_posix()
    pointing(output, {"file": name, "offset": offset, "digest": digest})
    assert said(capsys, output) == (0, ["11 lines in 6 files checked: all right"])
    assert said(capsys, output, "--archive-digests")[0] == 0
    path.rename(path.with_name(path.name + ".part"))
    code, lines = said(capsys, output, "--archive-digests")
    assert (code, lines[0]) == (1, f"{path}: is missing, and the manifest lists it")
    assert lines[-1].endswith(": 1 problem"), "the record is still found"


@pytest.mark.parametrize(
    ("change", "what", "by_default"),
    [
        ({"file": "archive/none.warc.gz"}, "archive: archive/none.warc.gz is missing", True),
        ({"file": "../x"}, "archive: ../x lies outside the output folder", True),
        ({"offset": 10**9}, "before the record at 1000000000", True),
        ({"offset": "1"}, "archive: names no file, offset and digest", True),
        ({"offset": 1}, "at byte 1: no record can be read", False),
        ({"offset": 0}, "", False),
        ({"digest": "sha1:OTHER"}, "not sha1:OTHER", False),
    ],
)
def test_a_pointer_that_is_wrong(
    change: dict[str, Any], what: str, by_default: bool, output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, offset, digest = archived(output)
    pointer = {"file": path.relative_to(output).as_posix(), "offset": offset, "digest": digest, **change}
    shard = pointing(output, pointer)
    assert said(capsys, output)[0] == by_default
    code, lines = said(capsys, output, "--archive-digests")
    if what:
        assert code == 1
        assert lines[0].startswith(f"{shard}:1: archive: ")
        assert what in lines[0]


def test_an_archive_that_was_replayed_is_no_part_of_the_dataset(tmp_path: Path) -> None:
    pointers = Pointers(tmp_path, digests=True)
    assert pointers.error({"file": "/elsewhere/a.warc", "offset": 4, "length": 8, "digest": None}) is None
    assert pointers.error({"file": "/elsewhere/a.warc", "offset": "4", "digest": None}) is not None


def test_an_archive_that_grows_meanwhile(tmp_path: Path) -> None:
    """A run writes on while its unfinished shard is read."""
    path, pointers = tmp_path / "a.warc.gz.part", Pointers(tmp_path, digests=False)
    path.write_bytes(b"12345")
    assert pointers.error({"file": "a.warc.gz", "offset": 4, "digest": "sha1:A"}) is None
    assert pointers.error({"file": "b.warc.gz", "offset": 0, "digest": "sha1:A"}) == "archive: b.warc.gz is missing"
    with path.open("ab") as file:
        file.write(b"67890")
    (tmp_path / "b.warc.gz.part").write_bytes(b"1")
    assert pointers.error({"file": "a.warc.gz", "offset": 9, "digest": "sha1:A"}) is None
    assert pointers.error({"file": "b.warc.gz", "offset": 0, "digest": "sha1:A"}) is None
    assert "ends at byte 10" in str(pointers.error({"file": "a.warc.gz", "offset": 10, "digest": "sha1:A"}))


@pytest.mark.parametrize("length", ["many", "-1", "\u0662", "9" * 5000])
def test_an_archived_record_without_a_length(length: str, tmp_path: Path) -> None:
    head = f"WARC/1.1\r\nWARC-Payload-Digest: sha1:A\r\nContent-Length: {length}\r\n\r\n"
    (tmp_path / "a.warc.gz").write_bytes(gzip.compress(head.encode()))
    what = Pointers(tmp_path, digests=True).error({"file": "a.warc.gz", "offset": 0, "digest": "sha1:A"})
    assert what == "archive: a.warc.gz at byte 0: its Content-Length is no number"


def test_an_archive_that_was_changed(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, _, _ = archived(output)
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    assert said(capsys, output)[1][0] == f"{path}: changed: its sha256 is not the manifest's"


def test_json(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, output, "--json") == (
        0,
        ['{"ok": true, "files": 4, "lines": 10, "problems": 0, "found": [], "notes": []}'],
    )
    gone = shards(output)[0]
    gone.unlink()
    write(output, [article(90)], run="20261124T120000Z-abc123").leave()
    code, (line,) = said(capsys, output, "--json")
    found = json.loads(line)
    assert (code, found["ok"], found["problems"]) == (1, False, 1)
    missing = {"line": None, "what": "is missing, and the manifest lists it"}
    assert found["found"] == [{"file": str(gone), "problems": 1, "first": [missing]}]
    assert len(found["notes"]) == 1


def test_several_processes_say_the_same(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = shards(output)[1]
    shutil.copy(path, path.with_name(f"{RUN}-00009.jsonl.zst"))
    one = said(capsys, output, "--processes", "1")
    assert one == said(capsys, output, "--processes", "3")
    assert one[0] == 1
    assert "stands there twice" in "".join(one[1])


def test_one_shard_of_an_output_folder_finds_its_archive(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, offset, digest = archived(output)
    name = path.relative_to(output).as_posix()
    shard = pointing(output, {"file": name, "offset": offset, "digest": digest})
    assert said(capsys, shard, "--archive-digests") == (0, ["1 line in 1 file checked: all right"])


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uniqueness, "SORTED_AT_ONCE", 64)


@pytest.mark.usefixtures("few_at_once")
def test_doubles_are_found_in_parts(tmp_path: Path) -> None:
    chance = np.random.default_rng(3)
    ids = [f"{int(high):016x}{int(low):016x}" for high, low in chance.integers(0, 2**63, (700, 2))]
    files = []
    for number in range(3):
        keys = Keys(tmp_path / f"k{number}", number)
        for line in range(300):
            keys.add(ids[number * 200 + line], 1 + (line == 299), line + 1)
        keys.flush()
        files.append(tmp_path / f"k{number}")
    assert sum(file.stat().st_size for file in files) == 900 * ROW.itemsize
    found = sorted(doubles(files, tmp_path))
    assert [(d.first_file, d.first_line, d.file, d.line) for d in found] == [
        (number, line + 201, number + 1, line + 1) for number in range(2) for line in range(99)
    ], "line 300 has another version"
    assert all(d.id == ids[d.first_file * 200 + d.first_line - 1] for d in found)


_LIMITED = """
import resource, sys
from newscrawl.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (50, 50))
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("processes", ["1", "2"])
def test_no_room_for_temporary_files_is_no_fault_of_a_shard(output: Path, tmp_path: Path, processes: str) -> None:
    command = [sys.executable, "-c", _LIMITED, "validate", str(output), "--processes", processes]
    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"newscrawl validate: {tmp_path}/newscrawl-validate-")
    assert line.endswith(
        "no temporary files can be written (File too large); make room there, or name another folder in TMPDIR"
    )


def test_no_folder_for_temporary_files_is_told(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(output / "none"))
    assert main(["validate", str(output)]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert str(output / "none") in err
