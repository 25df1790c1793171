"""Reading order of a page: drawing order where it can be trusted, geometry where it can't.

Programs draw a page in the order of its source, so two columns come one after the other and a table
row by row. That order is kept. It is corrected in two cases: text drawn out of order is sorted by
position, and columns of prose that were drawn line by line across the page are pulled apart. Lines
that only wrap are joined again, so that no word, name or address is cut in two.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final, NamedTuple

import regex

# All widths are in ems: multiples of a line's own height.
_CELL_GAP: Final = 1.5
_PROSE_WIDTH: Final = 15.0
_COLUMN_ROWS: Final = 4
_SAME_LEFT: Final = 2.5
_SAME_SIZE: Final = 0.15
_LINE_SPACING: Final = 0.9
_PARAGRAPH_SPACING: Final = 1.2

_ITEM: Final = regex.compile(
    r"\s*(?:[-–—•‣▪▫■□◆◇●○◦▶▷★☆※*·✓✔▸ㆍ∙]|\(?\d{1,2}[.)](?!\d)|[가-하][.)]|\[|【|<|\d{4}\s?[.\-/년])"
)
_SENTENCE_END: Final = regex.compile(r"[.!?:;。]\s*$")
_HANGUL_END: Final = regex.compile(r"\p{Hangul}$")
_HANGUL_START: Final = regex.compile(r"^\p{Hangul}")


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

    @property
    def height(self) -> float:
        """Height in points; also the em."""
        return max(self.top - self.bottom, 1.0)

    @property
    def width(self) -> float:
        """Width in ems."""
        return (self.right - self.left) / self.height


Row = list[Segment]


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
            continue
        if current is None or not _continues(current, glyph):
            current = Segment("", glyph.left, glyph.right, glyph.bottom, glyph.top)
            segments.append(current)
        current.text += glyph.character
        current.left, current.right = min(current.left, glyph.left), max(current.right, glyph.right)
        current.bottom, current.top = min(current.bottom, glyph.bottom), max(current.top, glyph.top)
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
    rows: list[Row] = []
    for segment in segments:
        last = rows[-1][-1] if rows else None
        if last is not None and _on_one_line(last, segment) and segment.left >= last.right - last.height:
            rows[-1].append(segment)
        else:
            rows.append([segment])
    return rows


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
    for row in rows[start:]:
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
    edges = [_right_edge(row[0], rows) if len(row) == 1 else 0.0 for row in rows]
    lines: list[str] = []
    for index, row in enumerate(rows):
        text = "\t".join(segment.text.strip() for segment in row)
        before = rows[index - 1] if index else None
        if before is not None and len(before) == len(row) == 1 and _wraps(before[0], row[0], edges[index - 1]):
            lines[-1] += _glue(before[0], row[0], edges[index - 1]) + text
        else:
            if before is not None and before[-1].bottom - row[0].top > _PARAGRAPH_SPACING * row[0].height:
                lines.append("")
            lines.append(text)
    return "\n".join(lines).strip()


def _right_edge(segment: Segment, rows: Sequence[Row]) -> float:
    """Return how far lines of the same column and size reach."""
    return max(
        row[0].right
        for row in rows
        if len(row) == 1
        and abs(row[0].left - segment.left) <= _SAME_LEFT * segment.height
        and abs(row[0].height - segment.height) <= _SAME_SIZE * segment.height
    )


def _wraps(line: Segment, following: Segment, edge: float) -> bool:
    """Whether ``following`` goes on with ``line``, whose next word did not fit."""
    if line.width < _PROSE_WIDTH or _ITEM.match(following.text) or _SENTENCE_END.search(line.text):
        return False
    if abs(line.height - following.height) > _SAME_SIZE * line.height:
        return False
    below = line.bottom - following.top
    aligned = abs(following.left - line.left) <= _SAME_LEFT * line.height
    word = len(following.text.split(" ")[0]) / len(following.text) * (following.right - following.left)
    return aligned and abs(below) <= _LINE_SPACING * line.height and line.right + word > edge


def _glue(line: Segment, following: Segment, edge: float) -> str:
    """Return what stood between two halves of a wrapped line.

    A line that reaches the edge within one character was cut between characters, as Korean text
    often is. A missing space does less harm to Korean morphemes than a space inside a word.
    """
    if line.text.endswith(" "):
        return " "
    if line.text.endswith("-"):
        return ""
    full = edge - line.right < line.height
    if full and _HANGUL_END.search(line.text) and _HANGUL_START.match(following.text):
        return ""
    return " "
