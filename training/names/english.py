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
from collections.abc import Iterator, Sequence
from pathlib import Path

from service.privacy.recognizers.lexicon import read_kinds, words
from service.privacy.recognizers.names_en import Page
from service.privacy.recognizers.words_en import fold
from training.names.english_frames import NOBODY, PEOPLE
from training.names.english_people import Chain, Names, pick
from training.names.learn import is_current, train, write

MODEL = Path(__file__).parents[2] / "service/privacy/recognizers/weights/english_names.txt"
SEED, DOCUMENTS, EPOCHS = 20260703, 60_000, 5
Piece = tuple[str, bool]
"""Some text, and whether it is a person's name."""

_SLOT = re.compile(r"\{(\w+)\}")
_CHOICE = re.compile(r"\(([^()|]*(?:\|[^()|]*)+)\)")
_VERBS = (
    "review check update test deploy design improve reduce manage plan present migrate monitor support develop deliver launch analyse "
    "cancel order repair paint open close visit watch finish prepare explain replace remove install configure collect return answer print "
    "measure rebuild document refactor automate translate publish record share sort trace track verify want need like love enjoy play"
).split()
_LETTERS = "gfwvtcpdor"
_ENDINGS = (
    "izer ization izing ized able ability ation ational ity ness ment ful ous ive ively less ish ism ist istic al ally like wise ware ship hood ator atory "
    "ence ency ible ance ant ent ary ory ure age ology ological ologist onomy graphy metric scope phone gram code line set base load point flow path"
).split()
_BEGINNINGS = "re un de pre sub inter micro multi auto hyper over under non co meta super trans bi tri poly pseudo cyber geo bio neuro hydro photo".split()


class Writer(Names):
    """Writes invented English texts in which it knows every name."""

    def __init__(self, seed: int) -> None:
        super().__init__(random.Random(seed))
        things = read_kinds("things_en")
        self._technologies = [w for w in things["technology"] if len(w) > 1]
        self._companies, self._places, self._roles = things["company"], things["place"], things["role"]
        self._heads, self._months, self._days = things["organisation"], things["time"][:12], things["time"][12:]
        self._everyday = sorted(w for w in words("english_words") if w.isascii() and w.isalpha() and len(w) > 2)
        self._product_chain = Chain([*self._technologies, *self._companies])
        self._place_chain = Chain(self._places)
        self._people, self._nobody = ([f for f in frames.strip().split("\n") if f] for frames in (PEOPLE, NOBODY))

    def text(self) -> tuple[list[Piece], dict[str, str]]:
        """Return a text in pieces, and the words in it that lists shall keep back."""
        pieces: list[Piece] = []
        for _ in range(1 + int(self._random.random() ** 2 * 5)):
            if pieces:
                pieces.append((pick(self._random, ["\n", "\n", "\n\n", " ", " "]), False))
            self.travel()
            frame = pick(self._random, self._people if self.chance(0.5) else self._nobody)
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
            frame = frame[: choice.start()] + pick(self._random, choice[1].split("|")) + frame[choice.end() :]
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
        return pick(self._random, self._everyday)

    def _capital(self) -> str:
        word, draw = self._word(), self._random.random()
        if draw < 0.15:
            word += pick(self._random, ["s", "ing", "er", "ed", "s"])
        elif draw < 0.25:
            word = word.rstrip("e") + pick(self._random, _ENDINGS)
        elif draw < 0.3:
            word = pick(self._random, _BEGINNINGS) + word
        elif draw < 0.35:
            word += self._word()
        elif draw < 0.40:
            return self._slot_AC()
        return word.capitalize()

    def _slot_AC(self) -> str:
        """Return an acronym."""
        letters = "ABCDEFGHIKLMNOPRSTUVX" if self.chance(0.6) else "BCDFGLMNPRSTVX"
        return "".join(pick(self._random, letters) for _ in range(2 + int(self._random.random() * 4)))

    # What else begins with a capital.

    def _slot_G2(self) -> str:
        return self._given_name()

    def _slot_F2(self) -> str:
        return self._family_name()

    def _slot_C(self) -> str:
        draw = self._random.random()
        if draw < 0.45:
            name = pick(self._random, self._companies)
            return name.upper() if len(name) < 4 else name.capitalize()
        if draw < 0.7:
            ending = pick(
                self._random,
                ["Inc", "Inc.", "LLC", "Ltd", "Corp", "Group", "Technologies", "Labs", "Systems", "Partners"],
            )
            return f"{pick(self._random, [self._slot_X(), self._capital(), self._family_name()])} {ending}"
        if draw < 0.85:
            return f"{self._capital()} {pick(self._random, self._heads).capitalize()}"
        return f"{self._family_name()} {pick(self._random, ['&', 'and'])} {pick(self._random, ['Sons', 'Partners', 'Co', 'Company', 'Associates'])}"

    def _slot_U(self) -> str:
        place = pick(self._random, [self._slot_L(), self._slot_L(), self._family_name(), self._capital()])
        return pick(
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
        name = pick(self._random, self._technologies)
        return name.upper() if len(name) < 4 and self.chance(0.8) else (name if self.chance(0.1) else name.capitalize())

    def _slot_X(self) -> str:
        draw = self._random.random()
        if draw < 0.4:
            return self._product_chain.invent(self._random)
        if draw < 0.6:
            return self._word().capitalize() + pick(
                self._random,
                ["ly", "io", "ify", "ix", "wave", "hub", "base", "scale", "flow", "Flow", "DB", "Hub", "ML", ""],
            )
        if draw < 0.66:
            return self._given_name()
        return pick(self._random, [self._slot_T, self._slot_C, self._capital])().split(" ")[0]

    def _slot_L(self) -> str:
        if self.chance(0.65):
            return pick(self._random, self._places).capitalize()
        town = self._place_chain.invent(self._random)
        return pick(
            self._random,
            [town, town, town + "ville", town + "burg", f"New {town}", f"San {town}", f"St. {town}", town.upper()],
        )

    def _slot_N(self) -> str:
        return pick(self._random, self._places[:170]).capitalize()

    def _slot_A(self) -> str:
        return pick(self._random, [p for p in self._places if p.endswith(("ish", "ian", "ese", "ean"))]).capitalize()

    def _slot_AD(self) -> str:
        street = pick(self._random, [self._capital(), self._family_name(), self._slot_L()])
        kind = pick(
            self._random, ["Street", "St", "Avenue", "Road", "Rd", "Lane", "Drive", "Way", "Court", "Hill", "Square"]
        )
        place = pick(
            self._random,
            ["", f", {self._slot_L()}", f"\n{self._slot_L()}, {self._slot_IN()}{self._slot_IN()} {self._slot_D()}"],
        )
        return pick(self._random, [f"{self._slot_D()} {street} {kind}{place}", f"{street} {self._slot_D()}{place}"])

    def _slot_R(self) -> str:
        return f"{pick(self._random, ['Senior ', 'Junior ', 'Lead ', 'Chief ', '', '', ''])}{pick(self._random, ['', self._capital() + ' '])}{pick(self._random, self._roles).capitalize()}"

    def _slot_r(self) -> str:
        return pick(self._random, self._roles)

    def _slot_M(self) -> str:
        return pick(self._random, self._months).capitalize()

    def _slot_DAY(self) -> str:
        return pick(self._random, self._days).capitalize()

    def _slot_Y(self) -> str:
        return str(1960 + int(self._random.random() * 66))

    def _slot_D(self) -> str:
        return str(1 + int(self._random.random() ** 3 * 9999))

    def _slot_IN(self) -> str:
        return pick(self._random, "ABCDEFGHKLMNPRSTVWXY")

    def _slot_E(self) -> str:
        return f"{self._word()}{self._slot_D()}@example.com"

    def _slot_TEL(self) -> str:
        return f"+1 555 {self._slot_D()}"

    def _slot_w(self) -> str:
        return self._word()

    def _slot_CW(self) -> str:
        return self._capital()

    def _slot_vb(self) -> str:
        return pick(self._random, _VERBS)

    def _slot_vd(self) -> str:
        return re.sub("ee?d$", lambda m: m[0], pick(self._random, _VERBS).rstrip("e") + "ed")

    def _slot_PAST(self) -> str:
        return self._slot_vd().capitalize()

    def _slot_sep(self) -> str:
        return pick(self._random, [": ", ": ", ":\n", " : ", "\t", " - ", " | ", ":"])

    def _slot_H(self) -> str:
        heading = " ".join(self._capital() for _ in range(1 + int(self._random.random() * 3)))
        return heading.upper() if self.chance(0.4) else heading

    def _slot_W(self) -> str:
        title = " ".join(self._capital() for _ in range(1 + int(self._random.random() * 4)))
        return pick(self._random, [title, f'"{title}"', f"The {title}", f"{title} of {self._slot_L()}"])

    def _slot_s(self) -> str:
        shapes = (
            "the {w} {vd} the {w} {w}", "we {vd} {T} for the {w}", "it is a {w} {w}", "I {vb} the {w} in {L}", "they have {w} {w}s in {M}",
            "you should {vb} {w} before the {w}", "there are {D} {w}s", "she {vd} the {w} at {C}", "this {w} is {w}", "nobody {vd} my {w}",
        )  # fmt: skip
        return "".join(text for text, _ in self._fill(pick(self._random, shapes)))

    def _slot_S(self) -> str:
        if self.chance(0.35):
            opening = pick(self._random, [self._capital, self._slot_PAST, lambda: self._slot_vb().capitalize()])()
            return f"{opening} {self._word()} {self._word()} {pick(self._random, ['and', 'of', 'in', 'for', 'with', 'to', 'is'])} {self._word()}."
        sentence = self._slot_s()
        return sentence[0].upper() + sentence[1:] + pick(self._random, [".", ".", ".", "!", "?", ""])


def label(pieces: Sequence[Piece], hidden: dict[str, str]) -> Iterator[tuple[list[str], bool]]:
    """Yield each candidate's features and whether it belongs to a name."""
    text, spans = "", []
    for piece, name in pieces:
        if name:
            spans.append((len(text), len(text) + len(piece)))
        text += piece
    page = Page(text, hidden)
    for place in page.candidates():
        first, last = page.starts[place], page.ends[place]
        yield page.features(place), any(start <= first and last <= end for start, end in spans)


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
