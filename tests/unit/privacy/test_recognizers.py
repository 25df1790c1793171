"""What each recogniser finds, in the writings people use, and what it must leave alone."""

from collections.abc import Callable

import pytest

from service.privacy.detector import Detector, KiwiDetector, PatternDetector
from service.privacy.recognizers.labels import find_labels
from service.text import RawText

Mask = Callable[[str], str]

# Numbers below are invented; their checksums mostly fail, as those of numbers issued since 2020 do.
FOUND = [
    ("KR_RRN", "주민등록번호: 900315-1234567", "900315-1234567"),
    ("KR_RRN", "주민번호 900315 - 1234567 입니다", "900315 - 1234567"),
    ("KR_RRN", "９００３１５‑１２３４５６７", "９００３１５‑１２３４５６７"),
    ("KR_RRN", "900315-1******", "900315-1******"),
    ("KR_RRN", "주민등록번호 9003151234567", "9003151234567"),
    ("KR_RRN", "900315-\n1234567", "900315-\n1234567"),
    ("KR_RRN", "010203-3456789", "010203-3456789"),
    ("KR_FRN", "외국인등록번호 920715-6238941", "920715-6238941"),
    ("KR_CRN", "법인등록번호: 110111-1234567", "110111-1234567"),
    ("KR_BRN", "사업자등록번호 123-45-67890", "123-45-67890"),
    ("KR_PASSPORT", "여권번호: M123A4567", "M123A4567"),
    ("KR_PASSPORT", "passport no. G12345678", "G12345678"),
    ("KR_DRIVER_LICENSE", "운전면허 11-19-384720-05", "11-19-384720-05"),
    ("KR_DRIVER_LICENSE", "면허번호: 서울 19-384720-05", "서울 19-384720-05"),
    ("PHONE_NUMBER", "휴대폰 010-1234-5678", "010-1234-5678"),
    ("PHONE_NUMBER", "연락처:010.1234.5678로 연락", "010.1234.5678"),
    ("PHONE_NUMBER", "+82 10 1234 5678", "+82 10 1234 5678"),
    ("PHONE_NUMBER", "(+82)10-1234-5678", "(+82)10-1234-5678"),
    ("PHONE_NUMBER", "공일공-일이삼사-오육칠팔", "공일공-일이삼사-오육칠팔"),
    ("PHONE_NUMBER", "01012345678입니다", "01012345678"),
    ("PHONE_NUMBER", "전화 02)123-4567", "02)123-4567"),
    ("PHONE_NUMBER", "010-1234-\n5678", "010-1234-\n5678"),
    ("EMAIL_ADDRESS", "이메일은kim@example.com입니다", "kim@example.com"),
    ("EMAIL_ADDRESS", "kim.minsu+job@mail.example.co.kr으로", "kim.minsu+job@mail.example.co.kr"),
    ("EMAIL_ADDRESS", "kim (at) example.com", "kim (at) example.com"),
    ("CREDIT_CARD", "카드번호 4111 1111 1111 1111", "4111 1111 1111 1111"),
    ("CREDIT_CARD", "4111111111111111입니다", "4111111111111111"),
    ("BANK_ACCOUNT", "국민은행 123456-01-123456", "국민은행 123456-01-123456"),
    ("BANK_ACCOUNT", "급여계좌: 3333011234567", "3333011234567"),
    (
        "ADDRESS",
        "주소: 서울특별시 강남구 테헤란로 123길 45, 101동 1203호 (역삼동)",
        "서울특별시 강남구 테헤란로 123길 45, 101동 1203호 (역삼동)",
    ),
    ("ADDRESS", "경기도 성남시 분당구 정자동 178-3에 산다", "경기도 성남시 분당구 정자동 178-3"),
    ("ADDRESS", "서울 도봉구 쌍문동 거주", "서울 도봉구 쌍문동"),
    ("ADDRESS", "Lives at 221 Baker Street, Springfield, IL 62704", "221 Baker Street, Springfield, IL 62704"),
    ("POSTAL_CODE", "(우) 06236", "06236"),
    ("DATE_OF_BIRTH", "생년월일: 1990.03.15", "1990.03.15"),
    ("DATE_OF_BIRTH", "1990년생 개발자", "1990년생"),
    ("DATE_OF_BIRTH", "Date of birth: March 15, 1990", "March 15, 1990"),
    ("AGE", "홍길동 (만 34세)", "만 34세"),
    ("GENDER", "성별: 남", "남"),
    ("NATIONALITY", "국적: 대한민국", "대한민국"),
    ("HEIGHT", "신장: 175cm", "175cm"),
    ("WEIGHT", "체중 70kg", "70kg"),
    ("MARITAL_STATUS", "결혼여부: 미혼", "미혼"),
    ("HOMETOWN", "본적: 전남 순천시", "전남 순천시"),
    ("RELIGION", "종교: 불교", "불교"),
    ("HEALTH", "혈액형: A형", "A형"),
    ("MILITARY_NUMBER", "군번: 12-76012345", "12-76012345"),
    ("VETERAN_NUMBER", "보훈번호: 12-345678", "12-345678"),
    ("HEALTH_INSURANCE", "건강보험증번호 1-2840193756", "1-2840193756"),
    ("VEHICLE_PLATE", "차량번호 12가 3456", "12가 3456"),
    ("STUDENT_ID", "학번: 2012-123456", "2012-123456"),
    ("EMPLOYEE_ID", "사번: KA12345", "KA12345"),
    ("CERTIFICATE_NUMBER", "자격증번호: 11484658564K", "11484658564K"),
    ("SNS_ID", "카카오톡 ID: hong_gd", "hong_gd"),
    ("URL", "https://github.com/example-user/project 참고", "https://github.com/example-user/project"),
    ("IP_ADDRESS", "서버 192.168.0.1에서", "192.168.0.1"),
    # What a label announces, however it is written.
    ("PHONE_NUMBER", "연락처 1010-\n6925-8123", "010-\n6925-8123"),
    ("BANK_ACCOUNT", "농협: **738-043880-57\n933**", "738-043880-57\n933"),
    ("KR_RRN", "주민등록번호(13자리): 900101\n1234567", "900101\n1234567"),
    ("KR_RRN", "**주민번호**: 구공공일공일 일이삼사오육칠", "구공공일공일 일이삼사오육칠"),
    ("KR_RRN", "주민번호 900315-1********", "900315-1********"),
    ("KR_RRN", "**900315-1234567**", "900315-1234567"),
    ("KR_CRN", "법인등록번호 1101711234567", "1101711234567"),
    ("KR_BRN", "Business Registration Number: 1234567890", "1234567890"),
    ("KR_BRN", "제 BRN는 123.45.67890입니다", "123.45.67890"),
    ("KR_PASSPORT", "여권번호: M - 123A4567", "M - 123A4567"),
    ("KR_PASSPORT", "Passport No.: P4417702B", "P4417702B"),
    ("CREDIT_CARD", "카드번호: 4111-1111-\n1111-1111", "4111-1111-\n1111-1111"),
    ("CREDIT_CARD", "카드번호 3714-******-43100", "3714-******-43100"),
    ("BANK_ACCOUNT", "계좌번호: 110.482.771039", "110.482.771039"),
    ("BANK_ACCOUNT", "신한 110-482-\n771039", "110-482-\n771039"),
    ("PHONE_NUMBER", "휴대폰는공일공일이삼사오육칠팔입니다", "공일공일이삼사오육칠팔"),
    ("PHONE_NUMBER", '{"mobile_no": "010-1234-****"}', "010-1234-****"),
    ("PHONE_NUMBER", "<phone>02 123 4567</phone>", "02 123 4567"),
    ("EMAIL_ADDRESS", "hong@exam\nple.com", "hong@exam\nple.com"),
    ("STUDENT_ID", "성명,학번\n홍길동,\n김하늘,2012-123456", "2012-123456"),
    ("STUDENT_ID", "학번 20111\n1042", "20111\n1042"),
    ("EMPLOYEE_ID", "| 성명 | 사번 |\n|---|---|\n| 홍길동 | E-20150447 |", "E-20150447"),
    ("SNS_ID", "카톡 아이디는 hong_gd입니다", "hong_gd"),
    ("POSTAL_CODE", "우편번호06236", "06236"),
]
NAMES = [
    ("성명: 홍길동", "홍길동"),
    ("성 명 : 황보민", "황보민"),
    ("이름 김 민 수", "김 민 수"),
    ("담당자: 재무팀 한지윤 과장", "한지윤"),
    ("저는 김민수입니다.", "김민수"),
    ("팀장 박서윤과 협업했습니다.", "박서윤"),
    ("성명: 응우옌 티 호아", "응우옌 티 호아"),
    ("Name: Minsu Kim", "Minsu Kim"),
    ("My name is John Smith.", "John Smith"),
    ("성명: 이재훈 (LEE JAEHOON)", "LEE JAEHOON"),
]
KEPT = [
    "2019.03 ~ 2021.02 카카오 백엔드 개발팀 대리",
    "한국대학교 전산학과 졸업 (2009.03 - 2015.02)",
    "Kafka와 임베딩 검색, Python 3.11.7, Spring Boot 2.7.18을 씁니다.",
    "네이버, 쿠팡, 삼성전자, 우아한형제들에서 일했습니다.",
    "매출 1,240,000,000원, 전년 대비 23.5% 성장",
    "지원 동기: 서비스의 성장을 이끌고 싶습니다.",
    "정보처리기사 2018.05, TOEIC 945 (2024.11)",
    "문자열 처리와 정규화, 양자화, 유효성 검사를 구현",
    "Senior Software Engineer at Example Electronics, 2018-2021",
    "버전 1.2.3.4 배포",
    "일 평균 5,000만 건, 초당 12,000건 처리",
    "2020년 3월 2일부터 2022년 12월 31일까지 근무",
    "C++, C#, .NET, Node.js, React/Redux",
    "국민은행 2015-03 - 2019-02 전산직",
    "국민은행 2015.03 - 2019.02 근무",
    "하나카드 접수번호: HN-260530-44821",
    "증권번호: KBD-2019-553301",
    "처방번호: RX-26052700318",
    "SKU-887412, 바코드: 8809934567890",
    "2018 2019 2020 2021년 연속 우수",
    "게이트웨이 10.0.0.1, 서브넷 마스크 255.255.255.0, DNS 8.8.8.8",
    "사내망 10.0.0.0/16 대역을 설계",
    "생산 12개 라인\n\n[Education] POSTECH",
    "카드 매출 1,240,000,000원, 급여 이체 5,300,000원",
]


@pytest.mark.parametrize(("entity_type", "text", "value"), FOUND)
def test_a_value_is_found_with_its_exact_span_and_type(
    detector: KiwiDetector, entity_type: str, text: str, value: str
) -> None:
    spans = {(f.entity_type, text[f.start : f.end]) for f in detector.find(RawText(text))}
    assert (entity_type, value) in spans


@pytest.mark.parametrize(("entity_type", "text", "value"), FOUND)
def test_the_pattern_detector_finds_the_same_without_a_tokeniser(entity_type: str, text: str, value: str) -> None:
    detector: Detector = PatternDetector()
    spans = {(f.entity_type, text[f.start : f.end]) for f in detector.find(RawText(text))}
    assert (entity_type, value) in spans


@pytest.mark.parametrize(("text", "name"), NAMES)
def test_a_name_is_found(detector: KiwiDetector, text: str, name: str) -> None:
    spans = {text[f.start : f.end] for f in detector.find(RawText(text)) if f.entity_type == "PERSON"}
    assert name in spans


@pytest.mark.parametrize("text", KEPT)
def test_what_makes_a_resume_useful_stays(mask: Mask, text: str) -> None:
    assert mask(text) == text


def test_a_corporate_number_is_no_resident_number(detector: KiwiDetector) -> None:
    types = {f.entity_type for f in detector.find(RawText("법인등록번호 110111-1234567"))}
    assert types == {"KR_CRN"}


def test_an_impossible_date_is_a_resident_number_only_beside_its_label(detector: KiwiDetector) -> None:
    assert "KR_RRN" not in {f.entity_type for f in detector.find(RawText("부품 901340-1234567"))}
    assert "KR_RRN" in {f.entity_type for f in detector.find(RawText("주민번호 901340-1234567"))}


def test_a_name_found_once_is_found_everywhere(mask: Mask) -> None:
    masked = mask("성명: 천하람\n\n경력\n천하람은 검색 팀을 이끌었다. 추천인은 천하람의 상사다.")
    assert "천하람" not in masked
    assert masked.count("<PERSON_1>") == 3


def test_a_given_name_that_is_a_word_stays_a_word(mask: Mask) -> None:
    assert "지원 동기" in mask("성명: 김지원\n지원 동기: 성장")


def test_a_column_is_read_by_its_heading(mask: Mask) -> None:
    masked = mask("자격증\t취득일\t자격번호\n정보처리기사\t2017.05.26\t11484658564K\n")
    assert masked == "자격증\t취득일\t자격번호\n정보처리기사\t2017.05.26\t<CERTIFICATE_NUMBER_1>\n"


@pytest.mark.parametrize("placeholder", ["<BANK_ACCOUNT_1>", "<PRIVATE>", "<EMAIL_ADDRESS#3f9a1c07>"])
def test_a_label_that_a_placeholder_answers_announces_nothing_behind_it(placeholder: str) -> None:
    (label,) = find_labels(f"계좌번호: {placeholder} 2001-01-15")["BANK_ACCOUNT"]
    assert label.value == len("계좌번호: ")


def test_a_tag_between_label_and_value_is_passed_over() -> None:
    (label,) = find_labels("계좌번호: <b>110-100-000012</b>")["BANK_ACCOUNT"]
    assert label.value == len("계좌번호: <b>")
