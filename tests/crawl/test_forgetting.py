"""A forget that ends at any moment is made good by the same call; made without a crawl, for many moments."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from newscrawl.cli import main
from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.page_context import PageContext
from newscrawl.core.urls import article_id, identity
from newscrawl.crawl.config import Config
from newscrawl.crawl.forgetting import Forgetting
from newscrawl.crawl.items import item_of
from newscrawl.crawl.recovering import forgotten_by, recover
from newscrawl.dataset.appending import AppendFile
from newscrawl.dataset.archive.blanking import stretches
from newscrawl.dataset.archive.records import Capture, KeptPage, bundle, warcinfo
from newscrawl.dataset.manifest import Manifest, Tally
from newscrawl.dataset.reading import read_lines
from newscrawl.dataset.recovery import recover_shards
from newscrawl.dataset.seekable import SeekableShard
from newscrawl.dataset.shards import Line, Shards
from newscrawl.dataset.validation import folder
from newscrawl.dataset.validation.dataset import validate
from newscrawl.dataset.validation.folder import Plan, plan
from newscrawl.store import Store
from tests.dataset.test_validation import article

RUN = "20261124T100000Z-abc123"
GONE = 4
COUNT = 12


def url_of(number: int) -> str:
    return f"https://a.example/2026/11/story-{number}"


def make(folder: Path, compression: str = "zst") -> None:
    """Twelve articles in three shards, a second version and a rejected spelling of one, and the archive of all."""
    manifest = Manifest(folder)
    rows = [article(number, source="a", content_hash=f"{number:064x}") for number in range(COUNT)]
    rows.append({**rows[GONE], "version": 2, "content_hash": f"{99:064x}"})
    archive = folder / "archive" / "2026-11-24" / f"{RUN}-00001.warc.gz"
    archive.parent.mkdir(parents=True)
    data, tally = warcinfo(archive.name, [], 1800000000.0), Tally()
    for row in rows:
        page = f"<p>{row['url']} " + "x" * 500
        context = PageContext(site="a", site_url="https://a.example/", candidate=Candidate(row["url"], SourceKind.FEED))
        made = bundle(
            [KeptPage((Capture(row["url"], 1800000000.0, b"GET", b"HTTP/1.1 200\r\n\r\n", page.encode()),), context)]
        )
        place = {"file": archive.relative_to(folder).as_posix(), "offset": len(data), "digest": made.digest}
        row["archive"] = {**place, "length": len(made.main)}
        data += made.before + made.main + made.after
        tally.count({"source": "a"})
    tally.take(data)
    archive.write_bytes(data)
    manifest.add(archive, RUN, tally)
    shards = Shards(manifest, "articles", RUN, compression=compression, lines_max=5)
    for row in rows:
        shards.append([Line.of(row)])
    shards.close()
    left_out = Shards(manifest, "rejected", RUN, compression=compression)
    double: dict[str, Any] = {
        "url": url_of(GONE),
        "requested_url": "https://a.example/old",
        "site_key": "a.example",
        "source": "a",
    }
    others = {"url": "https://a.example/about", "site_key": "a.example", "source": "a", "reason": "static-page"}
    double |= {"reason": "duplicate-address", "evidence": {"id": article_id(url_of(GONE))}, "title": "A title"}
    left_out.append([Line.of(double), Line.of(others)])
    left_out.close()
    store = Store.open(f"sqlite:///{folder / 'state.db'}")
    for kind, some in (("articles", rows), ("rejected", [double, others])):
        store.articles.confirm([item for row in some if (item := item_of(kind, {"site_key": "a.example", **row}))], RUN)
    store.close()


@pytest.fixture
def output(tmp_path: Path) -> Path:
    make(tmp_path / "out")
    return tmp_path / "out"


def lines(folder: Path, kind: str) -> list[dict[str, Any]]:
    found = []
    for path in sorted((folder / kind).glob("*/*.jsonl*")):
        found += [json.loads(line) for line in read_lines(path)]
    return found


def call(folder: Path, *words: str) -> list[str]:
    return ["forget", *words, "--yes", "--output", str(folder)]


def assert_gone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All of the one article is gone, all of the others is there."""
    capsys.readouterr()
    assert main(["validate", str(folder), "--archive-digests"]) == 0, capsys.readouterr().out
    assert [row["url"] for row in lines(folder, "articles")] == [url_of(n) for n in range(COUNT) if n != GONE]
    assert [row["reason"] for row in lines(folder, "rejected")] == ["static-page"]
    assert list(folder.rglob("*.rewriting")) == []
    for path in (folder / "articles").glob("*/*.zst"):
        with path.open("rb") as file:
            assert SeekableShard(file).line(0).startswith(b"{")
    store = Store.open(f"sqlite:///{folder / 'state.db'}")
    try:
        assert store.lookup(url_of(GONE)) is store.lookup("https://a.example/old") is None
        assert store.articles.line(article_id(url_of(GONE))) is None
        assert store.articles.line(article_id(url_of(3))) is not None
        assert store.tombstones.unfinished() == {}
        assert len(store.tombstones.among([article_id(url_of(GONE)), article_id("https://a.example/old")])) == 2
    finally:
        store.close()


class Killed(BaseException):
    """What ends a call at a chosen step; a SIGKILL where it is a process."""


@contextlib.contextmanager
def dying(step: int, die: Callable[[], None], patch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Die at the so-manieth operation that leaves a trace: syncs, renames, deletions and commits, before and after."""
    done: list[str] = []

    def count(what: str) -> None:
        done.append(what)
        if len(done) == step:
            die()

    def around(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **kwargs: Any) -> Any:
            count(f"before {name}")
            result = function(*args, **kwargs)
            count(f"after {name}")
            return result

        return counted

    with patch.context() as context:
        context.setattr(os, "fsync", around("fsync", os.fsync))
        context.setattr(Path, "replace", around("replace", Path.replace))
        context.setattr(Path, "unlink", around("unlink", Path.unlink))
        opened = Store.__init__

        def watched(self: Store, url: str) -> None:
            opened(self, url)
            event.listen(self._engine, "commit", lambda connection: count("commit"))

        context.setattr(Store, "__init__", watched)
        yield done


def validated(folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What is said of it; all is right."""
    capsys.readouterr()
    assert main(["validate", str(folder), "--archive-digests"]) == 0, capsys.readouterr().out
    return capsys.readouterr().out


def next_run(folder: Path) -> None:
    """What a run makes good before it fetches anything."""
    store = Store.open(f"sqlite:///{folder / 'state.db'}")
    recover(Config(output=folder), store, Manifest(folder), RUN)
    store.close()


ONE, EACH = [url_of(GONE)], [url_of(number) for number in range(COUNT)]


@pytest.mark.parametrize("words", [ONE, EACH], ids=["one", "each"])
def test_whenever_it_ends_the_same_call_makes_it_good(
    output: Path, tmp_path: Path, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """All is valid at any moment, and after the next run, whatever that finds."""

    def die() -> None:
        raise Killed

    def assert_done(folder: Path) -> None:
        if words == ONE:
            assert_gone(folder, capsys)
        else:
            assert "0 lines" not in validated(folder, capsys)
            assert (lines(folder, "articles"), list((folder / "archive").glob("*/*"))) == ([], [])

    with dying(0, die, monkeypatch) as steps:
        copy = Path(shutil.copytree(output, tmp_path / "whole"))
        assert main(call(copy, *words)) == 0
    assert_done(copy)
    moments = [
        number for number, what in enumerate(steps, 1) if what != "before fsync" and not what.startswith("after")
    ]
    assert len(moments) > 10
    for step in moments:  # and so it does at the others
        copy = Path(shutil.copytree(output, tmp_path / f"at-{step}"))
        with dying(step, die, monkeypatch), contextlib.suppress(Killed):
            main(call(copy, *words))
        left = [path.name for path in copy.rglob("*.rewriting")]
        said = validated(copy, capsys)
        assert all(name in said for name in left), (step, said)
        next_run(copy)
        assert (list(copy.rglob("*.rewriting")), "forget" in validated(copy, capsys)) == ([], False), step
        assert main(call(copy, *words)) == 0
        assert_done(copy)
        shutil.rmtree(copy)


def make_single(folder: Path) -> Path:
    """The same as a single file, with what lies beside it."""
    make(made := folder / "made", "")
    for kind, name in (("articles", "news.jsonl"), ("rejected", "news.rejected.jsonl")):
        rows = lines(made, kind)
        for row in rows:
            if row.get("archive"):
                row["archive"]["file"] = f"news.{row['archive']['file']}"
        (folder / name).write_bytes(b"".join(Line.of(row).data + b"\n" for row in rows))
    (made / "archive").rename(folder / "news.archive")
    (made / "state.db").rename(folder / "news.state.db")
    shutil.rmtree(made)
    return folder / "news.jsonl"


def test_whenever_it_ends_a_single_file_is_made_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_single(whole := tmp_path / "whole")

    def die() -> None:
        raise Killed

    def assert_valid(folder: Path) -> None:
        capsys.readouterr()
        files = [str(folder / "news.jsonl"), str(folder / "news.rejected.jsonl")]
        assert main(["validate", *files, "--archive-digests"]) == 0, capsys.readouterr().out

    with dying(0, die, monkeypatch) as steps:
        assert main(call(make_single(tmp_path / "done"), url_of(GONE))) == 0
    moments = [number for number, what in enumerate(steps, 1) if what in ("before replace", "before unlink", "commit")]
    assert len(moments) > 5
    for step in moments:
        copy = Path(shutil.copytree(whole, tmp_path / f"at-{step}"))
        with dying(step, die, monkeypatch), contextlib.suppress(Killed):
            main(call(copy / "news.jsonl", url_of(GONE)))
        assert_valid(copy)
        store = Store.open(f"sqlite:///{copy / 'news.state.db'}")
        recover(Config(output=copy / "news.jsonl"), store, None, RUN)
        store.close()
        assert list(copy.rglob("*.rewriting")) == [], step
        assert_valid(copy)
        assert main(call(copy / "news.jsonl", url_of(GONE))) == 0
        assert_valid(copy)
        urls = [json.loads(line)["url"] for line in read_lines(copy / "news.jsonl")]
        assert urls == [url_of(number) for number in range(COUNT) if number != GONE]
        (archive,) = copy.glob("news.archive/*/*")
        assert len(list(stretches(archive))) == COUNT - 1
        shutil.rmtree(copy)


_KILLED = """
import os, signal, sys
import pytest
from newscrawl.cli import main
from tests.crawl.test_forgetting import dying
with dying(int(sys.argv[1]), lambda: os.kill(os.getpid(), signal.SIGKILL), pytest.MonkeyPatch()):
    sys.exit(main(sys.argv[2:]))
"""


def test_a_killed_process_is_made_good_too(output: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = Path(__file__).parent.parent.parent
    for step in random.Random(5).sample(range(1, 40), 4):
        copy = Path(shutil.copytree(output, tmp_path / f"at-{step}"))
        command = [sys.executable, "-c", _KILLED, str(step), *call(copy, article_id(url_of(GONE))[:12])]
        done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(root)}, cwd=root, capture_output=True)
        assert done.returncode == -9, (step, done.stderr)
        store = Store.open(f"sqlite:///{copy / 'state.db'}")
        assert store.runs.alive() == set()
        store.close()
        assert main(call(copy, url_of(GONE))) == 0
        assert_gone(copy, capsys)


@pytest.mark.parametrize("compression", ["", "gz"])
def test_other_forms_of_shards(tmp_path: Path, compression: str, capsys: pytest.CaptureFixture[str]) -> None:
    make(tmp_path, compression)
    assert main(call(tmp_path, url_of(GONE))) == 0
    assert_gone(tmp_path, capsys)


def test_a_list_of_them_and_shards_that_become_empty(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = output.parent / "words.txt"
    words.write_text("# asked for by mail\n" + "\n".join(map(url_of, range(6))) + f"\n{article_id(url_of(6))}\n")
    assert main(call(output, "--file", str(words))) == 0
    assert "forgotten; exports" in capsys.readouterr().out
    assert main(["validate", str(output)]) == 0
    assert [row["url"] for row in lines(output, "articles")] == list(map(url_of, range(7, COUNT)))
    assert not list((output / "articles").glob(f"*/{RUN}-00001.*"))
    assert main(call(output, "--file", str(words.with_name("none")))) == 2
    assert capsys.readouterr().err.startswith(f"newscrawl forget: --file: {words.with_name('none')} cannot be read")


def test_without_its_state_the_lines_tell(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in output.glob("state.db*"):
        path.unlink()
    assert main(["forget", url_of(GONE), "--dry-run", "--output", str(output)]) == 0
    assert not (output / "state.db").exists()
    assert "in all 3 lines (2 of articles, versions among them), 2 archived pages" in capsys.readouterr().out
    assert main(["forget", url_of(GONE + 1), "--dry-run", "--output", str(output)]) == 0
    assert "in all 1 line (1 of articles, versions among them), 1 archived page, 0 rows of" in capsys.readouterr().out
    assert main(call(output, "https://a.example/old")) == 0
    assert GONE not in [row["url"] for row in lines(output, "articles")]
    assert len(lines(output, "articles")) == COUNT - 1


def test_an_old_shard_that_comes_back_is_recovered_without_it(output: Path) -> None:
    shard = next((output / "articles").glob("*/*-00001.*"))
    old = shard.read_bytes()
    assert main(call(output, url_of(GONE))) == 0
    back = shard.with_name(shard.name.replace(RUN, "20261123T100000Z-abc123"))
    back.write_bytes(old)
    store = Store.open(f"sqlite:///{output / 'state.db'}")
    for found in recover_shards(output, set(), forgotten_by(store)):
        assert url_of(GONE) not in [record["url"] for record in found.records]
    assert store.articles.line(article_id(url_of(GONE))) is None
    store.close()
    assert [row["url"] for row in lines(output, "articles")].count(url_of(3)) == 2
    assert url_of(GONE) not in [row["url"] for row in lines(output, "articles")]
    assert main(["validate", str(back)]) == 0


def test_an_old_archive_that_comes_back_is_recovered_without_it(output: Path) -> None:
    old = next((output / "archive").glob("*/*"))
    data = old.read_bytes()
    assert main(call(output, *map(url_of, range(5)))) == 0
    others = [old.with_name(f"20261123T100000Z-abc123-0000{number}.warc.gz") for number in (1, 2)]
    others[0].write_bytes(data)
    others[1].with_name(f"{others[1].name}.part").write_bytes(data[:-9])
    next_run(output)
    for path in others:
        found = [stretch.context.candidate.url for stretch in stretches(path) if stretch.context is not None]
        assert set(found) == set(map(url_of, range(5, COUNT)))
    entries = Manifest(output).entries()
    assert [entries[f"archive/2026-11-24/{path.name}"].lines for path in others] == [COUNT - 5, COUNT - 5]
    assert main(call(output, *map(url_of, range(5, COUNT)))) == 0
    assert list((output / "archive").glob("*/*")) == []
    old.write_bytes(data)
    next_run(output)
    assert not old.exists()
    assert main(["validate", str(output)]) == 0


def test_beside_a_single_file_what_was_left_of_a_rewriting_goes(tmp_path: Path) -> None:
    file = tmp_path / "news[1].jsonl.zst"
    archive = tmp_path / "news[1].archive" / "2026-11-24" / "20261124T100000Z-abc123-00001.warc.gz"
    archive.parent.mkdir(parents=True)
    AppendFile(file).append([Line.of(article(1)).data])
    left = [path.with_name(f"{path.name}.rewriting") for path in (file, archive)]
    for path in left:
        path.write_bytes(b"half")
    assert main(call(file, url_of(2))) == 0
    assert [path.name for path in left if path.exists()] == []


def test_validate_beside_a_forget_looks_again(
    output: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that takes place between the reading of the manifest and that of the files."""
    forgotten: list[list[str]] = [EACH[:6], EACH[6:]]

    def planned(paths: Sequence[Path]) -> Plan:
        made = plan(paths)
        assert main(call(output, *forgotten.pop())) == 0
        return made

    monkeypatch.setattr(folder, "plan", planned)
    for left in (9, 1):
        said = validated(output, capsys)
        assert f"\n{left} line" in said
    monkeypatch.undo()
    assert "1 line in 1 file checked: all right" in validated(output, capsys)


def test_validate_beside_a_forget_says_what_is_wrong_all_the_same(
    output: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = plan([output])
    assert main(call(output, url_of(GONE))) == 0
    shard = next((output / "articles").glob("*/*-00001.*"))
    shard.write_bytes(shard.read_bytes() + b"x")
    assert [report.path for report in validate(made).reports] == [shard]


def test_what_a_dead_run_left_is_finished_first(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    left = output / "articles" / "2026-11-24" / "20261124T110000Z-abc123-00001.jsonl"
    rows = [{**article(number), "run_id": "20261124T110000Z-abc123"} for number in (20, 21)]
    left.write_bytes(b"".join(Line.of(row).data + b"\n" for row in rows) + b'{"id": "ha')
    assert main(call(output, url_of(20))) == 0
    assert main(["validate", str(output)]) == 0, capsys.readouterr().out
    assert [row["url"] for row in lines(output, "articles")][-1] == url_of(21)
    store = Store.open(f"sqlite:///{output / 'state.db'}")
    assert store.articles.line(article_id(url_of(21))) is not None
    store.close()


def test_a_file_that_another_run_writes_is_left_alone(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shards = Shards(Manifest(output), "articles", "20261124T120000Z-abc123")
    shards.append([Line.of(article(30))])
    assert main(call(output, url_of(30))) == 5
    assert "another run is writing" in capsys.readouterr().err
    shards.close()
    assert main(call(output, url_of(30))) == 0
    assert url_of(30) not in [row["url"] for row in lines(output, "articles")]


def test_a_single_file_with_a_half_line(tmp_path: Path) -> None:
    file = tmp_path / "news.jsonl"
    file.write_bytes(b"".join(Line.of(article(number)).data + b"\n" for number in range(3)) + b'{"half')
    assert main(call(file, url_of(1))) == 0
    assert [json.loads(line)["url"] for line in read_lines(file)] == [url_of(0), url_of(2)]
    store = Store.open(f"sqlite:///{tmp_path / 'news.state.db'}")
    assert store.articles.line(article_id(url_of(2))) is not None, "else the next run would write it again"
    assert store.recall("size of news.jsonl") == file.stat().st_size
    store.close()


def test_a_damaged_shard_is_named(output: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shard = next((output / "articles").glob("*/*-00002.*"))
    shard.write_bytes(b"x" * 100)
    assert main(call(output, url_of(GONE))) == 1
    assert str(shard) in capsys.readouterr().err


def test_addresses_that_discovery_names_again_are_passed_over(output: Path) -> None:
    config = Config(output=output)
    store = Store.open(config.state_url)
    forgetting = Forgetting(config, store)
    forgetting.carry_out(forgetting.plan([url_of(GONE)]))
    named = [Candidate(url, SourceKind.SITEMAP) for url in (url_of(GONE) + "?utm_source=x", url_of(77))]
    assert store.addresses.add("a.example", [(identity(one.url), one) for one in named], RUN) == 1
    found = store.addresses.claim("a.example", identity(url_of(GONE)), named[0], RUN)
    assert found is not None
    assert found.reason == "forgotten"
    assert store.lookup(url_of(GONE)) is None
    store.close()


def test_a_remote_output_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", url_of(1), "--output", "s3://bucket/news"]) == 2
    assert "on disk only" in capsys.readouterr().err
