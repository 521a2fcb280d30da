"""Which pages are worth a browser: decided by what their plain HTML is, and by what the browser brought before."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from newscrawl.core.candidate import ANNOUNCING, Candidate
from newscrawl.core.verdict import Reason, Rejection

__all__ = ["Experience", "Sign", "sign_of", "wants_browser"]

VAIN_MAX = 5
"""Pages in a row that a browser may render for nothing; then the site's others are let be."""
AGAIN_AFTER = 20
"""Of those, every so manieth is tried nevertheless,"""
AGAIN_SECONDS = 7 * 86400.0
"""and the first one after this time."""

_MEDIA = frozenset((Reason.VIDEO_WITHOUT_TEXT, Reason.GALLERY_WITHOUT_TEXT))


class Sign(StrEnum):
    """What a page without a text shows of being filled by scripts."""

    SHELL = "shell"
    """It is the empty shell of a script's page, or asks for JavaScript."""
    TYPED = "typed"
    """It says itself that it is an article, and has scripts, or frames of its own site."""
    SCRIPTED = "scripted"
    """It has scripts or such frames, and says nothing."""


def sign_of(rejection: Rejection, *, scripts: int, frames: int, typed: bool) -> Sign | None:
    """The sign of a page that was rejected for want of a text; None where no script could give it one.

    In: why it was rejected; its <script> elements; its frames of the same site; whether it declares itself an article.
    """
    if rejection.reason is Reason.NEEDS_BROWSER:
        return Sign.SHELL
    if rejection.reason in _MEDIA or not (scripts or frames):
        return None
    return Sign.TYPED if typed else Sign.SCRIPTED


def wants_browser(render: str, sign: Sign | None, candidate: Candidate) -> bool:
    """Whether a page is to be rendered. In: auto, never or always; its sign, None for one that has a text."""
    if render != "auto":
        return render == "always"
    return sign in (Sign.SHELL, Sign.TYPED) or (sign is Sign.SCRIPTED and candidate.found_by in ANNOUNCING)


@dataclass(slots=True)
class Experience:
    """What a browser brought on one site's pages. JSON-able."""

    gained: int = 0
    """Pages that were articles only with it."""
    vain: int = 0
    """Pages in a row that were none with it either."""
    passed_over: int = 0
    """Pages that were not rendered since the last one that was."""
    at: float = 0.0
    """POSIX time of the last one that was."""

    def is_worth(self, now: float) -> bool:
        """Whether the next page is to be rendered; counts it where not."""
        if self.vain < VAIN_MAX or self.passed_over + 1 >= AGAIN_AFTER or now - self.at >= AGAIN_SECONDS:
            return True
        self.passed_over += 1
        return False

    def note(self, gained: bool, now: float) -> None:
        """Learn what came of a rendered page: an article, or nothing."""
        self.gained += gained
        self.vain = 0 if gained else self.vain + 1
        self.passed_over, self.at = 0, now

    def to_dict(self) -> dict[str, Any]:
        """For the store."""
        return {"gained": self.gained, "vain": self.vain, "passed_over": self.passed_over, "at": self.at}

    @classmethod
    def of(cls, kept: Any) -> Self:
        """As `to_dict` gave it; a new one where that is nothing or broken."""
        try:
            whole = {name: int(kept[name]) for name in ("gained", "vain", "passed_over")}
            return cls(**whole, at=float(kept["at"]))
        except (TypeError, ValueError, KeyError, OverflowError):
            return cls()
