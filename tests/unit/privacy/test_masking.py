# ruff: noqa: E501 - tables of cases
"""Masking: stable placeholders, exact records, nothing left behind."""

import hashlib
import hmac
import itertools
import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.errors import Quarantined, QueryOnlyPersonalData
from service.privacy import masking
from service.privacy.detector import KiwiDetector, PatternDetector
from service.privacy.ids import id_is_personal
from service.privacy.masking import Masker
from service.privacy.policy import PRIVATE_TYPES, load_policy
from service.privacy.recognizers import RECOGNIZERS
from service.privacy.residual import Residue, find_residue
from service.text import RawText

Mask = Callable[[str], str]
VALUES = {
    "KR_RRN": "900315-1234567",
    "PHONE_NUMBER": "010-1234-5678",
    "EMAIL_ADDRESS": "hong.gd@example.com",
    "KR_PASSPORT": "M12345678",
    "KR_DRIVER_LICENSE": "11-19-384720-05",
    "CREDIT_CARD": "4111-1111-1111-1111",
    "BANK_ACCOUNT": "110-482-771039",
    "KR_FRN": "920715-6238941",
    "KR_BRN": "123-45-67890",
}
RESUME = """성명: 홍길동 (남, 만 34세)
생년월일: 1990.03.15
연락처: 010-1234-5678 / hong.gd@example.com
주소: 서울특별시 강남구 테헤란로 12, 101동 202호
경력: 2015.03 ~ 2021.02 카카오 백엔드 개발
홍길동은 Kafka로 검색을 만들었다. 다시 010 1234 5678로 연락."""


class Key:
    """A resume's key, as the tests need it."""

    def fingerprint(self, entity_type: str, canonical_value: str) -> bytes:
        return hmac.digest(b"test", f"{entity_type}|{canonical_value}".encode(), hashlib.sha256)


def test_equal_values_share_a_placeholder_however_they_are_written(masker: Masker) -> None:
    masked = masker.mask(RawText(RESUME)).text.value
    assert masked.count("<PERSON_1>") == 2
    assert masked.count("<PHONE_NUMBER_1>") == 2
    assert "PHONE_NUMBER_2" not in masked


def test_the_record_gives_exact_places_in_both_texts(masker: Masker) -> None:
    document = masker.mask(RawText(RESUME))
    for redaction in document.redactions:
        assert document.text.value[redaction.masked_start : redaction.masked_end] == redaction.placeholder
    starts = {RESUME[r.start : r.end] for r in document.redactions}
    assert {"홍길동", "1990.03.15", "010-1234-5678", "hong.gd@example.com", "만 34세"} <= starts


def test_protected_attributes_leave_neither_type_nor_label(masker: Masker) -> None:
    document = masker.mask(RawText("성별: 남\n나이: 28\n국적: 대한민국\n학력: 한국대학교"))
    assert document.text.value == "<PRIVATE>\n학력: 한국대학교"
    assert document.counts == {"GENDER": 1, "AGE": 1, "NATIONALITY": 1}


def test_a_known_value_keeps_its_placeholder_and_new_ones_count_on(masker: Masker) -> None:
    known = [("PERSON", Key().fingerprint("PERSON", "홍길동"), "<PERSON_4>")]
    raw = RawText("성명: 홍길동\n추천인: 김민수")
    masked = masker.apply(raw, masker.find(raw), Key(), known).text.value
    assert masked == "성명: <PERSON_4>\n추천인: <PERSON_5>"


def test_the_same_value_under_the_same_key_has_the_same_fingerprint(masker: Masker) -> None:
    first, second = RawText("전화 010-1234-5678"), RawText("연락처 +82 10 1234 5678")
    a = masker.apply(first, masker.find(first), Key()).redactions[0]
    b = masker.apply(second, masker.find(second), Key()).redactions[0]
    assert a.value_hmac == b.value_hmac


def test_a_throw_away_key_links_nothing(masker: Masker) -> None:
    raw = RawText("전화 010-1234-5678")
    assert masker.mask(raw).redactions[0].value_hmac != masker.mask(raw).redactions[0].value_hmac


@pytest.mark.parametrize("lookalike", ["<PERSON_1>", "<PRIVATE>", "<KR_RRN_12>", "<PERSON>"])
def test_a_placeholder_in_the_input_cannot_be_mistaken_for_ours(mask: Mask, lookalike: str) -> None:
    masked = mask(f"{lookalike} 성명: 홍길동")
    assert masked == f"‹{lookalike[1:-1]}› 성명: <PERSON_1>"


def test_other_angle_brackets_stay(mask: Mask) -> None:
    assert mask("List<String>과 Map<K, V>") == "List<String>과 Map<K, V>"


def test_an_rrn_is_reported_so_that_the_original_is_destroyed(masker: Masker) -> None:
    assert masker.mask(RawText("주민번호 900315-1234567")).notices == ("rrn_received",)
    assert masker.mask(RawText("전화 010-1234-5678")).notices == ()


@pytest.mark.parametrize("entity_type", VALUES)
@pytest.mark.parametrize("kind", [r.__name__ for r in RECOGNIZERS])
def test_the_residual_check_catches_what_a_missing_recogniser_lets_through(kind: str, entity_type: str) -> None:
    """With any one recogniser switched off, no value survives in a resume's line."""
    detector = KiwiDetector([r() for r in RECOGNIZERS if r.__name__ != kind])
    text = f"메모 {VALUES[entity_type]} 끝"
    assert VALUES[entity_type] not in Masker(detector, load_policy("default")).mask(RawText(text)).text.value


@pytest.mark.parametrize("value", VALUES.values())
def test_the_residual_check_alone_sees_every_identifier(value: str) -> None:
    """The control for the test above: without any recogniser, it is the residual check that masks."""

    class _Blind:
        version = "blind"

        def find(self, text: RawText) -> list[object]:
            return []

    document = Masker(_Blind(), load_policy("default")).mask(RawText(f"메모 {value} 끝"))  # type: ignore[arg-type]
    assert value not in document.text.value
    assert document.notices == ("residual_masked",)
    assert {r.recognizer for r in document.redactions} == {"residual"}


def test_without_the_residual_check_the_value_would_survive(monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: the guard removed, a missing recogniser leaks."""
    monkeypatch.setattr(masking, "find_residue", lambda masked: [])
    detector = KiwiDetector([r() for r in RECOGNIZERS if r.__name__ != "EmailRecognizer"])
    masked = Masker(detector, load_policy("default")).mask(RawText("메모 hong.gd@example.com 끝")).text.value
    assert "hong.gd@example.com" in masked


def test_a_second_hit_of_the_residual_check_refuses(masker: Masker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masking, "find_residue", lambda masked: [Residue(0, 1, "UNCLASSIFIED_ID")])
    with pytest.raises(Quarantined):
        masker.mask(RawText("가나다"))


@pytest.mark.parametrize(
    "text", ["2019.03 ~ 2021.02", "2019-03-02 14:30", "1,240,000,000원", "95 88 72 91 100", "0.5 0.577 0.563 0.574"]
)
def test_dates_amounts_and_lists_are_no_residue(text: str) -> None:
    assert find_residue(text) == []


def test_a_query_loses_its_names_and_keeps_its_question(masker: Masker) -> None:
    assert masker.mask_query(RawText("김민수의 카프카 경험")).value == "카프카 경험"


@pytest.mark.parametrize("query", ["홍길동", "홍길동은?", "010-1234-5678", "hong.gd@example.com"])
def test_a_query_of_personal_data_only_is_refused(masker: Masker, query: str) -> None:
    with pytest.raises(QueryOnlyPersonalData):
        masker.mask_query(RawText(query))


@pytest.mark.parametrize(
    "resume_id",
    ["900315-1234567", "cv_9003151234567", "01012345678", "hong.010-1234-5678", "M12345678", "a-M123A4567", "11-19-384720-05",
     "4111-1111-1111-1111", "123456-01-123456", "82-10-1234-5678"],
)  # fmt: skip
def test_a_personal_id_is_recognised(resume_id: str) -> None:
    assert id_is_personal(resume_id)


@pytest.mark.parametrize(
    "resume_id",
    [
        "cand-0001",
        "2024-03-15-0007",
        "20240315-000123",
        "550e8400-e29b-41d4-a716-446655440000",
        "r-9f86d081884c7d65",
        "A.b_c:d-1",
    ],
)
def test_an_opaque_id_is_accepted(resume_id: str) -> None:
    assert not id_is_personal(resume_id)


_PIECES = st.sampled_from(
    [*VALUES.values(), "홍길동", "성명: ", "주민등록번호 ", "연락처: ", "계좌 국민은행 ", "남", "성별: ", "생년월일 ", "1990.03.15", "서울 강남구 ", "테헤란로 12",
     "\n", " ", ", ", "카카오", "2019.03 ~ 2021.02", "①", "\u200b", "<PERSON_1>", "‑", "😀", "A", "은 ", "만 34세", "|", "\t", "가족관계\n", "부 "]
)  # fmt: skip
_TEXTS = (
    st.lists(_PIECES | st.text(max_size=5), max_size=14)
    .map("".join)
    .filter(lambda text: not re.search("[\x00\ud800-\udfff]", text))
)
_FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@_FEW
@given(_TEXTS)
def test_findings_are_disjoint_ordered_and_inside_the_text(masker: Masker, text: str) -> None:
    items = masker.find(RawText(text)).items
    assert all(0 <= item.start < item.end <= len(text) for item in items)
    assert all(a.end <= b.start for a, b in itertools.pairwise(items))


@_FEW
@given(_TEXTS)
def test_what_is_between_the_redactions_is_the_input_unchanged(masker: Masker, text: str) -> None:
    try:
        document = masker.mask(RawText(text))
    except Quarantined:
        return
    masked = document.text.value
    for redaction in document.redactions:
        assert masked[redaction.masked_start : redaction.masked_end] == redaction.placeholder
    if not document.redactions:
        assert masked.translate(str.maketrans("‹›", "<>")) == text.translate(str.maketrans("‹›", "<>"))
    if document.redactions and not any(r.entity_type in PRIVATE_TYPES for r in document.redactions):
        rebuilt, at = "", 0
        for r in document.redactions:
            rebuilt += masked[at : r.masked_start] + text[r.start : r.end]
            at = r.masked_end
        rebuilt += masked[at:]
        assert rebuilt.translate(str.maketrans("‹›", "<>")) == text.translate(str.maketrans("‹›", "<>"))


@_FEW
@given(_TEXTS)
def test_masking_what_is_masked_finds_nothing_of_high_risk(masker: Masker, text: str) -> None:
    try:
        once = masker.mask(RawText(text)).text.value
        again = masker.mask(RawText(once))
    except Quarantined:
        return
    assert find_residue(once) == []
    assert (
        not {"KR_RRN", "KR_FRN", "PHONE_NUMBER", "EMAIL_ADDRESS", "CREDIT_CARD", "BANK_ACCOUNT", "KR_PASSPORT"}
        & again.counts.keys()
    )


@_FEW
@given(st.sampled_from(sorted(VALUES)), _TEXTS, _TEXTS)
def test_no_identifier_survives_anywhere(masker: Masker, entity_type: str, before: str, after: str) -> None:
    value = VALUES[entity_type]
    try:
        masked = masker.mask(RawText(f"{before}\n{value}\n{after}")).text.value
    except Quarantined:
        return
    assert value not in masked


def test_masking_a_masked_resume_changes_no_word(masker: Masker) -> None:
    once = masker.mask(RawText(RESUME)).text.value
    again = masker.mask(RawText(once))
    assert again.redactions == ()
    assert again.text.value == re.sub(r"<(\w+)>", r"‹\1›", once)


def test_the_pattern_detector_masks_identifiers_too() -> None:
    masked = Masker(PatternDetector(), load_policy("default")).mask(RawText(RESUME)).text.value
    assert "010" not in masked
    assert "example.com" not in masked
