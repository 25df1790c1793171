# ruff: noqa: E501 - tables of cases
"""Each operator as a table of cases, and each of its guards with a control."""

import hashlib
import hmac
import re
from typing import Any

import pytest

from service.pipeline.chunking import split_text
from service.pipeline.lexemes import document_lexemes
from service.pipeline.passages import _CUT_MARK
from service.privacy import masking, replacement
from service.privacy.coarsening import coarsen_address, coarsen_age, coarsen_birth, coarsen_date, split_url
from service.privacy.detector import KiwiDetector
from service.privacy.masking import Masker
from service.privacy.operators import LOOKALIKE, MARK, shaped
from service.privacy.policy import build_policy, load_policy
from service.privacy.residual import find_residue
from service.text import MaskedText, RawText

MARKS = ["<PERSON_1>", "<PRIVATE>", "<EMAIL_ADDRESS#3f9a1c07>", "<PHONE_NUMBER:010-***-***>", "<IP_ADDRESS:***.***.***.***>",
         "<회사_1>", "<대학교_12>", "<high_school_3>"]  # fmt: skip


class Key:
    """A resume's key, as the tests need it."""

    def __init__(self, secret: bytes = b"test") -> None:
        self._secret = secret

    def fingerprint(self, entity_type: str, canonical_value: str) -> bytes:
        return hmac.digest(self._secret, f"{entity_type}|{canonical_value}".encode(), hashlib.sha256)


def _masker(detector: KiwiDetector, **operators: str) -> Masker:
    rules = {entity_type: {"operator": operator} for entity_type, operator in operators.items()}
    return Masker(detector, build_policy({"name": "mine", "extends": "default", "rules": rules}))


@pytest.mark.parametrize(
    ("entity_type", "value", "shape"),
    [
        ("PHONE_NUMBER", "010-1234-5678", "<PHONE_NUMBER:010-***-***>"),
        ("PHONE_NUMBER", "+82 (0)10 1234 5678", "<PHONE_NUMBER:010 *** ***>"),
        ("PHONE_NUMBER", "０１０‑１２３４‑５６７８", "<PHONE_NUMBER:010-***-***>"),
        ("PHONE_NUMBER", "02-123-4567", "<PHONE_NUMBER:***-***-***>"),
        ("PHONE_NUMBER", "010-****-5678", "<PHONE_NUMBER:010-***-***>"),
        ("EMAIL_ADDRESS", "hong.gd@example.com", "<EMAIL_ADDRESS:***.***@***.***>"),
        ("VEHICLE_PLATE", "12가 3456", "<VEHICLE_PLATE:*** ***>"),
        ("STUDENT_ID", "20123456", None),
        ("SNS_ID", "hong", None),
        ("EMPLOYEE_ID", "-".join(["1"] * 30), None),
    ],
)
def test_a_shape_shows_separators_and_no_length(entity_type: str, value: str, shape: str | None) -> None:
    assert shaped(entity_type, value) == shape
    assert shape is None or MARK.fullmatch(shape)
    assert shape is None or find_residue(shape) == []


def test_values_of_other_lengths_have_the_same_shape() -> None:
    assert len({shaped("EMAIL_ADDRESS", f"{'a' * length}@example.com") for length in range(1, 30)}) == 1


@pytest.mark.parametrize(
    ("address", "province"),
    [("서울특별시 강남구 테헤란로 12", "서울"), ("(06234) 서울 강남구", "서울"), ("경기 광주시 오포읍", "경기"), ("광주시 북구 용봉동", "광주"), ("전라북도 전주시", "전북"),
     ("제주시 연동", "제주"), ("12, Teheran-ro, Gangnam-gu, Seoul 06234, South Korea", "Seoul"), ("광주시 오포읍", None), ("강남구 역삼동", None),
     ("세종대로 1", None), ("12 Main St, Springfield, IL", None), ("", None)],
)  # fmt: skip
def test_an_address_tells_its_province_or_nothing(address: str, province: str | None) -> None:
    assert coarsen_address(address) == province


@pytest.mark.parametrize(
    ("birth", "decade"),
    [
        ("1990.03.15", "1990년대"),
        ("900315", "1990년대"),
        ("90년 3월 15일", "1990년대"),
        ("05.03.15", "2000년대"),
        ("March 3, 1985", "1980s"),
        ("봄", None),
    ],
)
def test_a_birth_tells_its_decade(birth: str, decade: str | None) -> None:
    assert coarsen_birth(birth) == decade


@pytest.mark.parametrize(
    ("age", "decade"), [("만 34세", "30대"), ("29 years old", "20s"), ("서른넷", None), ("7세", None), ("103세", None)]
)
def test_an_age_tells_its_decade(age: str, decade: str | None) -> None:
    assert coarsen_age(age) == decade


def test_a_date_without_a_year_tells_nothing() -> None:
    assert coarsen_date("3월 2일") is None


@pytest.mark.parametrize(
    ("url", "masked"),
    [
        ("https://github.com/hong/veil", "https://github.com/<SNS_ID_1>/veil"),
        ("github.com/hong", "github.com/<SNS_ID_1>"),
        ("https://github.com/hong/veil/pull/1?a=b", "https://github.com/<SNS_ID_1>/veil/<URL_1>"),
        ("https://github.com/gildong/gildong-portfolio", "https://github.com/<SNS_ID_1>/<URL_1>"),
        ("https://github.com/dev/x01012345678", "https://github.com/<SNS_ID_1>/<URL_1>"),
        ("https://www.linkedin.com/in/hong-gd", "https://www.linkedin.com/in/<SNS_ID_1>"),
        ("https://hong.github.io/veil", "https://<SNS_ID_1>.github.io/veil"),
        ("https://hong.tistory.com/42", "https://<SNS_ID_1>.tistory.com/<URL_1>"),
        ("https://velog.io/@hong/kafka", "https://velog.io/@<SNS_ID_1>/<URL_1>"),
        ("https://github.com/orgs/hong/repositories", "https://github.com/<URL_1>"),
        ("https://hong-gildong.dev/veil", "<URL_1>"),
    ],
)
def test_a_profile_keeps_host_and_project_and_never_the_account(detector: KiwiDetector, url: str, masked: str) -> None:
    masker = Masker(detector, load_policy("interview"))
    assert masker.mask(RawText(f"저장소 {url} 참고")).text.value == f"저장소 {masked} 참고"


def test_a_project_that_holds_the_persons_name_goes(detector: KiwiDetector) -> None:
    names = {"minsu"}
    assert split_url("https://github.com/devkim/minsu-resume", names) != split_url(
        "https://github.com/devkim/minsu-resume"
    )


def test_the_account_has_the_number_that_it_has_elsewhere(detector: KiwiDetector) -> None:
    masker = Masker(detector, load_policy("interview"))
    text = "https://github.com/honggildong1/veil 와 https://github.com/honggildong1/kafka, 계정 honggildong1"
    assert masker.mask(RawText(text)).text.value.count("<SNS_ID_1>") == 3


def test_a_hash_is_the_same_under_one_key_and_another_under_another(detector: KiwiDetector) -> None:
    masker = _masker(detector, EMAIL_ADDRESS="hash")
    first, second = RawText("메일 hong@example.com"), RawText("HONG@example.com, a@example.com")
    marks = [masker.apply(text, masker.find(text), Key(key)).redactions[0].placeholder
             for text, key in ((first, b"1"), (second, b"1"), (first, b"2"))]  # fmt: skip
    assert marks[0] == marks[1] != marks[2]
    assert re.fullmatch("<EMAIL_ADDRESS#[0-9a-f]{8}>", marks[0])


def test_a_hash_shows_nothing_of_the_records_fingerprint(detector: KiwiDetector) -> None:
    masker, text = _masker(detector, EMAIL_ADDRESS="hash"), RawText("메일 hong@example.com")
    (redaction,) = masker.apply(text, masker.find(text), Key()).redactions
    assert redaction.operator == "hash"
    assert not redaction.value_hmac.hex().startswith(redaction.placeholder[-9:-1])


def test_what_cannot_be_coarsened_is_a_placeholder_and_recorded_as_one(detector: KiwiDetector) -> None:
    masker = _masker(detector, ADDRESS="coarsen", DATE_OF_BIRTH="coarsen", AGE="coarsen")
    document = masker.mask(
        RawText("주소: 강남구 테헤란로 12\n거주지: 서울 마포구 백범로 3\n생년월일: 1990.03.15\n나이: 만 34세")
    )
    assert document.text.value == "주소: <ADDRESS_1>\n거주지: 서울\n생년월일: 1990년대\n나이: 30대"
    assert [r.operator for r in document.redactions] == ["placeholder", "coarsen", "coarsen", "coarsen"]


def test_coarsening_says_nothing_that_is_hidden_elsewhere(
    detector: KiwiDetector, monkeypatch: pytest.MonkeyPatch
) -> None:
    masker, text = Masker(detector, load_policy("interview")), RawText("고향: 서울\n주소: 서울 마포구 백범로 3")
    assert "서울" not in masker.mask(text).text.value
    monkeypatch.setattr(replacement, "_is_hidden", lambda *_: False)
    assert "서울" in masker.mask(text).text.value


def test_marks_of_another_policy_are_never_taken_over(detector: KiwiDetector) -> None:
    """A value that another policy showed as 서울 must not come back as plain text under this one."""
    text = RawText("주소: 서울 마포구 백범로 3")
    loose, firm = Masker(detector, load_policy("interview")), Masker(detector, load_policy("default"))
    (coarse,) = loose.apply(text, loose.find(text), Key()).redactions
    known = [
        ("ADDRESS", coarse.value_hmac, "서울"),
        ("ADDRESS", bytes(32), "<ADDRESS_3>"),
        ("ADDRESS", coarse.value_hmac, "<PERSON_9>"),
    ]
    assert firm.apply(text, firm.find(text), Key(), known).text.value == "주소: <ADDRESS_4>"
    assert loose.apply(text, loose.find(text), Key(), known).text.value == "주소: 서울"


@pytest.mark.parametrize("mark", MARKS)
def test_every_mark_is_known_again_and_escaped_in_raw_input(detector: KiwiDetector, mark: str) -> None:
    masker = Masker(detector, load_policy("strict"))
    assert MARK.fullmatch(mark)
    assert LOOKALIKE.fullmatch(mark)
    assert masker.mask(MaskedText(f"값 {mark} 끝")).text.value == f"값 {mark} 끝"
    escaped = masker.mask(RawText(f"값 {mark} 끝")).text.value
    assert not MARK.search(re.sub("<UNCLASSIFIED_ID_1>", "", escaped))


@pytest.mark.parametrize("carried", ["<STUDENT_ID#20123456>", "<PHONE_NUMBER_01012345678>", "<회사_20123456>"])
def test_a_look_alike_carries_no_number_past_the_recognisers(
    detector: KiwiDetector, monkeypatch: pytest.MonkeyPatch, carried: str
) -> None:
    masker, number = Masker(detector, load_policy("default")), re.sub("[^0-9]", "", carried)
    assert number not in masker.mask(RawText(f"메모 {carried} 끝")).text.value
    monkeypatch.setattr(masking, "_numbers_in_lookalikes", lambda _: [])
    monkeypatch.setattr(masking, "find_residue", lambda _: [])
    assert number in masker.mask(RawText(f"메모 {carried} 끝")).text.value


def test_residue_beside_coarsened_text_is_masked_and_not_the_text_around_it(detector: KiwiDetector) -> None:
    """Places are led back through marks that are shorter than what they replaced."""
    document = Masker(detector, load_policy("interview")).mask(
        RawText("주소: 서울 마포구 백범로 3\n발명 특허 제 1 2 3 4 5 6 7 8 9 9 호 끝")
    )
    assert document.text.value.startswith("주소: 서울\n발명 특허 제 <UNCLASSIFIED_ID_1> 호 끝")


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_is_no_word_to_search_for_and_is_never_cut(mark: str) -> None:
    assert document_lexemes(f"{mark} {mark}") == []
    text = "가" * 95 + mark + "나" * 95
    assert any(mark in text[chunk.start : chunk.end] for chunk in split_text(text, maximum=100, overlap=0))
    assert all(_CUT_MARK.sub("", "본문 " + mark[:end]) == "본문 " for end in range(1, len(mark)))


def test_the_kinds_are_told_in_the_language_of_the_value(detector: KiwiDetector) -> None:
    found: Any = Masker(detector, load_policy("strict")).mask(RawText("도담전자, Acme Inc."))
    assert found.text.value == "<회사_1>, <company_1>"
