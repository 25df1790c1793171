"""Lexemes: the same for passages and queries, whole and in parts, and safe to store."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import DocumentTooLarge
from service.pipeline.lexemes import (
    BIGRAM_PREFIX,
    Filler,
    document_lexemes,
    query_lexemes,
    readable_lexemes,
    tsvector_literal,
)
from service.pipeline.ranking import Fusion


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("파이썬과 장고를", {"파이썬", "장고", "~파이", "~이썬"}),
        ("정보처리기사", {"정보", "처리", "기사", "정보처리기사"}),
        ("C++, C#, .NET", {"c++", "c#", ".net", "net"}),
        ("node.js를", {"node.js", "node", "js"}),
        ("React/Redux.", {"react/redux", "react", "redux"}),
        ("CI/CD", {"ci/cd", "ci", "cd"}),
        ("ASP.NET/C#", {"asp.net", "asp", "net", "c#"}),
        ("Pipelines, developed", {"pipelin", "develop"}),
        ("1,200명 ３개", {"1200", "3"}),
        ("ＣＩ／ＣＤ", {"ci/cd"}),
    ],
)
def test_words_are_found_whole_and_in_parts(text: str, wanted: set[str]) -> None:
    assert wanted <= set(document_lexemes(text))


@pytest.mark.parametrize(("text", "absent"), [("C++", "c"), ("C#", "c"), ("C++", "c#"), ("파이썬과", "과")])
def test_what_only_looks_alike_is_not_matched(text: str, absent: str) -> None:
    assert absent not in document_lexemes(text)


@pytest.mark.parametrize(
    "text", ["<PERSON_1>", "<PRIVATE>", "<EMAIL_ADDRESS_12>", "<KR_RRN_1> <PRIVATE>", "", "?!", "🙂"]
)
def test_placeholders_and_punctuation_yield_nothing(text: str) -> None:
    assert document_lexemes(text) == []


def test_a_placeholder_s_neighbours_are_kept() -> None:
    assert document_lexemes("<PERSON_1>은 파이썬") == document_lexemes("파이썬")


def test_what_merely_resembles_a_placeholder_is_text() -> None:
    assert "person" in document_lexemes("<person_1>")


def test_no_token_can_pass_for_a_bigram() -> None:
    assert [lexeme for lexeme in document_lexemes("~가나 ~ab ~/.~x") if lexeme.startswith(BIGRAM_PREFIX)] == ["~가나"]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_storable_lexemes_the_same_for_queries(text: str) -> None:
    lexemes = document_lexemes(text)
    assert lexemes == query_lexemes(text)
    for lexeme in lexemes:
        assert lexeme
        assert "\0" not in lexeme
        assert len(lexeme.encode()) <= 2_046


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=5)))
def test_a_literal_can_be_read_back(lexemes: list[str]) -> None:
    assert read_literal(tsvector_literal(lexemes)) == Counter(lexemes)


def read_literal(literal: str) -> Counter[str]:
    """Read a tsvector as PostgreSQL's manual describes it (section 8.11.1)."""
    counts: Counter[str] = Counter()
    rest = literal
    while rest:
        assert rest[0] == "'"
        lexeme, place = "", 1
        while rest[place] != "'" or rest[place + 1 : place + 2] == "'":
            place += rest[place] in "'\\"
            lexeme += rest[place]
            place += 1
        positions, _, rest = rest[place + 2 :].partition(" ")
        counts[lexeme] = len(positions.split(","))
    return counts


def test_a_passage_beyond_the_type_s_size_is_refused() -> None:
    with pytest.raises(DocumentTooLarge):
        tsvector_literal([f"word{i}" for i in range(100_000)])


def test_how_a_query_asks_is_told_from_what_it_asks() -> None:
    lexemes = query_lexemes("어떻게 캐시를 무효화했나요? Which cache")
    asked = {str(lexeme) for lexeme in lexemes if not isinstance(lexeme, Filler)}
    assert {"캐시", "~캐시", "cach"} <= asked
    assert asked.isdisjoint({"어떻", "~어떻", "~떻게", "~시를", "~나요", "which"})


def test_fillers_weigh_little() -> None:
    fusion = Fusion(bigram_weight=0.5, filler_weight=0.1)
    assert fusion.weigh([Filler("경험"), Filler("~나요"), "캐시"]) == {"경험": 0.1, "~나요": 0.05, "캐시": 1}


def test_bigrams_weigh_less_and_repeated_words_more() -> None:
    assert Fusion(bigram_weight=0.25).weigh(["가나", "~가나", "가나"]) == {"가나": 2, "~가나": 0.25}


def test_readable_lexemes_show_each_match_once() -> None:
    assert readable_lexemes(["파이썬", "~파이", "~이썬", "~썬과"]) == ("썬과", "파이썬")
