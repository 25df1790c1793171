"""Masked text for the person at a terminal: marks in colours, a summary, and the lines before and after.

Colours appear on a terminal only, and never when ``NO_COLOR`` is set (https://no-color.org).
"""

import bisect
import collections
import itertools
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

import click
from rich.console import Console
from rich.text import Text

from service.privacy.masking import MaskedDocument, Redaction
from service.text import RawText

# Read on light and dark grounds alike; neighbours in the list of types differ.
_COLOURS = ("green", "cyan", "magenta", "yellow", "blue", "red", "bright_green", "bright_cyan", "bright_magenta")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark in the masked text and the stretch of the raw one that it stands for."""

    masked_start: int
    masked_end: int
    raw_end: int
    entity_type: str


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines of both texts that stand for each other; ``start`` and ``end`` are places in the masked text."""

    raw: str
    start: int
    end: int
    changed: bool


def is_colourful(stream: TextIO) -> bool:
    """Whether colours may be written: to a terminal, and not against the user's wish."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def show(document: MaskedDocument, raw: RawText | None = None, *, diff: bool = False) -> None:
    """Print the masked text, or with ``diff`` each changed line before (-) and after (+).

    On a terminal a summary of counts follows, on standard error.
    """
    lines = list(_diff(document, raw.reveal())) if diff and raw is not None else [("", document.text.value, 0)]
    if is_colourful(sys.stdout):
        _print_in_colour(document, lines)
    else:
        for sign, text, _ in lines:
            for line in text.split("\n") if sign else [text]:
                # Otherwise click would take escape sequences out of the text.
                click.echo(sign + line, color=True)
    if sys.stdout.isatty():
        click.echo(summary(document), err=True)


def summary(document: MaskedDocument) -> str:
    """Return one line of counts, and the policy that they are by."""
    counts = ", ".join(f"{kind} {count}" for kind, count in sorted(document.counts.items())) or "nothing found"
    return f"{len(document.redactions)} redactions by {document.policy_version}: {counts}"


def blocks(document: MaskedDocument, raw: str) -> Iterator[Block]:
    """Yield the texts' lines beside each other, cut where neither is changed."""
    masked = document.text.value
    waiting = collections.deque(_marks(document.redactions))
    start = raw_start = shift = 0
    while start <= len(masked):
        end = masked.find("\n", start)
        end = len(masked) if end < 0 else end
        changed = False
        while waiting and waiting[0].masked_start < end:
            mark = waiting.popleft()
            shift, changed = mark.raw_end - mark.masked_end, True
        yield Block(raw[raw_start : end + shift], start, end, changed)
        start, raw_start = end + 1, end + shift + 1


def _marks(redactions: Sequence[Redaction]) -> list[Mark]:
    by_place = itertools.groupby(redactions, lambda r: (r.masked_start, r.masked_end))
    marks = []
    for (start, end), group in by_place:
        together = list(group)
        marks.append(Mark(start, end, together[-1].end, together[0].entity_type))
    return marks


def _diff(document: MaskedDocument, raw: str) -> Iterator[tuple[str, str, int]]:
    """Yield sign, text, and where in the masked text it begins; raw text has no place there."""
    for block in blocks(document, raw):
        if block.changed:
            yield "- ", block.raw, -1
        yield "+ " if block.changed else "  ", document.text.value[block.start : block.end], block.start


def _print_in_colour(document: MaskedDocument, lines: Iterable[tuple[str, str, int]]) -> None:
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    marks = _marks(document.redactions)
    starts = [mark.masked_start for mark in marks]
    kinds = sorted({mark.entity_type for mark in marks})
    colours = {kind: f"bold {_COLOURS[index % len(_COLOURS)]}" for index, kind in enumerate(kinds)}
    for sign, text, start in lines:
        # A control character in a resume could move the cursor or change the terminal.
        shown = Text(_CONTROLS.sub("\ufffd", text), style="dim" if start < 0 else "")
        first, last = (bisect.bisect_left(starts, place) for place in (start, start + len(text)))
        for mark in marks[first:last] if start >= 0 else ():
            shown.stylize(colours[mark.entity_type], mark.masked_start - start, mark.masked_end - start)
        for line in shown.split("\n", allow_blank=True) if sign else [shown]:
            console.print(Text(sign) + line)
