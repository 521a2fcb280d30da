"""What `extract` and `explain` fetch leads to no private address but the one that was typed."""

from __future__ import annotations

import datetime
import http.server
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

import pytest

from newscrawl.cli.fetch import Fetcher, FetchError
from tests.web import Fault, NewsWeb

AGENT = "newscrawl/0 (+https://crawler.example)"


@pytest.fixture
def proxied(news_web: NewsWeb, monkeypatch: pytest.MonkeyPatch) -> NewsWeb:
    monkeypatch.setenv("http_proxy", news_web.proxy_url)
    monkeypatch.setenv("no_proxy", "inside.test,127.0.0.1,127.0.0.2,2130706433")
    return news_web


@pytest.mark.parametrize("host", ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "localhost", "169.254.169.254"])
def test_a_redirect_to_a_private_address_is_not_followed(proxied: NewsWeb, host: str) -> None:
    inside = proxied.site()
    proxied.site("a.test", faults={"/x": Fault.redirect(f"http://{host}:{proxied.port}/y")})
    with pytest.raises(FetchError, match=r"^http://a\.test/x: leads to http://.*, at the private address "):
        Fetcher(AGENT).fetch("http://a.test/x")
    assert inside.log() == []


def looked_up(answers: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Have names resolve as DNS might have them."""
    real = socket.getaddrinfo

    def lookup(host: Any, *arguments: Any, **options: Any) -> Any:
        return real(answers.get(host, host), *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", lookup)


def test_a_name_that_is_private_by_dns_is_not_connected_to(proxied: NewsWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up({"inside.test": "127.0.0.1"}, monkeypatch)
    inside = proxied.site(f"inside.test:{proxied.port}")
    proxied.site("a.test", faults={"/x": Fault.redirect(f"http://inside.test:{proxied.port}/y")})
    with pytest.raises(FetchError, match=r"leads to the private address 127\.0\.0\.1"):
        Fetcher(AGENT).fetch("http://a.test/x")
    assert inside.log() == []


def test_what_was_typed_may_be_private_and_lead_to_its_like(proxied: NewsWeb, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up({"inside.test": "127.0.0.1"}, monkeypatch)
    by_name = f"inside.test:{proxied.port}"
    proxied.site(by_name, faults={"/x": Fault.redirect(f"http://{proxied.netloc}/y")})
    proxied.site(pages={"/y": "<p>inside</p>"})
    assert Fetcher(AGENT).fetch(f"http://{by_name}/x").body == b"<p>inside</p>"
    assert Fetcher(AGENT).fetch(f"http://{proxied.netloc}/y").body == b"<p>inside</p>"


def self_signed(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate that nobody vouches for."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    text = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none) + certificate.public_bytes(pem)
    (folder / "both.pem").write_bytes(text)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    return context


class _Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/x" else 404)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hello")

    def log_message(self, *_: Any) -> None:
        """Quiet."""


def test_a_certificate_is_checked_where_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Hello) as server:
        server.socket = self_signed(tmp_path).wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"https://127.0.0.1:{server.server_port}/x"
        with pytest.raises(FetchError, match="certificate verify failed"):
            Fetcher(AGENT).fetch(url)
        assert Fetcher(AGENT, verify=False).fetch(url).body == b"hello"
        server.shutdown()
