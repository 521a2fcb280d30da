"""Made pages that show something other than a text: goods, talk, videos, pictures."""

from __future__ import annotations

import random

from training.verdict.frames import Content, Names, element, esc
from training.verdict.menus import say
from training.verdict.stock import Stock, slug

__all__ = ["GOODS"]


def _price(dice: random.Random) -> str:
    number = dice.choice(
        (
            f"{dice.randint(1, 999)}.{dice.randint(0, 99):02}",
            f"{dice.randint(1, 999)},{dice.randint(0, 99):02}",
            f"{dice.randint(1, 99)} 000",
            f"{dice.randrange(100, 9999)}",
        )
    )
    return dice.choice(_PRICES).format(number)


_PRICES = (
    "$ {}", "${}", "{} €", "€ {}", "£{}", "{} Kč", "{} zł", "{} руб.", "¥{}", "{}円", "{} kr", "{} TL", "{} CHF", "₹{}",
    "{}원", "{}",
)  # fmt: skip


def _buttons(stock: Stock, dice: random.Random) -> str:
    sizes = "".join(f"<option>{dice.choice('SMLX')}{dice.randrange(50)}</option>" for _ in range(dice.randint(2, 9)))
    button = f"<button>{esc(say('cart', stock, dice))}</button>"
    return f"<form method=post><select>{sizes}</select><input type=number value=1>{button}</form>"


def _features(stock: Stock, dice: random.Random) -> str:
    items = "".join(element("li", stock.words(dice, dice.randint(2, 9))) for _ in range(dice.randint(2, 10)))
    rows = "".join(
        f"<tr>{element('td', stock.label(dice))}"
        f"{element('td', dice.choice((stock.label(dice), str(dice.randrange(999)))))}</tr>"
        for _ in range(dice.randint(2, 14))
    )
    return dice.choice((f"<ul>{items}</ul>", f"<table>{rows}</table>", f"<ul>{items}</ul><table>{rows}</table>", ""))


def product(stock: Stock, site: str, dice: random.Random) -> Content:
    """Something to buy: price, size, cart, what it is, what buyers say, what else there is."""
    name = stock.words(dice, dice.randint(2, 8))
    if dice.random() < 0.4:
        name += f" {dice.choice('ABCXZ')}{dice.randrange(9999)}"
    pictures = "".join(f"<img src='/p/{n}.jpg'>" for n in range(dice.randint(1, 6)))
    text = _description(stock, dice)
    parts = [
        pictures,
        element("span", _price(dice), Names(dice)("price")),
        _buttons(stock, dice),
        text,
        _features(stock, dice),
    ]
    if dice.random() < 0.5:
        dice.shuffle(parts)
    if dice.random() < 0.5:
        parts += [_review(stock, dice) for _ in range(dice.randint(1, 12))]
    if dice.random() < 0.6:
        parts.append(_shelf(stock, dice, 3, 8))
    path = dice.choice(
        (
            f"/product/{slug(name)}",
            f"/{slug(name)}.html",
            f"/p/{dice.randrange(10**7)}",
            f"/{slug(stock.label(dice))}/{slug(name)}-{dice.randrange(10**6)}.html",
            f"/shop/{slug(name)}/",
            f"/detail.asp?id={dice.randrange(10**5)}",
            f"/{slug(name)}",
            f"/item/{slug(name)}_{dice.randrange(10**5)}.html",
        )
    )
    offer = {"@type": "Product", "name": name, "offers": {"@type": "Offer", "price": str(dice.randrange(999))}}
    return Content(
        name,
        path,
        "".join(parts),
        og=("product", "og:product", "website", "article", ""),
        objects=[offer] if dice.random() < 0.5 else [],
        dated=0.1,
    )


def _description(stock: Stock, dice: random.Random) -> str:
    """What sellers write: paragraphs, lines with breaks, heads, in one block or in many."""
    parts = [stock.sentences(dice, 1, 5) for _ in range(dice.choice((0, 1, 1, 2, 3, 5, 8, 12)))]
    style = dice.randrange(4)
    if style == 0:
        return f"<div>{'<br><br>'.join(map(esc, parts))}</div>"
    heads = [
        element(dice.choice(("h2", "h3", "strong")), stock.words(dice, dice.randint(1, 5))) if style == 1 else ""
        for _ in parts
    ]
    return "".join(head + element("p", part) for head, part in zip(heads, parts, strict=True))


def _review(stock: Stock, dice: random.Random) -> str:
    when = f"{dice.randint(1, 28)}.{dice.randint(1, 12)}.20{dice.randint(8, 26)}"
    stars = "★" * dice.randint(1, 5) if dice.random() < 0.5 else f"{dice.randint(1, 5)}/5"
    return f"<div>{element('b', stock.person(dice))} {when} {stars}{element('p', stock.sentences(dice, 1, 3))}</div>"


def _shelf(stock: Stock, dice: random.Random, least: int, most: int) -> str:
    tag = dice.choice(("li", "div", "article"))
    return "".join(
        f"<{tag}><a href='/{slug(name)}.html'><img src='/x.jpg'>{esc(name)}</a>{element('span', _price(dice))}</{tag}>"
        for name in (stock.words(dice, dice.randint(1, 6)) for _ in range(dice.randint(least, most)))
    )


def shelf(stock: Stock, site: str, dice: random.Random) -> Content:
    """Many things to buy."""
    label = stock.label(dice)
    words = "".join(element("p", stock.sentences(dice, 1, 5)) for _ in range(dice.choice((0, 0, 1, 1, 3))))
    filters = "".join(
        f"<label><input type=checkbox>{esc(stock.label(dice))} ({dice.randrange(99)})</label>"
        for _ in range(dice.randint(0, 20))
    )
    parts = [words, f"<form>{filters}<select><option>1</option></select></form>", _shelf(stock, dice, 8, 60)]
    if dice.random() < 0.5:
        parts.reverse()
    path = dice.choice(
        (
            f"/{slug(label)}/",
            f"/c/{slug(label)}",
            f"/category.aspx?id={dice.randrange(999)}",
            f"/{slug(label)}-{dice.randrange(9999)}.html",
            f"/shop/{slug(label)}/{slug(stock.label(dice))}",
        )
    )
    return Content(label, path, "".join(parts), types=("CollectionPage", "ItemList", "WebPage"))


def offer(stock: Stock, site: str, dice: random.Random) -> Content:
    """A classified advertisement, a house, a job: a description, figures, someone to write to."""
    title = stock.words(dice, dice.randint(3, 9))
    rows = "".join(
        f"<dt>{esc(stock.label(dice))}</dt><dd>{dice.choice((str(dice.randrange(999)), esc(stock.label(dice))))}</dd>"
        for _ in range(dice.randint(4, 16))
    )
    text = "".join(element("p", stock.sentences(dice, 1, 4)) for _ in range(dice.randint(1, 5)))
    form = (
        f"<form><input name=n><input type=email><textarea></textarea><button>{esc(stock.label(dice))}</button></form>"
        if dice.random() < 0.6
        else ""
    )
    price = element("strong", _price(dice)) if dice.random() < 0.7 else ""
    path = dice.choice(
        (
            f"/{dice.randrange(10**7)}",
            f"/ad/{slug(title)}-{dice.randrange(10**7)}",
            f"/jobs/{slug(title)}",
            f"/properties/{slug(title)}/",
            f"/view.php?id={dice.randrange(10**6)}",
            f"/event/{dice.randrange(10**6)}",
        )
    )
    return Content(
        title,
        path,
        f"{price}<dl>{rows}</dl>{text}{form}{_shelf(stock, dice, 0, 8)}",
        types=("JobPosting", "Offer", "WebPage", "Event"),
        og=("website", "article", ""),
        dated=0.2,
    )


def thread(stock: Stock, site: str, dice: random.Random) -> Content:
    """People who talk: names, dates, short texts, answers."""
    names, posts = Names(dice), []
    tag = dice.choice(("div", "li", "article", "tr"))
    for number in range(dice.randint(2, 25)):
        who = stock.person(dice) if dice.random() < 0.5 else f"{slug(stock.label(dice))}{dice.randrange(99)}"
        when = f"{dice.randint(1, 28)}.{dice.randint(1, 12)}.20{dice.randint(8, 26)}"
        when += f", {dice.randint(0, 23)}:{dice.randint(10, 59)}"
        quote = f"<blockquote>{esc(stock.sentence(dice))}</blockquote>" if dice.random() < 0.2 else ""
        words = "".join(
            element(dice.choice(("p", "div")), stock.sentences(dice, 1, 5)) for _ in range(dice.choice((1, 1, 2, 3)))
        )
        cell = f"<a href='/u/{dice.randrange(9999)}'>{esc(who)}</a> {element('span', when)} #{number}{quote}{words}"
        posts.append(f"<{tag}{names('post')}>{f'<td>{cell}</td>' if tag == 'tr' else cell}</{tag}>")
    inner = f"<table>{''.join(posts)}</table>" if tag == "tr" else "".join(posts)
    if dice.random() < 0.6:
        inner += "<form method=post><textarea></textarea><button>OK</button></form>"
    title = stock.words(dice, dice.randint(3, 10)) + dice.choice(("", "?", "?"))
    path = dice.choice(
        (
            f"/forum/{slug(title)}.{dice.randrange(10**6)}/",
            f"/viewtopic.php?f={dice.randrange(99)}&t={dice.randrange(10**5)}",
            f"/threads/{slug(title)}",
            f"/t/{slug(title)}/{dice.randrange(10**5)}",
            f"/questions/{dice.randrange(10**7)}/{slug(title)}",
            f"/{slug(title)}-{dice.randrange(10**5)}.html",
            f"/discussions/{slug(title)}/",
        )
    )
    return Content(
        title,
        path,
        inner,
        types=("DiscussionForumPosting", "QAPage", "WebPage"),
        og=("website", "article", ""),
        dated=0.2,
    )


def video(stock: Stock, site: str, dice: random.Random) -> Content:
    """A player, a line under it, and more to look at."""
    title = stock.title(dice)
    player = dice.choice(
        (
            "<video src='/v.mp4'></video>",
            "<iframe src='https://player.example/embed/1'></iframe>",
            "<div id='player'><video></video></div>",
            "<audio src='/a.mp3'></audio>",
        )
    )
    words = element("p", stock.sentence(dice)) if dice.random() < 0.6 else ""
    more = "".join(
        f"<li><a href='/video/{slug(t)}'><img src='/v.jpg'>{esc(t)}</a> "
        f"{dice.randint(0, 9)}:{dice.randint(10, 59)}</li>"
        for t in [stock.title(dice) for _ in range(dice.randint(3, 20))]
    )
    path = dice.choice(
        (
            f"/video/{slug(title)}",
            f"/videos/{dice.randrange(10**6)}",
            f"/{slug(title)}-{dice.randrange(10**6)}.html",
            f"/watch?v={dice.getrandbits(40):x}",
            f"/20{dice.randint(10, 26)}/{dice.randint(1, 12)}/{slug(title)}",
            f"/podcast/{slug(title)}/",
        )
    )
    return Content(
        title,
        path,
        f"{player}{words}<ul>{more}</ul>",
        types=("VideoObject", "PodcastEpisode", "WebPage"),
        og=("video.other", "video", "article", "website"),
        dated=0.5,
    )


def _caption(stock: Stock, dice: random.Random) -> str:
    return stock.sentence(dice)[:120] if dice.random() < 0.6 else stock.label(dice)


def gallery(stock: Stock, site: str, dice: random.Random) -> Content:
    """Pictures with a few words each."""
    title = stock.title(dice)
    figures = "".join(
        f"<figure><img src='/g/{n}.jpg'>{element('figcaption', _caption(stock, dice))}</figure>"
        for n in range(dice.randint(6, 40))
    )
    path = dice.choice(
        (
            f"/gallery/{slug(title)}",
            f"/fotos/{slug(title)}-{dice.randrange(10**5)}.html",
            f"/bilder/{dice.randrange(10**6)}",
            f"/{slug(title)}",
        )
    )
    words = element("p", stock.sentence(dice)) if dice.random() < 0.5 else ""
    return Content(
        title, path, words + figures, types=("ImageGallery", "WebPage"), og=("article", "website", ""), dated=0.5
    )


GOODS = {
    "product": product, "shelf": shelf, "offer": offer, "thread": thread, "video": video, "gallery": gallery,
}  # fmt: skip
