"""Credentials are no part of what is kept of a request."""

from __future__ import annotations

import pytest

from newscrawl.core.private_headers import PRIVATE, without_headers


@pytest.mark.parametrize(
    ("fields", "kept"),
    [
        ([b"Host: a.test", b"Accept: */*"], [b"Host: a.test", b"Accept: */*"]),
        ([b"Authorization: Basic eDp5", b"Host: a.test", b"COOKIE:a=1"], [b"Host: a.test"]),
        ([b"Cookie: a=1", b"\tb=2", b" c=3", b"Host: a.test"], [b"Host: a.test"]),
        ([b"cookie : a=1", b"Proxy-Authorization: x", b"Cookies: 1"], [b"Cookies: 1"]),
        ([b"X-Api-Key: k", b"x-odd", b"Set-Cookie: a=1"], [b"x-odd", b"Set-Cookie: a=1"]),
    ],
)
def test_fields_with_credentials_go_and_all_else_stays(fields: list[bytes], kept: list[bytes]) -> None:
    def message(lines: list[bytes]) -> bytes:
        return b"\r\n".join([b"GET /authorization: HTTP/1.1", *lines]) + b"\r\n\r\nCookie: in the body\r\n\r\n"

    assert without_headers(message(fields), PRIVATE | {"x-api-key"}) == message(kept)


def test_a_request_without_fields() -> None:
    assert without_headers(b"Cookie: x HTTP/1.1\r\n\r\n") == b"Cookie: x HTTP/1.1\r\n\r\n"
    assert without_headers(b"") == b""
