"""`newscrawl export` and `newscrawl card`."""

from __future__ import annotations

import contextlib
import csv
import gzip
import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from newscrawl.cli import main
from newscrawl.cli.export import FORMS
from newscrawl.dataset.exports.forms import FORMS as KNOWN
from tests.dataset.exports.articles import RIGHTS, full, output, record, write

ROOT = Path(__file__).parents[2]
Said = tuple[list[str], list[str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place to be, with an output folder of five lines in two shards and two lines in an unfinished one."""
    monkeypatch.chdir(tmp_path)
    german = {"language": "de", "source": "b.example", "quality": 0.9}
    output(
        tmp_path / "output",
        [record(1, language="en", date_published="2026-10-31"), record(2, **german, date_published="2026-11-18")],
        [
            record(1, language="en", version=2, date_published="2026-10-31", fetched_at="2026-11-25T08:00:00+00:00"),
            full(3, quality=0.4),
            record(
                4, **german, kind="live-blog", date_published="2026-11-20", rights={**RIGHTS, "training": "allowed"}
            ),
        ],
        unfinished=[record(5), record(6)],
    )
    return tmp_path


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., Said]:
    def run(code: int, *arguments: str) -> Said:
        assert main([*arguments]) == code, capsys.readouterr()
        out, err = capsys.readouterr()
        return out.splitlines(), err.splitlines()

    return run


def titles(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [f"{row['title']} v{row['version']}" for row in csv.DictReader(file)]


def test_forms_are_those_that_are_known() -> None:
    assert list(FORMS) == list(KNOWN)


def test_an_export_of_the_usual_output(folder: Path, call: Callable[..., Said]) -> None:
    out, err = call(0, "export", "--to", "csv")
    assert err == []
    assert out[0].startswith("5 of 5 records written to export/csv as csv (3 files, ")
    assert out[1:] == ["2 lines in 1 shard not finished yet were left out; --unfinished takes them in"]
    assert sorted(path.name for path in (folder / "export" / "csv").rglob("*.*")) == [
        "README.md",
        "articles.csv",
        "figures.json",
    ]


@pytest.mark.parametrize(
    ("options", "left", "said"),
    [
        ("--site b.example", "2 4", "3 by --site"),
        ("--site www.a.example", "1 2 1 3 4", None),
        ("--language de", "2 3 4", "2 by --language"),
        ("--since 2026-11-01", "2 3 4", "2 by --since"),
        ("--until 2026-11-18", "1 2 1 3", "1 by --until"),
        ("--since 2026-11-19 --until 2026-11-20", "4", "4 by --since/until"),
        ("--kind live-blog", "4", "4 by --kind"),
        ("--min-quality 0.5", "2 4", "3 by --min-quality"),
        ("--latest", "2 1 3 4", "1 by --latest"),
        ("--latest --language en", "1", "3 by --language, 1 by --latest"),
        ("--no-duplicates", "1 2 1 4", "1 by --no-duplicates"),
        ("--rights not-reserved", "1 2 1", "2 by --rights"),
        ("--rights not-reserved --purpose training", "1 2 1 4", "1 by --rights"),
        ("--rights not-reserved --purpose research", "1 2 1 3 4", None),
        ("--rights allowed --purpose training", "4", "4 by --rights"),
        ("--unfinished", "1 2 1 3 4 5 6", None),
    ],
)
def test_filters(folder: Path, call: Callable[..., Said], options: str, left: str, said: str | None) -> None:
    out, _ = call(0, "export", "--to", "csv", "--out", "x.csv", *options.split())
    assert [title.split()[1] for title in titles(folder / "x.csv")] == left.split()
    assert out[1:2] == [f"left out: {said}"] or (said is None and "left out:" not in "".join(out[1:2]))


def test_the_newest_version_is_kept(folder: Path, call: Callable[..., Said]) -> None:
    call(0, "export", "--to", "csv", "--out", "x.csv", "--latest", "--language", "en")
    assert titles(folder / "x.csv") == ["Story 1 v2"]


def test_a_filter_that_leaves_nothing_says_so(folder: Path, call: Callable[..., Said]) -> None:
    out, _ = call(0, "export", "--to", "parquet", "--language", "fr")
    assert out[0].startswith("0 of 5 records written")
    assert out[-1] == "no record is left: see the filters above"
    assert (folder / "export" / "parquet" / "README.md").exists()


def test_where_no_shard_is_finished_that_is_said(folder: Path, call: Callable[..., Said]) -> None:
    (folder / "output" / "manifest.jsonl").unlink()
    out, _ = call(0, "export", "--to", "csv")
    assert out[1:] == [
        "7 lines in 3 shards not finished yet were left out; --unfinished takes them in",
        "no record is left: no finished shard is there",
    ]


def test_the_summary_as_json(folder: Path, call: Callable[..., Said]) -> None:
    out, _ = call(0, "export", "--to", "dolma", "--out", "d", "--language", "de", "--json")
    summary = json.loads("\n".join(out))
    assert summary.pop("bytes") > 0
    assert summary == {
        "out": "d",
        "form": "dolma",
        "source_files": 2,
        "lines": 5,
        "written": 3,
        "left_out": {"language": 2},
        "bad_lines": 0,
        "unfinished_shards": 1,
        "unfinished_lines": 2,
        "missing_shards": 0,
        "files": 3,
    }


@pytest.mark.parametrize(
    ("form", "split", "names"),
    [
        ("csv", "site", ["data/a.example.csv", "data/b.example.csv"]),
        ("txt", "month", ["data/2026-10.txt", "data/2026-11.txt"]),
        (
            "zyte",
            "site,month",
            ["data/a.example/2026-10.jsonl", "data/a.example/2026-11.jsonl", "data/b.example/2026-11.jsonl"],
        ),
        ("dolma", "language", ["documents/de-00001.jsonl.gz", "documents/en-00001.jsonl.gz"]),
        ("parquet", "language", ["data/lang=de/part-00001.parquet", "data/lang=en/part-00001.parquet"]),
        ("sqlite", "site", ["a.example.db", "b.example.db", "metadata.json"]),
    ],
)
def test_splits(folder: Path, call: Callable[..., Said], form: str, split: str, names: list[str]) -> None:
    call(0, "export", "--to", form, "--split", split, "--out", "x")
    found = sorted(path.relative_to(folder / "x").as_posix() for path in (folder / "x").rglob("*") if path.is_file())
    assert found == sorted([*names, "README.md", "figures.json"])


@pytest.mark.parametrize(("form", "name"), [(form, f"x{ending}") for form in KNOWN for ending in KNOWN[form].endings])
def test_one_file_holds_records_alone(folder: Path, call: Callable[..., Said], form: str, name: str) -> None:
    call(0, "export", "output", "--to", form, "--out", name)
    assert sorted(path.name for path in folder.iterdir()) == sorted([name, "output"])
    assert (folder / name).stat().st_size > 0


def test_a_bad_line_ends_the_export(folder: Path, call: Callable[..., Said]) -> None:
    bad = folder / "output" / "articles" / "2026-11-24" / "r-00002.jsonl"
    bad.write_bytes(bad.read_bytes().replace(b'"version": 2', b'"version": "2"'))
    _, err = call(1, "export", "--to", "csv", "--out", "x.csv")
    assert err == [
        "newscrawl export: output/articles/2026-11-24/r-00002.jsonl:1: version: a whole number wanted, not '2'; "
        "nothing was written: --skip-bad leaves such lines out"
    ]
    assert [path.name for path in folder.iterdir()] == ["output"]
    out, _ = call(0, "export", "--to", "csv", "--out", "x.csv", "--skip-bad")
    assert out[0].startswith("output/articles/2026-11-24/r-00002.jsonl:1: version: ")
    assert "1 lines that hold no record were skipped" in out
    assert titles(folder / "x.csv") == ["Story 1 v1", "Story 2 v1", "Story 3 v1", "Story 4 v1"]


def test_many_bad_lines_are_counted(folder: Path, call: Callable[..., Said]) -> None:
    (folder / "x.jsonl").write_text("no\n" * 30)
    out, _ = call(0, "export", "x.jsonl", "--to", "csv", "--skip-bad")
    assert len(out) == 20 + 4
    assert out[20] == "… and 10 more"
    assert out[-1] == "no record is left: the source holds none"


def test_what_is_there_is_not_replaced_unasked(folder: Path, call: Callable[..., Said]) -> None:
    call(0, "export", "--to", "csv")
    _, err = call(2, "export", "--to", "csv")
    assert err == ["newscrawl export: export/csv exists; name another place with --out, or replace it with --overwrite"]
    call(0, "export", "--to", "csv", "--overwrite", "--language", "de")
    assert titles(folder / "export" / "csv" / "data" / "articles.csv") == ["Story 2 v1", "Story 3 v1", "Story 4 v1"]
    (folder / "mine").mkdir()
    (folder / "mine" / "notes").touch()
    _, err = call(2, "export", "--to", "csv", "--overwrite", "--out", "mine")
    assert err == [
        "newscrawl export: mine was not made by an export (it has no figures.json of one); it is not replaced"
    ]


NAMES = {"parquet": "x.parquet", "csv": "x.csv", "dolma": "x.jsonl.gz", "zyte": "x.jsonl", "schemaorg": "y.jsonl"}


@pytest.mark.parametrize("form", ["parquet", "csv", "dolma", "zyte", "schemaorg", "sqlite"])
def test_of_files_only_those_that_an_export_made_are_replaced(
    folder: Path, call: Callable[..., Said], form: str
) -> None:
    name = NAMES.get(form, "x.db")
    asked = ("export", "--to", form, "--overwrite", "--out", name)
    call(0, *asked, "--language", "fi")  # of no record
    call(0, *asked)
    call(0, *asked, "--language", "de")
    dataset = b'{"id": "1", "text": "x", "source": "a", "run_id": "r"}\n'
    for other in (dataset, b"id,mine\r\n1,2\r\n", b"\xff\xfe", b"[" * 100_000, b"PAR1", b"SQLite format 3\0"):
        (folder / name).write_bytes(gzip.compress(other) if name.endswith(".gz") else other)
        before = (folder / name).read_bytes()
        _, err = call(2, *asked)
        assert err == [f"newscrawl export: {name} was not made by an export to {form}; it is not replaced"]
        assert (folder / name).read_bytes() == before


def test_one_form_does_not_replace_another(folder: Path, call: Callable[..., Said]) -> None:
    call(0, "export", "--to", "zyte", "--out", "x.jsonl")
    _, err = call(2, "export", "--to", "schemaorg", "--out", "x.jsonl", "--overwrite")
    assert err == ["newscrawl export: x.jsonl was not made by an export to schemaorg; it is not replaced"]
    database = sqlite3.connect(folder / "x.db")
    database.execute("CREATE TABLE articles (mine TEXT)")
    database.close()
    call(2, "export", "--to", "sqlite", "--out", "x.db", "--overwrite")
    (folder / "x.txt").write_text("a text has no mark")
    call(0, "export", "--to", "txt", "--out", "x.txt", "--overwrite")


def test_what_a_crawl_left_out_is_no_bad_line(folder: Path, call: Callable[..., Said]) -> None:
    left_out = {"url": "https://a.example/", "reason": "no-text", "evidence": {}}
    (folder / "output" / "rejected" / "2026-11-24" / "r-00001.jsonl").write_text(json.dumps(left_out) + "\n")
    _, err = call(1, "export", "output/rejected/2026-11-24/r-00001.jsonl", "--to", "csv")
    assert err == [
        "newscrawl export: output/rejected/2026-11-24/r-00001.jsonl:1: a page that was left out, no article; "
        "nothing was written: such lines say what a crawl left out and why; read them as JSON (address, reason, "
        "evidence), or ask `newscrawl explain URL`; articles are in the output folder and its articles/"
    ]


def test_a_dataset_with_a_card_is_not_replaced(folder: Path, call: Callable[..., Said]) -> None:
    call(0, "card", "--out", "output")
    before = sorted((folder / "output").rglob("*"))
    _, err = call(2, "export", "--to", "csv", "--overwrite", "--out", "output")
    assert err == ["newscrawl export: output holds a dataset; it is not replaced: name another place with --out"]
    (folder / "output" / "manifest.jsonl").unlink()
    _, err = call(2, "export", "--to", "csv", "--overwrite", "--out", "output")
    assert err == [
        "newscrawl export: output was not made by an export (it has no figures.json of one); it is not replaced"
    ]
    assert sorted((folder / "output").rglob("*")) == [path for path in before if path.name != "manifest.jsonl"]
    (folder / "news.jsonl").write_bytes(b"")
    _, err = call(2, "export", "news.jsonl", "--to", "zyte", "--overwrite", "--out", "news.jsonl")
    assert err == ["newscrawl export: news.jsonl: news.jsonl is to be read from there; name another place with --out"]


def test_shards_that_are_not_there_are_told(folder: Path, call: Callable[..., Said]) -> None:
    (folder / "output" / "articles" / "2026-11-24" / "r-00002.jsonl").unlink()
    out, _ = call(0, "export", "--to", "csv")
    assert out[-1] == "1 shard of the manifest not there; `newscrawl validate` names them"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ("export", "the following arguments are required: --to"),
        ("export --to excel", "--to: 'excel' is not known"),
        ("export --to parqet", "did you mean parquet?"),
        ("export none --to csv", "none: no such file or folder"),
        ("export --to csv --out x.parquet", "--out: x.parquet does not end as csv does"),
        ("export --to csv --out x.csv --split site", "--split: makes several files"),
        ("export --to csv --split year", "--split: 'year' is not known"),
        ("export --to csv --min-quality 2", "--min-quality: '2' is no share"),
        ("export --to csv --site ,", "--site: ',' names nothing"),
        ("export --to csv --since 2026-11-02 --until 2026-11-01", "--since: 2026-11-02 00:00 is not before --until"),
        ("export --to csv --purpose training", "--purpose: says what --rights is judged for"),
        ("export --to txt --bom", "--bom: is for --to csv"),
        ("card", "the following arguments are required: --out"),
        ("card --out output/manifest.jsonl", "--out: output/manifest.jsonl is a file"),
    ],
)
def test_wrong_calls(folder: Path, call: Callable[..., Said], arguments: str, what: str) -> None:
    _, err = call(2, *arguments.split())
    assert len(err) == 1
    assert what in err[0]


def test_a_missing_package_is_named(folder: Path, call: Callable[..., Said], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.delitem(sys.modules, "newscrawl.dataset.exports.parquet", raising=False)
    _, err = call(1, "export", "--to", "parquet")
    assert err == ["newscrawl export: pyarrow is not installed; it comes with: pip install 'newscrawl[export]'"]
    assert [path.name for path in folder.iterdir()] == ["output"] or not any((folder / "export").iterdir())


@pytest.mark.parametrize("form", ["csv", "sqlite", "parquet"])
def test_a_full_disk_leaves_nothing_behind(folder: Path, form: str) -> None:
    """A limit on the size of files stands for the disk."""
    many = [full(number, text=os.urandom(20_000).hex()) for number in range(100)]
    write(folder / "many.jsonl", many)
    code = (
        "import resource, signal, sys\nfrom newscrawl.cli import main\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))\n"
        f"sys.exit(main(['export', 'many.jsonl', '--to', '{form}', '--out', 'x']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    assert done.returncode == 1, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("newscrawl export: x: can't be written: ")
    assert sorted(path.name for path in folder.iterdir()) == ["many.jsonl", "output"]


def test_ctrl_c_leaves_nothing_behind(folder: Path) -> None:
    fifo = folder / "endless.jsonl"
    os.mkfifo(fifo)
    process = subprocess.Popen(
        [sys.executable, "-m", "newscrawl", "export", str(fifo), "--to", "csv", "--out", "x.csv"],
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    line = json.dumps(record(1)).encode() + b"\n"
    with contextlib.suppress(BrokenPipeError), fifo.open("wb", buffering=0) as feed:  # open on both sides: under way
        feed.write(line)
        process.send_signal(signal.SIGINT)
        while True:  # till nobody reads: a read that waits for more would not hear of a signal that came with data
            feed.write(line * 100)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "newscrawl export: stopped\n")
    assert sorted(path.name for path in folder.iterdir()) == ["endless.jsonl", "output"]


def test_a_terminal_gets_a_bar(folder: Path) -> None:
    write(folder / "many.jsonl", (full(number, text="x" * 200_000) for number in range(40)))
    controller, terminal = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "newscrawl", "export", "many.jsonl", "--to", "csv", "--latest"],
        stdout=subprocess.DEVNULL,
        stderr=terminal,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(terminal)
    shown = b""
    while True:
        try:
            data = os.read(controller, 4096)
        except OSError:
            break
        if not data:
            break
        shown += data
    os.close(controller)
    assert process.wait(60) == 0
    assert b"reading" in shown
    assert b"MB" in shown


def test_a_card_of_a_dataset(folder: Path, call: Callable[..., Said]) -> None:
    out, _ = call(0, "card", "--out", "output")
    assert out == [
        "5 records counted; output/README.md and figures.json written",
        "left out: 2 lines in 1 shard not finished yet",
    ]
    figures = json.loads((folder / "output" / "figures.json").read_text())
    assert (figures["records"], figures["updates"], figures["unfinished_lines"]) == (5, 1, 2)
    text = (folder / "output" / "README.md").read_text()
    assert '"articles/2026-11-24/r-00001.jsonl"' in text
    (folder / "output" / "articles" / "2026-11-24" / "s-00001.jsonl").unlink()
    found = json.loads("\n".join(call(0, "card", "--out", "output", "--json")[0]))
    assert found["records"] == 5
    assert 'path: "articles/*/*.jsonl"' in (folder / "output" / "README.md").read_text()


def test_a_card_elsewhere_names_no_files(folder: Path, call: Callable[..., Said]) -> None:
    call(0, "card", "output", "--out", "about", "--quiet")
    assert "configs" not in (folder / "about" / "README.md").read_text()


def test_a_card_does_not_replace_what_others_wrote(folder: Path, call: Callable[..., Said]) -> None:
    (folder / "README.md").write_text("mine")
    _, err = call(2, "card", "--out", ".")
    assert err == [
        "newscrawl card: --out: README.md is no card of newscrawl's; name another folder, or use --overwrite"
    ]
    call(0, "card", "--out", ".", "--overwrite")
    assert (folder / "README.md").read_text() != "mine"


def test_a_bad_line_ends_a_card(folder: Path, call: Callable[..., Said]) -> None:
    (folder / "x.jsonl").write_text("no\n")
    _, err = call(1, "card", "x.jsonl", "--out", "about")
    assert err[0].startswith("newscrawl card: x.jsonl:1: no JSON in UTF-8: ")
    assert not (folder / "about").exists()
