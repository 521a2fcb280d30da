"""The bundled pages are what expected.json says, and hang together."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections import Counter
from typing import Any
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from lxml import etree, html

from newscrawl.core.verdict import Reason
from newscrawl.demo import load_expected
from newscrawl.demo.pages import Resource, Site, load_sites

SITES = {site.host: site for site in load_sites()}
ROWS = load_expected()
ARTICLES = [row for row in ROWS if row["kind"] == "article"]


def resource(url: str, published: bool = False) -> Resource:
    parts = urlsplit(url)
    found = SITES[parts.netloc].find(parts.path, parts.query, published)
    assert isinstance(found, Resource), url
    return found


def decoded(page: Resource) -> str:
    """The page in the encoding that its header or its own text names; ASCII where neither does."""
    named = re.search(r"charset=([\w-]+)", page.content_type, re.I)
    inside = re.search(rb"charset=\"?([\w-]+)", page.body, re.I)
    name = named[1] if named else inside[1].decode() if inside else "ascii"
    return page.body.decode(name)


def shown(page: Resource) -> str:
    """All that stands in the body, white space folded, line breaks as blanks."""
    tree = html.fromstring(decoded(page).encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
    for script in tree.xpath("//script|//style"):
        script.drop_tree()
    return " ".join(tree.text_content().split())


def html_pages(site: Site) -> dict[str, Resource]:
    pages = {**site.now, **{f"/_later{path}": page for path, page in site.later.items()}}
    return {path: page for path, page in pages.items() if page.content_type.startswith("text/html")}


def test_every_host_is_reserved_and_has_robots() -> None:
    assert len(SITES) == 7
    for host, site in SITES.items():
        assert host.endswith(".example")
        assert b"Disallow: /intern/" in site.now["/robots.txt"].body


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row["url"]))
def test_every_expected_page_is_there(row: dict[str, Any]) -> None:
    resource(row["url"], published=row.get("later", False))
    assert row["kind"] in {"article", "disallowed", *Reason}
    assert set(row.get("also", [])) <= set(Reason)
    assert row["host"] == urlsplit(row["url"]).netloc


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: str(row["url"]))
def test_an_article_shows_its_expected_text(row: dict[str, Any]) -> None:
    later = row.get("later", False)
    versions = [(row, resource(row["url"], later))]
    if "updated" in row:
        versions.append(({**row, **row["updated"]}, resource(row["url"], published=True)))
    for version, page in versions:
        text = shown(page)
        title, *paragraphs = version["text"].split("\n\n")
        assert title == version["title"]
        assert unicodedata.is_normalized("NFC", version["text"])
        assert len(paragraphs) >= 4
        places = [text.find(" ".join(part.split())) for part in paragraphs]
        assert -1 not in places
        assert places == sorted(places)
        tree = html.fromstring(decoded(page).encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))
        assert [heading.text_content() for heading in tree.iter("h1")] == [title]


@pytest.mark.parametrize("row", ARTICLES, ids=lambda row: str(row["url"]))
def test_an_article_is_long_enough_to_read(row: dict[str, Any]) -> None:
    size = len(row["text"]) / 3 if row["language"] == "ja" else len(row["text"].split())
    assert 120 <= size <= 400


@pytest.mark.parametrize("row", [row for row in ROWS if row["kind"] != "disallowed"], ids=lambda row: str(row["url"]))
def test_a_page_is_named_by_a_source_of_its_site(row: dict[str, Any]) -> None:
    site = SITES[row["host"]]
    resources = [*site.now.values(), *site.later.values()]
    bodies = [gzip.decompress(one.body) if one.body[:2] == b"\x1f\x8b" else one.body for one in resources]
    bodies = [body for body in bodies if b"<" in body or b"{" in body]
    parts = urlsplit(row["url"])
    path = parts.path.removeprefix("/") if parts.path != "/" else "/"
    forms = {path.encode(), unquote(path).encode()}
    assert sum(any(form in body for form in forms) for body in bodies) > 0 or parts.query


def test_every_link_leads_somewhere() -> None:
    for site in SITES.values():
        for path, page in html_pages(site).items():
            base = urljoin(site.url, quote(path.removeprefix("/_later")))
            for link in re.findall(r"<a\b[^>]*?\bhref=\"([^\"]+)\"", decoded(page), re.I):
                target = urlsplit(urljoin(base, html.fromstring(f"<a href='{link}'/>").get("href")))
                if target.scheme == "http" and target.netloc in SITES:
                    found = SITES[target.netloc].find(target.path, target.query, path.startswith("/_later"))
                    assert found is not None, f"{base} links to {link}"


def test_machine_readable_parts_parse() -> None:
    for site in SITES.values():
        for one in [*site.now.values(), *site.later.values()]:
            body = gzip.decompress(one.body) if one.content_type == "application/x-gzip" else one.body
            if "xml" in one.content_type or "gzip" in one.content_type:
                etree.fromstring(body)
            elif "json" in one.content_type:
                json.loads(body)
        for page in html_pages(site).values():
            for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', decoded(page), re.S):
                assert json.loads(block)["@context"]


def test_the_japanese_site_is_in_its_old_encoding_with_and_without_a_header() -> None:
    site = SITES["minatoshimpo.example"]
    articles = [site.now[urlsplit(row["url"]).path] for row in ARTICLES if row["host"] == site.host]
    for page in [*articles, site.now["/rss.xml"]]:
        text = page.body.decode("shift_jis")
        assert text.encode("shift_jis") == page.body
        with pytest.raises(UnicodeDecodeError):
            page.body.decode("utf-8")
    declared = Counter(("charset" in page.content_type, b"charset=" in page.body) for page in articles)
    assert declared == {(True, False): 1, (False, True): 2, (True, True): 1}
    titles = [item.findtext("title") for item in etree.fromstring(site.now["/rss.xml"].body).iter("item")]
    assert titles == [row["title"] for row in ARTICLES if row["host"] == site.host]


def test_the_wire_story_has_one_body_under_three_headlines() -> None:
    carriers = [row for row in ARTICLES if row.get("wire")]
    assert len({row["host"] for row in carriers}) == 3
    assert len({row["title"] for row in carriers}) == 3
    assert len({row["text"].split("\n\n", 1)[1] for row in carriers}) == 1


def test_titles_are_unique_and_bodies_differ() -> None:
    assert not [title for title, count in Counter(row["title"] for row in ARTICLES).items() if count > 1]
    bodies = Counter(row["text"].split("\n\n", 1)[1] for row in ARTICLES)
    assert sorted(bodies.values())[-2:] == [1, 3]


def test_the_german_page_has_all_that_does_not_belong_into_its_text() -> None:
    row = ARTICLES[0]
    text = shown(resource(row["url"]))
    assert row["host"] == "stadtblatt.example"
    for foreign in ("0 31", "Leave A Reply", "Your email address will not be published.", "This website uses cookies"):
        assert foreign in text
        assert foreign not in row["text"]
    assert row["tags"] == ["Hafen"]
    assert row["text"].count("\n") == 2 * row["text"].count("\n\n") + 1, "one line break stands inside a paragraph"


def test_the_script_site_holds_nothing_without_its_script() -> None:
    rows = [row for row in ROWS if row["kind"] == Reason.NEEDS_BROWSER and row["rendered"]["kind"] == "article"]
    assert len(rows) == 2
    for row in rows:
        assert row["rendered"]["title"] not in decoded(resource(row["url"]))
        data = json.loads(resource(f"http://{row['host']}/api/articles/{row['url'].rsplit('/', 1)[1]}.json").body)
        assert "\n\n".join([data["titre"], *data["paragraphes"]]) == row["rendered"]["text"]
