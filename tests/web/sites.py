"""One host inside the web's process: what each path answers, were there no fault."""

from __future__ import annotations

import fnmatch
import gzip
import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from tests.web import documents, listings
from tests.web.faults import Fault
from tests.web.mazes import DOORS, MAKERS
from tests.web.spec import Discovery, SiteSpec
from tests.web.stories import SECTIONS, Story, make_story

PER_SITEMAP = 50
HTML = "text/html; charset=utf-8"


@dataclass(slots=True)
class Answer:
    """What goes out: the fields of the header and the body, before a fault gets at it."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    modified: str | None = None
    """ISO 8601, for Last-Modified."""


def text(body: str, content_type: str = HTML, modified: str | None = None) -> Answer:
    """An answer in UTF-8."""
    return Answer(body.encode(), content_type, modified=modified)


class Site:
    """The state of one host."""

    def __init__(self, spec: SiteSpec) -> None:
        self.spec = spec
        self.vanished = False
        self.versions: dict[int, int] = dict.fromkeys(range(spec.articles), 1)
        self.modified: dict[int, str] = {}
        """What stories say of their last change, in place of what their version says."""
        self.removed: set[int] = set()
        self._asked: Counter[tuple[str, str]] = Counter()

    def stories(self) -> list[Story]:
        """What is published and not taken away, oldest first."""
        numbers = sorted(self.versions.keys() - self.removed)
        return [self._made(number) for number in numbers]

    def _made(self, number: int) -> Story:
        story = make_story(self.spec.host, number, self.versions[number])
        return replace(story, modified=self.modified.get(number, story.modified))

    def fault(self, path: str) -> Fault | None:
        """The fault that this request meets; asking counts."""
        plain = path.partition("?")[0]
        for pattern, fault in self.spec.faults.items():
            if pattern in (path, plain) or fnmatch.fnmatchcase(path, pattern):
                self._asked[pattern, plain] += 1
                number = self._asked[pattern, plain] - fault.skip
                return fault if number > 0 and (fault.limit is None or number <= fault.limit) else None
        return None

    def replace_faults(self, faults: dict[str, Fault]) -> None:
        """Other faults from now on."""
        self.spec.faults = faults
        self._asked.clear()

    def answer(self, path: str) -> Answer:
        """The right answer for a path with its query, with what the spec adds to it."""
        answer = self._plain_answer(path)
        for pattern, lines in self.spec.headers.items():
            if fnmatch.fnmatchcase(path, pattern):
                answer.headers.update(lines)
        for pattern, added in self.spec.heads.items():
            if fnmatch.fnmatchcase(path, pattern):
                answer.body = answer.body.replace(b"</head>", added.encode() + b"</head>", 1)
        return answer

    def _plain_answer(self, path: str) -> Answer:
        plain = path.partition("?")[0]
        if page := self.spec.pages.get(path) or self.spec.pages.get(plain):
            return Answer(page.body.encode(page.encoding), page.content_type, page.status, dict(page.headers))
        found = self._list(path) or self._story(plain) or self._source(plain) or self._other(plain) or self._maze(path)
        return found or Answer(self._frame("Not found", "<p>There is no such page.</p>"), status=404)

    def empty(self, path: str) -> Answer:
        """What the source at a path would be without a story."""
        bare = Site(SiteSpec(self.spec.host, articles=0, discovery=self.spec.discovery))
        return bare.answer(path)

    def _story(self, path: str) -> Answer | None:
        number = path.rpartition("-")[2]
        if not number.isdigit() or int(number) not in self.versions:
            return None
        story = self._made(int(number))
        if story.path != path:
            return None
        if story.number in self.removed:
            return Answer(self._frame("Gone", "<p>This story was taken down.</p>"), status=410)
        return text(documents.story_page(story), modified=story.modified or story.published)

    def _source(self, path: str) -> Answer | None:
        host, tracking, ways = self.spec.host, self.spec.tracking, self.spec.discovery
        stories = self.stories()
        newest = max((story.modified or story.published for story in stories), default=None)
        if path == "/":
            return text(documents.front_page(host, stories, ways, tracking, self._doors()), modified=newest)
        if path == "/robots.txt":
            return text(documents.robots(host, self.spec.robots, ways), "text/plain")
        if path.startswith("/sitemaps/") and Discovery.SITEMAP_INDEX in ways:
            return self._child(path, stories)
        makers = {
            Discovery.SITEMAP: lambda: documents.sitemap(stories, tracking),
            Discovery.NEWS_SITEMAP: lambda: documents.sitemap(stories, tracking, news=True),
            Discovery.SITEMAP_INDEX: lambda: documents.sitemap_index(host, -(-len(stories) // PER_SITEMAP)),
            Discovery.RSS: lambda: documents.rss(host, stories, tracking),
            Discovery.ATOM: lambda: documents.atom(host, stories, tracking),
            Discovery.JSON_FEED: lambda: documents.json_feed(host, stories, tracking),
        }
        places = {name: (place, "application/xml") for name, place in documents.SITEMAPS.items()} | documents.FEEDS
        for name, (place, content_type) in places.items():
            if place == path and name in ways:
                return text(makers[name](), content_type, newest)
        return None

    def _child(self, path: str, stories: list[Story]) -> Answer | None:
        number = path.removeprefix("/sitemaps/").removesuffix(".xml.gz")
        part = stories[(int(number) - 1) * PER_SITEMAP : int(number) * PER_SITEMAP] if number.isdigit() else []
        if not part:
            return None
        return Answer(gzip.compress(documents.sitemap(part, self.spec.tracking).encode(), mtime=0), "application/gzip")

    def _other(self, path: str) -> Answer | None:
        if path in {f"/section/{name}" for name in SECTIONS}:
            name = path.rpartition("/")[2]
            stories = [story for story in self.stories() if story.section == name]
            body = documents.teasers(stories, self.spec.tracking) if Discovery.LINKS in self.spec.discovery else ""
            return Answer(self._frame(name.capitalize(), body))
        pages = {
            "/about": "".join(f"<p>{paragraph}</p>" for paragraph in documents.ABOUT),
            "/login": '<form method="post"><input name="user"><input name="password" type="password"></form>',
            "/tag/rain": "<ul><li>No story has this tag yet.</li></ul>",
            documents.SECRET: "<p>For the staff only: no crawler may ever see this.</p>",
        }
        return Answer(self._frame(path.rpartition("/")[2].capitalize(), pages[path])) if path in pages else None

    def _list(self, path: str) -> Answer | None:
        if self.spec.listing is None:
            return None
        plain, _, query = path.partition("?")
        found = listings.MAKERS[self.spec.listing](plain, query, list(reversed(self.stories())))
        if found is None:
            return None
        body, kind = found
        whole = self._frame(listings.title(plain), body) if kind == "page" else body.encode()
        return Answer(whole, listings.TYPES[kind])

    def _maze(self, path: str) -> Answer | None:
        plain, _, query = path.partition("?")
        for name in self.spec.mazes:
            body = MAKERS[name](plain, query, self.stories())
            if body is not None:
                return Answer(self._frame(name.capitalize(), body))
        return None

    def _doors(self) -> str:
        return "".join(f"<li>{DOORS[name]}</li>" for name in self.spec.mazes)

    def _frame(self, title: str, body: str) -> bytes:
        return documents.frame(self.spec.host, title, f"<h1>{title}</h1>{body}", doors=self._doors()).encode()


def validate(answer: Answer, headers: dict[str, str]) -> Answer:
    """Add ETag and Last-Modified; 304 where the request's validators say so (RFC 9110, 13.2.2)."""
    etag = f'"{hashlib.sha256(answer.body).hexdigest()[:16]}"'
    answer.headers["ETag"] = etag
    moment = datetime.fromisoformat(answer.modified).astimezone(UTC) if answer.modified else None
    if moment:
        answer.headers["Last-Modified"] = format_datetime(moment, usegmt=True)
    asked = headers.get("if-none-match")
    if asked is not None:
        current = etag in [tag.strip().removeprefix("W/") for tag in asked.split(",")]
    else:
        since = headers.get("if-modified-since")
        current = bool(since and moment and parsedate_to_datetime(since) >= moment)
    if current:
        answer.status, answer.body = 304, b""
    return answer


def pack(answer: Answer) -> Answer:
    """Gzip the body as a transfer saver (Content-Encoding)."""
    answer.body = gzip.compress(answer.body, mtime=0)
    answer.headers["Content-Encoding"] = "gzip"
    return answer
