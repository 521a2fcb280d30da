"""Encodings that Python knows and the web does not: nothing is read in them; and how others are found out, in time."""

from __future__ import annotations

import pytest

from newscrawl.core.candidate import SourceKind
from newscrawl.core.decode import decode, is_of_the_web
from newscrawl.core.discovery.links import parse_links
from newscrawl.core.discovery.sitemaps import parse_sitemap

URL = "https://e.org/"
PYTHONS = ["punycode", "idna", "unicode_escape", "raw-unicode-escape", "utf-7", "rot13", "undefined", "zlib", "x" * 500]
MANY = b"\xff-" + b"abcdefghijz" * 500_000
"""As punycode, hours."""


@pytest.mark.parametrize("name", PYTHONS)
def test_nothing_is_read_in_pythons_own_encodings(name: str) -> None:
    text = decode(b"<p>\\u0041 +ADw-b+AD4- caf\xe9 " + MANY, f"text/html; charset={name}").text
    assert text.startswith("<p>\\u0041 +ADw-b+AD4- caf")
    declared = f"<meta charset={name}>".encode()
    assert "abcdefghijz" in decode(declared + MANY).text
    page = declared + b'<a href="/politics/2026/11/mayor-opens-bridge">The mayor opens a bridge</a>' + MANY
    for header in (None, f"text/html; charset={name}"):
        found = parse_links(page, URL, content_type=header, kind=SourceKind.FRONT_PAGE, depth=0)
        assert [candidate.url for candidate in found.candidates] == [f"{URL}politics/2026/11/mayor-opens-bridge"]
    sitemap = f"<?xml version='1.0' encoding='{name}'?><urlset><url><loc>{URL}a-b</loc></url>".encode() + MANY
    assert [candidate.url for candidate in parse_sitemap(sitemap, URL).candidates] == [f"{URL}a-b"]


@pytest.mark.parametrize(
    "name", ["utf-8", "windows-1252", "latin1", "shift_jis", "big5", "gb18030", "koi8-r", "euc-kr"]
)
def test_the_webs_are(name: str) -> None:
    assert is_of_the_web(name)


@pytest.mark.parametrize("part", ["<", "<script>", "<style>", "<script></style>", "</", "<a ", "&", "\xe4 ", "\xe4"])
def test_an_encoding_is_found_out_in_time(part: str) -> None:
    text = decode((part * 1_000_000).encode("latin-1") + "caf\xe9 f\xfcr \xe4lter".encode("latin-1")).text
    assert "lter" in text[-10:]


def test_scripts_and_styles_say_nothing_of_the_encoding() -> None:
    other = "<SCRIPT>" + "\u041f\u0440\u0438\u0432\u0435\u0442 ".encode("cp1251").decode("latin-1") * 200 + "</SCRIPT>"
    page = f"<html>{other}<p>Die B\xe4ume f\xfcr die \xc4lteren stehen gr\xfcn \xfcber der Stra\xdfe.</p>" * 3
    assert "B\xe4ume f\xfcr die \xc4lteren" in decode(page.encode("latin-1")).text
