"""Reading order of a page: drawing order where it can be trusted, geometry where it can't.

Programs draw a page in the order of its source, so two columns come one after the other and a table
row by row. That order is kept. It is corrected in two cases: text drawn out of order is sorted by
position, and columns of prose that were drawn line by line across the page are pulled apart. Lines
that only wrap are joined again, so that no word, name or address is cut in two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

import regex

# All widths are in ems: multiples of a line's own height.
_CELL_GAP: Final = 1.5
_PROSE_WIDTH: Final = 15.0
_COLUMN_ROWS: Final = 4
_UNFINISHED_WIDTH: Final = 6.0
_SPACE: Final = 0.3
_SAME_LEFT: Final = 2.5
# A cell of more lines is rather a column; in a short one any line may have wrapped.
_CELL_LINES: Final = 12
_ROW_CELLS: Final = 12
_SHORT_CELL: Final = 3
_RISE: Final = 1.6
# So many characters tell a line's height.
_SAMPLE: Final = 9
_SAME_SIZE: Final = 0.15
_LINE_SPACING: Final = 0.9
_PARAGRAPH_SPACING: Final = 1.2

_ITEM: Final = regex.compile(
    r"\s*(?:[-–—•‣▪▫■□◆◇●○◦▶▷★☆※*·✓✔▸ㆍ∙]|\(?\d{1,2}[.)](?!\d)|[가-하][.)]|\[|【|<|\d{4}\s?[.\-/년])"
)
_SENTENCE_END: Final = regex.compile(r"[.!?:;。]\s*$")
_UNFINISHED: Final = regex.compile(r"(?:\S-|,)\s*$")
_ADDRESS_CUT: Final = regex.compile(r"(?:://|@)\S*(?<!\.(?:com|net|org|kr|io|me|dev))$")
_ADDRESS_REST: Final = regex.compile(r"^[A-Za-z][A-Za-z0-9._/-]*$")
_HANGUL_END: Final = regex.compile(r"[\p{Hangul}\d(\[]$")
_HANGUL_START: Final = regex.compile(r"^[\p{Hangul})\].,]")
# Where so many lines end within a character of the edge, lines are cut between characters.
_FULL_SHARE: Final = 0.8


class Glyph(NamedTuple):
    """One character and its box in points; y grows upwards."""

    character: str
    left: float
    right: float
    bottom: float
    top: float


@dataclass(slots=True)
class Segment:
    """Characters that follow each other on one line without a wide gap."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    heights: list[float] = field(default_factory=list)
    word_right: float | None = None

    def add(self, glyph: Glyph) -> None:
        """Append a character and grow the box."""
        self.text += glyph.character
        self.left, self.right = min(self.left, glyph.left), max(self.right, glyph.right)
        self.bottom, self.top = min(self.bottom, glyph.bottom), max(self.top, glyph.top)
        self.heights.append(glyph.top - glyph.bottom)

    @property
    def height(self) -> float:
        """Height of most characters in points, also the em; a bullet may be of another size."""
        return max(median(self.heights[-_SAMPLE:]), 1.0)

    @property
    def width(self) -> float:
        """Width in ems."""
        return (self.right - self.left) / self.height


Row = list[Segment]


def join_cells(cells: Sequence[str]) -> str:
    r"""Join a row so that a label stays beside its value; a cell of several lines stands alone.

    >>> join_cells(["성명", "김민수", "", "생년월일"])
    '성명\t김민수\t\t생년월일'
    >>> join_cells(["업무", "설계\n시험", "성과"])
    '업무\t설계\n시험\n성과'
    """
    row = ""
    for position, cell in enumerate(cells):
        separator = "" if position == 0 else "\n" if "\n" in cells[position - 1] else "\t"
        row += separator + cell
    return row.strip("\t")


def read_page(glyphs: Sequence[Glyph]) -> str:
    """Return a page's text in reading order, table cells separated by tabs."""
    segments = [segment for segment in _segments(glyphs) if segment.text.strip()]
    rows = _sorted_rows(segments) if _is_disordered(segments) else _drawn_rows(segments)
    return _join_rows(_untangle(rows))


def _segments(glyphs: Sequence[Glyph]) -> list[Segment]:
    segments: list[Segment] = []
    current: Segment | None = None
    for glyph in glyphs:
        if glyph.character.isspace():
            if current is not None and glyph.character not in "\r\n" and not current.text.endswith(" "):
                current.text += " "
                current.word_right = current.word_right or current.right
            continue
        if current is None or not _continues(current, glyph):
            current = Segment("", glyph.left, glyph.right, glyph.bottom, glyph.top)
            segments.append(current)
        current.add(glyph)
    for segment in segments:
        # Characters outside the basic plane may come as two surrogates.
        segment.text = segment.text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return segments


def _continues(segment: Segment, glyph: Glyph) -> bool:
    gap = (glyph.left - segment.right) / segment.height
    return _on_one_line(segment, glyph) and -1.0 <= gap <= _CELL_GAP


def _on_one_line(first: Segment | Glyph, second: Segment | Glyph) -> bool:
    overlap = min(first.top, second.top) - max(first.bottom, second.bottom)
    return overlap > 0.5 * min(first.top - first.bottom, second.top - second.bottom)


def _is_disordered(segments: Sequence[Segment]) -> bool:
    """Whether the drawing order jumps up and to the left often; reading never does so."""
    jumps = sum(
        after.bottom > before.top and after.left <= before.left + before.height for before, after in pairwise(segments)
    )
    return jumps > max(3, len(segments) // 20)


def _drawn_rows(segments: Iterable[Segment]) -> list[Row]:
    """Group segments into rows; a cell of several lines becomes one segment.

    A segment beside the lines drawn just before it makes them a cell of its row.
    """
    rows: list[list[list[Segment]]] = []
    for segment in segments:
        last = rows[-1] if rows else []
        if len(last) > 1 and len(last[-1]) < _CELL_LINES and _stands_below(last[-1][-1], segment):
            last[-1].append(segment)
        elif len(last) > 1 and _is_beside(last[-1], segment, [line for cell in last[-_ROW_CELLS:] for line in cell]):
            last.append([segment])
        elif cell := _cell_beside(rows, segment):
            del rows[-len(cell) :]
            rows.append([cell, [segment]])
        else:
            rows.append([[segment]])
    return [[_merge(cell) for cell in row] for row in rows]


def _stands_below(line: Segment, segment: Segment) -> bool:
    gap = line.bottom - segment.top
    return abs(gap) <= _LINE_SPACING * line.height and _in_one_column(segment, line)


def _is_beside(cell: Sequence[Segment], segment: Segment, level: Sequence[Segment]) -> bool:
    """Whether a segment stands to the right of a cell, at the height of one of ``level`` or just above.

    Just above, because a label may be centred beside a cell of two lines.
    """
    right = max(line.right for line in cell)
    if segment.left < right - segment.height:
        return False
    return any(_on_one_line(line, segment) or 0 < segment.top - line.top < _RISE * segment.height for line in level)


def _cell_beside(rows: Sequence[Sequence[Sequence[Segment]]], segment: Segment) -> list[Segment]:
    """Return the lines above the drawing position that form a cell to the left of ``segment``."""
    cell: list[Segment] = []
    for row in reversed(rows[-_CELL_LINES:]):
        line = row[0][0]
        if len(row) > 1 or line.right > segment.left + segment.height or (cell and not _stands_below(line, cell[0])):
            break
        cell.insert(0, line)
    return cell if cell and _is_beside(cell, segment, cell) else []


def _merge(cell: Sequence[Segment]) -> Segment:
    """Return a cell's lines as one segment, those that only wrapped joined again."""
    merged = cell[0]
    edge = max(line.right for line in cell)
    for before, after in pairwise(cell):
        least = 0.0 if len(cell) <= _SHORT_CELL else _PROSE_WIDTH
        joined = _wraps([before], [after], edge, least)
        glue = _glue(before.text, after.text, cut_anywhere=True) if joined else "\n"
        merged = Segment(
            merged.text.rstrip() + glue + after.text,
            min(merged.left, after.left),
            max(merged.right, after.right),
            min(merged.bottom, after.bottom),
            max(merged.top, after.top),
            merged.heights,
        )
    return merged


def _sorted_rows(segments: Sequence[Segment]) -> list[Row]:
    rows: list[Row] = []
    for segment in sorted(segments, key=lambda segment: (-segment.top, segment.left)):
        if rows and _on_one_line(rows[-1][0], segment):
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return [sorted(row, key=lambda segment: segment.left) for row in rows]


def _untangle(rows: Sequence[Row]) -> list[Row]:
    """Pull apart two columns of prose whose lines were drawn side by side; tables stay as they are."""
    result: list[Row] = []
    start = 0
    while start < len(rows):
        end, gutter = _band(rows, start)
        band = rows[start:end]
        pairs = [row for row in band if len(row) > 1]
        widths = [median(row[side].width for row in pairs) for side in (0, 1)] if pairs else [0.0]
        if len(pairs) >= _COLUMN_ROWS and min(widths) >= _PROSE_WIDTH:
            cells = [segment for row in band for segment in row]
            result += [[cell] for cell in cells if cell.left < gutter]
            result += [[cell] for cell in cells if cell.left >= gutter]
        else:
            result += band
        start = end
    return result


def _band(rows: Sequence[Row], start: int) -> tuple[int, float]:
    """Return the end of the run of rows that share a gutter, and the gutter's middle."""
    left, right = float("-inf"), float("inf")
    end = start
    while end < len(rows):
        row = rows[end]
        if len(row) > 2 or (end == start and len(row) != 2):  # noqa: PLR2004 - two columns
            break
        new_left, new_right = left, right
        if len(row) > 1:
            new_left, new_right = max(left, row[0].right), min(right, row[1].left)
        elif row[0].left < left:
            new_left = max(left, row[0].right)
        else:
            new_right = min(right, row[0].left)
        if new_left >= new_right:
            break
        left, right = new_left, new_right
        end += 1
    return max(end, start + 1), (left + right) / 2


def _join_rows(rows: Sequence[Row]) -> str:
    """Write the rows as lines, joining those that only wrapped."""
    edges = _right_edges(rows)
    wrapped = {index for index in range(1, len(rows)) if _wraps(rows[index - 1], rows[index], edges[index - 1])}
    slacks = [
        (edges[index - 1] - rows[index - 1][0].right) / rows[index - 1][0].height
        for index in wrapped
        if _is_within_korean(rows[index - 1][0].text, rows[index][0].text)
    ]
    cut_anywhere = sum(slack < 1.0 for slack in slacks) >= _FULL_SHARE * len(slacks)
    lines: list[str] = []
    for index, row in enumerate(rows):
        text = join_cells([segment.text.strip() for segment in row])
        if index in wrapped:
            lines[-1] += _glue(rows[index - 1][0].text, text, cut_anywhere=cut_anywhere) + text
        else:
            if index and rows[index - 1][-1].bottom - row[0].top > _PARAGRAPH_SPACING * row[0].height:
                lines.append("")
            lines.append(text)
    return "\n".join(lines).strip()


def _right_edges(rows: Sequence[Row]) -> list[float]:
    """Return for each row how far lines of its column and size reach; 0 for rows of several cells."""
    keys = [(round(row[0].left / (_SAME_LEFT * row[0].height)), round(row[0].height)) for row in rows]
    reach: dict[tuple[int, int], float] = {}
    for row, (column, size) in zip(rows, keys, strict=True):
        if len(row) == 1:
            # A hanging indent may fall into the next bucket.
            for near in (column - 1, column, column + 1):
                reach[near, size] = max(reach.get((near, size), 0.0), row[0].right)
    return [reach[key] if len(row) == 1 else 0.0 for row, key in zip(rows, keys, strict=True)]


def _in_one_column(first: Segment, second: Segment) -> bool:
    height = second.height
    return abs(first.left - second.left) <= _SAME_LEFT * height and abs(first.height - height) <= _SAME_SIZE * height


def _wraps(before: Row, after: Row, edge: float, least: float = _PROSE_WIDTH) -> bool:
    """Whether ``after`` goes on with ``before``, whose next word did not fit."""
    if len(before) > 1 or len(after) > 1:
        return False
    line, following = before[0], after[0]
    if _UNFINISHED.search(line.text):
        least = min(least, _UNFINISHED_WIDTH)
    if line.width < least or _ITEM.match(following.text) or _SENTENCE_END.search(line.text):
        return False
    word = (following.word_right or following.right) - following.left
    close = abs(line.bottom - following.top) <= _LINE_SPACING * line.height
    return close and _in_one_column(following, line) and line.right + word + _SPACE * line.height > edge


def _glue(line: str, following: str, *, cut_anywhere: bool) -> str:
    """Return what stood between two halves of a wrapped line.

    Korean text is often cut between characters. Then a missing space does less harm to its
    morphemes than a space inside a word.
    """
    if line.endswith("-") or (_ADDRESS_CUT.search(line) and _ADDRESS_REST.match(following)):
        return ""
    return "" if cut_anywhere and _is_within_korean(line, following) else " "


def _is_within_korean(line: str, following: str) -> bool:
    return bool(_HANGUL_END.search(line) and _HANGUL_START.match(following))
