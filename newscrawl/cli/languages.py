"""The language codes that a run can be asked for: those that the detectors can answer."""

from __future__ import annotations

from newscrawl.core import language_codes

DETECTABLE = language_codes.DETECTABLE - {"se"}
"""Without Northern Sami, whose code is nearly always meant for Swedish."""

MISTAKEN = {
    # Countries taken for languages.
    "at": "de", "cn": "zh", "cz": "cs", "dk": "da", "gb": "en", "gr": "el", "il": "he", "ir": "fa",
    "jp": "ja", "kr": "ko", "rs": "sr", "se": "sv", "ua": "uk", "us": "en", "vn": "vi",
    # Older codes, and codes of ISO 639-2 where the detector has that of 639-1.
    "iw": "he", "in": "id", "nb": "no", "fil": "tl",
    "ara": "ar", "chi": "zh", "zho": "zh", "deu": "de", "ger": "de", "eng": "en", "fra": "fr", "fre": "fr", "ita": "it",
    "jpn": "ja", "kor": "ko", "nld": "nl", "dut": "nl", "pol": "pl", "por": "pt", "rus": "ru", "spa": "es", "tur": "tr",
    "ukr": "uk",
    # Names.
    "arabic": "ar", "chinese": "zh", "deutsch": "de", "dutch": "nl", "english": "en", "french": "fr", "german": "de",
    "italian": "it", "japanese": "ja", "korean": "ko", "persian": "fa", "polish": "pl", "portuguese": "pt",
    "russian": "ru", "spanish": "es", "turkish": "tr", "ukrainian": "uk",
}  # fmt: skip
