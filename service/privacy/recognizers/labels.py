"""Form labels in Korean and English, found in one pass: ``성명:``, ``생 년 월 일 |``, ``Phone -``."""

import functools
import re
from dataclasses import dataclass

from service.privacy.normalise import normalise
from service.privacy.recognizers.lexicon import read_kinds

# Each kind's labels; a kind is an entity type.
LABELS = read_kinds("labels")

# What closes a label (quotes, bold, a heading's cell) and what opens a value, in JSON, Markdown and HTML.
# A placeholder (<BANK_ACCOUNT_1>, <PRIVATE>) is no tag but the value itself: its label announces nothing further.
_TAGS = r"(?:&nbsp;|<!\[CDATA\[|</?(?!PRIVATE>|[A-Z_]{1,30}[_#:])[A-Za-z][^<>\n]{0,30}>[ \t]{0,2}){0,4}"
_CLOSE = r"(?:\\?[\"'”’*`_】」\]>]){0,3}"
_OPEN = r"(?:\\?[\"'“‘*`\[{「【]){0,3}"
# A remark may say how long the number is: (13자리).
_REMARK = r"(?:[ \t]{0,3}\((?:[0-9]{1,2}[ ]?(?:자리|digits?)|[^()\n0-9]{1,14})\))?"
_SEPARATOR = (
    rf"{_REMARK}{_CLOSE}{_TAGS}(?:은|는|이|가)?(?:[ \t]{{0,3}}[.…·]{{3,40}})?"
    rf"[ \t]{{0,6}}[:=|>\]\)\-▶┃│→(]{{0,2}}[ \t|*]{{0,6}}\n?[ \t]{{0,4}}{_TAGS}{_OPEN}"
)
# From this many syllables on, a label in a narrow column may be broken.
_LONG = 4
_SPREAD_OR_BROKEN = r"(?:[ \t_]{0,3}|\n[ \t]{0,2})"
_MARKS = " \t\"'*`_【】「」[]<>"
_LONGEST_HEADING = 40
# Whose it is may be glued to it: 본인학번, 신청인연락처.
_OWNERS = (
    "본인|개인|신청인|신청자|지원자|고객|직원|대표자|학생|보호자|배우자|근로자|환자|회원|가입자|계약자|예금주|담당자|현재|기존|변경|대한민국|"
    "병역|복무|전역|예비역|육군|해군|공군|ROTC|대학교?|대학원|학부|접속|로그인"
)
_OWNER = re.compile(rf"(?:{_OWNERS})[ _]?")
_IN_BRACKETS = re.compile(r"\([^()]{1,14}\)$")


def kind_of(cell: str) -> str | None:
    """Return the kind that a table's heading cell announces.

    >>> kind_of("자격 번호")
    'CERTIFICATE_NUMBER'
    >>> kind_of("**휴대폰(본인)**")
    'PHONE_NUMBER'
    """
    bare = cell.strip(_MARKS)
    if len(bare) > _LONGEST_HEADING:
        return None
    # 대한민국 여권번호, 우리은행 계좌: the last word says what it is.
    return (
        _KIND_OF.get(_key(bare))
        or _KIND_OF.get(_key(_IN_BRACKETS.sub("", bare)))
        or _KIND_OF.get(_key(bare.replace("_", " ").rpartition(" ")[2]))
        or _KIND_OF.get(_key(_OWNER.sub("", bare).rstrip(")")))
    )


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
    r"""A label's pattern; Hangul syllables may be spread (``성 명``), ``_`` stands for one separator.

    A narrow column breaks long labels: ``주민등록\n번호``.
    """
    if re.search(r"[가-힣]", word):
        groups = [[re.escape(part) for part in re.findall(r"[가-힣]|[^가-힣]+", group)] for group in word.split("_")]
        spread = _SPREAD_OR_BROKEN if sum(map(len, groups)) >= _LONG else r"[ \t_]{0,8}"
        return _SPREAD_OR_BROKEN.join(spread.join(group) for group in groups)
    return r"\.?(?:[ \t_-]{0,2}|\n[ \t]{0,2})".join(re.escape(part) for part in word.split("_"))


def _key(label: str) -> str:
    return re.sub(r"[\s_.-]", "", label).lower()


_SHORT = {
    "registration": ("reg",), "business": ("biz",), "corporate": ("corp",), "certificate": ("cert", "certification"),
    "employee": ("emp",), "account": ("acc", "acct"), "license": ("lic", "licence"), "identification": ("id",),
    "telephone": ("tel",),
}  # fmt: skip
# What has a number, whether the label says so or not.
_NUMBERED = ("전화", "휴대폰", "핸드폰", "팩스", "계좌", "카드")
_NUMBER = ("no", "no.", "num", "num.", "#")


def _spellings(words: list[str]) -> list[str]:
    """Add how labels shorten the word number, and other long English words.

    >>> _spellings(["card_number", "여권번호"])
    ['card_number', 'card_no', 'card_no.', 'card_num', 'card_num.', 'card_#', '여권번호', '여권_no', '여권_no.']
    """
    found: dict[str, None] = {}
    for word in words:
        spelt = [word]
        for long, shorts in _SHORT.items():
            spelt += [w.replace(long, short) for w in spelt for short in shorts if "_" in w and long in w.split("_")]
        for name in spelt:
            found[name] = None
            stem = name.removesuffix("_number")
            found |= dict.fromkeys(f"{stem}_{short}" for short in _NUMBER if stem != name)
            if name.endswith(_NUMBERED):
                found[f"{name}번호"] = None
            stem = name.removesuffix("번호")
            found |= dict.fromkeys(f"{stem}_{short}" for short in ("no", "no.") if stem != name and len(stem) > 1)
    return list(found)


LABELS = {kind: _spellings(words) for kind, words in LABELS.items()}
_KIND_OF = {_key(word): kind for kind, words in LABELS.items() for word in words}
_WORDS = sorted({word for words in LABELS.values() for word in words}, key=len, reverse=True)


def _by_first_letter(words: list[str]) -> str:
    """Group alternatives under their first letter, so that most positions cost one comparison."""
    groups: dict[str, list[str]] = {}
    for word in words:
        groups.setdefault(word[0], []).append(_word_pattern(word))
    return "|".join(f"(?={re.escape(first)})(?:{'|'.join(group)})" for first, group in groups.items())


_FIRST = re.escape("".join(sorted({word[0] for word in (*_WORDS, *_OWNERS.split("|"))})))
_LABEL = re.compile(
    rf"(?<![가-힣A-Za-z0-9@.])(?<![가-힣A-Za-z0-9](?<![행크])_)(?=[{_FIRST}])(?:(?:{_OWNERS})_?)??(?P<label>{_by_first_letter(_WORDS)})(?:(?<=[가-힣])|(?![A-Za-z@]|(?-i:(?<=[A-Z])_[0-9]{{1,6}}>)))(?P<gap>{_SEPARATOR})",
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
            found.setdefault(kind, []).append(Label(kind, match.start(), match.end("label"), match.end(), marked))
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
