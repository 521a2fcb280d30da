"""Ways in which a site without sitemap and feed carries on its lists; ten stories a page, the newest first."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Sequence
from datetime import date
from urllib.parse import parse_qs

from tests.web import documents
from tests.web.stories import Story

PER_PAGE = 10
Answer = tuple[str, str]
"""A body and its type: "page" (the main part of one), "part" (HTML without a frame) or "json"."""

Maker = Callable[[str, str, Sequence[Story]], Answer | None]
"""Path, query, stories (newest first) -> an answer; None for what is no list."""


def _slice(stories: Sequence[Story], page: int) -> str:
    return documents.teasers(list(reversed(stories[(page - 1) * PER_PAGE : page * PER_PAGE])), tracking=False)


def _last(stories: Sequence[Story]) -> int:
    return -(-len(stories) // PER_PAGE)


def numbers(path: str, query: str, stories: Sequence[Story]) -> Answer | None:
    """/?page=N with a row of numbers; beyond the last page, the last one again."""
    if path != "/":
        return None
    page = min(int(parse_qs(query).get("page", ["1"])[0]), _last(stories))
    row = " ".join(
        f"<b>{n}</b>" if n == page else f'<a href="/?page={n}">{n}</a>' for n in range(1, _last(stories) + 1)
    )
    return _slice(stories, page) + f"<p>{row}</p>", "page"


def rel_next(path: str, query: str, stories: Sequence[Story]) -> Answer | None:
    """/page/N with rel=next."""
    number = path.removeprefix("/page/")
    if path != "/" and not number.isdigit():
        return None
    page = 1 if path == "/" else int(number)
    more = f'<a rel="next" href="/page/{page + 1}">Ylläpito</a>' if page < _last(stories) else ""
    return (_slice(stories, page) + more, "page") if page <= _last(stories) else None


def older(path: str, query: str, stories: Sequence[Story]) -> Answer | None:
    """/?before=CURSOR by a word."""
    if path != "/":
        return None
    page = int(parse_qs(query).get("before", ["0000001"])[0])
    more = f'<p><a href="/?before={page + 1:07d}">Ältere Beiträge</a></p>' if page < _last(stories) else ""
    return _slice(stories, page) + more, "page"


def scroll(path: str, query: str, stories: Sequence[Story]) -> Answer | None:
    """The front page has a button for a script, which gets parts of a page and counts on."""
    page = int(parse_qs(query).get("page", ["1"])[0])
    if path == "/parts":
        return _slice(stories, page), "part"
    return (_slice(stories, 1) + '<button data-next-url="/parts?page=2">…</button>', "page") if path == "/" else None


def scroll_json(path: str, query: str, stories: Sequence[Story]) -> Answer | None:
    """The same with JSON that names the next part."""
    page = int(parse_qs(query).get("page", ["1"])[0])
    if path == "/api/stories":
        part = stories[(page - 1) * PER_PAGE : page * PER_PAGE]
        data: dict[str, object] = {"items": [{"url": s.path, "title": s.title, "teaser": "…"} for s in part]}
        if page < _last(stories):
            data["next"] = f"/api/stories?page={page + 1}"
        return json.dumps(data), "json"
    return (
        (_slice(stories, 1) + '<div class="infinite-scroll" data-url="/api/stories?page=2"></div>', "page")
        if path == "/"
        else None
    )


def archive(path: str, query: str, stories: Sequence[Story]) -> Answer | None:
    """The front page shows five; /archive lists the months, each its days, each its stories, and days to come."""
    days = sorted({story.published[:10] for story in stories}, reverse=True)
    if path == "/":
        return documents.teasers(list(reversed(stories[:5])), tracking=False) + '<a href="/archive">Archive</a>', "page"
    if path == "/archive":
        months = sorted({day[:7] for day in days})
        return "".join(f'<a href="/archive/{month}">{month}</a> ' for month in months), "page"
    said = path.removeprefix("/archive/")
    if len(said) == 7 and path != said:
        year, month = map(int, said.split("-"))
        last = date(year + month // 12, month % 12 + 1, 1).toordinal() - date(year, month, 1).toordinal()
        return "".join(f'<a href="/archive/{said}-{day:02d}">{day}</a> ' for day in range(1, last + 1)), "page"
    if len(said) == 10 and path != said:
        found = [story for story in stories if story.published[:10] == said]
        return documents.teasers(list(reversed(found)), tracking=False) or "<p>None.</p>", "page"
    return None


def sections(path: str, query: str, stories: Sequence[Story]) -> Answer | None:
    """Nothing but navigation: the front page names sections, these name their parts, and only parts name stories."""
    names = sorted({story.section for story in stories})
    if path == "/":
        return "<p>Welcome.</p>", "page"
    if path.startswith("/section/"):
        name, _, part = path.removeprefix("/section/").partition("/")
        own = [story for story in stories if story.section == name]
        if not part and name in names:
            links = f'<li><a href="/section/{name}/town">Town</a></li><li><a href="/section/{name}/land">Land</a></li>'
            return f'<nav class="submenu"><ul>{links}</ul></nav><p>Choose.</p>', "page"
        half = own[::2] if part == "town" else own[1::2]
        return documents.teasers(list(reversed(half)), tracking=False), "page"
    return None


MAKERS: dict[str, Maker] = {
    "numbers": numbers,
    "rel-next": rel_next,
    "older": older,
    "scroll": scroll,
    "scroll-json": scroll_json,
    "archive": archive,
    "sections": sections,
}
TYPES = {"page": "text/html; charset=utf-8", "part": "text/html; charset=utf-8", "json": "application/json"}


def title(path: str) -> str:
    """What the page of a list is called."""
    return html.escape(path.strip("/").replace("/", " ").capitalize() or "News")
