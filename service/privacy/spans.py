"""From overlapping claims to disjoint spans: type priority decides, and nothing claimed is left uncovered."""

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import ahocorasick

from service.privacy.detector import Finding
from service.privacy.normalise import normalise

# Who wins where claims overlap: first what contains others by nature, then numbers, then words.
_GROUPS = """
FAMILY
EMAIL_ADDRESS URL
KR_CRN KR_RRN KR_FRN KR_DRIVER_LICENSE KR_PASSPORT CREDIT_CARD KR_BRN PHONE_NUMBER BANK_ACCOUNT HEALTH_INSURANCE \
IP_ADDRESS VEHICLE_PLATE STUDENT_ID EMPLOYEE_ID MILITARY_NUMBER VETERAN_NUMBER CERTIFICATE_NUMBER DATE_OF_BIRTH AGE \
HEIGHT WEIGHT UNCLASSIFIED_ID
HEALTH HOMETOWN ADDRESS POSTAL_CODE
SNS_ID GENDER NATIONALITY MARITAL_STATUS RELIGION
PERSON
SCHOOL ORGANIZATION
DATE
""".strip().splitlines()
# A shorter value, such as an age, says nothing where it stands alone. Names repeat by their own rules.
_LONG = 6
_LONG_NUMBER = 8
_DIGIT = re.compile("[0-9]")
_SEPARATED = re.compile(r"[0-9](?:[-./·~_() \t]{0,3}[0-9])*")
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:1[0-2]|0[1-9])(?:3[01]|[12][0-9]|0[1-9])")
# What a longer claim of the same person adds: 이수민 님, 부 김상태.
_BESIDE_NAMES = frozenset("님 씨 군 양 귀하 선생님 님께 께 부 모 처 배우자 본인".split())
# Stand for letters and digits that a writer hid.
_HIDING_SIGNS = "*●○"
_RANK = {
    entity_type: (group, place) for group, row in enumerate(_GROUPS) for place, entity_type in enumerate(row.split())
}
_LAST = (len(_GROUPS), 0)


def disjoin(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Return disjoint findings in order of place.

    The winner of an overlap keeps its span; what a loser claims beyond it stays masked under the loser's
    type when it holds a letter or digit.
    """
    kept: list[Finding] = []
    taken = _Intervals()
    for finding in sorted(findings, key=_precedence):
        for part in taken.free(finding.start, finding.end):
            start, end = _trim(text, *part)
            whole = (start, end) == (finding.start, finding.end)
            if start < end and (whole or finding.entity_type != "PERSON" or text[start:end] not in _BESIDE_NAMES):
                kept.append(Finding(finding.entity_type, start, end, finding.score, finding.recognizer))
        taken.add(finding.start, finding.end)
    return sorted(kept, key=lambda finding: finding.start)


def repeats(findings: Iterable[Finding], text: str) -> list[Finding]:
    """Return every other place where a long enough value stands, inside words too, however it is written.

    Writings are the same when they fold to the same characters (full width, small or capital letters); numbers of
    eight digits or more also when their separators differ.
    """
    known = [f for f in findings if f.end - f.start >= _LONG and _may_repeat(f, text)]
    if not known:
        return []
    folded = normalise(text)
    # A letter whose small form is longer would shift what follows.
    small = folded.text.lower()
    small = small if len(small) == len(folded.text) else folded.text
    values = {normalise(text[f.start : f.end]).text.lower(): f for f in known}
    found = [(*folded.to_input(start, end), f) for start, end, f in _occurrences(values, small)]
    if folded.starts is not None:
        found += _occurrences({text[f.start : f.end]: f for f in known}, text)
    found += [(*folded.to_input(start, end), f) for start, end, f in _rewritten_numbers(values, small)]
    return [replace(f, start=start, end=end) for start, end, f in found]


def _may_repeat(finding: Finding, text: str) -> bool:
    """Whether the value says the same elsewhere: a date does not, nor what is left of a page's address."""
    if finding.entity_type in {"PERSON", "DATE"}:
        return False
    return (
        finding.entity_type != "URL" or "." in text[finding.start : finding.end].removeprefix("https://").split("/")[0]
    )


def _occurrences(values: Mapping[str, Finding], text: str) -> Iterator[tuple[int, int, Finding]]:
    """Yield the places of the longest values, in one pass.

    A pattern of 70,000 values would take ten seconds on a megabyte.
    """
    words = ahocorasick.Automaton()
    for value, finding in values.items():
        if len(value) >= _LONG:
            words.add_word(value, (len(value), finding))
    if not words:
        return
    words.make_automaton()
    found = [(last + 1 - length, last + 1, finding) for last, (length, finding) in words.iter(text)]
    done = 0
    for start, end, finding in sorted(found, key=lambda each: (each[0], -each[1])):
        if start >= done:
            done = end
            yield start, end, finding


def _rewritten_numbers(values: Mapping[str, Finding], text: str) -> Iterator[tuple[int, int, Finding]]:
    """Yield where the digits of a long number stand with other separators."""
    numbers = {}
    for value, finding in values.items():
        digits = "".join(_DIGIT.findall(value))
        plain = not any(character.isalpha() for character in value)
        # Staff numbers often are a date, and a date of work is no staff number.
        date = _DATE.fullmatch(digits) is not None and finding.entity_type != "DATE_OF_BIRTH"
        if plain and len(digits) >= _LONG_NUMBER and not date:
            numbers[digits] = finding
    if not numbers:
        return
    places = [digit.start() for digit in _DIGIT.finditer(text)]
    for first, behind, finding in _occurrences(numbers, "".join(text[place] for place in places)):
        start, end = places[first], places[behind - 1] + 1
        longer = (first and places[first - 1] == start - 1) or (behind < len(places) and places[behind] == end)
        if not longer and _SEPARATED.fullmatch(text, start, end):
            yield start, end, finding


def without(findings: Iterable[Finding], spans: Iterable[tuple[int, int]], text: str) -> list[Finding]:
    """Return what the findings claim outside of spans that nobody may change, without signs at its ends."""
    taken = _Intervals()
    for span in spans:
        taken.add(*span)
    left = []
    for finding in findings:
        parts = taken.free(finding.start, finding.end)
        if parts == [(finding.start, finding.end)]:
            left.append(finding)
            continue
        for start, end in parts:
            words = [place for place in range(start, end) if text[place].isalnum() or text[place] in _HIDING_SIGNS]
            if words:
                left.append(replace(finding, start=words[0], end=words[-1] + 1))
    return left


def _precedence(finding: Finding) -> tuple[int, float, int, int, int]:
    group, place = _RANK.get(finding.entity_type, _LAST)
    return group, -finding.score, place, finding.start - finding.end, finding.start


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop blanks and signs at both ends of a remainder; a remainder of signs only is empty."""
    if not any(c.isalnum() or c in _HIDING_SIGNS for c in text[start:end]):
        return start, start
    while text[start].isspace():
        start += 1
    while text[end - 1].isspace():
        end -= 1
    return start, end


class _Intervals:
    """Disjoint, sorted intervals that are already taken."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []

    def free(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the parts of ``[start, end)`` that are not taken."""
        parts: list[tuple[int, int]] = []
        index = bisect.bisect_right(self._ends, start)
        while index < len(self._starts) and self._starts[index] < end:
            if start < self._starts[index]:
                parts.append((start, self._starts[index]))
            start = max(start, self._ends[index])
            index += 1
        if start < end:
            parts.append((start, end))
        return parts

    def add(self, start: int, end: int) -> None:
        """Take ``[start, end)``, joining what it touches."""
        first = bisect.bisect_left(self._ends, start)
        last = bisect.bisect_right(self._starts, end)
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        self._starts[first:last], self._ends[first:last] = [start], [end]
