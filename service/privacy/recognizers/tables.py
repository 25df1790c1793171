"""Values known by the heading of their column."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.announced import SHAPES, whole
from service.privacy.recognizers.attributes import EMPTY, RULES
from service.privacy.recognizers.base import Analysis, Found, VeilRecognizer, scan
from service.privacy.recognizers.financial import BANK
from service.privacy.recognizers.labels import kind_of

_LINE = regex.compile(r"[^\n]+")
# Between cells: tabs or bars in tables; semicolons or commas in files of values.
_SIGNS = ("\t", "|", ";", ",", "  ")
_ACCOUNT = regex.compile(r"[ _]?(?:계좌)?[ _]?(?:번호)?")
_WIDE = regex.compile(r"[ ]{2,}")
_HTML_ROW = regex.compile(r"<tr[^<>\n]{0,60}>(?P<cells>(?:[^<]|<(?!/tr|tr)){0,2000})</tr>", regex.IGNORECASE)
_HTML_CELL = regex.compile(r"<t[hd][^<>\n]{0,60}>(?P<cell>(?:[^<]|<(?!/?t[hdr])){0,200})</t[hd]>", regex.IGNORECASE)
_BARS = str.maketrans("│┃", "||")
# What marks a value without being part of it, and the lines drawn between rows.
_MARKS = " \t\"'*`"
_RULE = regex.compile(r"[\s|+:=\-─━┼├┤│┃┌┐└┘]*")
_LONGEST_NAME = 32
_MOST_CELLS = 60

Cell = tuple[int, int]
Columns = list[str | None]


class TableColumnRecognizer(VeilRecognizer):
    """Values below a heading cell: tables arrive as lines of cells between tabs, bars, semicolons or commas."""

    ENTITIES = tuple(RULES | SHAPES)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield each cell of a labelled column, until a row has another number of cells."""
        yield from _in_lines(analysis)
        yield from _in_html(analysis.text)
        yield from _below_each_other(analysis)


def _in_lines(analysis: Analysis) -> Iterator[Found]:
    text = analysis.text
    labelled = _lines_with_labels(analysis)
    kinds: Columns = []
    sign = ""
    for line in scan(_LINE, text):
        heading = _heading(text, line.start(), line.end()) if line.start() in labelled else None
        if heading is not None and (not kinds or sum(kind is not None for kind in heading[1]) > 1):
            sign, kinds = heading
        elif kinds and not _RULE.fullmatch(line[0]):
            cells = _cells(text, line.start(), line.end(), sign)
            if len(cells) == len(kinds):
                yield from _values(text, cells, kinds)
            else:
                kinds = []


def _in_html(text: str) -> Iterator[Found]:
    """Yield the cells of an HTML table's rows below a row of headings."""
    kinds: Columns = []
    for row in scan(_HTML_ROW, text):
        cells = [cell.span("cell") for cell in _HTML_CELL.finditer(text, *row.span("cells"))]
        if "<th" in row["cells"].lower() and "<td" not in row["cells"].lower():
            kinds = [_kind_of(text[start:end]) for start, end in cells]
        elif len(cells) == len(kinds):
            yield from _values(text, cells, kinds)


def _below_each_other(analysis: Analysis) -> Iterator[Found]:
    """Yield the values of a column of labels that a column of as many values follows, as read out of a PDF."""
    text = analysis.text
    kinds: Columns = []
    done = 0
    for start in sorted({label.start for labels in analysis.labels.values() for label in labels}):
        if start < done or (start and text[start - 1] != "\n"):
            continue
        kinds, done = [], start
        while len(kinds) <= _MOST_CELLS and (kind := _kind_of(text[done : (end := _line_end(text, done))])):
            kinds.append(kind)
            done = end + 1
        if len(kinds) > 1:
            cells = [(done, done)]
            for _ in kinds:
                cells.append((done, done := _line_end(text, done)))
                done += 1
            yield from _values(text, cells[1:], kinds)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _lines_with_labels(analysis: Analysis) -> set[int]:
    """Return where the lines begin that hold a label: no other line can be a heading."""
    text = analysis.text
    starts = {label.start for labels in analysis.labels.values() for label in labels}
    return {text.rfind("\n", 0, start) + 1 for start in starts | {bank.start() for bank in scan(BANK, text)}}


def _heading(text: str, start: int, end: int) -> tuple[str, Columns] | None:
    """Return how the cells of a heading are separated, and each column's kind."""
    for sign in _SIGNS:
        cells = _cells(text, start, end, sign)
        if len(cells) < (1 if sign == "|" else 2) or len(cells) > _MOST_CELLS:
            continue
        # Words between commas are a heading when all of them are short and hold no number, as names of columns are.
        names = [text[a:b] for a, b in cells]
        if sign in ";," and any(len(name) > _LONGEST_NAME or name.strip().isdecimal() for name in names):
            continue
        kinds = [_kind_of(name) for name in names]
        if any(kinds):
            return sign, kinds
    return None


def _kind_of(name: str) -> str | None:
    bare = name.strip(_MARKS)
    bank = BANK.match(bare)
    return kind_of(name) or ("BANK_ACCOUNT" if bank and _ACCOUNT.fullmatch(bare, bank.end()) else None)


def _cells(text: str, start: int, end: int, sign: str) -> list[Cell]:
    """Cut a line at a sign; outer bars are frames, and a sign between quotes is none."""
    line = text[start:end].translate(_BARS)
    if sign not in line:
        return []
    if sign == "  ":
        ends = [gap.span() for gap in _WIDE.finditer(line.rstrip())]
        edges = [0, *(edge for gap in ends for edge in gap), len(line)]
        return [(start + a, start + b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]
    cells: list[Cell] = []
    begin, quoted = 0, False
    for place, character in enumerate(line):
        if character == '"' and sign in ";,":
            quoted = not quoted
        elif character == sign and not quoted:
            cells.append((start + begin, start + place))
            begin = place + 1
    cells.append((start + begin, end))
    if sign == "|":
        first, last = line.lstrip().startswith("|"), line.rstrip().endswith("|")
        cells = cells[first : len(cells) - last]
    return cells


def _values(text: str, cells: list[Cell], kinds: Columns) -> Iterator[Found]:
    for (begin, stop), kind in zip(cells, kinds, strict=True):
        if kind is None:
            continue
        start, end = _trimmed(text, begin, stop)
        if start == end or EMPTY.fullmatch(text, start, end):
            continue
        if kind in SHAPES and whole(text, start, end, kind):
            yield Found(start, end, SHAPES[kind].score, kind)
        elif kind in RULES:
            value = RULES[kind].value.match(text, start, end, timeout=1.0)
            if value is not None and value.end() == end:
                yield Found(start, end, RULES[kind].score, kind)


def _trimmed(text: str, start: int, end: int) -> Cell:
    """Leave quotes and bold out; stars at the end only are hidden digits."""
    bold = text[start:end].strip().startswith("*")
    while start < end and text[start] in _MARKS:
        start += 1
    while start < end and text[end - 1] in _MARKS and (bold or text[end - 1] != "*"):
        end -= 1
    return start, end
