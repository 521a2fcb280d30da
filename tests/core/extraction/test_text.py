from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.extraction.language import detect_language
from newscrawl.core.extraction.text import fold, fold_lines, key, tight
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
    ],
)
def test_fold(given_text: str, expected: str) -> None:
    assert fold(given_text) == expected


def test_fold_lines_keeps_breaks_and_drops_empty_lines() -> None:
    assert fold_lines(" a  b \n\n \u00a0\n c\u00ad ") == "a b\nc"


def test_keys() -> None:
    assert key("  Fünf–Punkte „Plan“! ") == key("FÜNF Punkte plan")
    assert tight("a b\u00a0c\u200b") == "abc"


@given(st.text(max_size=200))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_lines(fold_lines(text)) == fold_lines(text)


def test_a_content_hash_sees_letters_and_digits_alone() -> None:
    one = content_hash("Der Rat hat entschieden.\n\nAm 3. Mai beginnt der Bau.")
    assert one == content_hash("der rat hat  entschieden – am 3. mai beginnt der bau")
    assert one == content_hash("Ｄer Rat hat entschieden. Am ３. Mai beginnt der Bau.")
    assert one != content_hash("Der Rat hat entschieden. Am 4. Mai beginnt der Bau.")
    assert one is not None
    assert len(one) == 64
    assert content_hash(" — …") is None


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("de", "Der Stadtrat hat am Montag beschlossen, die alte Brücke im kommenden Jahr zu erneuern."),
        ("en", "The council decided on Monday that the old bridge will be replaced in the coming year."),
        ("fr", "Le conseil municipal a décidé lundi de remplacer le vieux pont au cours de l'année prochaine."),
        ("ru", "В понедельник городской совет решил заменить старый мост в следующем году."),
        ("ar", "قرر مجلس المدينة يوم الاثنين استبدال الجسر القديم خلال العام المقبل."),
        ("ja", "市議会は月曜日、老朽化した橋を来年中に架け替えることを決めた。工事は春に始まる。"),
        ("tr", "Belediye meclisi pazartesi günü eski köprünün gelecek yıl yenilenmesine karar verdi."),
        ("hi", "नगर परिषद ने सोमवार को निर्णय लिया कि पुराने पुल को अगले वर्ष बदल दिया जाएगा।"),
    ],
)
def test_languages(code: str, text: str) -> None:
    found, score = detect_language(text.replace(" ", "\n", 1), declared="xx")
    assert found == code
    assert score is not None
    assert 0.3 < score <= 1


@pytest.mark.parametrize("text", ["", "Hello", "1234567890 " * 20])
def test_a_short_text_is_in_the_declared_language(text: str) -> None:
    assert detect_language(text, "nl") == ("nl", None)
    assert detect_language(text) == (None, None)
