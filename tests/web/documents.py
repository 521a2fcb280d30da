"""The documents of a site: front page, sections, stories, feeds, sitemaps, robots.txt."""

from __future__ import annotations

import html
import json
from collections.abc import Sequence
from datetime import datetime
from email.utils import format_datetime

from tests.web.spec import Discovery
from tests.web.stories import SECTIONS, Story

SITEMAP = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = 'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
FEEDS = {
    Discovery.RSS: ("/rss.xml", "application/rss+xml"),
    Discovery.ATOM: ("/atom.xml", "application/atom+xml"),
    Discovery.JSON_FEED: ("/feed.json", "application/feed+json"),
}
SITEMAPS = {
    Discovery.SITEMAP: "/sitemap.xml",
    Discovery.SITEMAP_INDEX: "/sitemap_index.xml",
    Discovery.NEWS_SITEMAP: "/news-sitemap.xml",
}
SECRET = "/intern/plans"
ABOUT = (
    "This paper is made by tests, for tests. It is printed nowhere and nobody has ever paid for it.",
    "Write to the editor, who does not exist, or come by on weekdays between eight and six.",
)


def listed(story: Story, tracking: bool) -> str:
    """The address under which lists name a story."""
    return f"{story.url}?utm_source=list&utm_medium=test" if tracking else story.url


def frame(host: str, title: str, body: str, head: str = "", doors: str = "") -> str:
    """A page of the site with its usual surroundings; `doors`: further links of the navigation."""
    links = [("/", "Home"), *((f"/section/{name}", name.capitalize()) for name in SECTIONS)]
    links += [("/about", "About us"), ("/login", "Log in"), ("/tag/rain", "Rain"), (SECRET, "Intern")]
    menu = "".join(f'<li><a href="{path}">{name}</a></li>' for path, name in links)
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{html.escape(title)} | {host}</title>'
        f"{head}</head><body><header><nav><ul>{menu}{doors}</ul></nav></header>\n<main>{body}</main>\n"
        "<footer><p>This website uses cookies to improve your experience. Accept Read More</p>"
        f"<p>© 2026 {host}. All rights reserved.</p></footer></body></html>\n"
    )


def story_page(story: Story) -> str:
    """The story with its JSON-LD."""
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": story.title,
        "datePublished": story.published,
        "author": {"@type": "Person", "name": story.author},
        "articleSection": story.section,
        "publisher": {"@type": "Organization", "name": story.host},
        "mainEntityOfPage": story.url,
    }
    if story.modified:
        data["dateModified"] = story.modified
    head = f'<link rel="canonical" href="{story.url}"><script type="application/ld+json">{json.dumps(data)}</script>'
    return frame(story.host, story.title, story_body(story), head)


def story_body(story: Story) -> str:
    """The story itself."""
    text = "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in story.paragraphs)
    return (
        f'<article><h1>{html.escape(story.title)}</h1><p class="byline">By <span rel="author">{story.author}</span>, '
        f'<time datetime="{story.published}">{story.published[:10]}</time></p>\n{text}\n</article>'
    )


def teasers(stories: Sequence[Story], tracking: bool) -> str:
    """Headlines with the first words of each story."""
    return "".join(
        f'<section><h2><a href="{html.escape(listed(story, tracking))}">{html.escape(story.title)}</a></h2>'
        f"<p>{html.escape(' '.join(story.paragraphs[0].split()[:15]))} …</p></section>"
        for story in reversed(stories)
    )


def front_page(host: str, stories: Sequence[Story], discovery: Sequence[str], tracking: bool, doors: str = "") -> str:
    """It announces the feeds that the site has, and shows teasers where links are the way."""
    head = "".join(
        f'<link rel="alternate" type="{kind}" title="{host}" href="{path}">'
        for name, (path, kind) in FEEDS.items()
        if name in discovery
    )
    body = teasers(stories[-5:], tracking) if Discovery.LINKS in discovery else "<p>Welcome.</p>"
    return frame(host, host, f"<h1>{host}</h1>{body}", head, doors)


def robots(host: str, text: str | None, discovery: Sequence[str]) -> str:
    """The rules, then the sitemaps."""
    lines = [text.rstrip("\n") if text is not None else "User-agent: *\nDisallow: /intern/"]
    lines += [f"Sitemap: http://{host}{path}" for name, path in SITEMAPS.items() if name in discovery]
    return "\n".join(lines) + "\n"


def sitemap(stories: Sequence[Story], tracking: bool = False, *, news: bool = False) -> str:
    """Addresses with `lastmod`, or with Google's news tags."""
    rows = []
    for story in stories:
        said = f"<lastmod>{story.modified or story.published}</lastmod>"
        if news:
            said = (
                f"<news:news><news:publication><news:name>{story.host}</news:name><news:language>en</news:language>"
                f"</news:publication><news:publication_date>{story.published}</news:publication_date>"
                f"<news:title>{html.escape(story.title)}</news:title></news:news>"
            )
        rows.append(f"<url><loc>{html.escape(listed(story, tracking))}</loc>{said}</url>")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset {SITEMAP} {NEWS}>{"".join(rows)}</urlset>\n'


def sitemap_index(host: str, children: int) -> str:
    """The children are /sitemaps/N.xml.gz, N from 1."""
    rows = "".join(
        f"<sitemap><loc>http://{host}/sitemaps/{number}.xml.gz</loc></sitemap>" for number in range(1, children + 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex {SITEMAP}>{rows}</sitemapindex>\n'


def rss(host: str, stories: Sequence[Story], tracking: bool) -> str:
    """RSS 2.0."""
    rows = "".join(
        f"<item><title>{html.escape(story.title)}</title><link>{html.escape(listed(story, tracking))}</link>"
        f'<guid isPermaLink="false">{host}-{story.number}</guid>'
        f"<pubDate>{format_datetime(datetime.fromisoformat(story.published))}</pubDate></item>"
        for story in reversed(stories)
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>{host}</title>'
        f"<link>http://{host}/</link><description>All of it</description>{rows}</channel></rss>\n"
    )


def atom(host: str, stories: Sequence[Story], tracking: bool) -> str:
    """RFC 4287."""
    rows = "".join(
        f"<entry><title>{html.escape(story.title)}</title><id>tag:{host},2026:{story.number}</id>"
        f'<link rel="alternate" href="{html.escape(listed(story, tracking))}"/>'
        f"<published>{story.published}</published><updated>{story.modified or story.published}</updated></entry>"
        for story in reversed(stories)
    )
    newest = max((story.modified or story.published for story in stories), default="2026-09-01T00:00:00Z")
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom"><title>{host}</title>'
        f"<id>http://{host}/</id><updated>{newest}</updated>{rows}</feed>\n"
    )


def json_feed(host: str, stories: Sequence[Story], tracking: bool) -> str:
    """JSON Feed 1.1."""
    items = [
        {
            "id": str(story.number),
            "url": listed(story, tracking),
            "title": story.title,
            "date_published": story.published,
        }
        for story in reversed(stories)
    ]
    top = {"version": "https://jsonfeed.org/version/1.1", "title": host, "home_page_url": f"http://{host}/"}
    return json.dumps({**top, "items": items})
