"""No public site leads the crawl to a private address; one that is named there is crawled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from scrapy.resolver import CachingThreadedResolver
from twisted.internet import defer
from twisted.internet.error import DNSLookupError

from newscrawl.crawl.address_guard import AddressGuard
from tests.crawl.harness import QUICK, Bench, expected
from tests.web import Fault


class PrivateResolver(CachingThreadedResolver):
    """Every name that ends in .inside.test is at 127.0.0.2; set as DNS_RESOLVER in the crawl's own process."""

    def getHostByName(self, name: str, timeout: Any = ()) -> Any:
        """What DNS would answer."""
        if name.endswith("inside.test"):
            return defer.succeed("127.0.0.2")
        return defer.succeed(name) if name[-1].isdigit() else defer.fail(DNSLookupError(name))


class Private(BaseHTTPRequestHandler):
    """A server that no public site may reach."""

    asked: list[str]

    def do_GET(self) -> None:
        """Note what is asked for."""
        self.asked.append(self.path)
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@pytest.fixture
def private() -> Iterator[tuple[int, list[str]]]:
    """Port and log of a server on 127.0.0.1 and 127.0.0.2."""
    handler: type[Private] = type("Handler", (Private,), {"asked": []})
    first = ThreadingHTTPServer(("127.0.0.2", 0), handler)
    second = ThreadingHTTPServer(("127.0.0.1", first.server_address[1]), handler)
    for server in (first, second):
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield first.server_address[1], handler.asked
    for server in (first, second):
        server.shutdown()
        server.server_close()


DIRECT = ("DNS_RESOLVER=tests.crawl.test_private_addresses.PrivateResolver",)


def test_nothing_private_is_asked_for(
    bench: Bench, private: tuple[int, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Names below inside.test are looked up here and not by the proxy, as no_proxy says."""
    port, asked = private
    robots = "\n".join(
        f"Sitemap: http://{host}:{port}/sitemap.xml"
        for host in ("127.0.0.1", "127.0.0.2", "2130706433", "0x7f.2", "[::1]", "[::ffff:127.0.0.1]", "x.inside.test")
    )
    robots = f"User-agent: *\nAllow: /\n{robots}\n"
    moved = bench.web.site("moved.test", faults={"/robots.txt": Fault.redirect(f"http://127.0.0.1:{port}/robots.txt")})
    site = bench.web.site(
        "inside.example.test",
        articles=5,
        robots=robots,
        faults={
            0: Fault.redirect(f"http://127.0.0.2:{port}/a"),
            1: Fault.redirect("http://y.inside.test/a"),
            2: Fault.redirect("http://169.254.169.254/latest/meta-data/"),
            "/sitemap.xml": Fault.redirect(f"http://127.0.0.1:{port}/s").after(1),
        },
    )
    hosts = '[[site]]\nurl = "http://inside.example.test/"\nhosts = ["y.inside.test"]\n'
    (bench.folder / "sites.toml").write_text(f'{hosts}[[site]]\nurl = "http://moved.test/"\n')
    environment = {**bench.environment, "no_proxy": "inside.test,127.0.0.1,127.0.0.2,2130706433,0x7f.2,::1"}
    monkeypatch.setattr(Bench, "environment", property(lambda _: environment))
    outcome = bench.crawl([], "--sites", "sites.toml", quick=[*QUICK, *DIRECT])
    assert asked == []
    assert bench.texts() == {story.url: story.text for story in site.stories[3:]}
    rejected = {row["requested_url"]: row for row in bench.records("rejected")}
    assert [rejected[story.url]["reason"] for story in site.stories[:3]] == ["private-address"] * 3
    assert rejected[site.stories[1].url]["evidence"]["address"] == "127.0.0.2"
    problems = [line for line in outcome.site("inside.example.test")["problems"] if "private address" in line]
    assert len(problems) == 7, problems
    assert any("127.0.0.1" in line for line in outcome.site("moved.test")["problems"])
    assert moved.log("/sitemap.xml") == []


def test_a_site_that_is_named_there_is_crawled(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its literal address, and by a name that DNS has there."""
    site = bench.web.site(articles=2)
    environment = {**bench.environment, "http_proxy": "", "https_proxy": ""}
    monkeypatch.setattr(Bench, "environment", property(lambda _: environment))
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site)


def guard(*sites: str) -> AddressGuard:
    return AddressGuard(sites, {"http": "http://127.0.0.9:3128", "https": "proxy.lan:3128"})


def test_the_first_answer_of_a_run_says_where_a_site_is() -> None:
    """DNS rebinding: the name that was public a moment ago is not followed to the inside."""
    watched = guard("https://a.example/", "https://intranet.example/")
    assert watched.resolved("a.example", "8.8.8.8")
    assert not watched.resolved("A.example.", "127.0.0.1")
    assert watched.refused("https://a.example/x") == "127.0.0.1"
    assert watched.private_address("https://a.example/x", "https://a.example/") is None
    assert watched.resolved("intranet.example", "10.0.0.1")
    assert watched.private_address("https://intranet.example/x", "https://intranet.example/") is None


def test_what_a_public_site_may_not_reach_a_private_one_may() -> None:
    watched = guard("https://a.example/", "http://intranet.example/", "http://10.1.1.1/")
    watched.resolved("a.example", "8.8.8.8")
    watched.resolved("intranet.example", "10.0.0.1")
    assert watched.private_address("http://intranet.example/", "https://a.example/") == "10.0.0.1"
    assert watched.private_address("http://10.1.1.1/x", "https://a.example/") == "10.1.1.1"
    assert watched.private_address("http://10.1.1.1/x", "http://10.1.1.1/") is None
    assert watched.private_address("http://10.1.1.1/x", "http://intranet.example/") is None
    assert not watched.resolved("files.example", "10.0.0.7")
    assert watched.private_address("http://files.example/x", "https://a.example/") == "10.0.0.7"
    assert watched.private_address("http://files.example/x", "http://intranet.example/") is None
    assert watched.resolved("files.example", "10.0.0.7")


def test_proxies_may_be_private() -> None:
    watched = guard("https://a.example/")
    assert watched.resolved("127.0.0.9", "127.0.0.9")
    assert watched.resolved("proxy.lan", "192.168.1.1")
    assert not watched.resolved("other.lan", "192.168.1.1")


def test_of_several_answers_the_public_ones_count() -> None:
    watched = guard("https://a.example/")
    assert [watched.resolved("b.example", address) for address in ("10.0.0.1", "8.8.8.8", "::1")] == [
        False,
        True,
        False,
    ]
    assert watched.private_address("https://b.example/", "https://a.example/") is None


def test_an_address_that_is_none() -> None:
    assert guard("https://a.example/").private_address("http://[bad/", "https://a.example/") is None
