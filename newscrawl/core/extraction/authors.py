"""Bylines taken apart into persons' names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newscrawl.core.extraction.folding import fold, key, looks_like_address

# "By" and "and" of the languages that news is written in most.
_BY = re.compile(
    r"^(?:(?:written|reported|story|text|words|posted|published|reviewed)\s+)?"
    r"(?:by|von|vom|por|par|di|de la redacci[oó]n de|door|av|af|od|przez|autor(?:in|a|e|es|en|i)?|author|authors|"
    r"text|texte?|tekst|texto|testo|yazan|oleh|bởi|от|автор|текст|автори|שם|מאת|בقلم|بقلم|کتب|كتب|文|記者|记者|作者|撰文|기자)"
    r"\s*[:：]?\s+|^(?:author|autor|autorin|text|foto|words|автор|текст|文|作者|記者|记者)\s*[:：]\s*",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s*(?:[;|·•、／]|\s/\s|/(?=\s?[A-ZÄÖÜ][^/]+\s)|&(?!\w+;)|\s\+\s|،|；|，|"
    r"\s(?:and|und|y|et|e|ed|och|og|en|ja|és|i|și|a|ve|dan|và|и|та|і|και|και|و|ו|with|mit|con|avec|z)\s)\s*"
)
_COMMA = re.compile(r"\s*,\s*(?!\s*(?:jr|sr|ph\.?d|m\.?d)\b\.?)", re.IGNORECASE)
_ASIDE = re.compile(r"\s*[(\[（【][^)\]）】]*[)\]）】]?\s*")
_MAIL = re.compile(r"\s*\S+@\S+\s*|(?<!\S)@\w+")
_TAIL = re.compile(
    r"\s*(?:\s[-–—|]\s|,\s+(?=\w+(?:\s\w+){2,}$)|\s(?:for|para|für|pour|per|at|in|is|ist|aus)\s(?=\S)|\s기자|기자$|\s记者|記者$).*$"
)
_DOMAIN = re.compile(r"(?:^|\s)(?:[\w-]+\.)+(?:[a-z]{2,6})(?:\s|$)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")
_NUMBER = re.compile(r"\d")
# News agencies of the world: signatures that stand where names stand.
_AGENCIES = frozenset(
    map(
        key,
        "AFP|Agence France-Presse|AP|Associated Press|The Associated Press|Reuters|Thomson Reuters|dpa|EFE|Agencia EFE|ANSA|"
        "Adnkronos|AGI|APA|SDA|Keystone-SDA|ATS|Belga|ANP|NTB|TT|Ritzau|STT|PAP|ČTK|CTK|SITA|TASR|MTI|Agerpres|BTA|HINA|"
        "Tanjug|Beta|ANA|AMNA|Anadolu Ajansı|Anadolu Agency|AA|DHA|İHA|IHA|TASS|RIA Novosti|Interfax|Ukrinform|Unian|Xinhua|"
        "新华社|中新社|Kyodo|Kyodo News|Jiji|時事通信|共同通信|Yonhap|Yonhap News|연합뉴스|뉴시스|PTI|Press Trust of India|ANI|IANS|UNI|APP|"
        "Bernama|Antara|VNA|TTXVN|CNA|SANA|WAM|QNA|KUNA|SPA|MENA|Petra|IRNA|ISNA|Fars|AAP|Australian Associated Press|CP|"
        "The Canadian Press|Canadian Press|La Presse canadienne|PA|Press Association|PA Media|UPI|Bloomberg|Europa Press|Lusa|"
        "Agência Brasil|Agência Lusa|Télam|Telam|Notimex|Prensa Latina|SID|KNA|epd|AFP/AP|afp/dpa|dpa/afp|Getty Images".split("|"),
    )
)
_STAFF = re.compile(
    r"\b(?:redaktion\w*|redazione|redacci[oó]n|reda[cç][aã]o|r[eé]daction|redactie|redaktionen|redakcja|redakce|redakcia|"
    r"editorial|editors?|staff|news ?(?:desk|room|team)|team|desk|correspondents?|reporters?|agenc(?:y|ies|ias?)|agentur\w*|"
    r"online|press|news|media|service|wire|admin|administrator|editor|webmaster|newsroom|magazine|zeitung|"
    r"редакци\w+|编辑部|編集部)\b",
    re.IGNORECASE,
)
_MAX_LENGTH = 60


def split_names(byline: str) -> list[str]:
    """The names in a byline, in order: without "By", addresses, what stands in brackets, and what follows a name.

    In: a byline in any language. Out: names as written, doubles folded; not judged (see `persons`).
    """
    text = _BY.sub("", _MAIL.sub(" ", fold(byline)).strip(" ,;|·"))
    names: list[str] = []
    for group in _AND.split(_ASIDE.sub(" , ", text + " ").strip()):
        for part in _parts(group or ""):
            name = _TAIL.sub("", _BY.sub("", part)).strip(" ,;:|·*•-–—\"'“”")
            if name and not looks_like_address(name):
                names.append(name)
    return unique(names)


def _parts(group: str) -> Iterator[str]:
    """A comma divides names, unless it turns one around (`Doe, Jane`)."""
    parts = [part for part in _COMMA.split(group.strip(" ,")) if part]
    if len(parts) == 2 and all(len(part.split()) == 1 and part[:1].isupper() for part in parts) and group.isascii():
        yield f"{parts[1]} {parts[0]}"
    else:
        yield from parts


def is_person(name: str) -> bool:
    """Whether a name may be a person's: letters, short, no agency, no editorial office, no address of a site."""
    if not 2 <= len(name) <= _MAX_LENGTH or not _LETTER.search(name) or _NUMBER.search(name):
        return False
    if key(name) in _AGENCIES or _DOMAIN.search(name) or _STAFF.search(name):
        return False
    return len(name.split()) <= 6


def unique(names: Iterable[str]) -> list[str]:
    """The names without doubles, in order; of two spellings the first."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(key(name) or name, name)
    return list(seen.values())
