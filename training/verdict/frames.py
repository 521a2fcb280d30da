"""The web around a made page: head, menus, side columns, footers, banners, in templates that differ in kind."""

from __future__ import annotations

import html
import json
import random
from dataclasses import dataclass, field
from typing import Any

from training.verdict.menus import say
from training.verdict.stock import Stock, slug

__all__ = ["Content", "Names", "element", "framed", "head_of"]

esc = html.escape


@dataclass(slots=True)
class Content:
    """What stands in the middle of a made page, and what its head says of it."""

    title: str
    path: str
    """Path and query of its address."""

    inner: str
    """HTML, without the first heading."""

    heading: bool = True
    types: tuple[str, ...] = ()
    """schema.org types that it may declare."""

    og: tuple[str, ...] = ("website", "website", "article", "")
    """OpenGraph types, of which it declares one."""

    objects: list[dict[str, Any]] = field(default_factory=list)
    dated: float = 0.0
    """How likely its head gives a date, as software does that dates everything."""


class Names:
    """Names for classes and ids: telling ones in some pages, hashes in others, none in the rest."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._mode = dice.choice(("plain", "plain", "prefixed", "hash", "none"))
        self._prefix = dice.choice(("c-", "site-", "td-", "mod_", "block-", "o-", "jeg-"))

    def __call__(self, name: str) -> str:
        """` class="…"`, or nothing."""
        if self._mode == "none":
            return ""
        if self._mode == "hash":
            return f' class="{self._dice.choice("abcdes")}{self._dice.getrandbits(28):x}"'
        return f' class="{self._prefix if self._mode == "prefixed" else ""}{name}"'


def element(tag: str, text: str, attributes: str = "") -> str:
    """An element around a text."""
    return f"<{tag}{attributes}>{esc(text)}</{tag}>"


def framed(content: Content, stock: Stock, site: str, dice: random.Random) -> str:
    """A whole page around a content."""
    names = Names(dice)
    main = dice.choice(("main", "div", "div", "section", "article"))
    heading = element(dice.choice(("h1", "h1", "h1", "h2")), content.title, names("title")) if content.heading else ""
    middle = f"<{main}{names('content')}>{heading}{content.inner}</{main}>"
    if dice.random() < 0.6:
        side = f"<{(tag := dice.choice(('aside', 'div')))}{names('sidebar')}>{_side(stock, names, dice)}</{tag}>"
        middle = (middle + side) if dice.random() < 0.7 else (side + middle)
    if dice.random() < 0.1:
        middle = f"<table><tr><td>{_menu(stock, names, dice)}</td><td>{middle}</td></tr></table>"
    body = _top(stock, names, dice) + middle + _bottom(stock, names, dice)
    if dice.random() < 0.05:
        body = f'<form method="post" action="/">{body}</form>'
    head = head_of(content, stock, site, dice)
    return f'<!doctype html><html lang="{stock.language}"><head>{head}</head><body>{body}</body></html>'


def head_of(content: Content, stock: Stock, site: str, dice: random.Random) -> str:
    """The head's elements: title, OpenGraph, JSON-LD, dates, as much as this page's software writes."""
    parts = [element("title", content.title + dice.choice((f" | {site}", f" - {site}", "", f" – {site}")))]
    if dice.random() < 0.35:
        # As plain as heads were, and on many sites still are.
        parts += [_meta("name", "description", stock.sentence(dice)[:160])] * (dice.random() < 0.5)
        return "".join(parts)
    url = f"https://{site}{content.path}"
    if dice.random() < 0.6:
        parts.append(f'<link rel="canonical" href="{esc(url)}">')
    if dice.random() < 0.7:
        parts.append(_meta("name", "description", stock.sentence(dice)[:160]))
    kind = dice.choice(content.og)
    if kind:
        parts += [_meta("property", "og:type", kind), _meta("property", "og:title", content.title)]
        parts += [_meta("property", "og:image", f"https://{site}/i/{dice.randrange(9999)}.jpg")] * (dice.random() < 0.6)
        parts += [_meta("property", "og:site_name", site)] * (dice.random() < 0.6)
    if dice.random() < content.dated:
        name = dice.choice(("article:published_time", "article:modified_time", "article:modified_time"))
        parts.append(_meta("property", name, _moment(dice)))
    if dice.random() < 0.1:
        parts.append(_meta("name", "robots", dice.choice(("noindex, follow", "noindex", "index, follow"))))
    objects = [*content.objects] if dice.random() < 0.7 else []
    if content.types and dice.random() < 0.6:
        dated = {"datePublished": _moment(dice)} if dice.random() < content.dated else {}
        objects.append({"@type": dice.choice(content.types), "name": content.title, "url": url, **dated})
    if dice.random() < 0.4:
        objects += [{"@type": "WebSite", "name": site, "url": f"https://{site}/"}, {"@type": "BreadcrumbList"}]
    if objects:
        graph = {"@context": "https://schema.org", "@graph": objects}
        parts.append(f'<script type="application/ld+json">{json.dumps(graph, ensure_ascii=False)}</script>')
    return "".join(parts)


def _meta(attribute: str, name: str, value: str) -> str:
    return f'<meta {attribute}="{name}" content="{esc(value)}">'


def _moment(dice: random.Random) -> str:
    return (
        f"20{dice.randint(12, 25)}-{dice.randint(1, 12):02}-{dice.randint(1, 28):02}"
        f"T{dice.randint(0, 23):02}:{dice.randint(0, 59):02}:00+00:00"
    )


def _menu(stock: Stock, names: Names, dice: random.Random) -> str:
    entries = "".join(
        f'<li><a href="/{slug(label)}/">{esc(label)}</a></li>'
        for label in (stock.label(dice) for _ in range(dice.randint(4, 30)))
    )
    return f"<ul{names('menu')}>{entries}</ul>"


def _top(stock: Stock, names: Names, dice: random.Random) -> str:
    tag, nav = dice.choice(("header", "div")), dice.choice(("nav", "div"))
    parts = [f'<a href="/">{esc(stock.label(dice))}</a>', f"<{nav}{names('nav')}>{_menu(stock, names, dice)}</{nav}>"]
    if dice.random() < 0.5:
        parts.append(
            f'<form action="/search"{names("search")}><input name="q" type="search">'
            f"<button>{esc(say('search', stock, dice))}</button></form>"
        )
    if dice.random() < 0.3:
        parts.append(f'<a href="/login">{esc(say("login", stock, dice))}</a>')
    if dice.random() < 0.3:
        parts.insert(0, _banner(stock, names, dice))
    return f"<{tag}{names('header')}>{''.join(parts)}</{tag}>"


def _banner(stock: Stock, names: Names, dice: random.Random) -> str:
    more = " " + stock.sentences(dice, 1, 3) if dice.random() < 0.3 else ""
    return f"<div{names('cookie-notice')}><p>{esc(say('cookies', stock, dice) + more)}</p><button>OK</button></div>"


def _side(stock: Stock, names: Names, dice: random.Random) -> str:
    boxes = []
    for _ in range(dice.randint(1, 4)):
        links = "".join(
            f'<li><a href="/{slug(title)}">{esc(title)}</a></li>'
            for title in (stock.title(dice) for _ in range(dice.randint(3, 10)))
        )
        boxes.append(f"<div{names('widget')}>{element('h3', stock.label(dice))}<ul>{links}</ul></div>")
    if dice.random() < 0.3:
        boxes.append(
            f"<div{names('newsletter')}><p>{esc(say('newsletter', stock, dice))}</p>"
            "<form><input type=email></form></div>"
        )
    return "".join(boxes)


def _bottom(stock: Stock, names: Names, dice: random.Random) -> str:
    keys = ("about", "contact", "privacy", "terms")
    links = "".join(f'<a href="/{key}">{esc(say(key, stock, dice))}</a> ' for key in keys)
    parts = [f"<p>{links}</p>", element("p", f"© 20{dice.randint(15, 26)} {stock.label(dice)}")]
    if dice.random() < 0.5:
        parts.insert(0, element("p", stock.sentences(dice, 1, 4)))
    if dice.random() < 0.4:
        parts.append(
            f"<p><a href='tel:+{dice.randrange(10**9)}'>+{dice.randrange(10**9)}</a> {esc(stock.label(dice))}</p>"
        )
    if dice.random() < 0.3:
        parts.append(_banner(stock, names, dice))
    tag = dice.choice(("footer", "div"))
    return f"<{tag}{names('footer')}>{''.join(parts)}</{tag}>"
