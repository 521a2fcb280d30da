"""The news web: its sites, their changes, its log, its process."""

from __future__ import annotations

import gzip
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.web import Discovery, Fault, NewsWeb, Page
from tests.web.asking import ask
from tests.web.client import ROOT
from tests.web.documents import SECRET

# Sites


@pytest.mark.parametrize("way", list(Discovery))
def test_every_way_of_discovery_names_every_story(news_web: NewsWeb, way: Discovery) -> None:
    site = news_web.site("a.test", articles=8, discovery=way)
    robots = ask(news_web, site.url + "robots.txt").body.decode()
    front = ask(news_web, site.url).body.decode()
    named = [line.removeprefix("Sitemap: ") for line in robots.splitlines() if line.startswith("Sitemap: ")]
    named += [
        site.url + part.split('"')[0]
        for part in front.split('<link rel="alternate"')[1:]
        for part in [part.split('href="/')[1]]
    ]
    if way is Discovery.LINKS:
        assert not named
        named = [f"{site.url}section/{name}" for name in ("world", "business", "culture", "sport")]
    if way is Discovery.SITEMAP_INDEX:
        assert named == [f"{site.url}sitemap_index.xml"]
        named = [f"{site.url}sitemaps/1.xml.gz"]
    texts = [ask(news_web, url).body for url in named]
    bodies = "".join((gzip.decompress(text) if text[:2] == b"\x1f\x8b" else text).decode() for text in texts)
    assert [story.url for story in site.stories if story.url not in bodies] == []
    if way is Discovery.NEWS_SITEMAP:
        assert all(story.title in bodies and story.published in bodies for story in site.stories)


def test_a_story_reads_as_its_record_says(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", articles=2)
    story = site.stories[1]
    page = ask(news_web, story.url).body.decode()
    assert story.text == "\n\n".join([story.title, *story.paragraphs])
    assert all(f"<p>{paragraph}</p>" in page for paragraph in story.paragraphs)
    data = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert (data["headline"], data["datePublished"]) == (story.title, story.published)
    assert datetime.fromisoformat(story.published).tzinfo is not None
    assert 4 <= len(story.paragraphs) <= 6


def test_stories_are_the_same_each_time_and_no_doubles(news_web: NewsWeb) -> None:
    stories = [*news_web.site("a.test", articles=40).stories, *news_web.site("b.test", articles=40).stories]
    assert stories == [*news_web.site("a.test", articles=40).stories, *news_web.site("b.test", articles=40).stories]
    assert len({story.title for story in stories}) == len({story.url for story in stories}) == 80
    shingles = []
    for story in stories:
        words = " ".join(story.paragraphs).split()
        assert len(words) > 150
        shingles.append({tuple(words[k : k + 4]) for k in range(len(words) - 3)})
    pairs = [(a, b) for k, a in enumerate(shingles) for b in shingles[:k]]
    assert max(len(a & b) / len(a | b) for a, b in pairs) < 0.1


def test_a_big_sitemap_index_has_several_children(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", articles=120, discovery="sitemap-index")
    index = ElementTree.fromstring(ask(news_web, site.url + "sitemap_index.xml").body)
    children = [location.text or "" for location in index.findall(".//{*}loc")]
    assert len(children) == 3
    found = [
        location.text
        for child in children
        for location in ElementTree.fromstring(gzip.decompress(ask(news_web, child).body)).findall(".//{*}loc")
    ]
    assert found == [story.url for story in site.stories]
    assert ask(news_web, site.url + "sitemaps/4.xml.gz").status == 404


def test_other_pages_of_a_site(news_web: NewsWeb) -> None:
    site = news_web.site(
        "a.test", robots="User-agent: *\nCrawl-delay: 3\n", pages={"/own": Page("Grüße", encoding="cp1252")}
    )
    assert ask(news_web, site.url + "own").body == "Grüße".encode("cp1252")
    assert (
        ask(news_web, site.url + "robots.txt").body
        == b"User-agent: *\nCrawl-delay: 3\nSitemap: http://a.test/sitemap.xml\n"
    )
    statuses = [ask(news_web, site.url + path).status for path in ("about", "login", "tag/rain", SECRET[1:], "nothing")]
    assert statuses == [200, 200, 200, 200, 404]
    assert ask(news_web, site.url, method="DELETE").status == 405


def test_tracking_parameters_lead_to_the_same_page(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", tracking=True)
    listed = site.stories[0].url + "?utm_source=list&utm_medium=test"
    assert listed.replace("&", "&amp;") in ask(news_web, site.url + "sitemap.xml").body.decode()
    assert ask(news_web, listed).body == ask(news_web, site.stories[0].url).body


def test_a_site_without_a_name_is_reached_directly(news_web: NewsWeb) -> None:
    site = news_web.site(articles=1)
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(site.stories[0].url, timeout=5) as answer:
        assert site.stories[0].title in answer.read().decode()
    assert not site.log()[0].proxied


def test_gzip_and_validators(news_web: NewsWeb) -> None:
    url = news_web.site("a.test", gzip=True).stories[0].url
    plain, packed = ask(news_web, url), ask(news_web, url, Accept_Encoding="gzip")
    assert gzip.decompress(packed.body) == plain.body
    etag, modified = plain.headers["ETag"], plain.headers["Last-Modified"]
    assert ask(news_web, url, If_None_Match=f'"other", W/{etag}').status == 304
    assert ask(news_web, url, If_Modified_Since=modified).status == 304
    assert ask(news_web, url, If_None_Match='"other"', If_Modified_Since=modified).status == 200
    assert ask(news_web, url, If_Modified_Since="Tue, 01 Sep 2026 00:00:00 GMT").status == 200
    bare = news_web.site("b.test", validators=False).stories[0].url
    assert ask(news_web, bare).headers["ETag"] is None


def test_latency(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", latency=0.2)
    begin = time.monotonic()
    ask(news_web, site.url)
    assert time.monotonic() - begin >= 0.2


# Changes


def test_publishing_changing_removing(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", articles=2, discovery=["rss", "atom"])
    feed = site.url + "rss.xml"
    first = ask(news_web, feed)
    new = site.publish(2)
    assert [story.number for story in new] == [2, 3]
    assert ask(news_web, feed, If_None_Match=first.headers["ETag"]).body.decode().count("<item>") == 4
    old = site.stories[0]
    etag = ask(news_web, old.url).headers["ETag"]
    changed = site.change(0)
    assert (changed.url, changed.version, old.modified) == (old.url, 2, None)
    assert changed.modified is not None
    assert changed.paragraphs[1:] == old.paragraphs
    page = ask(news_web, old.url, If_None_Match=etag)
    assert changed.title in page.body.decode()
    assert changed.modified in ask(news_web, site.url + "atom.xml").body.decode()
    site.remove(1)
    assert [story.number for story in site.stories] == [0, 2, 3]
    assert ask(news_web, feed).body.decode().count("<item>") == 3


def test_a_removed_story_is_gone(news_web: NewsWeb) -> None:
    site = news_web.site("a.test")
    story = site.stories[1]
    site.remove(1)
    assert ask(news_web, story.url).status == 410


def test_a_host_vanishes_and_comes_back(news_web: NewsWeb) -> None:
    site = news_web.site("a.test")
    site.vanish()
    assert ask(news_web, site.url).status == 502
    site.come_back()
    assert ask(news_web, site.url).status == 200
    assert ask(news_web, "http://unknown.test/").status == 502


# The log


def test_the_log_tells_what_was_asked(news_web: NewsWeb) -> None:
    site = news_web.site("a.test")
    begin = time.time()
    ask(news_web, site.stories[0].url + "?utm_source=x", User_Agent="tester", If_None_Match='"a"')
    ask(news_web, site.url + "nothing", method="HEAD")
    first, second = site.log()
    assert (first.host, first.path, first.method) == ("a.test", site.stories[0].path + "?utm_source=x", "GET")
    assert (first.status, first.user_agent, first.conditional, first.proxied) == (200, "tester", True, True)
    assert first.sent > 1000
    assert first.end is not None
    assert begin <= first.time <= first.end <= time.time()
    assert (second.status, second.sent, second.conditional) == (404, 0, False)
    assert second.connection > first.connection
    assert site.log(site.stories[0].path) == [first]
    assert news_web.log("b.test") == []
    news_web.clear_log()
    assert news_web.log() == []


def test_one_connection_takes_many_requests(news_web: NewsWeb) -> None:
    site = news_web.site("a.test")
    connection = http.client.HTTPConnection("127.0.0.1", news_web.port, timeout=5)
    for path in ("robots.txt", "sitemap.xml", "nothing"):
        connection.request("GET", site.url + path)
        connection.getresponse().read()
    connection.close()
    assert len({request.connection for request in site.log()}) == 1


# The process


def test_reset_drops_connections_and_forgets_all(news_web: NewsWeb) -> None:
    site = news_web.site("a.test", faults={"/": Fault.silent})
    with socket.create_connection(("127.0.0.1", news_web.port), timeout=5) as plain:
        plain.sendall(f"GET {site.url} HTTP/1.1\r\nHost: a.test\r\n\r\n".encode())
        while not news_web.log():
            time.sleep(0.01)
        news_web.reset()
        assert plain.recv(10) == b""
    assert news_web.log() == []
    assert ask(news_web, site.url).status == 502


def test_a_subprocess_reaches_it_by_its_environment(news_web: NewsWeb) -> None:
    site = news_web.site("a.test")
    code = f"import urllib.request; print(urllib.request.urlopen({site.url!r}, timeout=5).status)"
    run = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | news_web.environment, capture_output=True, text=True, timeout=20
    )
    assert run.stdout == "200\n"


def test_it_ends_with_its_context() -> None:
    with NewsWeb() as web:
        port = web.port
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=1)


@pytest.mark.parametrize("held_open", [False, True], ids=["alone", "a child holds the pipe"])
def test_it_ends_when_its_parent_is_killed(held_open: bool) -> None:
    fork = (
        "import os; pid = os.fork(); pid or time.sleep(60); print(pid, flush=True)"
        if held_open
        else "print(0, flush=True)"
    )
    lines = [
        "import time",
        "from tests.web import NewsWeb",
        "web = NewsWeb().__enter__()",
        "print(web.pid, flush=True)",
    ]
    code = "\n".join([*lines, fork, "time.sleep(60)"])
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout
        web, child = int(parent.stdout.readline()), int(parent.stdout.readline())
        try:
            os.kill(parent.pid, signal.SIGKILL)
            for _ in range(600):
                if not alive(web):
                    break
                time.sleep(0.05)
            assert not alive(web)
        finally:
            if child:
                os.kill(child, signal.SIGKILL)


def alive(pid: int) -> bool:
    """Whether the process runs; one that is dead and not yet waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_its_process_says_what_it_is() -> None:
    run = subprocess.run([sys.executable, "-m", "tests.web", "--help"], capture_output=True, text=True, timeout=60)
    assert run.returncode == 0
    assert "free port" in run.stdout
