"""In which order one site's sources are handed out."""

from __future__ import annotations

from newscrawl.core.candidate import Source, SourceKind
from newscrawl.core.site import site_from_argument
from newscrawl.crawl.queues import UNSENT_MAX, SiteQueue, Task
from newscrawl.report.figures import SiteFigures
from newscrawl.store import KnownSource, Window

SECTION = KnownSource(Source("https://a.test/section/town", SourceKind.SECTION, depth=1))
SITEMAP = KnownSource(Source("https://a.test/sitemap.xml", SourceKind.SITEMAP))


def site_queue() -> SiteQueue:
    return SiteQueue(site_from_argument("a.test"), "a.test", SiteFigures("a.test"), Window())


def test_sections_wait_for_what_may_name_their_pages() -> None:
    queue = site_queue()
    queue.sections.append(SECTION)
    queue.sources.append(SITEMAP)
    assert queue.next_source() == SITEMAP
    queue.busy_sources = 1
    assert queue.next_source() is None
    queue.busy_sections = 1  # another section
    assert queue.next_source() == SECTION
    assert queue.next_source() is None


def test_a_waiting_section_is_found_by_its_key() -> None:
    queue = site_queue()
    queue.sections.append(SECTION)
    queue.listing_keys.add("a.test/section/town")
    assert queue.take_section("a.test/section/other") is None
    assert queue.take_section("a.test/section/town") == SECTION
    assert queue.take_section("a.test/section/town") is None
    assert queue.idle()


def test_what_is_for_a_section() -> None:
    queue = site_queue()
    assert Task(queue, source=SECTION).is_section
    assert not Task(queue, source=SITEMAP).is_section
    assert not Task(queue).is_section


def test_what_was_refused_unsent_takes_no_place_but_keeps_its_site_open() -> None:
    queue = site_queue()
    queue.busy = {str(number) for number in range(3)}
    queue.unsent = {"0", "1"}
    assert queue.under_way() == 1
    queue.busy = queue.unsent = {str(number) for number in range(UNSENT_MAX + 5)}
    assert queue.under_way() == 5
    assert not queue.idle()
