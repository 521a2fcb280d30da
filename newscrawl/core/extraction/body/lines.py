"""What a line is by itself: prose, a byline, a date, a credit."""

from __future__ import annotations

import re
from itertools import pairwise

from newscrawl.core.extraction.agencies import AGENCIES
from newscrawl.core.extraction.folding import key as agency_key
from newscrawl.core.extraction.text import key
from newscrawl.core.likeness import headline_width

__all__ = ["ends_a_sentence", "is_byline", "is_count_line", "is_credit", "is_date_line", "is_prose"]

_SENTENCE_END = re.compile(r"[.!?…。！？؟।۔:;]['\"”’»)\]]*$")
_DATE = re.compile(r"(?:19|20)\d\d|\b\d{1,2}[./:]\d{1,2}\b|\d{1,2}[時时:]\d{2}")
_BYLINE = re.compile(
    r"(?:by|von|vom|par|por|di|da|door|av|af|przez|autor(?:in|en)?|author|texte?|written(?: by)?|reported by|"
    r"(?:last )?updated|posted|published|veröffentlicht|aktualisiert|publié|mis à jour|publicado|actualizado|"
    r"atualizado|pubblicato|aggiornato|gepubliceerd|bijgewerkt|publicerad|uppdaterad|publisert|oppdatert|opublikowano|"
    r"опубликовано|обновлено|от|автор|yazan|yayınlanma|güncelleme|بقلم|نوشته|כתב|מאת|oleh|bởi|文/|記者|记者|撰文)\b[\s:：]*",
    re.IGNORECASE,
)


def ends_a_sentence(text: str) -> bool:
    """Whether a text ends with a sentence's mark, quotes and brackets behind it aside."""
    return bool(_SENTENCE_END.search(text))


def is_prose(text: str) -> bool:
    """Whether a line is long enough for, and ends like, a sentence."""
    return len(text) > 60 and ends_a_sentence(text)


def is_byline(text: str, names: tuple[str, ...]) -> bool:
    """Whether a short line names who wrote: one of the names (as text.key gives them), or a "by" in many languages."""
    if is_prose(text):
        return False
    line = key(text)
    rest = line
    for name in names:
        rest = rest.replace(name, " ")
    if rest != line and len(rest.split()) <= 6 and headline_width(rest) <= 60:
        return True
    return bool(_BYLINE.match(text)) and len(line.split()) <= 8 and headline_width(line) <= 60


def is_date_line(text: str) -> bool:
    """Whether a line is a date or time and little else."""
    digits = sum(map(str.isdigit, text))
    return len(text) <= 80 and digits >= 0.2 * len(text) and bool(_DATE.search(text))


def is_count_line(text: str) -> bool:
    """Whether a short line is nothing but two or more numbers, each with its word: 0 comments 31 views."""
    words = text.split() if len(text) <= 60 else []
    numbers = [word[0].isdecimal() for word in words]
    return len(words) in (4, 6, 8) and all(a != b for a, b in pairwise(numbers)) and not ends_a_sentence(text)


def is_credit(text: str) -> bool:
    """Agencies and initials as they stand at an end: (dpa), AFP/Reuters, (Source: APA/sda/dpa)."""
    if len(text) > 80:
        return False
    words = re.findall(r"[\w-]+", text)
    if not words:
        return True
    if len(words) <= 6 and not ends_a_sentence(text) and any(agency_key(word) in AGENCIES for word in words):
        return True
    return text.startswith("(") and text.endswith(")") and len(words) <= 3 and len(text) <= 24
