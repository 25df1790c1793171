# ruff: noqa: E501 - tables of features
"""Words in Latin letters that may be a person's name, and what speaks for and against each.

A candidate is one capitalised word (in texts without capitals, any word that no everyday list knows). What its
letters are, what lists say about it and what stands around it become features of a linear model;
``training/names/english.py`` trains it on the very same features.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from service.privacy.recognizers.words_en import EDGE, ORDINARY, Tokens, Word, stretches, tokenise

_MAIL = re.compile(r"([A-Za-z][A-Za-z._-]{2,40})[0-9]{0,6}@")
_HANGUL = re.compile(r"[가-힣]")
PARTICLES = frozenset(
    "van von der den de del della di da do dos das du la le ten ter el al bin ibn binti bint y e i af av zu zum zur abu ben st".split()
)
_CODE_SIGNS = frozenset(".(:=<$\\#")
Near = tuple[str, str]
"""How a neighbour sees a word, and its shape and kinds."""
_SMALL_LINE = 4
_LOCAL_PART, _LONGEST_LOCAL_PART = 3, 48


def _local_parts(text: str) -> Iterator[str]:
    """Yield the parts of e-mail addresses before the @ that may be a name, with and without an initial."""
    done, at = 0, text.find("@")
    while at >= 0:
        match = _MAIL.search(text, max(done, at - _LONGEST_LOCAL_PART), at + 1)
        for part in re.split(r"[._-]", match[1].lower()) if match is not None else ():
            if len(part) >= _LOCAL_PART:
                yield from (piece for piece in (part, part[1:], part[:-1]) if len(piece) >= _LOCAL_PART)
        done, at = at + 1, text.find("@", at + 1)


@dataclass
class Page:
    """A text's tokens, its candidates, and what is known of the whole."""

    text: str
    hidden: Mapping[str, str] = field(default_factory=dict)
    words: list[Word] = field(init=False)
    starts: list[int] = field(init=False)
    ends: list[int] = field(init=False)
    possessive: set[int] = field(init=False)
    shapes: str = field(init=False)
    """Each word's shape."""
    caseless: bool = field(init=False)

    def __post_init__(self) -> None:
        self._take(tokenise(self.text, self.hidden, stretches(self.text)))
        self.caseless = not any(shape in self.shapes for shape in "cux") and not _HANGUL.search(self.text)
        if self.caseless:
            self._take(tokenise(self.text, self.hidden))
        self._pieces = set(_local_parts(self.text))
        self._lines = self._measure_lines()
        self._runs: dict[int, tuple[int, int]] = {}

    def _take(self, tokens: Tokens) -> None:
        self.words, self.starts, self.ends, self.possessive = (
            tokens.words,
            tokens.starts,
            tokens.ends,
            tokens.possessive,
        )
        self.shapes = "".join([word.shape for word in self.words])

    def _measure_lines(self) -> list[str]:
        """Return for each token how its line looks: first or not, how long, all capitalised or not."""
        seen: list[str] = []
        first_break = self.text.find("\n")
        for line in self.shapes.split("n"):
            shapes = line.replace(".", "").replace("i", "")
            size = f"s{len(shapes)}" if len(shapes) <= _SMALL_LINE else "l"
            case = "m" if shapes.strip("cu") else "c"
            if shapes and not shapes.strip("u0"):
                case = "u"
            top = first_break < 0 or len(seen) >= len(self.starts) or self.starts[len(seen)] <= first_break
            seen += [f"{'1' if top else '2'}{size}{case}"] * (len(line) + 1)
        return seen

    def _run(self, place: int) -> tuple[int, int]:
        """Return the first and last place of the unbroken run of capitalised words around one."""
        if place not in self._runs:
            first = last = place
            while first > 0 and self._joined(first - 1):
                first -= 1
            while last + 1 < len(self.words) and self._joined(last):
                last += 1
            self._runs.update(dict.fromkeys(range(first, last + 1), (first, last)))
        return self._runs[place]

    def _joined(self, place: int) -> bool:
        return (
            self.shapes[place] in "cuxi"
            and self.shapes[place + 1] in "cuxi"
            and place not in self.possessive
            and self.starts[place + 1] - self.ends[place] == 1
        )

    def candidates(self) -> Iterator[int]:
        """Yield the places of words that may be part of a name."""
        wanted = "cul" if self.caseless else "cu"
        for place, shape in enumerate(self.shapes):
            if shape in wanted and not self._in_code(place):
                yield place

    def in_capitals(self, place: int) -> bool:
        """Whether the word's whole line is in capitals, or a capital neighbour makes it one of several."""
        return self._lines[place].endswith("u") and "0" not in self._lines[place]

    def string(self, first: int, last: int) -> str:
        """Return what stands from one word to another."""
        return self.text[self.starts[first] : self.ends[last]]

    def _in_code(self, place: int) -> bool:
        start, end = self.starts[place], self.ends[place]
        around = self.text[max(0, start - 1) : start] + self.text[end : end + 1]
        if not _CODE_SIGNS.intersection(around):
            return False
        before, behind = self.text[max(0, start - 2) : start], self.text[end : end + 2]
        dotted = behind[:1] == "." and behind[1:].isalnum()
        called = behind[:1] == "(" and (behind[1:] == ")" or (behind[1:].islower() and behind.isascii()))
        return (
            dotted
            or called
            or behind == "::"
            or behind[:1] in {"=", "<"}
            or (before[1:] in {".", "$", "\\", "#"} and before[:1].isalnum())
        )

    def own(self, place: int) -> list[str]:
        """Return the features of a word alone: its letters and lists."""
        return own_features(self.words[place], marks=not self.string(place, place).isascii())

    def around(self, place: int) -> "Around":
        """Return what stands around a word."""
        words, here = self.words, self.words[place]
        left, right = place - 1, place + 1
        flags = ""
        if left >= 0 and self.shapes[left] == "i":
            left, flags = left - 1, "<"
        if right < len(words) and self.shapes[right] == "i":
            right, flags = right + 1, flags + ">"
        p1 = words[left] if left >= 0 else EDGE
        p2 = words[left - 1] if left >= 1 else EDGE
        n1 = words[right] if right < len(words) else EDGE
        n2 = words[right + 1] if right + 1 < len(words) else EDGE
        p3 = words[left - 2].near if left >= 2 and p1.shape == "n" else ""  # noqa: PLR2004 - the line before
        if here.key in self._pieces:
            flags += "@"
        if place in self.possessive:
            flags += "'"
        first, last = self._run(place)
        run = (
            min(last - first, 4),
            "" if first == place else words[first].sort,
            "" if last == place else words[last].sort,
        )
        mode = "" if here.shape == "c" else here.shape
        named = "N" if "g" in here.kinds or "f" in here.kinds else "-"
        sure = named if ORDINARY.isdisjoint(here.kinds) else named + "w"
        return Around(mode, sure, (p1.near, p1.sort), (p2.near, p2.sort), (n1.near, n1.sort), (n2.near, n2.sort),
                      p3, flags, self._lines[place], run)  # fmt: skip

    def features(self, place: int) -> list[str]:
        """Return all features of a candidate."""
        return self.own(place) + self.around(place).features()


def own_features(word: Word, marks: bool) -> list[str]:
    """Return the features of a word alone; ``marks`` tells of letters beyond ASCII."""
    key, kinds, mode = word.key, word.kinds, word.shape
    marked = f"^{key}$"
    features = [f"w={key}", f"k={kinds}", f"{mode}k={kinds}", f"n={min(len(key), 9)}"]
    if not kinds or ORDINARY.isdisjoint(kinds):
        features += [f"a={marked[:3]}", f"a={marked[:4]}", f"z={marked[-3:]}", f"z={marked[-4:]}", f"z={marked[-5:]}"]
        features += [f"t={marked[i : i + 3]}" for i in range(min(len(marked) - 2, 14))]
        features.append(f"o={'-' in key}{any(c in key for c in chr(39) + '’')}")
        if marks:
            features.append("marks")
    return features


class Around(NamedTuple):
    """What stands around a candidate: near and sort of two words before and two behind, its line and its run."""

    mode: str
    sure: str
    p1: Near
    p2: Near
    n1: Near
    n2: Near
    p3: str
    flags: str
    line: str
    run: tuple[int, str, str]

    def features(self) -> list[str]:
        """Return the features of all of it; those below tell of its parts."""
        mode, sure, p1, p2, n1, n2, p3, flags, line, run = self
        return [
            *before_features(mode, sure, p1, p2),
            *behind_features(mode, sure, n1, n2),
            *between_features(mode, sure, p1, n1),
            *line_features(mode, sure, line, run),
            *flag_features(mode, sure, p3, flags),
        ]


def before_features(m: str, sure: str, p1: Near, p2: Near) -> list[str]:
    """Return what the two words before a candidate say."""
    (near1, sort1), (near2, sort2) = p1, p2
    return [f"{m}p1={near1}", f"{m}P1={sort1}", f"{m}p2={near2}", f"{m}P2={sort2}", f"{m}pp={near2}_{near1}",
            f"{m}kp={sure}_{sort1}", f"{m}kp1={sure}_{near1}"]  # fmt: skip


def behind_features(m: str, sure: str, n1: Near, n2: Near) -> list[str]:
    """Return what the two words behind a candidate say."""
    (near1, sort1), (near2, sort2) = n1, n2
    return [f"{m}n1={near1}", f"{m}N1={sort1}", f"{m}n2={near2}", f"{m}N2={sort2}", f"{m}nn={near1}_{near2}",
            f"{m}kn={sure}_{sort1}", f"{m}kn1={sure}_{near1}"]  # fmt: skip


def between_features(m: str, sure: str, p1: Near, n1: Near) -> list[str]:
    """Return what the words on both sides say together."""
    return [f"{m}pn={p1[0]}_{n1[0]}", f"{m}kpn={sure}_{p1[1]}_{n1[1]}"]


def line_features(m: str, sure: str, line: str, run: tuple[int, str, str]) -> list[str]:
    """Return what the line, and the run of capitalised words, say."""
    told = f"{run[0]}{run[1]}|{run[2]}"
    return [f"{m}l={line}", f"{m}kl={sure}_{line}", f"{m}r={told}", f"{m}kr={sure}{told}"]


def flag_features(m: str, sure: str, p3: str, flags: str) -> list[str]:
    """Return what the line before, initials, an e-mail address and a possessive say."""
    features = [f"{m}p3={p3}"] if p3 else []
    return features + [f"f={flag}{sure}" for flag in flags]
