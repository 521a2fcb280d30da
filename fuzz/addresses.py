"""Addresses, as links, sitemaps and people write them."""

from __future__ import annotations

import contextlib
import re

from fuzz import checks
from newscrawl.core import likeness, parts, private_addresses, shapes, urls
from newscrawl.core.discovery.archives import address_date, span_of
from newscrawl.core.discovery.page_numbers import successor
from newscrawl.core.extraction.metadata.dates import date_in_address
from newscrawl.core.quality.page_place import is_front_page, is_list_of, other_place
from newscrawl.core.site import SitesError, site_from_argument

_ID = re.compile("[0-9a-f]{32}")


def address(data: bytes) -> None:
    """An address, and after a newline a second one, which a page gives as its own."""
    text, _, other = data.decode("utf-8", "replace").partition("\n")
    key = urls.identity(text)
    assert urls.identity(key) == key, (text, key, urls.identity(key))
    assert _ID.fullmatch(urls.article_id(text))
    _read(text)
    for base in (other, checks.ADDRESS, ""):
        found = urls.absolute(text, base)
        if found is not None:
            checks.web(found)
            assert urls.absolute(found) == found, (found, urls.absolute(found))
            _read(found)
            _clean(found)
    declared = urls.trusted_canonical(text, other)
    if declared is not None:
        checks.web(declared)


def _clean(found: str) -> None:
    with contextlib.suppress(ValueError):  # as its docstring says
        clean = urls.clean(found)
        clean.encode("ascii")
        checks.web(clean)


def _read(text: str) -> None:
    """What is read out of an address, absolute or not."""
    assert shapes.shape_of(text)[:1] != "/" or text
    shapes.is_endless(text)
    assert 0 <= likeness.article_likeness(text) <= 1
    assert 0 <= likeness.link_likeness(text, text, 0.1) <= 1
    likeness.is_section(text, "News")
    part = parts.split_part(text)
    assert part is None or part.number >= 0
    span = span_of(text)
    assert span is None or span[0] <= span[1]
    address_date(text)
    following = successor(text)
    assert following is None or following != text
    checks.moment(date_in_address(text))
    is_front_page(text)
    other_place(text)
    is_list_of(text)


def host(data: bytes) -> None:
    """The name of a host, and of a site as a person names one."""
    text = data.decode("utf-8", "replace")
    key = urls.host_key(text)
    assert urls.host_key(key) == key, (text, key, urls.host_key(key))
    urls.registered_domain(text)
    found = private_addresses.literal_address(text)
    if found is not None:
        private = private_addresses.is_private(found)
        assert (private_addresses.private_literal(text) is not None) is private
        assert private_addresses.is_private(str(found)) is private
    try:
        site = site_from_argument(text)
    except SitesError as error:
        checks.one_line(str(error))
    else:
        checks.web(site.url)
        assert site.name
