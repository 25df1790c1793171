"""Once a person is found surely, the other ways to write that name are found as well, across scripts.

김민수 gives 김민수 everywhere, 민수 님, 민수씨, 민수야, Minsu Kim, KIM MIN-SU and minsu.kim; Minsu Kim gives 김민수.
A given name alone counts beside a title or with a particle that only names take, with any particle only where it is
common and no word; a family name counts beside a title.
"""

from collections.abc import Iterable, Iterator

import regex

from service.privacy.detector import Finding
from service.privacy.recognizers.lexicon import words
from service.privacy.recognizers.person_candidates import (
    FAMILY_TITLES,
    GIVEN_NAMES,
    LISTED,
    PARTICLES,
    TITLES,
    split_rest,
    surname_length,
)
from service.privacy.recognizers.romanisation import spell_given, spell_surname, spell_syllable, surnames_of

RECOGNIZER = "NamePropagation"
_SURE = 0.7
_SCORE = 0.75
# Documents list no more people than this who are also written in another way.
_MOST_NAMES = 2_000
_TIMEOUT = 10.0
_HANGUL_NAME = regex.compile(r"[가-힣]{2,5}")
_LATIN_NAME = regex.compile(r"[A-Za-z]{2,15}(?:(?:, ?| |-)[A-Za-z]{1,15}){1,2}")
_LATIN_WORDS = regex.compile(r"(?<![A-Za-z])[A-Za-z]{1,15}(?:(?:, |[ ._-])[A-Za-z]{1,15}){0,5}")
_LATIN_WORD = regex.compile(r"[A-Za-z]+")
_AT_WORD = regex.compile(r"(?<![가-힣])[가-힣]{3,4}")
# Titles that a word never stands before as a word: 지원 님, 유리 씨; 지원 양 and 지원군 are no people.
_PERSONAL = frozenset(("님", "씨", "님들"))
# Before a title these are determiners: the former, the present, each, a certain.
_DETERMINERS = frozenset("전 현 각 모 본 한".split())
_AMBIGUOUS = words("given_words") | LISTED
# The vocative and the familiar 이, by whether the name ends in a consonant.
_AFTER_CONSONANT = frozenset("아 이가 이는 이도 이랑 이한테 이를 이의 이와 이에게".split())
_AFTER_VOWEL = frozenset(("야",))


def propagate(claims: Iterable[Finding], text: str) -> list[Finding]:
    """Return further mentions of the people who are claimed surely.

    Args:
        claims: findings of any types, in code points of ``text``.
        text: the raw text.

    Raises:
        TimeoutError: a pattern ran out of time.
    """
    values = dict.fromkeys(text[c.start : c.end] for c in claims if c.entity_type == "PERSON" and c.score >= _SURE)
    names = list(values)[:_MOST_NAMES]
    hangul = [name for name in names if _HANGUL_NAME.fullmatch(name)]
    latin = [name for name in names if _LATIN_NAME.fullmatch(name)]
    spans = {
        *_mentions(hangul, text),
        *_given_alone(hangul, text),
        *_titled(hangul, text),
        *_in_latin(hangul, text),
        *_in_hangul(latin, text),
    }
    return [Finding("PERSON", start, end, _SCORE, RECOGNIZER) for start, end in sorted(spans)]


def same_people(values: Iterable[str]) -> dict[str, str]:
    """Return which of a document's names are one person's full Hangul name in another writing.

    A name that could be two people's stays alone.

    >>> same_people(["김민수", "민수", "Minsu Kim", "박지원"])
    {'민수': '김민수', 'Minsu Kim': '김민수'}
    """
    names = list(dict.fromkeys(values))[:_MOST_NAMES]
    full = {name: surname_length(name) for name in names if _HANGUL_NAME.fullmatch(name)}
    givens: dict[str, list[str]] = {}
    spelt: dict[str, dict[str, set[str]]] = {}
    latin = [name for name in names if _LATIN_NAME.fullmatch(name)]
    for name, cut in full.items():
        if cut and len(name) - cut > 1:
            givens.setdefault(name[cut:], []).append(name)
            if latin:
                given = set(spell_given(name[cut:]))
                spelt[name] = dict.fromkeys(spell_surname(name[:cut]), given)
    found = {given: owners[0] for given, owners in givens.items() if given in full and len(owners) == 1}
    for name in latin:
        parts = [part.lower() for part in _LATIN_WORD.findall(name)]
        owners = [owner for owner, spellings in spelt.items() if _spells(parts, spellings)]
        if len(owners) == 1:
            found[name] = owners[0]
    return found


def _mentions(names: list[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield where the whole names stand at the beginning of a word."""
    whole = [name for name in names if len(name) > 2]  # noqa: PLR2004 - two syllables are also words
    if whole:
        pattern = regex.compile(r"(?<![가-힣])\L<names>", names=whole)
        yield from (match.span() for match in pattern.finditer(text, timeout=_TIMEOUT))


def _given_alone(names: list[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield given names beside a title, or with a particle of names."""
    givens = dict.fromkeys(name[surname_length(name) :] if len(name) > 2 else name for name in names)  # noqa: PLR2004
    known = [given for given in givens if len(given) > 1]
    if not known:
        return
    pattern = regex.compile(
        r"(?<![가-힣])(?P<given>\L<givens>)(?:(?P<rest>[가-힣]{1,7})|[ ](?P<next>[가-힣]{1,7})|(?=[,.?!]))(?![가-힣])",
        givens=known,
    )
    for match in pattern.finditer(text, timeout=_TIMEOUT):
        if _is_called(match["given"], match["rest"] or "", match["next"] or ""):
            yield match.span("given")


def _titled(names: list[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield the family names with a title behind: 금 양은, 추 교수님과."""
    families = {name[: surname_length(name)] for name in names if len(name) > 2}  # noqa: PLR2004 - a whole name
    known = sorted(family for family in families if family and family not in _DETERMINERS)
    if known:
        pattern = regex.compile(
            r"(?<![가-힣A-Za-z0-9])(?P<value>\L<families>[ ]\L<titles>)(?P<rest>[가-힣]{0,5})(?![가-힣])",
            families=known,
            titles=sorted(FAMILY_TITLES, key=len, reverse=True),
        )
        for match in pattern.finditer(text, timeout=_TIMEOUT):
            if not match["rest"] or match["rest"] in PARTICLES:
                yield match.span("value")


def _is_called(given: str, rest: str, following: str) -> bool:
    """Whether what is attached to a given name, or the next word, is what people are called with."""
    if given in GIVEN_NAMES and given not in _AMBIGUOUS and _goes_on(rest, following):
        return True
    word = given in _AMBIGUOUS
    closed = (ord(given[-1]) - ord("가")) % 28 > 0
    if rest in (_AFTER_CONSONANT if closed else _AFTER_VOWEL):
        return not word or rest in {"아", "이랑", "이한테"}
    split = split_rest(rest or following)
    if split is None or not split[0]:
        return False
    return split[0] in _PERSONAL or (not word and split[0] in TITLES)


def _goes_on(rest: str, following: str) -> bool:
    """Whether a common given name has a particle, nothing behind it, or a word of telling: 은채 이야기."""
    return split_rest(rest) is not None if rest else following[:2] in {"", "이야", "얘기", "덕분"}


def _in_latin(names: list[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield where Latin letters spell the Hangul names: two or three words, or one that is an account's name."""
    spelt: dict[str, set[str]] = {}
    for name in names:
        cut = surname_length(name)
        if len(name) - cut > 1:
            for surname in spell_surname(name[:cut]):
                spelt.setdefault(surname, set()).update(spell_given(name[cut:]))
    if not spelt:
        return
    for run in _LATIN_WORDS.finditer(text, timeout=_TIMEOUT):
        parts = [(m[0].lower(), *m.span()) for m in _LATIN_WORD.finditer(text, run.start(), run.end())]
        for first in range(len(parts)):
            for count in (3, 2, 1):
                chosen = parts[first : first + count]
                if len(chosen) == count and _spells([part[0] for part in chosen], spelt):
                    yield chosen[0][1], chosen[-1][2]
                    break


def _spells(parts: list[str], spelt: dict[str, set[str]]) -> bool:
    """Whether words are a family name and a given name, in either order."""
    if len(parts) > 1:
        return "".join(parts[1:]) in spelt.get(parts[0], ()) or "".join(parts[:-1]) in spelt.get(parts[-1], ())
    joined = parts[0]
    return any(
        joined[cut:] in spelt.get(joined[:cut], ()) or joined[:cut] in spelt.get(joined[cut:], ())
        for cut in range(1, len(joined))
        if len(joined) > 6  # noqa: PLR2004 - shorter ones are words, too
    )


def _in_hangul(names: list[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield where Hangul writes the Latin names."""
    spelt: dict[str, set[str]] = {}
    for name in names:
        parts = [part.lower() for part in _LATIN_WORD.findall(name)]
        for surname, given in ((parts[0], parts[1:]), (parts[-1], parts[:-1])):
            for written in surnames_of(surname):
                spelt.setdefault(written, set()).add("".join(given))
    if not spelt:
        return
    for match in _AT_WORD.finditer(text, timeout=_TIMEOUT):
        cut = surname_length(match[0])
        name = match[0][: cut + 2]
        wanted = spelt.get(name[:cut])
        if not wanted or len(name) < cut + 2 or name in LISTED:
            continue
        if any(first + last in wanted for first in spell_syllable(name[-2]) for last in spell_syllable(name[-1])):
            yield match.start(), match.start() + len(name)
