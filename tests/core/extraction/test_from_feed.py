"""core.extraction.from_feed: the feed's text where the page has none of its own."""

from __future__ import annotations

import pytest

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.extraction import Extraction, extract_page
from newscrawl.core.feed_content import pack
from newscrawl.core.verdict import Reason

URL = "https://e.org/2026/11/20/the-bridge-is-open-again"
PARAGRAPHS = (
    "The old bridge over the Silverbeck is open again after eleven months, and the first tram crossed it on Friday.",
    "Mayor Ines Roth cut the ribbon at noon, while some two hundred people waited in the rain on both banks.",
    "The repair had been planned for half a year, but divers found two cracked piers in March.",
    "In the end it cost eleven million crowns, three more than the council had set aside two years ago.",
    "Shops on the east bank had lost a third of their customers in that time, says the chamber of trade.",
    "From Monday on the night buses will take the old way again, and the ferry makes its last trip on Sunday.",
    "A second bridge further down the river is still on the list, but nobody expects it before the next election.",
    "Children from the school on the island, who had come by boat all year, were allowed to cross it first.",
)
CONTENT = "".join(f"<p>{text}</p>" for text in PARAGRAPHS)
SHELL = '<html><head><title>E</title></head><body><div id="root"></div><script src="/app.js"></script></body></html>'


def candidate(content: str | None = CONTENT) -> Candidate:
    packed = pack(content) if content else None
    return Candidate(URL, SourceKind.FEED, title="The bridge is open again", published="2026-11-20T12:00:00+01:00",
                     language="en", score=1.0, content=packed)  # fmt: skip


def extract(html: str, content: str | None = CONTENT, status: int = 200) -> Extraction:
    return extract_page(html.encode(), URL, content_type="text/html", status=status, candidate=candidate(content))


def test_a_shell_takes_the_text_of_the_feed() -> None:
    found = extract(SHELL)
    assert found.rejection is None
    assert found.article is not None
    assert found.article.text == "\n\n".join(("The bridge is open again", *PARAGRAPHS))
    assert (found.article.extractor or "").endswith(" feed")
    assert (found.article.quality, found.article.kind_score) == (None, None)
    assert (found.article.date_published, found.article.date_source) == ("2026-11-20T12:00:00+01:00", "feed")
    assert (found.article.url, found.article.language) == (URL, "en")
    assert found.signals["instead_of"] in (Reason.NEEDS_BROWSER, Reason.NO_TEXT)


def test_without_the_whole_text_it_stays_rejected() -> None:
    for content in (None, f"<p>{PARAGRAPHS[0]}</p>", "<p>Accept all cookies. Manage your choices.</p>" * 40):
        rejection = extract(SHELL, content).rejection
        assert rejection is not None
        assert rejection.reason in (Reason.NEEDS_BROWSER, Reason.NO_TEXT)


@pytest.mark.parametrize("status", [404, 410, 500])
def test_a_page_that_is_gone_stays_gone(status: int) -> None:
    rejection = extract(SHELL, status=status).rejection
    assert rejection is not None
    assert rejection.reason is Reason.HTTP_ERROR


def test_a_page_of_another_kind_stays_one() -> None:
    form = '<form><input name="user"><input type="password" name="password"><button>Log in</button></form>'
    rejection = extract(f"<html><head><title>Log in</title></head><body><h1>Log in</h1>{form}</body></html>").rejection
    assert rejection is not None
    assert rejection.reason is Reason.LOGIN_PAGE


def test_a_page_with_its_own_text_keeps_it() -> None:
    own = "".join(f"<p>{text} It says so itself.</p>" for text in PARAGRAPHS)
    found = extract(f"<html><body><article><h1>The bridge is open again</h1>{own}</article></body></html>")
    assert found.article is not None
    assert "It says so itself." in found.article.text
    assert not (found.article.extractor or "").endswith(" feed")


def test_what_the_page_says_of_use_holds_for_the_text_of_its_feed() -> None:
    found = extract(SHELL.replace("</head>", '<meta name="robots" content="noai"></head>'))
    assert found.article is not None
    assert [(signal.name, signal.training) for signal in found.rights] == [("robots", False)]
