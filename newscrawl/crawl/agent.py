"""Who newscrawl says it is."""

from __future__ import annotations

import os

from newscrawl import __version__

HOMEPAGE = "https://github.com/newscrawl/newscrawl"


def user_agent(contact: str | None = None) -> str:
    """The User-Agent: product, version, where to read about it, and whom to complain to.

    `contact`: an e-mail address or page of whoever runs the crawl; by default the variable NEWSCRAWL_CONTACT.
    """
    person = contact or os.environ.get("NEWSCRAWL_CONTACT", "")
    person = "".join(c for c in person if c.isprintable() and c not in "();").strip()
    return f"newscrawl/{__version__} (+{HOMEPAGE}{'; ' + person if person else ''})"
