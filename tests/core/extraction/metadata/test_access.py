from __future__ import annotations

import json
from typing import Any

import pytest

from newscrawl.core.extraction.metadata.reader import read_metadata
from newscrawl.core.extraction.page import read_page


def paywalled(html: str) -> tuple[bool | None, str | None]:
    data = read_metadata(read_page(html, "https://herald.example/a"))
    return data.paywalled, data.found.get("paywalled")


PROSE = "<p>" + "The bridge over the river is closed, and nobody knows for how long it will be. " * 4 + "</p>"
PITCH = "<p>Read on with a subscription: the first month costs one coin.</p>"


@pytest.mark.parametrize(
    ("node", "said"),
    [
        ({"isAccessibleForFree": True}, False),
        ({"isAccessibleForFree": False}, True),
        ({"isAccessibleForFree": "False"}, True),
        ({"isAccessibleForFree": "http://schema.org/False"}, True),
        ({"isAccessibleForFree": ["true"]}, False),
        ({"isAccessibleForFree": "maybe"}, None),
        ({"hasPart": {"isAccessibleForFree": False, "cssSelector": ".paid"}}, True),
        ({"hasPart": [{"isAccessibleForFree": "False"}]}, True),
        ({"isAccessibleForFree": "True", "hasPart": [{"isAccessibleForFree": "False"}]}, False),
        ({"hasPart": "x"}, None),
        ({}, None),
    ],
)
def test_schema_org(node: dict[str, Any], said: bool | None) -> None:
    script = json.dumps({"@type": "NewsArticle", **node})
    found = paywalled(f'<script type="application/ld+json">{script}</script>')
    assert found == (said, "json-ld" if said is not None else None)


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('<meta property="article:content_tier" content="free">', False),
        ('<meta property="article:content_tier" content="Locked">', True),
        ('<meta property="article:content_tier" content="metered">', None),
        ('<meta name="premium" content="true">', True),
        ('<meta itemprop="isAccessibleForFree" content="false">', True),
    ],
)
def test_meta(head: str, said: bool | None) -> None:
    assert paywalled(head)[0] is said


def test_microdata_and_rdfa() -> None:
    item = '<div itemscope itemtype="https://schema.org/Article"><i itemprop="isAccessibleForFree" content="false"></i>'
    assert paywalled(item) == (True, "microdata")
    rdfa = '<div typeof="schema:Article"><i property="schema:isAccessibleForFree" content="true"></i>'
    assert paywalled(rdfa) == (False, "rdfa")


@pytest.mark.parametrize(
    "name", ['class="paywall"', 'id="article-paywall"', 'class="c-regWall box"', 'class="reg-wall"']
)
def test_a_wall_after_a_short_text(name: str) -> None:
    assert paywalled(f"<article>{PROSE}</article><div {name}>{PITCH}</div>") == (True, "structure")


def test_a_wall_after_a_long_text_that_breaks_off() -> None:
    cut = "<p>It was there in the morning, as it had been every morning since the war, and then it was…</p>"
    assert paywalled(f'{PROSE * 8}{cut}<div class="paywall">{PITCH}</div>') == (True, "structure")
    assert paywalled(f'{PROSE * 8}<div class="paywall">{PITCH}</div>')[0] is None
    assert paywalled(f'{PROSE * 20}{cut}<div class="paywall">{PITCH}</div>')[0] is None


@pytest.mark.parametrize(
    "wall",
    [
        '<div class="paywall"></div>',
        f'<div class="paywall" style="display: none">{PITCH}</div>',
        f'<div hidden><div class="paywall">{PITCH}</div></div>',
        f'<div class="wall">{PITCH}</div>',
        f'<article class="paywall-free">{PITCH}</article>',
        f'<div class="paywall">{PROSE * 8}</div>',
    ],
)
def test_what_is_no_wall(wall: str) -> None:
    assert paywalled(f"<article>{PROSE}</article>{wall}")[0] is None
