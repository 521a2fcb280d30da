"""newscrawl turns news sites into a clean dataset: name the sites, get one JSON object an article.

The public API; everything is imported at its first use, so that `import newscrawl` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from newscrawl.core.article import Article
    from newscrawl.core.site import Site, load_sites

__version__ = "0.1.0"

__all__ = ["Article", "Site", "__version__", "extract", "load_sites"]

_HOMES = {
    "Article": "newscrawl.core.article",
    "Site": "newscrawl.core.site",
    "load_sites": "newscrawl.core.site",
}


def extract(html: bytes | str, url: str, headers: Mapping[str, str] | None = None) -> Article | None:
    """The article of one page, or None when the page is none.

    `html` is the page as it came (bytes are decoded by BOM, header, meta and detection; a str is taken as it is), `url`
    its absolute address, `headers` the answer's headers (Content-Type is read, and what speaks of usage rights, in any
    case of letters). Fields that only a crawl knows (`source`, `fetched_at`, `run_id`, ...) keep their defaults.
    Nothing is fetched.
    Raises TypeError for other kinds of arguments, ValueError for a `url` that is no absolute http(s) address.
    """
    from newscrawl.core.extraction import extract_page
    from newscrawl.core.extraction.usage import answer_rights
    from newscrawl.core.urls import clean

    if not isinstance(html, bytes | str):
        raise TypeError(f"html: bytes or str wanted, not {type(html).__name__}")
    if not isinstance(url, str):
        raise TypeError(f"url: str wanted, not {type(url).__name__}")
    clean(url)

    content_type = next((v for k, v in (headers or {}).items() if k.lower() == "content-type"), None)
    result = extract_page(html, url, content_type=content_type)
    if result.rejection is not None or result.article is None:
        return None
    result.article.rights = answer_rights(result.rights, headers, url)
    return result.article


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES})
