# ruff: noqa: D103, E501 - each function is named for the value that it invents
"""Invents the values of variants: each function returns a value's groups, between which a separator stands.

Numbers carry their check digits where the number's kind has one, so that no recogniser can lean on a failing one.
"""

import itertools
from datetime import date, timedelta
from random import Random

_RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_BRN_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3)
_AREAS = "02 031 032 033 041 042 043 044 051 052 053 054 055 061 062 063 064 070".split()
_REGIONS = "서울 부산 경기 강원 충북 충남 전북 전남 경북 경남 제주 대구 인천 광주 대전 울산".split()
_ACCOUNT_GROUPS = (
    (6, 2, 6),
    (3, 3, 6),
    (4, 3, 6),
    (3, 6, 5),
    (3, 4, 4, 2),
    (3, 6, 2, 3),
    (4, 2, 7),
    (3, 4, 7),
    (4, 4, 4),
    (3, 2, 6, 1),
    (3, 3, 7),
)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_PLATE_SYLLABLES = "가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주하허호"
_YEAR_2000 = 2000
_CODES = "+82|+82 |+82-|+82 (0)|+82)|(+82)|(+82) |+82.|+82-(0)|+ 82 |+82 0|0082-|0082 |82-".split("|")
_BARE_CODES = 3
_WORDS = "haneul sora jun park minseo kim dev hello garam lee".split()


def _digits(dice: Random, count: int) -> str:
    return "".join(dice.choices("0123456789", k=count))


def registration(dice: Random, centuries: tuple[str, str], offset: int) -> list[str]:
    """Return a birth date and a tail; half carry the check digit, half have none, as since October 2020."""
    born = date(1935, 1, 1) + timedelta(days=dice.randrange(27_000))
    head = f"{born:%y%m%d}{dice.choice(centuries[born.year >= _YEAR_2000])}{_digits(dice, 5)}"
    check = (offset - sum(int(d) * w for d, w in zip(head, _RRN_WEIGHTS, strict=True)) % 11) % 10
    number = head + (str(check) if dice.random() < 0.5 else _digits(dice, 1))  # noqa: PLR2004
    return [number[:6], number[6:]]


def mobile(dice: Random) -> list[str]:
    if dice.random() < 0.9:  # noqa: PLR2004 - the old prefixes are rare
        return ["010", str(dice.randint(2, 9)) + _digits(dice, 3), _digits(dice, 4)]
    return [
        dice.choice("011 016 017 018 019".split()),
        str(dice.randint(2, 9)) + _digits(dice, dice.choice((2, 3))),
        _digits(dice, 4),
    ]


def landline(dice: Random) -> list[str]:
    if dice.random() < 0.2:  # noqa: PLR2004 - internet telephones and numbers that hide another
        return [dice.choice("070 0502 0504 0505 0507 0508".split()), _digits(dice, 4), _digits(dice, 4)]
    return [dice.choice(_AREAS), str(dice.randint(2, 9)) + _digits(dice, dice.choice((2, 3))), _digits(dice, 4)]


def international(dice: Random) -> list[str]:
    head, *rest = dice.choice((mobile, mobile, landline))(dice)
    # Without a plus sign only mobile numbers are written so.
    codes = _CODES if head.startswith("01") else _CODES[:-_BARE_CODES]
    return [f"{dice.choice(codes)}{head[1:]}", *rest]


def email(dice: Random) -> list[str]:
    local = dice.choice(("", "1", ".", "_", "-")).join(dice.sample(_WORDS, 2)) + dice.choice(
        ("", _digits(dice, 2), "+cv")
    )
    host = dice.choice(
        (
            "example.com",
            "example.kr",
            "mail.example.com",
            "example.co.kr",
            "my-example.org",
            "mail.hr.example.net",
            "ex.ac.kr",
        )
    )
    at = dice.choice(("@", "@", "@", " @ ", "(at)", " [at] ", "＠", "@ ", " 골뱅이 ", "{at}", " at "))
    if at == " at " and local.isalpha():
        at = "@"  # Else it is prose: look at example.com.
    return [f"{local.upper() if dice.random() < 0.1 else local}{at}{host}"]  # noqa: PLR2004


def card(dice: Random) -> list[str]:
    lengths = (4, 6, 5) if dice.random() < 0.15 else (4, 4, 4, 4)  # noqa: PLR2004
    first = dice.choice(("34", "37")) if len(lengths) == 3 else dice.choice(("4", "51", "53", "35", "62", "94"))  # noqa: PLR2004
    body = first + _digits(dice, sum(lengths) - len(first) - 1)
    doubled = (int(d) * (2 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    number = body + str(-sum(sum(divmod(d, 10)) for d in doubled) % 10)
    return _cut(number, lengths)


def account(dice: Random) -> list[str]:
    lengths = dice.choice(_ACCOUNT_GROUPS)
    return _cut(str(dice.randint(3, 9)) + _digits(dice, sum(lengths) - 1), lengths)


def passport_old(dice: Random) -> list[str]:
    return [dice.choice("MSRGD"), _digits(dice, 8)]


def passport_new(dice: Random) -> list[str]:
    return [dice.choice("MSRGD"), _digits(dice, 3) + dice.choice(_LETTERS) + _digits(dice, 4)]


def licence_new(dice: Random) -> list[str]:
    return [str(dice.randint(11, 28)), _digits(dice, 2), _digits(dice, 6), _digits(dice, 2)]


def licence_old(dice: Random) -> list[str]:
    return [f"{dice.choice(_REGIONS)} {_digits(dice, 2)}", _digits(dice, 6), _digits(dice, 2)]


def brn(dice: Random) -> list[str]:
    body = str(dice.randint(1, 9)) + _digits(dice, 8)
    total = (
        sum(int(d) * w for d, w in zip(body, _BRN_WEIGHTS, strict=False)) + int(body[8]) * 5 + int(body[8]) * 5 // 10
    )
    return _cut(body + str(-total % 10), (3, 2, 5))


def crn(dice: Random) -> list[str]:
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


def ip(dice: Random) -> list[str]:
    """An address of a subscriber: neither loopback, mask, network nor multicast."""
    if dice.random() < 0.25:  # noqa: PLR2004 - of version 6
        groups = [f"{dice.randint(1, 0xFFFF):x}" for _ in range(7)]
        return [
            dice.choice(
                (
                    ":".join(["2001", *groups]),
                    f"2001:db8:{groups[0]}::{groups[1]}",
                    f"fe80::{groups[0]}:{groups[1]}:{groups[2]}",
                )
            )
        ]
    return [".".join(str(dice.randint(1, 223 if place == 0 else 254)) for place in range(4)).replace("127.", "121.", 1)]


def plate(dice: Random) -> list[str]:
    region = dice.choice(("", "", "", f"{dice.choice(_REGIONS)} "))
    front = _digits(dice, 1) + dice.choice("123456789") if region else str(dice.randint(10, 999))
    return [f"{region}{front}{dice.choice(_PLATE_SYLLABLES)}", str(dice.randint(1, 9)) + _digits(dice, 3)]


def postal(dice: Random) -> list[str]:
    if dice.random() < 0.1:  # noqa: PLR2004 - until 2015
        return [f"{dice.randint(100, 799)}-{dice.randint(10, 999):03d}"]
    return [f"{dice.randint(1000, 63999):05d}"]


def insurance(dice: Random) -> list[str]:
    return [str(dice.randint(1, 9)), str(dice.randint(1, 9)) + _digits(dice, 9)]


def military(dice: Random) -> list[str]:
    return [f"{dice.randint(80, 125) % 100:02d}", str(dice.randint(1, 9)) + _digits(dice, dice.choice((4, 5, 7)))]


def student(dice: Random) -> list[str]:
    return [dice.choice(("", "", "", "B", "cu")) + str(dice.randint(1990, 2026)), _digits(dice, dice.choice((4, 5, 6)))]


def employee(dice: Random) -> list[str]:
    return dice.choice(
        (
            [dice.choice(("E", "KA", "EMP")), _digits(dice, dice.choice((4, 5, 6)))],
            [str(dice.randint(1990, 2026)), _digits(dice, 4)],
            [dice.choice("EPA") + str(dice.randint(1990, 2026)), _digits(dice, 4)],
        )
    )


def certificate(dice: Random) -> list[str]:
    return dice.choice(
        (
            [_digits(dice, 11) + dice.choice(_LETTERS)],
            [_digits(dice, 2), _digits(dice, 1), _digits(dice, 6)],
            ["제" + str(dice.randint(1990, 2026)), _digits(dice, 5) + "호"],
            [_digits(dice, 4), _digits(dice, 4), _digits(dice, 4)],
            [dice.choice(("국가", "민간")) + str(dice.randint(1990, 2026)), _digits(dice, 5)],
            [
                dice.choice(("AWS", "CKA", "PMP")),
                dice.choice(_LETTERS) + _digits(dice, 3) + dice.choice(_LETTERS),
                _digits(dice, 4),
            ],
            [dice.choice(("TL", "SQLD", "KDA")), str(dice.randint(1990, 2026)), _digits(dice, 6)],
        )
    )


def handle(dice: Random) -> list[str]:
    """An account name that is no word: it has a sign or digits in it."""
    first, second = dice.sample(_WORDS, 2)
    name = dice.choice(
        (
            f"{first}_{second}",
            f"{first}.{second}",
            f"{first}{_digits(dice, 3)}",
            f"{first}_{_digits(dice, 2)}",
            f"{first}.{second}_{_digits(dice, 2)}",
            f"_{first}{_digits(dice, 4)}",
            f"{second}__{first}",
            f"{first}#{_digits(dice, 4)}",
        )
    )
    return [dice.choice(("", "", "@")) + name]


def profile(dice: Random) -> list[str]:
    first, second = dice.sample(_WORDS, 2)
    name = f"{first}-{second}"
    return [
        dice.choice(
            (
                f"https://github.com/{name}", f"github.com/{name}", f"https://www.linkedin.com/in/{name}-{_digits(dice, 4)}",
                f"linkedin.com/in/{name}", f"https://velog.io/@{name}", f"{name}.tistory.com", f"https://{name}.github.io",
                f"instagram.com/{first}_{second}", f"https://blog.naver.com/{first}{_digits(dice, 2)}", f"www.{name}.example.com",
                f"https://open.kakao.com/o/s{_digits(dice, 4)}abc", f"https://brunch.co.kr/@{first}{second}", f"https://www.behance.net/{first}{second}", f"https://{name}.notion.site/cv-{_digits(dice, 6)}",
                f"https://www.youtube.com/@{name}", f"https://x.com/{first}_{_digits(dice, 2)}", f"facebook.com/{first}.{second}.{_digits(dice, 2)}", f"https://linktr.ee/{name}", f"gist.github.com/{name}/{_digits(dice, 8)}",
                f"http://{name}.me", f"https://medium.com/@{name}", f"pf.kakao.com/_{first}", f"threads.net/@{first}_{second}", f"https://app.example.com/u/{_digits(dice, 5)}?ref={first}",
            )
        )
    ]  # fmt: skip
