"""Lines are tokenised when a recogniser asks about them, and what is found never depends on who asked before."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.privacy import morphemes as module
from service.privacy.morphemes import MorphemeMap, morphemes
from service.privacy.recognizers.base import analyse

TEXT = "저는 홍길동입니다.\n서울에서 개발합니다.\n\n감사합니다"


@pytest.fixture
def tokenised(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    pieces: list[str] = []

    class _Counting:
        def tokenize(self, piece: str) -> object:
            pieces.append(piece)
            return real.tokenize(piece)

    real = module.open_kiwi()
    monkeypatch.setattr(module, "open_kiwi", _Counting)
    return pieces


def test_only_the_line_that_is_asked_about_is_tokenised(tokenised: list[str]) -> None:
    assert MorphemeMap(TEXT).get(TEXT.index("서울")) is not None
    assert tokenised == ["서울에서 개발합니다.\n"]


def test_a_line_is_tokenised_once(tokenised: list[str]) -> None:
    found = MorphemeMap(TEXT)
    for place in range(len(TEXT)):
        found.get(place)
    found.all()
    assert len(tokenised) == len(set(tokenised)) == 4


def test_an_analysis_that_nobody_asks_tokenises_nothing(tokenised: list[str]) -> None:
    assert analyse(TEXT).labels is not None
    assert tokenised == []


@settings(max_examples=50, deadline=None)
@given(st.text(alphabet="가나 다홍길동\n\t.a1", max_size=60), st.randoms(use_true_random=False))
def test_the_order_of_questions_changes_nothing(text: str, random: object) -> None:
    places = list(range(len(text) + 2))
    expected = {place: MorphemeMap(text).get(place) for place in places}
    random.shuffle(places)  # type: ignore[attr-defined]
    found = MorphemeMap(text)
    assert {place: found.get(place) for place in places} == expected


def test_a_text_of_one_line_is_read_as_it_always_was() -> None:
    line = "카카오에서 검색을 만든 홍길동 팀장"
    assert MorphemeMap(line).all() == morphemes(line)


def test_a_stretch_over_two_lines_holds_the_morphemes_of_both() -> None:
    found = MorphemeMap(TEXT).between(3, TEXT.index("에서"))
    assert [m.form for m in found if m.tag == "NNP"] == ["홍길동", "서울"]


def test_places_outside_the_text_hold_nothing() -> None:
    found = MorphemeMap(TEXT)
    assert found.get(10_000) is None
    assert 3 in found
    assert -1 not in found
    assert "가" not in found
    with pytest.raises(KeyError):
        found[2]


def test_a_sentence_is_read_as_it_is_within_its_line() -> None:
    line = "저는 개발을 배웠다. 그 뒤 서울에서 검색을 만들었어요. 3년이 지났다. Kiwi를 씁니다."
    found = MorphemeMap(line)
    assert len(found._starts) > 2
    assert found.all() == morphemes(line)
