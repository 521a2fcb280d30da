"""Pages read again from what was kept of them, against what a crawl makes of them."""

from __future__ import annotations

import gzip
import random
from dataclasses import replace

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.page_context import PART, OriginWord, PageContext
from newscrawl.core.parts import body_of, join_article
from newscrawl.core.raw_answer import RawAnswer
from newscrawl.core.rereading import reread
from newscrawl.core.rights.signals import Signal
from newscrawl.core.typical import SitePages, Typical
from newscrawl.core.verdict import Reason
from newscrawl.workers import work

SITE = "https://a.test/"
FOOT = "Our correspondents write from forty towns, and every one of their reports is read twice before it is printed."
HTML = (("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"))


def sentences(chance: random.Random) -> str:
    """Some that no other page has."""
    made = (" ".join("".join(chance.choices("aeiounrstl", k=6)) for _ in range(12)) for _ in range(4))
    return " ".join(f"The {words} at the harbour." for words in made)


def page(number: int, *, head: str = "") -> bytes:
    chance = random.Random(number)
    lines = "".join(f"<p>{sentences(chance)}</p>" for _ in range(6))
    title = f"The harbour of town {number} is to be made deeper"
    return (
        f"<html lang=en><head><title>{title}</title>{head}</head><body><article><h1>{title}</h1>{lines}<p>{FOOT}</p>"
        "</article></body></html>"
    ).encode()


def url_of(number: int) -> str:
    return f"{SITE}2026/11/the-harbour-of-town-{number}.html"


def answer(number: int, body: bytes | None = None) -> RawAnswer:
    return RawAnswer(url_of(number), 200, HTML, gzip.compress(page(number) if body is None else body))


def context(number: int, typical: Typical | None = None) -> PageContext:
    candidate = Candidate(url_of(number), SourceKind.FEED, f"{SITE}rss", published="2026-11-03T08:00:00+01:00")
    return PageContext(site="a", site_url=SITE, candidate=candidate, typical=typical or Typical())


def test_what_was_typical_of_the_site_is_noted_in_few_bytes_and_falls_again() -> None:
    window, seen = SitePages(), None
    for number in range(1, 9):
        candidate = context(number).candidate
        seen = work.extract(page(number), url_of(number), HTML[0][1], 200, candidate, window.typical)
        assert seen.article is not None
        assert seen.prints is not None
        window.count(seen.article.id, seen.prints)
    assert seen is not None
    assert seen.article is not None
    assert FOOT not in seen.article.text
    assert seen.typical is not None
    assert len(seen.typical.counts) == 1
    kept = PageContext.from_json(context(8, seen.typical).to_json())
    assert kept is not None
    again = reread(answer(8), kept)
    assert again.article is not None
    assert again.article.text == seen.article.text
    assert (again.article.date_published, again.article.date_source) == ("2026-11-03T08:00:00+01:00", "feed")
    without = reread(answer(8), replace(kept, typical=Typical())).article
    assert without is not None
    assert FOOT in without.text


def test_of_a_second_look_the_articles_own_print_is_left_out_again() -> None:
    window = SitePages()
    for number in (*range(1, 6), 1):
        known = window.typical
        seen = work.extract(page(number), url_of(number), HTML[0][1], 200, context(number).candidate, known)
        assert seen.article is not None
        assert seen.prints is not None
        window.count(seen.article.id, seen.prints)
    assert seen.typical is not None
    assert seen.article is not None
    assert len(seen.typical.ids) == 1
    again = reread(answer(1), context(1, seen.typical)).article
    assert again is not None
    assert again.text == seen.article.text


def test_the_parts_are_joined_and_what_they_reserve_is_reserved() -> None:
    first, second = answer(1), answer(2, page(2, head='<meta name="robots" content="noai">'))
    said = OriginWord(
        (Signal("content-signal", "ai-train=yes", "robots.txt line 3", True),), {}, ("robots.txt", "meta")
    )
    its = replace(context(1), rights=said, fetched_at="2026-11-24T10:00:00+00:00", fields={"version": 3, "id": "no"})
    other = replace(context(2), outcome=PART)
    joined = reread(first, its, [(second, other)]).article
    alone, further = reread(first, its).article, reread(second, other).article
    assert joined is not None
    assert alone is not None
    assert further is not None
    assert (joined.id, joined.version, joined.source) == (alone.id, 3, "a")
    texts = [body_of(alone), body_of(further)]
    assert joined.rights is not None
    assert alone.rights is not None
    assert (alone.rights["training"], joined.rights["training"]) == ("allowed", "reserved")
    assert [signal["at"] for signal in joined.rights["signals"]] == [None, "2026-11-24T10:00:00+00:00"]
    join_article(alone, texts)
    assert (joined.text, joined.content_hash) == (alone.text, alone.content_hash)
    whole = reread(first, replace(its, whole=True), [(second, other)]).article
    assert whole is not None
    assert body_of(whole) == body_of(further)


def test_licenses_are_what_the_crawl_found_in_them() -> None:
    file = f"{SITE}license.xml"
    found = Signal("license", "ai-train: prohibited", f"license {file}", False)
    headers = (*HTML, ("Link", f'<{file}>; rel="license"; type="application/rsl+xml"'))
    its = replace(context(1), purpose="research", rights=OriginWord((), {file: found}, ("header", "license")))
    article = reread(replace(answer(1), headers=headers), its).article
    assert article is not None
    assert article.rights is not None
    assert (article.rights["training"], article.rights["purpose"]) == ("reserved", "research")
    assert [signal["value"] for signal in article.rights["signals"]] == ["ai-train: prohibited"]


def test_what_is_no_article_is_told_by_the_page_itself() -> None:
    gone = reread(replace(answer(1), status=410), context(1))
    front = reread(replace(answer(1), url=SITE), context(1))
    picture = reread(replace(answer(1), headers=(("content-type", "image/png"),)), context(1))
    broken = reread(replace(answer(1), body=answer(1).body[:-9]), context(1))
    bomb = reread(replace(answer(1), body=gzip.compress(bytes(33 * 2**20))), context(1))
    text = reread(replace(answer(1), body=page(1)), context(1))
    reasons = [found.rejection.reason for found in (gone, front, picture, broken, bomb) if found.rejection]
    assert reasons == [Reason.GONE, Reason.GONE, Reason.NOT_HTML, Reason.EXTRACTION_FAILED, Reason.TOO_LARGE]
    assert text.rejection is None, "text that its header calls packed is read as text, as in a crawl"
