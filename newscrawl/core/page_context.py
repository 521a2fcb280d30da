"""What a page's record rests on beside the page itself: with it, an archived page gives its record again.

Kept as JSON beside the page. Readers take what they know: fields that are missing, of a later version or spoilt count
as not given.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from functools import cache
from typing import Any

from newscrawl.core.candidate import Candidate, SourceKind
from newscrawl.core.jsonable import jsonable
from newscrawl.core.rights.signals import Signal
from newscrawl.core.schema import json_schema
from newscrawl.core.typical import Typical

__all__ = ["ARTICLE", "PART", "REJECTED", "UNCHANGED", "OriginWord", "PageContext"]

VERSION = 1
_MARK = "newscrawl_page"
"""The name under which VERSION stands: what tells these from others' metadata."""

ARTICLE = "article"
REJECTED = "rejected"
UNCHANGED = "unchanged"
PART = "part"


@dataclass(frozen=True, slots=True)
class OriginWord:
    """What the crawl knew of the publisher's word on use that does not stand in the page and its headers."""

    signals: tuple[Signal, ...] = ()
    """Of the origin: robots.txt, tdmrep.json, its licenses."""
    licenses: Mapping[str, Signal] = field(default_factory=dict)
    """What the licenses come to that the page names, by address."""
    looked_at: tuple[str, ...] = ()
    """core.rights.record.PLACES that were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageContext:
    """What a crawl gave to the extraction and the pipelines with one page."""

    site: str
    """The site's name: the record's `source`."""
    site_url: str
    candidate: Candidate
    """What its source said of it; `candidate.url` is the address that was asked for."""
    typical: Typical = field(default_factory=Typical)
    """What was typical of the site, as far as it bears on this page (Typical.used)."""
    rights: OriginWord | None = None
    """None where the page was left out before its rights were looked at."""
    purpose: str | None = None
    outcome: str = ARTICLE
    """ARTICLE: it has a line; REJECTED; UNCHANGED: a second look that brought nothing new; PART: another page's."""
    reason: str | None = None
    """Why it was rejected (core.verdict.Reason)."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    """WARC-Record-IDs of the further pages whose texts were joined to it, in order; their records stand before it."""
    whole: bool = False
    """Whether the one page in `parts` has all of the text, and takes the place of this one's."""
    part_of: str | None = None
    """Of a further page: the WARC-Record-ID of the page that its text was joined to."""
    fields: Mapping[str, Any] = field(default_factory=dict)
    """Fields of the record that other records decide: version, cluster_id, duplicate_of."""
    fetched_at: str | None = None
    """As in the record. ISO 8601."""
    run_id: str | None = None

    def to_json(self) -> bytes:
        """One JSON object, UTF-8; what is not given is left out."""
        found: dict[str, Any] = {_MARK: VERSION, "site": self.site, "site_url": self.site_url}
        found["candidate"] = _given(asdict(self.candidate))
        if self.typical.articles:
            found["typical"] = {
                "articles": self.typical.articles,
                "counts": {f"{line:016x}": count for line, count in self.typical.counts.items()},
                "ids": sorted(self.typical.ids),
            }
        if self.rights is not None:
            found["rights"] = {
                "signals": [_given(asdict(signal)) for signal in self.rights.signals],
                "licenses": {file: _given(asdict(signal)) for file, signal in self.rights.licenses.items()},
                "looked_at": list(self.rights.looked_at),
            }
        for name in ("purpose", "outcome", "reason", "part_of", "whole", "fetched_at", "run_id"):
            if (value := getattr(self, name)) not in (None, False):
                found[name] = value
        found |= {name: dict(value) for name in ("evidence", "fields") if (value := getattr(self, name))}
        if self.parts:
            found["parts"] = list(self.parts)
        text = json.dumps(jsonable(found), ensure_ascii=False, separators=(",", ":"))
        return text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()

    @classmethod
    def from_json(cls, data: bytes | str) -> PageContext | None:
        """The same; None for what is not newscrawl's own. Never raises for what the data hold."""
        try:
            found = json.loads(data)
        except (ValueError, RecursionError):
            return None
        if not isinstance(found, dict) or not isinstance(found.get(_MARK), int):
            return None
        read = _Read(found)
        candidate = _candidate(_Read(read.table("candidate")))
        if candidate is None:
            return None
        return cls(
            site=read.text("site") or "",
            site_url=read.text("site_url") or "",
            candidate=candidate,
            typical=_typical(_Read(read.table("typical"))),
            rights=_rights(_Read(read.table("rights"))) if isinstance(found.get("rights"), dict) else None,
            purpose=purpose if (purpose := read.text("purpose")) in ("research", "training") else None,
            outcome=read.text("outcome") or ARTICLE,
            reason=read.text("reason"),
            evidence=read.table("evidence"),
            parts=read.texts("parts"),
            whole=found.get("whole") is True,
            part_of=read.text("part_of"),
            fields=_fields(read.table("fields")),
            fetched_at=at if (at := read.text("fetched_at")) and re.search(_patterns()["fetched_at"], at) else None,
            run_id=read.text("run_id"),
        )


class _Read:
    """Values by name; one of another kind counts as absent."""

    def __init__(self, found: Mapping[str, Any]) -> None:
        self.found = found

    def text(self, name: str) -> str | None:
        value = self.found.get(name)
        return value if isinstance(value, str) else None

    def table(self, name: str) -> dict[str, Any]:
        value = self.found.get(name)
        return value if isinstance(value, dict) else {}

    def listed(self, name: str) -> list[Any]:
        value = self.found.get(name)
        return value if isinstance(value, list) else []

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(value for value in self.listed(name) if isinstance(value, str))

    def whole(self, name: str) -> int:
        value = self.found.get(name)
        return value if isinstance(value, int) else 0


def _fields(found: Mapping[str, Any]) -> dict[str, Any]:
    """Those that can stand in a record."""
    version, fits = found.get("version"), {"cluster_id": "", "duplicate_of": _patterns()["duplicate_of"]}
    spoilt = {name for name, pattern in fits.items() if not re.search(pattern, str(found.get(name)))}
    spoilt |= {name for name in fits if not isinstance(found.get(name), str)}
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        spoilt.add("version")
    return {name: value for name, value in found.items() if name not in spoilt}


@cache
def _patterns() -> dict[str, str]:
    """The patterns of the record's fields."""
    schema = json_schema()["properties"]
    return {name: rule["pattern"] for name, rule in schema.items() if "pattern" in rule}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _candidate(read: _Read) -> Candidate | None:
    url = read.text("url")
    if url is None:
        return None
    kinds = {str(kind): kind for kind in SourceKind}
    found_by = kinds.get(read.text("found_by") or "", SourceKind.GIVEN)
    score = read.found.get("score")
    texts = {f.name: read.text(f.name) for f in fields(Candidate) if f.name not in ("url", "found_by", "score")}
    plain = isinstance(score, int | float) and not isinstance(score, bool)
    return Candidate(url, found_by, score=float(score) if plain and score is not None else 0.5, **texts)


def _typical(read: _Read) -> Typical:
    counts = {}
    for name, count in read.table("counts").items():
        try:
            line = int(name, 16)
        except ValueError:
            continue
        if isinstance(count, int):
            counts[line] = count
    return Typical(read.whole("articles"), counts, frozenset(read.texts("ids")))


def _rights(read: _Read) -> OriginWord:
    signals = tuple(signal for value in read.listed("signals") if (signal := _signal(value)) is not None)
    licenses = {file: signal for file, value in read.table("licenses").items() if (signal := _signal(value))}
    return OriginWord(signals, licenses, read.texts("looked_at"))


def _signal(value: Any) -> Signal | None:
    if not isinstance(value, dict):
        return None
    read = _Read(value)
    name, said, where = read.text("name"), read.text("value"), read.text("where")
    if name is None or said is None or where is None:
        return None
    training = value.get("training")
    return Signal(
        name,
        said,
        where,
        training if isinstance(training, bool) else None,
        read.whole("rank"),
        read.text("at"),
        read.text("file"),
    )
