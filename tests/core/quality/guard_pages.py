"""Pages that show something else in the place of their article, in three templates; written for these tests."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

TEXTS: dict[str, dict[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "guard_texts.toml").read_text(encoding="utf-8")
)
LANGUAGES = tuple(TEXTS)
FILLINGS = ("consent", "comments", "newsletter", "pitch", "script", "teasers", "other")
Template = Callable[[str, str], str]


def _paragraphs(texts: list[str]) -> str:
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def filling(kind: str, language: str) -> str:
    """What stands where the article's text should be."""
    words = TEXTS[language]
    player = '<div class="player"><video src="/clip.mp4"></video></div>'
    match kind:
        case "story":
            return _paragraphs(words["story"])
        case "comments":
            entries = "".join(
                f"<li><b>n{n}</b><p>{escape(text)}</p></li>" for n, text in enumerate(words["comments"] * 2)
            )
            return f'{player}<section id="comments"><ol class="commentlist">{entries}</ol></section>'
        case "newsletter":
            form = '<form><input type="email"></form>'
            return f'{player}<div class="newsletter">{_paragraphs(words["newsletter"])}{form}</div>'
        case "pitch":
            first, second, _ = words["story"]
            return _paragraphs([first, f"{second[: len(second) // 2]} …", *words["pitch"]])
        case "teasers":
            return "".join(
                f'<div class="box"><h3><a href="/x/{n}">{escape(head)}</a></h3><p>{escape(text[:90])} …</p></div>'
                for n, (head, text, *_) in enumerate(other["other"] for other in TEXTS.values())
            )
        case "other":
            title, *text = words["other"]
            return f'{player}<div class="next"><h2><a href="/next">{escape(title)}</a></h2>{_paragraphs(text)}</div>'
    return player * (kind == "consent") + f'<div class="{kind}-box">{_paragraphs(words[kind])}</div>'


def _head(language: str) -> str:
    words = TEXTS[language]
    article = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": words["title"],
               "datePublished": "2026-03-02T08:00:00+01:00", "description": words["description"]}  # fmt: skip
    return (
        f'<meta charset="utf-8"><title>{escape(words["title"])} | Example</title>'
        f'<meta property="og:title" content="{escape(words["title"])}"><meta property="og:type" content="article">'
        f'<meta name="description" content="{escape(words["description"])}">'
        f'<script type="application/ld+json">{json.dumps(article, ensure_ascii=False)}</script>'
    )


_MENU = "".join(f'<li><a href="/s{n}/">Menu {n}</a></li>' for n in range(8))


def semantic(language: str, inner: str) -> str:
    """Elements that say what they hold."""
    title = escape(TEXTS[language]["title"])
    return (
        f"<body><header><nav><ul>{_MENU}</ul></nav></header><main><article><h1>{title}</h1>{inner}</article></main>"
        "<footer><p>© Example</p></footer></body>"
    )


def plain(language: str, inner: str) -> str:
    """Elements without a name."""
    title = escape(TEXTS[language]["title"])
    return (
        f"<body><div><ul>{_MENU}</ul></div><div><div><h1>{title}</h1></div><div>{inner}</div></div>"
        "<div>© Example</div></body>"
    )


def old(language: str, inner: str) -> str:
    """A table for the layout."""
    title = escape(TEXTS[language]["title"])
    return f"<body><table><tr><td><ul>{_MENU}</ul></td><td><h1>{title}</h1>{inner}</td></tr></table></body>"


TEMPLATES: tuple[Template, ...] = (semantic, plain, old)


def page(template: Template, kind: str, language: str) -> bytes:
    """One page, UTF-8."""
    body = template(language, filling(kind, language))
    return f'<!doctype html><html lang="{language}"><head>{_head(language)}</head>{body}</html>'.encode()
