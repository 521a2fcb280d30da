"""The web's process: a proxy for all its hosts, and a door for the test that owns it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import Any
from urllib.parse import urlsplit

from tests.web.faults import Fault
from tests.web.sending import Wire, reshape, send
from tests.web.sites import Answer, Site, pack, text, validate
from tests.web.spec import SiteSpec

CONTROL = "/_control"
TEXTS = ("text/", "application/xml", "application/rss", "application/atom", "application/feed")


class Server:
    """All hosts, the log, and the connections that are open."""

    def __init__(self) -> None:
        self.port = 0
        self.sites: dict[str, Site] = {}
        self.log: list[dict[str, Any]] = []
        self._open: set[asyncio.StreamWriter] = set()
        self._connections = 0
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Say the port on stdout, serve until stdin ends or the parent is another one."""
        parent = os.getppid()  # before the port is said: whoever reads it may be killed at once
        listener = await asyncio.start_server(self._connection, "127.0.0.1", 0, limit=2**20)
        self.port = listener.sockets[0].getsockname()[1]
        print(json.dumps({"port": self.port}), flush=True)
        watch = asyncio.create_task(self._watch(parent))
        await self._stopping.wait()
        watch.cancel()
        listener.close()
        self._drop_connections()

    async def _watch(self, parent: int) -> None:
        # The pipe alone is not enough: a child that the parent forked may hold its other end open.
        reader = asyncio.StreamReader()
        await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        end = asyncio.ensure_future(reader.read())
        while not end.done() and os.getppid() == parent:
            await asyncio.wait([end], timeout=0.5)
        self._stopping.set()

    def _drop_connections(self, but: asyncio.StreamWriter | None = None) -> None:
        for writer in self._open - {but}:
            writer.transport.abort()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        self._connections += 1
        number = self._connections
        try:
            while await self._exchange(reader, writer, number):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # the client left
        finally:
            self._open.discard(writer)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int) -> bool:
        """One request and its answer; whether the connection can take another one."""
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        method, target, _ = head[0].split(" ", 2)
        lines = (line.partition(":") for line in head[1:] if line)
        headers = {name.strip().lower(): value.strip() for name, _, value in lines}
        body = await reader.readexactly(int(headers.get("content-length", 0)))
        parts = urlsplit(target)
        host = (parts.netloc or headers.get("host", "")).lower().removesuffix(":80")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        entry: dict[str, Any] = {"time": time.time(), "end": None, "host": host, "path": path, "method": method}
        entry |= {"status": None, "sent": 0, "proxied": bool(parts.netloc), "connection": connection}
        entry["headers"] = headers
        wire = Wire(reader, writer, entry)
        if method == "POST" and path == CONTROL and not parts.netloc:
            answer = self._obey(json.loads(body), writer)
            await wire.whole(text(json.dumps(answer), "application/json"))
            return True
        self.log.append(entry)
        wire.keep = headers.get("connection", headers.get("proxy-connection", "")).lower() != "close"
        await self._answer(wire, method, host, path, headers)
        entry["end"] = time.time()
        return wire.keep

    async def _answer(self, wire: Wire, method: str, host: str, path: str, headers: dict[str, str]) -> None:
        site = self.sites.get(host)
        if method == "CONNECT":
            await wire.whole(Answer(b"no https here\n", "text/plain", 502))
        elif site is None or site.vanished:
            await wire.whole(Answer(b"no such host\n", "text/plain", 502))
        elif method not in ("GET", "HEAD"):
            await wire.whole(Answer(b"GET and HEAD only\n", "text/plain", 405))
        else:
            await asyncio.sleep(site.spec.latency)
            fault = site.fault(path)
            answer = site.answer(path)
            if fault and fault.kind == "stale":
                if headers.keys() & {"if-none-match", "if-modified-since"}:
                    answer = Answer(b"", answer.content_type, 304)
                else:
                    answer = validate(answer, headers)
            elif fault:
                answer = reshape(site, path, answer, fault)
            elif answer.status == 200 and site.spec.validators:
                answer = validate(answer, headers)
            if site.spec.gzip and not fault and answer.body and answer.content_type.startswith(TEXTS):
                answer = pack(answer) if "gzip" in headers.get("accept-encoding", "") else answer
            await send(wire, answer, fault)

    def _obey(self, order: dict[str, Any], owner: asyncio.StreamWriter) -> Any:
        """What the owner asks for; the answer to it."""
        match order["do"]:
            case "site":
                self.sites[order["spec"]["host"]] = Site(SiteSpec.from_json(order["spec"]))
                return None
            case "log":
                return self.log
            case "clear":
                self.log.clear()
                return None
            case "reset":
                self.sites.clear()
                self.log.clear()
                self._drop_connections(but=owner)
                return None
            case _:
                return self._obey_for(self.sites[order["host"]], order)

    def _obey_for(self, site: Site, order: dict[str, Any]) -> Any:
        match order["do"]:
            case "publish":
                first = max(site.versions, default=-1) + 1
                new = range(first, first + order["number"])
                site.versions |= dict.fromkeys(new, 1)
                return list(new)
            case "change":
                site.versions[order["number"]] += 1
                if order["modified"]:
                    site.modified[order["number"]] = order["modified"]
            case "touch":
                site.modified |= dict.fromkeys(site.versions, order["modified"])
            case "remove":
                site.removed.add(order["number"])
            case "vanished":
                site.vanished = order["value"]
            case "faults":
                site.replace_faults({path: Fault(**fault) for path, fault in order["faults"].items()})
        return [[number, site.versions[number]] for number in sorted(site.versions.keys() - site.removed)]
