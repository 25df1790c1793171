# ruff: noqa: E501 - a list of words reads better on one line
"""Readings of Hangul words as people's names: family name, given name, and what may be attached to them."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex

from service.privacy.recognizers.base import Analysis, Match, scan
from service.privacy.recognizers.lexicon import words

SURNAMES = words("surnames")
COMMON_SURNAMES = words("common_surnames")
GIVEN_NAMES = words("given_names")
TITLES = words("titles")
# Titles that a family name or a given name alone is used with.
FAMILY_TITLES = words("family_titles")
GIVEN_TITLES = frozenset(
    "님 씨 군 양 선배 선배님 후배 언니 누나 오빠 형 매니저 매니저님 프로 프로님 쌤 샘 선생님 선생 할머니 할아버지 어머님 아버님 어머니 아버지 엄마 아빠 아저씨 아주머니 이모 삼촌 학생 어린이 어르신 작가 셰프".split()
)
PARTICLES = words("name_particles")
_TITLE_ENDINGS = tuple(
    "팀 부장 과장 팀장 소장 실장 국장 연구원 주무관 사무관 조사관 위원 연구소 사업부 본부 주임 대리 센터".split()
)
# Before a title these tell the present, each, a certain one.
_DETERMINERS = frozenset("현 각 모 본".split())
_PLURAL = ("님", "들", "님들")
_CELL = regex.compile(r"[\t|:][ ]{0,3}([가-힣]{3,8})[ ]{0,3}(?:[\t|\n]|$)")
_RUN = regex.compile(r"(?<![가-힣A-Za-z0-9])[가-힣]{2,14}")
_FAMILY_TITLE = "|".join(sorted(FAMILY_TITLES, key=len, reverse=True))
_FAMILY = regex.compile(
    rf"(?<![가-힣A-Za-z0-9])(?P<surname>[{''.join(sorted(s for s in SURNAMES if len(s) == 1))}])[ ]?"
    rf"(?P<title>{_FAMILY_TITLE})(?P<rest>[가-힣]{{0,5}})(?![가-힣])"
)
_NEXT_TITLE = regex.compile(
    rf"[ ](?P<title>{'|'.join(sorted(GIVEN_TITLES, key=len, reverse=True))})(?P<rest>[가-힣]{{0,4}})(?![가-힣])"
)
# What is written onto a given name alone: the vocative, the familiar 이, and what one introduces oneself with.
_CALLED = frozenset("아 야 이가 이는 이도 이랑 이야 이한테 이의 이를 이와 이라고 라고 입니다 이에요 예요".split())
_LONGEST_TITLE = 7
FIRST = words("given_first")
LAST = words("given_last")
# Ordinary words that read as names; they are looked at only beside a title or behind a label.
LISTED = words("not_names") | words("districts") | words("given_words") | TITLES
# Given names that no word reads as stand with any particle: 하영이 중환자실로 옮긴 뒤.
_ONLY_NAMES = frozenset(name for name in GIVEN_NAMES - LISTED - words("given_homonyms") if len(name) == 2)  # noqa: PLR2004 - shorter ones are syllables
_SURNAME_HEADS = frozenset(surname[0] for surname in SURNAMES)
_TITLE_HEADS = frozenset(title[:2] for title in TITLES if len(title) > 1)
_TITLE_AHEAD = regex.compile(rf"(?:{'|'.join(sorted(TITLES, key=len, reverse=True))})")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stretch of Hangul that may be a person's name."""

    start: int
    end: int
    kind: str
    """``full``, ``given`` (beside a title or with a name's particle) or ``surname`` (alone, with its title)."""
    surname: str
    given: str
    title: str
    """The title attached to it, if any."""
    particle: str

    @property
    def name(self) -> str:
        """The name without title and particle."""
        return self.surname + self.given


def surname_length(run: str) -> int:
    """Return how many syllables the family name takes that a word begins with; 0 without one.

    >>> surname_length("황보민"), surname_length("김민수"), surname_length("뷁뷁뷁")
    (2, 1, 0)
    """
    if run[:2] in SURNAMES and len(run) > 2:  # noqa: PLR2004 - a compound surname needs a given name behind it
        return 2
    return 1 if run[:1] in SURNAMES else 0


def is_title(word: str) -> bool:
    """Whether a word is a title, or a team or office with one: 영업부장, 재무팀, 수석연구원."""
    return word in TITLES or (len(word) > 2 and word.endswith(_TITLE_ENDINGS))  # noqa: PLR2004 - two syllables are a name's


def split_rest(rest: str) -> tuple[str, str] | None:
    """Split what follows a name in its word into title and particle; ``None`` when it is something else.

    >>> split_rest("님께서는"), split_rest("은"), split_rest("찌개")
    (('님', '께서는'), ('', '은'), None)
    """
    if not rest or rest in PARTICLES:
        return "", rest
    for cut in range(min(len(rest), _LONGEST_TITLE), 0, -1):
        title = rest[:cut]
        if (rest[cut:] in PARTICLES or cut == len(rest)) and (
            title in TITLES or (title.endswith(_PLURAL) and title.removesuffix("들").removesuffix("님") in TITLES)
        ):
            return title, rest[cut:]
    return None


def find_candidates(analysis: Analysis) -> Iterator[list[Candidate]]:
    """Yield the readings of each word that has any, in order of place."""
    text = analysis.text
    labelled = {label.value for label in analysis.labels.get("PERSON", ())}
    # What fills a cell has no particle: 회사: 가온페이 tells that 가온페이 is no 가온페 with 이.
    cells = {match[1] for match in scan(_CELL, text)}
    for match in scan(_RUN, text):
        run, start = match[0], match.start()
        readings = list(_read_full(run, start, (3, 2, 1))) if run[0] in _SURNAME_HEADS else []
        if len(run) > 4 and run[:2] in _TITLE_HEADS:  # noqa: PLR2004 - a title and a whole name
            readings += _read_behind_title(run, start)
        if run[:2] in GIVEN_NAMES:
            readings += _read_given(text, run, start)
        if readings and start not in labelled:
            readings = [reading for reading in readings if _is_plausible(text, reading)]
        if run in cells:
            readings = [reading for reading in readings if not reading.particle or reading.title]
        if readings:
            yield readings


def find_families(analysis: Analysis) -> Iterator[Candidate]:
    """Yield family names with a title behind: 김부장, 박 대리님."""
    for match in scan(_FAMILY, analysis.text):
        rest, glued = match["rest"], match.end("surname") == match.start("title")
        # 태양 is a word, and 현 팀장 the present one.
        if match[0][: match.end("title") - match.start()] in LISTED if glued else _is_present(match):
            continue
        if not rest or rest in PARTICLES:
            yield Candidate(match.start(), match.end("title"), "surname", match["surname"], "", match["title"], rest)


def _is_present(match: Match) -> bool:
    return match["surname"] in _DETERMINERS and match["title"] not in GIVEN_TITLES


def _read_behind_title(run: str, start: int) -> Iterator[Candidate]:
    """Yield the names that a title stands before in the same word: 대표이사김민수."""
    for cut in range(2, min(len(run) - 2, 5)):
        if run[:cut] in TITLES:
            yield from _read_full(run[cut:], start + cut, (2,))


def _is_plausible(text: str, reading: Candidate) -> bool:
    """Whether a reading is worth a closer look: no listed word without a title, nor syllables that names don't have."""
    given = reading.given
    if reading.title or not reading.surname:
        return True
    if reading.name in LISTED:
        return text[reading.end : reading.end + 1] == " " and _TITLE_AHEAD.match(text, reading.end + 1) is not None
    return given[-1] in LAST or (len(given) > 1 and given[0] in FIRST)


def _read_full(run: str, start: int, lengths: tuple[int, ...]) -> Iterator[Candidate]:
    longest = surname_length(run)
    # 황보라 is 황보 라 as well as 황 보라.
    for surname in [longest, *([1] if longest > 1 and run[0] in SURNAMES else [])] if longest else []:
        for given in lengths:
            end = surname + given
            if given > 2 and run[surname:end] not in GIVEN_NAMES:  # noqa: PLR2004 - 한마음, 은하수
                continue
            rest = split_rest(run[end:]) if end <= len(run) else None
            if rest is not None:
                yield Candidate(start, start + end, "full", run[:surname], run[surname:end], *rest)


def _read_given(text: str, run: str, start: int) -> Iterator[Candidate]:
    """Yield a common given name alone where a title or a name's own particle stands with it, or where it is no word."""
    given, rest = run[:2], run[2:]
    if len(rest) > _LONGEST_TITLE:
        return
    if rest in _CALLED:
        yield Candidate(start, start + 2, "given", "", given, "", rest)
    elif rest:
        title = split_rest(rest)
        if title is not None and (title[0] in GIVEN_TITLES or (not title[0] and given in _ONLY_NAMES)):
            yield Candidate(start, start + 2, "given", "", given, *title)
    else:
        following = _NEXT_TITLE.match(text, start + 2)
        titled = following is not None and (not following["rest"] or following["rest"] in PARTICLES)
        if titled or given in _ONLY_NAMES:
            yield Candidate(start, start + 2, "given", "", given, "", "")
