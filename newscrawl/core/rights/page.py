"""What one answer says of its use: in its headers, and in the elements of its page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from newscrawl.core.rights.content_signal import signal_of_training
from newscrawl.core.rights.content_usage import usage_of_training
from newscrawl.core.rights.robots_tags import parse_robots_meta, parse_robots_tag, rules_of_training
from newscrawl.core.rights.rsl import MEDIA_TYPE, RANK_OF_PAGE, license_signal, parse_license_links, parse_rsl
from newscrawl.core.rights.signals import Signal, shown
from newscrawl.core.rights.tdmrep import RANK_OF_PAGE as RANK_OF_TDM
from newscrawl.core.rights.tdmrep import parse_reservation, tdm_signal
from newscrawl.core.urls import absolute

MOST = 30
"""Headers or elements of one name that are looked at."""

MOST_LICENSES = 5
HEADERS = ("x-robots-tag", "content-usage", "content-signal", "tdm-reservation", "tdm-policy", "link")
"""The headers that say something of use."""


def header_signals(headers: Iterable[tuple[str, str]], url: str, agent: str) -> tuple[Signal, ...]:
    """What the headers of an answer say. In: name and value of each line, the answer's address, the product token."""
    lines: dict[str, list[str]] = {name: [] for name in HEADERS}
    for name, value in headers:
        kept = lines.get(name.lower())
        if kept is not None and len(kept) < MOST:
            kept.append(value)
    found = [_rules("x-robots-tag", parse_robots_tag(value, agent), "header") for value in lines["x-robots-tag"]]
    if usage := ", ".join(lines["content-usage"]):  # one field, whatever its lines (RFC 9651, section 4.2)
        found.append(Signal("content-usage", shown(usage), "header", usage_of_training(usage)))
    if signal := ", ".join(lines["content-signal"]):
        found.append(Signal("content-signal", shown(signal), "header", signal_of_training(signal)))
    found.append(_tdm(lines["tdm-reservation"], lines["tdm-policy"], "header"))
    for value in lines["link"]:
        found += [_license(target, url, "header") for target in parse_license_links(value)]
    return tuple(signal for signal in found if signal is not None)


def meta_signals(
    metas: Iterable[Mapping[str, str]],
    links: Iterable[Mapping[str, str]],
    scripts: Iterable[str],
    url: str,
    base: str,
    agent: str,
) -> tuple[Signal, ...]:
    """What a page says of its use.

    In: the attributes of its <meta> and of its <link> elements, the contents of its scripts of RSL's type, the page's
    address and the one that its links start from, the product token.
    """
    found: list[Signal | None] = []
    tdm: dict[str, list[str]] = {"tdm-reservation": [], "tdm-policy": []}
    for meta in metas:
        name, content = (meta.get("name") or "").strip().lower(), meta.get("content") or ""
        if name in ("robots", agent) and len(found) < MOST:
            found.append(_rules(name, parse_robots_meta(content), "meta"))
        elif name in tdm and len(tdm[name]) < MOST:
            tdm[name].append(content)
    found.append(_tdm(tdm["tdm-reservation"], tdm["tdm-policy"], "meta"))
    named = (x.get("href") or "" for x in links if _is_license(x))
    found += [_license(target, base, "meta") for _, target in zip(range(MOST_LICENSES), named, strict=False)]
    for _, text in zip(range(MOST_LICENSES), scripts, strict=False):
        found.append(
            license_signal(parse_rsl(text.strip().encode("utf-8", "replace")), "in the page", url, RANK_OF_PAGE)
        )
    return tuple(signal for signal in found if signal is not None)


def _rules(name: str, rules: tuple[str, ...], where: str) -> Signal | None:
    return Signal(name, shown(", ".join(rules)), where, rules_of_training(rules)) if rules else None


def _tdm(reservations: list[str], policies: list[str], where: str) -> Signal | None:
    """Of several reservations in one place, one that reserves counts."""
    values = [value for text in reservations if (value := parse_reservation(text)) is not None]
    return tdm_signal(max(values, default=None), policies[0] if policies else None, where, RANK_OF_TDM)


def _is_license(link: Mapping[str, str]) -> bool:
    kind = (link.get("type") or "").partition(";")[0].strip().lower()
    return kind == MEDIA_TYPE and "license" in (link.get("rel") or "").lower().split()


def _license(target: str, base: str, where: str) -> Signal | None:
    """A license that is named by its address; it is read only where a crawl needs it."""
    file = absolute(target[:2000], base)
    return Signal("license", shown(file), where, rank=RANK_OF_PAGE, file=file) if file else None
