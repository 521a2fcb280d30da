"""Hosts that keep robots out: what they send is no article, and they are soon left alone."""

from __future__ import annotations

from tests.crawl.harness import Bench, expected
from tests.web import Fault

CHALLENGE = "<html><head><title>Just a moment...</title></head><body><div class='captcha-box'></div></body></html>"
DOUBTFUL = "<html><body><p>Your request was blocked by our desk.</p></body></html>"

UNDER_WAY = 1
"""Two requests of a host may be out at once (CONCURRENT_REQUESTS_PER_DOMAIN): when one's answer stops it, one other.
The next leaves only when an answer was counted."""


def test_a_block_page_is_no_article_and_stops_its_host(bench: Bench) -> None:
    blocked = bench.web.site("blocked.test", articles=12, faults={"/20*": Fault.body(CHALLENGE)})
    doubtful = bench.web.site("doubtful.test", articles=12, faults={"/20*": Fault.body(DOUBTFUL)})
    once = bench.web.site("once.test", articles=4, faults={1: Fault.body(CHALLENGE, status=403)})
    away = bench.web.site("away.test", articles=2, faults={0: Fault.redirect("http://check.test/captcha?from=away")})
    sites = (blocked, doubtful, once, away)
    outcome = bench.crawl(sites)
    assert outcome.exit_code == 4
    assert bench.texts() == {s.url: s.text for s in (*once.stories, *away.stories) if s.number != (s.host == once.host)}
    assert not bench.reasons(), "each is asked for again"
    for site in (blocked, doubtful):
        figures = outcome.site(site.host)
        assert figures["state"] == "stopped"
        assert "in a row with a page that keeps robots out" in figures["problems"][-1]
        assert figures["pending"] == 12
        assert len([request for request in site.log() if request.path.startswith("/20")]) <= 3 + UNDER_WAY
    assert outcome.site("once.test")["errors"] == {"blocked": 1}
    for site in sites:
        site.set_faults({})
    assert bench.crawl(sites).exit_code == 0
    assert bench.texts() == expected(*sites)


def test_refusals_in_a_row_stop_one_host_and_not_its_site(bench: Bench) -> None:
    other = bench.web.site("other.test", articles=12, faults={"/20*": Fault.status(403)})
    busy = bench.web.site("busy.test", articles=12, faults={"/20*": Fault.too_many(0)})
    links = "".join(f'<h2><a href="{story.url}">{story.title}</a></h2>' for story in other.stories)
    main = bench.web.site("main.test", articles=6, discovery="sitemap", pages={"/": f"<main>{links}</main>"})
    (bench.folder / "sites.toml").write_text(
        f'[[site]]\nurl = "{main.url}"\nhosts = ["other.test"]\n[[site]]\nurl = "{busy.url}"\n'
    )
    outcome = bench.crawl([], "--sites", "sites.toml", "-s", "NEWSCRAWL_HOST_REFUSALS_MAX=4")
    assert bench.texts() == expected(main)
    figures = outcome.site("main.test")
    assert figures["state"] == "done"
    why = "other.test refused 4 requests in a row, the last with HTTP status 403; left for the next run"
    assert figures["problems"].count(why) == 1
    assert len([request for request in other.log() if request.path.startswith("/20")]) <= 4 + UNDER_WAY
    assert outcome.site("busy.test")["state"] == "stopped"
    assert "HTTP status 429" in outcome.site("busy.test")["problems"][-1]
    assert len([request for request in busy.log() if request.path.startswith("/20")]) <= 4 + UNDER_WAY
