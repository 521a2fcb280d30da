"""What counts as a change of an article."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.core.fingerprints import content_hash

__all__ = ["Signature", "title_hash"]


def title_hash(title: str | None) -> str:
    """Hex digest of a folded title (see core.fingerprints), 16 characters; empty where there is no title."""
    return (content_hash(title or "") or "")[:16]


@dataclass(frozen=True, slots=True)
class Signature:
    """What two readings of one article are compared by."""

    text: str | None
    """Its content_hash."""
    title: str | None
    """Its title_hash; None for a line of which it is not known."""
    page: str | None = None
    """The content_hash of its text with the lines that fell as typical of its site; None where none fell."""

    def is_same(self, other: Signature) -> bool:
        """Whether it is the same version: text and title say the same.

        A text that only differs by what is known to be typical of the site is the same: the page did not change.
        Dates alone, advertisements and counters make no difference.
        """
        if None not in (self.title, other.title) and self.title != other.title:
            return False
        return self.text == other.text or (self.page or self.text) == (other.page or other.text)
