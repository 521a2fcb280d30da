"""What shows a run while it goes on."""

from __future__ import annotations

from typing import Protocol

from newscrawl.report.figures import RunFigures


class Display(Protocol):
    """Something that shows a run while it goes on."""

    def start(self, figures: RunFigures) -> None:
        """The run begins; its figures change from now on."""

    def refresh(self) -> None:
        """Show them as they are; called about four times a second."""

    def stop(self) -> None:
        """The run is over."""
