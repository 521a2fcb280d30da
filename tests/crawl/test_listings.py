"""What sites without sitemap and feed show: sections, numbered pages, archives; and whose pages a site's are."""

from __future__ import annotations

from tests.crawl.harness import Bench, expected
from tests.web import Story


def teaser(story: Story, address: str | None = None) -> str:
    return f'<h2><a href="{address or story.url}">{story.title}</a></h2>'


def test_hosts_of_a_site_are_what_its_table_says(bench: Bench) -> None:
    paper = bench.web.site("example.com", articles=1)
    names = ("sport.example.com", "shop.example.com", "blogs.example.net", "partner.example.net")
    hosts = {name: bench.web.site(name, articles=1, discovery="rss") for name in names}
    links = "".join(teaser(site.stories[0]) for site in (paper, *hosts.values()))
    paper = bench.web.site("example.com", articles=1, pages={"/": links})
    sites = bench.folder / "sites.toml"
    sites.write_text(
        f'[[site]]\nurl = "{paper.url}"\nsubdomains = ["sport"]\nhosts = ["blogs.example.net"]\n', encoding="utf-8"
    )
    outcome = bench.crawl([], "--sites", str(sites))
    assert outcome.exit_code == 0, outcome.stderr
    assert bench.texts() == expected(paper, hosts["sport.example.com"], hosts["blogs.example.net"])
    assert hosts["shop.example.com"].log() == hosts["partner.example.net"].log() == []
    sites.write_text(f'[[site]]\nurl = "{paper.url}"\n', encoding="utf-8")
    bench.crawl([], "--sites", str(sites))
    assert hosts["shop.example.com"].stories[0].url in bench.texts(), "other rules, another look at what is known"
    assert hosts["partner.example.net"].log() == []


def test_advertisements_in_a_feed_lead_nowhere(bench: Bench) -> None:
    away = bench.web.site("ads.example", articles=1)
    site = bench.web.site("a.test", articles=2, discovery="rss")
    rows = "".join(f"<item><title>{s.title}</title><link>{s.url}</link></item>" for s in (*site.stories, *away.stories))
    feed = f'<?xml version="1.0"?><rss version="2.0"><channel><title>a</title>{rows}</channel></rss>'
    site = bench.web.site("a.test", articles=2, discovery="rss", pages={"/rss.xml": feed})
    assert bench.crawl([site]).exit_code == 0
    assert bench.texts() == expected(site)
    assert away.log() == []
