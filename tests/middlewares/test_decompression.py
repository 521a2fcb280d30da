"""Every encoding, whole, cut and lying; against the real libraries."""

from __future__ import annotations

import contextlib
import gzip
import random
import tracemalloc
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from scrapy import Request
from scrapy.exceptions import ResponseDataLossError
from scrapy.http import HtmlResponse, Response

from newscrawl.core.content_encoding import Broken, decode, looks_plain
from newscrawl.middlewares.decompression import LARGE, Decompression
from newscrawl.middlewares.refusals import TooLarge

PAGE = "<html>" + "".join(f"<p>Nummer {n * 7919 % 10007} für alle</p>" for n in range(3000)) + "</html>"
BODY = PAGE.encode()


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACKED = {
    "gzip": gzip.compress(BODY),
    "x-gzip": gzip.compress(BODY[:100]) + gzip.compress(BODY[100:]) + b"\0" * 16,
    "deflate": zlib.compress(BODY),
    "br": brotli.compress(BODY),
    "zstd": zstandard.ZstdCompressor().compress(BODY),
}


@pytest.mark.parametrize("name", PACKED)
def test_whole_ones_come_out_whole(name: str) -> None:
    assert decode(PACKED[name], [name], len(BODY)) == BODY


def test_raw_deflate_and_two_in_a_row() -> None:
    assert decode(raw_deflate(BODY), ["deflate"], 10**6) == BODY
    assert decode(brotli.compress(gzip.compress(BODY)), ["gzip", "identity", "br"], 10**6) == BODY


@pytest.mark.parametrize("name", PACKED)
def test_cut_ones_are_broken(name: str) -> None:
    for share in (0.2, 0.5, 0.95):
        with pytest.raises(Broken):
            decode(PACKED[name][: int(len(PACKED[name].rstrip(b"\0")) * share)], [name], 10**6)


@pytest.mark.parametrize("name", PACKED)
def test_more_than_the_limit_does_not_come_out(name: str) -> None:
    with pytest.raises(OverflowError):
        decode(PACKED[name], [name], len(BODY) - 1)


def test_an_unknown_encoding_is_broken() -> None:
    with pytest.raises(Broken, match="'sdch'"):
        decode(BODY, ["sdch"], 10**6)


@pytest.mark.parametrize("name", ["gzip", "br", "zstd"])
def test_a_bomb_stays_small(name: str) -> None:
    """1 GiB of zeros in some kilobytes; packed by parts, so that the test stays small itself."""
    zeros = bytes(2**24)
    if name == "gzip":
        packer = zlib.compressobj(wbits=31)
        bomb = b"".join(packer.compress(zeros) for _ in range(64)) + packer.flush()
    elif name == "br":
        brotler = brotli.Compressor(quality=5)
        bomb = b"".join(brotler.process(zeros) for _ in range(64)) + brotler.finish()
    else:
        zstder = zstandard.ZstdCompressor().compressobj()
        bomb = b"".join(zstder.compress(zeros) for _ in range(64)) + zstder.flush()
    tracemalloc.start()
    with pytest.raises(OverflowError):
        decode(bomb, [name], 2**25)
    assert tracemalloc.get_traced_memory()[1] < 2**27
    tracemalloc.stop()


@given(st.binary(max_size=300), st.sampled_from([*PACKED, "identity"]))
def test_any_bytes_come_out_or_are_broken(data: bytes, name: str) -> None:
    with contextlib.suppress(Broken):
        assert isinstance(decode(data, [name], 10**6), bytes)


def answer(body: bytes, encoding: str) -> Response:
    headers = {"Content-Encoding": encoding, "Content-Type": "text/html; charset=utf-8"}
    return Response("http://a.test/x", headers=headers, body=body)


REQUEST = Request("http://a.test/x")


def middleware(limit: int, again: Request | None = None) -> Decompression:
    return Decompression(limit, lambda _: again)


async def test_the_response_is_read_as_text_and_loses_its_header() -> None:
    response = await middleware(10**7).process_response(REQUEST, answer(PACKED["br"], "br"))
    assert isinstance(response, HtmlResponse)
    assert response.text == PAGE
    assert b"Content-Encoding" not in response.headers


async def test_a_plain_body_under_a_wrong_header_is_taken() -> None:
    assert looks_plain(BODY)
    response = await middleware(10**7).process_response(REQUEST, answer(BODY, "gzip"))
    assert response.body == BODY


async def test_half_a_body_is_data_loss_and_a_giant_is_refused() -> None:
    with pytest.raises(ResponseDataLossError):
        await middleware(10**7).process_response(REQUEST, answer(PACKED["gzip"][:500], "gzip"))
    again = Request("http://a.test/again")
    assert await middleware(10**7, again).process_response(REQUEST, answer(PACKED["gzip"][:500], "gzip")) is again
    with pytest.raises(TooLarge):
        await middleware(100).process_response(REQUEST, answer(PACKED["zstd"], "zstd"))


async def test_large_ones_too_are_undone_or_refused() -> None:
    body = random.Random(1).randbytes(2**19)
    packed = gzip.compress(body)
    assert len(packed) > LARGE
    response = await middleware(10**7).process_response(REQUEST, answer(packed, "gzip"))
    assert response.body == body
    with pytest.raises(ResponseDataLossError):
        await middleware(10**7).process_response(REQUEST, answer(packed[:-9], "gzip"))
    with pytest.raises(TooLarge):
        await middleware(2**18).process_response(REQUEST, answer(packed, "gzip"))


async def test_no_encoding_and_no_body_are_left_alone() -> None:
    for response in (answer(b"", "gzip"), Response("http://a.test/x", body=BODY)):
        assert await middleware(10**7).process_response(REQUEST, response) is response


def test_what_can_be_undone_is_asked_for() -> None:
    request = Request("http://a.test/x")
    middleware(1).process_request(request)
    assert request.headers[b"Accept-Encoding"] == b"gzip, deflate, br, zstd"
