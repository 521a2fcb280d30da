"""Finished files on their way to a store elsewhere: a real S3 server on loopback, memory, and a folder."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import fsspec
import pytest

from newscrawl.cli import main
from newscrawl.dataset.manifest import Manifest
from newscrawl.dataset.remote import Remote, RemoteUnusable, UploadFailed
from newscrawl.dataset.shards import Line, Shards
from newscrawl.dataset.uploads import Uploads
from tests.dataset.lines import record
from tests.dataset.s3 import S3

RUN = "20261124T100000Z-abc123"
NAMES = [f"out/articles/{{day}}/{RUN}-{n:05d}.jsonl.zst" for n in (1, 2, 3)]


def write(folder: Path, uploads: Uploads | None, run: str = RUN, first: int = 0) -> None:
    """Three shards of a line."""
    manifest = Manifest(folder, uploads.submit) if uploads else Manifest(folder)
    shards = Shards(manifest, "articles", run, compression="zst", lines_max=1)
    for number in range(first, first + 3):
        shards.append([Line.of(record(number))])
    shards.close()


def here(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def uploads_to(s3: S3, folder: Path, *, tries: int = 3) -> Uploads:
    return Uploads(Remote("s3://bucket/out", s3.options), folder, tries=tries, pause=0.01)


def listed(s3: S3) -> list[str]:
    return [json.loads(line)["shard"] for line in s3.files.cat_file("bucket/out/manifest.jsonl").splitlines()]


def test_shards_go_up_and_leave_here(s3: S3, tmp_path: Path) -> None:
    (tmp_path / "reports" / "run").mkdir(parents=True)
    (tmp_path / "reports" / "run" / "report.json").write_text("{}")
    uploads = uploads_to(s3, tmp_path)
    uploads.begin()
    assert s3.names() == ["out/manifest.jsonl"], "that it can be written is known before anything is fetched"
    write(tmp_path, uploads)
    assert uploads.close() is None
    names = listed(s3)
    assert len(names) == 3
    assert s3.names() == sorted(["out/manifest.jsonl", "out/reports/run/report.json", *(f"out/{n}" for n in names)])
    assert here(tmp_path) == ["manifest.jsonl", "reports/run/report.json"]
    for name, entry in Manifest(tmp_path).entries().items():
        assert s3.files.info(f"bucket/out/{name}")["size"] == entry.size


def test_refusals_are_tried_again(s3: S3, tmp_path: Path) -> None:
    uploads = uploads_to(s3, tmp_path, tries=9)
    uploads.begin()
    s3.refusals = 6
    write(tmp_path, uploads)
    assert uploads.close() is None
    assert s3.refusals == 0
    assert len(listed(s3)) == 3


def test_a_server_that_dies_loses_nothing(s3: S3, tmp_path: Path) -> None:
    uploads = uploads_to(s3, tmp_path, tries=2)
    uploads.begin()
    s3.stop()
    try:
        write(tmp_path, uploads)
        said = uploads.close()
    finally:
        s3.start()
    assert said is not None
    assert said.startswith("s3://bucket/out: can't be written: ")
    assert f"3 finished files stayed in {tmp_path}" in said
    assert "\n" not in said
    assert s3.names() == ["out/manifest.jsonl"]
    assert listed(s3) == []
    again = uploads_to(s3, tmp_path)
    again.begin()
    assert again.close() is None
    assert len(listed(s3)) == 3
    assert here(tmp_path) == ["manifest.jsonl"]


def test_a_run_that_died_before_the_manifest_is_made_good(s3: S3, tmp_path: Path) -> None:
    write(tmp_path, None)
    remote = Remote("s3://bucket/out", s3.options)
    name = next(iter(Manifest(tmp_path).entries()))
    remote.put(tmp_path / name, name)
    (tmp_path / name).unlink()
    uploads = uploads_to(s3, tmp_path)
    uploads.begin()
    assert listed(s3) == [name], "it is there, so it is listed"
    assert uploads.close() is None
    assert len(listed(s3)) == 3


def test_what_was_deleted_here_and_is_not_there_is_not_listed(s3: S3, tmp_path: Path) -> None:
    write(tmp_path, None)
    name = next(iter(Manifest(tmp_path).entries()))
    (tmp_path / name).unlink()
    uploads = uploads_to(s3, tmp_path)
    uploads.begin()
    assert uploads.close() is None
    assert name not in listed(s3)
    assert len(listed(s3)) == 2


def test_two_machines_share_an_address(s3: S3, tmp_path: Path) -> None:
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        uploads = uploads_to(s3, folder)
        uploads.begin()
        write(folder, uploads, run=f"2026112{number}T100000Z-abc123", first=number * 3)
        assert uploads.close() is None
    assert len(listed(s3)) == 6


def test_in_a_hurry_nothing_is_waited_for(s3: S3, tmp_path: Path) -> None:
    uploads = Uploads(Remote("s3://bucket/out", s3.options), tmp_path, tries=50, pause=3600)
    uploads.begin()
    s3.refusals = 10**6
    write(tmp_path, uploads)
    closing: list[str | None] = []
    thread = threading.Thread(target=lambda: closing.append(uploads.close()))
    thread.start()
    time.sleep(0.2)
    assert not closing
    uploads.hurry()
    thread.join()
    assert closing[0] is not None
    assert len([name for name in here(tmp_path) if name.startswith("articles/")]) == 3


@pytest.mark.parametrize("scheme", ["memory", "file"])
def test_other_stores_get_a_file_by_its_name_at_once(scheme: str, tmp_path: Path) -> None:
    url = f"{scheme}://{tmp_path}/there"
    folder = tmp_path / "here"
    folder.mkdir()
    uploads = Uploads(Remote(url), folder)
    uploads.begin()
    write(folder, uploads)
    assert uploads.close() is None
    there = [str(name) for name in fsspec.filesystem(scheme).find(f"{tmp_path}/there")]
    assert len(there) == 4
    assert not [name for name in there if name.endswith(".uploading")]


def test_half_an_upload_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where a store takes less than it was given."""
    remote = Remote(f"memory://{tmp_path}/x")
    (tmp_path / "a").write_bytes(b"12345")
    monkeypatch.setattr(remote, "size", lambda name: 3)
    with pytest.raises(UploadFailed, match="has 3 bytes after the upload, and 5 here"):
        remote.put(tmp_path / "a", "a")
    assert (tmp_path / "a").exists()


def test_an_address_that_is_checked(s3: S3, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    url = f"file://{tmp_path}/there"
    folder = tmp_path / "here"
    folder.mkdir()
    uploads = Uploads(Remote(url), folder)
    uploads.begin()
    write(folder, uploads)
    assert uploads.close() is None
    gone = next((tmp_path / "there").glob("articles/*/*"))
    gone.unlink()
    assert main(["validate", url]) == 1
    out = capsys.readouterr().out
    name = gone.relative_to(tmp_path / "there").as_posix()
    assert f"{url}/{name}: is missing, and the manifest lists it" in out
    assert main(["validate", f"file://{tmp_path}/none"]) == 2
    assert "no manifest.jsonl there" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("url", "what"),
    [
        ("s3://", "names no bucket"),
        ("nonesuch://bucket/x", "nonesuch:// is not known"),
        ("s3://none/x", "can't be written: "),
    ],
)
def test_an_address_that_cannot_be_used_is_one_line(s3: S3, url: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(RemoteUnusable, match=what) as caught:
        Uploads(Remote(url, s3.options if url.startswith("s3") else None), tmp_path).begin()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("scheme", "package"), [("s3", "s3fs"), ("gs", "gcsfs"), ("az", "adlfs"), ("s3", "fsspec")])
def test_a_package_that_is_missing_is_named(scheme: str, package: str, tmp_path: Path) -> None:
    code = (
        f"import sys; sys.modules[{package!r}] = None\n"
        "from newscrawl.cli import main\n"
        f"sys.exit(main(['crawl', 'a.test', '--output', '{scheme}://bucket/x', '--staging', {str(tmp_path)!r}]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1, done.stderr
    assert "pip install 'newscrawl[cloud]'" in done.stderr
    assert (package if package != "fsspec" else "s3fs") in done.stderr
