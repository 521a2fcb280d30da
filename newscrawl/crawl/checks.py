"""Scrapy's settings, tried before anything starts: a wrong one is a line that names it, not a traceback later on."""

from __future__ import annotations

import math
import re
from typing import Any

from scrapy.settings import BaseSettings, default_settings
from scrapy.utils.misc import load_object

from newscrawl import settings as own_settings
from newscrawl.crawl.config import ConfigError

_DEFAULTS: dict[str, Any] = {**vars(default_settings), **vars(own_settings)}
_NUMBERS = {name: type(value) for name, value in _DEFAULTS.items() if name.isupper() and type(value) in (int, float)}
_NUMBERS |= dict.fromkeys(("DNS_TIMEOUT", "DOWNLOAD_TIMEOUT"), float)  # whole by default, read as any number
_SWITCHES = tuple(name for name, value in _DEFAULTS.items() if name.isupper() and type(value) is bool)
_CLASS = re.compile(r"(scrapy|twisted|newscrawl)(\.\w+)*\.[A-Z]\w*")
_CLASSES = tuple(
    name for name, value in _DEFAULTS.items() if name.isupper() and isinstance(value, str) and _CLASS.fullmatch(value)
)
_COMPONENTS = ("DOWNLOADER_MIDDLEWARES", "SPIDER_MIDDLEWARES", "ITEM_PIPELINES", "EXTENSIONS")
_LEVELS = ("CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG")


def check_values(settings: BaseSettings) -> None:
    """Whether numbers are numbers and switches are on or off; a setting's default says which it is.

    Nothing is imported for it, so that it can come before Twisted's reactor is chosen. Raises ConfigError.
    """
    for name, kind in _NUMBERS.items():
        if _is_set(settings, name):
            _check_number(name, kind, settings.get(name))
    for name in _SWITCHES:
        if _is_set(settings, name):
            _check_switch(name, settings)
    level = settings.get("LOG_LEVEL")
    if isinstance(level, str) and level not in _LEVELS:
        raise ConfigError(f"LOG_LEVEL: {level!r} is none of {', '.join(_LEVELS)}")


def _is_set(settings: BaseSettings, name: str) -> bool:
    """By someone; Scrapy's own defaults are right, and to read an outdated one of them is a warning."""
    return bool(settings.getpriority(name)) and settings.get(name) is not None


def _check_switch(name: str, settings: BaseSettings) -> None:
    try:
        settings.getbool(name)
    except (TypeError, ValueError):
        raise ConfigError(f"{name}: {settings.get(name)!r} is neither 0 nor 1") from None


def _check_number(name: str, kind: type, value: Any) -> None:
    try:
        number = kind(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise ConfigError(f"{name}: {value!r} is no {'whole ' if kind is int else ''}number")
    if name.startswith("CONCURRENT_") and number < 1:
        raise ConfigError(f"{name}: {value!r} is less than 1, so that nothing would ever be fetched")


def check_classes(settings: BaseSettings) -> None:
    """Whether the classes that settings name can be loaded. Raises ConfigError.

    Imports them, so that Twisted's reactor has to be there: a module of a user's may import it.
    """
    for name in _CLASSES:
        if _is_set(settings, name):
            _load(name, settings.get(name))
    for name in _COMPONENTS:
        for component, priority in settings.getdict(name).items():
            if priority is not None:
                _load(name, component)
    for handler in settings.getdict("DOWNLOAD_HANDLERS").values():
        if handler is not None:
            _load("DOWNLOAD_HANDLERS", handler)


def _load(name: str, value: Any) -> None:
    try:
        load_object(value)
    except Exception as error:  # the import of a module can fail by anything
        said = " ".join(f"{type(error).__name__}: {error}".split())
        raise ConfigError(f"{name}: {value!r} can't be loaded ({said})") from error
