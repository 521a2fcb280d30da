from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.core.extraction.metadata.authors import (
    is_agency,
    is_login,
    is_person,
    looks_signed,
    opens_byline,
    split_names,
    unique,
)


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("By Jane Doe", ["Jane Doe"]),
        ("Von Ana Muster und Ben Beispiel", ["Ana Muster", "Ben Beispiel"]),
        ("Por Ana Prueba y Luis Ejemplo", ["Ana Prueba", "Luis Ejemplo"]),
        ("Di Anna Prova e Luca Esempio", ["Anna Prova", "Luca Esempio"]),
        ("Av Kari Prøve og Ola Eksempel", ["Kari Prøve", "Ola Eksempel"]),
        ("Jane Doe, John Roe and Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Jane Doe; John Roe / Ann Poe & Bo Low", ["Jane Doe", "John Roe", "Ann Poe", "Bo Low"]),
        ("Doe, Jane", ["Jane Doe"]),
        ("Ana Prueba en Madrid", ["Ana Prueba"]),
        ("Von Muster", ["Von Muster"]),
        ("von Muster", ["Muster"]),
        ("By Madonna", ["Madonna"]),
        ("Von DPA", ["DPA"]),
        ("Na Li", ["Na Li"]),
        ("Ana De Prueba", ["Ana De Prueba"]),
        ("Anna und Ben", ["Anna", "Ben"]),
        ("Lars Per Hansen", ["Lars Per Hansen"]),
        ("Martin Luther King, Jr.", ["Martin Luther King, Jr."]),
        ("J. R. Doe", ["J. R. Doe"]),
        ("JANE DOE", ["JANE DOE"]),
        ("Jane Doe (Berlin)", ["Jane Doe"]),
        ("Jane Doe, Nairobi", ["Jane Doe"]),
        ("Jane Doe jane@example.org @janedoe", ["Jane Doe"]),
        ("Jane Doe – Political correspondent", ["Jane Doe"]),
        ("Jane Doe for The Example", ["Jane Doe"]),
        ("View all posts by Jane Doe", ["Jane Doe"]),
        ("Veröffentlicht von Jane Doe", ["Jane Doe"]),
        ("Interview: Jane Doe", ["Jane Doe"]),
        ("Maria von Muster", ["Maria von Muster"]),
        ("文：王小明", ["王小明"]),
        ("홍길동 기자", ["홍길동"]),
        ("Jane Doe, jane doe, JANE DOE", ["Jane Doe"]),
        ("By JANE DOE Associated Press", ["JANE DOE"]),
        ("Jane Doe AFP", ["Jane Doe"]),
        ("Anna Maria Petra", ["Anna Maria Petra"]),
        ("JANE DOE CNA", ["JANE DOE CNA"]),
        ("Reuters", ["Reuters"]),
        ("Roving Reporter", ["Roving Reporter"]),
        ("Jane Doe Senior Political Correspondent", ["Jane Doe"]),
        ("Jane Doe Staff writer, John Roe", ["Jane Doe", "John Roe"]),
        ("Dr. Jane Doe", ["Jane Doe"]),
        ("Univ.-Prof. Dr. med. Jane Doe und Dipl.-Ing. John Roe", ["Jane Doe", "John Roe"]),
        ("Drew Doe", ["Drew Doe"]),
        ("Jane Doe, PhD, John Roe, M.D.", ["Jane Doe", "John Roe"]),
        ("Jane Doe im Gespräch mit John Roe", ["Jane Doe", "John Roe"]),
        ("Jane Doe ve Ali Örnek", ["Jane Doe", "Ali Örnek"]),
        ("王小明、李小紅", ["王小明", "李小紅"]),
        ("王小明和李小紅", ["王小明", "李小紅"]),
        ("張和平", ["張和平"]),
        ("Doe, Jane; Roe, John", ["Jane Doe", "John Roe"]),
        ("Doe, Jane and Roe, John", ["Jane Doe", "John Roe"]),
        ("Ana Prueba, Luis Ejemplo y Eva Muestra", ["Ana Prueba", "Luis Ejemplo", "Eva Muestra"]),
        ("Par Anne Essai et Luc Exemple", ["Anne Essai", "Luc Exemple"]),
        ("https://example.org/author/jane", []),
        ("@janedoe", []),
        ("", []),
        (" , ; & ", []),
    ],
)
def test_a_byline_comes_apart_into_names(byline: str, names: list[str]) -> None:
    assert split_names(byline) == names


@pytest.mark.parametrize(
    "name", ["Jane Doe", "J. Doe", "jd", "Anne-Marie O'Neil", "大渡 美咲", "JANE DOE", "Maria von Muster"]
)
def test_persons(name: str) -> None:
    assert is_person(name)


@pytest.mark.parametrize(
    "name",
    ["AFP", "dpa", "dpa/AFP", "The Associated Press", "example.org", "Redaktion", "Sports desk", "Staff writer",
     "admin", "anónimo",
     "jane_doe", "jdoe24", "wordpressadmin", "Herald Verlags GmbH", "Herald AG", "Redaktion example",
     "AP Auto Writer", "AFP Deutschland", "Haber Merkezi", "Redaksi",
     "Редакція", "取材班", "Tòa soạn", "Reporter Jane", "The Planetary Press", "2024", "x", "...", "A " * 40, "新华社"],
)  # fmt: skip
def test_no_persons(name: str) -> None:
    assert not is_person(name)


@pytest.mark.parametrize(
    ("name", "login"),
    [
        ("jane.musterfrau", True),
        ("jdoe24", True),
        ("herald.test", False),
        ("jd", False),
        ("Jane", False),
        ("jane doe", False),
    ],
)
def test_logins(name: str, login: bool) -> None:
    assert is_login(name) is login


@pytest.mark.parametrize(
    ("text", "opens"),
    [
        ("By Jane", True),
        ("By Jane Doe", True),
        ("By mistake", False),
        ("By 5 p.m.", False),
        ("Photo: Jane", False),
        ("Text: Jane", True),
        ("Von", False),
        ("作者：王", True),
    ],
)
def test_what_opens_a_byline(text: str, opens: bool) -> None:
    assert opens_byline(text) is opens


def test_agencies_sign_together() -> None:
    assert is_agency("AFP/dpa")
    assert not is_agency("AFP/Jane Doe")


def test_what_only_its_place_calls_an_author_must_read_like_a_name() -> None:
    assert looks_signed("Jane Doe")
    assert looks_signed("Jan van der Muster")
    assert looks_signed("王小明")
    assert not looks_signed("Jane with friends Doe")
    assert not looks_signed("in Uncategorized")
    assert not looks_signed("Leave a comment")
    assert not looks_signed("Share")


@given(st.text(max_size=200))
def test_names_have_no_edges_and_no_doubles(byline: str) -> None:
    names = split_names(byline)
    assert all(name == name.strip() and name for name in names)
    assert unique(names) == names


@pytest.mark.parametrize(
    "part", ["<", "1", "a.", "@", "(", " ,", "By ", "and ", "Dr. ", "www.", "- ", "é", "posts by "]
)
def test_a_byline_without_end_takes_no_longer_than_one_that_ends(part: str) -> None:
    assert len(split_names(part * 1_000_000)) < 1000
