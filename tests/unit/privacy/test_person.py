"""Korean names by the trained model and the rules around it: who is found, and what is never a person."""

from collections.abc import Callable, Iterator

import pytest

from service.errors import DetectorUnavailable
from service.privacy.detector import KiwiDetector
from service.privacy.recognizers import KoreanPersonRecognizer, analyse, linear, person
from service.privacy.recognizers.linear import LinearModel
from service.privacy.recognizers.person_candidates import find_candidates, find_families
from service.privacy.recognizers.person_features import Features
from service.text import RawText
from training.names.__main__ import make_examples
from training.names.korean import make_texts
from training.names.learn import train

Mask = Callable[[str], str]

PEOPLE = [
    ("안녕하세요, 데이터 분석가 윤태경입니다.", "윤태경"),
    ("당시 팀장이던 노유림 님께 많이 배웠습니다.", "노유림"),
    ("추천인: (주)새빛 개발팀 차장 손미르", "손미르"),
    ("위 사람 허진솔은 성실히 근무하였음을 확인합니다.", "허진솔"),
    ("참석자: 구본하 팀장, 맹주영 대리", "맹주영"),
    ("저를 지도해 주신 제갈민 교수님께 감사드립니다.", "제갈민"),
    ("대리인 황보라 / 휴대폰 010-0000-0000", "황보라"),
    ("| 4 | 천유담 | 개발 | 합격 |", "천유담"),
    ("감사합니다.\n\n채보은 드림", "채보은"),
    ("피고인 류건호에게 송달한다.", "류건호"),
    ("성 명 : 방    철", "방    철"),
    ("예금주 홍*동", "홍*동"),
    ("대표이사김도하", "김도하"),
    ("하율 님, 확인 부탁드려요.", "하율"),
    ("김 부장님께서 승인하셨습니다.", "김 부장님"),
    ("담당자: 박대리", "박대리"),
    ("[은솔] [오전 9:12] 봤어?", "은솔"),
    ("오후 3:21, 다온 : 네", "다온"),
]
NOBODY = [
    "전산학 석사, 전자공학 학사, 한국사 1급",
    "카카오, 네이버, 하이브에서 임베딩과 하둡, 도커, 스파크를 썼다.",
    "신청일: 2024.03.02\n문의처: 고객센터\n최종본: 조직도",
    "이력서와 자기소개서, 정규직 전환, 유통사 정산",
    "고객님, 주문하신 배송지로 보내 드립니다.",
    "하지만 이러한 정보처리 방식은 성공적이지 않다.",
    "강의실 안내문: 한국어 강좌 수강생 모집",
    "전 대표와 현 팀장, 신임 교수",
    "사용자 경험, 이용자 수, 지원자 현황, 신규 고객",
    "김치와 박사, 오이와 고구마",
]


@pytest.mark.parametrize(("text", "name"), PEOPLE)
def test_a_person_is_found(detector: KiwiDetector, text: str, name: str) -> None:
    found = {
        text[f.start : f.end] for f in detector.find(RawText(text)) if f.entity_type == "PERSON" and f.score >= 0.5
    }
    assert name in found


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_found_where_there_is_nobody(detector: KiwiDetector, text: str) -> None:
    claims = [f for f in detector.find(RawText(text)) if f.entity_type == "PERSON" and f.score >= 0.5]
    assert [text[f.start : f.end] for f in claims] == []


@pytest.mark.parametrize("word", ["임베딩", "전산학", "카카오", "하이브", "도커", "서강대", "한샘"])
def test_technologies_majors_and_firms_are_nobody_even_behind_a_label(mask: Mask, word: str) -> None:
    assert mask(f"{word}입니다. {word} 담당") == f"{word}입니다. {word} 담당"


def test_a_title_before_brackets_is_no_name(mask: Mask) -> None:
    assert "영상편집" in mask("성명: 진세영 (영상편집)")


def test_scores_are_probabilities_and_strict_policies_see_doubt(detector: KiwiDetector) -> None:
    scores = [f.score for text in make_texts("scores", 60) for f in detector.find(RawText(text.text))]
    assert all(0.0 <= score <= 1.0 for score in scores)


def test_a_generated_text_marks_its_people() -> None:
    texts = list(make_texts("spans", 200))
    people = [text.text[start:end] for text in texts for start, end in text.people]
    assert len(people) > 100
    assert all(person == person.strip() and person for person in people)
    assert [t.text for t in make_texts("spans", 20)] == [t.text for t in texts[:20]]


def test_unseen_generated_people_are_told_from_words() -> None:
    """Another seed's texts: recall and precision of the model alone, per candidate."""
    model = LinearModel.load("korean")
    right = wrong = missed = 0
    for features, truth in make_examples("never trained on", 400):
        guess = model.score(features) > 0
        right, wrong, missed = right + (guess and truth), wrong + (guess and not truth), missed + (truth and not guess)
    assert right / (right + missed) > 0.93
    assert right / (right + wrong) > 0.93


def test_training_again_gives_the_same_bytes() -> None:
    first, second = (train(make_examples("again", 150), epochs=2, seed=1).to_bytes() for _ in range(2))
    assert first == second
    assert len(first) > 2_000


def test_without_weights_nothing_is_masked_by_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(_: str) -> LinearModel:
        raise DetectorUnavailable(part="weights")

    monkeypatch.setattr(linear.LinearModel, "load", missing)
    with pytest.raises(DetectorUnavailable):
        list(KoreanPersonRecognizer().find(analyse("김민수 님")))


def test_the_model_decides_and_not_the_candidates(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: with a model that knows nothing, prose names are missed."""
    text = "지난 봄에는 윤태경과 함께 일했다."
    assert _names(text) == ["윤태경"]
    monkeypatch.setattr(person.LinearModel, "load", lambda _: LinearModel({}, bias=-320, scale=32))
    assert _names(text) == []


def _names(text: str) -> list[str]:
    return list(dict.fromkeys(text[f.start : f.end] for f in KoreanPersonRecognizer().find(analyse(text))))


def _readings(text: str) -> Iterator[str]:
    analysis = analyse(text)
    candidates = [reading for readings in find_candidates(analysis) for reading in readings]
    assert all(Features(analysis, candidates).of(candidate) for candidate in candidates)
    yield from (f"{c.kind} {c.surname}|{c.given}|{c.title}|{c.particle}" for c in candidates)
    yield from (f"{c.kind} {c.surname}|{c.title}|{c.particle}" for c in find_families(analysis))


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("김민수는", "full 김|민수||는"),
        ("김지은", "full 김|지은||"),
        ("김민수팀장님께서는", "full 김|민수|팀장님|께서는"),
        ("황보라", "full 황보|라||"),
        ("황보라", "full 황|보라||"),
        ("부장김민수", "full 김|민수||"),
        ("민수씨가", "given |민수|씨|가"),
        ("민수 님", "given |민수||"),
        ("박 과장님은", "surname 박|과장님|은"),
    ],
)
def test_a_word_is_read_as_a_name(text: str, reading: str) -> None:
    assert reading in set(_readings(text))


@pytest.mark.parametrize("text", ["김치찌개", "정보", "지원", "뷁뷁뷁"])
def test_what_cannot_be_a_name_is_no_candidate(text: str) -> None:
    assert list(_readings(text)) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("아버지 성함은 천용식, 어머니는 지영희이시고, 위로 오빠 천바다가 있습니다.", ["천용식", "지영희", "천바다"]),
        ("비상연락처: 아내 쩐 티 흐엉", ["쩐 티 흐엉"]),
        ("대구은행 예금주 마리아클라라산토스", ["마리아클라라산토스"]),
        ("통역 지원자 왕샤오메이입니다.", ["왕샤오메이"]),
        ("남편 토마스 베커는 교사입니다.", ["토마스 베커"]),
        ("멤버 보라, 수민, 슬기와 앱을 냈습니다.", ["보라", "수민", "슬기"]),
        ("그때 사수였던 예리 언니랑은 지금도 만나요.", ["예리"]),
        ("- 가람 의견: 합격", ["가람"]),
        ("- 휴고 Q: 격리 수준?", ["휴고"]),
        ("성명 채\n보라\n연락처 없음", ["채\n보라"]),
        ("성     명 : 함초롬\n", ["함초롬"]),
        ("이름(中文): 李小美", ["李小美"]),
        ("성이 엄, 이름이 청 입니다", ["엄", "청"]),
        ("다음 주에 추 교수님과 만납니다.", ["추 교수님"]),
    ],
)
def test_frames_tell_names_that_the_model_doubts(text: str, names: list[str]) -> None:
    """Relatives, roles, lists, speakers and names from abroad."""
    assert set(names) <= set(_names(text))


@pytest.mark.parametrize(
    "text",
    [
        "아버지 사업이 어려워졌습니다.",
        "개발자 채용을 맡았습니다.",
        "전 팀장님께 배웠습니다.",
        "동생 하나가 있습니다.",
        "월간미술 「백남준 이후의 화면」",
    ],
)
def test_frames_around_words_tell_nothing(text: str) -> None:
    """The negative control: the same frames with words in them."""
    assert _names(text) == []


@pytest.mark.parametrize(("cell", "names"), [("회사\t가온페이\n", set()), ("", {"가온페"})])
def test_a_word_that_fills_a_cell_is_no_name_with_a_particle(cell: str, names: set[str]) -> None:
    groups = find_candidates(analyse(f"{cell}저는 개발자입니다. 가온페이 입사 초기의 일입니다."))
    assert {reading.name for readings in groups for reading in readings if reading.name == "가온페"} == names
