"""Places without end, in which a crawler gets lost: made by rule, so that they are there for every address."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from datetime import date, timedelta
from urllib.parse import parse_qsl, urlencode

from tests.web import documents
from tests.web.stories import Story

Maker = Callable[[str, str, list[Story]], str | None]
"""Path, query and the site's stories -> what stands in the page's main part; None for what is no place of the maze."""

_NUMBERS = itertools.count(1)
FACETS = tuple("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split())
DOORS = {
    "calendar": '<a href="/events">Events</a>',
    "sessions": '<a href="/briefs">Briefs</a>',
    "facets": '<a href="/finder">Finder</a>',
    "endless": '<a href="/corner/">Corner</a>',
    "soft-404": '<a href="/lost">Lost</a>',
}
"""What stands in the navigation of a site with such a maze."""


def calendar(path: str, query: str, stories: list[Story]) -> str | None:
    """/events?month=N: a link a day, with a headline for each, and the next month, for ever."""
    if path == "/events":
        month = int(dict(parse_qsl(query)).get("month", "0"))
        first = date(2026, 11, 1) + timedelta(days=30 * month)
        days = [first + timedelta(days=day) for day in range(30)]
        rows = "".join(
            f'<h2><a href="/events/{day}/programme">What is on in our town on {day:%A, %d %B %Y}</a></h2>'
            for day in days
        )
        return f'{rows}<a rel="next" href="/events?month={month + 1}">Next month</a>'
    return "<p>Nothing is on.</p>" if re.fullmatch(r"/events/\d{4}-\d\d-\d\d/programme", path) else None


def sessions(path: str, query: str, stories: list[Story]) -> str | None:
    """/briefs lists the newest story and itself under a new visitor number at every call."""
    if path == "/briefs":
        story = stories[-1]
        links = "".join(
            f'<h2><a href="/briefs/view?visit_id={next(_NUMBERS):08d}">{story.title}</a></h2>' for _ in range(30)
        )
        return f'{links}<a rel="next" href="/briefs?visit_id={next(_NUMBERS):08d}">More</a>'
    return documents.story_body(stories[-1]) if path == "/briefs/view" else None


def facets(path: str, query: str, stories: list[Story]) -> str | None:
    """/finder: every choice makes a list with more choices."""
    if path != "/finder":
        return None
    chosen = dict(parse_qsl(query))
    links = []
    for key, value in itertools.product(("colour", "size", "brand", "order"), FACETS):
        more = urlencode(sorted({**chosen, key: value}.items()))
        links.append(f'<h3><a href="/finder?{more}">All that we found of the {value} {key}</a></h3>')
    return "".join(links) + "".join(f'<a href="/finder?{key}=first">{key}</a>' for key in ("colour", "size", "brand"))


def endless(path: str, query: str, stories: list[Story]) -> str | None:
    """/corner/: relative links, which the server answers at any depth."""
    if not path.startswith("/corner/"):
        return None
    return (
        '<h2><a href="reports/corner/the-corner-and-its-many-reports/">The corner and its many old reports</a></h2>'
        '<a href="reports/">Reports</a> <a href="corner/">Corner</a>'
        '<a rel="next" href="corner/more/">More</a>'
    )


def soft_404(path: str, query: str, stories: list[Story]) -> str | None:
    """Whatever is asked for is there, and is the same; /lost links much that is not."""
    if path == "/lost":
        address, title = "/old/a-story-that-was-taken-down-{n}", "A story that was taken down, the {n}th"
        return "".join(f'<h2><a href="{address.format(n=1000 + n)}">{title.format(n=n)}</a></h2>' for n in range(30))
    return f"<p>Welcome to our pages. See what is new: {documents.teasers(stories[-3:], False)}</p>"


MAKERS: dict[str, Maker] = {
    "calendar": calendar,
    "sessions": sessions,
    "facets": facets,
    "endless": endless,
    "soft-404": soft_404,
}
