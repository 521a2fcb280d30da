"""What the driver does beside the browser."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode
from ipaddress import ip_address
from pathlib import Path

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse

from newscrawl.crawl.address_guard import AddressGuard
from newscrawl.middlewares.refusals import PrivateAddress
from newscrawl.rendering import launcher

pytest.importorskip("scrapy_playwright")
URL = "http://a.test/story"


def test_what_dns_answers_to_the_browser_is_checked_as_well() -> None:
    from newscrawl.rendering.driver import check_address

    guard = AddressGuard([URL], {})
    assert guard.resolved("a.test", "93.184.215.14")
    check_address(guard, HtmlResponse(URL), URL)
    check_address(guard, HtmlResponse(URL, ip_address=ip_address("93.184.215.14")), URL)
    with pytest.raises(PrivateAddress, match=r"10\.0\.0\.7"):
        check_address(guard, HtmlResponse(URL, ip_address=ip_address("10.0.0.7")), URL)
    own = AddressGuard([URL], {})
    check_address(own, HtmlResponse(URL, ip_address=ip_address("10.0.0.7")), URL)  # the site itself is there


def test_the_proxy_is_the_requests_with_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    from newscrawl.rendering.exchange import proxy_of

    monkeypatch.setenv("no_proxy", "b.test")
    assert proxy_of(Request(URL)) is None
    plain = Request(URL, meta={"proxy": "http://127.0.0.1:8"})
    assert proxy_of(plain) == {"server": "http://127.0.0.1:8", "bypass": "b.test"}
    plain.headers["Proxy-Authorization"] = b"Basic " + b64encode(b"me:my:secret")
    named = proxy_of(plain) or {}
    assert (named["username"], named["password"]) == ("me", "my:secret")


def test_the_launcher_becomes_the_program_and_says_its_process(tmp_path: Path) -> None:
    place = tmp_path / "pid"
    code = "import os, sys; print(os.getpid(), *sys.argv[1:])"
    command = [sys.executable, "-I", "-S", launcher.__file__, str(place), sys.executable, "-c", code, "--a", "b c"]
    told = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.split(maxsplit=1)
    assert told == [place.read_text(), "--a b c\n"]
