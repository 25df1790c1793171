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
from service.privacy.recognizers.certificates import is_other_paper
from service.privacy.recognizers.labels import Label

_REACH = 40
_LONGEST = 64
_TIMEOUT = 1.0
_SIGN = "(?:--|[-~.·/_,ㅡー])"
# Between two groups on one line; and where a line may be broken, with or without a hyphen.
_G = rf"[ \t]{{0,3}}{_SIGN}?[ \t]{{0,3}}"
# The next line may be quoted in a mail, or begin with the hyphen.
_B = rf"(?:[ \t]{{0,3}}{_SIGN}?[ \t]{{0,3}}(?:\n(?:>[ ]?){{0,2}})?[ \t]{{0,4}}|\n[ \t]{{0,4}}-(?=[0-9*]))"
# Accounts stand among amounts: a comma is none of theirs.
_DASH = r"[ \t]{0,3}(?:--|[-~.·/_ㅡー])?[ \t]{0,3}"
_S = r"[ \t]{0,2}(?:--|[-./_ㅡー])[ \t]{0,2}"
# A digit, or what hides one; and a digit that is read out.
_M = "[0-9*xX●○•#□■×※]"
_HIDDEN = "[*xX●○•#□■×※]"
_H = "[공영일이삼사오육륙칠팔구]"
_BEGIN = r"(?<![0-9A-Za-z])(?<![A-Za-z]-)"
_END = r"(?![0-9●○]|[-][0-9])"
# A year and a month, or a day, that doesn't go on as an account of a branch 2012-01 would.
_NO_MONTH = r"(?!(?:19|20)[0-9]{2}[ ]?[-./년][ ]?(?:1[0-2]|0?[1-9])(?![0-9]|[ ]?-[ ]?[0-9]{5}))"
_NO_DATE = rf"{_NO_MONTH}(?!(?:19|20)[0-9]{{2}}(?:1[0-2]|0[1-9])(?:3[01]|[12][0-9]|0[1-9])(?![0-9]|-[0-9]))"
_NO_UNIT = r"(?![ ]?(?:원|억|천|건|명|개|점|달러|%|만[ ]?(?:원|명|건|개|[0-9])))"
_DIALLED = r"(?:\(?\+[ ]?)?\(?[0-9](?:[-. ()/~_·\t]{0,3}[0-9*xX●○•#□■×※]){6,14}(?:[ ]?(?:x|ext\.?)[ ]?[0-9]{1,5})?"
_CODE = (
    r"(?:제[ ]?|[가-힣]{1,4}(?=[0-9]))?(?:[A-Za-z]{1,8}(?:[ \t]{0,2}(?:--|[-ㅡー_])[ \t]{0,2}|[ ])?){0,2}[0-9][0-9A-Za-z]{0,15}"
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
    rf"{_BEGIN}(?:(?:19|20)?[0-9]{{2}}[-.]?(?:0[1-9]|1[0-2])[-.]?[0-9]{{2}}|[0-9]{{6}}){_B}(?:[0-9]{{7}}|[0-9]{{0,3}}{_HIDDEN}{{1,8}}|(?<=[-~ ])[0-9](?:[ ]{_HIDDEN}{{1,8}})?(?![0-9])){_END}"
    rf"|{_H}{{6}}{_B}(?:{_H}{{7}}|[0-9]{{7}}(?![0-9]))|{_BEGIN}[0-9]{{6}}{_B}[0-9]?{_H}{{6,7}}",
    1.0,
    firm=True,
)
SHAPES: dict[str, Shape] = {
    "KR_RRN": _RESIDENT,
    "KR_FRN": _RESIDENT,
    "KR_BRN": _shape(rf"{_BEGIN}[0-9]{{3}}{_B}[0-9]{{2}}{_B}{_M}{{5}}{_END}", 1.0, firm=True),
    "KR_CRN": _shape(rf"{_BEGIN}[0-9]{{6}}{_B}{_M}{{7}}{_END}", 1.0, firm=True),
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
        rf"(?<![0-9])(?=[0-9 ./-]{{0,12}}{_H})[공영0](?:{_H}|[0-9]){{1,3}}{_B}(?:{_H}|[0-9]){{3,4}}{_B}(?:{_H}|[0-9]){{4}}(?![0-9])|{_BEGIN}\(?0(?:1[016789]|2|[3-6][1-5]|70|50[2-8])\)?{_G}{_M}{{3,4}}{_G}{_M}{{4}}(?![0-9])|{_BEGIN}{_NO_DATE}{_DIALLED}{_END}{_NO_UNIT}",
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
        r"(?:(?:(?<![가-힣])|(?<=[은는]))[가-힣]{2}[ \t]{0,3}|(?<![0-9]))[0-9]{1,3}[ \t]{0,3}[가-힣][ \t]{0,3}[0-9]{4}(?![0-9])",
        0.95,
        near=True,
    ),
    "SNS_ID": _shape(
        r"(?<![A-Za-z0-9.@])@?[A-Za-z0-9_][A-Za-z0-9_.\-]{2,30}(?<![.\-])(?:#[0-9]{4}(?![0-9]))?", 0.85, near=True
    ),
}
_CUT = rf"(?:[-. ()/~_·\t]{{0,3}}(?:\n(?:>[ ]?){{0,2}})?[ \t]{{0,4}}-?{_M})"
_CODES = frozenset({"STUDENT_ID", "EMPLOYEE_ID", "CERTIFICATE_NUMBER"})
_CODE_REST = regex.compile(
    r"\n[ \t]{0,4}(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{3,9}[A-Za-z]?(?![0-9A-Za-z가-힣]|[ ]?[-.,:/][ ]?[0-9])"
)
_SHORT_CODE = 8
_BOLD = "**"
# One digit a box, with a hyphen in a box of its own.
_BOXES = regex.compile(
    r"(?<![0-9A-Za-z])[0-9](?:(?:[ ]{1,3}|[ ]{0,3}[|│┃][ ]{0,3})(?:[-/.–](?:[ ]{1,3}|[ ]{0,3}[|│┃][ ]{0,3}))?[0-9*](?![0-9])){7,18}(?![ ]?[0-9])"
)
_SHORTEST_BOXED = 10
_BOXED = frozenset(
    {
        "KR_RRN",
        "KR_FRN",
        "KR_BRN",
        "KR_CRN",
        "PHONE_NUMBER",
        "CREDIT_CARD",
        "BANK_ACCOUNT",
        "KR_DRIVER_LICENSE",
        "HEALTH_INSURANCE",
    }
)
# The rest of a number that a line break cut: tried only where what stands on one line is too short.
_BROKEN = {
    "BANK_ACCOUNT": _shape(
        rf"{_BEGIN}{_NO_DATE}[0-9]{{2,8}}(?:{_DASH}(?:\n(?:>[ ]?){{0,2}}[ \t]{{0,4}}-?)?{_M}{{1,8}}){{1,4}}{_END}",
        0.9,
        digits=10,
    ),
    "PHONE_NUMBER": _shape(
        rf"(?<![0-9])(?=[0-9 ./-]{{0,12}}{_H})[공영0](?:{_H}|[0-9]){{1,3}}{_B}(?:{_H}|[0-9]){{3,4}}{_B}(?:{_H}|[0-9]){{4}}(?![0-9])|{_BEGIN}\(?\+?[ ]?\(?(?:(?:00)?82\)?{_CUT}{{8,12}}|0{_CUT}{{7,11}}){_END}",
        0.85,
        digits=9,
        dialled=True,
    ),
}
# Layouts that only banks use, by the lengths of their groups.
ACCOUNT_LAYOUTS = frozenset(
    {
        (6, 2, 6), (3, 4, 4, 2), (4, 3, 6), (3, 3, 6), (3, 6, 5), (3, 6, 2, 3), (4, 2, 7), (3, 2, 6, 1), (3, 4, 7), (6, 2, 5),
    }
)  # fmt: skip
_GROUP = regex.compile(r"[0-9*xX●○•#□■×※]+")
_COUNTRY = regex.compile(r"^(?:00)?82(?:0(?=[1-9]))?")
_SHORTEST_ACCOUNT, _MOBILE_DIGITS, _LANDLINE_DIGITS = 10, 10, 9
# A remark or a number behind the label belongs to it: (13자리), 연락처 1:
_REMARK = (
    r"(?:[ \t_]{0,3}\n?1[03][ ]?자리|[ \t_]{0,2}\n?[(\[](?:[0-9]{1,2}[ ]?(?:자리|digits?)|(?![공영일이삼사오육륙칠팔구][공영일이삼사오육륙칠팔구 -]{5})[가-힣][^()\[\]0-9]{0,14}|passport|mobile|cell|home|office|personal|korean|english|number|id|no\.?)[)\]]"
    r"|[ \t]?[0-9]{1,2}(?=[ \t]?[:.)=|])|[ \t]?[0-9](?=[^0-9A-Za-z.\-)][^0-9\n]{0,30}\n?[^0-9\n]{0,10}[0+])|[ \t]?[0-9](?=[^0-9A-Za-z.\-)+][^0-9\n]{0,30}82))?"
)
# Without one in reach there is nothing to look for.
_DIGIT = regex.compile(rf"[0-9]|{_H}{{3}}")
_REMARKS = regex.compile(r"[.)]?(?:[ _]{0,2}\([^()\n]{1,16}\)){1,2}")
_NUMBERING = regex.compile(_REMARK, regex.IGNORECASE)
# 연락처 1010-…: the label's number is glued to the telephone's.
_GLUED_NUMBERING = regex.compile(r"[ \t]?[1-9](?=0(?:1[016789]|0?82))")
# Words may stand between on one line; a value in the next line follows the label directly.
_FAR = regex.compile(
    r"(?:[^0-9\n]{0,40}|(?P<asked>[^0-9\n]{0,30}\n(?!입력|결과|값|예시?[ ]?:)[가-힣A-Za-z]{1,8}[ ]?:[ ]?(?:[가-힣]{1,2}[,.]?[ ]?)?)|[^0-9\n]{0,4}\t[A-Z]{1,2}[0-9]{1,3}\t|(?:[^0-9A-Za-z가-힣\n]|(?<=/)[a-z]{1,8}(?=>)){0,34}(?:\n[^0-9A-Za-z가-힣\n]{0,10}){1,2}(?:(?<=<)[a-z]{1,8}[1-6]?>|[가-힣]{2}[ ]?)?)"
)
_ASKING = "입력|확인|기재|작성|조회|안내|필수|선택|값"
_OTHER_WORD = regex.compile(
    rf"[가-힣A-Za-z](?<!(?:[다요은는]|{_ASKING}|is|are|no|number|id|번호|value|class|name|type|text))[\"'*`]{{0,2}}[ \t]?[:=]",
    regex.IGNORECASE,
)
# Signs, tags, particles, and words of telling: 다음과 같습니다, 알려 드립니다, 입력:, is, on file is.
_TELLING = (
    r"(?:(?:은|는|이|가|을|를|도|만|의|란에|란|는요|은요|으로|로)(?![가-힣])|(?:은|는|이|가)(?=[0-9제]|(?:서울|부산|대구|인천|광주|대전|울산|경기|강원|충북|충남|전북|전남|경북|경남|제주|세종)[ ]?[0-9])"
    r"|[ ]?(?:다음과 같습니다|아래와 같습니다|(?:알려|불러|보내|적어|남겨|전해|말씀)[ ]?(?:드립니다|드릴게요|드려요|둡니다|주세요|주실래요|주시겠어요)"
    r"|(?:말씀|기재|입력|회신|확인|공유)?[ ]?(?:해[ ]?(?:주세요|주실래요|주시겠어요)|드립니다)|남깁니다|남겨요|적습니다|적어요|라[ ]?함은|라고[ ]?함은|이요|요)"
    # The answer stands in the next line of a chat.
    r"|[.?!]?\n[가-힣A-Za-z]{1,8}[ ]?:[ ]?(?:(?:네|예|넵|아|음|yes|sure)[,.]?[ ]?)?"
    rf"|[ ]?(?:{_ASKING})(?:은|는)?(?![가-힣])|[ ](?:(?:is|was|has been|will be)[ ][a-z]{{3,12}}[ ](?:as|to|under|at)|is|was|of|on file is|as follows|number|no\.?|id)(?![A-Za-z])|(?:value|text|content|answer|data)(?=[\"' ]{{0,2}}[:=]))"
)
_TAG = (
    r"&(?:nbsp|ensp|emsp|quot|lt|gt|#160);|<!\[CDATA\[|\t[A-Z]{1,2}[0-9]{1,3}(?=\t)|<input[^<>=\n]{0,30}(?:=\"[^<>\"\n]{0,20}\"[^<>=\n]{0,12}){0,3}(?==\")"
    r"|</?(?-i:(?!input)[a-z]{1,10}[1-6]?)(?:[ ][^<>\n]{0,30})?/?>"
)
_SIGNS = r"(?:<(?![A-Za-z/])|[^0-9A-Za-z가-힣\n@<])"
_NEAR = regex.compile(
    rf"[.)]?{_REMARK}{_REMARK}(?:{_TAG}|{_TELLING}|{_SIGNS}){{0,16}}(?:\n{_SIGNS}{{0,8}}){{0,2}}(?:{_TAG}){{0,2}}(?:<(?=[A-Z0-9]))?",
    regex.IGNORECASE,
)
# The first of two values, where the label is the second of two: 성명, 학번: 홍길동, 20190001.
_PAIRED = regex.compile(r"[가-힣A-Za-z ]{2,20}[/,][ ]?|VALUES \((?:'[^'\n]{0,20}', ?){1,3}'", regex.IGNORECASE)
_SECOND = regex.compile(r"[/,][ `\"']{0,2}(?:[가-힣A-Za-z]{1,6}[ \n]{1,2})?$")
_OPENED = regex.compile(r"\([가-힣A-Za-z ]{0,10}$")
_CLOSED = regex.compile(r"\.?[ ]?(?:\([^()\n]{1,14}\))?\)")
_HANDLE = regex.compile(r"[_.0-9@]")
# A sign glued to an English label would read as an e-mail's: Instagram@hong_gd.
_GLUED_HANDLE = regex.compile(
    r"(?<![A-Za-z0-9@])(?:instagram|insta|telegram|twitter|discord|kakao(?:talk)?|line|wechat|skype|sns|(?:카카오톡|카톡|인스타(?:그램)?|텔레그램|트위터|라인|디스코드|위챗|스카이프)(?=[ _]?id))(?:[ _]?id)?(?P<value>@[A-Za-z0-9_][A-Za-z0-9_.]{2,30}(?:#[0-9]{4})?)(?!\.?[A-Za-z0-9]|@)(?<!\.(?:com|net|kr|org))"
    r"|(?<![A-Za-z0-9가-힣])(?:X|IG|YT|TikTok|Threads|Bluesky|유튜브|틱톡|스레드)[ ]{0,3}[:|]?[ ]{0,3}(?P<value>@[A-Za-z0-9_][A-Za-z0-9_.]{2,30}(?<!\.))(?![A-Za-z0-9@])",
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
                if kind == "CERTIFICATE_NUMBER" and is_other_paper(analysis.text, label.start):
                    continue
                value = announce(kind, analysis.text, label)
                if kind == "CERTIFICATE_NUMBER" and "면허" in regex.sub(
                    r"[\s_]", "", analysis.text[label.start : label.end]
                ):
                    value = announce("KR_DRIVER_LICENSE", analysis.text, label) or value
                if value is None and kind == "KR_BRN":
                    # Company Registration No. is said of both.
                    value = announce("KR_CRN", analysis.text, label)
                if value is None or (kind == "SNS_ID" and not _is_handle(analysis.text, label, value.text)):
                    continue
                # Another label in between announces the value itself.
                remarks = _REMARKS.match(analysis.text, label.end)
                begin = max(label.start, remarks.end() - 1 if remarks else 0)
                between = bisect.bisect_right(starts, begin) < bisect.bisect_left(starts, value.start)
                if not between or shape.firm:
                    yield Found(value.start, value.end, shape.score, kind)
        for match in scan(_GLUED_HANDLE, analysis.text):
            yield Found(*match.span("value"), SHAPES["SNS_ID"].score, "SNS_ID")


def announce(kind: str, text: str, label: Label) -> Value | None:
    """Return the value of the kind that the label announces; what is too short may go on in the next line."""
    before = _before(text, label, SHAPES[kind])
    if before or (kind != "SNS_ID" and _DIGIT.search(text, label.end, label.end + _REACH + 16) is None):
        return before
    if kind in _BOXED and (boxed := _in_boxes(text, label, SHAPES[kind])) is not None:
        return boxed
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


def _in_boxes(text: str, label: Label, shape: Shape) -> Value | None:
    """Return the value whose digits stand apart, as in a form with a box for each: 9 0 0 1 0 1 - 1 2 3 4 5 6 7."""
    remark = _NUMBERING.match(text, label.end)
    begin = remark.end() if remark and not remark[0].strip(" \t").isdigit() else label.end
    # Cut off, as digits may be glued to their label.
    behind = text[begin : label.end + _REACH + 2 * _LONGEST]
    boxes = _BOXES.search(behind, timeout=_TIMEOUT)
    if boxes is None or _FAR.fullmatch(behind, 0, boxes.start(), timeout=_TIMEOUT) is None:
        return None
    return Value(begin + boxes.start(), begin + boxes.end(), boxes[0]) if _fits_boxes(boxes[0], shape) else None


def _fits_boxes(value: str, shape: Shape) -> bool:
    together = "".join(character for character in value if character not in " \t|│┃")
    return _count(together) >= _SHORTEST_BOXED or shape.pattern.fullmatch(together, timeout=_TIMEOUT) is not None


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
        if (
            gap is not None
            and gap.end() < len(behind)
            and (paired := _PAIRED.match(behind, gap.end()))
            and _is_paired(text, label)
        ):
            gap = paired
        begin_value = gap.end() if gap else 0
        while (
            begin_value and behind[begin_value - 1] == "_" and behind[begin_value] != "@" and shape is SHAPES["SNS_ID"]
        ):
            begin_value -= 1
        match = shape.pattern.match(behind, begin_value, timeout=_TIMEOUT)
    else:
        remark = _NUMBERING.match(behind)
        skipped = remark.end() if remark else 0
        if (
            remark
            and remark[0].strip().isdigit()
            and shape.firm
            and shape.pattern.match(behind.lstrip(), timeout=_TIMEOUT)
        ):
            skipped = 0  # The value's first group, not the label's number.
        match = shape.pattern.search(behind, skipped, timeout=_TIMEOUT)
        gap = _FAR.fullmatch(behind, skipped, min(match.start(), _REACH), timeout=_TIMEOUT) if match else None
        if gap is None or (not shape.firm and not gap["asked"] and _OTHER_WORD.search(gap[0])):
            return None
    if (
        match is None
        or _count(match[0]) < shape.digits
        or (match.start() != gap.end() if gap and not shape.near else False)
    ):
        return None
    value = match[0]
    if value.endswith(_BOLD) and behind.endswith(_BOLD, 0, match.start()):
        # What closes bold type hides no digits.
        value = value.removesuffix(_BOLD)
    return Value(begin + match.start(), begin + match.start() + len(value), value)


def _is_paired(text: str, label: Label) -> bool:
    """Whether another label stands before this one, so that two values follow: 성명/학번: 홍길동/20190001."""
    return _SECOND.search(text, max(0, label.start - 12), label.start) is not None


def _before(text: str, label: Label, shape: Shape) -> Value | None:
    """Return the value that a label in brackets explains: 20190001 (학번)."""
    opened = _OPENED.search(text, max(0, label.start - 14), label.start)
    if opened is None or not _CLOSED.match(text, label.end):
        return None
    end = opened.start()
    while end and text[end - 1] == " ":
        end -= 1
    begin = max(0, end - _LONGEST)
    boxed = [boxes for boxes in _BOXES.finditer(text, begin, end, timeout=_TIMEOUT) if _fits_boxes(boxes[0], shape)]
    found = boxed or list(shape.pattern.finditer(text, begin, end, timeout=_TIMEOUT))
    last = found[-1] if found else None
    if last is None or last.end() != end or _count(last[0]) < shape.digits:
        return None
    return Value(*last.span(), last[0])


def whole(text: str, start: int, end: int, kind: str) -> bool:
    """Whether the span is one value of the kind and nothing else, as in a table's cell."""
    shape = SHAPES[kind]
    if kind in _BOXED and _BOXES.fullmatch(text, start, end, timeout=_TIMEOUT) and _fits_boxes(text[start:end], shape):
        return True
    if kind == "CERTIFICATE_NUMBER" and whole(text, start, end, "KR_DRIVER_LICENSE"):
        return True
    match = shape.pattern.match(text, start, end, timeout=_TIMEOUT)
    return match is not None and match.end() == end and _count(match[0]) >= shape.digits


def _count(value: str) -> int:
    return sum(character.isdigit() or character in "*xX●○•#□■×※공영일이삼사오육륙칠팔구" for character in value)


def _is_handle(text: str, label: Label, value: str) -> bool:
    """Whether a word behind the label is an account rather than a word: 인스타그램 API."""
    if _HANDLE_LABEL.search(text[label.start : label.end].replace(" ", "")):
        return True
    # A heading in the next line is no account: 라인\n[Education].
    return _HANDLE.search(value) is not None or (label.marked and "\n" not in text[label.end : label.value])
