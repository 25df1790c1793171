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
    FROZEN,
    HANGUL,
    HIDDEN,
    INVISIBLE,
    LABEL_WRITINGS,
    LABELLED,
    LABELS,
    OTHERS,
    PARTICLES,
    SEPARATORS,
    TEMPLATES,
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
    separators: tuple[str, ...] = tuple(SEPARATORS)
    writings: tuple[str, ...] = ("plain", "plain", "full-width", "mathematical", *INVISIBLE)


def make_variant(seed: str, index: int) -> Variant:
    """Return one variant; the same arguments always give the same one."""
    dice = Random(f"{seed}/{index}")
    kind_name = _NAMES[index % len(_NAMES)]
    kind = KINDS[kind_name]
    groups = kind.groups(dice)
    separator = dice.choice(kind.separators)
    writing = dice.choice(_writings(kind_name, kind, separator))
    value = _join(dice, _write_groups(dice, groups, writing), separator)
    labelled = separator not in kind.bare or dice.random() < 0.7  # noqa: PLR2004 - most values have a label
    # Read out as words, or with nothing to see but stars, a number needs its label.
    labelled = labelled or (writing in HANGUL and kind_name != "mobile") or writing in HIDDEN
    label = dice.choice(LABELS[kind.labels]) if labelled else None
    template = dice.choice(_templates(value, label))
    label_writing = dice.choice(_label_writings(label)) if label else "plain"
    # A particle such as 이 would read as the digit two behind Hangul digits.
    particle = dice.choice([word for word in PARTICLES if not (writing in HANGUL and word.startswith("이"))])
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
    spoken = name in {"mobile", "landline", "rrn"} and separator in {"none", "space", "hyphen", "en dash"}
    return kind.writings + hidden + (tuple(HANGUL) if spoken else ())


def _templates(value: str, label: str | None) -> tuple[str, ...]:
    names = _BARE_NAMES if label is None else _LABELLED_NAMES
    if "\n" in value:
        # Neither a row nor a JSON string holds a line break.
        names = tuple(name for name in names if name in WRAPPED)
    if label and label[-1].isascii() and label[-1].isalnum() and value[0].isalpha():
        # Nobody reads PassportM12345678 as two words.
        names = tuple(name for name in names if "␟␞" not in LABELLED[name])
    return names


def _label_writings(label: str) -> tuple[str, ...]:
    """Hangul can be spread or decomposed; Latin letters can be small or capital."""
    if label.isascii():
        return ("plain", "plain", "lower case", "upper case", "full-width label")
    spread = all("가" <= character <= "힣" for character in label)
    return ("plain", "plain", "decomposed", *(["spread by blanks"] if spread and len(label) > 1 else []))


def _write_label(label: str, writing: str) -> str:
    written = LABEL_WRITINGS[writing](label)
    return unicodedata.normalize("NFD", written) if writing == "decomposed" else written


def _write_groups(dice: Random, groups: list[str], writing: str) -> list[str]:
    if writing in HIDDEN:
        return _hide(groups, HIDDEN[writing])
    if writing == "hangul head":
        return [_write(dice, groups[0], writing), *groups[1:]]
    return [_write(dice, group, writing) for group in groups]


def _hide(groups: list[str], how: tuple[str, str]) -> list[str]:
    """Hide what people hide: an RRN's tail with or without its first digit, the middle groups, or the end."""
    sign, what = how
    if len(groups) == 2:  # noqa: PLR2004 - date and tail
        shown = "" if what == "tail" else groups[1][0]
        return [groups[0], shown + sign * (len(groups[1]) - len(shown))]
    if what == "tail":
        return [*groups[:-1], sign * len(groups[-1])]
    return [groups[0], *(sign * len(group) for group in groups[1:-1]), groups[-1]]


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
    if separator not in BREAKS:
        return SEPARATORS[separator].join(groups)
    if len(groups) == 1:
        return groups[0]
    ordinary, broken = BREAKS[separator]
    place = dice.randrange(len(groups) - 1)
    return "".join(
        group + (broken if index == place else ordinary if index < len(groups) - 1 else "")
        for index, group in enumerate(groups)
    )


_ALL = frozenset(SEPARATORS) - BREAKS.keys() | {"line break after hyphen"}
_DASHED = frozenset(DASHES) | {"line break after hyphen"}
_ONE = ("none",)
_FIRM = (*tuple(DASHES), "none", "line break after hyphen")
# Nobody writes a dot between a passport's letter and its number, and nobody breaks a line there without a hyphen.
_BEHIND_A_LETTER = ("none", *BLANKS, *DASHES, "line break after hyphen")
_PLAIN = ("plain",)
_NUMBER = ("plain", "plain", "full-width", *INVISIBLE)
_HIDEABLE = frozenset({"rrn", "frn", "mobile", "card", "account", "licence, new"})
KINDS = {
    "rrn": _Kind("KR_RRN", "rrn", lambda dice: values.registration(dice, ("12", "34"), 11), _DASHED),
    "frn": _Kind("KR_FRN", "frn", lambda dice: values.registration(dice, ("56", "78"), 13), _DASHED),
    "mobile": _Kind("PHONE_NUMBER", "mobile", values.mobile, _ALL),
    "landline": _Kind("PHONE_NUMBER", "landline", values.landline, _DASHED),
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
    "plate": _Kind("VEHICLE_PLATE", "plate", values.plate, frozenset({"none", *BLANKS}), ("none", *BLANKS), _NUMBER),
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
