"""Form labels in Korean and English, found in one pass: ``성명:``, ``생 년 월 일 |``, ``Phone -``."""

import functools
import re
from dataclasses import dataclass

from service.privacy.normalise import normalise

# Each kind's labels. A kind is an entity type, or a word that a recogniser asks for.
LABELS: dict[str, str] = {
    "PERSON": (
        "성명 이름 한글이름 한글성명 영문이름 영문성명 영문명 한자성명 한자이름 성함 본명 지원자 지원자명 지원인 신청인 신청자 신청자명 작성자 "
        "담당자 담당자명 예금주 예금주명 보호자 보호자명 대표자 대표자명 고객명 환자명 학생명 직원명 성명(한글) 성명(영문) "
        "성명(국문) 성명(한자) 이름(한글) 이름(영문) 추천인 보증인 수령인 받는사람 받는분 보내는사람 보내는분 수취인 임차인 임대인 매도인 매수인 피보험자 계약자 "
        "가입자명 회원명 예약자 예약자명 주문자 구매자 발급대상자 피해자 진정인 민원인 청구인 고소인 피고소인 진술인 원고 피고 신고인성명 환자성명 환자명 고객성명 신청인성명 납세자 납세자명 수강생 상담원 상담사 대상자 대상자명 승객명 수검자명 원아명 주문자명 수령자 한글표기 영문표기 명의 위임인 수임인 대리인 신고인 신고자 "
        "근로자 근로자명 사용자명 세대주 의뢰인 환자 수검자 수진자 성명/서명 서명 성명(name) 카드명의인 명의자 명의인 소유자 운전자 기사 발신인 수신인 비상연락인 "
        "name full_name applicant candidate applicant_name candidate_name korean_name english_name first_name last_name "
        "given_name family_name surname referee prepared_by written_by emergency_contact"
    ),
    "ADDRESS": (
        "주소 현주소 자택주소 집주소 거주지 거주지주소 현거주지 주소지 배송지 배송주소 도로명주소 지번주소 상세주소 본점소재지 소재지 사업장소재지 사업장주소 회사주소 직장주소 주민등록주소 우편물수령지 수령지 "
        "address home_address current_address mailing_address residence"
    ),
    "POSTAL_CODE": "우편번호 postal_code zip_code zip postcode",
    "PHONE_NUMBER": (
        "전화 전화번호 휴대폰 휴대폰번호 휴대전화 휴대전화번호 핸드폰 핸드폰번호 연락처 비상연락처 긴급연락처 자택전화 자택번호 집전화 유선전화 직통 직통번호 팩스 팩스번호 모바일 대표전화 대표번호 전송 "
        "phone phone_number telephone tel mobile mobile_phone cell cell_phone contact contact_number fax hp h.p m.p"
    ),
    "DATE_OF_BIRTH": "생년월일 출생년월일 출생연월일 주민번호앞자리 주민등록번호앞자리 생년월일(양력) 생년월일(음력) 생일 출생일 출생일자 출생연도 출생년도 출생 생년 birth date_of_birth dob d.o.b birthday birth_date born born_on",
    "AGE": "나이 연령 만나이 age",
    "GENDER": "성별 gender sex",
    "NATIONALITY": "국적 국적/지역 nationality citizenship",
    "HEIGHT": "키 신장 height",
    "WEIGHT": "체중 몸무게 weight",
    "MARITAL_STATUS": "결혼여부 혼인여부 결혼유무 혼인상태 결혼상태 결혼 혼인 marital_status married",
    "HOMETOWN": "본적 본적지 출신지 출신지역 고향 등록기준지 출생지 태어난곳 hometown place_of_birth birthplace birth_place",
    "FAMILY": "가족관계 가족사항 가족상황 가족 family family_details",
    "RELIGION": "종교 religion",
    "HEALTH": (
        "건강상태 장애여부 장애등급 장애유형 장애정도 장애사항 병력 질병 지병 질환 기저질환 혈액형 시력 색맹여부 색맹 건강사항 진단명 병명 상병명 "
        "disability blood_type health_status medical_history medical_condition"
    ),
    "MILITARY_NUMBER": "군번 military_number service_number",
    "VETERAN_NUMBER": "보훈번호 보훈관리번호 보훈대상 보훈여부 보훈대상여부 보훈 국가유공자번호 veteran_number veteran_status",
    "HEALTH_INSURANCE": "건강보험증번호 건강보험번호 건강보험증 보험증번호 증번호 health_insurance_number",
    "STUDENT_ID": "학번 수험번호 student_id student_number student_no",
    "EMPLOYEE_ID": "사번 사원번호 직원번호 사원증번호 교번 employee_id employee_number employee_no staff_id staff_number",
    "CERTIFICATE_NUMBER": (
        "자격번호 자격증번호 자격증 번호 등록번호 자격등록번호 합격번호 면허증번호 인증번호 증서번호 발급번호 수료번호 "
        "certificate_number certificate_no certificate_id credential_id license_no registration_number"
    ),
    "SNS_ID": (
        "카카오톡_id 카톡_id 인스타그램_id 인스타_id 텔레그램_id 라인_id 트위터_id 페이스북_id 카카오톡_아이디 인스타그램_아이디 텔레그램_아이디 카카오톡 카톡 카카오톡아이디 카톡아이디 카카오톡id 카톡id 인스타 인스타그램 텔레그램 페이스북 라인 라인아이디 디스코드 트위터 위챗 스카이프 sns sns계정 sns아이디 "
        "kakaotalk kakaotalk_id kakao_id instagram telegram telegram_id line_id wechat wechat_id skype skype_id discord twitter"
    ),
    "KR_RRN": "주민등록번호 주민번호 주민등록 주민 resident_registration_number resident_registration_no rrn",
    "KR_FRN": "외국인등록번호 외국인번호 거소신고번호 국내거소신고번호 alien_registration_number foreigner_registration_number arc arc_no frn",
    "KR_PASSPORT": "여권 여권번호 passport passport_no passport_number",
    "KR_DRIVER_LICENSE": "운전면허 운전면허번호 운전면허증 운전면허증번호 면허번호 driver_license driver's_license driving_licence driver_license_number driver's_license_number",
    "KR_BRN": "사업자등록번호 사업자번호 사업자 business_registration_number brn",
    "KR_CRN": "법인등록번호 법인번호 법인등록 corporate_registration_number crn",
    "VEHICLE_PLATE": "차량번호 차량등록번호 차번호 자동차등록번호 자동차번호 번호판 차량 plate_number license_plate vehicle_number",
    "CREDIT_CARD": "카드번호 신용카드 신용카드번호 체크카드 법인카드 card_number credit_card card",
    "BANK_ACCOUNT": (
        "계좌번호 계좌 입금계좌 급여계좌 환불계좌 은행계좌 통장번호 가상계좌 송금계좌 납부계좌 정산계좌 자동이체계좌 account_number bank_account account_no account"
    ),
}

# Labels of types that are shown as <PRIVATE>: the label alone would tell the attribute.
_SEPARATOR = r"(?:[ \t]{0,3}\([^()\n]{1,12}\))?(?:은|는|이|가)?[ \t]{0,6}[:=|>\]\)\-▶┃│→(]{0,2}[ \t|]{0,6}\n?[ \t]{0,4}"


def kind_of(cell: str) -> str | None:
    """Return the kind that a table's heading cell announces.

    >>> kind_of("자격 번호")
    'CERTIFICATE_NUMBER'
    """
    return _KIND_OF.get(_key(cell))


@dataclass(frozen=True, slots=True)
class Label:
    """A label's span and where the value that it announces begins."""

    kind: str
    start: int
    end: int
    value: int
    marked: bool
    """Whether a colon, bar or the like follows: a form rather than prose."""


def _word_pattern(word: str) -> str:
    """A label's pattern; Hangul syllables may be spread (``성 명``), ``_`` stands for one separator."""
    if re.fullmatch(r"[가-힣]+", word):
        return r"[ \t]{0,3}".join(word)
    return r"[ \t_-]?".join(re.escape(part) for part in word.split("_"))


def _key(label: str) -> str:
    return re.sub(r"[\s_-]", "", label).lower()


_KIND_OF = {_key(word): kind for kind, words in LABELS.items() for word in words.split()}
_WORDS = sorted({word for words in LABELS.values() for word in words.split()}, key=len, reverse=True)


def _by_first_letter(words: list[str]) -> str:
    """Group alternatives under their first letter, so that most positions cost one comparison."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(_word_pattern(word))
    return "|".join(f"(?={re.escape(first)})(?:{'|'.join(group)})" for first, group in groups.items())


_LABEL = re.compile(
    rf"(?<![가-힣A-Za-z0-9@_.])(?P<label>{_by_first_letter(_WORDS)})(?![A-Za-z0-9@])(?P<gap>{_SEPARATOR})",
    re.IGNORECASE,
)


def find_labels(text: str) -> dict[str, list[Label]]:
    """Return the labels of a folded text by kind, in order.

    >>> [(label.kind, label.value) for label in find_labels("성 명 : 홍길동")["PERSON"]]
    [('PERSON', 6)]
    """
    found: dict[str, list[Label]] = {}
    for match in _LABEL.finditer(text):
        kind = _KIND_OF.get(_key(match["label"]))
        if kind is not None:
            marked = any(sign in match["gap"] for sign in ":=|>▶┃│→\n") or "\t" in match["gap"]
            found.setdefault(kind, []).append(
                Label(kind, match.start("label"), match.end("label"), match.end(), marked)
            )
    return found


@functools.cache
def _label_at_end(kinds: frozenset[str]) -> re.Pattern[str]:
    own = [word for word in _WORDS if _KIND_OF[_key(word)] in kinds]
    return re.compile(rf"(?<![가-힣A-Za-z0-9@_.])(?:{_by_first_letter(own)}){_SEPARATOR}$", re.IGNORECASE)


def label_before(text: str, start: int, kinds: frozenset[str]) -> int:
    """Return where the label of one of the kinds that directly precedes ``start`` begins, else ``start``.

    >>> label_before("키: 175cm", 3, frozenset({"HEIGHT"}))
    0
    """
    begin = max(0, start - 40)
    window = normalise(text[begin:start])
    match = _label_at_end(kinds).search(window.text)
    return start if match is None else begin + window.to_input(match.start(), match.end())[0]
