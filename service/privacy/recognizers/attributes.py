# ruff: noqa: E501 - a pattern reads better on one line
"""What a form says about a person: birth, age, sex, origin, family, belief, health, and numbers known by their label."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from service.privacy.recognizers.base import Analysis, Found, Pattern, VeilRecognizer
from service.privacy.recognizers.births import LABELLED, is_calendar_date
from service.privacy.recognizers.certificates import is_other_paper
from service.privacy.recognizers.labels import Label
from service.privacy.recognizers.others import MEASURED, tells_of_averages

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
    "DATE_OF_BIRTH": LabelRule(_compile(LABELLED)),
    "AGE": LabelRule(
        _compile(
            r"(?:만[ ]?)?(?:[0-9]{1,3}[ ]?(?:(?:세|살)(?!대)|years?(?:[ -]old)?(?![a-z])|y(?:/?o|rs)?(?![A-Za-z])|(?![0-9가-힣A-Za-z-]|[.,][0-9]|[ ]?(?:명|년|개)))|(?:열|스물|스무|서른|마흔|쉰|예순|일흔)[가-힣]{0,3}(?:[ ]?살)?)"
        )
    ),
    "GENDER": LabelRule(
        _compile(
            r"(?:남성|여성|남자|여자|남|여|男|女|male|female|man|woman|non-?binary|[MF])(?:[ ]?\((?:male|female|M|F|남|여)\))?(?![A-Za-z]|[가-힣]{2})"
        )
    ),
    "NATIONALITY": LabelRule(_compile(rf"(?!기간|데이터|분석|정보|별|무관){_WORD}"), 0.9, marked=True),
    "HEIGHT": LabelRule(
        _compile(
            r"(?:약[ ]?)?(?:[12][ ]?m[ ]?[0-9]{2}(?:[ ]?cm)?|[4-9][ ]?(?:'|ft\.?|feet)[ ]?[0-9]{1,2}(?:[ ]?(?:\"|''|in(?:ch(?:es)?)?\.?))?|(?:[12][0-9]{2}|[4-9][0-9])(?:\.[0-9]{1,2})?(?:[ ]?(?:cm|센티미터|센티)|(?!비트|[ ]?(?:개|명|건|원|년|ms|kb|mb|bit|byte|바이트|비트|px|자리|여[ ]?개|여[ ]?명|여[ ]?국))))(?![0-9A-Za-z])"
        ),
        0.9,
    ),
    "WEIGHT": LabelRule(
        _compile(
            r"(?:약[ ]?)?[0-9]{2,3}(?:\.[0-9]{1,2})?(?:[ ]?(?:kg|킬로그램|킬로|lbs?|pounds?)(?![A-Za-z]|[ ]?(?:더미|마네킹|하중|시험|이상|이하))|(?=[ ]*(?:$|[\n|,;/])))"
        ),
        0.9,
    ),
    "MARITAL_STATUS": LabelRule(
        _compile(
            r"(?:기혼|미혼|이혼|사별|별거|재혼|결혼|유|무|[YN](?![A-Za-z])|예|아니오|O|X|(?:never )?married|unmarried|single|divorced|widow(?:ed|er)?|separated|engaged)(?:[ ]?[(,][ ]?(?:자녀|[0-9]남|[0-9]녀|슬하|아들|딸|[0-9]{1,2}|one |two |three |no |with )[^\n|)]{0,20}\)?)?"
        ),
        0.9,
        marked=True,
    ),
    "HOMETOWN": LabelRule(
        _compile(r"[가-힣][가-힣0-9 -]{0,40}[가-힣0-9]|[A-Z][A-Za-z ,'-]{1,40}[A-Za-z]"), 0.85, marked=True
    ),
    "RELIGION": LabelRule(_compile(_WORD), 0.85, marked=True),
    "HEALTH": LabelRule(_compile(r"(?:[^\n|,;:.\"}]|\.(?=[0-9])){1,60}"), 0.85, marked=True),
    "FAMILY": LabelRule(_compile(r"[^\n|]{1,120}"), 0.8, marked=True),
    "MILITARY_NUMBER": LabelRule(_compile(r"[0-9]{2}-?[0-9]{5,9}(?![0-9])|[A-Z]?[0-9-]{6,14}(?![0-9])")),
    "VETERAN_NUMBER": LabelRule(
        _compile(
            r"[0-9]{1,4}-[0-9]{3,8}(?:-[0-9]{1,6})?|[0-9]{5,12}|(?:국가|독립)유공자[^\n|,;]{0,20}|대상(?:자)?|비대상(?:자)?|해당(?:없음|사항없음)?|유|무"
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
            r"(?:[가-힣A-Za-z]{2,10}[ ]?(?:은행)?[ ]?[)\]]?[ ]?)?(?P<value>(?!(?:19|20)[0-9]{2}[-./](?:1[0-2]|0?[1-9])(?:[-./][0-3]?[0-9])?(?![0-9-]))[0-9]{2,14}(?:[ ]?[- ][ ]?[0-9*]{1,8}){0,4})(?![0-9])"
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
# The next label instead of a value.
_LABEL_BEHIND = regex.compile(r"[\"']?[ ]?:")
_WORDS = frozenset("NATIONALITY MARITAL_STATUS HOMETOWN RELIGION HEALTH VETERAN_NUMBER GENDER".split())
# A family or health label heads a section more often than a line; only short answers count there.
_DIGITS_NEEDED = {"BANK_ACCOUNT": 8, "CREDIT_CARD": 12, "STUDENT_ID": 5, "CERTIFICATE_NUMBER": 4}


class LabelledValueRecognizer(VeilRecognizer):
    """Values known by the label before them, in forms, tables and prose, Korean and English."""

    ENTITIES = tuple(RULES)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield each labelled value."""
        for kind, rule in RULES.items():
            for label in analysis.labels.get(kind, ()):
                # Two blanks part a form's columns.
                if rule.marked and not label.marked and "  " not in analysis.text[label.end : label.value]:
                    continue
                # A heading: its section's rows are another recogniser's.
                if kind == "FAMILY" and "\n" in analysis.text[label.end : label.value]:
                    continue
                if _is_nobodys(analysis.text, kind, label):
                    continue
                match = rule.value.match(analysis.text, label.value, timeout=1.0)
                if (
                    match is None
                    or (kind in _WORDS and _LABEL_BEHIND.match(analysis.text, match.end()))
                    or EMPTY.match(analysis.text, label.value)
                ):
                    continue
                start, end = match.span("value") if "value" in match.groupdict() else match.span()
                if kind == "DATE_OF_BIRTH":
                    if not is_calendar_date(match[0]):
                        continue
                else:
                    end = start + len(analysis.text[start:end].rstrip(" .,;"))
                if sum(c.isdigit() for c in analysis.text[start:end]) >= _DIGITS_NEEDED.get(kind, 0):
                    yield Found(start, end, rule.score, kind)


def _is_nobodys(text: str, kind: str, label: Label) -> bool:
    """Whether the label asks for a receipt's number, or for what people measure on average."""
    if kind == "CERTIFICATE_NUMBER":
        return is_other_paper(text, label.start)
    return kind in MEASURED and not label.marked and tells_of_averages(text, label.start)
