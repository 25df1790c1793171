"""Planning what replaces each finding: marks by the policy's operators, numbered in reading order."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from service.privacy.coarsening import COARSEN, COARSEN_TO_KIND
from service.privacy.detector import Finding
from service.privacy.normalise import normalise
from service.privacy.operators import PRIVATE, hashed, numbered, shaped
from service.privacy.policy import PRIVATE_TYPES, Policy
from service.privacy.propagation import same_people
from service.privacy.recognizers.labels import label_before

_BETWEEN_PRIVATE = re.compile(r"[\s,;/|·:\-]{0,8}")
_NUMERIC_TYPES = frozenset(
    "KR_RRN KR_FRN KR_CRN KR_BRN KR_DRIVER_LICENSE CREDIT_CARD BANK_ACCOUNT PHONE_NUMBER POSTAL_CODE".split()
)
_HANGUL_DIGITS = str.maketrans("공영일이삼사오육륙칠팔구", "001234566789")
_NUMBERED = re.compile(r"<(\w+)_([0-9]{1,6})>")
# Shorter values, such as 남, are part of many words.
_SHORTEST_TOLD = 2

#: A mark that the resume's documents have already: entity type, fingerprint, mark.
KnownMark = tuple[str, bytes, str]


class Fingerprinter(Protocol):
    """Keyed hashes of values: the same value under the same key is known again, and nothing else is."""

    def fingerprint(self, entity_type: str, canonical_value: str) -> bytes:
        """Return 32 bytes."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A stretch of the raw text that one mark replaces, with the findings in it and their fingerprints."""

    start: int
    end: int
    mark: str
    operator: str
    findings: tuple[tuple[Finding, bytes], ...]


def canonical_value(entity_type: str, value: str) -> str:
    """Return the form that all writings of one value share.

    >>> canonical_value("PHONE_NUMBER", "+82 (0)10‑1234‑5678")
    '01012345678'
    """
    folded = normalise(value).text
    if entity_type in _NUMERIC_TYPES:
        if entity_type == "PHONE_NUMBER":
            folded = re.sub(r"^\(?\+?82\)?[\s-]*(?:\(0\)|0)?", "0", folded.translate(_HANGUL_DIGITS))
        return "".join(c for c in folded if c.isalnum() or c == "*")
    if entity_type in {"EMAIL_ADDRESS", "PERSON", "KR_PASSPORT", "VEHICLE_PLATE"}:
        folded = re.sub(r"\s+", "", folded)
    return " ".join(folded.split()).casefold()


def plan_edits(
    text: str, findings: Iterable[Finding], policy: Policy, keys: Fingerprinter, known: Iterable[KnownMark] = ()
) -> list[Edit]:
    """Return what replaces each of the disjoint findings, in order; private neighbours are one edit."""
    listed = list(findings)
    # 민수 님 and Minsu Kim have the number of 김민수, whom they are written for.
    same = same_people(text[f.start : f.end] for f in listed if f.entity_type == "PERSON")
    found = []
    for finding in listed:
        value = text[finding.start : finding.end]
        value = same.get(value, value) if finding.entity_type == "PERSON" else value
        found.append((finding, canonical_value(finding.entity_type, value)))
    marks = _Marks(policy, keys, known, {value for f, value in found if _is_hidden(policy, f)})
    edits = []
    for finding, value in found:
        fingerprint = keys.fingerprint(finding.entity_type, value)
        mark, operator = marks.choose(finding.entity_type, text[finding.start : finding.end], value, fingerprint)
        # A label that stands only for a private value would tell its type.
        start = label_before(text, finding.start, PRIVATE_TYPES) if mark == PRIVATE else finding.start
        edits.append(Edit(start, finding.end, mark, operator, ((finding, fingerprint),)))
    return list(_join_private(text, edits))


def _is_hidden(policy: Policy, finding: Finding) -> bool:
    return policy.rules[finding.entity_type].operator != "coarsen"


class _Marks:
    """Chooses marks: an equal value gets the number it has, a new one the next."""

    def __init__(self, policy: Policy, keys: Fingerprinter, known: Iterable[KnownMark], hidden: set[str]) -> None:
        self._policy = policy
        self._keys = keys
        self._hidden = {value for value in hidden if len(value) >= _SHORTEST_TOLD}
        # Under another policy a value may have had a mark of another form, or plain text: only the word's own count.
        self._numbers: dict[tuple[str, bytes, str], int] = {}
        self._last: dict[str, int] = {}
        for entity_type, fingerprint, mark in known:
            if found := _NUMBERED.fullmatch(mark):
                word, number = found[1], int(found[2])
                self._numbers[entity_type, fingerprint, word] = number
                self._last[word] = max(self._last.get(word, 0), number)

    def choose(self, entity_type: str, raw: str, value: str, fingerprint: bytes) -> tuple[str, str]:
        """Return a value's mark, and the operator that made it: a placeholder where the policy's own can't."""
        operator = self._policy.rules[entity_type].operator
        mark = None
        if operator == "coarsen":
            mark = self._coarsened(entity_type, raw, fingerprint)
        elif operator == "mask":
            mark = shaped(entity_type, raw)
        elif operator == "hash":
            # Another domain than the record's fingerprint, so that the text gives none of that away.
            mark = hashed(entity_type, self._keys.fingerprint(f"{entity_type}#", value))
        if mark is not None:
            return mark, operator
        hides_type = entity_type in PRIVATE_TYPES
        return PRIVATE if hides_type else self._number(entity_type, entity_type, fingerprint), "placeholder"

    def _coarsened(self, entity_type: str, raw: str, fingerprint: bytes) -> str | None:
        if entity_type in COARSEN_TO_KIND:
            return self._number(COARSEN_TO_KIND[entity_type](raw), entity_type, fingerprint)
        plain = COARSEN[entity_type](raw) if entity_type in COARSEN else None
        # 고향: 서울 is hidden, so the 시도 of an address may not say it.
        told = plain is None or any(value in plain.casefold() for value in self._hidden)
        return None if told else plain

    def _number(self, word: str, entity_type: str, fingerprint: bytes) -> str:
        key = (entity_type, fingerprint, word)
        if key not in self._numbers:
            self._last[word] = self._numbers[key] = self._last.get(word, 0) + 1
        return numbered(word, self._numbers[key])


def _join_private(text: str, edits: Iterable[Edit]) -> Iterator[Edit]:
    """Collapse private edits with only signs between them into one; a label never reaches into the edit before."""
    together: list[Edit] = []
    for edit in edits:
        last = together[-1] if together else None
        start = edit.start if last is None else max(edit.start, last.end)
        both = last is not None and last.mark == edit.mark == PRIVATE
        if last is not None and not (both and _BETWEEN_PRIVATE.fullmatch(text, last.end, start)):
            yield _join(together)
            together = []
        together.append(Edit(start, edit.end, edit.mark, edit.operator, edit.findings))
    if together:
        yield _join(together)


def _join(edits: list[Edit]) -> Edit:
    first, last = edits[0], edits[-1]
    findings = tuple(finding for edit in edits for finding in edit.findings)
    return Edit(first.start, last.end, first.mark, first.operator, findings)
