"""Bylines taken apart into names, and what tells a person's name from an agency's or an office's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from newscrawl.core.extraction.agencies import AGENCIES
from newscrawl.core.extraction.folding import fold, key, looks_like_address

# "By", "and" and the like in the languages that most news is written in; structure does the rest.
_BY = re.compile(
    r"^(?:(?:written|reported|story|text|words|posted|published|ein (?:artikel|beitrag)|un article|geschrieben)\s+)?"
    r"(?:by|von|vom|por|par|di|door|av|af|przez|yazan|oleh|bởi|od|от|від|מאת|بقلم|کتب|كتب|mwandishi)\s+"
    r"(?=\S)|^(?:by|author|autor|autorin|auteur|autore|auteur|text|texte|testo|texto|tekst|foto|words|автор|текст|文|作者|撰文|"
    r"記者|记者|본문|글)\s*[:：]\s*|^(?:文/|記者)|^[^\W\d_]+:\s+",
    re.IGNORECASE,
)
_LEAD = re.compile(
    # `View all posts by`, `Veröffentlicht von`, `Publié par`, `Artikel von:`
    r"^(?:\S+\s+){0,4}?(?:posts?|articles?|stories|posted|published|written|created|submitted|beiträge|artikel|beitrag|"
    r"veröffentlicht|erstellt|verfasst|geschrieben|publiziert|gepostet|publié|écrit|rédigé|publicado|escrito|entradas|"
    r"pubblicato|scritto|inserito|geplaatst|geschreven|skrevet|skriven|publisert|opublikowane?|napisa\w+|автор|yazan)"
    r"\s+(?:(?:am|on|le|el|il|op)\s.*\s)?(?:by|von|par|por|da|di|door|av|af|przez|od|от)\s*:?\s+",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:(?:By|BY|Von|VON|von|Vom|Por|POR|Par|PAR|Di|DI|De|Door|Av|Af|Przez|Oleh|Bởi|Od|От|Від|מאת|بقلم|by|por|par|door)"
    r"\s*:?\s+|(?:Text|Texte|Testo|Texto|Tekst|Author|Autor|Autorin|Auteur|Autore|Автор|Words|文|作者|撰文|記者|记者|글)\s*[:：]\s*"
    r"|文/)"
)
_AND = re.compile(
    r"\s*[;|·•、／،؛；，&+]\s*(?=\S)|(?<=[\u4e00-\u9fff]{2})[和与與及](?=[\u4e00-\u9fff]{2})|\s+/\s+|/(?=[^\W\d_][^/]*\s)|"
    r"\s+(?:and|AND|und|UND|y|et|ET|e|ed|och|og|en|ja|és|i|și|a|ve|dan|và|и|та|і|και|और|ו|و|with|mit|con|avec)\s+"
)
_COMMA = re.compile(r"\s*,(?!\s*(?:jr|sr|ph\.?d|m\.?d|ii|iii)\b)\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"\s*[(\[（【<][^)\]）】>]*[)\]）】>]?\s*")
_MAIL = re.compile(r"(?<!\S)(?:\S+@\S+|@\w+)")
_LINK = re.compile(r"https?://\S+|www\.\S+")
_TAIL = re.compile(
    # What follows a dash, and where from or what for: no part of the name.
    r"\s+[-–—]\s.*$|\s+(?:[Ff]or|para|für|pour|per|voor|at|in|im|is|ist|aus|from|à|em|för)\s+\S.*$"
    # Titles that follow a name without a comma.
    r"|\s*(?:기자|특파원|記者|记者|通讯员)(?:\s.*)?$"
)
_ROLE = re.compile(
    r"(?<=\S)\s+(?:(?:senior|chief|deputy|political|foreign|business|sports?|staff|national|health|science|education|"
    r"special)\s+)*(?:reporter|correspondent|writer|columnist|journalist)$",
    re.IGNORECASE,
)
_DOMAIN = re.compile(r"(?<![\w.])(?:[\w-]+\.)+[a-z]{2,6}(?!\w)")
_LETTER = re.compile(r"[^\W\d_]")
_OFFICE = re.compile(
    r"\b(?:redaktion\w*|redazione|redacci[oó]n|reda[cç][aã]o|r[eé]daction|redactie|redakcja|redakce|redakcia|redakcija|"
    r"toimitus|szerkesztőség|editorial|editors?|desk|newsroom|team|bureau|agenc(?:y|ies|ias?|ija)|agentur\w*|"
    r"agence|agenzia|ajans\w*|online|presse|news|nachrichten|media|admin\w*|webmaster|magazine?|zeitung|"
    r"tageszeitung|newspaper|times|journal|tv|radio|verlag|verein|gmbh|inc|ltd|llc|e\.v|foundation|institute?|"
    r"redaksjon\w*|redaksi|reda[cț]ția|redactia|haber merkezi|haber servisi|a cura d[ei]\w*|tòa soạn|ban biên tập|"
    r"nhóm phóng viên|σύνταξη|συντακτική ομάδα|редакци\w*|редакці\w*|агентств\w*|новости|מערכת|هيئة التحرير)\b|"
    r"^(?:staff|the|der|die|das)\b|編集部|编辑部|新聞|新闻|通信社|通讯社|"
    r"日報|日报|取材班|綜合報導|综合报道|뉴스|일보|신문|편집국|디지털팀|온라인팀",
    re.IGNORECASE,
)
_JOB = re.compile(
    r"^(?:(?:senior|chief|deputy|political|foreign|business|sports?|staff|managing|associate|assistant|freelance)\s)*"
    r"(?:reporter|correspondent|editor|writer|journalist\w*|columnist|author|producer|photographer|redakteur\w*|"
    r"reporterin|korrespondent\w*|chefredakteur\w*|autor\w*|volont[aä]r\w*|periodista|redactora?|journaliste|"
    r"giornalista|jornalista|dziennikarz\w*|reporterka|журналист\w*|корреспондент\w*|muhabir\w*|toimittaja|기자)\b",
    re.IGNORECASE,
)
_PLACEHOLDERS = frozenset(
    "admin administrator superuser unknown anonymous anonym anonyme anónimo anonimo guest user root wordpress editor "
    "publisher author none null default".split()
)
# A login: `jane.doe`, `jdoe24`, `jane_doe`, `wordpressadmin`; a sign of a few letters is no login.
_LOGIN = re.compile(r"[a-z0-9]+[._][a-z0-9._]+|[a-z]{5,}[0-9]*|[a-z]+[0-9]{2,}")
_COMPANY = re.compile(
    r"\s(?:GmbH|mbH|AG|KG|SE|S\.?A|S\.?p\.?A|S\.?à\.?r\.?l|SARL|Oy|AB|ASA?|plc|B\.?V|N\.?V|e\. ?V|Co)\.?$"
)
_TITLE = re.compile(
    r"^(?:(?:(?:univ|priv)\.?-?\s?)?(?:prof|dr|drs|doc|mag|dipl|ing|ddr|phdr|mudr|judr|rndr)\b\.?(?:\s?-?\s?"
    r"(?:(?:med|rer|nat|phil|jur|iur|pol|habil|h\.? ?c|ing|theol)\b\.?))*\s*)+(?=\S)",
    re.IGNORECASE,
)
_DEGREE = re.compile(
    r"(?:,\s*|\s+)(?:Ph\.?\s?D|M\.?D|D\.?Phil|M\.?B\.?A|M\.?Sc|B\.?Sc|M\.?P\.?H|J\.?D|LL\.?M|R\.?N|R\.?D|M\.?A|B\.?A)\.?"
    r"(?=$|\s*,)"
)
# Words in lower case that stand inside a person's name.
_PARTICLES = frozenset(
    "von vom van vande der den de het ter ten zu zur zum af av da das do dos du del della dei di la le las los lo "
    "el al bin ibn bint ben abu abd e y i und d' o' a".split()
)
_EDGES = " ,;:|·*•&+-–—\"'“”„«»"
_MAX_LENGTH = 60
_LONGEST_BYLINE = 2000
"""Characters; nobody reads on for names, and some of the expressions above take time with the square of it."""


def split_names(byline: str) -> list[str]:
    """The names in a byline, in order: without "By", addresses, what stands in brackets and what follows a name.

    In: a byline in any language. Out: names as written, doubles folded; not judged (see `is_person`).
    """
    text = _LINK.sub(" ", _MAIL.sub(" ", fold(byline[:_LONGEST_BYLINE])))
    text = _without_by(_LEAD.sub("", _BRACKETS.sub(" , ", text).strip(" ,;|·:")))
    names: list[str] = []
    for group in _AND.split(_DEGREE.sub("", text)):
        for part in _parts(group):
            name = _TITLE.sub("", _TAIL.sub("", _without_by(part.strip(" \"'")))).strip(_EDGES)
            name = _without_employer(" ".join(name.split()))
            if name and not looks_like_address(name):
                # `dpa/abc`, the signs of an agency and of one who edited it.
                names.extend(filter(None, name.split("/")) if " " not in name else [name])
    return unique(_without_places(names))


def _without_employer(name: str) -> str:
    """`Jane Doe Associated Press`, `Jane Doe AFP`, `Jane Doe Staff Writer`: agency and job are no part of the name."""
    rest = _ROLE.sub("", name)
    words = rest.split()
    if len(words) < 2:
        return name
    for count in (1, 2, 3) if len(words) > 2 else ():
        agency = " ".join(words[-count:])
        plain = count > 1 or (agency.isupper() and not name.isupper()) or agency in ("Reuters", "Bloomberg", "dpa")
        if len(words) - count >= 2 and plain and is_agency(agency):
            return " ".join(words[:-count])
    return rest


def opens_byline(text: str) -> bool:
    """Whether a text starts with `By` or `Author:` in one of the languages and goes on like a name."""
    found = _OPENS.match(text) or _LEAD.match(text)
    return found is not None and not text[found.end() :][:1].islower() and text[found.end() :][:1].isalpha()


def _without_by(text: str) -> str:
    found = _BY.match(text)
    rest = text[found.end() :] if found else text
    # `Von Muster`, `Di Prova`: here it is a part of the name.
    particle = found is not None and found[0].strip() in ("Von", "Vom", "Di", "Av", "Af")
    return text if particle and " " not in rest and not rest.isupper() else rest


def _without_places(names: list[str]) -> list[str]:
    """After a full name, a single word is where it was written (`Ana Prueba en Madrid`)."""
    if not names or " " not in names[0]:
        return names
    return [name for name in names if " " in name or not (name[:1].isupper() and name[1:].islower())]


def _parts(group: str) -> Iterator[str]:
    """A comma divides names, and names from jobs and places: a single word after a full name (`A B, Nairobi`).

    Two words alone are a name turned around (`Doe, Jane`).
    """
    parts = [part for part in _COMMA.split(group.strip(" ,")) if part]
    if len(parts) > 1 and len(parts[0].split()) > 1:
        yield parts[0]
        yield from (part for part in parts[1:] if len(part.split()) > 1)
    elif len(parts) == 2 and all(part[:1].isupper() for part in parts):
        yield f"{parts[1]} {parts[0]}"
    else:
        yield from parts


def is_person(name: str) -> bool:
    """Whether a name may be a person's: letters, short, no agency, no editorial office, no job, no domain."""
    if not 2 <= len(name) <= _MAX_LENGTH or not _LETTER.search(name) or any(sign.isdigit() for sign in name):
        return False
    if (
        _COMPANY.search(name)
        or is_agency(name)
        or _starts_with_agency(name)
        or _DOMAIN.search(name)
        or _OFFICE.search(name)
        or _JOB.search(name)
    ):
        return False
    return len(name.split()) <= 6 and not is_login(name) and not is_placeholder(name)


def is_placeholder(name: str) -> bool:
    """Whether a name is that of an account that nobody filled in."""
    return key(name) in _PLACEHOLDERS


def is_login(name: str) -> bool:
    """Whether a name is one to log in with: `jane_doe`, `jdoe24`; a domain (`herald.example`) is none."""
    return _LOGIN.fullmatch(name) is not None and not _DOMAIN.fullmatch(name)


def looks_signed(name: str) -> bool:
    """Whether a name that nothing but its place calls an author's reads like one: two to five words, none in lower case
    but `von`, `de la` and the like; in a script without case, a short word."""
    words = name.split()
    if not any(word[:1].isupper() for word in words):
        return name == name.upper() and len(name) <= 20 and len(words) <= 3
    if not 2 <= len(words) <= 5 or not (words[0][:1].isupper() and words[-1][:1].isupper()):
        return False
    return all(word[:1].isupper() or word.lower() in _PARTICLES for word in words)


def _starts_with_agency(name: str) -> bool:
    """`AP Auto Writer`, `AFP Deutschland`: a desk of an agency."""
    first, _, rest = name.partition(" ")
    return bool(rest) and first.isupper() and not rest.isupper() and is_agency(first)


def is_agency(name: str) -> bool:
    """Whether a name is a news agency's, or several agencies' (`dpa/AFP`)."""
    return all(key(part) in AGENCIES for part in re.split(r"[/,+]", name.removeprefix("The ")) if part.strip())


def unique(names: Iterable[str]) -> list[str]:
    """The names without doubles, in order; of two spellings the first."""
    seen: dict[str, str] = {}
    for name in names:
        seen.setdefault(key(name) or name, name)
    return list(seen.values())
