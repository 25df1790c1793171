"""Fold the ways of writing the same text into one, and remember where each character came from."""

import functools
import re
import unicodedata
from dataclasses import dataclass

# Nothing in these runs changes: printable ASCII, Hangul syllables, compatibility jamo (not the filler), common signs.
_ODD_RUN = re.compile(r"[^\n\t -~가-힣ㄱ-ㅣㅥ-ㆎ·①-⑳]+")
_DASHES = frozenset("‐‑‒–—―−⁃➖─━﹘﹣－")
# Written as dashes and dots between digits only; elsewhere they are letters.
_LETTER_DASH = re.compile(r"(?<=[0-9])[ㅡーᅳ](?=[0-9])")
_LETTER_DOT = re.compile(r"(?<=[0-9])ㆍ(?=[0-9])")
_DOTS, _STARS, _CIRCLES = frozenset("∙・⋅‧･"), frozenset("∗⁎✱✲✳٭"), {"◯": "○", "⬤": "●", "⚫": "●", "⚪": "○"}
# The last one draws a key around a digit: 0️⃣1️⃣0️⃣.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u3164\uffa0\u20e3")
# Sorting the marks of one character takes the square of their number; UAX #15 stops at 30 as well.
_LONGEST_CLUSTER = 32
# What Unicode calls ignorable (DerivedCoreProperties, Default_Ignorable_Code_Point) and no category tells.
_IGNORABLE = (
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x2065, 0x2065),
    (0xFE00, 0xFE0F),
    (0xFFF0, 0xFFF8),
    (0xE0000, 0xE0FFF),
)
_SLASHES = frozenset("\u2044\u2215\u29f8")
_LINE_BREAKS = frozenset("\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029")


@dataclass(frozen=True, slots=True)
class Normalised:
    """A folded text with, for each of its characters, the code points of the input it stands for.

    ``starts`` and ``ends`` are ``None`` when nothing was folded: offsets are then the same.
    """

    text: str
    starts: list[int] | None = None
    ends: list[int] | None = None

    def to_input(self, start: int, end: int) -> tuple[int, int]:
        """Return the input's span (code points) that the folded span ``[start, end)`` came from."""
        if self.starts is None or self.ends is None or start >= end:
            return start, end
        return self.starts[start], self.ends[end - 1]


def normalise(text: str) -> Normalised:
    """Fold compatibility forms (NFKC), dashes, digits, spaces and invisible characters.

    Numbers in circles or brackets, superscripts and fractions stay as they are: folding ``①010`` to ``1010``
    would hide the phone number behind a digit.

    >>> normalise("９０‑１\u200b２").text
    '90-12'
    >>> normalise("９０‑１\u200b２").to_input(3, 5)
    (3, 6)
    """
    folded = _fold_odd_runs(text)
    replaced = _LETTER_DOT.sub("·", _LETTER_DASH.sub("-", folded.text))
    return Normalised(replaced, folded.starts, folded.ends)


def _fold_odd_runs(text: str) -> Normalised:
    if _ODD_RUN.search(text) is None:
        return Normalised(text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for run in _ODD_RUN.finditer(text):
        begin = run.start()
        # A mark belongs to the character before it.
        if begin > done and _continues(text[begin]):
            begin -= 1
        pieces.append(text[done:begin])
        starts.extend(range(done, begin))
        ends.extend(range(done + 1, begin + 1))
        for start, end in _clusters(text, begin, run.end()):
            folded = _fold_cluster(text[start:end])
            pieces.append(folded)
            starts.extend([start] * len(folded))
            ends.extend([end] * len(folded))
        done = run.end()
    pieces.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return Normalised("".join(pieces), starts, ends)


def _clusters(text: str, begin: int, end: int) -> list[tuple[int, int]]:
    """Cut at characters that do not compose with the one before, and in piles of marks that no script has."""
    cuts: list[int] = []
    for index in range(begin, end):
        if not cuts or index - cuts[-1] >= _LONGEST_CLUSTER or not _continues(text[index]):
            cuts.append(index)
    return list(zip(cuts, [*cuts[1:], end], strict=True))


@functools.lru_cache(maxsize=4096)
def _continues(character: str) -> bool:
    """Whether the character composes with the one before: combining marks, conjoining vowels and finals."""
    return (
        unicodedata.combining(character) != 0
        or "\u1160" <= character <= "\u11ff"
        or "\ud7b0" <= character <= "\ud7ff"
        or "\uffc2" <= character <= "\uffdc"
        or unicodedata.category(character) in {"Mn", "Me"}
    )


@functools.lru_cache(maxsize=16384)
def _fold_cluster(cluster: str) -> str:
    return "".join(_fold_character(c) for c in unicodedata.normalize("NFKC", _keep_numbers(cluster)))


def _keep_numbers(cluster: str) -> str:
    """Shield numbers that are not digits (①, ², ½) from NFKC by leaving a neutral sign."""
    return "".join("\u2022" if unicodedata.category(c) == "No" else c for c in cluster)


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    folded = character
    if character in _DASHES or category == "Pd":
        folded = "-"
    elif character in _DOTS:
        folded = "·"
    elif character in _STARS:
        folded = "*"
    elif character in _CIRCLES:
        folded = _CIRCLES[character]
    elif character in _LINE_BREAKS:
        folded = "\n"
    elif character in _INVISIBLE or category == "Cf" or _is_ignorable(character):
        folded = ""
    elif category == "Nd":
        folded = str(unicodedata.digit(character))
    elif character in _SLASHES:
        folded = "/"
    elif character == "\u3002":
        folded = "."
    elif character == "\u2800" or category == "Zs" or (category == "Cc" and character not in "\n\t"):
        folded = " "
    elif character in {"\u3030", "\u301c", "\u223c", "\u223d"}:
        folded = "~"
    return folded


def _is_ignorable(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _IGNORABLE)
