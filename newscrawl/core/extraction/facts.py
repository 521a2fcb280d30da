"""What the verdict on a page rests on, gathered from its parts."""

from __future__ import annotations

import re
from dataclasses import replace

from newscrawl.core.candidate import Candidate
from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.outline import Outline
from newscrawl.core.extraction.metadata.nodes import is_article
from newscrawl.core.extraction.metadata.reader import Metadata
from newscrawl.core.extraction.page import Page
from newscrawl.core.extraction.shape import measure
from newscrawl.core.extraction.standing import said_by, standing
from newscrawl.core.quality.evidence import Facts
from newscrawl.core.quality.score import kind_score
from newscrawl.core.verdict import Reason

_ROOTS = re.compile(
    r"root|app|main|react-root|__next|__nuxt|___gatsby|svelte|ember\d*|application|mount|app-root|ng-app", re.IGNORECASE
)
_WANTS_SCRIPT = re.compile(r"java\s?script|ジャバスクリプト|자바스크립트|джаваскрипт|جافا ?سكريبت", re.IGNORECASE)
_PLAYER = re.compile(r"youtube|youtu\.be|vimeo|dailymotion|player|brightcove|jwplat|video|embed", re.IGNORECASE)
# What common software writes into the classes of <body> (WordPress, Drupal, Joomla), by the kind of page.
_SOFTWARE = (
    ("article", re.compile(r"(?:single-post|postid-\d+|(?:page-)?node--?type-(?:article|news\w*|story|blog\w*))")),
    (Reason.ERROR_PAGE, re.compile(r"error404|error-404|page-404|http-?404")),
    (Reason.SEARCH_PAGE, re.compile(r"search-results|search-no-results")),
    (Reason.AUTHOR_PAGE, re.compile(r"author-\d+")),
    (Reason.TAG_PAGE, re.compile(r"tag-\d+")),
    (
        Reason.INDEX_PAGE,
        re.compile(
            r"category-\d+|post-type-archive|date-archive|path-frontpage|path-taxonomy|page-taxonomy-term|paged-\d+"
        ),
    ),
    (
        Reason.STATIC_PAGE,
        re.compile(r"page-id-\d+|page-template(?:-default)?|(?:page-)?node--?type-(?:page|basic-page|webform|contact)"),
    ),
)


def gather(
    page: Page, status: int, blocks: list[Block], outline: Outline, data: Metadata, candidate: Candidate | None
) -> Facts:
    """The facts of a page. In: all that was read of it; the page is not changed."""
    where = standing(blocks, outline)
    visible = sum(len(run.text) for run in outline.runs)
    facts = Facts(
        url=page.url,
        title=data.title or (candidate.title if candidate and candidate.title else "") or "",
        paragraphs=tuple(block.text for block in blocks),
        types=_types(page, data),
        date_source=data.date_source,
        authors=len(data.authors),
        found_by=candidate.found_by if candidate else None,
        visible=visible,
        linked_share=where.linked,
        teaser_share=where.teasers,
        linked_headings=where.linked_headings,
        in_article=where.article >= 0.5 and page.count("article") <= 30,
        software=_software(page),
        password=any(element.get("type") == "password" for element in page.elements["input"]),
        players=_players(page),
        images=page.count("figure") or page.count("img") // 2,
        scripts=page.count("script"),
        needs_script=visible < 1500 and _needs_script(page),
        status=status,
        standing=where,
        said=said_by(page, data),
        shape=measure(page, outline, blocks, data),
    )
    return replace(facts, score=kind_score(facts))


def _types(page: Page, data: Metadata) -> frozenset[str]:
    """The declared types; where many objects are articles, they are those of a list, and say nothing of the page."""
    types = frozenset(data.types)
    listed = sum(1 for node in page.json_ld if is_article(node))
    return frozenset(kind for kind in types if not is_article({"@type": kind})) if listed >= _LIST else types


_LIST = 5


def _software(page: Page) -> str | None:
    body = page.tree.find("body")
    tokens = (body.get("class") or "").casefold().split() if body is not None else []
    for kind, words in _SOFTWARE:
        if any(words.fullmatch(token) for token in tokens):
            return str(kind)
    return None


def _players(page: Page) -> int:
    iframes = page.elements["iframe"]
    frames = sum(1 for frame in iframes if _PLAYER.search(frame.get("src") or frame.get("data-src") or ""))
    return frames + page.count("video", "audio")


def _needs_script(page: Page) -> bool:
    """An empty mount point for a script's page, or a <noscript> that asks for one."""
    if not page.count("script"):
        return False
    if any(_WANTS_SCRIPT.search(element.text_content()) for element in page.elements["noscript"]):
        return True
    body = page.tree.find("body")
    places = [] if body is None else body.iter("div", "main", "section", "app-root", "ember-app")
    for element in places:
        name = element.get("id") or ("app-root" if "-" in str(element.tag) else "")
        if _ROOTS.fullmatch(name) and not element.text_content().strip():
            return True
    return False
