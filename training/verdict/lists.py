"""Made pages that list: sections, tags, authors, search results, calendars, tables, directories."""

from __future__ import annotations

import random

from training.verdict.frames import Content, Names, element, esc
from training.verdict.menus import say
from training.verdict.stock import Stock, slug

__all__ = ["LISTS"]


def _teaser(stock: Stock, names: Names, dice: random.Random, style: int) -> str:
    title, text = stock.title(dice), stock.sentences(dice, 1, 2)
    if style % 3 == 0:
        text = text[: dice.randint(60, 200)] + dice.choice(("…", " ...", " [...]"))
    link = f'<a href="/{slug(title)}{dice.choice(("", "/", ".html", f"-{dice.randrange(99999)}"))}">'
    head = dice.choice(("h2", "h3", "h4")) if style != 4 else "p"
    heading = f"<{head}{names('title')}>{link}{esc(title)}</a></{head}>"
    body = "" if style == 3 else f"<p{names('excerpt')}>{esc(text)}</p>"
    if style == 5:
        body = f"<p>{link}{esc(text)}</a></p>"
    extra = (
        element("time", f"{dice.randint(1, 28)}.{dice.randint(1, 12)}.20{dice.randint(12, 26)}") if style % 2 else ""
    )
    if style in (1, 2):
        body += f"{link}{esc(say('more', stock, dice))}</a>"
    image = f'{link}<img src="/i/{dice.randrange(999)}.jpg"></a>' if style % 2 == 0 else ""
    return image + heading + extra + body


def _teasers(stock: Stock, dice: random.Random, least: int, most: int) -> str:
    names, style = Names(dice), dice.randrange(6)
    tag = dice.choice(("article", "div", "li", "section"))
    count = dice.randint(least, most)
    return "".join(f"<{tag}{names('post')}>{_teaser(stock, names, dice, style)}</{tag}>" for _ in range(count))


def _pages(dice: random.Random) -> str:
    links = "".join(f'<a href="?page={n}">{n}</a> ' for n in range(1, dice.randint(3, 9)))
    return f"<div>{links}</div>" if dice.random() < 0.6 else ""


def section(stock: Stock, site: str, dice: random.Random) -> Content:
    """A front page or a section."""
    label = stock.label(dice)
    inner = "".join(
        (element("h2", stock.label(dice)) if dice.random() < 0.5 else "") + _teasers(stock, dice, 3, 12)
        for _ in range(dice.randint(1, 5))
    )
    if dice.random() < 0.3:
        inner = element("p", stock.sentences(dice, 1, 4)) + inner
    path = dice.choice(
        (
            f"/{slug(label)}/",
            f"/{slug(label)}",
            f"/news/{slug(label)}",
            f"/{slug(label)}/{slug(stock.label(dice))}/",
            f"/c/{dice.randrange(900)}",
            f"/{slug(label)}/?page={dice.randint(2, 40)}",
        )
    )
    types = ("CollectionPage", "WebPage", "ItemList", "WebPage")
    return Content(
        label, path, inner + _pages(dice), heading=dice.random() < 0.6, types=types, og=("website", "website", "")
    )


def tag(stock: Stock, site: str, dice: random.Random) -> Content:
    """The articles of a tag, with some words on it at times."""
    label = stock.label(dice)
    about = element("p", stock.sentences(dice, 1, 6)) if dice.random() < 0.4 else ""
    word = dice.choice(("tag", "topic", "thema", "tema", "etiqueta", "sujet", "keyword", "stichwort", "dossier"))
    path = dice.choice(
        (
            f"/{word}/{slug(label)}",
            f"/{word}/{slug(label)}/",
            f"/{slug(label)}",
            f"/{slug(label)}-{dice.randrange(9999)}",
        )
    )
    return Content(
        label, path, about + _teasers(stock, dice, 2, 20) + _pages(dice), types=("CollectionPage", "WebPage")
    )


def author(stock: Stock, site: str, dice: random.Random) -> Content:
    """A person's life and articles."""
    name = stock.person(dice)
    life = "".join(element("p", text) for text in [stock.sentences(dice, 1, 4) for _ in range(dice.randint(0, 3))])
    links = f'<a href="mailto:{slug(name)}@{site}">@</a>' if dice.random() < 0.5 else ""
    word = dice.choice(("author", "autor", "authors", "auteur", "profile", "people", "team", "redaktion", "by", "u"))
    path = dice.choice(
        (f"/{word}/{slug(name)}", f"/{word}/{slug(name)}/", f"/{word}/{dice.randrange(9999)}", f"/{slug(name)}")
    )
    listed = _teasers(stock, dice, 0, 15)
    return Content(
        name,
        path,
        f"<img src='/p.jpg'>{life}{links}{listed}",
        types=("ProfilePage", "Person", "WebPage"),
        og=("profile", "article", "website", ""),
    )


def search(stock: Stock, site: str, dice: random.Random) -> Content:
    """What a search found, or that it found nothing."""
    asked = stock.words(dice, dice.randint(1, 3))
    button = f"<button>{esc(say('search', stock, dice))}</button>"
    form = f'<form action="/s"><input name="q" value="{esc(asked)}"><select><option>1</option></select>{button}</form>'
    found = _teasers(stock, dice, 0, 20)
    count = element("p", f"{dice.randrange(5000)} {stock.label(dice)} „{asked}“")
    key = dice.choice(("q", "s", "query", "keyword", "text", "suchwort", "term"))
    path = dice.choice(
        (
            f"/search?{key}={slug(asked)}",
            f"/?{key}={slug(asked)}",
            f"/suche/{slug(asked)}",
            f"/find/{slug(asked)}",
            f"/results/?{key}={slug(asked)}",
        )
    )
    title = f"{say('search', stock, dice)}: {asked}"
    return Content(
        title,
        path,
        form + count + found + _pages(dice),
        types=("SearchResultsPage", "WebPage"),
        og=("website", "object", ""),
    )


def calendar(stock: Stock, site: str, dice: random.Random) -> Content:
    """What is on: dates, times, places."""
    rows = []
    names = Names(dice)
    for _ in range(dice.randint(6, 40)):
        when = f"{dice.randint(1, 28)}.{dice.randint(1, 12)}.20{dice.randint(20, 26)}"
        when += f" {dice.randint(8, 22)}:{dice.choice(('00', '15', '30'))}"
        what = stock.words(dice, dice.randint(2, 6))
        text = stock.sentence(dice) if dice.random() < 0.3 else stock.label(dice)
        rows.append(
            f"<li{names('event')}>{element('span', when)} <a href='/event/{slug(what)}'>{esc(what)}</a> "
            f"{element('p', text)}</li>"
        )
    label = stock.label(dice)
    path = dice.choice(
        (
            f"/events/{slug(label)}",
            "/kalender",
            f"/agenda/20{dice.randint(20, 26)}/{dice.randint(1, 12)}",
            f"/{slug(label)}",
        )
    )
    return Content(label, path, f"<ul>{''.join(rows)}</ul>", types=("Event", "WebPage", "ItemList"))


def table(stock: Stock, site: str, dice: random.Random) -> Content:
    """Weather, quotes, results: figures in rows."""
    columns = dice.randint(3, 8)
    rows = []
    for _ in range(dice.randint(8, 60)):
        cells = [element("td", stock.label(dice))] + [element("td", _figure(dice)) for _ in range(columns)]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    label = stock.words(dice, dice.randint(1, 4))
    words = element("p", stock.sentences(dice, 1, 3)) if dice.random() < 0.4 else ""
    path = dice.choice(
        (
            f"/{slug(label)}",
            f"/weather/{slug(label)}",
            f"/boerse/{slug(label)}",
            f"/live/{dice.randrange(99999)}",
            f"/results/{slug(label)}-{slug(stock.label(dice))}-{dice.randrange(9999)}",
        )
    )
    return Content(label, path, f"{words}<table>{''.join(rows)}</table>", types=("WebPage", "Dataset", "SportsEvent"))


def _figure(dice: random.Random) -> str:
    return dice.choice((
        f"{dice.uniform(-20, 200):.2f}", f"{dice.randint(0, 9)}:{dice.randint(0, 9)}", f"{dice.randint(-10, 35)} °C",
        f"{dice.uniform(-5, 5):+.2f} %", f"{dice.randint(0, 23):02}:{dice.randint(0, 59):02}", f"{dice.randrange(99)}",
    ))  # fmt: skip


def directory(stock: Stock, site: str, dice: random.Random) -> Content:
    """Entries of a kind: places, members, jobs; each with a line or two."""
    rows = []
    for _ in range(dice.randint(5, 40)):
        name = stock.words(dice, dice.randint(1, 4))
        line = stock.words(dice, dice.randint(3, 9)) if dice.random() < 0.6 else stock.sentence(dice)
        contact = f"<a href='tel:{dice.randrange(10**8)}'>{dice.randrange(10**8)}</a>" if dice.random() < 0.5 else ""
        rows.append(f"<div>{element(dice.choice(('h3', 'strong', 'b')), name)}<p>{esc(line)}</p>{contact}</div>")
    label = stock.label(dice)
    path = dice.choice(
        (
            f"/{slug(label)}",
            f"/jobs/{slug(label)}",
            f"/members?type={dice.randrange(90)}",
            f"/{slug(label)}/{slug(stock.label(dice))}",
        )
    )
    return Content(label, path, "".join(rows), types=("WebPage", "ItemList", "LocalBusiness"))


LISTS = {
    "section": section, "tag": tag, "author": author, "search": search, "calendar": calendar, "table": table,
    "directory": directory,
}  # fmt: skip
