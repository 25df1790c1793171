"""Values known by the heading of their column."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.attributes import EMPTY, RULES
from service.privacy.recognizers.base import Analysis, Found, Match, VeilRecognizer, scan
from service.privacy.recognizers.labels import kind_of

_ROW = regex.compile(r"[^\n]*[\t|][^\n]*")


class TableColumnRecognizer(VeilRecognizer):
    """Values below a heading cell: tables arrive as lines of cells between tabs or bars."""

    ENTITIES = tuple(RULES)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield each cell of a labelled column, until a row has another number of cells."""
        kinds: list[str | None] = []
        for row in scan(_ROW, analysis.text):
            cells = list(regex.compile(r"[^\t|]+").finditer(analysis.text, row.start(), row.end()))
            heading = [kind_of(cell[0].strip()) for cell in cells]
            if sum(kind is not None for kind in heading) > 1 or (any(heading) and not kinds):
                kinds = heading
            elif len(cells) == len(kinds):
                yield from self._cells(analysis, cells, kinds)
            else:
                kinds = []

    @staticmethod
    def _cells(analysis: Analysis, cells: list[Match], kinds: list[str | None]) -> Iterator[Found]:
        for cell, kind in zip(cells, kinds, strict=True):
            rule = RULES.get(kind or "")
            start = cell.start() + len(cell[0]) - len(cell[0].lstrip())
            end = start + len(cell[0].strip())
            value = rule.value.match(analysis.text, start, end, timeout=1.0) if rule else None
            if rule and kind and value and not EMPTY.match(analysis.text, start) and value.end() == end:
                yield Found(start, end, rule.score, kind)
