"""What menus, buttons and doors are called, in many languages: made pages speak as pages do, half of the time."""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

from training.verdict.stock import Stock

__all__ = ["MISSING", "say"]

_WORDS = tomllib.loads((Path(__file__).parent / "menus.toml").read_text(encoding="utf-8"))
_MENUS: dict[str, dict[str, str]] = _WORDS["menus"]
MISSING: dict[str, list[str]] = _WORDS["missing"]
"""What a page says that is not there: its title, and a sentence."""


def say(name: str, stock: Stock, dice: random.Random) -> str:
    """The words for a thing in a stock's language; half of the time, and where none are known, any words of it.

    Names: about, contact, privacy, terms, login, register, search, cart, price, more, cookies, newsletter.
    """
    if stock.language not in _MENUS or dice.random() < 0.5:
        return stock.sentence(dice) if name in ("cookies", "newsletter") and dice.random() < 0.5 else stock.label(dice)
    return _MENUS[stock.language][name]
