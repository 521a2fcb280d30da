"""Which browser is to be driven: the one that is set, Playwright's own, or one that is on PATH."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["ON_PATH", "Found", "find_browser", "look_for_browser", "own_browser"]

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
EXTRA = "pip install 'newscrawl[browser]'"
INSTALL = "playwright install chromium, or install chromium or Chrome, or set NEWSCRAWL_BROWSER to the path of one"
_PROGRAMS = ("chrome-headless-shell", "headless_shell", "chrome", "Chromium", "Google Chrome for Testing")
_PARTS = ("chromium-headless-shell", "chromium")


@dataclass(frozen=True, slots=True)
class Found:
    """A browser, or why there is none."""

    path: str | None = None
    """Of its program."""
    missing: str | None = None
    """One line: what is missing and what to do about it; None where `path` is set."""


def find_browser(
    asked: str | None, *, extra: bool, own: Callable[[], str | None], which: Callable[[str], str | None]
) -> Found:
    """The browser to drive, the first there is of: `asked`, Playwright's own, ON_PATH.

    In: NEWSCRAWL_BROWSER (a path, or the name of a program); whether the extra is installed; what finds Playwright's
    own; what finds a program by its name or path. A browser that is asked for and not there is no browser: another
    one is not taken in its place.
    """
    if not extra:
        return Found(missing=f"no extra `browser`: {EXTRA}")
    if asked:
        path = which(asked)
        if path is None:
            return Found(missing=f"NEWSCRAWL_BROWSER: {asked} is no program; name the path of chromium or Chrome")
        return Found(path)
    path = own() or next(filter(None, map(which, ON_PATH)), None)
    return Found(path) if path else Found(missing=f"no browser found: {INSTALL}")


def look_for_browser(asked: str | None) -> Found:
    """find_browser on this machine; looks at files alone, nothing is imported or started."""
    extra = all(importlib.util.find_spec(name) is not None for name in ("playwright", "scrapy_playwright"))
    return find_browser(asked, extra=extra, own=_own_here, which=shutil.which)


def own_browser(registry: Path, revisions: Mapping[str, str]) -> str | None:
    """The program that `playwright install` put into `registry`, the smaller one first; None where it did not.

    `revisions`: what this Playwright wants, by name; it drives no other well.
    """
    for part in _PARTS:
        folder = registry / f"{part.replace('-', '_')}-{revisions.get(part, '')}"
        if (folder / "INSTALLATION_COMPLETE").is_file():
            for path in _programs(folder):
                return str(path)
    return None


def _programs(folder: Path) -> Iterator[Path]:
    for depth in ("*", "*/*/*/*"):  # on macOS it lies in an app's Contents/MacOS
        for path in sorted(folder.glob(depth + "/*")):
            if path.name.removesuffix(".exe") in _PROGRAMS and path.is_file():
                yield path


def _own_here() -> str | None:
    spec = importlib.util.find_spec("playwright")
    if spec is None or spec.origin is None:
        return None
    package = Path(spec.origin).parent / "driver" / "package"
    return own_browser(_registry(os.environ, package), _revisions(package / "browsers.json"))


def _revisions(path: Path) -> dict[str, str]:
    try:
        listed = json.loads(path.read_text(encoding="utf-8"))["browsers"]
        return {str(browser["name"]): str(browser["revision"]) for browser in listed}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _registry(environment: Mapping[str, str], package: Path) -> Path:
    """Where Playwright keeps its browsers, as its documentation says."""
    named = environment.get("PLAYWRIGHT_BROWSERS_PATH", "")
    if named == "0":
        return package / ".local-browsers"
    if named:
        return Path(named)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "ms-playwright"
    base = environment.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "ms-playwright"
