"""One identity for the many spellings of an address, and which of them to believe.

courlan and w3lib do not serve for the identity: courlan's `clean_url` cuts parameters such as `uid` and drops
bare keys (`?123456`) that name the article on some sites, w3lib's `canonicalize_url` keeps scheme and variants.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit

import idna
from w3lib.url import safe_url_string

from newscrawl.core.likeness import article_likeness, is_listing
from newscrawl.core.tracking import fold_query, without_tracking

if TYPE_CHECKING:
    import tldextract

__all__ = [
    "absolute",
    "article_id",
    "article_likeness",
    "clean",
    "host_key",
    "identity",
    "registered_domain",
    "trusted_canonical",
]

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_HTTP = re.compile(
    r"https?://(?:\[[0-9a-f:.]+\]|[^\s/?#@:\[\]\\<>\"'{}|^`%]+)(?::\d{0,5})?(?=[/?]|$)",
    re.IGNORECASE,
)
_HOST_END = re.compile(r"(?:[.\s]|:(?:0*(?:80|443))?)+$")
_PORT_ZEROS = re.compile(r":0+(?=\d+$)")
_DOORS = frozenset({"www", "m", "mobile", "amp"})
"""Labels of a host name that name a door to the same articles, not other articles."""

_PLAIN = re.compile(r"[A-Za-z0-9/._~!$&'()*+,;=:@-]*")
_SAFE = "/._~!$&'()*+,;=:@-"
_SLASHES = re.compile(r"/{2,}")
_VARIANT_END = re.compile(
    r"(?:/|;(?:jsessionid|phpsessid|sid)=[^/;]*|/(?:index\.(?:html?|php|shtml)|default\.aspx?)"
    r"|(?<=[^/])/(?:amp(?:\.html?)?|print)|(?<=[^/])\.amp)$",
    re.IGNORECASE,
)
_VARIANT_INFIX = re.compile(r"(?<=[^/])\.amp(?=\.html?$)", re.IGNORECASE)
_VARIANT_START = re.compile(r"^(?:/amp)+(?=/.)", re.IGNORECASE)
_GARBAGE = re.compile(r"[{}<>]|\b(?:undefined|null|none)\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _suffixes() -> tldextract.TLDExtract:
    # Imported at first use: it brings requests along, a third of a second that a command's help must not wait for.
    import tldextract

    # The list that ships in the package: no request, and private suffixes (blogspot.com) part their sites.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


@lru_cache(maxsize=8192)
def registered_domain(host: str) -> str:
    """The registrable domain of a host name (`news.example.co.uk` -> `example.co.uk`), by the Public Suffix List.

    Takes a host with or without port; gives it back in lower case, port included, when it has no such domain
    (an IP address, `localhost`, a suffix itself).
    """
    name = host.lower()
    return _suffixes()(name).top_domain_under_public_suffix or name


@lru_cache(maxsize=8192)
def host_key(host: str) -> str:
    """The one spelling of a `host` or `host:port`: lower case, IDNA (UTS 46), no default port, no www., m. or amp.

    Never raises: what is no host name comes back trimmed and in lower case.
    """
    for _ in range(5):
        name = _HOST_END.sub("", _PORT_ZEROS.sub(":", host.rpartition("@")[2].strip().lower())).strip()
        if not name.isascii():
            with contextlib.suppress(idna.IDNAError, UnicodeError):
                name = idna.encode(name, uts46=True).decode("ascii")
        labels = name.split(".")
        if not _DOORS.isdisjoint(labels[:-1]):
            parts = _suffixes()(name)
            if parts.subdomain:
                prefix = parts.subdomain.split(".")
                name = ".".join([label for label in prefix if label not in _DOORS] + labels[len(prefix) :])
        if name == host:
            break
        host = name
    return host


def _fold_path(path: str) -> str:
    if not _PLAIN.fullmatch(path):
        path = quote(unquote_to_bytes(path), safe=_SAFE)
    if "//" in path:
        path = _SLASHES.sub("/", path)
    while True:
        folded = _VARIANT_END.sub("", path)
        if "amp" in folded or "AMP" in folded:
            folded = _VARIANT_START.sub("", _VARIANT_INFIX.sub("", folded))
        if folded == path:
            return path
        path = folded


def identity(url: str) -> str:
    """The one spelling of an address: the key by which doubles are found, never fetched.

    Without scheme, www., default port, fragment, tracking parameters and trailing slash; host folded (IDNA, case),
    query sorted, percent-encoding as RFC 3986 section 6.2.2 has it; AMP, print and mobile variants folded onto the
    article.
    `identity(identity(u)) == identity(u)`. Never raises: what is no address gives some string.
    """
    rest = _CONTROL.sub("", url).strip()
    match = _SCHEME.match(rest)
    if match:
        rest = rest[match.end() :]
    rest = rest.partition("#")[0].rstrip()
    head, mark, query = rest.partition("?")
    host, slash, path = head.partition("/")
    path = _fold_path(slash + path) if slash else ""
    if mark:
        query = fold_query(path, query)
    return host_key(host) + path + ("?" + query if query else "")


def article_id(url: str) -> str:
    """The `id` of a record: the first 32 hex digits of the SHA-256 of the identity (UTF-8)."""
    return hashlib.sha256(identity(url).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@lru_cache(maxsize=256)
def _origin(url: str) -> str:
    try:
        parts = urlsplit(_CONTROL.sub("", url))
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def absolute(href: str, base: str = "") -> str | None:
    """`href` as an absolute http(s) address without fragment, or None when it is none.

    Takes the text of a link and the address of its document (or its `<base>`). Else as found: parameters and case
    stay; blanks become `%20`, an empty path `/`. Addresses with credentials are none.
    """
    text = _CONTROL.sub("", href).strip().partition("#")[0].rstrip()
    if not text:
        return None
    if text[0] == "/" and text[1:2] != "/" and "/." not in text:
        # What urljoin gives for a path from the root, in a tenth of its time: pages hold thousands of these.
        text = _origin(base) + text
    elif not text[:8].lower().startswith(("http://", "https://")):
        try:
            text = urljoin(_CONTROL.sub("", base), text).partition("#")[0]
        except ValueError:
            return None
    match = _HTTP.match(text)
    if not match:
        return None
    if not text.startswith("/", match.end()):
        text = f"{text[: match.end()]}/{text[match.end() :]}"
    return text.replace(" ", "%20") if " " in text else text


def clean(url: str) -> str:
    """An address fit for a record, still fetchable: absolute http(s), encoded, no fragment, no tracking parameters.

    Raises ValueError when it is no absolute http(s) address.
    """
    text = absolute(url)
    if text is None:
        raise ValueError(f"not an absolute http(s) address: {url[:200]!r}")
    parts = urlsplit(text)
    name, bracket, port = parts.netloc.lower().rpartition("]")
    host, _, port = (name + bracket, "", port.lstrip(":")) if bracket else port.partition(":")
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError) as error:
            raise ValueError(f"not a host name: {host[:200]!r}") from error
    if port and not (parts.scheme == "http" and port == "80") and not (parts.scheme == "https" and port == "443"):
        host = f"{host}:{port}"
    query = without_tracking(parts.path, parts.query)
    return safe_url_string(f"{parts.scheme.lower()}://{host}{parts.path}{'?' + query if query else ''}")


def trusted_canonical(requested: str, declared: str | None) -> str | None:
    """The canonical address that a page declares, when it can be believed; else None.

    Takes the address fetched and the declared one (absolute, or a path from the root). Believed on the same registered
    domain only, and never when it names the front page, a listing or a place above for a page that lies deeper, or
    drops the parameter that names the article: templates that declare one address for all their pages are common.
    (RFC 6596 asks for a duplicate or superset of the page's content.)
    """
    if not declared or _GARBAGE.search(declared) or not re.match(r"\s*(?:https?:)?/", declared, re.IGNORECASE):
        return None
    target = absolute(declared, requested)
    if target is None:
        return None
    try:
        here, there, target = identity(requested), identity(target), clean(target)
    except ValueError:
        return None
    if here == there:
        return target
    if registered_domain(here.split("/")[0].split("?")[0]) != registered_domain(there.split("/")[0].split("?")[0]):
        return None
    return None if _is_above(here, there) else target


def _is_above(here: str, there: str) -> bool:
    """Whether identity `there` names something more general than identity `here`."""
    here_path, _, here_query = here.partition("/")[2].partition("?")
    there_path, _, there_query = there.partition("/")[2].partition("?")
    if not there_path and not there_query and "?" not in there:
        return True
    if here_path == there_path:
        if article_likeness("http://" + there) >= 0.5:
            return False
        # One script for all articles: what tells them apart must be kept.
        kept = set(there_query.split("&"))
        return any(re.search(r"\d", part) for part in here_query.split("&") if part not in kept)
    if here_path.startswith(there_path + "/"):
        return True
    return is_listing("/" + there_path) and not is_listing("/" + here_path)
