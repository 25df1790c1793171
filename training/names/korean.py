# ruff: noqa: E501, PLR0911, PLR2004 - tables; one return a slot; shares
"""Korean texts with people in them, from seeds: frames, their slots, and which stretches are people.

Names are family names by frequency with common or composed given names. Everything is invented; the same seed
gives the same texts on every machine.
"""

import functools
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TypeVar

from service.privacy.recognizers.lexicon import words

_T = TypeVar("_T")
# Family names by how many people bear them, in thousandths (통계청 2015, rounded).
SURNAMES = {
    entry[0]: int(entry[1:])
    for entry in "김215 이147 박84 최47 정43 강24 조21 윤20 장20 임16 한15 오15 서15 신15 권14 황14 안14 송14 전11 홍11 유11 고10 문9 양9 손9 배8 백8 허7 남6 심5 노5 하5 곽4 성4 차4 주4 우4 구4 나4 민4 진4 류4 지3 엄3 채3 원3 천3 방2 공2 현2".split()
}
_SLOT = re.compile(r"\[(?P<person>N[0-9]?|G1|FT)\]|\{(?P<slot>[A-Z0-9]+)\}|~(?P<particle>[가-힣]+)")
_AFTER_CONSONANT = {
    "은": ("은", "는"), "는": ("은", "는"), "이": ("이", "가"), "가": ("이", "가"), "을": ("을", "를"), "를": ("을", "를"),
    "과": ("과", "와"), "아": ("아", "야"), "으로": ("으로", "로"), "으로서": ("으로서", "로서"), "으로부터": ("으로부터", "로부터"), "이랑": ("이랑", "랑"),
    "이라고": ("이라고", "라고"), "이다": ("이다", "다"), "이고": ("이고", "고"), "이며": ("이며", "며"), "이에요": ("이에요", "예요"), "이요": ("이요", "요"),
}  # fmt: skip
# Stacks of particles that a name takes where a frame has none of its own.
_ENDINGS = (
    "은 이 을 의 과 도 만 에게 에게서 께 께서 께서는 한테 까지 부터 처럼 보다 으로부터 이라고 이며 이고 입니다".split()
)
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Text:
    """A text and the stretches of it that are people, in code points."""

    text: str = ""
    people: list[tuple[int, int]] = field(default_factory=list)

    def write(self, piece: str, *, person: bool = False) -> None:
        """Append a piece."""
        if person:
            self.people.append((len(self.text), len(self.text) + len(piece)))
        self.text += piece


def make_texts(seed: str, count: int) -> Iterator[Text]:
    """Yield texts of one to seven frames, about a third of them without people."""
    generator = random.Random(seed)
    with_people = [frame for frame in _frames() if _has_people(frame)]
    without = [frame for frame in _frames() if not _has_people(frame)]
    for _ in range(count):
        writer = _Writer(generator)
        share = pick(generator, (0.0, 0.3, 0.5, 0.7))
        for number in range(1 + int(generator.random() * 7)):
            if number:
                writer.text.write(pick(generator, ("\n", "\n", "\n\n", " ", "\n- ", "\n  ")))
            writer.fill(pick(generator, with_people if generator.random() < share else without))
        yield writer.text


def pick(generator: random.Random, choices: Sequence[_T]) -> _T:
    """Choose by ``random()`` alone, whose sequence Python promises to keep."""
    return choices[int(generator.random() * len(choices))]


def _has_people(frame: str) -> bool:
    return any(match["person"] for match in _SLOT.finditer(frame))


class _Writer:
    """Writes one text: its own people, and a few words that it comes back to."""

    def __init__(self, generator: random.Random) -> None:
        self.text = Text()
        self._random = generator
        self._people = [self._name() for _ in range(3)]
        self._function = [self._pick(_FUNCTION) for _ in range(2)]
        self._topics = [self._noun(short=bool(n % 2)) for n in range(6)]

    def fill(self, frame: str) -> None:
        """Write a frame with its slots filled."""
        done = 0
        for match in _SLOT.finditer(frame):
            self.text.write(frame[done : match.start()].replace("⏎", "\n"))
            done = match.end()
            if match["person"]:
                self._write_person(match["person"])
            elif match["slot"]:
                self.text.write(self._word(match["slot"]))
            else:
                self._write_particle(match["particle"])
        self.text.write(frame[done:].replace("⏎", "\n"))

    def _write_person(self, slot: str) -> None:
        draw = self._random.random()
        if slot == "FT":
            title = self._pick(_slots()["family_title"])
            gap = " " if draw < 0.5 else ""  # half of them are written together
            self.text.write(_weighted(self._random, SURNAMES) + gap + title, person=True)
            return
        surname, given = self._name() if slot == "N" or draw < 0.1 else self._people[int(slot[1:]) - 1]
        if slot == "G1":
            self.text.write(given if len(given) > 1 else self._given(), person=True)
        else:
            self.text.write(surname + given, person=True)

    def _write_particle(self, particle: str) -> None:
        if not self.text.text or not "가" <= self.text.text[-1] <= "힣":
            self.text.write("은" if particle in {"은", "는"} else particle)
            return
        final = (ord(self.text.text[-1]) - ord("가")) % 28
        person = bool(self.text.people) and self.text.people[-1][1] == len(self.text.text)
        if person and particle in {"은", "이", "을"} and self._random.random() < 0.3:
            particle = self._pick(_ENDINGS)
        forms = _AFTER_CONSONANT.get(particle, (particle, particle))
        self.text.write(forms[0] if final and not (particle.startswith("으로") and final == 8) else forms[1])  # ㄹ

    def _pick(self, choices: Sequence[str]) -> str:
        return pick(self._random, choices)

    def _name(self) -> tuple[str, str]:
        draw = self._random.random()
        if draw < 0.04:  # compound family names
            return self._pick(("남궁", "황보", "제갈", "선우", "독고", "사공", "서문")), self._given()
        if draw < 0.10:  # rare ones
            return self._pick(_RARE_SURNAMES), self._given()
        return _weighted(self._random, SURNAMES), self._given()

    def _given(self) -> str:
        """Return a common given name, one of two likely syllables, or rarely any two or one."""
        draw = self._random.random()
        if draw < 0.55:
            return self._pick(_COMMON_GIVEN)
        if draw < 0.92:
            return self._pick(_COMMON_GIVEN)[0] + self._pick(_COMMON_GIVEN)[-1]
        if draw < 0.97:
            return self._pick(_FIRST) + self._pick(_LAST)
        return self._pick(_LAST)

    def _noun(self, *, short: bool = False) -> str:
        """Return an ordinary word; a short one reads as a name by its length and first syllable."""
        draw = self._random.random()
        if draw < 0.2:  # stems with what forms and offices append to them
            return self._pick(_slots()["stem"]) + self._pick(_slots()["suffix"])
        if draw < 0.35:
            return self._pick(_LISTED)
        if draw < 0.4 and short:  # majors, schools, firms and tools look alike, too
            return self._pick(_slots()[self._pick(("major", "company", "tech", "place", "title"))]).replace("_", " ")
        return self._pick(_SHORT if short else _NOUNS)

    def _word(self, slot: str) -> str:
        if slot in {"W", "L"}:
            if self._random.random() < 0.35:  # a text has its topics
                return self._pick(self._topics)
            return self._noun(short=slot == "L")
        if slot == "GW":
            return self._pick(_GIVEN_WORDS)
        if slot == "F":
            return self._pick(self._function if self._random.random() < 0.3 else _FUNCTION)
        if slot in _KINDS:
            return self._pick(_slots()[_KINDS[slot]]).replace("_", " ")
        return self._number(slot)

    def _number(self, slot: str) -> str:
        def digits(count: int) -> str:
            return "".join(str(int(self._random.random() * 10)) for _ in range(count))

        year = 1960 + int(self._random.random() * 66)
        month, day = 1 + int(self._random.random() * 12), 1 + int(self._random.random() * 28)
        dot = self._pick((".", "-", "/", ". "))
        match slot:
            case "TEL":
                separator = self._pick(("-", "-", ".", " ", ""))
                return f"{self._pick(('010', '010', '02', '031'))}{separator}{digits(4)}{separator}{digits(4)}"
            case "MAIL":
                return f"{''.join(self._pick(_LETTERS) for _ in range(6))}{digits(2)}@example.com"
            case "Y":
                return str(year)
            case "YM":
                return f"{year}{dot}{month:02d}"
            case "DATE":
                written = (f"{year}{dot}{month:02d}{dot}{day:02d}", f"{year}년 {month}월 {day}일", f"{month}/{day}")
                return self._pick(written)
            case "NUM":
                return f"{digits(6)}-{digits(2)}-{digits(6)}"
            case "N":
                return digits(1 + int(self._random.random() * 2))
            case "A":
                road = self._pick(_SHORT) + self._pick(("로", "길", "대로"))
                return f"{self._pick(_slots()['place'])} {road} {digits(2)}, {digits(3)}동 {digits(4)}호"
            case "E1":
                return self._pick(_slots()["opening"])
            case "E2":
                return self._pick(_slots()["verb"])
        raise KeyError(slot)


def _weighted(generator: random.Random, weights: dict[str, int]) -> str:
    left = generator.random() * sum(weights.values())
    for choice, weight in weights.items():
        left -= weight
        if left < 0:
            return choice
    return choice


def _read(name: str) -> list[str]:
    lines = (files(__package__) / "korean_lists" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@functools.cache
def _frames() -> list[str]:
    return [*_read("frames"), *_read("prose")]


@functools.cache
def _slots() -> dict[str, list[str]]:
    slots: dict[str, list[str]] = {}
    kind = ""
    for line in _read("slots"):
        if line.endswith(":"):
            kind = line[:-1]
        else:
            slots.setdefault(kind, []).extend(line.split())
    return slots


_KINDS = {
    "R": "role", "T": "title", "C": "company", "C2": "company_short", "S": "school", "M": "major", "D": "department",
    "K": "tech", "LAT": "latin", "P": "place", "CERT": "cert", "EN": "english_name",
}  # fmt: skip
_RARE_SURNAMES = sorted(surname for surname in words("surnames") - set(SURNAMES) if len(surname) == 1)
_COMMON_GIVEN = sorted(words("given_names"))
_FIRST, _LAST = sorted(words("given_first")), sorted(words("given_last"))
_LISTED = sorted(words("not_names") - words("given_names"))
_NOUNS = [
    noun for part in ("nouns", "nouns2", "nouns3", "nouns4", "nouns5") for line in _read(part) for noun in line.split()
]
_FUNCTION = [word for line in _read("function_words") for word in line.split()]
_GIVEN_WORDS = sorted(words("given_words"))
_SHORT = [noun for noun in _NOUNS if len(noun) in {2, 3}]
