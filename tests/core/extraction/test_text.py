from __future__ import annotations

import hashlib
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.core.extraction.folding import key as short_key
from newscrawl.core.extraction.text import fold, fold_lines, fold_paragraphs, key, level, tight
from newscrawl.core.fingerprints import content_hash


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("a\u00a0b \t\n c", "a b c"),
        ("Donau\u00addampf", "Donaudampf"),
        ("\ufeffa\u200bb\u2060", "ab"),
        ("\u200fשלום\u200e", "שלום"),
        ("u\u0308ber", "über"),
        ("می\u200cرود", "می\u200cرود"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d🚒", "👩\u200d🚒"),
        ("a\u200cb\u200dc", "abc"),
        ("\u3000全角　空白\u3000", "全角 空白"),
        ("10\u2009000\u202f€\u2002–\u2007ja", "10 000 € – ja"),
        ("„Ja“ — ‘no’ ‑ «oui» 「はい」", "„Ja“ — ‘no’ ‑ «oui» 「はい」"),
        ("\x93quoted\x94 \x96 1\x80", "“quoted” – 1€"),
        ("a\x00b\x1b\x7fc\ud83dd\ufffe", "abcd"),
        ("\uf0b7 Punkt \ue900", "Punkt"),
        ("ال\u200cكتاب\u200c \u200cم\u200c\u200cن", "ال\u200cكتاب م\u200cن"),
        ("ه\u200d. ش", "ه\u200d. ش"),
        ("ന്\u200d బ్యాంక్\u200c", "ന്\u200d బ్యాంక్\u200c"),
        ("ไทย\u200bไทย ខ្មែរ", "ไทยไทย ខ្មែរ"),
        ("❤\ufe0f\u200d🔥 1\ufe0f\u20e3 ☎\ufe0e", "❤\ufe0f\u200d🔥 1\ufe0f\u20e3 ☎\ufe0e"),
        (
            "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
            "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f",
        ),
        ("plain\U000e0048\U000e0069 text\ufe0f \ufe0f", "plain text\ufe0f"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("q\u0307\u0323 ạ̈", "q\u0323\u0307 ạ̈"),
        ("\u202bשלום\u202c \u2067a\u2069", "שלום a"),
    ],
)
def test_fold(given_text: str, expected: str) -> None:
    assert fold(given_text) == expected


def test_fold_lines_keeps_breaks_and_drops_empty_lines() -> None:
    assert fold_lines(" a  b \n\n \u00a0\n c\u00ad ") == "a b\nc"


def test_an_empty_line_parts_paragraphs() -> None:
    assert fold_paragraphs("\n a\nb\u00ad \n \u00a0 \n\u200b\nc\n") == ["a\nb", "c"]
    assert fold_paragraphs(" \n \n") == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # Whole pairs stay, around their words.
        ("\u2067שלום abc!\u2069 ו", "\u2067שלום abc!\u2069 ו"),
        ("א\u202b שלום \u202cב", "א \u202bשלום\u202c ב"),
        ("א \u202b\u2067ב\u2069 ג\u202c", "א \u202b\u2067ב\u2069 ג\u202c"),
        # What is open at the end of its line, or ends what never began, goes.
        ("\u202bשלום", "שלום"),
        ("שלום\u202c\u2069", "שלום"),
        ("\u2067א\n\u2069ב", "א\nב"),
        # An isolate's end closes what is open in it; an embedding's end reaches no further than its isolate.
        ("\u2067א \u202bב\u2069 ג\u202c", "\u2067א ב\u2069 ג"),
        ("\u202bא \u2067ב\u202c\u2069 ג\u202c", "\u202bא \u2067ב\u2069 ג\u202c"),
        # Pairs around nothing, and overrides, which show other words than are written.
        ("א\u202b \u202cב\u2067\u2069", "א ב"),
        ("א \u202eabc\u202c", "א abc"),
        # Marks stay where no letter beside them says the same.
        ("ב-C++\u200e הוא", "ב-C++\u200e הוא"),
        ("\u200fשלום\u200f\u200f C\u200e", "שלום C"),
        # Without letters from right to left none of it does anything.
        ("\u202aplain\u202c \u2066text\u2069\u200e!", "plain text!"),
    ],
)  # fmt: skip
def test_directional_characters_are_balanced_line_by_line(line: str, expected: str) -> None:
    assert fold_lines(line) == expected
    assert fold_paragraphs(line) == [expected]


def test_keys() -> None:
    assert key("  Fünf–Punkte „Plan“! ") == key("FÜNF Punkte plan")
    assert key("Donau\u00addampf\u200b schiff") == "donaudampf schiff"
    assert tight("a b\u00a0c\u200b") == "abc"


NEAR_SPECIAL = (
    "ab1.!|\n\t \u00a0\u2003\u3000\u2028\u0301\u0307\u034f"
    "\u05d0\u05b0\u0627\u0645\u06f1\u0915\u094d\u0e01\u0e33\u1100\u1161\u3164\u4e00"
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\ufe0f\u2640\ufffd\x00\x92\ue000\ud800"
    "\U0001f469\U0001f3f4\U000e0067\U000e007f\U000e0100"
)
ANY_TEXT = st.text(alphabet=st.sampled_from(NEAR_SPECIAL), max_size=25) | st.text(max_size=200)
NEVER = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\xa0\u00ad\u2000-\u200b\u2028\u2029\u202f\u205f-\u2065\u206a-\u206f\u3000\ud800-\uf8ff\ufeff]"
)


def folded(text: str) -> tuple[str, str, str]:
    return fold(text), fold_lines(text), "\n\n".join(fold_paragraphs(text))


def seen(text: str) -> list[str]:
    """Letters, digits, punctuation and symbols, canonically decomposed; fillers are blanks to the eye."""
    chars = unicodedata.normalize("NFD", text)
    return [char for char in chars if unicodedata.category(char)[0] in "LNPS" and char not in "\u3164\uffa0"]


@given(ANY_TEXT)
def test_a_levelled_text_has_the_words_of_its_key(text: str) -> None:
    assert re.findall(r"[^\W_]+", level(text)) == key(text).split()


@settings(max_examples=300)
@given(ANY_TEXT)
def test_any_text_comes_out_clean_and_stays_so(text: str) -> None:
    for clean in folded(text):
        assert unicodedata.is_normalized("NFC", clean)
        assert not NEVER.search(clean)
        assert all(line == line.strip() and "  " not in line for line in clean.split("\n"))
        clean.encode()
    assert fold(fold(text)) == fold(text)
    assert fold_lines(fold_lines(text)) == fold_lines(text)
    assert fold_paragraphs("\n\n".join(fold_paragraphs(text))) == fold_paragraphs(text)


@settings(max_examples=300)
@given(ANY_TEXT)
def test_nothing_that_is_seen_is_lost(text: str) -> None:
    text = re.sub("[\x80-\x9f]", "", text)
    for clean in folded(text):
        assert seen(clean) == seen(text)


@settings(max_examples=300)
@given(ANY_TEXT)
def test_every_directional_pair_is_whole(text: str) -> None:
    assert not re.search("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]", fold(text))
    for line in fold_lines(text).split("\n"):
        rest = re.sub("[^\u202a-\u202e\u2066-\u2069]", "", line)
        while (shorter := re.sub("[\u202a\u202b]\u202c|[\u2066-\u2068]\u2069", "", rest)) != rest:
            rest = shorter
        assert rest == ""


def test_a_content_hash_sees_letters_and_digits_alone() -> None:
    one = content_hash("Der Rat hat entschieden.\n\nAm 3. Mai beginnt der Bau.")
    assert one == content_hash("der rat hat  entschieden – am 3. mai beginnt der bau")
    assert one == content_hash("Ｄer Rat hat entschieden. Am ３. Mai beginnt der Bau.")
    assert one != content_hash("Der Rat hat entschieden. Am 4. Mai beginnt der Bau.")
    assert one is not None
    assert len(one) == 64
    assert content_hash(" — …") is None


@given(st.text(alphabet=st.characters(max_codepoint=0x180), max_size=40))
def test_keys_of_ascii_are_those_of_any_text(text: str) -> None:
    # With a letter outside of ASCII the general way is gone.
    assert f"{key(text)} ж".strip() == key(f"{text} ж")
    assert short_key(text) + "ж" == short_key(text + "ж")
    letters = "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))
    assert content_hash(text) == (hashlib.sha256(letters.encode()).hexdigest() if letters else None)
