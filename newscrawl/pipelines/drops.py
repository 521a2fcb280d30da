"""Why an item goes no further."""

from __future__ import annotations

from scrapy.exceptions import DropItem

from newscrawl.core.verdict import Reason, Rejection


class Rejected(DropItem):
    """The page is left out of the dataset, for good; its reason is written to output/rejected."""

    def __init__(self, rejection: Rejection) -> None:
        super().__init__(str(rejection.reason), log_level="DEBUG")
        self.rejection = rejection

    @classmethod
    def because(cls, reason: Reason, **evidence: object) -> Rejected:
        """With the evidence as keywords."""
        return cls(Rejection(reason, evidence))


class Unchanged(DropItem):
    """A second look at an article brought nothing new."""

    def __init__(self) -> None:
        super().__init__("unchanged", log_level="DEBUG")


class Postponed(DropItem):
    """The page stays pending for a later run."""

    def __init__(self, why: str) -> None:
        super().__init__(why, log_level="DEBUG")
