"""How much morphemes could still say for a candidate: where even the most is too little, nobody asks the tokeniser."""

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from service.privacy.recognizers.linear import LinearModel

# m=sNNG1: how the first morpheme's end lies to the candidate's, its tag, and whether the dictionary holds it.
_MAIN = re.compile(r"m=(?P<align>[esl])(?P<tag>[A-Z_-]+)(?P<known>[01])")
_NO_MORPHEME = "m=0"
_LONGEST_MORPHEME = 100
_NOTHING = ("0",)
# Stands for every tag that no weight names.
_OTHER_TAG = "?"


@dataclass(frozen=True, slots=True)
class _Main:
    """A reading of the first morpheme."""

    align: str
    tag: str
    known: str

    @property
    def feature(self) -> str:
        return f"m={self.align}{self.tag}{self.known}"


class MorphemeBound:
    """The largest weight that all features with morphemes in them can have together (``Features.of`` makes them).

    What it keeps are classes of contexts, never words of a text.

    >>> model = LinearModel({"m=eNNP1": 5, "fx=f3gm=eNNP1": 7, "m=sNNG1": -9, "gr=J": 1}, bias=0, scale=1)
    >>> MorphemeBound(model).most("f", "f3g", "_", "_", "_", 3, True)
    13
    """

    def __init__(self, model: LinearModel) -> None:
        self._weight = weights = model.weights
        self._inner = [(name[2:].rstrip(">").split("+"), value) for name, value in _of(weights, "i=")]
        self._groups = dict(_of(weights, "gr="))
        self._lengths = dict(_of(weights, "ml="))
        self._most_known: dict[tuple[int, str], int] = {}
        for name, value in _of(weights, "ik="):
            # Known and length of each morpheme; candidates are short, so that a length has one digit.
            place = (len(name[3:]) // 2, name[3:5])
            self._most_known[place] = max(value, self._most_known.get(place, 0))
        self._longest = max(
            [len(tags) for tags, _ in self._inner] + [count for count, _ in self._most_known], default=1
        )
        self._after = {name[2:] for name, _ in _of(weights, "e=")}
        self._after |= {name[3 + len(main[0]) :] for name, _ in _of(weights, "me=") if (main := _MAIN.match(name, 3))}
        found = [match for name in weights for match in [_MAIN.search(name)] if match is not None]
        tags = {match["tag"] for match in found} | {tags[0] for tags, _ in self._inner} | {_OTHER_TAG}
        tags |= {match[1] for name in self._lengths if (match := re.search(r"([A-Z_-]+)[01]$", name))}
        self._mains = [_Main(align, tag, known) for align in "esl" for tag in sorted(tags) for known in "01"]
        crossed = [name for name in weights if _MAIN.search(name) and not name.startswith(("m=", "me="))]
        self._most_crossed = sum(
            max((weights[name] for name in crossed if name[1:].startswith(cross)), default=0)
            for cross in ("x=", "e=", "l=", "lk=")
        )
        self._by_size = functools.cache(self._order_mains)
        self.most = functools.lru_cache(maxsize=65536)(self._most)

    @classmethod
    def load(cls, name: str) -> "MorphemeBound":
        """Return the bound of a shipped model, made once per process."""
        return _load(name)

    def _most(self, kind: str, known: str, left: str, label: str, right: str, size: int, ends: bool) -> int:
        """Return the bound for a context.

        Args:
            kind: the candidate's kind, by its first letter.
            known: which lists know the name.
            left: the class of what stands before.
            label: the feature of its label, else ``left``.
            right: the class of what follows.
            size: the candidate's length in code points.
            ends: whether white space follows at once: no morpheme begins there.
        """
        weight = self._weight

        def crossed(main: str) -> int:
            return (
                weight.get(f"{kind}x={known}{main}", 0)
                + weight.get(f"{kind}e={main}{right}", 0)
                + weight.get(f"{kind}l={left}{main}", 0)
                + weight.get(f"{kind}lk={label}{known}{main}", 0)
            )

        most = weight.get(_NO_MORPHEME, 0) + crossed(_NO_MORPHEME)
        for alone, main in self._by_size(size, ends):
            if alone + self._most_crossed <= most:
                break
            most = max(most, alone + crossed(main))
        return most

    def _order_mains(self, size: int, ends: bool) -> list[tuple[int, str]]:
        """Return the readings with the most that they weigh outside crossed features, the heaviest first."""
        return sorted(((self._alone(main, size, ends), main.feature) for main in self._mains), reverse=True)

    def _alone(self, main: _Main, size: int, ends: bool) -> int:
        weight, feature = self._weight, main.feature
        after = [
            weight.get(f"e={a}", 0) + weight.get(f"me={feature}{a}", 0) for a in (_NOTHING if ends else self._after)
        ]
        inside = max(
            self._most_of_one(main, size), *(self._most_of(main, size, n) for n in range(2, self._longest + 2))
        )
        return weight.get(feature, 0) + max(after if ends else (*after, 0)) + inside

    def _most_of_one(self, main: _Main, size: int) -> int:
        """Return the most where the first morpheme is the only one that begins inside: all but its length is given."""
        tags = main.tag if main.align == "e" else f"{main.tag}>"
        group = "gr=" + main.tag[0].replace("N", "")
        weight = self._weight
        if main.tag == _OTHER_TAG:
            return max(0, *self._groups.values(), 0) + max(
                0, *(weight.get(f"ik={main.known}{length}", 0) for length in _lengths(main, size))
            )
        return (
            weight.get(f"i={tags}", 0)
            + weight.get(group, 0)
            + max(
                self._first(main, size, length) + weight.get(f"ik={main.known}{length}", 0)
                for length in _lengths(main, size)
            )
        )

    def _most_of(self, main: _Main, size: int, count: int) -> int:
        """Return the most where so many morphemes begin inside; the last count stands for all that are larger."""
        lengths = max(
            self._first(main, size, length) + self._most_known.get((count, f"{main.known}{length}"), 0)
            for length in _lengths(main, size)
        )
        return lengths + self._most_inside(main.tag, count)

    def _first(self, main: _Main, size: int, length: int) -> int:
        return self._weight.get(f"ml={size}{length}{main.tag}{main.known}", 0)

    def _most_inside(self, tag: str, count: int) -> int:
        """Return the most for all tags inside and the groups that they make."""
        first = tag[0]
        most = max((v for name, v in self._groups.items() if first in "N?" or first in name[3:]), default=0)
        most = max(0, most)
        for tags, value in self._inner:
            if tags[0] == tag and len(tags) == count:
                group = "gr=" + "".join(sorted({tag[0] for tag in tags} - {"N"}))
                most = max(most, value + self._groups.get(group, 0))
        return most


def _lengths(main: _Main, size: int) -> range:
    """Return the lengths that the first morpheme may have; no feature names longer ones."""
    if main.align == "e":
        return range(size, size + 1)
    return range(size) if main.align == "s" else range(size + 1, _LONGEST_MORPHEME + 1)


def _of(weights: Mapping[str, int], family: str) -> Iterable[tuple[str, int]]:
    return [(name, value) for name, value in weights.items() if name.startswith(family)]


@functools.cache
def _load(name: str) -> MorphemeBound:
    return MorphemeBound(LinearModel.load(name))
