"""Pages that only a browser fills, in real crawls."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.crawl.browsers import look_for_browser
from tests.crawl.harness import Bench, expected
from tests.web import WebSite
from tests.web.scripted import KINDS, content_types, scripted
from tests.web.spec import Page
from tests.web.stories import make_story

HOST = "scripts.test"
PLAIN = 3
"""Stories whose pages need no browser."""


@pytest.fixture(autouse=True)
def _browser() -> None:
    if missing := look_for_browser(None).missing:
        pytest.skip(missing)


def put_up(bench: Bench, *kinds: str, **options: Any) -> WebSite:
    """A site whose sitemap names plain stories, then one of each kind."""
    pages: dict[str, Page] = {}
    for number, kind in enumerate(kinds, PLAIN):
        bodies = scripted(kind, make_story(HOST, number))
        types = content_types(bodies)
        pages |= {path: Page(body, types[path]) for path, body in bodies.items()}
    return bench.web.site(HOST, articles=PLAIN + len(kinds), pages=pages, **options)


def test_every_kind_of_page_is_read_and_no_plain_one_is_rendered(bench: Bench) -> None:
    site = put_up(bench, *KINDS)
    outcome = bench.crawl([site], "--archive")
    assert outcome.exit_code == 0, outcome.stderr
    texts = bench.texts()
    wrong = [
        kind
        for number, kind in enumerate(KINDS, PLAIN)
        if texts.get(site.stories[number].url) != site.stories[number].text
    ]
    assert wrong == [], (outcome.stderr[-3000:], bench.records("rejected"))
    assert texts == expected(site)
    rendered = {row["url"] for row in bench.records() if row["rendered"]}
    assert rendered == {story.url for story in site.stories[PLAIN:]}
    assert json.loads(json.dumps(outcome.figures))["rendered"] == len(KINDS)
