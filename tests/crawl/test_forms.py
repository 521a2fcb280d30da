"""AMP, print and mobile forms of an article are that article: one line, and no second request."""

from __future__ import annotations

from tests.crawl.harness import Bench
from tests.web import WebSite
from tests.web.documents import frame, story_page
from tests.web.stories import make_story

HOST = "a.test"
STORY = make_story(HOST, 1)
ODD = "/accelerated/77001-of-that-very-story"


def put_up(bench: Bench, *paths: str) -> WebSite:
    """A site whose front page names these paths; the story names its AMP form, whose address is like none other."""
    links = "".join(f'<h2><a href="{path}">{STORY.title}, {n}</a></h2>' for n, path in enumerate(paths))
    plain = story_page(STORY).replace("<head>", f'<head><link rel="amphtml" href="{ODD}">')
    usual = {f"{STORY.path}{end}": plain for end in ("", "/amp", "?outputType=amp", "?print=1", "/print/")}
    pages = {"/": frame(HOST, HOST, links), f"/amp{STORY.path}": plain, **usual, ODD: story_page(STORY)}
    return bench.web.site(HOST, articles=0, discovery="links", pages=pages)


def asked(site: WebSite) -> list[str]:
    return [request.path for request in site.log() if request.path not in ("/", "/robots.txt", "/sitemap.xml")]


def test_usual_forms_are_asked_for_once(bench: Bench) -> None:
    site = put_up(
        bench,
        *(f"{STORY.path}{end}" for end in ("?outputType=amp", "", "/amp", "?print=1", "/print/")),
        f"/amp{STORY.path}",
        f"http://m.{HOST}{STORY.path}",
        f"http://amp.{HOST}{STORY.path}",
    )
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == {STORY.url: STORY.text}
    assert len([path for path in asked(site) if "-1" in path]) == 1


def test_an_amp_page_that_comes_first_stands_for_the_article(bench: Bench) -> None:
    site = put_up(bench, ODD)
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == {STORY.url: STORY.text}
    assert ODD in asked(site)
    site = put_up(bench, ODD, STORY.path)
    bench.web.clear_log()
    bench.crawl([site], "--all")
    assert not {ODD, STORY.path} & set(asked(site))
    assert len(bench.records()) == 1


def test_a_form_that_the_article_names_is_known(bench: Bench) -> None:
    site = put_up(bench, STORY.path)
    assert bench.crawl([site]).exit_code == 0
    site = put_up(bench, STORY.path, ODD)
    bench.web.clear_log()
    bench.crawl([site], "--all")
    assert not {ODD, STORY.path} & set(asked(site))
    assert bench.texts() == {STORY.url: STORY.text}
