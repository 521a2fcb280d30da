"""Pages without their article's text are left out, in ten languages and three templates; with it they pass."""

from __future__ import annotations

import pytest

from newscrawl.core.extraction import extract_page
from newscrawl.core.quality.alike import body_of, likeness, marks
from newscrawl.core.quality.guard import Said, Standing, contaminated
from newscrawl.core.verdict import Reason
from tests.core.quality.guard_pages import LANGUAGES, TEMPLATES, TEXTS, Template, page

NOWHERE = Standing()
URL = "https://news.example/2026/03/02/a-page-of-which-the-address-says-article"
# A player beside it may give the reason, where the text goes away as a block of comments.
EXPECTED = {
    "consent": {Reason.CONSENT_TEXT, Reason.VIDEO_WITHOUT_TEXT},
    "comments": {Reason.COMMENT_TEXT, Reason.VIDEO_WITHOUT_TEXT, Reason.TEASER_TEXT},
    "newsletter": {Reason.NEWSLETTER_TEXT, Reason.VIDEO_WITHOUT_TEXT},
    "pitch": {Reason.PAYWALL_TEXT},
    "script": {Reason.NEEDS_BROWSER},
    "teasers": {Reason.TEASER_TEXT},
    "other": {Reason.OTHER_TEXT, Reason.VIDEO_WITHOUT_TEXT},
}


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", EXPECTED)
def test_what_is_no_article_never_passes(kind: str, language: str, template: Template) -> None:
    found = extract_page(page(template, kind, language), URL)
    assert found.rejection is not None
    assert found.rejection.reason in EXPECTED[kind]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_page_with_its_article_passes(language: str, template: Template) -> None:
    found = extract_page(page(template, "story", language), URL)
    assert found.rejection is None


def said(language: str = "en") -> Said:
    return Said(TEXTS[language]["title"], TEXTS[language]["description"])


@pytest.mark.parametrize(
    ("standing", "reason"),
    [
        (Standing(consent=0.9), Reason.CONSENT_TEXT),
        (Standing(comments=0.9), Reason.COMMENT_TEXT),
        (Standing(newsletter=0.9), Reason.NEWSLETTER_TEXT),
        (Standing(paywall=0.9), Reason.PAYWALL_TEXT),
        (Standing(beside=0.9), Reason.OTHER_TEXT),
        (Standing(linked=0.9), Reason.TEASER_TEXT),
        (Standing(teasers=0.5, linked_headings=4), Reason.TEASER_TEXT),
        (Standing(heading=TEXTS["en"]["other"][0]), Reason.OTHER_TEXT),
        (NOWHERE, None),
    ],
)
def test_the_place_of_a_text_that_is_silent_of_the_title(standing: Standing, reason: Reason | None) -> None:
    assert contaminated(TEXTS["en"]["other"][1:], standing, said()) is reason


@pytest.mark.parametrize(
    "standing",
    [
        Standing(comments=1.0, consent=1.0, newsletter=1.0, paywall=1.0),
        Standing(beside=1.0),
        Standing(teasers=0.9, linked_headings=20),
        Standing(heading=TEXTS["en"]["other"][0]),
    ],
)
def test_a_text_that_holds_what_the_page_speaks_of_may_stand_anywhere(standing: Standing) -> None:
    assert contaminated(TEXTS["en"]["story"], standing, said()) is None


def test_a_title_above_a_notice_does_not_vouch_for_it() -> None:
    for language in LANGUAGES:
        text = [TEXTS[language]["title"], *TEXTS[language]["newsletter"]]
        assert contaminated(text, NOWHERE, said(language)) is Reason.NEWSLETTER_TEXT


def test_an_error_is_known_by_its_sentence() -> None:
    text = ["Page not found.", "The page you requested could not be found."]
    assert contaminated(text, NOWHERE, Said("Bus lines change")) is Reason.ERROR_PAGE


def test_the_declared_text_counts_as_the_pages_word() -> None:
    text = TEXTS["en"]["other"][1:]
    declared = Said("Untitled", "", " ".join(text))
    assert contaminated(text, Standing(comments=1.0), declared) is None
    other = Said("Untitled", "", " ".join(TEXTS["en"]["story"]))
    assert contaminated(text, Standing(comments=1.0), other) is Reason.COMMENT_TEXT


def test_an_empty_text_is_not_judged() -> None:
    assert contaminated([], Standing(consent=1.0), said()) is None


def test_an_article_about_cookies_or_subscriptions_passes() -> None:
    text = [
        "The court ruled that sites which use cookies must ask first, and that a ticked box is no answer at all.",
        "The judges also held that a subscription that prolongs itself must be named as one on the first page.",
        "Consumer groups had sued a seller of garden tools, whose banner could not be closed without consent.",
    ]
    page_says = Said("Court: sites must ask before they use cookies", "A ticked box is no answer, say the judges.")
    assert contaminated(text, NOWHERE, page_says) is None


def test_marks_know_texts_in_any_script() -> None:
    for language in LANGUAGES:
        words = TEXTS[language]
        own = likeness(marks(words["title"]), body_of(" ".join(words["story"])))
        other = likeness(marks(words["title"]), body_of(" ".join(words["other"][1:])))
        assert own >= 0.5 > other
    assert likeness(marks(""), "anything") == 0.0


def test_a_text_of_any_length_is_read_in_time() -> None:
    assert contaminated(TEXTS["en"]["story"] * 10_000, NOWHERE, said()) is None
