"""What went wrong with a request, by one short name."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    IgnoreRequest,
    ResponseDataLossError,
)

from newscrawl.middlewares.refusals import Refused

_KINDS: tuple[tuple[type[BaseException], str], ...] = (
    (DownloadTimeoutError, "timeout"),
    (CannotResolveHostError, "dns"),
    (DownloadConnectionRefusedError, "connection-refused"),
    (ResponseDataLossError, "data-loss"),
    (DownloadCancelledError, "too-large"),
    (DownloadFailedError, "connection"),
    (IgnoreRequest, "redirects"),  # all others have a name of their own: the redirect middleware's "too many"
)


def failure_kind(error: BaseException | None) -> str:
    """The name of a failure in the figures: timeout, dns, connection, data-loss, disallowed, ..."""
    if isinstance(error, Refused):
        return error.kind
    return next((kind for known, kind in _KINDS if isinstance(error, known)), type(error).__name__)
