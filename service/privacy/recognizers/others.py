# ruff: noqa: E501 - a pattern reads better on one line
"""Whether a sentence speaks of other people: patients, customers, pupils. What is said of them tells nothing of the candidate."""

import regex

# 사람입니다, 학생이었고: who says so speaks of oneself.
_OWN = r"(?!입니다|이었|이던|였|이지만|이라|이며|이고|으로서|로서|인[ ]저)"
_PEOPLE = (
    r"(?:환자|고객|사용자|이용자|내담자|어르신|노인|고령자|노약자|노년층|아동|아이들?(?![가-힣]{2})|유아|영유아|학생|청소년|분들?(?=[은이을의과에께]|[ ]|$)|사람들?|승객|손님|부모(?!님)|학부모|보호자|산모|임산부|여성|남성|회원|주민|시민|국민|직원|근로자|노동자|대상자"
    r"|수급자|입소자|참가자|참여자|부부|가구|가정|장애인|외국인|유학생|이주민|이주여성|교인|신도|성도|신자|피해자|의뢰인|청년|구직자|동료|팀원|선수|여행객|관광객|투숙객|바이어|개발자|연주자|작가|연예인|인물|캐릭터|병사|장병|훈련병|수감자|재소자|소비자|유저|독자|관객|세대|층|군인들|여군들)"
)
# 우울증을 겪는 내담자, 치매 어르신; not 색약이지만 저는 고객 응대를.
_BEHIND = regex.compile(
    rf"(?:(?:(?!지만|으나|어서|아서|해서|라서|니다|터라|때문|[고며면어][ ])[^\n.!?,]){{0,22}}?(?<![저나인에때로서지후중][ ]?)(?:는|은|던|인|한|된|신|운|할|을)[ ](?:[가-힣0-9]{{1,6}}[ ])?|[ ](?:[가-힣]{{1,4}}[ ])?){_PEOPLE}{_OWN}"
)
_BEFORE = regex.compile(
    r"(?r)(?:환자|고객|사용자|이용자|내담자|어르신|노인|아동|학생|청소년|승객|산모|임산부|회원|주민|근로자|대상자|수급자|입소자|학부모|의뢰인|참가자|교인|신도|외국인)(?:들)?(?:의|이|가|은|는|에게|을|를)[ ](?:[가-힣]{1,6}[ ])?|(?r)(?:부부|가구|가정),[ ](?:자녀[ ])?"
)
_AVERAGE = regex.compile(r"(?:평균|표준|average|typical)[^\n.!?]{0,36}$", regex.IGNORECASE)
_AVERAGE_REACH = 40
MEASURED = frozenset({"HEIGHT", "WEIGHT"})
_REACH = 44
_BACK = 18


def tells_of_others(text: str, start: int, end: int) -> bool:
    """Whether the value from ``start`` to ``end`` is said of people who are spoken of professionally.

    >>> text = "우울증을 겪는 내담자를 상담했습니다."
    >>> tells_of_others(text, 0, 3)
    True
    >>> tells_of_others("우울증을 겪는 동안 쉬었습니다.", 0, 3)
    False
    """
    return (
        _BEHIND.match(text, end, end + _REACH) is not None
        or _BEFORE.match(text, max(0, start - _BACK), start) is not None
    )


def tells_of_averages(text: str, start: int) -> bool:
    """Whether a measure is that of a typical person: 평균 사용자는 키 168cm."""
    return _AVERAGE.search(text, max(0, start - _AVERAGE_REACH), start) is not None
