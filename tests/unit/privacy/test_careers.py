# ruff: noqa: E501 - tables of cases
"""Employers, schools and dates: found where a policy changes them, and nowhere else."""

import pytest

from service.errors import Quarantined
from service.privacy.detector import KiwiDetector
from service.privacy.masking import Masker
from service.privacy.policy import CAREER_TYPES, load_policy
from service.privacy.recognizers import DateRecognizer, OrganizationRecognizer, SchoolRecognizer
from service.text import RawText


@pytest.fixture(scope="module")
def strict(detector: KiwiDetector) -> Masker:
    return Masker(detector, load_policy("strict"))


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("(주)한빛소프트에서 근무", "<회사_1>에서 근무"),
        ("㈜나라테크 재직", "<회사_1> 재직"),
        ("주식회사 가온의 결산", "<회사_1>의 결산"),
        ("도담전자 재무회계팀", "<회사_1> 재무회계팀"),
        ("삼성전자와 나라은행", "<회사_1>와 <은행_1>"),
        ("구글 재직", "<회사_1> 재직"),
        ("한국전력공사에서", "<기관_1>에서"),
        ("Worked at Google, then Acme Inc.", "Worked at <company_1>, then <company_2>"),
        ("회사: 라온바이오 2019.07 ~", "회사: <회사_1> 2019 ~"),
        ("한국대학교 컴퓨터공학과", "<대학교_1> 컴퓨터공학과"),
        ("서울대 졸업, 한빛고 졸업", "<대학교_1> 졸업, <고등학교_1> 졸업"),
        ("가온여자고등학교", "<고등학교_1>"),
        ("Stanford University, B.S.", "<university_1>, B.S."),
        ("University of Hanbit at Seoul", "<university_1> at Seoul"),
        ("2019.03 ~ 2021.02", "2019 ~ 2021"),
        ("2019년 3월 2일 입사", "2019년 입사"),
        ("March 2019 - Feb. 2021", "2019 - 2021"),
        ("19.03 ~ 21.02", "2019 ~ 2021"),
        ("2019-03-02", "2019"),
    ],
)
def test_the_strict_policy_tells_the_kind_and_the_year(strict: Masker, text: str, masked: str) -> None:
    assert strict.mask(RawText(text)).text.value == masked


@pytest.mark.parametrize(
    "text",
    ["신용카드 결제와 핀테크", "구글 클라우드와 Oracle DB", "공과대학 학생회", "광고 최고 창고", "MIT License", "최대 30%", "기술연구소", "전기공사",
     "2019년부터", "2019 상반기", "3.14와 2.5", "1.2.3 버전", "Operating Systems", "사용자 그룹"],
)  # fmt: skip
def test_words_of_work_stay(strict: Masker, text: str) -> None:
    assert strict.mask(RawText(text)).text.value == text


def test_the_same_employer_has_the_same_number(strict: Masker) -> None:
    masked = strict.mask(RawText("도담전자 입사, 한빛물산 이직, 다시 도담전자")).text.value
    assert masked == "<회사_1> 입사, <회사_2> 이직, 다시 <회사_1>"


def test_policies_that_keep_them_do_not_search(detector: KiwiDetector, monkeypatch: pytest.MonkeyPatch) -> None:
    """The recognisers are not run at all: they would raise."""

    def refuse(*_: object) -> object:
        raise AssertionError

    for kind in (DateRecognizer, OrganizationRecognizer, SchoolRecognizer):
        monkeypatch.setattr(kind, "find", refuse)
    text = RawText("삼성전자에서 2019.03 ~ 2021.02 근무, 한국대학교 졸업")
    assert Masker(detector, load_policy("default")).mask(text).redactions == ()
    with pytest.raises(Quarantined):  # the control: strict does run them
        Masker(detector, load_policy("strict")).mask(text)


@pytest.mark.parametrize("policy", ["default", "interview"])
def test_a_kept_type_hides_no_personal_data(detector: KiwiDetector, policy: str) -> None:
    text = "회사: 김민수\n학교: 010-1234-5678\n생년월일 1990.03.15"
    masked = Masker(detector, load_policy(policy)).mask(RawText(text)).text.value
    assert "010-1234-5678" not in masked
    assert "1990" not in masked
    assert not CAREER_TYPES & {
        r.entity_type for r in Masker(detector, load_policy(policy)).mask(RawText(text)).redactions
    }
