"""One site's declaration: from an argument of the command line, or from a table of a sites file."""

from __future__ import annotations

import re
from pathlib import Path

from newscrawl.core.site_model import Site, SitesError
from newscrawl.core.site_url import default_name, site_url
from newscrawl.core.sites_file import read_sites

__all__ = ["Site", "SitesError", "load_sites", "site_from_argument"]

_FILE_NAME = re.compile(
    r"\.(?:toml|ya?ml|json|jsonl|ndjson|csv|tsv|txt|ini|cfg|conf|xml|html?|gz|zst|xz)$", re.IGNORECASE
)


def site_from_argument(text: str) -> Site:
    """The site that an argument of the command line names: an address, or a bare domain.

    Raises SitesError when it is neither; for the name of a file it says to use --sites.
    """
    shown = repr(text if len(text) <= 100 else text[:100] + "...")
    if _looks_like_file(text.strip()):
        name = text.strip() if text.strip().isprintable() else shown
        raise SitesError(f"{shown}: the name of a file, not a site; use --sites {name}")
    try:
        url, bare = site_url(text)
    except ValueError as error:
        raise SitesError(f"{shown}: {error}") from error
    return Site(url=url, name=default_name(url), bare=bare)


def _looks_like_file(text: str) -> bool:
    if not text or "://" in text or "\n" in text or "\0" in text:
        return False
    if text.startswith(("/", "./", "../", "~", "\\")) and not text.startswith("//"):
        return True
    if "/" not in text and _FILE_NAME.search(text):
        return True
    try:
        return Path(text).is_file()
    except OSError:
        return False


def load_sites(path: str | Path) -> list[Site]:
    """The sites of a TOML file, in its order. Raises SitesError (see core.sites_file for what is checked)."""
    return read_sites(Path(path))
