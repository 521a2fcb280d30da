"""A news article as a WordPress theme shows it, in many shapes.

The usual form has a title, a counter of comments and views, the paragraphs, a line of tags, a comment form, links to
other articles beside and below, and a cookie notice. A shape says what differs from it.
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass

from tests.theme.stories import STORIES, Story

__all__ = ["URL", "Shape", "expected_text", "write_page"]

URL = "https://www.tidings.example/2026/03/what-happened-on-tuesday/"
SITE = "Valley Tidings"
_SEMANTIC = re.compile(r"(</?)(?:article|main|nav|aside|header|footer|section)\b")
_NAMES = re.compile(r'\s(?:class|id|itemprop|data-\w+)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Shape:
    """What a page looks like."""

    story: Story = STORIES[0]
    wrapper: str = "article"
    """The element around the article: article, div, section; or none."""

    names: bool = True
    """Whether elements have classes and ids."""

    semantic: bool = True
    """Whether there are elements like <main>, <nav> and <aside>; else <div> stands for each."""

    head: str = "full"
    """What the page declares: full (OpenGraph and JSON-LD), opengraph, or title alone."""

    counter: str = "icons"
    """A key of COUNTERS."""

    tag: str = "link"
    """A key of TAGS."""

    aside: str = "after"
    """Where the side bar stands: after, before or none."""

    related: str = "below"
    """Where links to other articles stand: below, above, inside, teasers (with a sentence each) or none."""

    notice: str = "end"
    """Where the cookie notice stands: end, start, inside (the column of the article) or none."""

    comments: str = "form"
    """form, closed (a line in place of it), thread (two comments and the form) or none."""

    lines: str = "<br />\n"
    """How a line break is written."""

    empty: bool = False
    """An article without text: a picture and nothing else."""


def expected_text(story: Story) -> str:
    """The record's text: the title, an empty line, the paragraphs with an empty line between; spaces are plain."""
    return "\n\n".join((story.title, *story.paragraphs)).replace("\u3000", " ")


COUNTERS = {
    "icons": (
        '<a href="{url}#respond" class="share-btn comments" title="{reply}"><i class="icon fa fa-comments"></i> '
        '<b class="number">0</b></a><span class="views share-btn"><i class="icon fa fa-eye"></i> '
        '<b class="number">31</b></span>'
    ),
    "spans": '<span class="comments">0</span> <span class="views">31</span>',
    "paragraph": "<p>0 31</p>",
    "bare": "0 31",
    "list": '<ul class="counts"><li>0</li><li>31</li></ul>',
    "large": '<span class="comments">12</span> <span class="views">48.317</span>',
    "short": '<span class="comments">7</span> <span class="views">1.2k</span>',
    "words": '<span class="comments">0 comments</span> <span class="views">31 views</span>',
    "none": "",
}
TAGS = {
    "link": '<div class="entry-terms post-tags"><a href="/tag/topic/" rel="tag">{tag}</a></div>',
    "no-rel": '<div class="entry-terms post-tags"><a href="/tag/topic/">{tag}</a></div>',
    "labelled": '<p class="post-tags">Tags: <a href="/tag/topic/" rel="tag">{tag}</a></p>',
    "list": '<ul class="post-tags"><li><a href="/tag/topic/" rel="tag">{tag}</a></li></ul>',
    "plain": '<div class="entry-terms post-tags"><span>{tag}</span></div>',
    "paragraph": '<p class="tags">{tag}</p>',
}


def write_page(shape: Shape) -> str:
    """The page's HTML."""
    story = shape.story
    column = _column(shape)
    bar = _bar(story)
    row = {"after": column + bar, "before": bar + column, "none": column}[shape.aside]
    page = (
        f'<!DOCTYPE html>\n<html lang="{story.language}">\n<head>\n{_head(shape)}</head>\n'
        f'<body class="post-template-default single single-post postid-4102 single-format-standard ltr">\n'
        f"{_notice(shape, 'start')}{_header(story)}"
        f'<div class="content-wrap"><main id="content" class="content-container"><div class="row main-section">\n{row}'
        f'</div></main></div>\n<footer id="site-footer" class="site-footer"><p>© 2026 {SITE}</p></footer>\n'
        f"{_notice(shape, 'end')}</body>\n</html>\n"
    )
    page = page if shape.names else _NAMES.sub("", page)
    return page if shape.semantic else _SEMANTIC.sub(r"\1div", page)


def _head(shape: Shape) -> str:
    story = shape.story
    title = html.escape(story.title)
    parts = ['<meta charset="utf-8">', f"<title>{title} – {SITE}</title>", f'<link rel="canonical" href="{URL}">']
    if shape.head in ("full", "opengraph"):
        parts += [
            f'<meta property="og:title" content="{title}">',
            f'<meta property="og:site_name" content="{SITE}">',
            '<meta property="og:type" content="article">',
            '<meta property="article:published_time" content="2026-03-03T18:20:00+01:00">',
        ]
    if shape.head == "full":
        data = {
            "@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title,
            "datePublished": "2026-03-03T18:20:00+01:00", "publisher": {"@type": "Organization", "name": SITE},
        }  # fmt: skip
        parts.append(f'<script type="application/ld+json">{json.dumps(data)}</script>')
    return "".join(f"{part}\n" for part in parts)


def _header(story: Story) -> str:
    items = "".join(f'<li class="menu-item"><a href="/c{n}/">{name}</a></li>' for n, name in enumerate(story.teasers))
    return (
        f'<header id="header" class="site-header"><a class="logo" href="/">{SITE}</a>'
        f'<nav class="main-menu-container"><ul class="main-menu">{items}</ul></nav></header>\n'
    )


def _column(shape: Shape) -> str:
    related = _related(shape)
    inside = {place: related if shape.related in names else "" for place, names in _PLACES.items()}
    start, end = (
        ("", "")
        if shape.wrapper == "none"
        else (
            f'<{shape.wrapper} id="post-4102" class="post-4102 post type-post status-publish format-standard'
            ' single-post-content">\n',
            f"</{shape.wrapper}>\n",
        )
    )
    return (
        f'<div class="content-column">{inside["above"]}{start}{_post_header(shape)}'
        f'<div class="entry-content single-post-content">\n{_paragraphs(shape)}</div>\n'
        f"{inside['inside']}{TAGS[shape.tag].format(tag=shape.story.tag)}\n{end}"
        f"{_neighbours(shape.story)}{inside['below']}{_comments(shape)}{_notice(shape, 'inside')}</div>\n"
    )


_PLACES = {"above": ("above",), "inside": ("inside",), "below": ("below", "teasers")}


def _post_header(shape: Shape) -> str:
    story = shape.story
    counter = COUNTERS[shape.counter].format(url=URL, reply=html.escape(story.reply))
    return (
        '<div class="single-featured"><a class="post-thumbnail" href="/pictures/1.jpg">'
        '<img src="/pictures/1.jpg" alt="" width="750" height="430"></a></div>\n'
        f'<div class="post-header"><span class="term-badge"><a href="/category/c/">{story.section}</a></span>'
        f'<h1 class="single-post-title"><span class="post-title" itemprop="headline">{html.escape(story.title)}</span>'
        f'</h1></div>\n<div class="post-share top-share">{counter}</div>\n'
    )


def _paragraphs(shape: Shape) -> str:
    if shape.empty:
        return ""
    texts = (html.escape(text, quote=False).replace("\n", shape.lines) for text in shape.story.paragraphs)
    return "".join(f"<p>{text}</p>\n" for text in texts)


def _neighbours(story: Story) -> str:
    before, after = story.teasers[:2]
    return (
        f'<section class="next-prev-post"><div class="prev-post"><p class="title"><a href="/p/1/" rel="prev">{before}'
        f'</a></p></div><div class="next-post"><p class="title"><a href="/p/2/" rel="next">{after}</a></p></div>'
        "</section>\n"
    )


def _related(shape: Shape) -> str:
    story = shape.story
    teaser = f"<p>{story.cookies}</p>" if shape.related == "teasers" else ""
    items = "".join(
        f'<div class="listing-item"><p class="title"><a class="post-url" href="/p/{n}/">{title}</a></p>{teaser}</div>'
        for n, title in enumerate(story.teasers)
    )
    return (
        f'<div class="post-related"><div class="section-heading"><span class="h-text">{story.related}</span></div>'
        f'<div class="listing">{items}</div></div>\n'
    )


def _comments(shape: Shape) -> str:
    story = shape.story
    thread = "".join(
        f'<li class="comment"><b class="fn">Reader {n}</b> <time datetime="2026-03-04T08:0{n}">04.03.2026</time>'
        f'<div class="comment-content"><p>{text}!</p></div><a rel="nofollow" href="?replytocom={n}#respond">↩</a></li>'
        for n, text in enumerate(story.teasers[:2], 1)
    )
    form = (
        f'<div id="respond" class="comment-respond"><div id="reply-title" class="comment-reply-title">'
        f'<span class="h-text">{story.reply}</span></div><form action="/comments" method="post" class="comment-form">'
        f'<div class="note-before"><p>{story.note}</p></div><p class="comment-wrap"><textarea name="comment">'
        '</textarea></p><p class="form-submit"><input type="submit" value="OK"></p></form></div>'
    )
    inner = {
        "form": form,
        "closed": f"<p>{story.reply}</p>",
        "thread": f'<ol class="comment-list">{thread}</ol>{form}',
        "none": "",
    }
    return f'<section id="comments-template-4102" class="comments-template">{inner[shape.comments]}</section>\n'


def _bar(story: Story) -> str:
    items = "".join(f'<li><a href="/p/{n}/">{title}</a></li>' for n, title in enumerate(reversed(story.teasers)))
    return (
        f'<div class="sidebar-column"><aside id="sidebar" class="sidebar"><div class="widget"><h4>{story.section}</h4>'
        f"<ul>{items}</ul></div></aside></div>\n"
    )


def _notice(shape: Shape, place: str) -> str:
    if shape.notice != place:
        return ""
    story = shape.story
    return (
        f'<div class="gdpr-law-wrap"><div class="gdpr-law"><p>{story.cookies} <a class="gdpr-accept" href="#">'
        f'{story.accept}</a> <a class="gdpr-more" href="/privacy/">{SITE}</a></p></div></div>\n'
    )
