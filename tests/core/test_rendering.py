"""Which pages are worth a browser."""

from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.extraction import extract_page
from newscrawl.core.rendering import (
    AGAIN_AFTER,
    AGAIN_SECONDS,
    VAIN_MAX,
    Experience,
    Sign,
    sign_of,
    wants_browser,
)
from newscrawl.core.verdict import Reason, Rejection

URL = "http://www.example.org/2026/11/12/mayor-opens-the-bridge"
TITLE = "<html><head><title>Mayor opens the bridge</title></head>"
LD = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Mayor opens the bridge"}</script>'
H1 = "<h1>Mayor opens the bridge</h1>"
TEXT = "".join(
    f"<p>On day {n} the mayor of the town opened the old bridge, and many came to see.</p>" for n in range(9)
)
BESIDE = " ".join(["This site uses cookies to give you the best experience. Accept all or manage your choices."] * 5)


def candidate(kind: SourceKind = SourceKind.SECTION) -> Candidate:
    return Candidate(URL, kind)


@pytest.mark.parametrize(
    ("body", "sign"),
    [
        ("<div id=root></div><script src=/app.js></script>", Sign.SHELL),
        ("<noscript>Please enable JavaScript.</noscript><script>a()</script>", Sign.SHELL),
        (f"{H1}<main></main><script>a()</script>", Sign.SHELL),
        (f"{LD}{H1}<p>{BESIDE}</p><div class=body></div><script>a()</script>", Sign.TYPED),
        (f"{LD}{H1}<iframe src=/story/7></iframe>", Sign.SHELL),
        (f"{H1}<p>{BESIDE}</p><div class=body></div><script>a()</script>", Sign.SCRIPTED),
        (f"{H1}<iframe src=/story/7></iframe>", Sign.SCRIPTED),
        (f"{H1}<iframe src=//ads.example.com/story/7></iframe>", None),
        (f"{H1}<iframe src='http://[/'></iframe>", None),
        (H1, None),
        (f"{LD.replace('NewsArticle', 'Thing')}{H1}<p>{BESIDE}</p>", None),
        (f"{LD}<article>{H1}{TEXT}</article><script>a()</script>", None),
        (f"<article>{H1}{TEXT}</article><script>a()</script>", None),
    ],
)
def test_the_sign_of_a_page(body: str, sign: Sign | None) -> None:
    found = extract_page(f"{TITLE}<body>{body}</body></html>", URL)
    assert found.sign == sign
    assert (found.rejection is None) == (TEXT in body)


def test_media_without_a_text_are_no_sign() -> None:
    for reason in (Reason.VIDEO_WITHOUT_TEXT, Reason.GALLERY_WITHOUT_TEXT):
        assert sign_of(Rejection(reason), scripts=9, frames=2, typed=True) is None


@pytest.mark.parametrize("kind", list(SourceKind))
def test_which_are_rendered(kind: SourceKind) -> None:
    announced = kind in (SourceKind.SITEMAP, SourceKind.NEWS_SITEMAP, SourceKind.FEED)
    wanted = {sign: wants_browser("auto", sign, candidate(kind)) for sign in (*Sign, None)}
    assert wanted == {Sign.SHELL: True, Sign.TYPED: True, Sign.SCRIPTED: announced, None: False}
    assert all(wants_browser("always", sign, candidate(kind)) for sign in (*Sign, None))
    assert not any(wants_browser("never", sign, candidate(kind)) for sign in (*Sign, None))


def test_a_site_on_which_a_browser_brings_nothing_is_let_be_for_a_while() -> None:
    experience, now = Experience(), 1_800_000_000.0
    for _ in range(VAIN_MAX):
        assert experience.is_worth(now)
        experience.note(False, now)
    answers = [experience.is_worth(now) for _ in range(AGAIN_AFTER)]
    assert answers == [False] * (AGAIN_AFTER - 1) + [True]
    experience.note(False, now)
    assert not experience.is_worth(now)
    assert experience.is_worth(now + AGAIN_SECONDS)
    experience.note(True, now + AGAIN_SECONDS)
    assert experience.is_worth(now + AGAIN_SECONDS)
    assert (experience.gained, experience.vain) == (1, 0)


def test_experience_is_kept() -> None:
    kept = Experience(gained=3, vain=5, passed_over=2, at=7.5)
    assert Experience.of(json.loads(json.dumps(kept.to_dict()))) == kept


@pytest.mark.parametrize("broken", [None, 7, [], {}, {"gained": 1}, Experience().to_dict() | {"at": "x"}])
def test_broken_experience_is_none(broken: Any) -> None:
    assert Experience.of(broken) == Experience()
