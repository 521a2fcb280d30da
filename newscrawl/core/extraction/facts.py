"""What the verdict on a page rests on, gathered from its parts."""

from __future__ import annotations

import re

from newscrawl.core.candidate import Candidate
from newscrawl.core.extraction.body.blocks import Block
from newscrawl.core.extraction.body.outline import Outline, Place, Run
from newscrawl.core.extraction.metadata.nodes import is_article
from newscrawl.core.extraction.metadata.reader import Metadata
from newscrawl.core.extraction.page import Page
from newscrawl.core.extraction.text import tight
from newscrawl.core.quality.evidence import Facts
from newscrawl.core.verdict import Reason

_CUT_OFF = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])[\s\])>»]*$")
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
_OUTSIDE = Place.NAVIGATION | Place.FOOTER | Place.ASIDE | Place.RELATED


def gather(
    page: Page, status: int, blocks: list[Block], outline: Outline, data: Metadata, candidate: Candidate | None
) -> Facts:
    """The facts of a page. In: all that was read of it; the page is not changed."""
    total = sum(len(block.text) for block in blocks) or 1
    teasers = _under_linked_headings(outline)
    linked = teased = inside = 0.0
    for block in blocks:
        name = tight(block.text)
        run = outline.by_key.get(name)
        if run is not None:
            linked += run.link_share * len(block.text)
            inside += len(block.text) if run.place & Place.ARTICLE else 0
        if name in teasers or _CUT_OFF.search(block.text) or (run is not None and run.link_share >= 0.9):
            teased += len(block.text)
    visible = sum(len(run.text) for run in outline.runs)
    return Facts(
        url=page.url,
        title=data.title or (candidate.title if candidate and candidate.title else "") or "",
        paragraphs=tuple(block.text for block in blocks),
        types=_types(page, data),
        date_source=data.date_source,
        authors=len(data.authors),
        found_by=candidate.found_by if candidate else None,
        visible=visible,
        linked_share=linked / total,
        teaser_share=teased / total,
        linked_headings=sum(1 for run in outline.runs if _is_linked_heading(run)),
        in_article=inside / total >= 0.5 and page.count("article") <= 30,
        software=_software(page),
        password=page.tree.find(".//input[@type='password']") is not None,
        players=_players(page),
        images=page.count("figure") or page.count("img") // 2,
        scripts=page.count("script"),
        needs_script=visible < 1500 and _needs_script(page),
        status=status,
    )


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


def _is_linked_heading(run: Run) -> bool:
    return bool(run.place & Place.HEADING) and not run.place & _OUTSIDE and run.link_share >= 0.8 and len(run.text) >= 8


def _under_linked_headings(outline: Outline) -> frozenset[str]:
    """The keys of the runs that stand right after a heading that is a link."""
    pairs = zip(outline.runs, outline.runs[1:], strict=False)
    return frozenset(tight(run.text) for before, run in pairs if _is_linked_heading(before))


def _players(page: Page) -> int:
    frames = sum(
        1 for frame in page.tree.iter("iframe") if _PLAYER.search(frame.get("src") or frame.get("data-src") or "")
    )
    return frames + page.count("video", "audio")


def _needs_script(page: Page) -> bool:
    """An empty mount point for a script's page, or a <noscript> that asks for one."""
    if page.tree.find(".//script") is None:
        return False
    if any(_WANTS_SCRIPT.search(element.text_content()) for element in page.tree.iter("noscript")):
        return True
    body = page.tree.find("body")
    places = [] if body is None else body.iter("div", "main", "section", "app-root", "ember-app")
    for element in places:
        name = element.get("id") or ("app-root" if "-" in str(element.tag) else "")
        if _ROOTS.fullmatch(name) and not element.text_content().strip():
            return True
    return False
