"""The arguments of `scrapy crawl news -a NAME=VALUE`, for those who start the spider without the newscrawl command."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from scrapy.settings import BaseSettings

from newscrawl.core.moments import parse_duration, parse_moment
from newscrawl.core.site import Site, SitesError, load_sites, site_from_argument

SETTINGS = {
    "output": "NEWSCRAWL_OUTPUT",
    "state": "NEWSCRAWL_STATE",
    "since": "NEWSCRAWL_SINCE",
    "until": "NEWSCRAWL_UNTIL",
    "language": "NEWSCRAWL_LANGUAGES",
    "max_articles": "NEWSCRAWL_MAX_ARTICLES",
    "max_time": "NEWSCRAWL_MAX_TIME",
    "all": "NEWSCRAWL_VISIT_ALL",
    "purpose": "NEWSCRAWL_PURPOSE",
    "duplicates": "NEWSCRAWL_DUPLICATES",
    "archive": "NEWSCRAWL_ARCHIVE",
    "render": "NEWSCRAWL_RENDER",
}
"""Spider arguments and the settings that they stand for."""


def sites_from_arguments(arguments: Mapping[str, Any]) -> tuple[Site, ...]:
    """The sites of `-a sites=URL[,URL]` and `-a sites_file=FILE`. Raises SitesError, also when there are none."""
    named = [site_from_argument(part.strip()) for part in str(arguments.get("sites") or "").split(",") if part.strip()]
    if arguments.get("sites_file"):
        named += load_sites(Path(arguments["sites_file"]))
    if not named:
        raise SitesError("no site is named; add -a sites=example.org or -a sites_file=sites.toml")
    return tuple(named)


def apply_arguments(arguments: Mapping[str, Any], settings: BaseSettings) -> None:
    """Set what the spider arguments ask for. Raises ValueError for an argument that there is not."""
    for name, value in arguments.items():
        if name in SETTINGS:
            settings.set(SETTINGS[name], _read(name, value), "cmdline")
        elif name not in ("sites", "sites_file"):
            known = ", ".join(("sites", "sites_file", *SETTINGS))
            raise ValueError(f"-a {name}=...: there is no such argument; there are {known}")


def _read(name: str, value: Any) -> Any:
    if isinstance(value, str) and name in ("since", "until"):
        return parse_moment(value, end=name == "until")
    if isinstance(value, str) and name == "max_time":
        return parse_duration(value)
    return value
