"""Articles over several pages become one record, whatever order and trouble they come in."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import replace

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.shapes import shape_of
from newscrawl.core.urls import identity
from newscrawl.core.verdict import Reason
from newscrawl.store import LeftOut, Store
from tests.crawl.harness import Bench
from tests.web import Fault, WebSite
from tests.web.documents import frame, story_page
from tests.web.faults import AnyFault
from tests.web.stories import Story, make_story

HOST = "a.test"
STORY = make_story(HOST, 1)
MORE = tuple(make_story(HOST, 50 + number) for number in range(3))
LONG = replace(STORY, paragraphs=sum((story.paragraphs for story in (STORY, *MORE)), ()))
PARTS = tuple(replace(STORY, paragraphs=story.paragraphs) for story in (STORY, *MORE))


def address(number: int) -> str:
    return STORY.path if number == 1 else f"{STORY.path}/{number}"


def part(number: int, *, last: int = len(PARTS), beside: str = "") -> str:
    """A part of the story with a pager."""
    links = "".join(f'<a href="{address(n)}">{n}</a> ' for n in range(1, last + 1) if n != number)
    page = story_page(PARTS[number - 1]).replace(f'href="{STORY.url}"', f'href="http://{HOST}{address(number)}"')
    pager = f'<div class="pagination">{links}{beside}</div>'
    return page.replace("</article>", f"</article>{pager}")


def front(*paths: str) -> str:
    """A front page that names them, the first one first."""
    links = "".join(f'<h2><a href="{path}">{STORY.title}, number {n}</a></h2>' for n, path in enumerate(paths))
    return frame(HOST, HOST, links)


def put_up(
    bench: Bench,
    paths: Sequence[str] = (address(1),),
    pages: Mapping[str, str] | None = None,
    faults: Mapping[str | int, AnyFault] | None = None,
    robots: str | None = None,
) -> WebSite:
    """A site with the parts, whose front page names these paths; with other pages beside or instead."""
    own = {address(number): part(number) for number in range(1, len(PARTS) + 1)}
    all_pages = {"/": front(*paths), **own, **(pages or {})}
    return bench.web.site(HOST, articles=0, discovery="links", pages=all_pages, faults=faults, robots=robots)


def asked(site: WebSite, paths: Sequence[str] | None = None) -> list[str]:
    """The parts that were asked for, in order."""
    known = paths or [address(number) for number in range(1, len(PARTS) + 1)]
    return [request.path for request in site.log() if request.path in known]


def one(bench: Bench) -> dict[str, object]:
    (record,) = bench.records()
    return record


def test_an_article_of_four_pages_is_one_record(bench: Bench) -> None:
    site = put_up(bench)
    outcome = bench.crawl([site])
    assert outcome.exit_code == 0, outcome.stderr
    assert one(bench)["text"] == LONG.text
    assert one(bench)["url"] == STORY.url
    assert one(bench)["date_published"] == STORY.published
    assert asked(site) == [address(number) for number in range(1, 5)]
    bench.web.clear_log()
    bench.crawl([site], "--all")
    assert asked(site) == []


def test_parts_that_are_candidates_themselves_are_no_records(bench: Bench) -> None:
    site = put_up(bench, [address(number) for number in (3, 1, 2, 4)])
    assert bench.crawl([site]).exit_code == 0
    assert one(bench)["text"] == LONG.text
    assert sorted(asked(site)) == sorted(address(number) for number in range(1, 5)), "each once"
    bench.web.clear_log()
    bench.crawl([site], "--all")
    assert asked(site) == []


def test_a_later_part_leads_to_the_first(bench: Bench) -> None:
    site = put_up(bench, [address(3)])
    assert bench.crawl([site]).exit_code == 0
    assert one(bench)["text"] == LONG.text
    assert bench.reasons() == {"duplicate-address": 1}
    assert sorted(asked(site)) == sorted(address(number) for number in range(1, 5))


def test_a_page_with_all_parts_is_preferred(bench: Bench) -> None:
    whole = f"{STORY.path}/complete"
    pages = {
        address(1): part(1, beside=f'<a href="{whole}">On one page</a>'),
        whole: story_page(LONG).replace(f'href="{STORY.url}"', f'href="http://{HOST}{whole}"'),
    }
    site = put_up(bench, [address(1), whole, address(2)], pages=pages)
    assert bench.crawl([site]).exit_code == 0
    assert len(bench.records()) == 1
    assert one(bench)["text"] == LONG.text
    assert address(3) not in asked(site)


def test_a_page_that_only_says_it_has_all_parts_is_not_believed(bench: Bench) -> None:
    whole = f"{STORY.path}/complete"
    other = story_page(replace(MORE[0], title="Something else that was printed here"))
    site = put_up(bench, pages={address(1): part(1, beside=f'<a href="{whole}">All</a>'), whole: other})
    assert bench.crawl([site]).exit_code == 0
    assert one(bench)["text"] == LONG.text


def test_a_part_that_fails_is_asked_for_again_in_later_runs_with_an_end(bench: Bench) -> None:
    site = put_up(bench, faults={address(3): Fault.status(500)})
    for _ in range(2):
        outcome = bench.crawl([site], "-s", "RETRY_TIMES=0")
        assert (outcome.figures["written"], outcome.figures["pending"]) == (0, 1)
        with contextlib.closing(sqlite3.connect(bench.output / "state.db")) as connection, connection:
            # Tries that follow at once count as one.
            connection.execute("UPDATE addresses SET changed_at = changed_at - 301, retry_at = NULL")
    outcome = bench.crawl([site], "-s", "RETRY_TIMES=0")
    assert outcome.figures["written"] == 1
    assert "written without it" in outcome.stderr
    assert one(bench)["text"] == replace(STORY, paragraphs=STORY.paragraphs + MORE[0].paragraphs).text


def test_a_part_that_comes_in_the_second_run_is_not_missed(bench: Bench) -> None:
    site = put_up(bench, faults={address(3): Fault.status(503)})
    assert bench.crawl([site], "-s", "RETRY_TIMES=0").figures["written"] == 0
    site.set_faults({})
    assert bench.crawl([site]).figures["written"] == 1
    assert one(bench)["text"] == LONG.text


def test_parts_that_may_not_be_read_or_are_gone_are_left_out(bench: Bench) -> None:
    site = put_up(bench, robots=f"User-agent: *\nDisallow: {address(3)}\n")
    assert bench.crawl([site]).exit_code == 0
    assert asked(site) == [address(1), address(2)]
    assert one(bench)["text"] == replace(STORY, paragraphs=STORY.paragraphs + MORE[0].paragraphs).text


def test_a_gone_part_ends_the_article(bench: Bench) -> None:
    site = put_up(bench, faults={address(2): Fault.not_found})
    assert bench.crawl([site]).exit_code == 0
    assert one(bench)["text"] == STORY.text


def test_parts_without_an_end_and_parts_that_are_the_first_again(bench: Bench) -> None:
    site = put_up(bench, pages={address(number): part(1, last=99) for number in range(1, 99)})
    assert bench.crawl([site]).exit_code == 0
    assert one(bench)["text"] == STORY.text
    assert len(asked(site)) <= 2


def test_as_many_parts_as_the_setting_says(bench: Bench) -> None:
    site = put_up(bench)
    assert bench.crawl([site], "-s", "NEWSCRAWL_PARTS_MAX=2").exit_code == 0
    assert asked(site) == [address(1), address(2)]
    assert one(bench)["text"] == replace(STORY, paragraphs=STORY.paragraphs + MORE[0].paragraphs).text


def test_the_next_article_under_such_an_address_is_none_of_it(bench: Bench) -> None:
    other: Story = replace(MORE[1], title="Choirs sing where nobody has heard of anything")
    site = put_up(bench, pages={address(2): story_page(other)})
    assert bench.crawl([site]).exit_code == 0
    assert one(bench)["text"] == STORY.text


def test_what_one_part_reserves_is_reserved_for_the_article(bench: Bench) -> None:
    closed = part(3).replace("</head>", '<meta name="robots" content="noai"></head>')
    site = put_up(bench, pages={address(3): closed})
    assert bench.crawl([site], "--purpose", "training").figures["written"] == 0
    assert "reserved" in bench.reasons()
    assert bench.crawl([site], "--purpose", "research").exit_code == 0
    assert one(bench)["text"] == LONG.text
    rights = one(bench)["rights"]
    assert isinstance(rights, dict)
    assert rights["training"] == "reserved"


def test_a_part_behind_a_redirect_is_taken_in_and_the_run_ends(bench: Bench) -> None:
    moved = f"{STORY.path}/two"
    site = put_up(bench, pages={moved: part(2)}, faults={address(2): Fault.redirect(moved)})
    outcome = bench.crawl([site], "--max-time", "30s")
    assert outcome.figures["finish_reason"] == "finished", "nothing is left under way"
    assert MORE[0].paragraphs[-1] in one(bench)["text"]  # type: ignore[operator]
    assert outcome.figures["pending"] == 0


def test_a_part_that_leads_back_to_the_first_ends_the_article(bench: Bench) -> None:
    site = put_up(bench, faults={address(3): Fault.redirect(address(1))})
    assert bench.crawl([site]).figures["written"] == 1
    assert one(bench)["text"] == replace(STORY, paragraphs=STORY.paragraphs + MORE[0].paragraphs).text


def test_parts_spend_no_budget_and_are_never_left_out_as_a_trap(bench: Bench) -> None:
    shape = shape_of(f"http://{HOST}{address(2)}")
    site = put_up(bench)
    store = Store.open(f"sqlite:///{bench.folder / 'state.db'}")
    for number in range(25):  # as of a sitemap that names the parts too
        url = f"http://{HOST}{STORY.path[:-1]}{number}/2"
        page = LeftOut(url, HOST, Reason.DUPLICATE_ADDRESS, (identity(url),), asked=url)
        store.addresses.add(HOST, [(identity(url), Candidate(url, SourceKind.SITEMAP))], "r")
        store.articles.confirm([page], "r")
    assert store.shapes.of_site(HOST).of(shape).others == 25
    store.close()
    bench.crawl([site], "--state", str(bench.folder / "state.db"))
    assert one(bench)["text"] == LONG.text
