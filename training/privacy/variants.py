"""Seeded writings of identifiers, phones, e-mails, cards and accounts, each with the place of its value.

It shares no code with ``service/privacy``: what the recognisers have wrong can't be wrong here in the same way.
Variant ``i`` of a seed is always the same, so that many processes can share the work.
"""

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from training.privacy.wordings import (
    BARE,
    BLANKS,
    DASHES,
    FROZEN,
    HANGUL,
    INVISIBLE,
    LABELLED,
    LABELS,
    OTHERS,
    PARTICLES,
    SEPARATORS,
    TEMPLATES,
)

_RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_BRN_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3)
_AREAS = "02 031 032 033 041 042 043 044 051 052 053 054 055 061 062 063 064 070".split()
_REGIONS = "서울 부산 경기 강원 충북 충남 전북 전남 경북 경남 제주 대구 인천 광주 대전 울산".split()
_ACCOUNT_GROUPS = ((6, 2, 6), (3, 3, 6), (4, 3, 6), (3, 6, 5), (3, 4, 4, 2), (3, 6, 2, 3), (4, 2, 7), (3, 4, 7))
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_YEAR_2000 = 2000


@dataclass(frozen=True, slots=True)
class Variant:
    """A text with one value of a class in it; offsets are code points."""

    text: str
    start: int
    end: int
    kind: str
    entity_type: str
    separator: str
    writing: str
    label: str | None
    template: str

    @property
    def frozen(self) -> bool:
        """Whether a part of it is on the frozen list."""
        parts = {f"separator/{self.separator}", f"writing/{self.writing}", f"template/{self.template}"}
        return bool((parts | {f"label/{self.kind_of_label}/{self.label}"}) & FROZEN)

    @property
    def kind_of_label(self) -> str:
        """The name of the class's list of labels."""
        return KINDS[self.kind].labels

    @property
    def recipe(self) -> str:
        """What it is made of, without the value."""
        return f"{self.kind} | {self.separator} | {self.writing} | {self.label} | {self.template}"


@dataclass(frozen=True, slots=True)
class _Kind:
    """A class of values: how to invent one, and where it needs no label."""

    entity_type: str
    labels: str
    groups: Callable[[Random], list[str]]
    bare: frozenset[str]
    """Separators with which the value speaks for itself."""
    separators: tuple[str, ...] = tuple(SEPARATORS)


def make_variant(seed: str, index: int) -> Variant:
    """Return one variant; the same arguments always give the same one."""
    dice = Random(f"{seed}/{index}")
    kind_name = tuple(KINDS)[index % len(KINDS)]
    kind = KINDS[kind_name]
    groups = kind.groups(dice)
    if kind_name == "email":
        writing, separator = dice.choice(("plain", "plain", "full-width", *INVISIBLE)), "none"
        value = _write(dice, groups[0], writing)
    else:
        separator = dice.choice(tuple(kind.separators))
        writing = dice.choice(_writings(kind_name, separator))
        value = _join(dice, _write_groups(dice, groups, writing), separator)
    labelled = separator not in kind.bare or dice.random() < 0.7  # noqa: PLR2004 - most values have a label
    label = dice.choice(LABELS[kind.labels]) if labelled else None
    template = dice.choice(_templates(value, labelled=labelled))
    # A particle such as 이 would read as the digit two behind Hangul digits.
    particle = dice.choice([word for word in PARTICLES if not (writing in HANGUL and word.startswith("이"))])
    before, after = TEMPLATES[template].split("␞")
    before, after = (part.replace("␟", label or "").replace("␝", particle) for part in (before, after))
    start = len(before)
    return Variant(
        before + value + after,
        start,
        start + len(value),
        kind_name,
        kind.entity_type,
        separator,
        writing,
        label,
        template,
    )


def make_variants(seed: str, start: int, stop: int) -> Iterator[Variant]:
    """Yield variants by number; consecutive numbers go through all the classes."""
    for index in range(start, stop):
        yield make_variant(seed, index)


def _writings(kind: str, separator: str) -> tuple[str, ...]:
    plain = ("plain", "plain", "full-width", "mathematical", *INVISIBLE)
    hidden = ("hidden",) if separator == "hyphen" and kind in {"rrn", "frn", "mobile", "card"} else ()
    # 영일영 and the like are read out: a dot or a zero-width sign in them is nobody's habit.
    hangul = tuple(HANGUL) if kind == "mobile" and separator in {"none", "space", "hyphen", "en dash"} else ()
    return plain + hidden + hangul


def _templates(value: str, *, labelled: bool) -> tuple[str, ...]:
    names = tuple(LABELLED if labelled else BARE)
    if "\n" not in value:
        return names
    # Neither a row nor a JSON string holds a line break.
    return tuple(
        name for name in names if name.split(":")[0] in {"form", "prose"} or name in {"bare: alone", "bare: sentence"}
    )


def _write_groups(dice: Random, groups: list[str], writing: str) -> list[str]:
    if writing == "hidden":
        return _hide(groups)
    if writing == "hangul head":
        return [_write(dice, groups[0], writing), *groups[1:]]
    return [_write(dice, group, writing) for group in groups]


def _hide(groups: list[str]) -> list[str]:
    """Hide what people hide: all but the first digit of an RRN's tail, or the middle groups."""
    if len(groups) == 2:  # noqa: PLR2004 - date and tail
        return [groups[0], groups[1][0] + "*" * 6]
    return [groups[0], *("*" * len(group) for group in groups[1:-1]), groups[-1]]


def _write(dice: Random, value: str, writing: str) -> str:
    if writing == "full-width":
        return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and (c.isalnum() or c == "@") else c for c in value)
    if writing == "mathematical":
        return "".join(chr(0x1D7CE + int(c)) if c.isascii() and c.isdigit() else c for c in value)
    if writing in INVISIBLE and len(value) > 1:
        place = dice.randint(1, len(value) - 1)
        return value[:place] + INVISIBLE[writing] + value[place:]
    if writing in HANGUL:
        return value.translate({ord(str(digit)): word for digit, word in enumerate(HANGUL[writing])})
    return value


def _join(dice: Random, groups: list[str], separator: str) -> str:
    """Join groups; a line is broken at one place only."""
    if separator != "line break after hyphen":
        return SEPARATORS[separator].join(groups)
    broken = dice.randrange(len(groups) - 1)
    return "".join(
        group + ("-\n" if index == broken else "-" if index < len(groups) - 1 else "")
        for index, group in enumerate(groups)
    )


def _digits(dice: Random, count: int) -> str:
    return "".join(dice.choices("0123456789", k=count))


def _registration(dice: Random, centuries: tuple[str, str], offset: int) -> list[str]:
    """Return a birth date and a tail; half carry the check digit, half have none, as since October 2020."""
    born = date(1935, 1, 1) + timedelta(days=dice.randrange(27_000))
    head = f"{born:%y%m%d}{dice.choice(centuries[born.year >= _YEAR_2000])}{_digits(dice, 5)}"
    check = (offset - sum(int(d) * w for d, w in zip(head, _RRN_WEIGHTS, strict=True)) % 11) % 10
    number = head + (str(check) if dice.random() < 0.5 else _digits(dice, 1))  # noqa: PLR2004
    return [number[:6], number[6:]]


def _mobile(dice: Random) -> list[str]:
    if dice.random() < 0.9:  # noqa: PLR2004 - the old prefixes are rare
        return ["010", str(dice.randint(2, 9)) + _digits(dice, 3), _digits(dice, 4)]
    return [
        dice.choice("011 016 017 018 019".split()),
        str(dice.randint(2, 9)) + _digits(dice, dice.choice((2, 3))),
        _digits(dice, 4),
    ]


def _landline(dice: Random) -> list[str]:
    return [dice.choice(_AREAS), str(dice.randint(2, 9)) + _digits(dice, dice.choice((2, 3))), _digits(dice, 4)]


def _international(dice: Random) -> list[str]:
    head, *rest = dice.choice((_mobile, _mobile, _landline))(dice)
    return [f"+82{dice.choice(('', ' ', '-', ' (0)', ')'))}{head[1:]}", *rest]


def _email(dice: Random) -> list[str]:
    words = "haneul sora jun park minseo kim dev hello garam lee".split()
    local = dice.choice(("", "1", ".", "_", "-")).join(dice.sample(words, 2)) + dice.choice(
        ("", _digits(dice, 2), "+cv")
    )
    host = dice.choice(("example.com", "example.kr", "mail.example.com", "example.co.kr", "my-example.org"))
    at = dice.choice(("@", "@", "@", " @ ", "(at)", " [at] "))
    return [f"{local.upper() if dice.random() < 0.1 else local}{at}{host}"]  # noqa: PLR2004


def _card(dice: Random) -> list[str]:
    lengths = (4, 6, 5) if dice.random() < 0.15 else (4, 4, 4, 4)  # noqa: PLR2004
    first = dice.choice(("34", "37")) if len(lengths) == 3 else dice.choice(("4", "51", "53", "35", "62", "94"))  # noqa: PLR2004
    body = first + _digits(dice, sum(lengths) - len(first) - 1)
    doubled = (int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    number = body + str(-sum(sum(divmod(d, 10)) for d in doubled) % 10)
    return _cut(number, lengths)


def _account(dice: Random) -> list[str]:
    lengths = dice.choice(_ACCOUNT_GROUPS)
    return _cut(str(dice.randint(3, 9)) + _digits(dice, sum(lengths) - 1), lengths)


def _passport_old(dice: Random) -> list[str]:
    return [dice.choice("MSRGD"), _digits(dice, 8)]


def _passport_new(dice: Random) -> list[str]:
    return [dice.choice("MSRGD"), _digits(dice, 3) + dice.choice(_LETTERS) + _digits(dice, 4)]


def _licence_new(dice: Random) -> list[str]:
    return [str(dice.randint(11, 28)), _digits(dice, 2), _digits(dice, 6), _digits(dice, 2)]


def _licence_old(dice: Random) -> list[str]:
    return [f"{dice.choice(_REGIONS)} {_digits(dice, 2)}", _digits(dice, 6), _digits(dice, 2)]


def _brn(dice: Random) -> list[str]:
    body = str(dice.randint(1, 9)) + _digits(dice, 8)
    total = (
        sum(int(d) * w for d, w in zip(body, _BRN_WEIGHTS, strict=False)) + int(body[8]) * 5 + int(body[8]) * 5 // 10
    )
    return _cut(body + str(-total % 10), (3, 2, 5))


def _crn(dice: Random) -> list[str]:
    body = (
        dice.choice(("1101", "1201", "1345", "1801", "2101"))
        + dice.choice(("11", "14", "21", "31", "71"))
        + _digits(dice, 6)
    )
    total = sum(int(d) * (1, 2)[i % 2] for i, d in enumerate(body))
    return _cut(body + str(-total % 10), (6, 7))


def _cut(number: str, lengths: tuple[int, ...]) -> list[str]:
    places = [sum(lengths[:index]) for index in range(len(lengths) + 1)]
    return [number[start:end] for start, end in itertools.pairwise(places)]


_ALL = frozenset(SEPARATORS)
_DASHED = frozenset(DASHES)
# Nobody writes a dot between a passport's letter and its number.
_BEHIND_A_LETTER = ("none", *BLANKS, *DASHES)
KINDS = {
    "rrn": _Kind("KR_RRN", "rrn", lambda dice: _registration(dice, ("12", "34"), 11), _DASHED),
    "frn": _Kind("KR_FRN", "frn", lambda dice: _registration(dice, ("56", "78"), 13), _DASHED),
    "mobile": _Kind("PHONE_NUMBER", "mobile", _mobile, _ALL),
    "landline": _Kind("PHONE_NUMBER", "landline", _landline, _DASHED),
    "international": _Kind("PHONE_NUMBER", "international", _international, _ALL),
    "email": _Kind("EMAIL_ADDRESS", "email", _email, frozenset({"none"})),
    "card": _Kind("CREDIT_CARD", "card", _card, _ALL - (OTHERS.keys() - {"none"})),
    "account": _Kind("BANK_ACCOUNT", "account", _account, frozenset()),
    "passport, old": _Kind("KR_PASSPORT", "passport", _passport_old, frozenset(), _BEHIND_A_LETTER),
    "passport, new": _Kind("KR_PASSPORT", "passport", _passport_new, frozenset(), _BEHIND_A_LETTER),
    "licence, new": _Kind("KR_DRIVER_LICENSE", "licence", _licence_new, _DASHED),
    "licence, old": _Kind("KR_DRIVER_LICENSE", "licence", _licence_old, _DASHED),
    "brn": _Kind("KR_BRN", "brn", _brn, _DASHED),
    "crn": _Kind("KR_CRN", "crn", _crn, _DASHED),
}
