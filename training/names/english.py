# ruff: noqa: E501, N802, PLR2004 - tables; methods are named for the frames' slots; shares
"""Train the model of names in Latin letters: ``python -m training.names.english [--check] [--documents N]``.

Texts are invented: frames of ``english_frames.py`` filled with names of the shipped lists, with names that only look
like those of a region (letter chains), and with what else begins with a capital. In a part of the texts the lists
are told not to know the names, so that letters and neighbours must decide.
"""

import argparse
import random
import re
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from service.privacy.recognizers.lexicon import read_kinds, words
from service.privacy.recognizers.names_en import Page, fold
from training.names.english_frames import NOBODY, PEOPLE
from training.names.learn import is_current, train, write

MODEL = Path(__file__).parents[2] / "service/privacy/recognizers/weights/english_names.txt"
SEED, DOCUMENTS, EPOCHS = 20260703, 60_000, 5
_T = TypeVar("_T")
Piece = tuple[str, bool]
"""Some text, and whether it is a person's name."""

_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\(([^()|]*(?:\|[^()|]*)+)\)")
_VERBS = (
    "review check update test deploy design improve reduce manage plan present migrate monitor support develop deliver launch analyse "
    "cancel order repair paint open close visit watch finish prepare explain replace remove install configure collect return answer print "
    "measure rebuild document refactor automate translate publish record share sort trace track verify want need like love enjoy play"
).split()
_VOWELS = "aeiou"
_LETTERS = "gfwvtcpdor"
# A region's share and how its family names may come with others.
_REGIONS = {
    "english": 22, "spanish": 7, "portuguese": 3, "french": 6, "italian": 5, "german": 6, "dutch": 4, "nordic": 8, "polish": 4,
    "czech": 4, "russian": 6, "balkan": 5, "hungarian": 4, "romanian": 2, "baltic": 2, "greek": 3, "turkish": 4, "arabic": 6,
    "persian": 3, "hebrew": 2, "indian": 7, "chinese": 5, "japanese": 5, "korean": 6, "vietnamese": 3, "southeast": 3,
    "african": 6, "caucasus": 3, "celtic": 2,
}  # fmt: skip
_FAMILIES = {
    "korean": "surnames_en",
    "russian": "russian_family ukrainian_family",
    "chinese": "chinese_family cantonese_family",
}
_PARTICLES = {
    "dutch": ["van", "van der", "de", "van den", "ter", "ten"], "german": ["von", "zu"], "spanish": ["de", "de la", "del", "y"],
    "portuguese": ["da", "de", "dos", "do"], "french": ["de", "du", "de la", "Le"], "italian": ["di", "De", "Di", "Della"],
    "arabic": ["al", "bin", "El", "Al", "Abu", "ibn"], "nordic": ["av", "af"],
}  # fmt: skip


_ENDINGS = (
    "izer ization izing ized able ability ation ational ity ness ment ful ous ive ively less ish ism ist istic al ally like wise ware ship hood ator atory "
    "ence ency ible ance ant ent ary ory ure age ology ological ologist onomy graphy metric scope phone gram code line set base load point flow path"
).split()
_BEGINNINGS = "re un de pre sub inter micro multi auto hyper over under non co meta super trans bi tri poly pseudo cyber geo bio neuro hydro photo".split()


class _Chain:
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
                word += _pick(generator, self._next[word[-2:]])
            word = word.strip("^$-'’")
            if 3 <= len(word) <= 12 and any(v in fold(word) for v in _VOWELS + "y"):
                return "-".join(part.capitalize() for part in word.split("-"))


def _pick(generator: random.Random, choices: Sequence[_T]) -> _T:
    return choices[int(generator.random() * len(choices))]


class Writer:
    """Writes invented English texts in which it knows every name."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        listed = read_kinds("names_en")
        things = read_kinds("things_en")
        self._given = {region: listed[f"{region}_given"] for region in _REGIONS}
        self._family = {
            region: sorted(words("surnames_en")) if region == "korean"
            else [n.replace("_", " ") for kind in _FAMILIES.get(region, f"{region}_family").split() for n in listed[kind]]
            for region in _REGIONS
        }  # fmt: skip
        self._given_chain = {region: _Chain(names) for region, names in self._given.items()}
        self._family_chain = {region: _Chain(names) for region, names in self._family.items()}
        self._regions = [region for region, share in _REGIONS.items() for _ in range(share)]
        self._technologies = [w for w in things["technology"] if len(w) > 1]
        self._companies, self._places, self._roles = things["company"], things["place"], things["role"]
        self._heads, self._months = things["organisation"], things["time"][:12]
        self._everyday = sorted(w for w in words("english_words") if w.isascii() and w.isalpha() and len(w) > 2)
        self._product_chain = _Chain([*self._technologies, *self._companies])
        self._place_chain = _Chain(self._places)
        self._people, self._nobody = ([f for f in frames.strip().split("\n") if f] for frames in (PEOPLE, NOBODY))
        self._region = "english"

    def chance(self, share: float) -> bool:
        """Return true in this share of cases."""
        return self._random.random() < share

    def text(self) -> tuple[list[Piece], dict[str, str]]:
        """Return a text in pieces, and the words in it that lists shall keep back."""
        pieces: list[Piece] = []
        for _ in range(1 + int(self._random.random() ** 2 * 5)):
            if pieces:
                pieces.append((_pick(self._random, ["\n", "\n", "\n\n", " ", " "]), False))
            self._region = _pick(self._random, self._regions)
            frame = _pick(self._random, self._people if self.chance(0.5) else self._nobody)
            pieces.extend(self._fill(frame.replace("\\n", "\n")))
        pieces = self._recase(pieces)
        hidden: dict[str, str] = {}
        for text, name in pieces:
            for word in text.split():
                if not self.chance(0.5 if name else 0.08):
                    continue
                whole = word.strip('.,:;!?"()')
                hidden.update((fold(part), "gf" if name else _LETTERS) for part in (whole, *whole.split("-")))
        return pieces, hidden

    def _recase(self, pieces: list[Piece]) -> list[Piece]:
        draw = self._random.random()
        if draw < 0.10:
            return [(text.lower(), name) for text, name in pieces]
        if draw < 0.14:
            return [(text.upper(), name) for text, name in pieces]
        if draw < 0.17:
            return [(text.upper() if name else text, name) for text, name in pieces]
        return pieces

    def _fill(self, frame: str) -> Iterator[Piece]:
        while (choice := _CHOICE.search(frame)) is not None:
            frame = frame[: choice.start()] + _pick(self._random, choice[1].split("|")) + frame[choice.end() :]
        done = 0
        for slot in _SLOT.finditer(frame):
            if slot.start() > done:
                yield frame[done : slot.start()], False
            yield self._slot(slot[1])
            done = slot.end()
        if done < len(frame):
            yield frame[done:], False

    def _slot(self, slot: str) -> Piece:
        if slot in {"P", "G", "F"}:
            return {"P": self._full_name, "G": self._given_name, "F": self._family_name}[slot](), True
        return getattr(self, f"_slot_{slot}")(), False

    def _word(self) -> str:
        return _pick(self._random, self._everyday)

    def _capital(self) -> str:
        word, draw = self._word(), self._random.random()
        if draw < 0.15:
            word += _pick(self._random, ["s", "ing", "er", "ed", "s"])
        elif draw < 0.25:
            word = word.rstrip("e") + _pick(self._random, _ENDINGS)
        elif draw < 0.3:
            word = _pick(self._random, _BEGINNINGS) + word
        elif draw < 0.35:
            word += self._word()
        elif draw < 0.40:
            return self._slot_AC()
        return word.capitalize()

    def _slot_AC(self) -> str:
        """Return an acronym."""
        letters = "ABCDEFGHIKLMNOPRSTUVX" if self.chance(0.6) else "BCDFGLMNPRSTVX"
        return "".join(_pick(self._random, letters) for _ in range(2 + int(self._random.random() * 4)))

    # Names.

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
            else _pick(self._random, self._given[self._region])
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
        return f"{head}{_pick(self._random, ['-', '-', ' '])}{tail if self.chance(0.5) else tail.capitalize()}".replace(
            " " + tail, " " + tail.capitalize()
        )

    def _family_name(self) -> str:
        invented = self.chance(0.25) and self._region != "korean"
        name = (
            self._family_chain[self._region].invent(self._random)
            if invented
            else _pick(self._random, self._family[self._region])
        )
        if self._region == "nordic" and self.chance(0.15):
            name = _pick(self._random, self._given["nordic"]).rstrip("aiur") + _pick(
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
        if self._region in {"russian", "balkan", "caucasus"}:
            return name + "a" if name.endswith(("ov", "ev", "in", "yn")) else re.sub("(sk)iy?$", r"\1aya", name)
        return name

    def _full_name(self) -> str:
        given, family, draw = self._given_name(), self._family_name(), self._random.random()
        initial = _pick(self._random, "ABCDEFGHIJKLMNOPRSTVWYZ")
        particles = _PARTICLES.get(self._region, ())
        if particles and self.chance(0.2):
            family = f"{_pick(self._random, particles)} {family}"
        if self._region in {"korean", "chinese", "vietnamese", "hungarian", "japanese"} and self.chance(0.3):
            return _pick(
                self._random,
                [f"{family} {given}", f"{family} {given}", f"{family}, {given}", f"{family.upper()} {given}"],
            )
        if self._region in {"spanish", "portuguese"} and self.chance(0.3):
            family += f" {self._family_name()}"
        forms = (
            (0.08, f"{given} {initial}. {family}"), (0.12, f"{given} {initial} {family}"), (0.16, f"{given} {self._given_name()} {family}"),
            (0.19, f"{given}-{self._given_name()} {family}"), (0.23, f"{given} {family}-{self._family_name()}"),
            (0.25, f"{initial}. {family}"), (0.27, f"{given} {family.upper()}"), (0.28, f"{family.upper()}, {given}"),
            (0.29, f"{family}, {given} {initial}."), (0.30, f"{given} {family} Jr."), (0.31, f"{given} {family[0]}."),
        )  # fmt: skip
        return next((form for share, form in forms if draw < share), f"{given} {family}")

    # What else begins with a capital.

    def _slot_G2(self) -> str:
        return self._given_name()

    def _slot_F2(self) -> str:
        return self._family_name()

    def _slot_C(self) -> str:
        draw = self._random.random()
        if draw < 0.45:
            name = _pick(self._random, self._companies)
            return name.upper() if len(name) < 4 else name.capitalize()
        if draw < 0.7:
            ending = _pick(
                self._random,
                ["Inc", "Inc.", "LLC", "Ltd", "Corp", "Group", "Technologies", "Labs", "Systems", "Partners"],
            )
            return f"{_pick(self._random, [self._slot_X(), self._capital(), self._family_name()])} {ending}"
        if draw < 0.85:
            return f"{self._capital()} {_pick(self._random, self._heads).capitalize()}"
        return f"{self._family_name()} {_pick(self._random, ['&', 'and'])} {_pick(self._random, ['Sons', 'Partners', 'Co', 'Company', 'Associates'])}"

    def _slot_U(self) -> str:
        place = _pick(self._random, [self._slot_L(), self._slot_L(), self._family_name(), self._capital()])
        return _pick(
            self._random,
            [
                f"{place} University",
                f"University of {place}",
                f"{place} Institute of Technology",
                f"{place} College",
                f"{place} High School",
            ],
        )

    def _slot_T(self) -> str:
        name = _pick(self._random, self._technologies)
        return name.upper() if len(name) < 4 and self.chance(0.8) else (name if self.chance(0.1) else name.capitalize())

    def _slot_X(self) -> str:
        draw = self._random.random()
        if draw < 0.4:
            return self._product_chain.invent(self._random)
        if draw < 0.6:
            return self._word().capitalize() + _pick(
                self._random,
                ["ly", "io", "ify", "ix", "wave", "hub", "base", "scale", "flow", "Flow", "DB", "Hub", "ML", ""],
            )
        if draw < 0.66:
            return self._given_name()
        return _pick(self._random, [self._slot_T, self._slot_C, self._capital])().split(" ")[0]

    def _slot_L(self) -> str:
        if self.chance(0.65):
            return _pick(self._random, self._places).capitalize()
        town = self._place_chain.invent(self._random)
        return _pick(
            self._random,
            [town, town, town + "ville", town + "burg", f"New {town}", f"San {town}", f"St. {town}", town.upper()],
        )

    def _slot_N(self) -> str:
        return _pick(self._random, self._places[:170]).capitalize()

    def _slot_A(self) -> str:
        return _pick(self._random, [p for p in self._places if p.endswith(("ish", "ian", "ese", "ean"))]).capitalize()

    def _slot_AD(self) -> str:
        street = _pick(self._random, [self._capital(), self._family_name(), self._slot_L()])
        kind = _pick(
            self._random, ["Street", "St", "Avenue", "Road", "Rd", "Lane", "Drive", "Way", "Court", "Hill", "Square"]
        )
        place = _pick(
            self._random,
            ["", f", {self._slot_L()}", f"\n{self._slot_L()}, {self._slot_IN()}{self._slot_IN()} {self._slot_D()}"],
        )
        return _pick(self._random, [f"{self._slot_D()} {street} {kind}{place}", f"{street} {self._slot_D()}{place}"])

    def _slot_R(self) -> str:
        return f"{_pick(self._random, ['Senior ', 'Junior ', 'Lead ', 'Chief ', '', '', ''])}{_pick(self._random, ['', self._capital() + ' '])}{_pick(self._random, self._roles).capitalize()}"

    def _slot_r(self) -> str:
        return _pick(self._random, self._roles)

    def _slot_M(self) -> str:
        return _pick(self._random, self._months).capitalize()

    def _slot_Y(self) -> str:
        return str(1960 + int(self._random.random() * 66))

    def _slot_D(self) -> str:
        return str(1 + int(self._random.random() ** 3 * 9999))

    def _slot_IN(self) -> str:
        return _pick(self._random, "ABCDEFGHKLMNPRSTVWXY")

    def _slot_E(self) -> str:
        return f"{self._word()}{self._slot_D()}@example.com"

    def _slot_TEL(self) -> str:
        return f"+1 555 {self._slot_D()}"

    def _slot_w(self) -> str:
        return self._word()

    def _slot_CW(self) -> str:
        return self._capital()

    def _slot_vb(self) -> str:
        return _pick(self._random, _VERBS)

    def _slot_vd(self) -> str:
        return re.sub("ee?d$", lambda m: m[0], _pick(self._random, _VERBS).rstrip("e") + "ed")

    def _slot_PAST(self) -> str:
        return self._slot_vd().capitalize()

    def _slot_sep(self) -> str:
        return _pick(self._random, [": ", ": ", ":\n", " : ", "\t", " - ", " | ", ":"])

    def _slot_H(self) -> str:
        heading = " ".join(self._capital() for _ in range(1 + int(self._random.random() * 3)))
        return heading.upper() if self.chance(0.4) else heading

    def _slot_W(self) -> str:
        title = " ".join(self._capital() for _ in range(1 + int(self._random.random() * 4)))
        return _pick(self._random, [title, f'"{title}"', f"The {title}", f"{title} of {self._slot_L()}"])

    def _slot_s(self) -> str:
        shapes = (
            "the {w} {vd} the {w} {w}", "we {vd} {T} for the {w}", "it is a {w} {w}", "I {vb} the {w} in {L}", "they have {w} {w}s in {M}",
            "you should {vb} {w} before the {w}", "there are {D} {w}s", "she {vd} the {w} at {C}", "this {w} is {w}", "nobody {vd} my {w}",
        )  # fmt: skip
        return "".join(text for text, _ in self._fill(_pick(self._random, shapes)))

    def _slot_S(self) -> str:
        if self.chance(0.35):
            opening = _pick(self._random, [self._capital, self._slot_PAST, lambda: self._slot_vb().capitalize()])()
            return f"{opening} {self._word()} {self._word()} {_pick(self._random, ['and', 'of', 'in', 'for', 'with', 'to', 'is'])} {self._word()}."
        sentence = self._slot_s()
        return sentence[0].upper() + sentence[1:] + _pick(self._random, [".", ".", ".", "!", "?", ""])


def label(pieces: Sequence[Piece], hidden: dict[str, str]) -> Iterator[tuple[list[str], bool]]:
    """Yield each candidate's features and whether it belongs to a name."""
    text, spans = "", []
    for piece, name in pieces:
        if name:
            spans.append((len(text), len(text) + len(piece)))
        text += piece
    page = Page(text, hidden)
    for place in page.candidates():
        token = page.tokens[place]
        yield page.features(place), any(start <= token.start and token.end <= end for start, end in spans)


def examples(seed: int, documents: int) -> Iterator[tuple[list[str], bool]]:
    """Yield the candidates of so many texts."""
    writer = Writer(seed)
    for _ in range(documents):
        yield from label(*writer.text())


def main() -> None:
    """Train, and write the model or, with ``--check``, compare it with the shipped one."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--documents", type=int, default=DOCUMENTS)
    arguments = parser.parse_args()
    weights = train(examples(SEED, arguments.documents), epochs=EPOCHS, seed=SEED, minimum_count=4)
    if arguments.check:
        sys.exit(0 if is_current(MODEL, weights) else "The shipped weights differ from what training makes.")
    write(MODEL, weights)
    print(f"{len(weights.features):,} features, {MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
