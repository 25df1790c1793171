# ruff: noqa: E501 - a pattern reads better on one line
"""What a form says about a person: birth, age, sex, origin, family, belief, health, and numbers known by their label."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from service.privacy.recognizers.base import Analysis, Found, Pattern, VeilRecognizer, scan
from service.privacy.recognizers.lexicon import words

_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_MONTH_NAME = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATE = (
    rf"(?:{_YEAR}|'?[0-9]{{2}})[ ]?(?:년|[./-])[ ]?{_MONTH}[ ]?(?:월|[./-])[ ]?{_DAY}(?:[ ]?일|\.)?(?![0-9])"
    rf"|{_YEAR}{_MONTH}{_DAY}(?![0-9])|{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
    rf"|{_MONTH_NAME}[ ]{_DAY}(?:st|nd|rd|th)?,?[ ]{_YEAR}|{_DAY}(?:st|nd|rd|th)?[ ]{_MONTH_NAME},?[ ]{_YEAR}"
    rf"|{_MONTH}/{_DAY}/{_YEAR}|{_DAY}[./]{_MONTH}[./]{_YEAR}"
)
_WORD = r"[가-힣]{1,12}(?:\([^()\n]{1,12}\))?|[A-Za-z][A-Za-z'’-]{1,20}(?:[ ][A-Z][A-Za-z'’-]{1,20}){0,3}"
_CODE = r"(?:제[ ]?)?[A-Za-z가-힣]{0,6}[- ]?[0-9][0-9A-Za-z]*(?:[-–./][0-9A-Za-z]{1,12}){0,5}(?:[ ]?호)?"


def _compile(value: str) -> Pattern:
    return regex.compile(value, regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LabelRule:
    """A value that its label announces; ``marked`` asks for a colon, bar or line break after the label."""

    value: Pattern
    score: float = 0.95
    marked: bool = False
    list_items: bool = False


RULES: dict[str, LabelRule] = {
    "DATE_OF_BIRTH": LabelRule(
        _compile(
            rf"(?:양력|음력)?[ ]?(?:{_DATE}|{_YEAR}[ ]?년(?:[ ]?{_MONTH}[ ]?월)?|[0-9]{{6}}(?![0-9-])|{_YEAR}(?![0-9.-]))(?:[ ]?생)?"
        )
    ),
    "AGE": LabelRule(
        _compile(
            r"(?:만[ ]?)?[0-9]{1,3}[ ]?(?:세|살|years?(?:[ -]old)?|y(?:/?o)?)?(?![0-9가-힣A-Za-z,.-]|[ ]?(?:명|년|개))"
        )
    ),
    "GENDER": LabelRule(
        _compile(r"(?:남성|여성|남자|여자|남|여|male|female|man|woman|non-?binary|[MF])(?![가-힣A-Za-z])")
    ),
    "NATIONALITY": LabelRule(_compile(rf"{_WORD}"), 0.85, marked=True),
    "HEIGHT": LabelRule(
        _compile(
            r"(?:약[ ]?)?(?:[12][0-9]{2}|[4-9][0-9])(?:\.[0-9]{1,2})?(?:[ ]?(?:cm|센티미터|센티))?(?![0-9]|[ ]?(?:개|명|건|원|년|ms|kb|mb))"
        ),
        0.9,
    ),
    "WEIGHT": LabelRule(_compile(r"(?:약[ ]?)?[0-9]{1,3}(?:\.[0-9]{1,2})?(?:[ ]?(?:kg|킬로그램|킬로))(?![0-9])"), 0.9),
    "MARITAL_STATUS": LabelRule(
        _compile(r"기혼|미혼|이혼|사별|별거|결혼|유|무|[YN](?![A-Za-z])|예|아니오|single|married|divorced|widowed"),
        0.9,
        marked=True,
    ),
    "HOMETOWN": LabelRule(
        _compile(r"[가-힣][가-힣0-9 -]{0,40}[가-힣0-9]|[A-Z][A-Za-z ,'-]{1,40}[A-Za-z]"), 0.85, marked=True
    ),
    "RELIGION": LabelRule(_compile(_WORD), 0.85, marked=True),
    "HEALTH": LabelRule(_compile(r"[^\n|,;]{1,60}"), 0.85, marked=True),
    "FAMILY": LabelRule(_compile(r"[^\n|]{1,120}"), 0.8, marked=True),
    "MILITARY_NUMBER": LabelRule(_compile(r"[0-9]{2}-?[0-9]{5,9}(?![0-9])|[A-Z]?[0-9-]{6,14}(?![0-9])")),
    "VETERAN_NUMBER": LabelRule(
        _compile(
            r"[0-9]{1,4}-[0-9]{3,8}(?:-[0-9]{1,6})?|[0-9]{5,12}|대상(?:자)?|비대상(?:자)?|해당(?:없음|사항없음)?|유|무"
        ),
        0.9,
        marked=True,
    ),
    "HEALTH_INSURANCE": LabelRule(_compile(r"[1-9]-?[ ]?[0-9]{10}(?![0-9])")),
    "STUDENT_ID": LabelRule(
        _compile(r"[A-Za-z]{0,4}-?[0-9]{4}[- ]?[0-9]{3,8}(?![0-9])|[A-Za-z]{0,4}[0-9]{5,12}(?![0-9])")
    ),
    "EMPLOYEE_ID": LabelRule(_compile(r"[A-Za-z]{0,5}[- ]?[0-9]{2,10}(?:-[0-9A-Za-z]{1,8}){0,2}(?![0-9])")),
    "CERTIFICATE_NUMBER": LabelRule(_compile(_CODE), 0.85),
    "SNS_ID": LabelRule(
        _compile(r"(?:(?:ID|아이디|계정)[ ]?[:=]?[ ]?)?@?[A-Za-z0-9_][A-Za-z0-9_.\-]{2,30}"), 0.85, marked=True
    ),
    "KR_RRN": LabelRule(_compile(r"[0-9]{6}[ ]{0,3}[-~.]?[ ]{0,3}[0-9*xX●]{7}(?![0-9])|[0-9]{6}-[0-9](?![0-9])"), 1.0),
    "KR_FRN": LabelRule(_compile(r"[0-9]{6}[ ]{0,3}[-~.]?[ ]{0,3}[0-9*xX●]{7}(?![0-9])"), 1.0),
    "KR_PASSPORT": LabelRule(
        _compile(r"[A-Z]{1,2}[ -]?[0-9]{6,9}(?![0-9])|[A-Z][0-9]{3}[A-Z][0-9]{4}|[0-9]{8,9}(?![0-9])"), 1.0
    ),
    "KR_DRIVER_LICENSE": LabelRule(
        _compile(
            r"(?:[가-힣]{2,4}[ ]?)?[0-9]{2}[- ]?(?:[0-9]{2}[- ]?)?[0-9]{6}[- ]?[0-9]{2}(?![0-9])|[A-Z0-9]{1,4}-[0-9A-Z-]{5,16}"
        ),
        0.95,
    ),
    "KR_BRN": LabelRule(_compile(r"[0-9]{3}[ ]?-?[ ]?[0-9]{2}[ ]?-?[ ]?[0-9]{5}(?![0-9])"), 1.0),
    "KR_CRN": LabelRule(_compile(r"[0-9]{6}[ ]?-?[ ]?[0-9]{7}(?![0-9])"), 1.0),
    "CREDIT_CARD": LabelRule(_compile(r"[0-9]{4}(?:[- ]?[0-9*xX●]{4}){2}[- ]?[0-9*xX●]{2,7}(?![0-9])"), 0.95),
    "BANK_ACCOUNT": LabelRule(
        _compile(
            r"(?:[가-힣A-Za-z]{2,10}[ ]?(?:은행)?[ ]?[)\]]?[ ]?)?(?P<value>[0-9]{2,14}(?:[ ]?[- ][ ]?[0-9*]{1,8}){0,4})(?![0-9])"
        ),
        0.9,
    ),
    "POSTAL_CODE": LabelRule(
        _compile(
            r"[0-9]{5}(?![0-9])|[0-9]{3}-[0-9]{3}(?![0-9])|[A-Z]{1,2}[0-9][0-9A-Z]?[ ]?[0-9][A-Z]{2}(?![A-Za-z0-9])|[A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9](?![A-Za-z0-9])"
        ),
        0.95,
    ),
    "VEHICLE_PLATE": LabelRule(_compile(r"(?:[가-힣]{2}[ ]?)?[0-9]{1,3}[ ]?[가-힣][ ]?[0-9]{4}(?![0-9])"), 0.95),
}
# Values that a form leaves open.
EMPTY = regex.compile(
    r"(?:없음|해당[ ]?없음|해당사항[ ]?없음|무관|미기재|n/?a|none|-+)(?![가-힣A-Za-z])", regex.IGNORECASE
)
# A family or health label heads a section more often than a line; only short answers count there.
_DIGITS_NEEDED = {"BANK_ACCOUNT": 8, "CREDIT_CARD": 12, "STUDENT_ID": 5, "CERTIFICATE_NUMBER": 4}


class LabelledValueRecognizer(VeilRecognizer):
    """Values known by the label before them, in forms, tables and prose, Korean and English."""

    ENTITIES = tuple(RULES)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield each labelled value."""
        for kind, rule in RULES.items():
            for label in analysis.labels.get(kind, ()):
                if rule.marked and not label.marked:
                    continue
                # A heading: its section's rows are another recogniser's.
                if kind == "FAMILY" and "\n" in analysis.text[label.end : label.value]:
                    continue
                match = rule.value.match(analysis.text, label.value, timeout=1.0)
                if match is None or EMPTY.match(analysis.text, label.value):
                    continue
                start, end = match.span("value") if "value" in match.groupdict() else match.span()
                end = start + len(analysis.text[start:end].rstrip(" .,;"))
                if sum(c.isdigit() for c in analysis.text[start:end]) >= _DIGITS_NEEDED.get(kind, 0):
                    yield Found(start, end, rule.score, kind)


@dataclass(frozen=True, slots=True)
class _Phrase:
    entity_type: str
    pattern: Pattern
    score: float


_PHRASES = (
    _Phrase(
        "DATE_OF_BIRTH", _compile(rf"(?<![0-9])(?P<value>(?:{_DATE})[ ]?(?:출생|생(?!산|성|활|명|애|존|각)))"), 0.9
    ),
    _Phrase(
        "DATE_OF_BIRTH", _compile(rf"(?<![0-9])(?P<value>(?:{_YEAR}|'?[0-9]{{2}})[ ]?년[ ]?생)(?!산|성|활|명|존)"), 0.9
    ),
    _Phrase("DATE_OF_BIRTH", _compile(rf"(?<![A-Za-z])born[ ](?:on|in)?[ ]?(?P<value>{_DATE})"), 0.9),
    _Phrase(
        "AGE",
        _compile(r"(?<![0-9])(?P<value>만[ ]?[0-9]{1,3}[ ]?(?:세|살))(?![ ]?(?:이상|이하|미만|초과|부터|까지|기|대))"),
        0.85,
    ),
    _Phrase(
        "AGE",
        _compile(
            r"(?<![0-9~\-.])(?P<value>[1-9][0-9]?[ ]?(?:세|살))(?![ ]?(?:이상|이하|미만|초과|부터|까지|기|대|트|션|[~-][ ]?[0-9]))(?=[^가-힣]|의|인|로|이|입|남|여)"
        ),
        0.6,
    ),
    _Phrase("AGE", _compile(r"(?<![0-9A-Za-z])(?P<value>[1-9][0-9]?)[ -]years?[ -]olds?(?![A-Za-z])"), 0.7),
    _Phrase(
        "AGE",
        _compile(
            r"(?<![A-Za-z])(?:aged|age of|turned|turning|i am|i'm)[ ](?P<value>[1-9][0-9])(?![0-9A-Za-z%]|[ ](?:percent|people|days|months))"
        ),
        0.55,
    ),
    _Phrase("DATE_OF_BIRTH", _compile(rf"[(][ ]?(?:남|여|M|F)[성자]?[ ]?[/,·][ ]?(?P<value>{_DATE})"), 0.9),
    _Phrase(
        "AGE",
        _compile(
            r"[(][ ]?(?:남|여|M|F)[성자]?[ ]?[/,·][ ]?(?P<value>(?:만[ ]?)?[1-9][0-9]?[ ]?(?:세|살|y(?:/?o)?)?)[ ]?[),/]"
        ),
        0.9,
    ),
    _Phrase("GENDER", _compile(r"[(][ ]?(?P<value>남|여|M|F)[성자]?[ ]?[/,·][ ]?(?:만[ ]?)?[0-9]"), 0.9),
    _Phrase(
        "NATIONALITY",
        _compile(
            rf"(?<![가-힣A-Za-z])(?P<value>{'|'.join(sorted(words('countries'), key=len, reverse=True))})[ ]?국적"
        ),
        0.9,
    ),
    _Phrase(
        "NATIONALITY",
        _compile(
            rf"국적(?:은|이|:)?[ ]{{0,2}}(?P<value>{'|'.join(sorted(words('countries'), key=len, reverse=True))})"
        ),
        0.9,
    ),
    _Phrase(
        "HEIGHT", _compile(r"(?:키|신장)[ ]?(?:는|은|이|:)?[ ]?(?P<value>1[3-9][0-9](?:\.[0-9])?[ ]?(?:cm|센티))"), 0.9
    ),
    _Phrase(
        "WEIGHT",
        _compile(r"(?:몸무게|체중)[ ]?(?:는|은|이|:)?[ ]?(?P<value>[0-9]{2,3}(?:\.[0-9])?[ ]?(?:kg|킬로))"),
        0.9,
    ),
    _Phrase("GENDER", _compile(r"(?<=[(/,|][ ]?)(?P<value>남성?|여성?|남자|여자|male|female)(?=[ ]?[)/,|])"), 0.55),
    _Phrase("MARITAL_STATUS", _compile(r"(?<![가-힣])(?P<value>기혼|미혼)(?![가-힣]{2})"), 0.7),
    _Phrase(
        "HEIGHT",
        _compile(r"(?<![0-9.])(?P<value>1[3-9][0-9](?:\.[0-9])?[ ]?cm)[ ]?[/,·|][ ]?[0-9]{2,3}(?:\.[0-9])?[ ]?kg"),
        0.9,
    ),
    _Phrase(
        "WEIGHT",
        _compile(r"(?<![0-9.])1[3-9][0-9](?:\.[0-9])?[ ]?cm[ ]?[/,·|][ ]?(?P<value>[0-9]{2,3}(?:\.[0-9])?[ ]?kg)"),
        0.9,
    ),
    _Phrase(
        "HEALTH",
        _compile(
            r"(?P<value>(?:지체|시각|청각|언어|지적|신장|심장|호흡기|뇌병변|정신|자폐성)[ ]?장애[ ]?(?:[1-6][ ]?급|중증|경증|심한|심하지)|장애[ ]?[1-6][ ]?급)"
        ),
        0.85,
    ),
    _Phrase(
        "SNS_ID",
        _compile(
            r"(?:카카오톡|카톡|인스타그램|인스타|텔레그램|트위터|instagram|telegram|kakaotalk|twitter)[ ]?(?:ID|아이디|계정)?[ ]?(?:은|는|:|=)?[ ]?(?P<value>@[A-Za-z0-9_.]{3,30})"
        ),
        0.85,
    ),
    _Phrase("STUDENT_ID", _compile(r"\([ ]?학번[ ]?:?[ ]?(?P<value>[0-9]{6,10})[ ]?\)"), 0.95),
)


class AttributePhraseRecognizer(VeilRecognizer):
    """Attributes that carry their own evidence: ``1990년생``, ``만 34세``, ``175cm/70kg``."""

    ENTITIES = tuple(sorted({phrase.entity_type for phrase in _PHRASES}))

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield each phrase's value."""
        for phrase in _PHRASES:
            for match in scan(phrase.pattern, analysis.text):
                yield Found(*match.span("value"), phrase.score, phrase.entity_type)


_KIN = "조부|조모|외조부|외조모|아버지|어머니|부친|모친|부|모|父|母|형|누나|오빠|언니|남동생|여동생|동생|배우자|남편|아내|처|자녀|아들|딸|장남|차남|장녀|차녀|자|제|매|형제|자매|시부|시모|장인|장모|며느리|사위|손자|손녀"
_FAMILY_HEADING = regex.compile(r"(?m)^[ \t#■□●○◆▶*\-\[【<0-9.]{0,6}가족[ ]?(?:관계|사항|상황)[ \t\]】>:]{0,4}$")
_FAMILY_ROW = regex.compile(rf"(?m)^[ \t|·\-*]{{0,4}}(?P<value>(?:{_KIN})[ \t]{{0,3}}[|:(/, \t][^\n]{{1,100}})$")


class FamilyRecognizer(VeilRecognizer):
    """FAMILY: the rows of a family table (채용절차법 §4-3 forbids asking for them)."""

    ENTITIES = ("FAMILY",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield the rows below a family heading."""
        for heading in scan(_FAMILY_HEADING, analysis.text):
            for row in scan(_FAMILY_ROW, analysis.text, heading.end(), heading.end() + 800):
                yield Found(*row.span("value"), 0.9, "FAMILY")
