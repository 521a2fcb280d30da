"""Made pages that want something or miss something: logins, forms, subscriptions, errors; and pages about the site."""

from __future__ import annotations

import random

from training.verdict.frames import Content, element, esc
from training.verdict.menus import MISSING, say
from training.verdict.stock import Stock, slug

__all__ = ["DOORS"]


def _field(stock: Stock, dice: random.Random, kind: str) -> str:
    return f"<p><label>{esc(stock.label(dice))}</label><input type='{kind}' name='f{dice.randrange(99)}'></p>"


def login(stock: Stock, site: str, dice: random.Random) -> Content:
    """A login, a registration, or a lost password."""
    form = dice.choice(("login", "register", "password"))
    kinds = {
        "login": ["text", "password"],
        "register": ["text"] * dice.randint(2, 9) + ["email", "password", "password"],
        "password": ["email"],
    }[form]
    kinds += ["checkbox"] * dice.randint(0, 3)
    fields = "".join(_field(stock, dice, kind) for kind in kinds)
    words = "".join(element("p", stock.sentences(dice, 1, 3)) for _ in range(dice.choice((0, 0, 1, 1, 2, 4))))
    title = say("login" if form != "register" else "register", stock, dice)
    path = dice.choice(
        (
            "/login",
            "/account/login?next=/",
            f"/user/{form}",
            f"/{slug(title)}",
            "/customer/account/create/",
            f"/{form}.php?do=1",
            f"/forms/{slug(title)}",
            f"/index.php?mode={form}",
        )
    )
    inner = dice.choice(("{w}{f}", "{f}{w}")).format(
        w=words, f=f"<form method=post>{fields}<button>{esc(title)}</button></form>"
    )
    return Content(title, path, inner, types=("WebPage",), og=("website", ""))


def contact(stock: Stock, site: str, dice: random.Random) -> Content:
    """A form for a message, with the address of those who read it."""
    fields = "".join(_field(stock, dice, kind) for kind in ["text", "email", "tel"][: dice.randint(1, 3)])
    form = f"<form method=post>{fields}<textarea></textarea><button>OK</button></form>"
    lines = "<br>".join(esc(stock.words(dice, 3)) for _ in range(dice.randint(2, 5)))
    call = f"<a href='tel:{dice.randrange(10**8)}'>{dice.randrange(10**8)}</a>"
    where = f"<p>{lines}<br>{call} <a href='mailto:a@{site}'>a@{esc(site)}</a></p>"
    words = "".join(element("p", stock.sentences(dice, 1, 4)) for _ in range(dice.randint(0, 4)))
    title = say("contact", stock, dice)
    path = dice.choice(
        (
            "/contact",
            "/kontakt/",
            f"/{slug(title)}",
            f"/service/{slug(title)}.html",
            f"/page.php?id={dice.randrange(99)}",
        )
    )
    parts = [form, where, words]
    dice.shuffle(parts)
    return Content(title, path, "".join(parts), types=("ContactPage", "WebPage"), dated=0.3)


def prose(stock: Stock, site: str, dice: random.Random) -> Content:
    """About the site, its rules, its offers: long prose, and nothing that says news."""
    title = say(dice.choice(("about", "privacy", "terms", "about")), stock, dice)
    parts = []
    for _ in range(dice.randint(2, 14)):
        if dice.random() < 0.4:
            parts.append(element(dice.choice(("h2", "h3", "strong")), stock.words(dice, dice.randint(1, 6))))
        parts.append(element("p", stock.sentences(dice, 1, 6)))
        if dice.random() < 0.15:
            parts.append(
                "<ul>" + "".join(element("li", stock.words(dice, 6)) for _ in range(dice.randint(2, 8))) + "</ul>"
            )
    if dice.random() < 0.4:
        parts.append(
            f"<p><a href='mailto:info@{site}'>info@{esc(site)}</a> <a href='tel:12{dice.randrange(9999)}'>12</a></p>"
        )
    word = dice.choice(
        (
            "about",
            "about-us",
            "impressum",
            "privacy-policy",
            "terms",
            "agb",
            "mentions-legales",
            "service",
            "company",
            "info",
        )
    )
    path = dice.choice(
        (
            f"/{word}",
            f"/{word}/",
            f"/{slug(title)}",
            f"/{slug(title)}/",
            f"/{word}/{slug(title)}.html",
            f"/index.php?id={dice.randrange(300)}",
            f"/{slug(title)}/{slug(stock.label(dice))}/",
        )
    )
    return Content(title, path, "".join(parts), types=("WebPage", "AboutPage", "FAQPage", "WebPage"), dated=0.4)


def missing(stock: Stock, site: str, dice: random.Random) -> Content:
    """A page that says that there is none, with a search and what else there is to read."""
    known = stock.language in MISSING and dice.random() < 0.6
    title, words = MISSING[stock.language] if known else (stock.words(dice, 3), stock.sentences(dice, 1, 2))
    form = "<form action='/s'><input name='q'><button>OK</button></form>" if dice.random() < 0.5 else ""
    more = "".join(
        f"<li><a href='/{slug(t)}'>{esc(t)}</a></li>" for t in [stock.title(dice) for _ in range(dice.randint(2, 12))]
    )
    listed = element("h2", stock.label(dice)) + f"<ul>{more}</ul>" if dice.random() < 0.6 else ""
    long = "".join(element("p", stock.sentences(dice, 1, 3)) for _ in range(dice.choice((0, 0, 0, 1, 2))))
    lost = stock.title(dice)
    path = dice.choice(
        (
            f"/{slug(lost)}",
            f"/20{dice.randint(10, 26)}/0{dice.randint(1, 9)}/{slug(lost)}/",
            f"/news/{slug(lost)}-{dice.randrange(99999)}.html",
            "/404",
        )
    )
    title = dice.choice((title, title, f"404 – {title}", lost))
    return Content(
        title, path, element("p", words) + long + form + listed, types=("WebPage",), og=("website", "", "article")
    )


def wall(stock: Stock, site: str, dice: random.Random) -> Content:
    """Nothing but an offer: plans, prices, a newsletter to be had."""
    plans = []
    for _ in range(dice.randint(1, 4)):
        items = "".join(element("li", stock.words(dice, dice.randint(2, 6))) for _ in range(dice.randint(2, 6)))
        price = f"{dice.randint(1, 99)},{dice.choice(('00', '90', '99'))} €"
        plans.append(
            f"<div>{element('h3', stock.label(dice))}{element('strong', price)}<ul>{items}</ul>"
            f"<a href='/checkout?p={dice.randrange(9)}'>{esc(stock.label(dice))}</a></div>"
        )
    if dice.random() < 0.5:
        plans.append(
            f"<form><p>{esc(say('newsletter', stock, dice))}</p>"
            "<input type=email><input type=checkbox><button>OK</button></form>"
        )
    words = "".join(element("p", stock.sentences(dice, 1, 3)) for _ in range(dice.randint(1, 4)))
    title = stock.words(dice, dice.randint(1, 6))
    path = dice.choice(
        ("/abo", "/subscribe", f"/{slug(title)}", f"/offers/{slug(title)}", f"/plus/?from={dice.randrange(9999)}")
    )
    return Content(title, path, words + "".join(plans), types=("WebPage", "Product", "Offer"))


DOORS = {"login": login, "contact": contact, "prose": prose, "missing": missing, "wall": wall}
