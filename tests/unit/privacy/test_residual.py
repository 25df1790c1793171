# ruff: noqa: E501 - tables of cases
"""The last look at masked text: it catches what any recogniser lets through, and leaves ordinary resumes alone."""

import time

import pytest

from service.privacy import masking
from service.privacy.detector import KiwiDetector
from service.privacy.masking import Masker
from service.privacy.policy import load_policy
from service.privacy.recognizers import RECOGNIZERS
from service.privacy.residual import find_residue
from service.text import RawText

# Each class of protected identifiers, in the writings that it must be caught in without any recogniser.
CAUGHT = {
    "KR_RRN": ["900101-1234567", "900101 1234567", "900101\n1234567", "9001011234567", "구공공일공일 일이삼사오육칠"],
    "KR_FRN": ["920715-6238941", "920715\n6238941"],
    "PHONE_NUMBER": [
        "010-1234-5678", "010\n1234\n5678", "010-1234\n5678", "+82 10\n1234-5678", "02\n1234\n5678", "공일공 일이삼사 오육칠팔",
        "공일공일이삼사오육칠팔", "영일영-일이삼사-오육칠팔", "공일공-1234-5678", "010 / 1234 / 5678",
    ],
    "EMAIL_ADDRESS": ["hong.gd@example.com", "hong@\nexample.com", "hong\n@example.com", "hong@exam\nple.com", "hong@mail.\nexample.com"],
    "KR_PASSPORT": ["M12345678", "M-12345678", "M\n12345678", "M123A4567"],
    "KR_DRIVER_LICENSE": ["11-19-384720-05", "11-19-\n384720-05"],
    "CREDIT_CARD": ["4111-1111-1111-1111", "4111\n1111\n1111\n1111", "4111111111111111"],
    "BANK_ACCOUNT": ["110-482-771039", "110-482\n771039"],
    "KR_BRN": ["123-45-67890", "123-45\n67890"],
}  # fmt: skip
RECOGNIZER_OF = {
    "KR_RRN": "KrRegistrationRecognizer",
    "KR_FRN": "KrRegistrationRecognizer",
    "PHONE_NUMBER": "PhoneRecognizer",
    "EMAIL_ADDRESS": "EmailRecognizer",
    "KR_PASSPORT": "KrPassportRecognizer",
    "KR_DRIVER_LICENSE": "KrDriverLicenseRecognizer",
    "CREDIT_CARD": "CreditCardRecognizer",
    "BANK_ACCOUNT": "BankAccountRecognizer",
    "KR_BRN": "KrBrnRecognizer",
}
ORDINARY = [
    "2015\n2016\n2017\n2018\n2019", "2018 2019 2020 2021", "2019.03\n2021.02\n2022.05", "1. 2019\n2. 2020\n3. 2021",
    "| 2018 | 2019 | 2020 |\n| 1200 | 1340 | 1580 |", "1234\n5678\n9012\n3456", "100\n200\n300\n400\n500", "12,000\n13,500\n2,100,000",
    "2024-03-15\n12000\n13000", "2019.03 ~ 2021.02", "2026. 5. 30. 18:00경", "2026. 6. 15. 10:00 ~ 6. 17. 17:00",
    "2025.12.01 00시 ~ 2026.12.01 24시", "16:00 ~ 20:00 (1일 4시간)", "2020년 3월 2일부터 2022년 12월 31일까지",
    "제2023-0415호", "공고 제 2024-123호", "ISO/IEC 27001:2013, ISO 9001:2015", "KS X ISO 25010:2011", "KS C 5601-1987",
    "pp. 1234-1245", "pp. 12345-12350", "CVE-2023-41877 제보", "특허 출원번호 10-2023-0088123", "특허 제10-1234567호",
    "ISBN 978-89-6848-512-7", "doi:10.1145/3292500.3330701", "arXiv:2106.09685", "문서번호: 도시주택과-2026-04812",
    "접수번호: HN-260530-44821", "주문번호: ORD-2026-0601-88291", "운송장번호: 6815-2049-3370", "사건번호 2024가합123456",
    "승인번호: 20260530-41028833-99887766", "Python 3.11.7, CUDA 12.4.131", "서버 10.0.0.1, 255.255.255.0",
    "이사 일정과 오이 삼백 개, 구이와 육전", "매출 120억 → 340억 (2019 → 2021)",
]  # fmt: skip
# A document's label opens no door for what has the shape of an identifier.
BEHIND_A_DOCUMENTS_LABEL = [
    "900101-1234567", "900101 1234567", "010-1234-5678", "010 1234 5678", "4111-1111-1111-1111", "4111111111111111", "110-482-771039",
    "M12345678", "11-19-384720-05", "123-45-67890", "2024-1 900101-1234567", "2024-900101-1234567",
]  # fmt: skip
WRITINGS = [(kind, value) for kind, values in CAUGHT.items() for value in values]


class _Blind:
    version = "blind"

    def find(self, text: RawText) -> list[object]:
        return []


def _digits_left(masked: str, value: str) -> bool:
    return any(part in masked for part in value.split("\n") if len(part) > 3)


@pytest.mark.parametrize(("kind", "value"), WRITINGS)
def test_it_sees_every_class_alone(kind: str, value: str) -> None:
    masked = Masker(_Blind(), load_policy("default")).mask(RawText(f"메모 {value} 끝"))  # type: ignore[arg-type]
    assert not _digits_left(masked.text.value, value)
    assert masked.notices == ("residual_masked",)


@pytest.mark.parametrize(("kind", "value"), WRITINGS)
def test_it_stands_in_for_the_recogniser_of_a_class_that_is_gone(kind: str, value: str) -> None:
    kept = [r() for r in RECOGNIZERS if r.__name__ != RECOGNIZER_OF[kind]]
    masked = Masker(KiwiDetector(kept), load_policy("default")).mask(RawText(f"메모 {value} 끝"))
    assert not _digits_left(masked.text.value, value)


@pytest.mark.parametrize("kind", CAUGHT)
def test_without_it_the_value_would_survive(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the tests above."""
    monkeypatch.setattr(masking, "find_residue", lambda masked: [])
    value = CAUGHT[kind][0]
    masked = Masker(_Blind(), load_policy("default")).mask(RawText(f"메모 {value} 끝"))  # type: ignore[arg-type]
    assert value in masked.text.value


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_numbers_are_left_alone(text: str) -> None:
    assert [text[r.start : r.end] for r in find_residue(text)] == []


@pytest.mark.parametrize("value", BEHIND_A_DOCUMENTS_LABEL)
@pytest.mark.parametrize("label", ["접수번호: ", "문서번호 ", "주문번호: ORD-", "order no. "])
def test_a_documents_label_hides_no_identifier(label: str, value: str) -> None:
    assert find_residue(f"{label}{value}") != []


def test_a_number_that_nothing_announces_is_caught() -> None:
    assert find_residue("고객 6815-2049-3370") != []
    assert find_residue("운송장번호: 6815-2049-3370") == []


@pytest.mark.parametrize(
    "unit",
    [
        "1\n",
        "1-\n",
        "a@\n",
        "0 ",
        "공일 ",
        "010\n",
        "1111\n",
        "접수번호 1",
        "2019. ",
        "A-",
        "@a.b-",
        "123-45\n",
        "제2019-",
    ],
)
def test_it_reads_hostile_text_in_linear_time(unit: str) -> None:
    text = (unit * 10_000)[:10_000]
    begun = time.process_time()
    find_residue(text)
    assert time.process_time() - begun < 0.050 * 5
