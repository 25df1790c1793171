"""Highlights: the words in a hit that its matched lexemes came from, as code points of the text as it is stored."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.pipeline.highlights import highlight
from service.pipeline.lexemes import document_lexemes


def words(text: str, *lexemes: str) -> list[str]:
    return [text[start:end] for start, end in highlight(text, lexemes)]


@pytest.mark.parametrize(
    ("text", "lexemes", "shown"),
    [
        ("파이썬과 장고로 개발했다", ["파이썬"], ["파이썬"]),
        ("정보처리기사를 취득했다", ["정보처리기사", "정보"], ["정보처리기사"]),
        ("C++과 C#과 .NET, ASP.NET/C#", ["c++", ".net"], ["C++", ".NET"]),
        ("Pipelines were developed", ["pipelin", "develop"], ["Pipelines", "developed"]),
        ("Node.js로 만든 js 도구", ["node.js"], ["Node.js"]),
        ("Node.js로 만든 js 도구", ["js"], ["js", "js"]),
        ("javascript와 java", ["java"], ["java"]),
        ("결제시스템", ["~시스"], ["시스"]),
        ("결제시스템", ["시스템", "~시스", "~스템"], ["시스템"]),
        ("(<PERSON_1>) PERSON 1", ["person"], ["PERSON"]),
        ("ｎｏｄｅ．ｊｓ를 썼다", ["node.js"], ["ｎｏｄｅ．ｊｓ"]),
        (unicodedata.normalize("NFD", "가 파이썬과"), ["파이썬"], [unicodedata.normalize("NFD", "파이썬")]),
        ("👩‍💻 개발 İ Kafka", ["kafka"], ["Kafka"]),
        ("아무것도 없다", ["카프카"], []),
        ("", ["카프카"], []),
        ("카프카", [], []),
    ],
)
def test_the_words_of_lexemes_are_shown(text: str, lexemes: list[str], shown: list[str]) -> None:
    assert words(text, *lexemes) == shown


def test_spans_are_disjoint_and_in_order() -> None:
    text = "결제시스템 결제 시스템을 결제"
    spans = highlight(text, document_lexemes(text))
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    "text",
    [
        "장애 원인을 찾아 배치 작업을 다시 설계하고 처리량을 세 배로 늘렸습니다.",
        "Built CI/CD with GitHub Actions, cutting deploys from 40 to 5 minutes.",
        "중환자실에서 신규 간호사를 교육했고, 투약 오류를 절반으로 줄였다.",
        "React/Redux 화면을 TypeScript로 옮겼어요. 1,000만 건을 다뤘습니다",
    ],
)
def test_each_lexeme_of_a_text_is_found_in_it(text: str) -> None:
    assert [lexeme for lexeme in document_lexemes(text) if not highlight(text, [lexeme])] == []


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=60) | st.text(alphabet="가나각힣 ᄀ각a＜Ａ.İﬁ㈜\u200d\0<PERSON_1>", max_size=60))
def test_any_text_gives_spans_within_it(text: str) -> None:
    for start, end in highlight(text, document_lexemes(text)):
        assert 0 <= start < end <= len(text)
