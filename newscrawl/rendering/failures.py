"""How rendering a page fails."""

from __future__ import annotations

from typing import Any

__all__ = ["RENDER_KEY", "NoBrowser", "RenderingFailed", "render_meta"]

RENDER_KEY = "newscrawl_render"
"""The key of Request.meta by which a request is for a browser."""


class RenderingFailed(Exception):
    """The page could not be rendered; `kind` is crashed, hung, timeout, navigation or no-browser."""

    def __init__(self, kind: str, told: str = "") -> None:
        super().__init__(f"{kind}: {told}" if told else kind)
        self.kind = kind

    @property
    def of_the_browser(self) -> bool:
        """Whether another browser may do better."""
        return self.kind in ("crashed", "hung")


class NoBrowser(RenderingFailed):
    """It could not be started."""

    def __init__(self, told: str) -> None:
        super().__init__("no-browser", told)


def render_meta() -> dict[str, Any]:
    """What a request for a browser has in its meta; its failures are the page's, and no reason to send it again."""
    return {RENDER_KEY: True, "dont_retry": True}
