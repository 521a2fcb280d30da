"""The stored sites: `web/HOST/...` as addresses with bodies.

A file `a/b.html` answers `/a/b.html`, or `/a/b` where the site says `html_suffix = false`; `a/index.html` answers
`/a/`.  File names are percent-encoded where the address is not ASCII.  Names that begin with `_` are not addresses:
`_site.toml` (see `Site`), `_404.html`, `_queries/NAME.html` (answers any address whose query holds NAME), and
`_later/...`, a second tree laid over the first one when the web publishes.
"""

from __future__ import annotations

import fnmatch
import hashlib
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any
from urllib.parse import parse_qs, unquote

TYPES = {
    "html": "text/html; charset=utf-8",
    "xml": "application/xml",
    "txt": "text/plain; charset=utf-8",
    "json": "application/json",
    "js": "text/javascript; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "png": "image/png",
    "gz": "application/gzip",
}


@dataclass(frozen=True, slots=True)
class Resource:
    """What one address answers."""

    body: bytes
    content_type: str
    modified: datetime
    status: int = 200

    @property
    def etag(self) -> str:
        """A strong validator over the body (RFC 9110, 8.8.3)."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:20]}"'


@dataclass(frozen=True, slots=True)
class Site:
    """One host of the web; the scalar fields are the keys of its `_site.toml`."""

    host: str
    name: str
    language: str
    """BCP 47 primary code."""
    gzip: bool = False
    """Whether texts are sent gzipped to clients that accept it."""
    twin: str | None = None
    """A second host name that redirects to this one."""
    redirects: dict[str, str] = field(default_factory=dict)
    """Path, or path with query, to path."""
    now: dict[str, Resource] = field(default_factory=dict)
    """Decoded path to resource."""
    later: dict[str, Resource] = field(default_factory=dict)
    """What replaces or joins `now` once the web has published."""
    queries: dict[str, Resource] = field(default_factory=dict)
    """Name of a query parameter to the page that answers it."""
    missing: Resource | None = None
    """The site's own page for status 404."""

    @property
    def url(self) -> str:
        """The front page."""
        return f"http://{self.host}/"

    def find(self, path: str, query: str, published: bool) -> Resource | str | None:
        """The resource at a raw path and query, a path to redirect to, or None where there is nothing."""
        if target := self.redirects.get(f"{path}?{query}" if query else path):
            return target
        for name in parse_qs(query, keep_blank_values=True):
            if name in self.queries:
                return self.queries[name]
        plain = unquote(path)
        if published and plain in self.later:
            return self.later[plain]
        if plain in self.now:
            return self.now[plain]
        return f"{path}/" if f"{plain}/" in self.now else None


def load_sites() -> list[Site]:
    """All bundled sites, by host name."""
    root = files("newscrawl.demo") / "web"
    return [_load(folder) for folder in sorted(root.iterdir(), key=lambda entry: entry.name) if folder.is_dir()]


def _load(folder: Traversable) -> Site:
    config = tomllib.loads((folder / "_site.toml").read_text(encoding="utf-8"))
    shelf = _Shelf(config)
    now = shelf.resources(folder, config["last_modified"])
    later: dict[str, Resource] = {}
    if (folder / "_later").is_dir():
        later = shelf.resources(folder / "_later", config["later_modified"])
    queries: dict[str, Resource] = {}
    if (folder / "_queries").is_dir():
        found = shelf.resources(folder / "_queries", config["last_modified"])
        queries = {path.strip("/").removesuffix(".html"): resource for path, resource in found.items()}
    missing = None
    if (folder / "_404.html").is_file():
        missing = Resource((folder / "_404.html").read_bytes(), TYPES["html"], config["last_modified"], 404)
    return Site(
        host=folder.name,
        name=config["name"],
        language=config["language"],
        gzip=config.get("gzip", False),
        twin=config.get("twin"),
        redirects=config.get("redirects", {}),
        now=now,
        later=later,
        queries=queries,
        missing=missing,
    )


class _Shelf:
    """Files of one site, under the addresses and types that its configuration gives them."""

    def __init__(self, config: dict[str, Any]) -> None:
        self._types: dict[str, str] = config.get("types", {})
        self._index: str = config.get("index", "index.html")
        self._suffix: bool = config.get("html_suffix", True)

    def resources(self, folder: Traversable, modified: datetime) -> dict[str, Resource]:
        found = {}
        for name, file in _walk(folder, ""):
            for path in self._paths(name):
                found[path] = Resource(file.read_bytes(), self._type(path, name), modified.astimezone(UTC))
        return found

    def _paths(self, name: str) -> list[str]:
        path = "/" + unquote(name)
        stem, _, last = path.rpartition("/")
        if last == "index.xml":
            return [f"{stem}/"]
        if last == self._index:
            # A front page that is linked by its file name answers both spellings, as real servers do.
            return [f"{stem}/"] if self._index == "index.html" else [f"{stem}/", path]
        return [path.removesuffix(".html") if not self._suffix else path]

    def _type(self, path: str, name: str) -> str:
        for pattern, content_type in self._types.items():
            if fnmatch.fnmatchcase(path, pattern):
                return content_type
        return TYPES.get(name.rsplit(".", 1)[-1], "application/octet-stream")


def _walk(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.name.startswith("_"):
            continue
        if entry.is_dir():
            yield from _walk(entry, f"{prefix}{entry.name}/")
        else:
            yield prefix + entry.name, entry
