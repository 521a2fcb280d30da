"""Names of languages: the codes that the detectors answer with, as BCP 47 (RFC 5646) has them."""

from __future__ import annotations

__all__ = ["BY_FASTTEXT", "BY_LANGID", "DETECTABLE", "normal_code"]

_OTHER_CODES = {
    # Withdrawn, of ISO 639-2 and 639-3 where there is a shorter one, and of Wikipedia's own.
    "iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "als": "gsw", "bh": "bho", "kik": "ki", "gug": "gn",
    "uzs": "uz", "hbo": "he", "fuv": "ff", "fil": "tl",
    # Bokmål is what the detectors know as Norwegian.
    "nb": "no",
}  # fmt: skip

BY_FASTTEXT = frozenset(
    (
        "af am an ar arz as ast av az azb ba bar bcl be bg bho bn bo bpy br bs bxr ca cbk ce ceb ckb co cs cv cy "
        "da de diq dsb dty dv el eml en eo es et eu fa fi fr frr fy ga gd gl gn gom gsw gu gv he hi hif hr hsb ht "
        "hu hy ia id ie ilo io is it ja jbo jv ka kk km kn ko krc ku kv kw ky la lb lez li lmo lo lrc lt lv mai mg "
        "mhr min mk ml mn mr mrj ms mt mwl my myv mzn nah nap nds ne new nl nn no oc or os pa pam pfl pl pms pnb "
        "ps pt qu rm ro ru rue sa sah sc scn sco sd sh si sk sl so sq sr su sv sw ta te tg th tk tl tr tt tyv ug "
        "uk ur uz vec vep vi vls vo wa war wuu xal xmf yi yo yue zh"
    ).split()
)
"""What fastText's lid.176 can answer, in normal codes."""

BY_LANGID = frozenset(
    "ace ary crh dz ext ff fo gcf gcr grc guw ha ig kab ki lg lij ln ltg nso om pcm rw sdh se sn st xh zu".split()
)
"""What py3langid can answer beside them."""

DETECTABLE = BY_FASTTEXT | BY_LANGID


def normal_code(code: str) -> str:
    """The primary code by which records name a language: "iw", "he-IL" and "HE" are all "he"."""
    primary = code.strip().replace("_", "-").split("-")[0].lower()
    return _OTHER_CODES.get(primary, primary)
