"""Made pages that are articles: live blogs, whose times and many heads must not make them look like talk."""

from __future__ import annotations

import random

from training.verdict.frames import Content, Names, element
from training.verdict.stock import Stock, slug

__all__ = ["live_blog"]


def live_blog(stock: Stock, site: str, dice: random.Random) -> Content:
    """One event, told entry by entry with the time of each."""
    names = Names(dice)
    piece, title = stock.piece(dice), stock.title(dice)
    tag = dice.choice(("div", "article", "li", "section"))
    entries = []
    for number in range(dice.randint(5, 25)):
        time = element("time", f"{23 - number % 24:02}:{dice.randint(0, 59):02}")
        head = element("h3", stock.title(dice)) if dice.random() < 0.7 else ""
        words = "".join(element("p", dice.choice(piece.paragraphs)) for _ in range(dice.choice((1, 1, 2, 3))))
        entries.append(f"<{tag}{names('entry')}>{time}{head}{words}</{tag}>")
    intro = "".join(element("p", text) for text in piece.paragraphs[: dice.randint(1, 3)])
    path = dice.choice(
        (
            f"/news/{slug(title)}-live-{dice.randrange(10**6)}",
            f"/20{dice.randint(15, 26)}/{dice.randint(10, 12)}/{slug(title)}/",
            f"/live/{slug(title)}.html",
        )
    )
    post = {
        "@type": dice.choice(("LiveBlogPosting", "LiveBlogPosting", "NewsArticle")),
        "headline": title,
        "datePublished": f"20{dice.randint(15, 25)}-0{dice.randint(1, 9)}-1{dice.randint(0, 9)}T12:00:00+00:00",
        "author": {"@type": "Person", "name": stock.person(dice)},
    }
    return Content(title, path, intro + "".join(entries), og=("article",), objects=[post], dated=0.9)
