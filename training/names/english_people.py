# ruff: noqa: E501, PLR2004 - tables; shares
"""Names in Latin letters for training: from the shipped lists, or invented after them, in the forms that regions use."""

import random
import re
import unicodedata
from collections.abc import Sequence
from typing import TypeVar

from service.privacy.recognizers.lexicon import read_kinds, words
from service.privacy.recognizers.words_en import fold

_T = TypeVar("_T")
# A region's share and how its family names may come with others.
_REGIONS = {
    "english": 22, "spanish": 7, "portuguese": 3, "french": 6, "italian": 5, "german": 6, "dutch": 4, "nordic": 8, "polish": 4,
    "czech": 4, "russian": 6, "balkan": 5, "hungarian": 4, "romanian": 2, "baltic": 2, "greek": 3, "turkish": 4, "arabic": 6,
    "persian": 3, "hebrew": 2, "indian": 7, "chinese": 5, "japanese": 5, "korean": 6, "vietnamese": 3, "southeast": 3,
    "african": 6, "caucasus": 3, "celtic": 2, "turkic": 4, "mongolian": 3, "nepali": 3,
}  # fmt: skip
_FAMILIES = {
    "korean": "surnames_en",
    "russian": "russian_family ukrainian_family",
    "chinese": "chinese_family cantonese_family",
    "mongolian": "mongolian_given",
}
_PARTICLES = {
    "dutch": ["van", "van der", "de", "van den", "ter", "ten"], "german": ["von", "zu"], "spanish": ["de", "de la", "del", "y"],
    "portuguese": ["da", "de", "dos", "do"], "french": ["de", "du", "de la", "Le"], "italian": ["di", "De", "Di", "Della"],
    "arabic": ["al", "bin", "El", "Al", "Abu", "ibn"], "nordic": ["av", "af"],
}  # fmt: skip


def pick(generator: random.Random, choices: Sequence[_T]) -> _T:
    """Return one of the choices by ``random()`` alone: its sequence stays between versions of Python."""
    return choices[int(generator.random() * len(choices))]


class Chain:
    """Invents words that look like the given ones: letters follow each two letters as they do there."""

    def __init__(self, listed: Sequence[str]) -> None:
        self._next: dict[str, list[str]] = {}
        for word in listed:
            marked = f"^^{word.lower()}$"
            for place in range(2, len(marked)):
                self._next.setdefault(marked[place - 2 : place], []).append(marked[place])

    def invent(self, generator: random.Random) -> str:
        """Return a capitalised word of 3 to 12 letters."""
        while True:
            word = "^^"
            while word[-1] != "$" and len(word) < 15:
                word += pick(generator, self._next[word[-2:]])
            word = word.strip("^$-'’")
            if 3 <= len(word) <= 12 and any(v in fold(word) for v in "aeiouy"):
                return "-".join(part.capitalize() for part in word.split("-"))


class Names:
    """Names of one region at a time."""

    def __init__(self, generator: random.Random) -> None:
        self._random = generator
        listed = read_kinds("names_en")
        self._given = {region: listed[f"{region}_given"] for region in _REGIONS}
        self._family = {
            region: sorted(words("surnames_en")) if region == "korean"
            else [n.replace("_", " ") for kind in _FAMILIES.get(region, f"{region}_family").split() for n in listed[kind]]
            for region in _REGIONS
        }  # fmt: skip
        self._given_chain = {region: Chain(names) for region, names in self._given.items()}
        self._family_chain = {region: Chain(names) for region, names in self._family.items()}
        self._regions = [region for region, share in _REGIONS.items() for _ in range(share)]
        self._region = "english"

    def chance(self, share: float) -> bool:
        """Return true in this share of cases."""
        return self._random.random() < share

    def travel(self) -> None:
        """Go to another region."""
        self._region = pick(self._random, self._regions)

    def _plain(self, name: str) -> str:
        """Drop the marks now and then, as keyboards do."""
        if name.isascii() or self._random.random() > 0.3:
            return name
        return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))

    def _given_name(self) -> str:
        invented = self.chance(0.25)
        name = (
            self._given_chain[self._region].invent(self._random)
            if invented
            else pick(self._random, self._given[self._region])
        )
        if self._region == "korean" and self.chance(0.35):
            return self._korean_given(name)
        return self._plain(name)

    def _korean_given(self, name: str) -> str:
        """Write a Korean given name in two parts: Min-su, Min Su."""
        cut = re.search(
            r"(?<=[aeiou])[^aeiouy]*?(?=[bcdghjkmnrstwy][aeiouyw])|(?<=[nlgmk])(?=[bcdghjkmnrstwy])", name[1:]
        )
        if cut is None or len(name) - cut.end() < 3:
            return name
        head, tail = name[: cut.end() + 1], name[cut.end() + 1 :]
        return f"{head}{pick(self._random, ['-', '-', ' '])}{tail if self.chance(0.5) else tail.capitalize()}".replace(
            " " + tail, " " + tail.capitalize()
        )

    def _family_name(self) -> str:
        invented = self.chance(0.25) and self._region != "korean"
        name = (
            self._family_chain[self._region].invent(self._random)
            if invented
            else pick(self._random, self._family[self._region])
        )
        if self._region == "nordic" and self.chance(0.15):
            name = pick(self._random, self._given["nordic"]).rstrip("aiur") + pick(
                self._random, ["sson", "sdóttir", "sen", "sdatter"]
            )
        if self.chance(0.5):
            name = self._feminine(name)
        return self._plain(name)

    def _feminine(self, name: str) -> str:
        if self._region == "czech":
            return (
                (name[:-1] + "á" if name.endswith("ý") else (name.removesuffix("a") + "ová"))
                if name[-1] not in "íá"
                else name
            )
        if self._region == "polish":
            return re.sub(r"([sc]k|dzk)i$", r"\1a", name)
        if self._region in {"russian", "balkan", "caucasus", "turkic"}:
            return name + "a" if name.endswith(("ov", "ev", "in", "yn")) else re.sub("(sk)iy?$", r"\1aya", name)
        return name

    def _full_name(self) -> str:
        given, family, draw = self._given_name(), self._family_name(), self._random.random()
        initial = pick(self._random, "ABCDEFGHIJKLMNOPRSTVWYZ")
        particles = _PARTICLES.get(self._region, ())
        if particles and self.chance(0.2):
            family = f"{pick(self._random, particles)} {family}"
        if self._region in {"korean", "chinese", "vietnamese", "hungarian", "japanese"} and self.chance(0.3):
            return pick(
                self._random,
                [f"{family} {given}", f"{family} {given}", f"{family}, {given}", f"{family.upper()} {given}"],
            )
        if self._region in {"spanish", "portuguese"} and self.chance(0.3):
            family += f" {self._family_name()}"
        forms = (
            (0.08, f"{given} {initial}. {family}"), (0.12, f"{given} {initial} {family}"), (0.16, f"{given} {self._given_name()} {family}"),
            (0.19, f"{given}-{self._given_name()} {family}"), (0.23, f"{given} {family}-{self._family_name()}"),
            (0.25, f"{initial}. {family}"), (0.27, f"{given} {family.upper()}"), (0.28, f"{family.upper()}, {given}"),
            (0.30, f"{family}, {given}"), (0.31, f"{family}, {given} {initial}."), (0.32, f"{given} {family} Jr."),
            (0.33, f"{given} {family[0]}."), (0.34, f'{given} "{self._given_name()}" {family}'), (0.35, f"{given} ({self._given_name()}) {family}"),
        )  # fmt: skip
        return next((form for share, form in forms if draw < share), f"{given} {family}")
