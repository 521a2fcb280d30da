"""Where `extract` and `explain` get their page from: an address, a file, or stdin."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from newscrawl.cli.errors import CallError
from newscrawl.cli.fetch import Fetched, Fetcher


@dataclass(frozen=True, slots=True)
class Given:
    """A page and where it came from."""

    url: str
    """Of the page: after redirects where it was fetched; as given with --url, else as the page itself says."""
    requested: str
    """The address that was asked for."""
    body: bytes
    content_type: str | None = None
    status: int = 200
    file: str | None = None
    """The file's name, `-` for stdin; None where it was fetched."""
    fetched: Fetched | None = None
    at: str | None = None
    """When it was fetched: ISO 8601, UTC."""


def is_address(text: str) -> bool:
    """Whether the word is an http(s) address."""
    return text.lower().startswith(("http://", "https://"))


def check_addresses(word: str, url: str | None) -> None:
    """Whether what begins like an address is one. Raises CallError."""
    if url is not None and not (is_address(url) and _host(url)):
        raise CallError(f"--url: {url!r} is no address; write one with http:// or https://")
    if is_address(word) and not _host(word):
        raise CallError(f"{word!r} is no address: it names no host")


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def read_given(word: str, url: str | None, fetcher: Fetcher | None = None) -> Given:
    """The page that the command line names.

    In: URL, FILE or `-`; the --url option; what fetches, newscrawl's own where none is given. Raises CallError for a
    wrong call, FetchError where the page cannot be had.
    """
    check_addresses(word, url)
    if is_address(word):
        return _fetch(word, url, fetcher or new_fetcher())
    body = _read(word)
    address = url or _own_address(body)
    if address is None:
        raise CallError(f"{_name(word)} does not say its address; give it with --url https://...")
    return Given(url=address, requested=address, body=body, file=word)


def new_fetcher() -> Fetcher:
    """With the User-Agent of a crawl."""
    from newscrawl.settings import USER_AGENT

    return Fetcher(USER_AGENT)


def _fetch(word: str, url: str | None, fetcher: Fetcher) -> Given:
    at = datetime.now(UTC).isoformat(timespec="seconds")
    answer = fetcher.fetch(word)
    return Given(
        url=url or answer.url,
        requested=word,
        body=answer.body,
        content_type=answer.content_type,
        status=answer.status,
        fetched=answer,
        at=at,
    )


def _read(word: str) -> bytes:
    if word == "-":
        body = sys.stdin.buffer.read()
        if not body.strip():
            raise CallError(
                "stdin: nothing came; pipe a page into it, as in `curl -s URL | newscrawl extract - --url URL`"
            )
        return body
    path = Path(word)
    try:
        body = path.read_bytes()
    except FileNotFoundError:
        hint = f"; for an address write https://{word}" if "." in word.split("/")[0].strip(".") else ""
        raise CallError(f"{word}: no such file{hint}") from None
    except OSError as error:
        raise CallError(f"{word}: cannot be read ({error.strerror}); name a file with a page in it") from error
    if not body.strip():
        raise CallError(f"{word}: the file is empty")
    return body


def _name(word: str) -> str:
    return "stdin" if word == "-" else word


def _own_address(body: bytes) -> str | None:
    """The absolute address that the page gives as its own, if any."""
    from newscrawl.core.extraction.metadata.reader import read_metadata
    from newscrawl.core.extraction.page import read_page

    # A name that is never one (RFC 2606): what resolves against it was not absolute.
    found = read_metadata(read_page(body, "http://page.invalid/")).canonical
    host = urlsplit(found).hostname if found else None
    return found if host and host != "page.invalid" else None
