"""A sites file: TOML with `[defaults]` and a `[[site]]` table a site; every mistake named by file, line and key."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from newscrawl.core.site_model import Site, SitesError, compile_pattern
from newscrawl.core.site_url import default_name, site_url
from newscrawl.core.toml_lines import KeyLines, key_lines
from newscrawl.core.urls import absolute, identity

__all__ = ["read_sites"]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_HOST = re.compile(r"(?!-)[\w-]{1,63}(?<!-)(?:\.(?!-)[\w-]{1,63}(?<!-))*")
_RENDER = ("auto", "never", "always")


def _name(value: Any, base: str) -> str:
    if not isinstance(value, str):
        raise ValueError(f'{_kind(value)} instead of a string; write "..."')
    if not value.strip() or re.search(r"[\x00-\x1f\x7f]", value):
        raise ValueError("an empty name or one of several lines; write a short name or leave it out")
    return value.strip()


def _strings(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        wrong = next((item for item in value if not isinstance(item, str)), value) if isinstance(value, list) else value
        raise ValueError(f'{_kind(wrong)} instead of a list of strings; write ["...", "..."]')
    return tuple(value)


def _languages(value: Any, base: str) -> tuple[str, ...]:
    codes = _strings(value)
    for code in codes:
        if not _LANGUAGE.fullmatch(code):
            raise ValueError(f'{code!r} is no language code; write two letters as in "de"')
    return tuple(dict.fromkeys(re.split("[-_]", code)[0].lower() for code in codes))


def _addresses(value: Any, base: str) -> tuple[str, ...]:
    found = []
    for text in _strings(value):
        # A path alone belongs to the site; a bare domain would be read as a path, so it is refused.
        url = absolute(text, base) if re.match(r"https?://|/", text.strip(), re.IGNORECASE) else None
        if url is None:
            raise ValueError(f"{text!r} is no address; write https://example.org/path, or /path on the site itself")
        found.append(url)
    return tuple(dict.fromkeys(found))


def _patterns(value: Any, base: str) -> tuple[str, ...]:
    patterns = _strings(value)
    for pattern in patterns:
        try:
            compile_pattern(pattern)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"{pattern!r} is no regular expression ({error}); mend it or escape with \\\\") from error
    return patterns


def _delay(value: Any, base: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{_kind(value)} instead of a number; write seconds as in 1.5")
    if not 0 <= value <= 86400:
        raise ValueError(f"{value} is no delay; write seconds from 0 to 86400")
    return float(value)


def _render(value: Any, base: str) -> str:
    if value not in _RENDER:
        near = difflib.get_close_matches(str(value), _RENDER, 1)
        meant = f"did you mean {near[0]!r}? " if near else ""
        raise ValueError(f'{value!r} is no way to render; {meant}write "auto", "never" or "always"')
    return str(value)


def _max_depth(value: Any, base: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{_kind(value)} instead of a whole number; write 0, 1, 2, ...")
    if not 0 <= value <= 100:
        raise ValueError(f"{value} is no depth; write 0 to 100")
    return value


def _subdomains(value: Any, base: str) -> bool | tuple[str, ...]:
    if isinstance(value, bool):
        return value
    if not isinstance(value, list):
        raise ValueError(f'{_kind(value)} instead of true, false or a list; write true, false or ["sport", "..."]')
    for name in _strings(value):
        if not _is_host(name, port=False):
            raise ValueError(f'{name!r} is no subdomain; write what stands before the site\'s own host, as in "sport"')
    return tuple(dict.fromkeys(name.lower() for name in value))


def _hosts(value: Any, base: str) -> tuple[str, ...]:
    for name in _strings(value):
        if not _is_host(name, port=True):
            raise ValueError(f'{name!r} is no host; write its name alone, as in "sport.example.org"')
    return tuple(dict.fromkeys(name.lower() for name in value))


def _is_host(text: str, *, port: bool) -> bool:
    """Whether a text is a host name or a part of one, with a port where it may have one."""
    name, colon, number = text.partition(":")
    if colon and not (port and number.isdigit() and 0 < int(number) < 65536):
        return False
    return _HOST.fullmatch(name) is not None and ("." in name or not port or name.lower() == "localhost")


_READERS: dict[str, Callable[[Any, str], Any]] = {
    "name": _name,
    "languages": _languages,
    "feeds": _addresses,
    "sitemaps": _addresses,
    "sections": _addresses,
    "allow": _patterns,
    "deny": _patterns,
    "delay": _delay,
    "render": _render,
    "max_depth": _max_depth,
    "subdomains": _subdomains,
    "hosts": _hosts,
}
_KEYS = ("url", *_READERS)
_DEFAULT_KEYS = tuple(key for key in _READERS if key not in ("name", "feeds", "sitemaps", "sections", "hosts"))
"""What can hold for all sites: addresses and names cannot."""


_KINDS: dict[type, str] = {
    str: "a string",
    bool: "true or false",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a table",
}


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), "a date or time")


class _File:
    """A sites file as it is read: its name and lines, for errors that say where."""

    def __init__(self, path: Path, lines: KeyLines | None = None) -> None:
        self.path, self.lines = path, lines or KeyLines()

    def error(self, line: int, key: str, what: object) -> SitesError:
        where = f"{self.path}:{line}: " if line else f"{self.path}: "
        return SitesError(" ".join(f"{where}{key + ': ' if key else ''}{what}".split()))

    def values(
        self, table: dict[str, Any], name: str, number: int, known: tuple[str, ...], base: str
    ) -> dict[str, Any]:
        """The checked values of a table, without `url`."""
        found: dict[str, Any] = {}
        for key, value in table.items():
            line = self.lines.find(name, number, key)
            if key not in known:
                raise self.error(line, key, _unknown(key, known, name))
            if key == "url":
                continue
            try:
                found[key] = _READERS[key](value, base)
            except ValueError as error:
                raise self.error(line, key, error) from error
        return found


def _unknown(key: str, known: tuple[str, ...], table: str) -> str:
    near = difflib.get_close_matches(key.lower(), known, 1, 0.5)
    if near:
        return f"unknown key{f' in [{table}]' if table else ''}; did you mean {near[0]!r}?"
    if key in _KEYS:
        return f"cannot stand in [{table}]; write it in each [[site]]"
    return f"unknown key; known are {', '.join(known)}"


def read_sites(path: Path) -> list[Site]:
    """The sites of a file, in its order.

    UTF-8 TOML; `[defaults]` holds for every site that does not set the key itself. Raises SitesError for a file that
    cannot be read, broken TOML, unknown keys, wrong types and values, bad addresses or regular expressions, a site
    twice, and no site at all.
    """
    text = _read_text(path)
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(at[1]) if at else text.count("\n") + 1
        raise _File(path).error(line, "", f"not TOML: {error}; mend this line") from error
    file = _File(path, key_lines(text.replace("\r\n", "\n")))
    for key, value in data.items():
        if key not in ("defaults", "site"):
            line = file.lines.tables.get((key, 0)) or file.lines.find("", 0, key)
            raise file.error(line, key, _unknown(key, ("defaults", "site"), ""))
        if key == "site" and not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
            line = file.lines.find("site", 0)
            raise file.error(line, key, f"{_kind(value)} instead of tables; write [[site]] above each site")
        if key == "defaults" and not isinstance(value, dict):
            line = file.lines.find("defaults", 0)
            raise file.error(line, key, f"{_kind(value)} instead of a table; write [defaults]")
    defaults = file.values(data.get("defaults", {}), "defaults", 0, _DEFAULT_KEYS, "")
    tables = data.get("site", [])
    if not tables:
        raise file.error(1, "site", 'no site in this file; write [[site]] and url = "https://example.org/"')
    return _sites(file, tables, defaults)


def _sites(file: _File, tables: list[dict[str, Any]], defaults: dict[str, Any]) -> list[Site]:
    sites: list[Site] = []
    seen: dict[str, int] = {}
    names: dict[str, int] = {}
    for number, table in enumerate(tables):
        line = file.lines.find("site", number, "url")
        given = table.get("url")
        if "url" not in table:
            file.values(table, "site", number, _KEYS, "https://example.org/")
            raise file.error(line, "url", 'missing; write url = "https://example.org/"')
        if not isinstance(given, str):
            raise file.error(line, "url", f'{_kind(given)} instead of an address; write "https://example.org/"')
        try:
            url, bare = site_url(given)
        except ValueError as error:
            raise file.error(line, "url", f"{given[:100]!r}: {error}") from error
        values = {"name": default_name(url), **defaults, **file.values(table, "site", number, _KEYS, url)}
        first = seen.setdefault(identity(url), line)
        if len(seen) == len(sites):
            raise file.error(line, "url", f"the same site as in line {first}; leave one out")
        named = names.setdefault(values["name"], line)
        if named != line and "name" in table:
            line = file.lines.find("site", number, "name")
            raise file.error(line, "name", f"{values['name']!r} names the site in line {named} too; tell them apart")
        sites.append(Site(url=url, bare=bare, **values))
    return sites


def _read_text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise _File(path).error(0, "", f"cannot be read: {reason}; check the name") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise _File(path).error(line, "", "not UTF-8; save the file as UTF-8") from error
