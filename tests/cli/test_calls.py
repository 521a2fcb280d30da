"""Wrong calls: exit code 2 and one line that names what is wrong and what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from newscrawl import __version__
from newscrawl.cli import main
from newscrawl.cli.checks import check_folder
from newscrawl.cli.errors import CallError

HEAVY = (
    "scrapy",
    "lxml",
    "trafilatura",
    "sqlalchemy",
    "rich",
    "twisted",
    "zstandard",
    "jsonschema",
    "asyncio",
    "logging",
)
COMMANDS = ("crawl", "extract", "explain", "sites", "validate", "demo")


def wrong(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    """The one line that a wrong call ends with."""
    assert main(argv) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1, err
    return err


@pytest.mark.parametrize("argv", [["--help"], *([command, "--help"] for command in COMMANDS)])
def test_help_imports_nothing_heavy(argv: list[str]) -> None:
    code = f"""
import sys
from newscrawl.cli import main
assert main({argv!r}) == 0
loaded = [name for name in {HEAVY!r} if name in sys.modules]
assert not loaded, loaded
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0, run.stderr
    assert "example" in run.stdout


def test_the_package_alone_imports_nothing_heavy() -> None:
    code = f"import sys, newscrawl; assert not set({HEAVY!r}) & set(sys.modules), sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_a_help_text(command: str) -> None:
    from newscrawl.cli import build_parser

    parser = build_parser()[1][command]
    assert [action.dest for action in parser._actions if not action.help] == []
    assert parser.epilog
    assert f"newscrawl {command}" in parser.epilog


def test_crawl_help_has_the_exit_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["crawl", "--help"]) == 0
    text = capsys.readouterr().out
    for code in ("0 ", "1 ", "2 ", "3 ", "4 ", "5 ", "130, 143"):
        assert f"\n  {code}" in text


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"newscrawl {__version__}\n"


def test_no_command_shows_the_help_and_is_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "commands:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["crwal", "a.example"], "crwal: no such command; did you mean crawl?"),
        (["www.example.org"], "to crawl a site: newscrawl crawl www.example.org"),
        (["xyzzy"], "there are crawl, extract, explain, sites, replay, validate, export, card, forget, demo"),
        (["crawl", "--ouput", "x", "a.example"], "--ouput: no such option; did you mean --output?"),
        (["crawl", "a.example", "--report"], "--report: no such option"),
        (["explain", "https://a.example/b", "--output", "/nosuch"], "--output: /nosuch/state.db does not exist"),
        (["crawl"], "no site given"),
        (["crawl", "a.example", "--since", "soon"], "--since: 'soon' is neither an age nor a date"),
        (["crawl", "a.example", "--until", "2026-13-13"], "--until: '2026-13-13' is no date"),
        (["crawl", "a.example", "--max-time", "10"], "--max-time: '10' is no length of time"),
        (["crawl", "a.example", "--max-articles", "0"], "--max-articles: '0' is no count"),
        (["crawl", "a.example", "--language", "cz"], "--language: 'cz' is no language code; did you mean cs?"),
        (["crawl", "a.example", "--render", "alwys"], "--render: 'alwys' is not known; did you mean always?"),
        (
            ["crawl", "a.example", "--render", "always", "-s", "NEWSCRAWL_BROWSER=/none"],
            "--render always needs a browser: NEWSCRAWL_BROWSER: /none is no program",
        ),
        (["crawl", "a.example", "--purpose", "fun"], "--purpose: 'fun' is not known; write research or training"),
        (["crawl", "a.example", "-s", "DELAY"], "-s: 'DELAY' is no setting; write NAME=VALUE"),
        (["crawl", "a.example", "--state", "mysql://h/d"], "--state: mysql: no such store"),
        (["crawl", "a.example", "--state", "file:x.db?mode=ro"], "--state: SQLite's file: addresses are not taken"),
        (["crawl", "a.example", "--state", "sqlite:///file:x.db?uri=true"], "--state: SQLite's file: addresses"),
        (["crawl", "a.example", "--output", "x.csv"], "--output: 'x.csv': write a folder, or a file that ends in"),
        (["crawl", "a.example", "--since", "1h", "--until", "2h"], "--since: "),
        (["crawl", "a.example", "--output"], "--output: expected one argument"),
        (["crawl", "not a site"], "not a site"),
        (["extract"], "URL|FILE|-"),
        (["sites"], "the following arguments are required: check"),
        (["sites", "chekc", "x.toml"], "check: 'chekc' is not known; write newscrawl sites check"),
        (["sites", "check"], "no site given; name a file or a site"),
        (["sites", "check", "no.toml"], "no.toml does not exist; check the name"),
        (["sites", "check", "not a site"], "not a site"),
        (["sites", "check", "a.example", "--delay", "soon"], "--delay: 'soon' is no number of seconds"),
        (["extract", "a", "b"], "b: one argument too many"),
        (["demo", "--port", "0"], "--port: '0' is no count"),
    ],
)  # fmt: skip
def test_a_wrong_call_is_one_line(
    argv: list[str], said: str, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert said in wrong(capsys, *argv)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_suggested_where_nothing_is_near(capsys: pytest.CaptureFixture[str]) -> None:
    line = wrong(capsys, "crawl", "a.example", "--bogus")
    assert "--bogus: no such option" in line
    assert "did you mean" not in line


@pytest.mark.parametrize("option", ["--output", "--log-file", "--state"])
def test_a_missing_folder_is_named(option: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    there = ["--output", str(tmp_path / "out")] if option != "--output" else []
    line = wrong(capsys, "crawl", "a.example", *there, option, str(tmp_path / "no" / "x.jsonl"))
    assert f"{option}: the folder {tmp_path / 'no'} does not exist; make it first" in line


def test_a_missing_sites_file_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "--sites: " in wrong(capsys, "crawl", "--sites", str(tmp_path / "sites.toml"))


def test_a_wrong_sites_file_names_its_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    sites = tmp_path / "sites.toml"
    sites.write_text('[[site]]\nurl = "https://a.example/"\nnmae = "a"\n', encoding="utf-8")
    line = wrong(capsys, "crawl", "--sites", str(sites), "--output", str(tmp_path / "out"))
    assert f"{sites}:3: " in line
    assert "name" in line


def test_an_output_in_the_way_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "folder.jsonl").mkdir()
    assert "is a file; name a folder" in wrong(capsys, "crawl", "a.example", "--output", str(tmp_path / "file"))
    assert "is a folder; name a file" in wrong(capsys, "crawl", "a.example", "--output", str(tmp_path / "folder.jsonl"))
    line = wrong(capsys, "crawl", "a.example", "--output", str(tmp_path / "out"), "--log-file", str(tmp_path))
    assert "--log-file: " in line


def test_a_folder_that_takes_no_file_is_named() -> None:
    # /proc takes no new file from anyone, root included.
    if not os.path.isdir("/proc/self"):  # noqa: PTH112 - as the kernel has it
        pytest.skip("no /proc on this system")
    with pytest.raises(CallError, match="--output: /proc cannot be written to"):
        check_folder("--output", Path("/proc"))


def test_positional_arguments_may_follow_options() -> None:
    from newscrawl.cli import build_parser
    from newscrawl.cli.parser import parse

    args = parse(
        *build_parser(), ["crawl", "a.example", "--output", "x", "b.example", "-s", "A=1", "c.example", "-s", "B=2"]
    )
    assert args.site == ["a.example", "b.example", "c.example"]
    assert args.settings == [("A", "1"), ("B", "2")]


def test_sites_are_taken_once() -> None:
    from newscrawl.cli.checks import read_sites

    sites = read_sites(["a.example", "https://b.example/", "a.example"], None)
    assert [site.url for site in sites] == ["https://a.example/", "https://b.example/"]


def test_the_module_runs_too() -> None:
    run = subprocess.run([sys.executable, "-m", "newscrawl", "--version"], capture_output=True, text=True, timeout=60)
    assert run.stdout == f"newscrawl {__version__}\n"


def test_a_reader_that_leaves_is_no_error(tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("{}\n" * 5000, encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    run = subprocess.run(
        [sys.executable, "-m", "newscrawl", "validate", str(bad)],
        stdout=write, stderr=subprocess.PIPE, text=True, timeout=60,
    )  # fmt: skip
    os.close(write)
    assert run.stderr == ""
    assert run.returncode == 141


def test_ctrl_c_outside_a_crawl_is_130(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    from newscrawl.cli import pages

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pages, "read_given", interrupted)
    assert main(["extract", "-"]) == 130
    assert capsys.readouterr().err == "newscrawl extract: stopped\n"


def test_ctrl_c_before_a_crawl_has_begun_says_that_nothing_is_lost(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from newscrawl.cli import crawl

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(crawl, "read_sites", interrupted)
    assert main(["crawl", "a.test"]) == 130
    said = "newscrawl crawl: stopped; nothing is lost, the same call goes on from there\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("verbose", [False, True])
def test_an_unexpected_error_is_one_line_or_a_traceback(
    verbose: bool, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from newscrawl.cli import pages

    def broken(*_: object) -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr(pages, "read_given", broken)
    assert main(["extract", "-", *(["-v"] if verbose else [])]) == 1
    err = capsys.readouterr().err
    assert "newscrawl extract: RuntimeError: two lines" in err
    assert ("Traceback" in err) is verbose
    assert ("run with -v" in err) is not verbose


def test_a_call_becomes_the_options_of_a_crawl(tmp_path: Path) -> None:
    from dataclasses import fields

    from newscrawl.cli import build_parser
    from newscrawl.cli.checks import read_sites
    from newscrawl.cli.crawl import crawl_options
    from newscrawl.cli.parser import parse
    from newscrawl.crawling import CrawlOptions

    words = [
        "crawl", "a.example", "--output", str(tmp_path / "x.jsonl.zst"), "--state", "s.db", "--since", "2026-11-01",
        "--until", "2026-11-02", "--language", "de,en", "--max-articles", "7", "--max-time", "10m", "--all",
        "--render", "never", "--purpose", "training", "-s", "A=1", "-s", "A=2", "--log-file", str(tmp_path / "l"),
    ]  # fmt: skip
    args = parse(*build_parser(), words)
    found = crawl_options(args, read_sites(args.site, None), live=False)
    assert set(found) == {field.name for field in fields(CrawlOptions)}
    options = CrawlOptions(**found)
    assert options.since is not None
    assert options.until is not None
    assert (options.since.isoformat(), options.until.day) == ("2026-11-01T00:00:00+00:00", 2)
    assert (options.languages, options.max_articles, options.max_time) == (("de", "en"), 7, 600)
    assert (options.purpose, options.visit_all) == ("training", True)
    assert (options.settings, options.state, options.log_level) == ({"A": "2"}, "sqlite:///s.db", "INFO")


@pytest.mark.parametrize(
    ("flags", "live", "level"),
    [
        ([], True, "WARNING"), ([], False, "INFO"), (["-q"], False, "ERROR"), (["-v"], False, "DEBUG"),
        (["--log-file", "l"], True, "INFO"), (["-q", "--log-file", "l"], False, "INFO"),
    ],
)  # fmt: skip
def test_how_much_is_logged(flags: list[str], live: bool, level: str) -> None:
    from newscrawl.cli import build_parser
    from newscrawl.cli.displays import log_level
    from newscrawl.cli.parser import parse

    assert log_level(parse(*build_parser(), ["crawl", "a.example", *flags]), live=live) == level
