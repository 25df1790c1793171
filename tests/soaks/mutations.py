"""Resume ids that are easily confused, and what a caller could make of one: the material of the isolation soak."""

import unicodedata
from collections.abc import Callable, Mapping
from random import Random

Mutation = Callable[[Random, str, str], str]

_SPACES = (" ", "\t", "\n", "\r", "\v", "\f", "\u00a0", "\u3000", "\u200b", "\u2060", "\ufeff", "\u00ad")
_MARKS = ("\u0301", "\u0307", "\u200d", "\u202e", "\ufe0f", "\u034f", "\u3164")
_LOOK_ALIKES = dict(
    zip("aceopxyrABCEHKMOPTX0123456789-.:", "асеорхугАВСЕНКМОРТХО𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗‐․：", strict=True)  # Cyrillic, mathematical
)
_WILD = ("%", "_", "*", "?", ".*", "%%", "[a-z]", "\\%")
_NOBODY = (
    "null", "NULL", "None", "undefined", "NaN", "true", "false", "0", "-1", "*", "all", "any", "default", "DEFAULT",
    "public", "current_user", "{}", "[]", "()", "''", '""', "\\N", "..", ".", "/", "~",
)  # fmt: skip
_SQL = (
    "x' OR '1'='1", "{0}' OR '1'='1", "{0}'--", "{0}' OR resume_id <> '", "'; RESET ROLE; --", "{0}'||'",
    "' UNION TABLE chunk --", "{0}') OR ('1'='1", '{0}" OR "1"="1', "$${0}$$", "%(resume_id)s", "%s", ":resume_id",
    "$1", "{{{0},{1}}}", '["{0}","{1}"]', "{0},{1}", "{0} {1}", "{0}|{1}", "({0}|{1})", "{0};{1}", "{0}&{1}",
)  # fmt: skip
_ESCAPES = ("\\x{0:02x}", "%{0:02x}", "%{0:02X}", "\\u{0:04x}", "&#{0};", "\\{0:03o}", "=?utf-8?q?={0:02X}?=")


def confusable_ids(random: Random, groups: int) -> list[str]:
    """Return valid ids in groups that differ by case, zeros, a sign or a tail only."""
    ids: dict[str, None] = {}
    for number in random.sample(range(2, 9_000), groups):
        n = str(number)
        ids |= dict.fromkeys(
            (n, f"0{n}", f"00{n}", f"{n}.0", f"{n}e0", f"{n}E0", f"r-{n}", f"R-{n}", f"r-{n}0", f"r-0{n}", f"r_{n}")
        )
        ids |= dict.fromkeys(
            (f"r.{n}", f"r:{n}", f"r-{n}-1", f"{'a' * (128 - len(n))}{n}", f"{'A' * (128 - len(n))}{n}")
        )
    return list(ids)


def _substituted(random: Random, text: str) -> str:
    place = random.randrange(len(text))
    return f"{text[:place]}{random.choice('abcxyzABCXYZ0123456789._:-')}{text[place + 1 :]}"


def _changed(random: Random, text: str, change: Callable[[str], str]) -> str:
    """Change one character, or all of them."""
    if random.random() < 0.5:
        return "".join(map(change, text))
    place = random.randrange(len(text))
    return f"{text[:place]}{change(text[place])}{text[place + 1 :]}"


def _inserted(random: Random, text: str, what: str) -> str:
    place = random.randrange(len(text) + 1)
    return f"{text[:place]}{what}{text[place:]}"


def _padded(random: Random, text: str, _: str) -> str:
    space = random.choice(_SPACES) * random.randint(1, 3)
    return random.choice((f"{space}{text}", f"{text}{space}", f"{space}{text}{space}"))


def _as_number(random: Random, text: str, _: str) -> str:
    digits = "".join(filter(str.isdigit, text)) or "7"
    number = int(digits)
    return random.choice(
        (
            digits, f"0{digits}", f"{digits}.0", f"{digits}.", f"+{digits}", f"{number}e0", f"{number}E0",
            hex(number), oct(number), f"{number:_}", f"{number:,}", f"{number:e}", f"-{digits}", f"{text}.0",
            f"0{text}",
        )
    )  # fmt: skip


def _garbage(random: Random, _: str, __: str) -> str:
    letters = (chr(random.choice((random.randrange(1, 0xD800), random.randrange(0xE000, 0x11_0000)))) for _ in range(9))
    return "".join(letters)[: random.randint(1, 9)]


def _full_width(character: str) -> str:
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


#: By name; each takes randomness, an id and another one, and returns what is asked for. It may be the id itself.
MUTATIONS: Mapping[str, Mutation] = {
    "the id itself": lambda _, text, __: text,
    "another id": lambda _, __, other: other,
    "empty": lambda _, __, ___: "",
    "prefix": lambda random, text, _: text[: random.randrange(1, len(text) + 1)],
    "suffix": lambda random, text, _: text[random.randrange(len(text)) :],
    "longer": lambda random, text, other: random.choice(
        (f"{text}0", f"{text}-", f"{text}.", f"{text}x", f"{text}{text}", f"{text}{other}", f"0{text}", f"x{text}")
    ),
    "case": lambda random, text, _: _changed(random, text, str.swapcase),
    "number": _as_number,
    "spaces": _padded,
    "full width": lambda random, text, _: _changed(random, text, _full_width),
    "look-alike": lambda random, text, _: _changed(random, text, lambda letter: _LOOK_ALIKES.get(letter, letter)),
    "invisible": lambda random, text, _: _inserted(random, text, random.choice(_MARKS)),
    "decomposed": lambda random, text, _: unicodedata.normalize(
        "NFKD", _inserted(random, text, random.choice("éñ가ﬁ①"))
    ),
    "control": lambda random, text, _: _inserted(random, text, chr(random.randrange(1, 32))),
    "wildcard": lambda random, text, _: random.choice(
        (
            random.choice(_WILD),
            _changed(random, text, lambda _: random.choice(_WILD)),
            f"{text[:2]}{random.choice(_WILD)}",
        )
    ),
    "one character": lambda random, text, _: _substituted(random, text),
    "nobody": lambda random, _, __: random.choice(_NOBODY),
    "SQL": lambda random, text, other: random.choice(_SQL).format(text, other),
    "escape": lambda random, text, _: random.choice(_ESCAPES).format(ord(text[0])) + text[1:],
    "garbage": _garbage,
    "very long": lambda random, text, _: (text * 20_000)[: random.randint(200, 20_000)],
}
