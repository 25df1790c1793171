# ruff: noqa: E501 - a pattern reads better on one line
"""Numbers that a label announces, however they are grouped, hidden, spelled or broken over lines.

A label announces the next value: what stands between the two holds no digit and no other label. Without a label,
the other recognisers ask more of a number's shape.
"""

import bisect
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from service.privacy.recognizers.base import Analysis, Found, Pattern, VeilRecognizer, scan
from service.privacy.recognizers.labels import Label

_REACH = 40
_LONGEST = 64
_TIMEOUT = 1.0
_SIGN = "[-~.·/_,ㅡー]"
# Between two groups on one line; and where a line may be broken, with or without a hyphen.
_G = rf"[ \t]{{0,3}}{_SIGN}?[ \t]{{0,3}}"
_B = rf"[ \t]{{0,3}}{_SIGN}?[ \t]{{0,3}}\n?[ \t]{{0,4}}"
# Accounts stand among amounts: a comma is none of theirs.
_DASH = r"[ \t]{0,3}[-~.·/_ㅡー]?[ \t]{0,3}"
_S = r"[ \t]{0,2}[-./ㅡー][ \t]{0,2}"
# A digit, or what hides one; and a digit that is read out.
_M = "[0-9*xX●○•#]"
_H = "[공영일이삼사오육륙칠팔구]"
_BEGIN = r"(?<![0-9A-Za-z])(?<![A-Za-z]-)"
_END = r"(?![0-9●○]|[-][0-9])"
# A year and a month, or a day, that doesn't go on as an account of a branch 2012-01 would.
_NO_MONTH = r"(?!(?:19|20)[0-9]{2}[ ]?[-./년][ ]?(?:1[0-2]|0?[1-9])(?![0-9]|[ ]?-[ ]?[0-9]{5}))"
_NO_DATE = rf"{_NO_MONTH}(?!(?:19|20)[0-9]{{2}}(?:1[0-2]|0[1-9])(?:3[01]|[12][0-9]|0[1-9])(?![0-9]|-[0-9]))"
_NO_UNIT = r"(?![ ]?(?:원|억|천|건|명|개|점|달러|%|만[ ]?(?:원|명|건|개|[0-9])))"
_DIALLED = r"\(?\+?[ ]?\(?[0-9](?:[-. ()/~_·]{0,3}[0-9*xX●○]){6,14}(?:[ ]?(?:x|ext\.?)[ ]?[0-9]{1,5})?"
_CODE = (
    r"(?:제[ ]?)?(?:[A-Za-z]{1,8}(?:[ ]{0,2}[-ㅡー][ ]{0,2}|[ ])?)?[0-9][0-9A-Za-z]{0,15}"
    rf"(?:{_S}[0-9A-Za-z]{{1,12}}){{0,5}}(?:[ ]?호)?"
)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a kind's value looks like behind its label."""

    pattern: Pattern
    score: float
    digits: int = 0
    """The fewest digits, hidden ones included."""
    firm: bool = False
    """Whether words between label and value, even another word with a colon, don't matter: the shape is proof enough."""
    near: bool = False
    """Whether only signs and a few words of telling may stand between."""
    dialled: bool = False
    """Whether it is a telephone, whose prefix tells it from the label's own number."""


def _shape(
    pattern: str, score: float, *, digits: int = 0, firm: bool = False, near: bool = False, dialled: bool = False
) -> Shape:
    return Shape(regex.compile(pattern, regex.IGNORECASE), score, digits, firm, near, dialled)


_RESIDENT = _shape(
    rf"{_BEGIN}(?:(?:19|20)?[0-9]{{2}}[-.]?(?:0[1-9]|1[0-2])[-.]?[0-9]{{2}}|[0-9]{{6}}){_B}(?:[0-9]{{7}}|[0-9]?[*xX●○•#]{{1,8}}|(?<=[-~ ])[0-9](?:[ ][*xX●○•#]{{1,8}})?(?![0-9])){_END}"
    rf"|{_H}{{6}}{_B}(?:{_H}{{7}}|[0-9]{{7}}(?![0-9]))|{_BEGIN}[0-9]{{6}}{_B}{_H}{{7}}",
    1.0,
    firm=True,
)
SHAPES: dict[str, Shape] = {
    "KR_RRN": _RESIDENT,
    "KR_FRN": _RESIDENT,
    "KR_BRN": _shape(rf"{_BEGIN}[0-9]{{3}}{_B}[0-9]{{2}}{_B}[0-9*xX●○]{{5}}{_END}", 1.0, firm=True),
    "KR_CRN": _shape(rf"{_BEGIN}[0-9]{{6}}{_B}[0-9*xX●○]{{7}}{_END}", 1.0, firm=True),
    "KR_PASSPORT": _shape(
        rf"(?<![A-Za-z0-9])(?:[A-Z]{_B}[0-9]{{3}}{_G}[A-Z]{_G}{_M}{{4}}|[A-Z]{{1,2}}[0-9]{{5,8}}[A-Z]{{1,2}}(?![A-Za-z])|[A-Z]{{1,2}}{_B}{_M}{{6,9}}|[0-9]{{8,9}}){_END}",
        1.0,
        digits=5,
        firm=True,
    ),
    "KR_DRIVER_LICENSE": _shape(
        rf"(?:(?:(?:서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주)|(?<![가-힣])[가-힣]{{2,4}}){_G}|{_BEGIN})[0-9]{{2}}{_B}(?:{_M}{{2}}{_B})?{_M}{{6}}{_B}{_M}{{2}}{_END}",
        1.0,
        firm=True,
    ),
    "CREDIT_CARD": _shape(
        rf"{_BEGIN}(?:[0-9]{{4}}{_B}{_M}{{4}}{_B}{_M}{{4}}{_B}{_M}{{2,7}}|3[0-9]{{3}}{_B}{_M}{{6}}{_B}{_M}{{4,5}}|[0-9]{{12,19}}){_END}",
        0.95,
        firm=True,
    ),
    "BANK_ACCOUNT": _shape(
        rf"{_BEGIN}{_NO_DATE}[0-9]{{2,8}}(?:{_DASH}{_M}{{1,8}}){{0,4}}{_END}{_NO_UNIT}", 0.9, digits=10
    ),
    "PHONE_NUMBER": _shape(
        rf"{_BEGIN}\(?0(?:1[016789]|2|[3-6][1-5]|70|50[2-8])\)?{_G}{_M}{{3,4}}{_G}{_M}{{4}}(?![0-9])|{_BEGIN}{_NO_DATE}{_DIALLED}{_END}{_NO_UNIT}|[공영0]{_H}{{1,2}}{_B}(?:{_H}|[0-9]){{3,4}}{_B}(?:{_H}|[0-9]){{4}}(?![0-9])",
        0.85,
        digits=7,
        dialled=True,
    ),
    "HEALTH_INSURANCE": _shape(rf"{_BEGIN}[1-9]{_B}[0-9]{{10}}{_END}", 0.95, firm=True),
    "MILITARY_NUMBER": _shape(rf"{_BEGIN}(?:[0-9]{{2}}{_B}[0-9]{{5,9}}|[A-Z]?[0-9]{{6,12}}){_END}", 0.95, near=True),
    "STUDENT_ID": _shape(rf"{_BEGIN}{_NO_MONTH}{_CODE}{_END}{_NO_UNIT}", 0.95, digits=5, near=True),
    "EMPLOYEE_ID": _shape(rf"{_BEGIN}{_NO_MONTH}{_CODE}{_END}{_NO_UNIT}", 0.95, digits=3, near=True),
    "CERTIFICATE_NUMBER": _shape(rf"{_BEGIN}{_NO_MONTH}{_CODE}{_END}{_NO_UNIT}", 0.85, digits=3, near=True),
    "POSTAL_CODE": _shape(
        rf"{_BEGIN}(?:[0-9]{{5}}|[0-9]{{3}}-[0-9]{{3}}){_END}(?![,.][0-9]){_NO_UNIT}", 0.95, near=True
    ),
    "VEHICLE_PLATE": _shape(
        r"(?:(?<![가-힣])[가-힣]{2}[ ]{0,2}|(?<![0-9]))[0-9]{1,3}[ ]{0,2}[가-힣][ ]{0,2}[0-9]{4}(?![0-9])",
        0.95,
        near=True,
    ),
    "SNS_ID": _shape(r"(?<![A-Za-z0-9_.@])@?[A-Za-z0-9][A-Za-z0-9_.\-]{2,30}(?<![.\-])", 0.85, near=True),
}
_CUT = rf"(?:[-. ()/~_·]{{0,3}}\n?[ \t]{{0,4}}{_M})"
_CODES = frozenset({"STUDENT_ID", "EMPLOYEE_ID", "CERTIFICATE_NUMBER"})
_CODE_REST = regex.compile(
    r"\n[ \t]{0,4}(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{3,9}[A-Za-z]?(?![0-9A-Za-z가-힣]|[ ]?[-.,:/][ ]?[0-9])"
)
_SHORT_CODE = 8
_BOLD = "**"
# The rest of a number that a line break cut: tried only where what stands on one line is too short.
_BROKEN = {
    "BANK_ACCOUNT": _shape(
        rf"{_BEGIN}{_NO_DATE}[0-9]{{2,8}}(?:{_DASH}(?:\n[ \t]{{0,4}})?{_M}{{1,8}}){{1,4}}{_END}", 0.9, digits=10
    ),
    "PHONE_NUMBER": _shape(
        rf"{_BEGIN}\(?\+?[ ]?\(?(?:(?:00)?82\)?{_CUT}{{8,11}}|0{_CUT}{{7,10}}){_END}", 0.85, digits=9, dialled=True
    ),
}
# Layouts that only banks use, by the lengths of their groups.
ACCOUNT_LAYOUTS = frozenset(
    {
        (6, 2, 6), (3, 4, 4, 2), (4, 3, 6), (3, 3, 6), (3, 6, 5), (3, 6, 2, 3), (4, 2, 7), (3, 2, 6, 1), (3, 4, 7), (6, 2, 5),
    }
)  # fmt: skip
_GROUP = regex.compile(r"[0-9*xX●○]+")
_COUNTRY = regex.compile(r"^(?:00)?82(?:0(?=[1-9]))?")
_SHORTEST_ACCOUNT, _MOBILE_DIGITS, _LANDLINE_DIGITS = 10, 10, 9
# A remark or a number behind the label belongs to it: (13자리), 연락처 1:
_REMARK = (
    r"(?:[ \t]{0,2}[(\[](?:[0-9]{1,2}[ ]?(?:자리|digits?)|(?![공영일이삼사오육륙칠팔구][공영일이삼사오육륙칠팔구 -]{5})[가-힣][^()\[\]\n0-9]{0,14}|required|optional)[)\]]"
    r"|[ \t]?[0-9]{1,2}(?=[ \t]?[:.)=|])|[ \t]?[0-9](?=[^0-9A-Za-z.\-)][^0-9\n]{0,30}\n?[^0-9\n]{0,10}[0+])|[ \t]?[0-9](?=[^0-9A-Za-z.\-)+][^0-9\n]{0,30}82))?"
)
# Without one in reach there is nothing to look for.
_DIGIT = regex.compile(rf"[0-9]|{_H}{{3}}")
_NUMBERING = regex.compile(_REMARK)
# 연락처 1010-…: the label's number is glued to the telephone's.
_GLUED_NUMBERING = regex.compile(r"[ \t]?[1-9](?=0(?:1[016789]|0?82))")
# Words may stand between on one line; a value in the next line follows the label directly.
_FAR = regex.compile(
    r"(?:[^0-9\n]{0,40}|(?:[^0-9A-Za-z가-힣\n]|(?<=/)[a-z]{1,8}(?=>)){0,34}(?:\n[^0-9A-Za-z가-힣\n]{0,10}){1,2}(?:(?<=<)[a-z]{1,8}[1-6]?>|[가-힣]{2}[ ]?)?)"
)
_ASKING = "입력|확인|기재|작성|조회|안내|필수|선택|값"
_OTHER_WORD = regex.compile(
    rf"[가-힣A-Za-z](?<!(?:[다요은는]|{_ASKING}|is|are|no|number|id|번호|value))[\"'*`]{{0,2}}[ \t]?[:=]",
    regex.IGNORECASE,
)
# Signs, tags, particles, and words of telling: 다음과 같습니다, 알려 드립니다, 입력:, is, on file is.
_TELLING = (
    r"(?:(?:은|는|이|가|을|를|도|만|의|란에|란|는요|은요|으로|로)(?![가-힣])|(?:은|는|이|가)(?=[0-9제])"
    r"|[ ]?(?:다음과 같습니다|아래와 같습니다|(?:알려|불러|보내|적어|남겨)[ ]?(?:드립니다|드릴게요|드려요|둡니다|주세요))"
    rf"|[ ]?(?:{_ASKING})(?:은|는)?(?![가-힣])|[ ](?:is|was|on file is|as follows|number|no\.?|id)(?![A-Za-z])|value(?=[\"' ]{{0,2}}[:=]))"
)
_TAG = (
    r"<input[^<>=\n]{0,30}(?:=\"[^<>\"\n]{0,20}\"[^<>=\n]{0,12}){0,3}(?==\")"
    r"|</?(?-i:(?!input)[a-z]{1,10}[1-6]?)(?:[ ][^<>\n]{0,30})?/?>"
)
_SIGNS = r"(?:<(?![A-Za-z/])|[^0-9A-Za-z가-힣\n@<])"
_NEAR = regex.compile(
    rf"{_REMARK}(?:{_TAG}|{_TELLING}|{_SIGNS}){{0,16}}(?:\n{_SIGNS}{{0,8}}){{0,2}}(?:{_TAG}){{0,2}}(?:<(?=[A-Z0-9]))?",
    regex.IGNORECASE,
)
_HANDLE = regex.compile(r"[_.0-9@]")
# A sign glued to an English label would read as an e-mail's: Instagram@hong_gd.
_GLUED_HANDLE = regex.compile(
    r"(?<![A-Za-z0-9@])(?:instagram|insta|telegram|twitter|discord|kakao(?:talk)?|line|wechat|skype|sns|(?:카카오톡|카톡|인스타(?:그램)?|텔레그램|트위터|라인|디스코드|위챗|스카이프)(?=[ ]?id))(?:[ _]?id)?(?P<value>@[A-Za-z0-9_][A-Za-z0-9_.]{2,30})(?!\.?[A-Za-z0-9]|@)(?<!\.(?:com|net|kr|org))",
    regex.IGNORECASE,
)
_HANDLE_LABEL = regex.compile(r"(?:id|아이디|계정)$", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Value:
    """A value and where it stands in the folded text."""

    start: int
    end: int
    text: str


class AnnouncedNumberRecognizer(VeilRecognizer):
    """Identifiers, phones, cards, accounts and other numbers behind their labels, however long the label is."""

    ENTITIES = tuple(SHAPES)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield the value that each label announces."""
        starts = sorted(label.start for labels in analysis.labels.values() for label in labels)
        for kind, shape in SHAPES.items():
            for label in analysis.labels.get(kind, ()):
                value = announce(kind, analysis.text, label)
                if value is None or (kind == "SNS_ID" and not _is_handle(analysis.text, label, value.text)):
                    continue
                # Another label in between announces the value itself.
                between = bisect.bisect_right(starts, label.start) < bisect.bisect_left(starts, value.start)
                if not between or shape.firm:
                    yield Found(value.start, value.end, shape.score, kind)
        for match in scan(_GLUED_HANDLE, analysis.text):
            yield Found(*match.span("value"), SHAPES["SNS_ID"].score, "SNS_ID")


def announce(kind: str, text: str, label: Label) -> Value | None:
    """Return the value of the kind that the label announces; what is too short may go on in the next line."""
    if kind != "SNS_ID" and _DIGIT.search(text, label.end, label.end + _REACH + 16) is None:
        return None
    value = _behind(text, label, SHAPES[kind])
    if kind in _CODES and value is not None:
        return _with_next_line(text, value)
    if kind not in _BROKEN:
        return value
    broken = _behind(text, label, _BROKEN[kind])
    if broken is None:
        return value
    line = value.text if value else ""
    longer = _whole_account(line, broken.text) if kind == "BANK_ACCOUNT" else _whole_phone(line, broken.text)
    return Value(broken.start, broken.start + len(longer), longer) if longer else value


def _with_next_line(text: str, value: Value) -> Value:
    """Add the rest of a code that the line's end cut: too short so far, and nothing else begins the next line."""
    rest = _CODE_REST.match(text, value.end) if value.text.isalnum() and _count(value.text) < _SHORT_CODE else None
    return Value(value.start, rest.end(), text[value.start : rest.end()]) if rest else value


def _whole_account(line: str, longer: str) -> str:
    """Return the account that goes on in the next line: behind a hyphen, too short before, or to a bank's layout."""
    layout: list[int] = []
    for group in _GROUP.finditer(longer):
        layout.append(len(group[0]))
        if group.end() > len(line) and tuple(layout) in ACCOUNT_LAYOUTS:
            return longer[: group.end()]
    short = _count(line) < _SHORTEST_ACCOUNT or longer[len(line) :].lstrip(" ").startswith("-")
    return longer if short else ""


def _whole_phone(line: str, longer: str) -> str:
    """Return the number that goes on in the next line, if it is too short without."""
    national = _COUNTRY.sub("0", "".join(_GROUP.findall(line)))
    return longer if len(national) < (_MOBILE_DIGITS if national.startswith("01") else _LANDLINE_DIGITS) else ""


def _behind(text: str, label: Label, shape: Shape) -> Value | None:
    """Return the next value if it has this shape, and nothing between it and the label speaks against it."""
    # Cut off, so that a number glued to its label (RRN900101-1234567) begins like any other.
    numbering = _GLUED_NUMBERING.match(text, label.end) if shape.dialled else None
    begin = numbering.end() if numbering else label.end
    behind = text[begin : begin + _REACH + _LONGEST]
    if shape.near:
        gap = _NEAR.match(behind, 0, _REACH, timeout=_TIMEOUT)
        match = shape.pattern.match(behind, gap.end() if gap else 0, timeout=_TIMEOUT)
    else:
        remark = _NUMBERING.match(behind)
        skipped = remark.end() if remark else 0
        match = shape.pattern.search(behind, skipped, timeout=_TIMEOUT)
        gap = _FAR.fullmatch(behind, skipped, min(match.start(), _REACH), timeout=_TIMEOUT) if match else None
        if gap is None or (not shape.firm and _OTHER_WORD.search(gap[0])):
            return None
    if match is None or _count(match[0]) < shape.digits or (match.start() != gap.end() if gap else False):
        return None
    value = match[0]
    if value.endswith(_BOLD) and behind.endswith(_BOLD, 0, match.start()):
        # What closes bold type hides no digits.
        value = value.removesuffix(_BOLD)
    return Value(begin + match.start(), begin + match.start() + len(value), value)


def whole(text: str, start: int, end: int, kind: str) -> bool:
    """Whether the span is one value of the kind and nothing else, as in a table's cell."""
    shape = SHAPES[kind]
    match = shape.pattern.match(text, start, end, timeout=_TIMEOUT)
    return match is not None and match.end() == end and _count(match[0]) >= shape.digits


def _count(value: str) -> int:
    return sum(character.isdigit() or character in "*xX●○•#공영일이삼사오육륙칠팔구" for character in value)


def _is_handle(text: str, label: Label, value: str) -> bool:
    """Whether a word behind the label is an account rather than a word: 인스타그램 API."""
    if _HANDLE_LABEL.search(text[label.start : label.end].replace(" ", "")):
        return True
    # A heading in the next line is no account: 라인\n[Education].
    return _HANDLE.search(value) is not None or (label.marked and "\n" not in text[label.end : label.value])
