"""What stands in place of a value: each operator's mark, and the one pattern that knows every mark again.

============  ===========================  ==========================================================
operator      mark                         shows
============  ===========================  ==========================================================
placeholder   ``<PERSON_1>``               the type, and where the same value stands again
placeholder   ``<PRIVATE>``                nothing: the type would tell a protected attribute
hash          ``<PERSON#3f9a1c07>``        the same across a resume's documents, whatever their order
mask          ``<PHONE_NUMBER:010-***>``   the type, the separators, and of a Korean mobile number its 01x
coarsen       ``<회사_1>``                 the kind of an organisation or school
coarsen       ``서울``, ``2019``           the part that :mod:`service.privacy.coarsening` keeps, as plain text
============  ===========================  ==========================================================
"""

import re

from service.privacy.normalise import normalise
from service.privacy.policy import ENTITY_TYPES

PRIVATE = "<PRIVATE>"
#: What organisations and schools are coarsened to, in Korean and in English.
KINDS: frozenset[str] = frozenset(
    "회사 은행 증권사 보험사 카드사 병원 연구소 재단 기관 대학교 대학원 대학 고등학교 중학교 초등학교 학교 "
    "company bank insurer hospital institute foundation university college high_school school".split()
)
_HASH_DIGITS = 8
_SIGNS = r"[-./@:+()_ ]"
_SHAPE = rf"{_SIGNS}{{0,3}}(?:01[016789]{_SIGNS}{{1,3}})?\*{{3}}(?:{_SIGNS}{{1,3}}\*{{3}}){{0,9}}{_SIGNS}{{0,3}}"
_TYPES = "|".join(sorted(ENTITY_TYPES, key=lambda name: (-len(name), name)))
_KINDS = "|".join(sorted(KINDS, key=lambda name: (-len(name), name)))

#: Every mark that stands in angle brackets.
MARK = re.compile(
    rf"<(?:PRIVATE|(?:{_TYPES})(?:_[0-9]{{1,6}}|#[0-9a-f]{{{_HASH_DIGITS}}}|:{_SHAPE})|(?:{_KINDS})_[0-9]{{1,6}})>"
)
#: The same without brackets to be escaped in input; a type without a number too, which a reader could take for ours.
LOOKALIKE = re.compile(
    rf"<((?:PRIVATE|{_TYPES})(?:_(?P<number>[0-9]{{1,64}})|#(?P<hash>[0-9a-f]{{{_HASH_DIGITS}}})|:{_SHAPE})?"
    rf"|(?:{_KINDS})_(?P<kind_number>[0-9]{{1,64}}))>"
)
_RUN = re.compile(r"[^\W_]+(?:[^\W_]|[*●○])*|[*●○]+", re.UNICODE)
_MOBILE = re.compile(r"\(?(?:\+?82\)?[-. ]?(?:\(0\)|0)?|0)(1[016789])\)?")
_LONGEST_SHAPE = 48


def numbered(word: str, number: int) -> str:
    """Return a placeholder.

    >>> numbered("PERSON", 1)
    '<PERSON_1>'
    """
    return f"<{word}_{number}>"


def hashed(entity_type: str, fingerprint: bytes) -> str:
    """Return a hash's mark: 32 bits of a keyed fingerprint, which tells equal values of one resume.

    >>> hashed("EMAIL_ADDRESS", bytes.fromhex("3f9a1c07ff"))
    '<EMAIL_ADDRESS#3f9a1c07>'
    """
    return f"<{entity_type}#{fingerprint.hex()[:_HASH_DIGITS]}>"


def shaped(entity_type: str, value: str) -> str | None:
    """Return a value's shape: each run of letters, digits or stars becomes three stars, however long it is.

    Separators stay, and of a Korean mobile number the 01x that all of them begin with. ``None`` where nothing of
    a format is left to show.

    >>> shaped("PHONE_NUMBER", "010-1234-5678"), shaped("EMAIL_ADDRESS", "hong.gd@example.com")
    ('<PHONE_NUMBER:010-***-***>', '<EMAIL_ADDRESS:***.***@***.***>')
    >>> shaped("STUDENT_ID", "20123456") is None
    True
    """
    folded = normalise(value).text
    prefix = ""
    if entity_type == "PHONE_NUMBER" and (mobile := _MOBILE.match(folded)):
        prefix, folded = f"0{mobile[1]}", folded[mobile.end() :]
        if folded[:1] not in "-. /":
            folded = f"-{folded}"
    body = prefix + re.sub(rf"(?!{_SIGNS}|\*).", "", _RUN.sub("***", folded), flags=re.DOTALL)
    mark = f"<{entity_type}:{body}>"
    return mark if "***" in body and body != "***" and len(body) <= _LONGEST_SHAPE and MARK.fullmatch(mark) else None
