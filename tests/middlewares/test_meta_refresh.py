"""Pages that send their reader on."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse
from scrapy.settings import Settings

from newscrawl.middlewares.meta_refresh import QuickMetaRefresh

REQUEST = Request("http://a.test/x")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le"])
@pytest.mark.parametrize(
    ("head", "target"),
    [
        ('<META HTTP-EQUIV="Refresh" CONTENT="0; URL=/there">', "http://a.test/there"),
        ('<meta http-equiv="refresh" content="600; url=/x">', None),
        ("<title>plain</title>", None),
    ],
)
def test_only_a_prompt_refresh_is_followed(encoding: str, head: str, target: str | None) -> None:
    middleware = QuickMetaRefresh(Settings({"METAREFRESH_MAXDELAY": 5}))
    middleware.crawler = SimpleNamespace(spider=None)  # type: ignore[assignment]
    middleware.handle_referer = lambda *_: None  # type: ignore[method-assign]
    response = HtmlResponse("http://a.test/x", body=f"<html><head>{head}</head>".encode(encoding), encoding=encoding)
    found = middleware.process_response(REQUEST, response)
    assert (found.url if isinstance(found, Request) else None) == target
