"""Fold the ways of writing the same text into one, and remember where each character came from."""

import functools
import re
import unicodedata
from dataclasses import dataclass

# Nothing in these runs changes: printable ASCII, Hangul syllables and compatibility jamo, middle dot, common signs.
_ODD_RUN = re.compile(r"[^\n\t -~가-힣ㄱ-ㆎ·①-⑳]+")
_DASHES = frozenset("‐‑‒–—―−⁃➖─━﹘﹣－")
# Written as dashes between digits only; elsewhere they are letters.
_LETTER_DASH = re.compile(r"(?<=[0-9])[ㅡー](?=[0-9])")
_INVISIBLE = frozenset("\u034f\u115f\u1160\u3164\uffa0")
# Sorting the marks of one character takes the square of their number; UAX #15 stops at 30 as well.
_LONGEST_CLUSTER = 32
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
    replaced = _LETTER_DASH.sub("-", folded.text)
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
    if character in _DASHES:
        folded = "-"
    elif character in _LINE_BREAKS:
        folded = "\n"
    elif character in _INVISIBLE or category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        folded = ""
    elif category == "Nd":
        folded = str(unicodedata.digit(character))
    elif category == "Zs" or (category == "Cc" and character not in "\n\t"):
        folded = " "
    elif character in {"\u3030", "\u301c"}:
        folded = "~"
    return folded
