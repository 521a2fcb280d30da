"""Forms of articles: for AMP and print, as data for scripts, as live blogs."""

from __future__ import annotations

import json

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


def test_a_page_that_scripts_fill_gives_its_text_without_a_browser(bench: Bench) -> None:
    said = {"@type": "NewsArticle", "headline": STORY.title, "datePublished": STORY.published}
    html = "".join(f"<p>{paragraph}</p>" for paragraph in STORY.paragraphs)
    assert '"' not in STORY.paragraphs[1]
    shell = (
        f'<html lang="en"><head><title>{STORY.title}</title><meta name="description" content="{STORY.paragraphs[1]}">'
        f'<script type="application/ld+json">{json.dumps(said)}</script>'
        '</head><body><div id="__next"></div><script id="__NEXT_DATA__" type="application/json">'
        f"{json.dumps({'props': {'pageProps': {'story': {'body': html}}}})}</script></body></html>"
    )
    front = frame(HOST, HOST, f'<h2><a href="{STORY.path}">{STORY.title}</a></h2>')
    site = bench.web.site(HOST, articles=0, discovery="links", pages={"/": front, STORY.path: shell})
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == {STORY.url: STORY.text}
    (record,) = bench.records()
    assert record["extractor"].endswith(" data")
    assert (record["rendered"], record["kind"]) == (False, "article")
    assert asked(site).count(STORY.path) == 1


def test_a_live_blog_is_marked(bench: Bench) -> None:
    entries = "".join(
        f'<section><time datetime="2026-09-01T1{n}:30:00Z">1{n}:30</time><p>{paragraph}</p></section>'
        for n, paragraph in enumerate((*STORY.paragraphs, *make_story(HOST, 2).paragraphs))
    )
    first, last = STORY.paragraphs[0], STORY.paragraphs[-1]
    plain = story_page(STORY)
    start, end = plain.index(f"<p>{first[:20]}"), plain.index("</p>", plain.index(last[-20:])) + 4
    front = frame(HOST, HOST, f'<h2><a href="{STORY.path}">{STORY.title}</a></h2>')
    pages = {"/": front, STORY.path: plain[:start] + entries + plain[end:]}
    site = bench.web.site(HOST, articles=0, discovery="links", pages=pages)
    assert bench.crawl([site]).exit_code == 0
    assert [record["kind"] for record in bench.records()] == ["live-blog"]
