# ruff: noqa: E501 - tables of endings and features
"""Words in Latin letters that may be a person's name, and what speaks for and against each.

A candidate is one capitalised word (in texts without capitals, any word that no everyday list knows). What its
letters are, what lists say about it and what stands around it become features of a linear model;
``training/names/english.py`` trains it on the very same features.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from service.privacy.recognizers.lexicon import read_kinds, words

_L = "A-Za-zÀ-ÖØ-öø-ɏḀ-ỿ"
_TOKEN = re.compile(
    rf"(?P<ident>[{_L}0-9_.-]{{0,30}}[0-9_@][{_L}0-9_@./-]{{0,60}})"
    rf"|(?P<initial>[A-ZÀ-ÖØ-Þ]\.(?![{_L}]{{2}}))"
    rf"|(?P<word>[{_L}]+(?:['’-][{_L}]+)*)|(?P<breaks>\n[ \t\n]*)|(?P<hangul>[가-힣]+)|(?P<sign>[^ \t])"
)
_MIXED = re.compile(r"(?:Mc|Mac|De|Di|Du|La|Le|Lo|Van|Von|Fitz|St|O['’]|D['’]|L['’])[A-Z][a-z]+")
_MAIL = re.compile(r"([A-Za-z][A-Za-z._-]{2,40})[0-9]{0,6}@")
_HANGUL = re.compile(r"[가-힣]")
# Letters that fold to others without being composed of them.
_FOLDS = str.maketrans("øØłŁđĐðÐþÞæÆœŒßıİ", "oOlLdDdDtTaAoOsiI")
PARTICLES = frozenset(
    "van von der den de del della di da do dos das du la le ten ter el al bin ibn binti bint y e i af av zu zum zur abu ben st".split()
)
_LETTERS = {"technology": "t", "company": "c", "place": "p", "time": "d", "organisation": "o", "role": "r"}
_NOTHING: Mapping[str, str] = MappingProxyType({})
_BEGINNINGS = ("re", "un", "de", "non", "sub", "pre", "multi", "auto", "inter", "over", "micro", "meta", "super")
# An ending, and what may have stood in its place.
_ENDINGS = (
    ("s", ("",)), ("ion", ("", "e")), ("ions", ("", "e")), ("or", ("", "e")), ("ment", ("",)), ("al", ("", "e")), ("ity", ("", "e")),
    ("izer", ("", "e")), ("ation", ("", "e")), ("ful", ("",)), ("ous", ("",)), ("es", ("", "e")), ("ies", ("y",)), ("d", ("",)),
    ("ed", ("",)), ("ied", ("y",)), ("ing", ("", "e")), ("ly", ("", "le")), ("er", ("", "e")), ("ers", ("", "e")), ("est", ("", "e")),
    ("ness", ("",)), ("less", ("",)), ("able", ("", "e")),
)  # fmt: skip
_ROMAN = re.compile(r"[IVX]{2,}")
_SMALL_LINE = 4
_LOCAL_PART = 3


def fold(word: str) -> str:
    """Return the word in lower case and without marks.

    >>> fold("Dvořáková"), fold("Sørensen")
    ('dvorakova', 'sorensen')
    """
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFD", word.translate(_FOLDS))
    return "".join(c for c in plain if not unicodedata.combining(c)).lower()


@functools.cache
def lexicon() -> dict[str, str]:
    """Return the kinds of each listed word as letters.

    ``g`` given name, ``f`` family name, ``w`` everyday word, ``t`` technology, ``c`` company, ``p`` place, ``d`` time,
    ``o`` head of an organisation's name, ``r`` role.
    """
    kinds: dict[str, set[str]] = {}
    for name, listed in read_kinds("names_en").items():
        for word in listed:
            for part in {word, *word.split("_")}:
                kinds.setdefault(fold(part), set()).add("g" if name.endswith("_given") else "f")
    for word in words("surnames_en"):
        kinds.setdefault(fold(word), set()).add("f")
    things = read_kinds("things_en")
    for name, letter in _LETTERS.items():
        for word in things[name]:
            kinds.setdefault(fold(word), set()).add(letter)
    for word in words("english_words"):
        kinds.setdefault(word, set()).add("w")
    return {word: "".join(sorted(letters)) for word, letters in kinds.items()}


def _stem_is_everyday(word: str, listed: dict[str, str]) -> bool:
    """Whether an ending taken off leaves an everyday word: managed, ponies, running."""
    for beginning in _BEGINNINGS:
        rest = word[len(beginning) :]
        if word.startswith(beginning) and len(rest) > 3 and "w" in listed.get(rest, ""):  # noqa: PLR2004 - shorter ones are no words
            return True
    for ending, others in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) > 2:  # noqa: PLR2004 - shorter stems are no words
            stem = word[: -len(ending)]
            if any("w" in listed.get(stem + other, "") for other in others):
                return True
            if len(stem) > 3 and stem[-1] == stem[-2] and "w" in listed.get(stem[:-1], ""):  # noqa: PLR2004 - running
                return True
    return False


def kinds_of(word: str, hidden: Mapping[str, str] = _NOTHING) -> str:
    """Return what lists know of a folded word: letters of :func:`lexicon`, ``v`` for an everyday word with an ending.

    ``hidden`` tells words and the letters that are kept back: training must not lean on the lists.

    >>> kinds_of("emily"), kinds_of("managed"), kinds_of("qxyz")
    ('g', 'v', '')
    """
    listed = lexicon()
    kinds = listed.get(word)
    if kinds is None and word in hidden:
        return ""
    if kinds is None:
        if "-" in word:
            return "".join(sorted({letter for part in word.split("-") for letter in kinds_of(part, hidden)}))
        return "v" if _stem_is_everyday(word, listed) else ""
    if word in hidden:
        return "".join(letter for letter in kinds if letter not in hidden[word])
    if "w" not in kinds and ("g" in kinds or "f" in kinds) and _stem_is_everyday(word, listed):
        kinds += "v"
    return kinds


@dataclass(slots=True)
class Token:
    """A word, initial, number, sign or line break."""

    start: int
    end: int
    key: str
    shape: str
    """``c`` capitalised, ``u`` capitals, ``l`` lower case, ``x`` mixed, ``i`` initial, ``0`` with a digit or @, ``h``
    Hangul, ``n`` line break, ``.`` a sign."""
    kinds: str = ""
    near: str = ""
    """How a neighbour sees it: everyday words and signs by themselves, others by shape and kinds."""
    sort: str = ""
    """Shape and kinds."""
    possessive: bool = False


def _shape(word: str) -> str:
    if word.islower() or word == "I":
        return "l"
    if len(word) == 1:
        return "i"
    if word.isupper():
        return "0" if _ROMAN.fullmatch(word) else "u"
    if word[0].isupper() and all(
        (part[:1].isupper() and part[1:].islower()) or part.islower() for part in re.split(r"['’-]", word)
    ):
        return "c"
    return "c" if _MIXED.fullmatch(word) else "x"


def _seen(key: str, shape: str, kinds: str) -> tuple[str, str]:
    sort = shape + ":" + kinds
    everyday = shape == "l" or not kinds.isalpha() or any(letter in "wvord" for letter in kinds)
    return (key if everyday and (shape == "l" or kinds) else sort), sort


def tokenise(text: str, hidden: Mapping[str, str] = _NOTHING) -> list[Token]:
    """Return the tokens of a folded text."""
    tokens: list[Token] = []
    known: dict[str, tuple[str, str, str, str, str]] = {}
    for match in _TOKEN.finditer(text):
        start, end, group = match.start(), match.end(), match.lastgroup
        if group == "word":
            word = match[0]
            possessive = len(word) > 2 and word[-1] in "sS" and word[-2] in "'’"  # noqa: PLR2004 - 's
            if possessive:
                word, end = word[:-2], end - 2
            seen = known.get(word)
            if seen is None:
                key = fold(word)
                shape = _shape(word)
                kinds = kinds_of(key, hidden)
                seen = known[word] = (key, shape, kinds, *_seen(key, shape, kinds))
            tokens.append(Token(start, end, *seen, possessive))
        elif group == "breaks":
            mark = "¶¶" if match[0].count("\n") > 1 else "¶"
            tokens.append(Token(start, end, mark, "n", "", mark, "n"))
        elif group == "initial":
            tokens.append(Token(start, end, match[0], "i", "", "I.", "i"))
        elif group == "ident":
            tokens.append(Token(start, end, "0", "0", "", "0@" if "@" in match[0] else "0", "0"))
        elif group == "hangul":
            tokens.append(Token(start, end, "가", "h", "", "가", "h"))
        else:
            tokens.append(Token(start, end, match[0], ".", "", match[0], "."))
    return tokens


_EDGE = Token(0, 0, "¤", "n", "", "¤", "n")


@dataclass
class Page:
    """A text's tokens, its candidates, and what is known of the whole."""

    text: str
    hidden: Mapping[str, str] = field(default_factory=dict)
    tokens: list[Token] = field(init=False)
    caseless: bool = field(init=False)

    def __post_init__(self) -> None:
        self.tokens = tokenise(self.text, self.hidden)
        self.caseless = not any(t.shape in "cux" for t in self.tokens) and not _HANGUL.search(self.text)
        self._pieces = {
            piece
            for match in _MAIL.finditer(self.text)
            for part in re.split(r"[._-]", match[1].lower())
            if len(part) >= _LOCAL_PART
            for piece in (part, part[1:], part[:-1])
            if len(piece) >= _LOCAL_PART
        }
        self._lines = self._measure_lines()
        self._runs = self._measure_runs()

    def _measure_lines(self) -> list[str]:
        """Return for each token how its line looks: first or not, how long, all capitalised or not."""
        seen: list[str] = []
        begin, number = 0, 0
        for place in range(len(self.tokens) + 1):
            if place < len(self.tokens) and self.tokens[place].shape != "n":
                continue
            line = self.tokens[begin:place]
            shapes = [t.shape for t in line if t.shape not in ".i"]
            size = "s" if len(shapes) <= _SMALL_LINE else "l"
            case = (
                "u" if shapes and all(s in "u0" for s in shapes) else ("c" if all(s in "cu" for s in shapes) else "m")
            )
            look = f"{'1' if number == 0 else '2'}{size}{len(shapes) if size == 's' else ''}{case}"
            seen.extend([look] * (place - begin + 1))
            begin, number = place + 1, number + 1
        return seen

    def _measure_runs(self) -> dict[int, tuple[int, int]]:
        """Return for each capitalised word the first and last place of the unbroken run of them around it."""
        runs: dict[int, tuple[int, int]] = {}
        place = 0
        while place < len(self.tokens):
            last = place
            while last + 1 < len(self.tokens) and self._joined(last):
                last += 1
            for inside in range(place, last + 1):
                runs[inside] = (place, last)
            place = last + 1
        return runs

    def _joined(self, place: int) -> bool:
        left, right = self.tokens[place], self.tokens[place + 1]
        return left.shape in "cuxi" and right.shape in "cuxi" and not left.possessive and right.start - left.end == 1

    def candidates(self) -> Iterator[int]:
        """Yield the places of words that may be part of a name."""
        for place, token in enumerate(self.tokens):
            if (token.shape in "cu" or (self.caseless and token.shape == "l")) and not self._in_code(token):
                yield place

    def in_capitals(self, place: int) -> bool:
        """Whether the word's whole line is in capitals, or a capital neighbour makes it one of several."""
        return self._lines[place].endswith("u") and "0" not in self._lines[place]

    def _in_code(self, token: Token) -> bool:
        before, behind = self.text[max(0, token.start - 2) : token.start], self.text[token.end : token.end + 2]
        dotted = behind[:1] == "." and behind[1:].isalnum()
        called = behind[:1] == "(" and (behind[1:] == ")" or (behind[1:].islower() and behind.isascii()))
        return (
            dotted
            or called
            or behind == "::"
            or behind[:1] in {"=", "<"}
            or (before[1:] in {".", "$", "\\", "#"} and before[:1].isalnum())
        )

    def own(self, token: Token) -> list[str]:
        """Return the features of a word alone: its letters and lists."""
        key, kinds = token.key, token.kinds
        marked = f"^{key}$"
        mode = token.shape
        features = [f"w={key}", f"k={kinds}", f"{mode}k={kinds}", f"n={min(len(key), 9)}"]
        if not kinds or not any(letter in "wvtcpdor" for letter in kinds):
            features += [
                f"a={marked[:3]}",
                f"a={marked[:4]}",
                f"z={marked[-3:]}",
                f"z={marked[-4:]}",
                f"z={marked[-5:]}",
            ]
            features += [f"t={marked[i : i + 3]}" for i in range(min(len(marked) - 2, 14))]
            features.append(f"o={'-' in key}{any(c in key for c in chr(39) + '’')}")
            if not self.text[token.start : token.end].isascii():
                features.append("marks")
        return features

    def around(self, place: int) -> tuple[str, ...]:
        """Return what stands around a word, the key of :meth:`context`."""
        tokens, here = self.tokens, self.tokens[place]
        left, right = place - 1, place + 1
        initial = ""
        if left >= 0 and tokens[left].shape == "i":
            left, initial = left - 1, "<"
        if right < len(tokens) and tokens[right].shape == "i":
            right, initial = right + 1, initial + ">"
        p1 = tokens[left] if left >= 0 else _EDGE
        p2 = tokens[left - 1] if left >= 1 else _EDGE
        n1 = tokens[right] if right < len(tokens) else _EDGE
        n2 = tokens[right + 1] if right + 1 < len(tokens) else _EDGE
        p3 = tokens[left - 2].near if left >= 2 and p1.shape == "n" else ""  # noqa: PLR2004 - the line before
        first, last = self._runs[place]
        run = (
            f"{min(last - first, 4)}"
            + ("" if first == place else tokens[first].sort)
            + "|"
            + ("" if last == place else tokens[last].sort)
        )
        mail = "@" if here.key in self._pieces else ""
        possessive = "'" if here.possessive else ""
        return (here.shape, here.kinds, p1.near, p1.sort, p2.near, p2.sort, n1.near, n1.sort, n2.near, n2.sort,
                p3, initial + mail + possessive, self._lines[place], run)  # fmt: skip

    @staticmethod
    def context(around: tuple[str, ...]) -> list[str]:
        """Return the features of what stands around a word."""
        mode, kinds, p1, ps1, p2, ps2, n1, ns1, n2, ns2, p3, flags, line, run = around
        m = "" if mode == "c" else mode
        named = "N" if "g" in kinds or "f" in kinds else "-"
        sure = named + ("w" if any(letter in "wvtcpdor" for letter in kinds) else "")
        features = [
            f"{m}p1={p1}", f"{m}P1={ps1}", f"{m}p2={p2}", f"{m}P2={ps2}", f"{m}n1={n1}", f"{m}N1={ns1}", f"{m}n2={n2}",
            f"{m}N2={ns2}", f"{m}pp={p2}_{p1}", f"{m}nn={n1}_{n2}", f"{m}pn={p1}_{n1}", f"{m}kp={sure}_{ps1}",
            f"{m}kn={sure}_{ns1}", f"{m}kpn={sure}_{ps1}_{ns1}", f"{m}kp1={sure}_{p1}", f"{m}kn1={sure}_{n1}", f"{m}l={line}",
            f"{m}kl={sure}_{line}", f"{m}r={run}", f"{m}kr={sure}{run}",
        ]  # fmt: skip
        if p3:
            features.append(f"{m}p3={p3}")
        features += [f"f={flag}{sure}" for flag in flags]
        return features

    def features(self, place: int) -> list[str]:
        """Return all features of a candidate."""
        return self.own(self.tokens[place]) + self.context(self.around(place))
