# ruff: noqa: E501 - a pattern reads better on one line
"""Numbers of certificates and licences: behind a certificate's name, behind a label, and between 제 and 호.

정보처리기사 25201050738Y, 간호사 면허번호는 398201, 위생사 제40117호, ``Credential ID: LM7Q2BKD``, ``Second Engineer (No. COC-2E-0284716)``.
"""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import TIMEOUT_SECONDS, Analysis, Found, VeilRecognizer, scan

_TYPE = "CERTIFICATE_NUMBER"
# A day, a month or a stretch of years is no number.
_NO_DATE = (
    r"(?!(?:19|20)[0-9]{2}[ ]?[-./~][ ]?(?:(?:1[0-2]|0?[1-9])(?:[-./][0-9]{1,2})?|(?:19|20)[0-9]{2})(?![0-9A-Za-z가-힣-])"
    r"|(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:[0-3][0-9])?(?![0-9A-Za-z-])|(?:19|20)[0-9]{2}[ ]?년)"
)
_END = r"(?![0-9A-Za-z]|[-/.][0-9A-Za-z]|[ ]?(?:원|점|명|건|개|위|시간|만[ ]?원|%|회|차|기|학년|년도|호선|개월))"
# A letter or syllable may be a group of its own (2016-가-01428); four digits in all are asked for below.
_GROUP = r"(?:[0-9A-Za-z]{1,20}|[가-힣]{1,3}(?=[-0-9]))"
_CODE = rf"(?<![0-9A-Za-z])(?:제[ ]?)?{_NO_DATE}{_GROUP}(?:[ ]?[-–/.][ ]?{_GROUP}|(?<=[가-힣])[0-9][0-9A-Za-z]{{1,16}}){{0,5}}{_END}(?:[ ]?호)?"
# What a certificate's own number looks like where no label says so: a run of eight to fourteen digits, groups with four digits in all.
_PLAIN = (
    rf"(?<![0-9A-Za-z])(?:{_NO_DATE}[0-9]{{8,14}}[A-Za-z]?{_END}|{_NO_DATE}(?=[^ \n]{{0,24}}-)(?!(?:[0-9]{{1,3}}-[0-9]{{1,3}}|0[0-9]{{1,2}}-[0-9]{{3,4}}-[0-9]{{4}})(?![0-9A-Za-z-]))"
    rf"[0-9A-Z]{{1,12}}(?:-(?:[0-9A-Za-z]{{1,14}}|[가-힣]{{1,3}}(?=-))){{1,4}}{_END})|제[ ]?{_NO_DATE}(?:[0-9가-힣]{{1,6}}-){{0,2}}[0-9]{{3,12}}[A-Z]?[ ]?호|제[ ]?[A-Z]{{1,3}}[0-9]{{4,10}}[ ]?호|[가-힣]{{2}}-(?=[0-9-]{{4,16}})[0-9]{{1,4}}(?:-[0-9]{{2,8}}){{1,2}}{_END}|{_NO_DATE}[0-9]{{4,8}}(?=호(?![가-힣]))"
)
_NAME = (
    r"(?:기사|기능사|기능장|기술사|관리사|지도사|상담사|간호사|조무사|한의사|의사|약사|교사|조리사|위생사|영양사|치료사|방사선사|병리사|기공사|복지사|보호사|노무사|회계사|세무사|관세사|변리사|변호사|법무사|중개사|평가사|분석사|분석가|안내사"
    r"|통역사|번역사|사서|설계사|미용사|구조사|구조원|안전원|요원|제과사|바리스타|소믈리에|조종자|조종사|항해사|기관사|운용사|심판|마스터|활용능력|워드프로세서|검정시험|검정|능력시험|전산회계|전산세무|인증심사원|감리원|감정사|손해사정사|보육교사|면허증?|자격증?|이수증|수료증|합격증|면장|라이선스|종사자격|운전자격|해기사|선원수첩|면허|스쿠버|다이버"
    r"|(?<![A-Za-z])licen[cs]e(?![A-Za-z])|(?-i:ITQ|GTQ|MOS|DIAT|SQL[DP]|ADsP|DAsP|ADP|TOPIK|TOEIC|TOEFL|IELTS|TEPS|OPIc|HSK|JLPT|JPT|DELF|DELE|TestDaF|CKA[DS]?|CKAD|PMP|CISSP|CIS[AM]|CPA|AICPA|USCPA|CFA|FRM|CEH|OSCP|CCN[AP]|ITIL|CTFL|CTAL|ISTQB|CPSM|CPIM|ACLS|BLS|KALS|PALS|NCLEX|RN|STCW|C[Oo][CP]|PADI|AOW|TESOL|CELTA)(?![A-Za-z]))"
)
# Between name and number: a level, a kind or a date in brackets, signs.
_BETWEEN = (
    r"(?:[ \t]{0,3}(?:[(\[][^()\[\]\n0-9]{1,14}[)\]]|(?:제?[ ]?[0-9]급|[0-9]종|[특전단복]급|[특준정]|필기|실기|취득|합격|보유|소지|자격증?|면허증?|필|최종)(?![가-힣0-9])|[(\[]?(?:19|20)[0-9]{2}[-./년][ ]?[0-9]{1,2}(?:[-./월][ ]?[0-9]{1,2}일?)?\.?월?[)\]]?(?![0-9-])|[IVX]{1,3}(?![A-Za-z])|[IA][HLM][1-3]?(?![A-Za-z0-9])|Provider)){0,3}"
    r"[ \t]{0,3}(?:[(\[,:;/·|\-–—]|번호[ ]?:?)?[ \t|]{0,3}"
)
_NAMED = regex.compile(rf"{_NAME}(?=[^\n]{{0,60}}[0-9]){_BETWEEN}(?P<value>{_PLAIN})", regex.IGNORECASE)
# The label may follow the code's place only with a sign or a particle.
_LABELS = (
    r"(?:자격증?|면허증?|합격증?|응시|이수증?|수료증?|발급|인증서?|증서|취득|성적표|확인서|증명서|자격[ ]?등록|면허[ ]?등록|자격[ ]?취득|면장|허가증|시험|검정|교원[ ]?자격증?|등록증|성적|인정|적합판정|판정|선원수첩|수첩|증|품증|단증|대원증|요원증|신분증)[ ]?(?:관리[ ]?|등록[ ]?|발급[ ]?)?(?:번호|No\.?|넘버|ID)"
    r"|(?<![A-Za-z])(?:certificat(?:e|ion)|credential|licen[cs]e|registration|cert|reg|lic|validation|verification|candidate|accreditation|licensure|test[ ]report[ ]form)s?\.?[ ]?(?:no|number|num|id|code|nr)(?![A-Za-z])\.?|(?<![A-Za-z])(?:certificate|credential|licen[cs]e|cert\.?|lic\.?)[ ]?#"
)
_TELLING = r"(?:[ ]?(?:은|는|이|가|:|=|#|\||-|–)|[ ](?:is|was)(?![A-Za-z])|[ ]?\()?[ \t:#|*\"'“]{0,4}"
_LABELLED = regex.compile(rf"(?:{_LABELS}){_TELLING}(?P<value>(?:[가-힣]{{2}}[ -](?=[0-9]))?{_CODE})", regex.IGNORECASE)
# What needs no label: the numbers of the Human Resources Development Service, and those that a board's name announces.
_ISSUED = regex.compile(r"(?<![0-9A-Za-z-])(?P<value>[0-9]{11}[A-Z])(?![0-9A-Za-z-])")
_SHAPED = regex.compile(
    r"(?<![A-Za-z])(?:HCPC|NMC|GMC|GDC|AHPRA|NYSED|PRC|HAAD|DHA|PADI|SSI|AOW|AHA)(?:[ ](?:No\.?|ID|registration|reg\.?|PIN|licen[cs]e))?[ :#(]{1,3}(?P<value>[A-Z]{0,4}[0-9][0-9A-Z]{4,11})(?![0-9A-Za-z])"
    r"|(?:국기원|대한태권도협회|대한검도회|대한유도회|대한체육회|대한적십자사)[ ]?(?:번호[ :]{0,2})?(?P<value>[0-9]{6,10})(?![0-9-])|seaman['’]?s[ ]book[ :]{1,4}(?:no\.?[ ]?)?(?P<value>(?:[A-Z]{2,5}[ ])?[A-Z]{0,2}[0-9]{5,9})(?![0-9])|certification[ ](?P<value>(?-i:[A-Z]{2,5})[0-9]{6,10})(?![0-9A-Za-z])|(?:스쿠버|다이버)[^\n(]{0,12}\((?P<value>(?=[0-9A-Z]{0,9}[0-9]{2})[0-9A-Z]{6,14})\)",
    regex.IGNORECASE,
)
# A bare No. or 번호, and 제 … 호, count where a certificate is spoken of before them.
_BARE = regex.compile(
    rf"(?:(?<![A-Za-z가-힣])(?:No\.?|Nr\.?|№|ID|번호|#)[ :#]{{0,3}}(?P<value>{_CODE})|(?P<value>제[ ]?{_NO_DATE}(?:[0-9가-힣]{{1,6}}-){{0,2}}[0-9]{{3,12}}[A-Z]?[ ]?호))",
    regex.IGNORECASE,
)
_ABOUT = regex.compile(
    rf"{_NAME}|certif|licen[cs]e|licensed|credential|qualifi|chartered|registered[ ](?:nurse|engineer|architect)|(?<![A-Za-z])(?:second|chief|third)[ ](?:engineer|officer|mate)",
    regex.IGNORECASE,
)
_NOT_ABOUT = regex.compile(
    r"특허|실용신안|공고|고시|법률|조례|훈령|규칙|공문|상표|저작권|등록[ ]?디자인|호선|제품|모델|버전|software|patent|invoice|order|ticket|issue|driver|driving|운전",
    regex.IGNORECASE,
)
# Papers of trade, pharmacies and animals have numbers that are nobody's certificate.
_OTHER_PAPER = regex.compile(
    r"(?r)(?:처방전?|영수증?|인수증?|인계증?|수취|거래명세[서표]?|계산서|송장|예약|접수|주문|조제|경영체|동물|반려견|농장|축산물?이력|품종[ ]?:[^\n]{0,30}|동물[ ]?:[^\n]{0,20})[ (/]{0,3}(?:교부[ ]?|발행[ ]?|발급[ ]?|등록[ ]?)?",
    regex.IGNORECASE,
)
_FEWEST_DIGITS = 4
_LONG_CODE = 10
_WINDOW = 70


class CertificateRecognizer(VeilRecognizer):
    """CERTIFICATE_NUMBER: what stands behind a certificate's name or label, letters and Hangul in it included."""

    ENTITIES = (_TYPE,)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield numbers."""
        text = analysis.text
        for shaped in (*scan(_ISSUED, text), *scan(_SHAPED, text)):
            if _is_number(shaped["value"]):
                yield Found(*shaped.span("value"), 0.8, _TYPE)
        for named in scan(_NAMED, text):
            if _is_number(named["value"]):
                yield Found(*named.span("value"), 0.8, _TYPE)
        for labelled in scan(_LABELLED, text):
            begin = max(0, labelled.start() - 16)
            if (
                _is_number(labelled["value"])
                and _NOT_ABOUT.search(text, begin, labelled.start("value")) is None
                and not is_other_paper(text, labelled.start())
            ):
                yield Found(*labelled.span("value"), 0.85, _TYPE)
        for bare in scan(_BARE, text):
            begin = max(text.rfind("\n\n", 0, bare.start()) + 1, bare.start() - _WINDOW)
            before = text[begin : bare.start()]
            if (
                _is_number(bare["value"])
                and _ABOUT.search(before, timeout=TIMEOUT_SECONDS)
                and _NOT_ABOUT.search(before) is None
            ):
                yield Found(*bare.span("value"), 0.75, _TYPE)


def is_other_paper(text: str, label_start: int) -> bool:
    """Whether the words before a label say that the number is a prescription's, a receipt's or an animal's."""
    return _OTHER_PAPER.match(text, max(0, label_start - 48), label_start, timeout=TIMEOUT_SECONDS) is not None


def _is_number(value: str) -> bool:
    """Whether a code has digits enough to be somebody's own: AZ-104 and 1종 have not."""
    digits = sum(character.isdigit() for character in value)
    letters = sum(character.isalpha() for character in value)
    return digits >= _FEWEST_DIGITS or (digits > 1 and digits + letters >= _LONG_CODE)
