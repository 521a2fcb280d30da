"""Loads what extraction and discovery need, so that worker processes are forked with it in memory.

Public suffixes, month names, language model and forests are read when they are first asked for: a small article asks
for them, so that no worker takes the time and each shares their memory.
"""

from __future__ import annotations

import contextlib
import gc

import newscrawl.core.discovery.feeds
import newscrawl.core.discovery.links
import newscrawl.core.discovery.sitemaps  # noqa: F401
from newscrawl.core.doubles.sketch import body_of, sketch_of
from newscrawl.core.extraction import extract_page

_SENTENCE = "<p>The council said on day {} that the bridge would be open to all, and that a report would tell its cost."
_PAGE = f"""<!doctype html><html lang="en"><title>The mayor opens the bridge</title><body><article>
<h1>The mayor opens the bridge</h1><p>By Ann Example, 12 March 2024</p>{"".join(map(_SENTENCE.format, range(9)))}
</article></body></html>"""


def _warm_up() -> None:
    found = extract_page(_PAGE.encode(), "https://www.example.org/2024/03/12/the-mayor-opens-the-bridge")
    if found.article is not None:
        sketch_of(body_of(found.article.text, found.article.title))


with contextlib.suppress(Exception):  # it only saves time; pages that meet the same error tell of it
    _warm_up()
# What is loaded stays: no collection looks at it again, in any worker.
gc.collect()
gc.freeze()
