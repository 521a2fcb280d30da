"""The demo web over its sockets."""

from __future__ import annotations

import gzip
import http.client
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator

import pytest

from newscrawl.demo import DemoWeb
from newscrawl.demo.__main__ import main

FERRY = "http://www.harbourpost.example/harbour/night-ferry-to-return-in-spring"
BRIDGE = "http://www.harbourpost.example/city/market-street-bridge-vote"
HOSTEL = "http://www.harbourpost.example/harbour/keepers-cottages-to-open-as-hostel"


@pytest.fixture
def web() -> Iterator[DemoWeb]:
    with DemoWeb() as running:
        yield running


class Answer:
    def __init__(self, raw: http.client.HTTPResponse) -> None:
        self.status, self.headers, self.body = raw.status, raw.headers, raw.read()


def ask(web: DemoWeb, target: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=5)
    try:
        connection.request(method, target, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return Answer(connection.getresponse())
    finally:
        connection.close()


def test_a_proxy_client_reads_a_page(web: DemoWeb) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": web.proxy_url}))
    with opener.open(FERRY, timeout=5) as answer:
        assert "Night ferry to return to Port Ellery" in answer.read().decode()
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert web.requests == [("GET", FERRY, 200)]


def test_the_host_header_is_enough(web: DemoWeb) -> None:
    answer = ask(web, "/robots.txt", Host="stadtblatt.example")
    assert answer.status == 200
    assert b"Disallow: /intern/" in answer.body
    assert web.requests == [("GET", "http://stadtblatt.example/robots.txt", 200)]


def test_all_sites_answer_at_their_front_page(web: DemoWeb) -> None:
    assert len(web.sites) == len(web.names) == 7
    assert [ask(web, url).status for url in web.sites] == [200] * 7
    assert len(web.expected) > 80


def test_validators_bring_304(web: DemoWeb) -> None:
    first = ask(web, FERRY)
    etag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    for headers in ({"If_None_Match": etag}, {"If_None_Match": f'"x", W/{etag}'}, {"If_Modified_Since": modified}):
        again = ask(web, FERRY, **headers)
        assert (again.status, again.body) == (304, b"")
        assert again.headers["ETag"] == etag
    assert ask(web, FERRY, If_None_Match='"x"', If_Modified_Since=modified).status == 200
    assert ask(web, FERRY, If_Modified_Since="yesterday").status == 200
    assert ask(web, FERRY, If_Modified_Since="Sun, 01 Nov 2026 00:00:00 GMT").status == 200


def test_texts_are_gzipped_for_clients_that_take_it(web: DemoWeb) -> None:
    plain, packed = ask(web, FERRY), ask(web, FERRY, Accept_Encoding="gzip, deflate")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    child = ask(web, "http://www.harbourpost.example/sitemaps/2026-11.xml.gz", Accept_Encoding="gzip")
    assert child.headers["Content-Encoding"] is None
    assert gzip.decompress(child.body).startswith(b"<?xml")


def test_head_has_no_body(web: DemoWeb) -> None:
    answer = ask(web, FERRY, method="HEAD")
    assert (answer.status, answer.body) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 1000


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("http://harbourpost.example/city?x=1", "http://www.harbourpost.example/city?x=1"),
        ("http://stadtblatt.example/category/sport", "http://stadtblatt.example/category/sport/"),
        (
            "http://stadtblatt.example/?p=4182",
            "http://stadtblatt.example/2026/11/neuwerder-und-alsfjord-erneuern-ihre-hafenpartnerschaft/",
        ),
    ],
)
def test_redirects(web: DemoWeb, asked: str, leads_to: str) -> None:
    answer = ask(web, asked)
    assert (answer.status, answer.headers["Location"]) == (301, leads_to)
    assert ask(web, leads_to).status == 200


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("http://elsewhere.example/", 502),
        ("http://www.harbourpost.example/nothing", 404),
        ("http://almarfa.example/nothing", 404),
        ("http://stadtblatt.example/?s=hafen", 200),
        (f"{FERRY}?utm_source=front", 200),
        ("http://almarfa.example/tag/%D8%A8%D9%8A%D8%A6%D8%A9", 200),
        ("/nothing", 404),
    ],
)
def test_statuses(web: DemoWeb, target: str, status: int) -> None:
    assert ask(web, target).status == status


def test_connect_and_post_are_refused(web: DemoWeb) -> None:
    with socket.create_connection(("127.0.0.1", web.port), timeout=5) as plain:
        plain.sendall(b"CONNECT stadtblatt.example:443 HTTP/1.1\r\nHost: stadtblatt.example:443\r\n\r\n")
        assert plain.recv(100).startswith(b"HTTP/1.1 502")
    assert ask(web, "http://stadtblatt.example/wp-login.php", method="POST").status == 405


def test_the_own_address_says_how_to_use_it(web: DemoWeb) -> None:
    text = ask(web, "/").body.decode()
    assert text.startswith(f"http_proxy={web.proxy_url}\n")
    assert all(url in text for url in web.sites)


@pytest.mark.parametrize("over_http", [False, True])
def test_publishing(web: DemoWeb, over_http: bool) -> None:
    before = ask(web, BRIDGE)
    assert ask(web, HOSTEL).status == 404
    if over_http:
        assert ask(web, "/_publish", method="POST").status == 200
    else:
        web.publish()
    after = ask(web, BRIDGE, If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert b"Council approves" in after.body
    assert b"Council approves" not in before.body
    assert ask(web, HOSTEL).status == 200
    assert HOSTEL.encode() in ask(web, "http://www.harbourpost.example/news-sitemap.xml").body


def test_nothing_answers_after_the_end() -> None:
    with DemoWeb() as web:
        idle = socket.create_connection(("127.0.0.1", web.port), timeout=5)
        idle.sendall(b"GET / HTTP/1.1\r\nHost: almarfa.example\r\n\r\n")
        assert idle.recv(15) == b"HTTP/1.1 200 OK"
    with idle:
        while idle.recv(65536):
            pass  # what was sent before; then the end, not a timeout
    with pytest.raises(ConnectionRefusedError):
        ask(web, "/")


def test_the_module_serves_until_it_is_interrupted() -> None:
    command = [sys.executable, "-m", "newscrawl.demo", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        line = server.stdout.readline()
        match = re.fullmatch(r"http_proxy=http://127\.0\.0\.1:(\d+)\n", line)
        assert match
        connection = http.client.HTTPConnection("127.0.0.1", int(match[1]), timeout=5)
        connection.request("GET", "http://almarfa.example/atom.xml")
        assert connection.getresponse().status == 200
        connection.close()
        server.send_signal(signal.SIGINT)
        assert server.wait(timeout=10) == 0


def test_a_taken_port_is_said_in_one_line(web: DemoWeb, capsys: pytest.CaptureFixture[str]) -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    try:
        assert main(["--port", str(web.port)]) == 1
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])
    assert f"port {web.port} on 127.0.0.1" in capsys.readouterr().out
