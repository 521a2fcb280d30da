"""trafilatura's fast reading, stage by stage: what its `bare_extraction` gives, without the stages that change nothing.

Two of its stages search every element of a page for names that hardly any has, a third measures a whole page to tell
whether a text is short for it, and each keeps copies for the case that the next one wants them. On a page that needs
none of that, the stages in between are the whole of it; for any other page the caller asks `bare_extraction`.
tests/core/extraction/body/test_stages.py compares the two: it tells where another version of trafilatura differs.
"""

from __future__ import annotations

import re
from copy import copy
from functools import lru_cache
from types import FunctionType
from typing import Any

from lxml.html import HtmlElement
from trafilatura import main_extractor
from trafilatura.baseline import html2txt
from trafilatura.core import ESCALATION_ACCEPT_RATIO, ESCALATION_MAX_LENGTH, ESCALATION_PAGE_SHARE
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.settings import Extractor
from trafilatura.xpaths import RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

from newscrawl.core.extraction.body.expressions import all_of, first_of
from newscrawl.core.extraction.markup import trimmed

__all__ = ["by_stages"]

# What its two prunings look for, roughly: where it stands in no name, they find nothing.
_PRUNED = re.compile(
    "^(?:comment|comol|disqus|dsq-)|(?:article|post)-comments|mvp-post-add|infinite-?scroll|elementor-share",
    re.IGNORECASE,
)
_PRUNED_TAGS = ("div", "section", "aside", "details", "list", "ol", "ul")


def by_stages(tree: HtmlElement, options: Extractor) -> Any | None:
    """The body of trafilatura's fast and balanced reading without comments; None where its further stages are to tell.

    In: a tree without what trafilatura leaves out in any case, which is not changed.
    """
    if any("DiscussionForumPosting" in (script.text or "") for script in tree.iter("script")):
        return None
    whole = _pruned(trimmed(tree))
    most = _longest_text(whole)
    try:
        body, text = _extracted(whole, options)
    except (TypeError, ValueError):
        return None
    size = len(text)
    if size < options.min_extracted_size:
        return None
    if size >= ESCALATION_MAX_LENGTH or size >= ESCALATION_PAGE_SHARE * most:
        return body
    if size >= ESCALATION_PAGE_SHARE * len(html2txt(_pruned(trimmed(tree)))):
        return body
    return _more_of(tree, options, body, size)


def _extracted(tree: HtmlElement, options: Extractor) -> tuple[Any, str]:
    """The main extractor's body and text. In: a tree that is used up."""
    body, text = _extract_content(convert_tags(tree_cleaning(tree, options), options), options)
    return body, text


def _with_expressions() -> Any:
    """trafilatura's `extract_content`, whose XPath expressions are evaluated without XPath.

    Its own code over a copy of its module's names: the module itself, which others may use too, stays as it is.
    """
    names = dict(vars(main_extractor))
    # It looks at the first of what these find, and at all of what the others do.
    names["BODY_XPATH"] = [first_of(expression) for expression in names["BODY_XPATH"]]
    for name in ("OVERALL_DISCARD_XPATH", "TEASER_DISCARD_XPATH", "DISCARD_IMAGE_ELEMENTS"):
        names[name] = [all_of(expression) for expression in names[name]]
    for name in ("prune_unwanted_sections", "_extract", "recover_wild_text", "extract_content"):
        own = names[name]
        names[name] = FunctionType(own.__code__, names, name, own.__defaults__, own.__closure__)
    return names["extract_content"]


_extract_content = _with_expressions()


def _more_of(tree: HtmlElement, options: Extractor, body: Any, size: int) -> Any:
    """The body, or where it is much longer the one that trafilatura finds when it is told to leave out less."""
    options = copy(options)
    options.focus = "recall"
    try:
        more, text = _extracted(_pruned(trimmed(tree)), options)
    except Exception:  # as trafilatura does
        return body
    return more if len(text) > ESCALATION_ACCEPT_RATIO * size else body


def _pruned(tree: HtmlElement) -> HtmlElement:
    """Without comments and the articles that a scroll adds, in place."""
    for element in tree.iter(*_PRUNED_TAGS):
        if _may_be_pruned(element.get("class")) or _may_be_pruned(element.get("id")):
            tree = prune_unwanted_nodes(tree, RAW_TREE_PRUNE_XPATH)
            return prune_unwanted_nodes(tree, REMOVE_COMMENTS_AND_LISTS_XPATH)
    return tree


@lru_cache(maxsize=20_000)
def _may_be_pruned(name: str | None) -> bool:
    return bool(name and _PRUNED.search(name))


def _longest_text(tree: HtmlElement) -> int:
    """The length of a page's text, as `html2txt` measures it, at the most."""
    scripts = sum(_folded(script.text or "") for script in tree.iter("script"))
    # It sets white space before and behind each block.
    return _folded(tree.text_content()) - scripts + 2 * sum(1 for _ in tree.iter())


def _folded(text: str) -> int:
    return len(" ".join(text.split()))
