"""A person found once is found in every writing of the name; a word that is also a name stays a word."""

import time
from collections.abc import Callable

import pytest

from service.privacy.detector import Finding
from service.privacy.propagation import propagate
from service.privacy.recognizers.lexicon import entries

Mask = Callable[[str], str]
# Given names that are also words.
WORDS = [word for line in entries("given_words") for word in line][:220]
AS_WORDS = ("{} 기준", "{}의 중요성", "{} 관련 자료를 정리", "새로운 {} 처리", "{} 동기", "- {}")


def _mentions(name: str, text: str, score: float = 0.9) -> list[str]:
    claim = Finding("PERSON", text.index(name), text.index(name) + len(name), score, "test")
    return [text[f.start : f.end] for f in propagate([claim], text) if f.start >= claim.end]


@pytest.mark.parametrize(
    ("name", "rest", "expected"),
    [
        ("김민수", "그리고 김민수는", ["김민수"]),
        ("김민수", "민수 님께", ["민수"]),
        ("김민수", "민수씨가", ["민수"]),
        ("김민수", "민수 팀장님은", ["민수"]),
        ("김민수", "민수야", ["민수"]),
        ("박지원", "지원아", ["지원"]),
        ("박하준", "하준이가", ["하준"]),
        ("황보민수", "민수 씨", ["민수"]),
        ("은솔", "은솔아 봤어?", ["은솔"]),
        ("김민수", "Minsu Kim", ["Minsu Kim"]),
        ("김민수", "Kim Min-su", ["Kim Min-su"]),
        ("김민수", "KIM, MINSU", ["KIM, MINSU"]),
        ("김민수", "kim min soo", ["kim min soo"]),
        ("김민수", "github의 minsu.kim", ["minsu.kim"]),
        ("김민수", "id: kimminsu", ["kimminsu"]),
        ("이영희", "Young-hee Lee", ["Young-hee Lee"]),
        ("최우현", "Woohyun Choi", ["Woohyun Choi"]),
        ("정희경", "Chung Hee Kyung", ["Chung Hee Kyung"]),
        ("Minsu Kim", "김민수가", ["김민수"]),
        ("LEE JAEHOON", "담당 이재훈", ["이재훈"]),
        ("Yoo, Ji-hyun", "유지현은", ["유지현"]),
    ],
)
def test_a_name_is_followed_to_its_other_writings(name: str, rest: str, expected: list[str]) -> None:
    assert _mentions(name, f"성명: {name}\n{rest}") == expected


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("김민수", "민수용 헬기, 민수 부문"),
        ("김지원", "지원이 필요, 지원은 끝, 지원 양이 늘었다, 지원군, 지원자"),
        ("김유리", "유리야말로, 유리 팀, 유리창"),
        ("김민수", "Minsuk Kimball, Kim Jisu, min su"),
        ("김수", "수 씨, 수님"),
        ("Minsu Kim", "김민호, 박민수"),
        ("Service Kim", "김서비스"),
    ],
)
def test_what_only_looks_like_the_name_is_left(name: str, rest: str) -> None:
    assert _mentions(name, f"성명: {name}\n{rest}") == []


def test_a_common_given_name_is_followed_with_any_particle_and_a_family_name_beside_a_title() -> None:
    assert _mentions("김은채", "성명: 김은채\n은채는 늘, 은채 이야기, 김 양은") == ["은채", "은채", "김 양"]


def test_an_unsure_name_is_not_followed() -> None:
    assert _mentions("김민수", "김민수, 민수 님, Minsu Kim", score=0.6) == []


def test_another_type_is_not_followed() -> None:
    assert propagate([Finding("ADDRESS", 0, 3, 0.9, "test")], "김민수 김민수") == []


@pytest.mark.parametrize("given", WORDS)
def test_a_given_name_that_is_a_word_stays_a_word_and_is_a_name_beside_a_title(mask: Mask, given: str) -> None:
    header = f"성명: 김{given}\n"
    masked = mask(header + "\n".join(frame.format(given) for frame in AS_WORDS))
    assert f"김{given}" not in masked
    assert [line for line in masked.splitlines()[1:] if given not in line] == []
    called = mask(f"{header}확인: {given} 님, {given}님께 전달")
    assert given not in called


def test_ten_thousand_names_are_followed_in_bounded_time() -> None:
    syllables = "가나다라마바사아자차카타파하고노도로모보"
    names = [f"김{a}{b}{c}"[:3] + c for a in syllables for b in syllables for c in syllables[:5]]
    text = "\n".join(f"{name} Kim Min-su" for name in names * 5)
    claims = [Finding("PERSON", place, place + 4, 0.9, "test") for place in range(0, len(text), 16)][:10_000]
    begun = time.process_time()
    propagate(claims, text)
    assert time.process_time() - begun < 10
