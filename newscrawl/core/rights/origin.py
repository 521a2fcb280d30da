"""What a whole origin (scheme, host, port) says of use, before any of its pages is asked for."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from newscrawl.core.rights.paths import origin_of
from newscrawl.core.rights.robots_txt import RobotsUsage
from newscrawl.core.rights.rsl import RANK_OF_SITE, RslDocument, license_signal
from newscrawl.core.rights.signals import Judgement, Signal, judge
from newscrawl.core.rights.tdmrep import TdmFile


@dataclass(frozen=True, slots=True)
class OriginRights:
    """Its robots.txt, the licenses that this names, and its tdmrep.json, with the times they were fetched."""

    agent: str
    """The crawler's product token."""

    robots: RobotsUsage = field(default_factory=RobotsUsage)
    robots_at: str | None = None
    tdm: TdmFile | None = None
    """None where it was not looked for."""
    tdm_at: str | None = None
    licenses: Mapping[str, tuple[RslDocument | None, str | None]] = field(default_factory=dict)
    """By address: the document, None for one that can't be read, and when it was fetched."""

    def signals(self, url: str) -> tuple[Signal, ...]:
        """What holds for an absolute address of the origin."""
        found = [replace(signal, at=self.robots_at) for signal in self.robots.signals(url, self.agent)]
        for named in self.robots.licenses(origin_of(url), self.agent):
            found.append(replace(named, at=self.robots_at))
            if named.file is not None and named.file in self.licenses:
                document, at = self.licenses[named.file]
                found[-1] = replace(license_signal(document, named.file, url, RANK_OF_SITE), at=at)
        if self.tdm is not None and (said := self.tdm.signal(url)) is not None:
            found.append(replace(said, at=self.tdm_at))
        return tuple(found)

    def judge(self, url: str) -> Judgement:
        """What it says of the training of AI for an address, whatever the page itself will say."""
        return judge(self.signals(url))

    @property
    def digest(self) -> str:
        """SHA-256, hex: another one means that it says something else."""
        said = (self.robots, self.tdm, [(file, document) for file, (document, _) in sorted(self.licenses.items())])
        return hashlib.sha256(repr(said).encode("utf-8", "replace")).hexdigest()

    def reserving_all(self, origin: str) -> Signal | None:
        """What reserves every address of the origin for training; None where some may not be reserved."""
        found = self.robots.reserving_all(self.agent)
        if found is not None:
            return replace(found, at=self.robots_at)
        wholly = self.tdm is not None and self.tdm.reserves_all()
        for document, _ in self.licenses.values():
            wholly = wholly or document is None or document.reserving_all(origin) is not None
        return self.judge(f"{origin}/").by if wholly else None
