"""How many masked documents someone singles out who knows everybody's employers, titles, schools and dates.

The attacker holds a register of facts about all persons and knows that each document is about one of them (the
prosecutor model of El Emam and Dankar, 2008). Each rule that decides a number:

- A fact is visible when it stands in the masked text, compared without case, white space and punctuation; a shorter
  one inside a longer one of the same kind is not. A month of which the text shows only the year counts as that year.
- A person fits by the information of their visible facts: the sum of ``-log2`` of the share of persons with that fact.
- Of persons who fit equally, those fit better who lack fewer of their facts, of the kinds that the text shows.
- A document's class is everybody who fits at least as well as its own person. A class of one is singled out. Where
  the text shows no fact of its person, the class is everybody.
- A refused document shows nothing.
"""

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import IO

from service.errors import DocumentTooLarge, InvalidInput, InvalidRequest
from service.privacy.evaluation import MAX_LINE_BYTES, ratio

KINDS = ("employer", "title", "school", "dates")
UNMASKED = "unmasked"
#: The bounds of the classes that are reported; the last has none.
CLASSES = ((1, 1), (2, 4), (5, None))
_BEST = 5
_LEGAL_FORM = re.compile(r"\(주\)|㈜|주식회사|\b(?:inc|ltd|llc|co|corp)\b\.?", re.IGNORECASE)
_MONTH = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s{0,2}[.년/-]\s{0,2}(0?[1-9]|1[0-2])(?![0-9])")
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_ENGLISH_MONTH = re.compile(
    r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?,?\s{1,2}((?:19|20)[0-9]{2})\b", re.IGNORECASE
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
# Sums of the same logarithms in another order differ in the last bits.
_DECIMALS = 9

Fact = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Person:
    """A document and what the attacker knows about the person that it is about."""

    id: str
    text: str = field(repr=False)
    facts: frozenset[Fact] = field(repr=False)


class Register:
    """Everybody's facts, and a matcher that reads a text with them."""

    def __init__(self, persons: Collection[Person]) -> None:
        self._facts = {person.id: person.facts for person in persons}
        counts = Counter(fact for person in persons for fact in _with_years(person.facts))
        self._bits = {fact: math.log2(len(persons) / count) for fact, count in counts.items()}
        names = sorted((fact for fact in counts if fact[0] != "dates"), key=lambda fact: (-len(fact[1]), fact))
        self._names = {kind: [value for of, value in names if of == kind] for kind in KINDS}

    def visible(self, text: str) -> frozenset[Fact]:
        """Return which facts of anybody a text shows: names, months as ``2021-03``, years as ``2021``."""
        folded = fold(text)
        found: set[Fact] = set()
        for kind, names in self._names.items():
            rest = folded
            for name in names:
                if name in rest:
                    found.add((kind, name))
                    rest = rest.replace(name, "\n")
        return frozenset(found | {("dates", date) for date in _dates(text)})

    def class_size(self, person_id: str, seen: frozenset[Fact]) -> int:
        """Count the persons who fit at least as well as this one, itself included."""
        fits = {each: self._fit(facts, seen) for each, facts in self._facts.items()}
        own = fits[person_id]
        if own[0] <= 0:
            return len(fits)
        return sum(fit >= own for fit in fits.values())

    def _fit(self, facts: frozenset[Fact], seen: frozenset[Fact]) -> tuple[float, int]:
        shown = {_shown(fact, seen) for fact in facts}
        kinds = {kind for kind, _ in seen}
        lacking = sum(kind in kinds and _shown((kind, value), seen) is None for kind, value in facts)
        bits = sum(self._bits[fact] for fact in shown if fact is not None)
        return round(bits, _DECIMALS), -lacking


def _shown(fact: Fact, seen: frozenset[Fact]) -> Fact | None:
    """Return a fact as far as it is seen: a month, or its year alone."""
    if fact in seen:
        return fact
    year = (fact[0], fact[1][:4])
    return year if fact[0] == "dates" and year in seen else None


def _with_years(facts: frozenset[Fact]) -> set[Fact]:
    return set(facts) | {(kind, value[:4]) for kind, value in facts if kind == "dates"}


def fold(text: str) -> str:
    """Return a text as it is compared.

    >>> fold("(주) 한빛 소프트"), fold("Acme Robotics, Inc.")
    ('한빛소프트', 'acmerobotics')
    """
    plain = _LEGAL_FORM.sub("", unicodedata.normalize("NFKC", re.sub(r"\(\s?주\s?\)", "㈜", text)))
    return "".join(character for character in plain.casefold() if character.isalnum())


def _dates(text: str) -> Iterator[str]:
    """Yield months and years.

    >>> sorted(_dates("2021년 3월 ~ Feb 2024, 2019"))
    ['2019', '2021', '2021-03', '2024', '2024-02']
    """
    folded = unicodedata.normalize("NFKC", text)
    yield from {match[0] for match in _YEAR.finditer(folded)}
    yield from {f"{match[1]}-{int(match[2]):02}" for match in _MONTH.finditer(folded)}
    for match in _ENGLISH_MONTH.finditer(folded):
        yield f"{match[2]}-{_MONTHS.index(match[1].lower()) + 1:02}"


@dataclass
class Outcome:
    """What the attacker got from the documents as one policy masks them."""

    policy: str
    persons: int
    classes: list[int] = field(default_factory=list)
    shown: Counter[str] = field(default_factory=Counter)
    known: Counter[str] = field(default_factory=Counter)
    refused: int = 0

    def as_dict(self) -> dict[str, object]:
        """Return counts and shares of documents; ``visible`` are the shares of facts that the texts show."""
        documents = len(self.classes)
        sizes = {_title(low, high): _count(self.classes, low, high) for low, high in CLASSES}
        return {
            "policy": self.policy,
            "documents": documents,
            "refused": self.refused,
            "singled_out": _count(self.classes, 1, 1),
            "singled_out_rate": ratio(_count(self.classes, 1, 1), documents),
            f"within_{_BEST}": _count(self.classes, 1, _BEST),
            f"within_{_BEST}_rate": ratio(_count(self.classes, 1, _BEST), documents),
            "classes": sizes,
            "median_class": median(self.classes) if self.classes else None,
            "visible": {kind: ratio(self.shown[kind], self.known[kind]) for kind in KINDS},
        }


def _title(low: int, high: int | None) -> str:
    return f"{low}+" if high is None else str(low) if low == high else f"{low}-{high}"


def _count(sizes: Sequence[int], low: int, high: int | None) -> int:
    return sum(low <= size and (high is None or size <= high) for size in sizes)


def attack(persons: Sequence[Person], policy: str, mask: Callable[[str], str]) -> Outcome:
    """Mask each person's document and let the attacker look for its person.

    >>> persons = [Person(name, f"{name} 근무", frozenset({("employer", name)})) for name in ("한빛", "가온")]
    >>> attack(persons, "default", str).classes, attack(persons, "default", lambda text: "").classes
    ([1, 1], [2, 2])
    """
    register = Register(persons)
    outcome = Outcome(policy, len(persons))
    for person in persons:
        try:
            masked = mask(person.text)
        except InvalidInput:
            outcome.refused += 1
            masked = ""
        seen = register.visible(masked)
        outcome.classes.append(register.class_size(person.id, seen))
        outcome.known.update(kind for kind, _ in person.facts)
        outcome.shown.update(kind for kind, value in person.facts if (kind, value) in seen)
    return outcome


def read_persons(source: IO[bytes]) -> list[Person]:
    """Read ``{"id","text","facts":{"employer":[],"title":[],"school":[],"dates":[]}}`` lines; blank ones are skipped.

    Raises:
        InvalidRequest: a line is not such an object, an id is given twice, or there are fewer than two persons.
        DocumentTooLarge: a line is longer than ``MAX_LINE_BYTES``.
    """
    persons: dict[str, Person] = {}
    number = 0
    while line := source.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            raise DocumentTooLarge(f"Line {number} is longer than {MAX_LINE_BYTES:,} bytes.")
        if line.strip():
            person = _read_person(line, number)
            if person.id in persons:
                raise InvalidRequest(f"Line {number}: its id was given before.")
            persons[person.id] = person
    if len(persons) <= 1:
        raise InvalidRequest("An attack needs the facts of two persons or more.")
    return list(persons.values())


def _read_person(line: bytes, number: int) -> Person:
    try:
        entry = json.loads(line)
        name, text, facts = entry["id"], entry["text"], entry["facts"]
        known = [(kind, value) for kind, values in facts.items() for value in values]
        right = all(isinstance(value, str) for value in (name, text, *(value for _, value in known)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise InvalidRequest(f'Line {number} is not a JSON object with "id", "text" and "facts".') from None
    if not right or not facts.keys() <= set(KINDS):
        raise InvalidRequest(f'Line {number}: "facts" holds lists of texts under {", ".join(KINDS)}.')
    return Person(name, text, frozenset(_read_fact(kind, value, number) for kind, value in known))


def _read_fact(kind: str, value: str, number: int) -> Fact:
    if kind != "dates":
        if folded := fold(value):
            return kind, folded
        raise InvalidRequest(f"Line {number}: a fact holds no letter and no digit.")
    if re.fullmatch(r"(?:19|20)[0-9]{2}(?:-(?:0[1-9]|1[0-2]))?", value):
        return kind, value
    raise InvalidRequest(f"Line {number}: a date is a year and a month, such as 2021-03, or a year.")


def table(outcomes: Sequence[Outcome]) -> str:
    """Return the results for a person."""
    sizes = [_title(*bounds) for bounds in CLASSES]
    heads = ["documents", "singled out", f"within {_BEST}", *(f"class {size}" for size in sizes), "median"]
    lines = [f"{'':10}" + "".join(f"{head:>16}" for head in heads) + "   visible: " + ", ".join(KINDS)]
    for outcome in outcomes:
        documents = len(outcome.classes)
        counts = [_count(outcome.classes, 1, 1), _count(outcome.classes, 1, _BEST)]
        cells = [f"{documents:,}", *(f"{count:,} ({count / documents:.1%})" for count in counts)]
        cells += [f"{_count(outcome.classes, low, high):,}" for low, high in CLASSES]
        cells.append(f"{median(outcome.classes):,.0f}")
        shares = ", ".join(_share(outcome.shown[kind], outcome.known[kind]) for kind in KINDS)
        lines.append(f"{outcome.policy:10}" + "".join(f"{cell:>16}" for cell in cells) + f"   {shares}")
    return "\n".join([*lines, *(f"refused under {each.policy}: {each.refused}" for each in outcomes if each.refused)])


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


def as_dict(outcomes: Sequence[Outcome]) -> Mapping[str, object]:
    """Return JSON-ready results."""
    return {"attack": [outcome.as_dict() for outcome in outcomes]}
