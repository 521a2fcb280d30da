"""An S3 server on loopback that can be stopped, started again, and told to refuse."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

import s3fs
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server

BUCKET = "bucket"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "us-east-1"}
QUICK = {"connect_timeout": 2, "read_timeout": 5, "retries": {"max_attempts": 1}}


class S3:
    """What is stored outlives a stop."""

    def __init__(self) -> None:
        self.refusals = 0
        """How many uploads are yet to be answered with 503."""
        self._app = DomainDispatcherApplication(create_backend_app)
        self._server: BaseWSGIServer | None = None
        self._port = 0
        self.start()
        self.files = s3fs.S3FileSystem(
            key="key", secret="secret", endpoint_url=self.url, skip_instance_cache=True, use_listings_cache=False
        )
        if not self.files.exists(BUCKET):  # all servers of a process have one store
            self.files.mkdir(BUCKET)
        self.clear()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "PUT" and self.refusals:
            self.refusals -= 1
            start("503 Slow Down", [("Content-Type", "application/xml")])
            return [b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"]
        answer: Iterable[bytes] = self._app(environ, start)
        return answer

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def environment(self) -> dict[str, str]:
        return {**CREDENTIALS, "AWS_ENDPOINT_URL": self.url}

    @property
    def options(self) -> dict[str, Any]:
        return {"key": "key", "secret": "secret", "endpoint_url": self.url, "config_kwargs": QUICK}

    def start(self) -> None:
        self._server = make_server("127.0.0.1", self._port, self, threaded=True)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def names(self) -> list[str]:
        """What is stored, below the bucket."""
        return sorted(name.removeprefix(f"{BUCKET}/") for name in self.files.find(BUCKET))

    def clear(self) -> None:
        for name in self.files.find(BUCKET):
            self.files.rm_file(name)
