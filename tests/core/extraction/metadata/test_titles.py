from __future__ import annotations

import pytest

from newscrawl.core.extraction.metadata.titles import Headline, SiteNames, choose, cut_site

SITE = SiteNames("https://www.morning-herald.example/politics/1", ["The Morning Herald", None, "Herald Media Ltd"])
HEADLINE = "Council votes - for the third time - on the bridge"


@pytest.mark.parametrize(
    "title",
    [
        HEADLINE,
        f"{HEADLINE} | The Morning Herald",
        f"{HEADLINE} - The Morning Herald",
        f"{HEADLINE} – THE MORNING HERALD",
        f"{HEADLINE}｜The Morning Herald",
        f"{HEADLINE} :: The Morning Herald Online",
        f"{HEADLINE} » morning-herald.example",
        f"{HEADLINE} | Politics | The Morning Herald",
        f"{HEADLINE} | The Morning Herald | Politics",
        f"The Morning Herald | {HEADLINE}",
        f"{HEADLINE} | other-name.test",
        f"{HEADLINE} - Morning-Herald.test",
        f"The Morning Herald: | {HEADLINE} | The Morning Herald | morning-herald.example",
        f"{HEADLINE} | the morning herald",
    ],
)
def test_the_sites_name_is_cut_off_either_end(title: str) -> None:
    assert cut_site(title, SITE, beside=["Politics"]) == HEADLINE


@pytest.mark.parametrize(
    "title",
    [
        "Bridge closed - repairs take a year",
        "Floods: what we know | Interview",
        "The Morning Herald",
        "Why the Morning Herald went to court - an explanation",
        "",
    ],
)
def test_what_belongs_to_the_headline_stays(title: str) -> None:
    assert cut_site(title, SITE) == title


def test_near_names_count_only_where_asked() -> None:
    assert cut_site("Rain ahead | Morning Herald Weather", SITE, near=True) == "Rain ahead"
    assert cut_site("Rain ahead | Morning Herald Weather", SITE, near=False) == "Rain ahead | Morning Herald Weather"


def test_a_site_without_words_in_its_name_matches_nothing_empty() -> None:
    site = SiteNames("not an address", ["", "|"])
    assert not site.match("")
    assert not site.match("anything", near=True)


def _chosen(*given: Headline) -> str | None:
    best = choose(given)
    return best.text if best else None


def test_the_headline_that_most_sources_agree_on() -> None:
    shown = Headline("Bridge closed for a year", "h1", 1, shown=True)
    other = Headline("Why your way to work gets longer", "og:title", 1)
    title = Headline("Bridge closed for a year", "title", 0.5)
    assert _chosen(other, shown, title) == "Bridge closed for a year"
    assert _chosen(other, shown) == "Why your way to work gets longer"
    assert _chosen() is None
    assert _chosen(Headline("!!!", "h1", 1)) is None


def test_a_title_with_something_added_counts_for_the_shown_one() -> None:
    shown = Headline("Bridge closed for a year", "h1", 1, shown=True)
    longer = [Headline("Bridge closed for a year - Local news", source, 1) for source in ("og:title", "title")]
    assert _chosen(*longer, shown) == "Bridge closed for a year"


def test_a_heading_of_a_few_letters_is_no_headline_of_a_long_title() -> None:
    shown = Headline("Opinion on", "h2", 0, shown=True)
    title = Headline("Opinion on - why the bridge must stay closed for longer than a year", "title", 1)
    assert _chosen(shown, title) == title.text


def test_a_title_that_breaks_off_counts_for_the_whole_one() -> None:
    whole = Headline('Minister calls report "nonsense"', "title", 0.5)
    broken = Headline("Minister calls report", "og:title", 1)
    dotted = Headline("Minister calls rep…", "twitter:title", 0.25)
    assert _chosen(broken, dotted, whole) == whole.text


def test_a_headline_that_starts_with_the_sites_name_is_one() -> None:
    site = SiteNames("https://time.example/a", ["Time"])
    assert cut_site("Floods - Time to act", site) == "Floods - Time to act"
    assert cut_site("Floods - Time Magazine", site) == "Floods"
