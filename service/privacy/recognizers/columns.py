"""Employers and schools below the heading of their column, in tables between bars, tabs, semicolons or commas."""

from collections.abc import Iterator, Sequence

import regex

from service.privacy.recognizers.base import Analysis, Found, scan
from service.privacy.recognizers.lexicon import read_kinds

_LISTS = {kind: frozenset(word.replace("_", "") for word in listed) for kind, listed in read_kinds("careers").items()}
_LINE = regex.compile(r"[^\n]+")
_RULE = regex.compile(r"[\s|+:=\-─━┼├┤│┃┌┐└┘]*")
_SIGNS = ("\t", "|", ";", ",")
_BARS = str.maketrans("│┃", "||")
_MARKS = " \t\"'*`"
_LONGEST_HEADING = 24
_MOST_CELLS = 40
_KINDS = ("ORGANIZATION", "SCHOOL")
# What follows a name within its cell.
_CELL_END = regex.compile(r"[ ]{2,}|[,/·][ ]|[ ]/|[ ]\((?![주유재사합]\))|[ ](?=[0-9])")
_BEHIND = regex.compile(
    r"(?:[ ](?:[가-힣A-Za-z]{1,12}(?:팀|본부|사업부|부서|과|부|실|학과|전공|학부)|"
    + "|".join(regex.escape(t) for t in sorted(_LISTS["title"], key=len, reverse=True) if not t.isascii())
    + r"|졸업|재학|중퇴|수료|휴학))+$"
)
_NO_NAME = regex.compile(r"[^가-힣A-Za-z]*|(?:[가-힣A-Za-z]{1,12}(?:팀|본부|사업부|부서))")

Cell = tuple[int, int]


def kind_of(cell: str) -> str | None:
    """Return what a heading's cell announces: ORGANIZATION, SCHOOL, other or nothing.

    >>> kind_of("**회사 명**"), kind_of("근무 기간"), kind_of("가온")
    ('ORGANIZATION', 'other', None)
    """
    key = regex.sub(r"[\s_()*]", "", cell).strip("\"'`[]").lower()
    if not key or len(key) > _LONGEST_HEADING:
        return None
    return next((kind for kind in (*_KINDS, "other") if key in _LISTS[kind]), None)


def find_in_columns(analysis: Analysis) -> Iterator[Found]:
    """Yield the cells below a heading of employers or schools, until a row has another number of cells."""
    text = analysis.text
    sign = ""
    kinds: list[str | None] = []
    for line in scan(_LINE, text):
        heading = read_heading(text, line.start(), line.end())
        if heading is not None:
            sign, kinds = heading
        elif kinds and not _RULE.fullmatch(line[0]):
            cells = _cells(text, line.start(), line.end(), sign)
            if len(cells) != len(kinds):
                kinds = []
                continue
            for cell, kind in zip(cells, kinds, strict=True):
                value = _value(text, *cell) if kind in _KINDS else None
                if value is not None:
                    yield Found(*value, 0.8, kind or "")


def read_heading(text: str, start: int, end: int) -> tuple[str, list[str | None]] | None:
    """Return a heading's sign and columns: two cells announce something, one of them an employer or a school."""
    if end - start > _MOST_CELLS * _LONGEST_HEADING:
        return None
    for sign in _SIGNS:
        cells = _cells(text, start, end, sign)
        if not 1 < len(cells) <= _MOST_CELLS:
            continue
        kinds = [kind_of(text[a:b]) for a, b in cells]
        # Label and value take turns in a form: 회사 | 가온 | 직위 | 대리.
        if any(kind in _KINDS for kind in kinds) and _are_headings(kinds):
            return sign, kinds
    return None


def _are_headings(kinds: Sequence[str | None]) -> bool:
    known = sum(kind is not None for kind in kinds)
    pairs = len(kinds) % 2 == 0 and all(kind is None for kind in kinds[1::2])
    return known >= 2 and not pairs and 2 * known >= len(kinds)  # noqa: PLR2004 - half of the columns


def _cells(text: str, start: int, end: int, sign: str) -> list[Cell]:
    line = text[start:end].translate(_BARS)
    if sign not in line:
        return []
    cells: list[Cell] = []
    begin = start
    for part in line.split(sign):
        cells.append((begin, begin + len(part)))
        begin += len(part) + 1
    if sign == "|":
        cells = cells[line.lstrip().startswith("|") : len(cells) - line.rstrip().endswith("|")]
    return cells


def _value(text: str, start: int, end: int) -> Cell | None:
    while start < end and text[start] in _MARKS:
        start += 1
    cut = _CELL_END.search(text, start + 1, end)
    end = cut.start() if cut is not None else end
    while start < end and text[end - 1] in _MARKS:
        end -= 1
    behind = _BEHIND.search(text, start, end)
    if behind is not None and behind.start() > start:
        end = behind.start()
    value = text[start:end]
    if start >= end or _NO_NAME.fullmatch(value) or value.replace(" ", "").lower() in _LISTS["nobody"]:
        return None
    return start, end
