"""Form labels in Korean and English, found in one pass: ``성명:``, ``생 년 월 일 |``, ``Phone -``."""

import functools
import re
from dataclasses import dataclass

from service.privacy.normalise import normalise
from service.privacy.recognizers.lexicon import read_kinds

# Each kind's labels; a kind is an entity type.
LABELS = read_kinds("labels")

# Labels of types that are shown as <PRIVATE>: the label alone would tell the attribute.
_SEPARATOR = (
    r"(?:[ \t]{0,3}\([^()\n0-9]{1,12}\))?(?:은|는|이|가)?[ \t]{0,6}[:=|>\]\)\-▶┃│→(]{0,2}[ \t|]{0,6}\n?[ \t]{0,4}"
)


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


_KIND_OF = {_key(word): kind for kind, words in LABELS.items() for word in words}
_WORDS = sorted({word for words in LABELS.values() for word in words}, key=len, reverse=True)


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
