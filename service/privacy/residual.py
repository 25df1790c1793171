"""A last, deliberately crude look at masked text, by code that shares nothing with the recognisers.

It knows no context and no score: long digit runs after every separator is folded, e-mail shapes, and a letter
with eight digits. Only dates, amounts and numbers of three digits in a list are let through.
"""

import re
import unicodedata
from dataclasses import dataclass

from service.privacy.operators import MARK

_EMAIL = re.compile(r"(?:[^\s@<>|,;:()\[\]]{1,64}@|[A-Za-z0-9._%+-]{1,64}\s@\s)[^\s@<>|,;:()\[\]]{1,80}\.[^\W\d_]{2,}")
# Dates and ranges of dates; one that goes on with other digits is no date.
_DAY = r"(?:\s{0,2}[./월-]\s{0,2}(?:3[01]|[12][0-9]|0?[1-9]))"
_TIME = r"(?:일?[\sT]{1,2}(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?)"
_DATE = re.compile(
    rf"(?<![0-9])(?:19|20)[0-9]{{2}}(?:\s{{0,2}}[./년-]\s{{0,2}}(?:1[0-2]|0?[1-9]){_DAY}?)?{_TIME}?[.년월일]?"
    r"(?=\s*(?:$|[^\s0-9./-]|[.\-/~]?\s*(?:19|20)[0-9]{2}(?![0-9])|[^\S\n]+[^0-9]|\n))"
    rf"|(?<![0-9])(?:19|20)[0-9]{{2}}(?:1[0-2]|0[1-9])(?:3[01]|[12][0-9]|0[1-9])(?![0-9])(?!-?[0-9])"
)
_AMOUNT = re.compile(r"(?<![0-9,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|(?<![0-9.])[0-9]{0,2}\.[0-9]{1,9}(?![0-9]|\.[0-9])")
# A line break continues a run only behind a hyphen.
_RUN = re.compile(r"[0-9](?:(?:[^\S\n]|[\-.·/_~()|+:*,]|(?<=-)\n){0,3}[0-9])*")
_LETTER_RUN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{1,2}[ -]?(?:[0-9]{8}|[0-9]{3}[A-Za-z][0-9]{4})(?![A-Za-z0-9])")
_SHORTEST = 9


@dataclass(frozen=True, slots=True)
class Residue:
    """A suspicious span of the masked text."""

    start: int
    end: int
    entity_type: str


def find_residue(masked: str) -> list[Residue]:
    """Return disjoint spans of masked text that still look like personal data, in order.

    >>> find_residue("입사 2019.03 ~ 2021.02, 매출 1,240,000,000원")
    []
    >>> [r.entity_type for r in find_residue("연락 010 / 1234 / 5678")]
    ['UNCLASSIFIED_ID']
    """
    folded, origin = _fold(masked)
    # Ours only: anything may stand between angle brackets, and a number of ours is short.
    for harmless in (MARK, _DATE, _AMOUNT):
        folded = harmless.sub(lambda m: "¶" * len(m[0]), folded)
    found = [(m.start(), m.end(), "EMAIL_ADDRESS") for m in _EMAIL.finditer(folded)]
    found += [(m.start(), m.end(), "UNCLASSIFIED_ID") for m in _LETTER_RUN.finditer(folded)]
    found += [(m.start(), m.end(), "UNCLASSIFIED_ID") for m in _RUN.finditer(folded) if _is_long(m[0])]
    residues: list[Residue] = []
    for start, end, entity_type in sorted(found):
        first, last = origin[start], origin[end - 1] + 1
        if not residues or first >= residues[-1].end:
            residues.append(Residue(first, last, entity_type))
        elif last > residues[-1].end:
            residues[-1] = Residue(residues[-1].start, last, residues[-1].entity_type)
    return residues


def _is_long(run: str) -> bool:
    """Whether a run is long enough to identify; lists of numbers below 1000 are not."""
    groups = re.findall(r"[0-9]+", run)
    if sum(map(len, groups)) < _SHORTEST:
        return False
    listed = re.fullmatch(r"[0-9]{1,3}(?:[\s,|/]{1,3}[0-9]{1,3})+", run) is not None
    return not listed or all(len(group) == 1 for group in groups)


def _fold(text: str) -> tuple[str, list[int]]:
    """Fold each code point by itself; dashes of any kind become hyphens, invisible characters vanish."""
    folded: list[str] = []
    origin: list[int] = []
    for index, character in enumerate(text):
        if character.isascii():
            piece = character
        else:
            category = unicodedata.category(character)
            if category in {"Cf", "Mn"}:
                continue
            if category == "Nd":
                piece = str(unicodedata.digit(character))
            elif category == "Pd" or character == "\u2212":
                piece = "-"
            else:
                piece = unicodedata.normalize("NFKC", character) if category != "No" else character
        folded.append(piece)
        origin.extend([index] * len(piece))
    return "".join(folded), origin
