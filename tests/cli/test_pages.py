"""`newscrawl extract` and `newscrawl explain`."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli import main
from newscrawl.core.urls import article_id
from tests.web import DISALLOW_ALL, NewsWeb, Page, Story

LOGIN = "<html><head><title>Log in</title></head><body><form><input type=password name=p></form></body></html>"


@pytest.fixture
def story(news_web: NewsWeb, monkeypatch: pytest.MonkeyPatch) -> Story:
    """A story of a site that is up, reached through the proxy."""
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("http_proxy", news_web.proxy_url)
    return news_web.site("a.test", pages={"/login": LOGIN}).stories[0]


@pytest.fixture
def saved(story: Story, tmp_path: Path) -> Path:
    """The story's page in a file."""
    from newscrawl.cli.fetch import Fetcher

    path = tmp_path / "page.html"
    path.write_bytes(Fetcher("test").fetch(story.url).body)
    return path


def record(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, Any]:
    assert main(["extract", *argv]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.count("\n") == 1, "one line where stdout is no terminal"
    found: dict[str, Any] = json.loads(out)
    return found


def test_an_address_gives_its_record(story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = record(capsys, story.url)
    (tmp_path / "one.jsonl").write_text(json.dumps(found) + "\n", encoding="utf-8")
    assert main(["validate", str(tmp_path / "one.jsonl")]) == 0
    assert (found["title"], found["text"], found["url"]) == (story.title, story.text, story.url)
    assert (found["requested_url"], found["source"], found["http_status"]) == (story.url, "a.test", 200)
    assert found["fetched_at"].endswith("+00:00")
    assert found["id"] == article_id(story.url)


def test_a_file_says_its_own_address(saved: Path, story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    found = record(capsys, str(saved))
    assert (found["url"], found["text"], found["fetched_at"]) == (story.url, story.text, None)


def test_a_file_without_an_address_needs_one(tmp_path: Path, saved: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import re

    bare = tmp_path / "bare.html"
    page = saved.read_text(encoding="utf-8")
    bare.write_text(re.sub(r"http://a\.test", "", page), encoding="utf-8")
    assert main(["extract", str(bare)]) == 2
    assert "does not say its address; give it with --url" in capsys.readouterr().err
    found = record(capsys, str(bare), "--url", "https://b.test/2026/11/01/a-story-of-the-harbour")
    assert found["url"].startswith("https://b.test/")


def test_stdin(saved: Path, story: Story, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(saved.read_bytes())))
    assert record(capsys, "-", "--url", story.url)["text"] == story.text


@pytest.mark.parametrize("command", ["extract", "explain"])
@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["nothing.html"], "nothing.html: no such file"),
        (["www.example.org/story"], "for an address write https://www.example.org/story"),
        (["."], ".: cannot be read (Is a directory)"),
        (["empty.html"], "empty.html: the file is empty"),
        (["-"], "stdin: nothing came"),
        (["empty.html", "--url", "a.test"], "--url: 'a.test' is no address"),
        (["https://"], "'https://' is no address"),
    ],
)
def test_wrong_pages(
    command: str, argv: list[str], said: str,
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.html").write_text(" \n", encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert main([command, *argv]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"newscrawl {command}: ")
    assert said in err
    assert err.count("\n") == 1


def test_no_article_is_one_line_with_its_reason(story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "http://a.test/login"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "http://a.test/login: no article: login-page: a page to log in" in err


def test_a_page_that_cannot_be_had(news_web: NewsWeb, story: Story, capsys: pytest.CaptureFixture[str]) -> None:
    news_web.site("closed.test", robots=DISALLOW_ALL)
    assert main(["extract", "http://closed.test/x"]) == 1
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert "disallowed by http://closed.test/robots.txt" in err


def test_an_explanation_names_every_step(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # no run has left its state here
    assert main(["explain", story.url]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    for part in (
        "What the address says", "  identity: a.test/", "likeness: ", "What robots.txt says",
        "How the page came", "http://a.test/robots.txt: allowed", "  status:       200", "  encoding:     utf-8",
        "What the page says of itself", f" {story.title[:40]}", "date published: ", "[json-ld",
        "Signals of the text", "Verdict: an article",
    ):  # fmt: skip
        assert part in out, part
    assert "What earlier runs noted" not in out


def test_an_explanation_reads_well() -> None:
    from newscrawl.cli.explaining import as_text

    found = {
        "signals": {
            "dropped": [{"filter": "byline", "line": "By A"}, {"filter": "links", "line": "More"}],
            "share": 0.123456, "rank": 1000.0, "none": None, "empty": [], "yes": True, "kinds": {"b", "a"},
            "long": "word " * 400, "nested": {"one": {"two": 3}},
        },
        "verdict": {"article": False, "reason": "no-text", "in_words": "no text"},
    }  # fmt: skip
    text = as_text(found)
    for line in (
        "  dropped", "    - byline: By A", "  share: 0.123", "  rank:  1000", "  none:  -", "  empty: -",
        "  yes:   yes", "  kinds: a, b", "      two: 3", "Verdict: left out, no-text: no text",
    ):  # fmt: skip
        assert line in text.splitlines(), line
    assert max(map(len, text.splitlines())) <= 100


def test_an_explanation_for_machines(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "http://a.test/login", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found) == ["address", "robots", "rights", "page", "canonical", "metadata", "signals", "verdict"]
    assert (found["robots"]["allowed"], found["robots"]["status"]) == (True, 200)
    assert found["verdict"]["article"] is False
    assert found["verdict"]["reason"] == "login-page"
    assert found["verdict"]["evidence"]
    assert found["address"]["id"] == article_id("http://a.test/login")


def test_what_robots_txt_disallows_is_explained_and_not_fetched(
    news_web: NewsWeb, story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    closed = news_web.site("closed.test", robots=DISALLOW_ALL + "Crawl-delay: 7\n")
    assert main(["explain", "http://closed.test/2026/a-story"]) == 0
    out = capsys.readouterr().out
    assert "likeness: " in out
    assert "disallowed by http://closed.test/robots.txt, line 2: Disallow: /" in out
    assert "crawl delay: 7" in out
    assert "Verdict: left out, disallowed: robots.txt disallows it" in out
    assert [request.path for request in closed.log()] == ["/robots.txt"]


@pytest.mark.parametrize(
    ("path", "article", "said"),
    [
        ("/gone", False, "gone"),
        ("/later", None, "not known: HTTP status 503, after which later runs try again"),
        ("/paper.pdf", False, "not-html"),
        ("/blocked", None, "keeps robots out"),
    ],
)
def test_the_status_counts_as_in_a_crawl(
    path: str, article: bool | None, said: str,
    news_web: NewsWeb, tmp_path: Path, story: Story, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    denied = "<html><head><title>Access denied</title></head><body><h1>Access denied</h1></body></html>"
    pages = {"/later": Page("<p>x</p>", status=503), "/paper.pdf": Page("%PDF", content_type="application/pdf")}
    pages["/blocked"] = Page(denied)
    news_web.site("b.test", pages=pages)
    assert main(["explain", f"http://b.test{path}", "--json"]) == 0
    verdict = json.loads(capsys.readouterr().out)["verdict"]
    assert verdict["article"] is article
    assert said == verdict.get("reason") or said in verdict["in_words"]


def test_rights_are_told_with_every_signal(
    news_web: NewsWeb, story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from newscrawl.store import OriginFile, Store

    monkeypatch.chdir(tmp_path)
    page = '<html><head><meta name="robots" content="noai"></head><body><p>Text</p></body></html>'
    headers = {"Content-Usage": "train-ai=y"}
    robots = "User-agent: *\nContent-Signal: ai-train=yes\nLicense: http://b.test/l.xml\nAllow: /\n"
    news_web.site("b.test", pages={"/x": Page(page, headers=headers)}, robots=robots)
    assert main(["explain", "http://b.test/x"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    for part in (
        "What the publisher says of use training: reserved research: unknown decided by: robots: noai [meta]",
        "- content-signal: ai-train=yes [robots.txt line 2]", "[header]", "- license: http://b.test/l.xml [",
    ):  # fmt: skip
        assert part in out, part
    store = Store.open("sqlite:///state.db")
    tdm = b'[{"location": "/x", "tdm-reservation": 1}]'
    where = "http://b.test/.well-known/tdmrep.json"
    store.origin_files.put(OriginFile(where, where, 200, tdm, 1000.0))
    store.close()
    assert main(["explain", "http://b.test/x", "--state", "state.db", "--json"]) == 0
    rights = json.loads(capsys.readouterr().out)["rights"]
    assert rights["looked_at"] == ["robots.txt", "tdmrep.json", "header", "meta"]
    assert {"tdm-reservation", "content-usage", "robots"} <= {signal["name"] for signal in rights["signals"]}


def test_an_explanation_says_why_there_is_no_page(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "http://nowhere.invalid/2026/a-story", "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["robots"]["allowed"] is False, "RFC 9309: no answer disallows all"
    assert found["verdict"] == {"article": None, "in_words": "not known: the page was not read"}


def test_an_explanation_says_what_the_store_knows(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from newscrawl.core.candidate import Candidate, SourceKind
    from newscrawl.core.urls import identity
    from newscrawl.store import Store

    candidate = Candidate(story.url, SourceKind.FEED, "http://a.test/rss.xml", title="Told by the feed", score=1.0)
    gone = "http://nowhere.invalid/2026/a-story"
    store = Store.open(f"sqlite:///{tmp_path / 'state.db'}")
    found = [(identity(story.url), candidate), (identity(gone), Candidate(gone, SourceKind.SITEMAP))]
    store.addresses.add("a.test", found, "run-1")
    store.addresses.fail(identity(gone), "run-2", "timeout", 5)
    store.close()
    assert main(["explain", story.url, "--output", str(tmp_path)]) == 0
    out = capsys.readouterr().out
    for line in (
        "  by:             feed", "  on:             http://a.test/rss.xml", "  title:          Told by the feed",
        "  score rests on: its source, which lists articles only", "  state:    pending",
        "  next try: the next run", "  run id:   run-1", "  addresses: 2 pending", "Verdict: an article",
    ):  # fmt: skip
        assert " ".join(line.split()) in [" ".join(told.split()) for told in out.splitlines()], line
    assert "first seen: 20" in out, "a date, not seconds"
    assert main(["explain", gone, "--output", str(tmp_path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["store"]["state"], told["store"]["attempts"], told["store"]["reason"]) == ("pending", 1, "timeout")
    assert told["verdict"]["in_words"].endswith("not fetched yet, after 1 runs that failed, the last by timeout")
    assert main(["explain", "http://a.test/login", "--state", str(tmp_path / "state.db"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["store"]["found"], told["verdict"]["reason"]) == (False, "login-page")


def test_an_explanation_without_a_request(
    news_web: NewsWeb, story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from newscrawl.core.candidate import Candidate, SourceKind
    from newscrawl.core.urls import identity
    from newscrawl.store import OriginFile, Store

    monkeypatch.chdir(tmp_path)
    assert main(["explain", story.url, "--offline"]) == 2
    assert "--offline: no earlier run is known here; name one with --output" in capsys.readouterr().err
    store = Store.open("sqlite:///state.db")
    store.addresses.add("a.test", [(identity(story.url), Candidate(story.url, SourceKind.SECTION))], "run-1")
    robots = b"User-agent: newscrawl\nDisallow: /2026/\n"
    store.origin_files.put(OriginFile("http://a.test/robots.txt", "http://a.test/robots.txt", 200, robots, 1000.0))
    store.close()
    assert main(["explain", story.url, "--offline", "--state", "state.db", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["robots"]["allowed"], told["robots"]["line"], told["robots"]["read"][:4]) == (False, 2, "1970")
    assert told["page"] == {"not_fetched": "--offline"}
    assert told["verdict"] == {"article": None, "in_words": "not known: found, and not fetched yet"}
    assert main(["explain", "http://a.test/never-seen", "--offline", "--state", "state.db"]) == 0
    assert "Verdict: not known: the page was not read" in capsys.readouterr().out
    assert news_web.log() == []


def test_a_store_that_is_not_there_is_not_made(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain", story.url, "--output", str(tmp_path / "no")]) == 2
    assert f"{tmp_path}/no/state.db does not exist" in capsys.readouterr().err
    assert not (tmp_path / "no").exists()


def test_a_broken_store_is_named(story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "state.db").write_bytes(b"not a database at all, but long enough to be looked at" * 20)
    assert main(["explain", story.url, "--state", str(tmp_path / "state.db")]) == 2
    assert "state.db" in capsys.readouterr().err


def test_a_store_that_breaks_later_is_one_line(
    story: Story, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import sqlite3

    from newscrawl.store import Store

    state = tmp_path / "state.db"
    Store.open(f"sqlite:///{state}").close()
    with sqlite3.connect(state) as connection:
        connection.execute("DROP TABLE addresses")
    assert main(["explain", story.url, "--state", str(state)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"newscrawl explain: sqlite:///{state}: can't be read: no such table: addresses\n"
