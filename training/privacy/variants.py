"""Seeded writings of identifiers, phones, e-mails, cards, accounts and other numbers, each with its value's place.

It shares no code with ``service/privacy``: what the recognisers have wrong can't be wrong here in the same way.
Variant ``i`` of a seed is always the same, so that many processes can share the work.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from training.privacy import values
from training.privacy.wordings import (
    BARE,
    BLANKS,
    BREAKS,
    DASHES,
    DIALLED,
    DIGITS,
    ENCLOSING,
    FROZEN,
    HANGUL,
    HIDDEN,
    INVISIBLE,
    LABEL_WRITINGS,
    LABELLED,
    LABELS,
    MIXED,
    OTHERS,
    PARTICLES,
    SEPARATORS,
    TEMPLATES,
    WORDS,
    WRAPPED,
)


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
    label_writing: str
    template: str

    @property
    def frozen(self) -> frozenset[str]:
        """The groups whose part is on the frozen list: ``separator``, ``writing``, ``label``, ``template``."""
        parts = {
            f"separator/{self.separator}",
            f"writing/{self.writing}",
            f"label writing/{self.label_writing}",
            f"label/{self.kind_of_label}/{self.label}",
            f"template/{self.template}",
        }
        return frozenset(part.split("/")[0] for part in parts & FROZEN)

    @property
    def kind_of_label(self) -> str:
        """The name of the class's list of labels."""
        return KINDS[self.kind].labels

    @property
    def recipe(self) -> str:
        """What it is made of, without the value."""
        return " | ".join((self.kind, self.separator, self.writing, str(self.label), self.label_writing, self.template))


@dataclass(frozen=True, slots=True)
class _Kind:
    """A class of values: how to invent one, and where it needs no label."""

    entity_type: str
    labels: str
    groups: Callable[[Random], list[str]]
    bare: frozenset[str]
    """Separators with which the value speaks for itself."""
    separators: tuple[str, ...] = tuple(name for name in SEPARATORS if name not in DIALLED)
    writings: tuple[str, ...] = ("plain", "plain", "full-width", "full-width head", *DIGITS, *INVISIBLE, *ENCLOSING)


def make_variant(seed: str, index: int) -> Variant:
    """Return one variant; the same arguments always give the same one."""
    dice = Random(f"{seed}/{index}")
    kind_name = _NAMES[index % len(_NAMES)]
    kind = KINDS[kind_name]
    groups = kind.groups(dice)
    separator = dice.choice((*kind.separators, *(name for name in _COMMON if name in kind.separators)))
    writing = dice.choice(_writings(kind_name, kind, separator))
    value = _write_whole(_join(dice, _write_groups(dice, groups, writing), separator), writing)
    labelled = separator not in kind.bare or dice.random() < 0.7  # noqa: PLR2004 - most values have a label
    # Read out as words, or with nothing to see but stars, a number needs its label.
    spoken = writing in HANGUL or writing in WORDS
    labelled = labelled or (spoken and kind_name != "mobile") or writing in {*HIDDEN, *WORDS, *_DRAWN}
    label = dice.choice(LABELS[kind.labels]) if labelled else None
    label_writing = dice.choice(_label_writings(label)) if label else "plain"
    template = dice.choice(_templates(value, label, label_writing))
    # A particle such as 이 would read as the digit two behind Hangul digits.
    particle = dice.choice([word for word in PARTICLES if not (spoken and word.startswith("이"))])
    written = _write_label(label or "", label_writing)
    before, after = TEMPLATES[template].split("␞")
    before, after = (part.replace("␟", written).replace("␝", particle) for part in (before, after))
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
        label_writing,
        template,
    )


def make_variants(seed: str, start: int, stop: int) -> Iterator[Variant]:
    """Yield variants by number; consecutive numbers go through all the classes."""
    for index in range(start, stop):
        yield make_variant(seed, index)


def _writings(name: str, kind: _Kind, separator: str) -> tuple[str, ...]:
    hidden = tuple(HIDDEN) if separator == "hyphen" and name in _HIDEABLE else ()
    # 영일영 and the like are read out: a dot or a zero-width sign in them is nobody's habit.
    plain = separator in {"none", "space", "hyphen", "en dash"}
    spoken = name in {"mobile", "landline", "rrn"} and (plain or separator.startswith("read out"))
    dictated = name == "mobile" and (plain or separator in {"comma and blank", "read out: 에", "read out: 다시"})
    drawn = ("digits apart", "digits in cells") if name in _BOXED and separator in _BOXES else ()
    zeros = ("letter O for zero", "letter o for zero", "keycaps") if name == "mobile" and plain else ()
    rare = (*hidden, *(HANGUL if spoken else ()), *(WORDS if dictated else ()), *drawn, *zeros)
    return kind.writings + rare * 3


def _templates(value: str, label: str | None, label_writing: str) -> tuple[str, ...]:
    names = _BARE_NAMES if label is None else _LABELLED_NAMES
    if "\n" in value or "\u2028" in value or label_writing == "broken over lines":
        # Neither a row nor a JSON string holds a line break.
        names = tuple(name for name in names if name in WRAPPED)
    if " | " in value or "\t" in value:
        # Digits in cells of their own stand in a form's row.
        names = tuple(name for name in names if name.startswith(("form", "bare: alone")) or name == "table: pipes")
        names = tuple(name for name in names if name != "form: label behind")
    if label_writing == "broken over lines":
        names = tuple(name for name in names if name != "form: two labels above")
    if "\n" in value or "\u2028" in value:
        # What is broken is no line of its own, and nothing tells where it began.
        names = tuple(name for name in names if name not in {"form: two labels above", "form: label behind"})
    if "  " in value or "\u00a0 " in value or label_writing in {"two blanks", "spread by two blanks"}:
        names = tuple(name for name in names if name != "table: wide blanks")
    if "," in value:
        names = tuple(name for name in names if not name.startswith("csv"))
    if label and label[-1].isascii() and label[-1].isalnum() and value[0].isalpha():
        # Nobody reads PassportM12345678 as two words.
        names = tuple(name for name in names if "␟␞" not in LABELLED[name])
    return names


def _label_writings(label: str) -> tuple[str, ...]:
    """Hangul can be spread or decomposed; Latin letters can be small or capital."""
    words = ("snake case", "no blanks", "no-break space", "two blanks", "broken over lines") if " " in label else ()
    words = words if len(label) > 3 else words[:-1]  # noqa: PLR2004 - nothing to break
    inside = ("zero-width space inside", "soft hyphen inside") if len(label) > 3 else ()  # noqa: PLR2004 - room for one
    if label.isascii():
        kebab = ("kebab case",) if words else ()
        return ("plain", "plain", "lower case", "upper case", "title case", "full-width label", *words, *kebab, *inside)
    if len(label) > 1 and all("가" <= character <= "힣" for character in label):
        return ("plain", "plain", "decomposed", *_SPREAD, *(("broken over lines", *inside) if len(label) > 3 else ()))  # noqa: PLR2004
    return ("plain", "plain", "decomposed", *words)


def _write_label(label: str, writing: str) -> str:
    written = LABEL_WRITINGS[writing](label)
    return unicodedata.normalize("NFD", written) if writing == "decomposed" else written


def _write_groups(dice: Random, groups: list[str], writing: str) -> list[str]:
    if writing in HIDDEN:
        return _hide(groups, HIDDEN[writing])
    if writing in {"hangul head", "full-width head"}:
        return [_write(dice, groups[0], writing.replace(" head", "") if "full" in writing else writing), *groups[1:]]
    if writing == "hangul tail":
        return [*groups[:-1], _write(dice, groups[-1], writing)]
    if writing == "hangul middle" and len(groups) > 2:  # noqa: PLR2004 - otherwise there is none
        return [groups[0], *(_write(dice, group, writing) for group in groups[1:-1]), groups[-1]]
    if writing.startswith("letter"):
        return [groups[0].replace("0", writing[7]), *groups[1:]]
    return [_write(dice, group, writing) for group in groups]


def _hide(groups: list[str], how: tuple[str, str]) -> list[str]:
    """Hide what people hide: an RRN's tail with or without its first digit, the middle groups, or the end."""
    sign, what = how
    if len(groups) == 2:  # noqa: PLR2004 - date and tail
        shown = "" if what == "tail" else groups[1][0]
        return [groups[0], shown + sign * (len(groups[1]) - len(shown))]
    if what == "tail":
        return [*groups[:-1], sign * len(groups[-1])]
    if what == "halves":
        return [groups[0], *(group[: len(group) // 2] + sign * (len(group) - len(group) // 2) for group in groups[1:])]
    return [groups[0], *(sign * len(group) for group in groups[1:-1]), groups[-1]]


def _write(dice: Random, value: str, writing: str) -> str:
    if writing == "full-width":
        return "".join(chr(ord(c) + 0xFEE0) if c.isascii() and (c.isalnum() or c == "@") else c for c in value)
    if writing in DIGITS:
        return "".join(chr(DIGITS[writing] + int(c)) if c.isascii() and c.isdigit() else c for c in value)
    if writing in INVISIBLE and len(value) > 1:
        place = dice.randint(1, len(value) - 1)
        return value[:place] + INVISIBLE[writing] + value[place:]
    if writing in HANGUL:
        return value.translate({ord(str(digit)): word for digit, word in enumerate(HANGUL[writing])})
    if writing in WORDS:
        return " ".join(WORDS[writing][int(digit)] for digit in value)
    return value.replace("", "\ufe0f\u20e3").removeprefix("\ufe0f\u20e3") if writing == "keycaps" else value


def _write_whole(value: str, writing: str) -> str:
    """Write what the joined value's characters or its surroundings have: boxes, or signs that are copied along."""
    if writing in ENCLOSING:
        before, behind = ENCLOSING[writing]
        return before + value + behind
    if writing == "digits apart":
        return " ".join(character for character in value if character != " ")
    if writing == "digits in cells":
        return " | ".join(character for character in value if character not in " -")
    return value


def _join(dice: Random, groups: list[str], separator: str) -> str:
    """Join groups; a line is broken at one place only."""
    if len(groups) == 1:
        return groups[0]
    if separator in MIXED or separator in DIALLED:
        *opening, first, others = {**MIXED, **DIALLED}[separator]
        return "".join(opening) + groups[0] + first + others.join(groups[1:])
    if separator not in BREAKS:
        return SEPARATORS[separator].join(groups)
    ordinary, broken = BREAKS[separator]
    place = dice.randrange(len(groups) - 1)
    return "".join(
        group + (broken if index == place else ordinary if index < len(groups) - 1 else "")
        for index, group in enumerate(groups)
    )


# What most numbers are grouped with.
_COMMON = ("hyphen", "none", "space", "spaced hyphen", "en dash") * 4
_UNUSUAL = frozenset(DIALLED) | {"blank, then none", "none, then hyphen", "hyphen, then none"}
_ALL = frozenset(SEPARATORS) - BREAKS.keys() - _UNUSUAL | {"line break after hyphen"}
_DASHED = frozenset(DASHES) | {
    "line break after hyphen",
    "hyphen, then blank",
    "hyphen, then en dash",
    "spaced hyphen, then hyphen",
}
_ONE = ("none",)
_FIRM = (*tuple(DASHES), "none", "line break after hyphen")
# Nobody writes a dot between a passport's letter and its number, and nobody breaks a line there without a hyphen.
_BEHIND_A_LETTER = ("none", *BLANKS, *DASHES, "line break after hyphen")
_PLAIN = ("plain",)
_NUMBER = ("plain", "plain", "full-width", *INVISIBLE)
# What stands between columns is part of a plate only behind a label.
_COLUMNS = {"tab", "three blanks"}
_PHONE = tuple(SEPARATORS)
_DRAWN = ("digits apart", "digits in cells", "letter O for zero", "letter o for zero", "keycaps")
_BOXED = frozenset({"rrn", "frn", "mobile", "landline", "account", "card", "brn", "crn"})
_BOXES = frozenset({"none", "hyphen", "spaced hyphen", "en dash"})
_SPREAD = ("spread by blanks", "spread by two blanks", "spread by ideographic blanks", "spread by underscores")
_HIDEABLE = frozenset({"rrn", "frn", "mobile", "card", "account", "licence, new"})
KINDS = {
    "rrn": _Kind("KR_RRN", "rrn", lambda dice: values.registration(dice, ("12", "34"), 11), _DASHED),
    "frn": _Kind("KR_FRN", "frn", lambda dice: values.registration(dice, ("56", "78"), 13), _DASHED),
    "mobile": _Kind("PHONE_NUMBER", "mobile", values.mobile, _ALL, _PHONE),
    "landline": _Kind("PHONE_NUMBER", "landline", values.landline, _DASHED, _PHONE),
    "international": _Kind("PHONE_NUMBER", "international", values.international, _ALL),
    "email": _Kind("EMAIL_ADDRESS", "email", values.email, frozenset(_ONE), _ONE, _NUMBER),
    "card": _Kind("CREDIT_CARD", "card", values.card, _ALL - (OTHERS.keys() - {"none"})),
    "account": _Kind("BANK_ACCOUNT", "account", values.account, frozenset()),
    "passport, old": _Kind("KR_PASSPORT", "passport", values.passport_old, frozenset(), _BEHIND_A_LETTER),
    "passport, new": _Kind("KR_PASSPORT", "passport", values.passport_new, frozenset(), _BEHIND_A_LETTER),
    "licence, new": _Kind("KR_DRIVER_LICENSE", "licence", values.licence_new, _DASHED),
    "licence, old": _Kind("KR_DRIVER_LICENSE", "licence", values.licence_old, _DASHED),
    "brn": _Kind("KR_BRN", "brn", values.brn, _DASHED),
    "crn": _Kind("KR_CRN", "crn", values.crn, _DASHED),
    "ip": _Kind("IP_ADDRESS", "ip", values.ip, frozenset(_ONE), _ONE, _NUMBER),
    "plate": _Kind(
        "VEHICLE_PLATE", "plate", values.plate, frozenset({"none", *BLANKS} - _COLUMNS), ("none", *BLANKS), _NUMBER
    ),
    "postal": _Kind("POSTAL_CODE", "postal", values.postal, frozenset(), _ONE, _NUMBER),
    "insurance": _Kind("HEALTH_INSURANCE", "insurance", values.insurance, _DASHED, _FIRM, _NUMBER),
    "military": _Kind("MILITARY_NUMBER", "military", values.military, frozenset(), _FIRM, _NUMBER),
    "student": _Kind("STUDENT_ID", "student", values.student, frozenset(), ("none", *DASHES), _NUMBER),
    "employee": _Kind("EMPLOYEE_ID", "employee", values.employee, frozenset(), ("none", *DASHES), _NUMBER),
    "certificate": _Kind("CERTIFICATE_NUMBER", "certificate", values.certificate, frozenset(), tuple(DASHES), _NUMBER),
    "handle": _Kind("SNS_ID", "handle", values.handle, frozenset(), _ONE, _PLAIN),
    "profile": _Kind("URL", "profile", values.profile, frozenset(_ONE), _ONE, _PLAIN),
}
_NAMES = tuple(KINDS)
_LABELLED_NAMES, _BARE_NAMES = tuple(LABELLED), tuple(BARE)
