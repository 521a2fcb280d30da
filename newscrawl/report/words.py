"""The named reasons in words, for people."""

from __future__ import annotations

from newscrawl.core.verdict import Reason

IN_WORDS: dict[Reason, str] = {
    Reason.INDEX_PAGE: "a list of articles, not one",
    Reason.TAG_PAGE: "the list of a tag or topic",
    Reason.AUTHOR_PAGE: "the page of an author",
    Reason.SEARCH_PAGE: "the results of a search",
    Reason.LOGIN_PAGE: "a page to log in or subscribe",
    Reason.STATIC_PAGE: "about the site itself: imprint, terms, contact",
    Reason.ERROR_PAGE: "an error page, sent as if all were well",
    Reason.VIDEO_WITHOUT_TEXT: "a video without an article's text",
    Reason.GALLERY_WITHOUT_TEXT: "pictures without an article's text",
    Reason.NEEDS_BROWSER: "empty until a browser runs its JavaScript",
    Reason.NO_TEXT: "no text of an article found",
    Reason.NOT_AN_ARTICLE: "too few signs of an article",
    Reason.CONSENT_TEXT: "its text is a cookie or consent notice",
    Reason.COMMENT_TEXT: "its text is comments or the form for them",
    Reason.NEWSLETTER_TEXT: "its text is a newsletter's pitch",
    Reason.PAYWALL_TEXT: "its text is a paywall's pitch",
    Reason.TEASER_TEXT: "its text is a list of teasers",
    Reason.OTHER_TEXT: "its text is another article's",
    Reason.NOT_HTML: "no HTML: a picture, a PDF, data",
    Reason.TOO_LARGE: "larger than a page may be",
    Reason.EXTRACTION_FAILED: "reading it failed or took too long",
    Reason.HTTP_ERROR: "the server answered with an error",
    Reason.GONE: "not there (any more)",
    Reason.DISALLOWED: "robots.txt disallows it",
    Reason.REDIRECTED_AWAY: "redirected to another page or site",
    Reason.SOFT_404: "the page that the site sends for whatever is asked for",
    Reason.TRAP: "one of endlessly many addresses of one shape",
    Reason.PRIVATE_ADDRESS: "leads to a private address",
    Reason.RESERVED: "its publisher reserves the use that --purpose names",
    Reason.FORGOTTEN: "was forgotten, and stays out",
    Reason.OTHER_LANGUAGE: "in a language that was not asked for",
    Reason.OUTSIDE_DATES: "published outside the dates asked for",
    Reason.DROPPED_BY_PIPELINE: "dropped by a pipeline of your own",
    Reason.DUPLICATE_ADDRESS: "another address of an article that is there",
    Reason.DUPLICATE_CONTENT: "the same text as an article that is there",
    Reason.DUPLICATE_NEAR: "nearly the same text as an article that is there",
}


def in_words(reason: str) -> str:
    """The reason in words; a name unknown here as it is."""
    try:
        return IN_WORDS[Reason(reason)]
    except (ValueError, KeyError):
        return reason
