"""Which parameters of an address say who linked to it, and which say what it is."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote_to_bytes

__all__ = ["fold_query", "without_repeats", "without_tracking"]

_TRACKER = re.compile(
    # Prefixes of analytics tools: Google, AT Internet, Matomo, HubSpot, Oracle, Vero, Webtrekk/Mapp, Adobe, Yandex.
    r"(?:utm_|at_|pk_|mtm_|matomo_|piwik_|hsa_|_hs|__hs|oly_|vero_|wt[._]z?mc|itm_|stm_|guce_|mkt_tok"
    r"|fb_(?:action|ref|source|comment)|action_(?:object|type|ref)_map|ns_(?:campaign|mchannel|source|linkname|fee)"
    r"|ga_(?:source|medium|campaign)).*"
    # Click identifiers.
    r"|(?:fb|g|dc|ms|y|ys|tw|tt|ir|k|sc|cx)clid|gclsrc|[gw]braid|msclkid|rdt_cid|li_fat_id|igshid|igsh|mc_[ce]id|epik"
    r"|xtor|xtref|_ga|_gl|s_kwcid|s_cid|cmpid|smid|smtyp|smprod|guccounter|guce|dicbo|oborigurl|tblci|trk|trkcampaign"
    r"|hsctatracking|wickedid|sr_share"
    # AMP caches.
    r"|amp_js_v|amp_gsa|amp_tf|usqp"
    # Sessions.
    r"|jsessionid|phpsessid|aspsessionid\w*",
    re.IGNORECASE,
)

_REFERRER = frozenset(
    "ref ref_ ref_src ref_url referer referrer srcref source src from via cmp icid ncid ocid ito campaign partner share"
    " shared sharetype share_id feature rss feed origin medium spm traffic_source link_source mod module_source".split()
)
"""Words that mostly say who linked, but name the article on some sites: cut only where the path names it already."""

_VARIANT = {
    "amp": frozenset({"", "0", "1", "true", "yes", "html", "2"}),
    "outputtype": frozenset({"amp", "html", "default"}),
    "output": frozenset({"amp", "print"}),
    "view": frozenset({"amp", "print", "mobile"}),
    "format": frozenset({"amp", "print"}),
    "mode": frozenset({"amp", "print"}),
    "type": frozenset({"amp", "print"}),
    "print": frozenset({"", "1", "true", "yes", "y", "on", "print"}),
    **dict.fromkeys(
        "_amp isamp nonamp printable printer printview _print printer-friendly printerfriendly".split(),
        frozenset({"", "1", "true", "yes"}),
    ),
    "noamp": frozenset({"", "1", "true", "mobile", "available"}),
    "mobile": frozenset({"", "0", "1", "true", "yes"}),
    "mobile_view": frozenset({"", "0", "1", "true"}),
}
_VARIANTS = frozenset({"amp", "print"})
"""Values that say which form of an article is meant, where its path names it; whatever the parameter's name."""
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|jspx|do|cgi|pl|cfm|nsf|action)$", re.IGNORECASE)
_WORDS = re.compile(r"[^\W\d_]{2,}|%[0-9A-F]{2}(?:%[0-9A-F]{2})+")
_ID = re.compile(r"\d{5}")
_PLAIN = re.compile(r"[A-Za-z0-9._~!$'()*,:@/-]*")
_SAFE = "._~!$'()*,:@/-"


def _names_itself(path: str) -> bool:
    """Whether a path alone tells one article from all others: a number of five digits, or three words."""
    leaf = path.rstrip("/").rpartition("/")[2]
    if _ID.search(path):
        return True
    return not _SCRIPT.search(leaf) and ("-" in leaf or "_" in leaf or "%" in leaf) and len(_WORDS.findall(leaf)) >= 3


def _decode(text: str) -> bytes:
    return unquote_to_bytes(text.replace("+", " "))


def _encode(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else quote(_decode(text), safe=_SAFE)


def _key(part: str) -> str:
    """The name of a parameter as it is compared: decoded, lower case, without the `amp;` of a twice escaped `&`."""
    name = part.partition("=")[0]
    if not _PLAIN.fullmatch(name):
        name = _decode(name).decode("utf-8", "replace")
    name = name.lower()
    while name.startswith("amp;"):
        name = name[4:]
    return name


def without_tracking(path: str, query: str) -> str:
    """A query without parameters that only say who linked; the others untouched and in their order.

    Takes path and query of one address (percent-encoded, query without `?`).
    """
    if not query:
        return ""
    named = _names_itself(path)
    return "&".join(p for p in query.split("&") if not _is_tracking(_key(p), named))


def without_repeats(url: str) -> str:
    """An absolute address without tracking parameters whose name has come before in it, as feeds append their own.

    Some servers answer 404 to `?utm_source=a&utm_source=b`. The first of a name stays, and every other parameter.
    """
    head, mark, query = url.partition("?")
    if "&" not in query:
        return url
    seen, kept = set(), []
    for part in query.split("&"):
        key = _key(part)
        if key in seen and _TRACKER.fullmatch(key):
            continue
        seen.add(key)
        kept.append(part)
    return head + mark + "&".join(kept)


def _is_tracking(key: str, named: bool) -> bool:
    return _TRACKER.fullmatch(key) is not None or (named and key in _REFERRER)


def fold_query(path: str, query: str) -> str:
    """The query of an identity: no tracking, no AMP, print or mobile switch, nothing empty; in one spelling, sorted."""
    named = _names_itself(path)
    kept = set()
    for part in query.split("&"):
        name, mark, value = part.partition("=")
        key, value = _key(part), _encode(value)
        if _is_tracking(key, named) or value.lower() in _VARIANT.get(key, ()) or (mark and not value):
            continue
        if named and (value == "all" or value.lower() in _VARIANTS):
            continue
        name = _encode(name)
        while name.lower().startswith("amp%3b"):
            name = name[6:]
        if name or mark:
            kept.add(f"{name}={value}" if mark else name)
    if path and len(kept) == 1 and kept <= {"m=0", "m=1"}:
        return ""
    return "&".join(sorted(kept))
