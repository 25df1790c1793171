# ruff: noqa: E501 - a pattern and a table read better on one line
"""What is seen of a candidate: its syllables, its morphemes, its neighbours, its line, and the whole document."""

from collections import Counter
from dataclasses import dataclass, field

import regex

from service.privacy.recognizers.base import Analysis
from service.privacy.recognizers.person_candidates import (
    COMMON_SURNAMES,
    FIRST,
    GIVEN_NAMES,
    LAST,
    LISTED,
    PARTICLES,
    Candidate,
    is_title,
    split_rest,
)

# The words beside a candidate, with what stands between; read backwards for the one before.
_BEFORE = regex.compile(r"(?r)(?P<word>[가-힣]{1,12}|[A-Za-z]{1,12}|[0-9]{1,12})(?P<gap>[^가-힣A-Za-z0-9]{0,12})")
_AFTER = regex.compile(r"(?P<gap>[^가-힣A-Za-z0-9]{0,12})(?P<word>[가-힣]{1,12}|[A-Za-z]{1,12}|[0-9]{1,12})")
_REACHABLE = regex.compile(
    r"[ \t]{0,3}[(/,|]?[ \t]{0,3}(?:☎|전화|연락처|휴대|HP|T\.|Tel|01[016789][-. ]|0[2-6][0-9]?[-) ]|[A-Za-z0-9._-]{2,30}@|\(?(?:인|서명|印)\))"
)
_SIGNS = {",": ",", "、": ",", "(": "(", ")": ")", "|": "|", "\t": "|", "/": "/", "·": "/", "&": "/", ".": ".", "-": "-", "•": "-", "*": "-", "■": "-", "○": "-", "●": "-", "◆": "-", "▶": "-", "[": "(", "]": ")", "<": "(", ">": ")", "「": "q", "」": "q", '"': "q", "'": "q", "“": "q", "”": "q", "‘": "q", "’": "q", "=": ":", "@": "@"}  # fmt: skip
_GAP = 12
# As far as anything looks behind a candidate, title and particle included.
_AHEAD = 100
# Which features tell the very word; training leaves them out now and then, so that the rest learns to do without.
NAMING = ("n=", "sa=", "az=", "pw=", "nw=", "l", "g", "a=", "z=")


Shape = tuple[tuple[str, bool, int, int], ...]
"""The morphemes that begin in a candidate or right behind it: tag, whether known, start and end from the candidate's."""


@dataclass(slots=True)
class _Document:
    """What is gathered once per document."""

    labels: dict[int, str] = field(default_factory=dict)
    count: Counter[str] = field(default_factory=Counter)
    titled: set[str] = field(default_factory=set)
    particles: dict[str, set[str]] = field(default_factory=dict)
    by_name: dict[tuple[str, str, str], list[str]] = field(default_factory=dict)
    by_window: dict[tuple[object, ...], "Context"] = field(default_factory=dict)
    by_shape: dict[tuple[int, Shape], list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Context:
    """What is seen of a candidate without its morphemes."""

    candidate: Candidate
    plain: list[str]
    """The features that no morpheme is in."""
    cuts: tuple[int, int]
    """Where those of morphemes go among them: training depends on their order."""
    key: tuple[str, str, str, str, str, int, bool]
    """What the others are made of besides, the arguments of ``MorphemeBound.most``."""


class Features:
    """Makes the features of a document's candidates.

    Caches live as long as the document: names are never kept beyond it.
    """

    def __init__(self, analysis: Analysis, candidates: list[Candidate]) -> None:
        self._analysis = analysis
        self._seen = _Document()
        self._read_labels()
        for candidate in candidates:
            self._count(candidate)

    def of(self, candidate: Candidate) -> list[str]:
        """Return the candidate's features, in a fixed order."""
        return self.complete(self.around(candidate))

    def around(self, candidate: Candidate) -> "Context":
        """Return what is seen of a candidate without asking the tokeniser."""
        seen = self._seen
        key = (candidate.surname, candidate.given, candidate.title if candidate.kind == "surname" else "")
        named = seen.by_name.get(key)
        if named is None:
            named = seen.by_name[key] = _describe_name(candidate)
        text, start = self._analysis.text, candidate.start
        # Lists repeat what stands around a name: the same windows are read once.
        window: tuple[object, ...] = (key, candidate.kind, candidate.title, candidate.particle, seen.labels.get(start))
        window += (text[max(0, start - 2 * _GAP) : start], text[start : candidate.end + _AHEAD])
        known_before = seen.by_window.get(window)
        if known_before is not None:
            return Context(candidate, known_before.plain, known_before.cuts, known_before.key)
        left, features = self._describe_left(candidate)
        right, following = self._describe_right(candidate)
        titled = "t" if candidate.title or "nt" in following else ""
        known = named[0]
        kind = candidate.kind[0]
        label = left if features[0][:3] != "lab" else features[0]
        plain = [
            *named,
            *features,
            *following,
            f"lr={left}{right}",
            f"{kind}p={candidate.particle}",
            f"{kind}t={titled}{known}",
            f"{kind}lr={left}{right}{known}",
            *self._describe_document(candidate, titled),
        ]
        end = candidate.end
        ends = self._analysis.text[end : end + 1].isspace() or end == len(self._analysis.text)
        cuts = len(named), len(named) + len(features) + len(following) + 2
        context = Context(candidate, plain, cuts, (kind, known, left, label, right, end - candidate.start, ends))
        seen.by_window[window] = context
        return context

    def complete(self, context: "Context") -> list[str]:
        """Return all features of a candidate: with those of its morphemes."""
        size = context.candidate.end - context.candidate.start
        shape = self.shape(context.candidate)
        morphemes = self._seen.by_shape.get((size, shape))
        if morphemes is None:
            morphemes = self._seen.by_shape[size, shape] = _describe_morphemes(size, shape)
        kind, known, left, label, right, _, _ = context.key
        plain, (first, second) = context.plain, context.cuts
        return [
            *plain[:first],
            *morphemes,
            *plain[first:second],
            f"{kind}x={known}{morphemes[0]}",
            *plain[second : second + 2],
            f"{kind}e={morphemes[0]}{right}",
            f"{kind}l={left}{morphemes[0]}",
            f"{kind}lk={label}{known}{morphemes[0]}",
            *plain[second + 2 :],
        ]

    def _read_labels(self) -> None:
        for kind in sorted(self._analysis.labels):
            for label in self._analysis.labels[kind]:
                self._seen.labels.setdefault(label.value, f"{kind if kind == 'PERSON' else 'other'}{label.marked:d}")

    def _count(self, candidate: Candidate) -> None:
        seen, name = self._seen, candidate.name
        seen.count[name] += 1
        seen.particles.setdefault(name, set()).add(candidate.particle)
        if candidate.title or self._seen.labels.get(candidate.start, "")[:1] == "P":
            seen.titled.add(name)

    def _describe_document(self, candidate: Candidate, titled: str) -> list[str]:
        seen, name = self._seen, candidate.name
        count = seen.count[name]
        features = [f"d={min(count, 3)}"]
        if count > 1:
            features.append(f"dp={min(len(seen.particles[name]), 3)}")
            if name in seen.titled and not titled:
                features.append("dt")
        return features

    def shape(self, candidate: Candidate) -> Shape:
        """Return all that the features of morphemes depend on besides the candidate's length."""
        start = candidate.start
        here = self._analysis.morpheme_at.between(start, candidate.end + 1)
        return tuple([(m.tag, m.known, m.start - start, m.end - start) for m in here])

    def _describe_left(self, candidate: Candidate) -> tuple[str, list[str]]:
        """Return the class of what stands before, and features of the label and the word before."""
        text, start = self._analysis.text, candidate.start
        features = []
        label = self._seen.labels.get(start)
        if label is not None:
            features += [f"lab={label}", f"lab{candidate.kind[0]}={label}"]
        match = _BEFORE.match(text, max(0, start - 2 * _GAP), start)
        if match is None:
            gap = _gap(text[max(0, start - _GAP) : start]) + "$"
            return gap, [*features, f"l={gap}"]
        word, gap = match["word"], _gap(match["gap"])
        features.append(f"l={gap}")
        if gap == "n":
            return gap, features
        script = _script(word)
        if script != "h":
            return gap, [*features, f"lc={gap}{script}"]
        features += [f"pw={gap}{word}", f"ps={gap}{word[-2:]}", f"pz={gap}{word[-1]}"]
        if is_title(word):
            features += [f"pt={gap}", f"pt={gap}{word}"]
        return gap, features

    def _describe_right(self, candidate: Candidate) -> tuple[str, list[str]]:
        """Return the class of what follows, and features of the title or word that follows."""
        text = self._analysis.text
        features = []
        if candidate.title:
            features += ["nt", f"t={candidate.title}"]
        end = candidate.end + (0 if candidate.kind == "surname" else len(candidate.title)) + len(candidate.particle)
        if _REACHABLE.match(text, end) is not None:
            features.append("reach")
        match = _AFTER.match(text, end)
        if match is None:
            gap = _gap(text[end : end + _GAP]) + "$"
            return gap, [*features, f"r={gap}"]
        word, gap = match["word"], _gap(match["gap"])
        features.append(f"r={gap}")
        if gap == "n":
            return gap, features
        script = _script(word)
        if script != "h":
            return gap, [*features, f"rc={gap}{script}"]
        title = _title_of(word) if gap in {"_", "w", "("} and not candidate.particle else ""
        if title:
            features += ["nt", f"nt={title}"]
        else:
            features += [f"nw={gap}{word}", f"ns={gap}{word[-2:]}", f"nb={gap}{word[:2]}"]
        return gap, features


def _describe_morphemes(size: int, shape: Shape) -> list[str]:
    if not shape or shape[0][2] > 0:
        return ["m=0"]
    inner = [each for each in shape if each[2] < size]
    tag, known, _, length = shape[0]
    align = "e" if length == size else ("s" if length < size else "l")
    main = f"m={align}{tag}{known:d}"
    after = shape[len(inner)][0] if len(shape) > len(inner) else "0"
    return [
        main,
        f"ml={size}{length}{tag}{known:d}",
        "i=" + "+".join([each[0] for each in inner]) + ("" if inner[-1][3] == size else ">"),
        f"ik={''.join([str(int(each[1])) + str(each[3] - each[2]) for each in inner])}",
        f"e={after}",
        f"me={main}{after}",
        "gr=" + "".join(sorted({each[0][0] for each in inner} - {"N"})),
    ]


def _describe_name(candidate: Candidate) -> list[str]:
    """Return the features of the very name; the first tells which lists know it."""
    given, name, kind = candidate.given, candidate.name, candidate.kind[0]
    if not given:
        return [f"T={candidate.title}", f"T:s={candidate.surname}", "T", f"sT={candidate.surname}{candidate.title}"]
    syllables = f"{'+' if given[0] in FIRST else '-'}{'+' if given[-1] in LAST else '-'}"
    known = f"{kind}{len(name)}{'g' if given in GIVEN_NAMES else syllables}{'!' if name in LISTED else ''}"
    features = [
        known,
        f"n={name}",
        f"k={kind}{len(candidate.surname)}{len(given)}",
        f"{kind}a={given[0]}",
        f"{kind}z={given[-1]}",
    ]
    features += [f"y={syllables}{len(given)}", f"az={given}"]
    if name in LISTED:
        features.append("listed")
    if name[:-1] in LISTED and name[-1] in PARTICLES:
        # 이하로 is 이하 with its particle rather than a name.
        features += ["word+", f"word+{name[-1]}"]
    if candidate.surname:
        features += [
            f"s={candidate.surname}",
            f"sa={candidate.surname}{given[0]}",
            f"c={candidate.surname in COMMON_SURNAMES:d}{known}",
        ]
    return features


def _title_of(word: str) -> str:
    """Return the title that a word is, apart from its particle."""
    split = split_rest(word) if word[:1] not in "은는을를" else None
    return split[0] if split is not None else (word if is_title(word) else "")


def _script(word: str) -> str:
    return "h" if word[0] >= "가" else ("d" if word[0] <= "9" else "a")


def _gap(between: str) -> str:
    """Name what stands between two words by its strongest sign.

    >>> _gap(": "), _gap("  "), _gap(",⏎".replace("⏎", chr(10)))
    (':', 'w', 'n')
    """
    if not between:
        return "0"
    if between == " ":
        return "_"
    if "\n" in between:
        return "n"
    if ":" in between:
        return ":"
    for sign in between:
        if sign in _SIGNS:
            return _SIGNS[sign]
    return "w" if between.isspace() else "?"
