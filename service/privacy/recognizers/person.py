# ruff: noqa: E501 - a pattern reads better on one line
"""People's names in Hangul: by morphemes, syllables and what stands beside them."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from service.privacy.morphemes import Morpheme
from service.privacy.recognizers.base import Analysis, Found, Match, VeilRecognizer, scan
from service.privacy.recognizers.lexicon import words

_SURNAMES = words("surnames")
_COMMON = words("common_surnames")
_FIRST = words("given_first")
_LAST = words("given_last")
_NOT_NAMES = words("not_names") | words("districts") | words("titles")
_TITLES = words("titles")
_TITLE_ENDINGS = (
    "팀",
    "부장",
    "과장",
    "팀장",
    "소장",
    "실장",
    "국장",
    "연구원",
    "주무관",
    "사무관",
    "조사관",
    "위원",
    "연구소",
    "사업부",
    "본부",
    "주임",
    "대리",
    "센터",
)
_WORD = regex.compile(r"(?:(?<=[ \t,/(])|\G)[가-힣]{2,8}(?![가-힣])")
_FOREIGN = regex.compile(
    r"[가-힣]{1,7}(?:[ ][가-힣]{1,7}){1,3}(?=[ ]?(?:[(\n,/|]|$))|[가-힣]{5,8}(?=[ ]?(?:[(\n,/|]|$))"
)
_TITLE = "|".join(sorted(words("titles"), key=len, reverse=True))
_PARTICLE = (
    "이라고|라고|이라는|라는|이라며|라며|입니다|이며|이고|이었습니다|였습니다|이다|인데|에게서|에게|한테|께서는|께서|께|이랑|랑|으로부터|로부터|으로|로서|로|에서|에|과의|와의|과|와|"
    "은|는|이|가|을|를|의|도|만|까지|부터|처럼|보다|및|외|등|네|의원|측|이는|이가|이를|이와|이의|이도"
)
_RUN = regex.compile(r"(?<![가-힣A-Za-z0-9])[가-힣]{2,14}")
_REST = regex.compile(rf"(?P<title>(?:{_TITLE})(?:님|들)?)?(?P<particle>{_PARTICLE})?")
_TITLE_AFTER = regex.compile(rf"[ \t]{{1,2}}\(?(?:{_TITLE})(?:님)?(?:{_PARTICLE})?(?![가-힣])")
# These read backwards from the name: one comparison where a search would try every place before it.
_TITLE_BEFORE = regex.compile(rf"(?r)(?:{_TITLE})[ \t]{{0,2}}[:：,(]?[ \t]{{0,2}}")
_ME_BEFORE = regex.compile(r"(?r)(?:저는|제 이름은|나는|이름은|안녕하세요[,.]?|지원자)[ \t]{1,2}")
_REACHABLE = regex.compile(
    r"[ \t]{0,3}[(/,|]?[ \t]{0,3}(?:☎|전화|연락처|휴대|HP|T\.|Tel|01[016789][-. ]|0[2-6][0-9]?[-) ]|[A-Za-z0-9._-]{2,30}@|\(?(?:인|서명|印)\))"
)
# A form's role before a colon: 수강생:, 상담약사:, 채무자. What stands before a colon itself is such a role.
_ROLE_BEFORE = regex.compile(
    r"(?r)[가-힣](?:자|인|명|의|사|생|원|주|부|모|성명|이름|성함)(?:\([가-힣]{1,4}\))?[ \t]{0,2}(?::[ \t]{0,3}|[ \t]{2,4})"
)
_LABEL_AFTER = regex.compile(r"[ \t]{0,3}(?:\([^()\n]{1,8}\))?[ \t]{0,2}:")
_CELL_BEFORE = regex.compile(r"(?r)(?:^|\n|[|/\t]|[ ]{2})[ \t]{0,3}(?:[■○●◆▶·*\-]|[0-9]{1,3}[.)])?[ \t]{0,2}")
_CELL_AFTER = regex.compile(r"[ \t]{0,4}(?:\n|$|[|/\t(]|[ ]{2})")
_PLACE_SUFFIXES = frozenset("역팀증구군읍면과법대부시동학청권도리사로")
# The least total of evidence that is reported, and that policies take by default.
_THRESHOLD = 0.35
_SURE = 0.5
_HIDDEN = regex.compile(
    rf"(?<![가-힣A-Za-z0-9])(?:{'|'.join(sorted(_SURNAMES, key=len, reverse=True))})(?:[*○●OX]{{1,2}}|[가-힣][*○●]|[*○●][가-힣])(?![A-Za-z0-9*○●])"
)
_SPREAD = regex.compile(r"[가-힣][ \t]{1,3}[가-힣](?:[ \t]{1,3}[가-힣])?(?![가-힣])")
# What a place, school or company name ends in, and how much that counts against a person.
_SUFFIX_PENALTY = {
    suffix: penalty
    for penalty, suffixes in {
        0.5: "역팀증",
        0.4: "구군읍면과법",
        0.35: "대부",
        0.3: "시동학청화형",
        0.25: "실성",
        0.2: "금권자력식",
        0.15: "도리사장율비명제기",
        0.1: "로서일",
    }.items()
    for suffix in suffixes
}


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    name: str
    title: bool
    """Whether a title follows in the same word."""


def _surname_length(run: str) -> int:
    if run[:2] in _SURNAMES and len(run) > 2:  # noqa: PLR2004 - a compound surname needs a given name behind it
        return 2
    return 1 if run[:1] in _SURNAMES else 0


def _candidates(text: str) -> Iterator[_Candidate]:
    """Yield the readings of each Hangul word as a name with an optional title and particle."""
    for match in scan(_RUN, text):
        run = match[0]
        surname = _surname_length(run)
        for length in (surname + 2, surname + 1) if surname else ():
            if length > len(run):
                continue
            if length == len(run):
                yield _Candidate(match.start(), match.end(), run, title=False)
                continue
            rest = _REST.fullmatch(run, length)
            if rest is not None:
                yield _Candidate(match.start(), match.start() + length, run[:length], bool(rest["title"]))


class KoreanPersonRecognizer(VeilRecognizer):
    """PERSON in Korean text, weighed from morphemes, name syllables, labels, titles and particles.

    The weights are written by hand; a total of .35 is reported, and policies take .5 by default. Names found surely are then
    found everywhere in the document.
    """

    ENTITIES = ("PERSON",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield names."""
        found = [*self._labelled(analysis), *self._weighed(analysis)]
        found.extend(Found(*m.span(), 0.7, "PERSON") for m in scan(_HIDDEN, analysis.text))
        found.extend(other_writing(analysis.text, found))
        yield from found
        yield from self._repeated(analysis, found)

    @staticmethod
    def _labelled(analysis: Analysis) -> Iterator[Found]:
        """Yield what stands behind a name label: spread syllables, a name after a team and title, a foreign name."""
        text = analysis.text
        for label in analysis.labels.get("PERSON", ()):
            spread = _SPREAD.match(text, label.value)
            if spread is not None and spread[0][0] in _SURNAMES:
                yield Found(*spread.span(), 0.9, "PERSON")
                continue
            if not label.marked:
                continue
            signed = any(sign not in " \n" for sign in text[label.end : label.value])
            for word in _WORD.finditer(text, label.value, label.value + 24):
                if is_title(word[0]) or word[0] in _NOT_NAMES:
                    continue
                found = _weigh_labelled(analysis, word, 0.55 if signed else 0.3)
                if found is not None:
                    yield found
                break
            foreign = _FOREIGN.match(text, label.value) if signed else None
            if foreign is not None and _is_opaque(analysis, foreign.start(), foreign.end()):
                yield Found(*foreign.span(), 0.8, "PERSON")

    @staticmethod
    def _weighed(analysis: Analysis) -> Iterator[Found]:
        taken = -1
        for candidate in _candidates(analysis.text):
            if candidate.start < taken or candidate.name in _NOT_NAMES or is_title(candidate.name):
                continue
            score = _weigh(analysis, candidate)
            if score >= _SURE:
                taken = candidate.end
            if score >= _THRESHOLD:
                yield Found(candidate.start, candidate.end, min(score, 0.95), "PERSON")

    @staticmethod
    def _repeated(analysis: Analysis, found: list[Found]) -> Iterator[Found]:
        """Yield every other place where a surely found name stands at the beginning of a word."""
        names = {analysis.text[f.start : f.end] for f in found if f.score >= 0.7}  # noqa: PLR2004 - sure enough to follow
        sure = sorted((n for n in names if len(n) > 2 and n.isalpha()), key=len, reverse=True)  # noqa: PLR2004 - two syllables are also words
        if sure:
            anywhere = regex.compile(r"(?<![가-힣])\L<names>", names=sure)
            known = {(f.start, f.end) for f in found if f.score >= 0.8}  # noqa: PLR2004 - as sure as a repetition
            spans = (match.span() for match in scan(anywhere, analysis.text))
            yield from (Found(*span, 0.8, "PERSON") for span in spans if span not in known)


def is_title(word: str) -> bool:
    """Whether a word is a title, or a team or office with one: 영업부장, 재무팀, 수석연구원."""
    return word in _TITLES or (len(word) > 2 and word.endswith(_TITLE_ENDINGS))  # noqa: PLR2004 - two syllables are a name's


def _weigh_labelled(analysis: Analysis, word: Match, bonus: float) -> Found | None:
    """Weigh the readings of the word behind a label; a given name alone counts when the tokeniser knows no such word."""
    length = _labelled_length(word[0], _surname_length(word[0]))
    name = word[0][:length]
    if not length or name in _NOT_NAMES:
        return None
    score = _weigh(analysis, _Candidate(word.start(), word.start() + length, name, False)) + bonus
    return Found(word.start(), word.start() + length, min(score, 0.95), "PERSON") if score >= _THRESHOLD else None


def _is_opaque(analysis: Analysis, start: int, end: int) -> bool:
    """Whether a stretch has no particle, ending or longer word that the tokeniser knows: a foreign name."""
    inside = analysis.morpheme_at.between(start, end)
    grammar = any(m.tag[0] in "JEV" and m.tag != "VCP" for m in inside)
    return not grammar and not any(m.known and m.tag == "NNG" and m.end - m.start > 1 for m in inside)


def _labelled_length(word: str, surname: int) -> int:
    """How much of the word behind a name label is the name; 0 when it is none."""
    if surname and len(word) > surname:
        for length in (surname + 2, surname + 1):
            if length <= len(word) and _REST.fullmatch(word, length) is not None:
                return length
        return 0
    return len(word) if len(word) in {2, 3, 4} and _REST.fullmatch(word, 1) is None and word[0] in _FIRST else 0


def _weigh(analysis: Analysis, candidate: _Candidate) -> float:
    """Sum the evidence for and against a candidate."""
    text, name = analysis.text, candidate.name
    morpheme = analysis.morpheme_at.get(candidate.start)
    score = _syllable_evidence(name) + _morpheme_evidence(analysis, candidate, morpheme)
    title = candidate.title or _TITLE_AFTER.match(text, candidate.end) is not None
    # 길동 is a given name; most other words in 동 are neighbourhoods.
    score += 0.35 if title else -_suffix_penalty(name, morpheme)
    score += 0.3 if analysis.ends_before(candidate.start, _TITLE_BEFORE, 10) else 0.0
    score += 0.3 if analysis.ends_before(candidate.start, _ME_BEFORE, 14) else 0.0
    score += 0.25 if _REACHABLE.match(text, candidate.end) is not None else 0.0
    score += 0.3 if analysis.ends_before(candidate.start, _ROLE_BEFORE, 14) else 0.0
    if _LABEL_AFTER.match(text, candidate.end) is not None:
        score -= 0.3 if morpheme is not None and morpheme.tag == "NNP" and morpheme.known else 0.6
    if _CELL_AFTER.match(text, candidate.end) and analysis.ends_before(candidate.start, _CELL_BEFORE, 8):
        score += 0.15
    return round(score, 2)


def _suffix_penalty(name: str, morpheme: Morpheme | None) -> float:
    """What the last syllable counts against a name; of a proper noun in the dictionary, only a place's or office's."""
    in_dictionary = morpheme is not None and morpheme.known and morpheme.tag == "NNP"
    if name.endswith("길동") or (in_dictionary and name[-1] not in _PLACE_SUFFIXES):
        return 0.0
    return _SUFFIX_PENALTY.get(name[-1], 0.0)


def _syllable_evidence(name: str) -> float:
    surname = _surname_length(name)
    given = name[surname:]
    score = 0.1 if name[:surname] in _COMMON else -0.02
    if len(given) == 1:
        return score + (0.0 if given in _LAST else -0.2)
    return score + (0.15 if given[0] in _FIRST else -0.2) + (0.15 if given[1] in _LAST else -0.2)


def _morpheme_evidence(analysis: Analysis, candidate: _Candidate, morpheme: Morpheme | None) -> float:
    """What the tokeniser says: a proper or unknown noun of just this span speaks for a name, a known word against."""
    inner = [analysis.morpheme_at[at] for at in range(candidate.start + 1, candidate.end) if at in analysis.morpheme_at]
    if any(part.tag[0] in "JE" or part.tag in {"XSV", "XSA"} for part in inner):
        return -0.4
    if morpheme is not None and morpheme.end - morpheme.start > 1 and any(part.tag == "XSN" for part in inner):
        return -0.3
    if morpheme is None:
        return 0.0
    exact, short = morpheme.end == candidate.end, morpheme.end < candidate.end
    if not morpheme.known:
        return 0.25 if exact else -0.1
    if morpheme.tag == "NNP":
        return 0.3 if exact else (0.1 if short else -0.3)
    word = morpheme.end - morpheme.start > 1 and morpheme.tag in {"NNG", "MAG", "XR", "VA", "VV"}
    return (-0.25 if word else 0.0) if short else -0.45


# The same name in the other script, in brackets behind it.
_OTHER_WRITING = regex.compile(
    r"[ ]?\([ ]?(?:한글|영문|영어|漢字|한자)?[ :]{0,2}(?P<value>[A-Z][A-Za-z'’ ,-]{3,40}[A-Za-z]|[가-힣]{1,7}(?:[ ][가-힣]{1,7}){1,3}|[가-힣]{3,8}|[\u4e00-\u9fff]{2,4})[ ]?\)"
)


def other_writing(text: str, found: list[Found]) -> list[Found]:
    """Return the names in brackets behind sure names: 이재훈 (LEE JAEHOON), Nguyen Thi Lan (응웬티란)."""
    sure = {f.end for f in found if f.score >= 0.7}  # noqa: PLR2004 - sure enough to follow
    matches = (_OTHER_WRITING.match(text, end) for end in sure)
    return [
        Found(*m.span("value"), 0.75, "PERSON")
        for m in matches
        if m and m["value"] not in _NOT_NAMES and not is_title(m["value"])
    ]
