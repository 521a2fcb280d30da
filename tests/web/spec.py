"""What a test and the web's process tell each other: values that JSON can carry."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Self

from tests.web.faults import Fault

DISALLOW_ALL = "User-agent: *\nDisallow: /\n"


class Discovery(StrEnum):
    """How a site says which articles it has."""

    SITEMAP = "sitemap"
    """/sitemap.xml, named in robots.txt."""
    SITEMAP_INDEX = "sitemap-index"
    """/sitemap_index.xml, named in robots.txt, with gzipped children of at most 50 addresses."""
    NEWS_SITEMAP = "news-sitemap"
    """/news-sitemap.xml (Google News: title and date), named in robots.txt."""
    RSS = "rss"
    """/rss.xml, announced on the front page."""
    ATOM = "atom"
    """/atom.xml, likewise."""
    JSON_FEED = "json-feed"
    """/feed.json, likewise."""
    LINKS = "links"
    """Front page and the sections /section/NAME."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is no made-up story."""

    body: str
    content_type: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    encoding: str = "utf-8"
    """How `body` is turned into bytes."""


@dataclass(slots=True)
class SiteSpec:
    """One host."""

    host: str
    articles: int = 3
    discovery: list[str] = field(default_factory=lambda: [str(Discovery.SITEMAP)])
    faults: dict[str, Fault] = field(default_factory=dict)
    """By path, or path with query, or shell pattern ("/2026/*", "*"); the first that fits counts."""
    pages: dict[str, Page] = field(default_factory=dict)
    robots: str | None = None
    """Text in place of the usual robots.txt; the sitemaps' lines are added."""
    headers: dict[str, dict[str, str]] = field(default_factory=dict)
    """Further headers by path or shell pattern; all that fit are sent."""
    heads: dict[str, str] = field(default_factory=dict)
    """HTML that is added to the <head> of pages, by path or shell pattern."""
    gzip: bool = False
    """Whether bodies are gzipped for clients that accept it."""
    validators: bool = True
    """Whether pages carry ETag and Last-Modified and answer 304."""
    tracking: bool = False
    """Whether listed addresses carry utm parameters."""
    latency: float = 0.0
    """Seconds before every answer."""
    listing: str | None = None
    """How lists are carried on (tests.web.listings); the site has neither sitemap nor feed then."""
    mazes: list[str] = field(default_factory=list)
    """Places without end (tests.web.mazes), linked in the navigation of every page."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can carry it."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """The way back."""
        faults = {path: Fault(**fault) for path, fault in data.pop("faults").items()}
        pages = {path: Page(**page) for path, page in data.pop("pages").items()}
        return cls(**data, faults=faults, pages=pages)


@dataclass(frozen=True, slots=True)
class Request:
    """One line of the log."""

    time: float
    """When it came, seconds since 1970."""
    end: float | None
    """When the answer was out; None while it is not."""
    host: str
    path: str
    """With the query."""
    method: str
    status: int | None
    """None while, or where, no answer is given: reset, silent."""
    sent: int
    """Bytes of the body."""
    proxied: bool
    """Whether it came in the form that proxies get."""
    connection: int
    """Number of the connection it came on."""
    headers: dict[str, str]
    """All of the request's headers; names in lower case."""

    @property
    def user_agent(self) -> str:
        """Empty where none was sent."""
        return self.headers.get("user-agent", "")

    @property
    def conditional(self) -> bool:
        """Whether a validator came along."""
        return "if-none-match" in self.headers or "if-modified-since" in self.headers
