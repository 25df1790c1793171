"""A last, deliberately crude look at masked text, by code that shares nothing with the recognisers.

It knows no score: long digit runs after every separator is folded, numbers and e-mails that a line break cuts,
digits read out in Hangul, and a letter with eight digits. Dates, times, amounts and lists of small numbers are let
through, and so is what the label of a document announces (접수번호, ISBN, CVE), unless it has the shape of a
protected identifier.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from service.privacy.operators import MARK

_HOST = r"(?:[A-Za-z0-9-]{1,40}\.){1,4}[A-Za-z]{2,24}(?![A-Za-z0-9])"
_BREAK = r"[^\S\n]{0,2}\n[^\S\n]{0,4}"
_EMAIL = re.compile(
    r"(?:[^\s@<>|,;:()\[\]]{1,64}@|[A-Za-z0-9._%+-]{1,64}\s@\s)[^\s@<>|,;:()\[\]]{1,80}\.[^\W\d_]{2,}"
    # Cut by a line break beside the sign, or inside the host.
    rf"|[A-Za-z0-9._%+-]{{1,64}}(?:@{_BREAK}|{_BREAK}@){_HOST}"
    rf"|[A-Za-z0-9._%+-]{{1,64}}@[A-Za-z0-9.-]{{1,40}}{_BREAK}{_HOST}"
)
# Times go first: a date is one only where no other number follows.
_CLOCK = re.compile(
    r"(?<![0-9:])(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?(?![0-9:])|(?<![0-9])(?:[01]?[0-9]|2[0-4])시(?![0-9])"
)
# Dates and ranges of dates; one that goes on with other digits is no date.
_DAY = r"(?:\s{0,2}[./월-]\s{0,2}(?:3[01]|[12][0-9]|0?[1-9]))"
_TIME = r"(?:일?[\sT]{1,2}(?:[01]?[0-9]|2[0-4]):[0-5][0-9](?::[0-5][0-9])?)"
_DATE = re.compile(
    rf"(?<![0-9])(?:19|20)[0-9]{{2}}(?:\s{{0,2}}[./년-]\s{{0,2}}(?:1[0-2]|0?[1-9]){_DAY}?)?{_TIME}?[.년월일]?"
    r"(?=\s*(?:$|[^\s0-9./-]|[.\-/~]?\s*(?:19|20)[0-9]{2}(?![0-9])|[^\S\n]+[^0-9]|\n))"
    rf"|(?<![0-9])(?:19|20)[0-9]{{2}}(?:1[0-2]|0[1-9])(?:3[01]|[12][0-9]|0[1-9])(?![0-9])(?!-?[0-9])"
)
_AMOUNT = re.compile(r"(?<![0-9,])[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|(?<![0-9.])[0-9]{0,2}\.[0-9]{1,9}(?![0-9]|\.[0-9])")
# Addresses that every network has: private, loopback, masks.
_NETWORK = re.compile(
    r"(?<![0-9.])(?:10\.[0-9]{1,3}|192\.168|172\.(?:1[6-9]|2[0-9]|3[01])|127\.[0-9]{1,3}|255\.[0-9]{1,3})\.[0-9]{1,3}\.[0-9]{1,3}(?![0-9.])"
)
# A line break continues a run only behind a hyphen.
_RUN = re.compile(r"[0-9](?:(?:[^\S\n]|[\-.·/_~()|+:*,]|(?<=-)\n){0,3}[0-9])*")
_LETTER_RUN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{1,2}(?:[ -]?|-\n)(?:[0-9]{8}|[0-9]{3}[A-Za-z][0-9]{4})(?![A-Za-z0-9])"
)
_SPREAD = r"(?:[^\S\n]{0,2}[-.]?[^\S\n]{0,2}\n?[^\S\n]{0,4})"
# What each cut needs; most texts have none.
_GOES_ON = re.compile(r"[0-9MSRGDmsrgd.-][^\S\n]{0,4}\n[^\S\n]{0,4}[0-9]")
_TODAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
# What is cut without a hyphen must have the shape of an identifier: columns of numbers are cut by every line.
_CUT = re.compile(
    rf"(?<![0-9])[0-9]{{2}}{_TODAY}{_BREAK}[1-8][0-9]{{6}}(?![0-9])"
    rf"|(?<![0-9])(?:\+?82{_SPREAD})?0?1[016789]{_SPREAD}[0-9]{{3,4}}{_SPREAD}[0-9]{{4}}(?![0-9])"
    rf"|(?<![0-9])0(?:2|[3-6][1-5]|70){_SPREAD}[0-9]{{3,4}}{_SPREAD}[0-9]{{4}}(?![0-9])"
    rf"|(?<![0-9])[0-9]{{3}}-[0-9]{{2}}{_BREAK}[0-9]{{5}}(?![0-9])|(?<![0-9])[0-9]{{3}}{_BREAK}[0-9]{{2}}-[0-9]{{5}}(?![0-9])"
    rf"|(?<![0-9])[0-9]{{2,6}}-[0-9]{{2,6}}{_BREAK}[0-9]{{5,7}}(?![0-9,.])"
    rf"|(?<![0-9])[MSRGDmsrgd]{_BREAK}[0-9]{{8}}(?![0-9])"
)
_CUT_CARD = re.compile(rf"(?<![0-9])[0-9]{{4}}(?:{_SPREAD}[0-9]{{4}}){{3}}(?![0-9])")
_SPOKEN = "[공영일이삼사오육륙칠팔구]"
_READ_OUT = re.compile(
    rf"{_SPOKEN}{{9,13}}|{_SPOKEN}{{2,6}}(?:[ \-·\n]{{1,3}}{_SPOKEN}{{3,7}}){{2}}"
    rf"|{_SPOKEN}{{6}}[ \-·\n]{{1,3}}{_SPOKEN}{{7}}"
    rf"|[공영]일[공영일육칠팔구][ \-·\n]{{0,3}}[0-9]{{3,4}}[ \-·\n]{{0,3}}[0-9]{{4}}(?![0-9])"
)
# What numbers documents, goods, cases and standards; the word for number may be missing behind the last group.
_NUMBERED = (
    "문서|접수|주문|운송장|송장|증권|보험증권|처방|처방전|조제|교부|등기|승인|영수증|예매|예약|사건|관리|발급|발행|공고|고시|공매|입찰|견적|계약|"
    "청구|발주|품목|상품|제품|모델|로트|시리얼|일련|심의|과제|연구과제|검진|인수증|허가|민원|도서|전자납부|동물등록|식별|배송|반품|티켓|좌석"
)
_TITLED = (
    "바코드|특허|출원|등록특허|실용신안|상표|디자인등록|isbn|issn|doi|cve|rfc|iso|iec|ieee|ks|kc|arxiv|pmid|patent|order|invoice|tracking|ticket|"
    "issue|build|barcode|ean|gtin|sku|pp?\\."
)
_CALLED = rf"(?:{_NUMBERED})[ ]?(?:관리|발행|식별|고유|접수)?[ ]?(?:번호|코드|no\.?|id|#)"
_KNOWN = rf"(?<![a-z])(?:{_TITLED})(?:[ ]?(?:출원|등록|공개)?[ ]?(?:번호|no\.?|number|id|#))?"
_DOCUMENT = re.compile(
    rf"(?:{_CALLED}|{_KNOWN})(?:\([^()\n]{{1,10}}\))?[ ]{{0,2}}[:=#(-]?[ ]{{0,2}}"
    r"(?:[a-z가-힣0-9]{1,12}[-/ ]?){0,3}$",
    re.IGNORECASE,
)
# Capital letters, a year and a serial, as in CVE-2023-41877; 제2024-123호; a DOI.
_SERIAL = re.compile(
    r"(?<![A-Za-z0-9])[A-Z]{2,10}(?:-[A-Z]{2,10})?-(?:19|20)[0-9]{2}-[0-9]{2,8}(?:-[0-9]{1,6})?(?![0-9-])"
    r"|제[ ]?(?:19|20)?[0-9]{2}[ ]?-[ ]?[0-9]{1,7}[ ]?호|(?<![0-9.])10\.[0-9]{4,5}/[^\s,;<>]{3,60}"
)
_BANK_LAYOUTS = frozenset(
    {
        (6, 2, 6),
        (6, 2, 5),
        (3, 4, 4, 2),
        (4, 3, 6),
        (3, 3, 6),
        (3, 6, 5),
        (3, 6, 2, 3),
        (4, 2, 7),
        (3, 2, 6, 1),
        (3, 2, 6),
    }
)
_PROTECTED = re.compile(
    rf"(?<![0-9])[0-9]{{2}}{_TODAY}[-.]?[1-8][0-9]{{6}}(?![0-9])"
    r"|(?<![0-9])(?:(?:00)?82[-.]?0?|0)1[016789][-.]?[0-9]{3,4}[-.]?[0-9]{4}(?![0-9])"
    r"|(?<![0-9])0(?:2|[3-6][1-5]|70)[-.]?[0-9]{3,4}[-.]?[0-9]{4}(?![0-9])"
    r"|(?<![A-Za-z0-9])[A-Za-z][ -]?(?:[0-9]{8}|[0-9]{3}[A-Za-z][0-9]{4})(?![0-9A-Za-z])"
)
_PROTECTED_LAYOUTS = _BANK_LAYOUTS | {(3, 2, 5), (2, 2, 6, 2), (4, 4, 4, 4), (4, 6, 5), (1, 10)}
# Nothing in the others changes: ASCII and Hangul syllables.
_ODD = re.compile("[^\\x00-\\x7f가-힣]")
_SHORTEST = 9
_CARD_DIGITS = range(14, 17)


@dataclass(frozen=True, slots=True)
class Residue:
    """A suspicious span of the masked text."""

    start: int
    end: int
    entity_type: str


def find_residue(masked: str) -> list[Residue]:
    """Return disjoint spans of masked text that still look like personal data, in order.

    >>> find_residue("입사 2019.03 ~ 2021.02, 매출 1,240,000,000원")
    []
    >>> [r.entity_type for r in find_residue("연락 010 / 1234 / 5678")]
    ['UNCLASSIFIED_ID']
    """
    folded, origin = _fold(masked)
    # Ours only: anything may stand between angle brackets, and a number of ours is short.
    folded = _blank(MARK, folded)
    found = [(m.start(), m.end(), "EMAIL_ADDRESS") for m in (_EMAIL.finditer(folded) if "@" in folded else ())]
    found += [(m.start(), m.end(), "UNCLASSIFIED_ID") for m in _READ_OUT.finditer(folded)]
    folded = _SERIAL.sub(lambda m: m[0] if _is_protected(m[0]) else "¶" * len(m[0]), folded)
    for harmless in (_CLOCK, _DATE, _AMOUNT, _NETWORK):
        folded = _blank(harmless, folded)
    if _GOES_ON.search(folded):
        found += [(m.start(), m.end(), "UNCLASSIFIED_ID") for m in _CUT.finditer(folded) if "\n" in m[0]]
        found += [(m.start(), m.end(), "UNCLASSIFIED_ID") for m in _CUT_CARD.finditer(folded) if _is_cut_card(m[0])]
    runs = [*_LETTER_RUN.finditer(folded), *(m for m in _RUN.finditer(folded) if _is_long(m[0]))]
    found += [(m.start(), m.end(), "UNCLASSIFIED_ID") for m in runs if not _is_document(folded, m.start(), m[0])]
    residues: list[Residue] = []
    for start, end, entity_type in sorted(found):
        first, last = origin[start], origin[end - 1] + 1
        if not residues or first >= residues[-1].end:
            residues.append(Residue(first, last, entity_type))
        elif last > residues[-1].end:
            residues[-1] = Residue(residues[-1].start, last, residues[-1].entity_type)
    return residues


def _blank(harmless: re.Pattern[str], text: str) -> str:
    return harmless.sub(lambda m: "¶" * len(m[0]), text)


def _is_document(text: str, start: int, run: str) -> bool:
    """Whether a document's label directly announces the run, and nothing in it has a protected shape."""
    number, *others = re.split(r"[\s,|+*:]+", run)
    if _is_protected(number) or _is_protected(run) or _is_long(" ".join(others)):
        return False
    return _DOCUMENT.search(text, max(0, start - 48), start) is not None


def _is_protected(run: str) -> bool:
    """Whether a run could be an RRN, telephone, passport, card, licence, account, business or insurance number."""
    groups = re.findall(r"[0-9]+", run)
    if tuple(map(len, groups)) in _PROTECTED_LAYOUTS or _PROTECTED.search(re.sub(r"[^0-9A-Za-z]+", "-", run)):
        return True
    return len(groups) == 1 and len(groups[0]) in _CARD_DIGITS and _luhn(groups[0])


def _is_cut_card(run: str) -> bool:
    """Whether four groups of four that a line break cuts are a card: years in a column are not."""
    groups = re.findall(r"[0-9]{4}", run)
    return "\n" in run and _luhn("".join(groups)) and not all(group[:2] in {"19", "20"} for group in groups)


def _luhn(number: str) -> bool:
    doubled = (int(d) * 2 if place % 2 else int(d) for place, d in enumerate(reversed(number)))
    return sum(sum(divmod(d, 10)) for d in doubled) % 10 == 0


def _is_long(run: str) -> bool:
    """Whether a run is long enough to identify; lists of numbers below 1000 are not."""
    groups = re.findall(r"[0-9]+", run)
    if sum(map(len, groups)) < _SHORTEST:
        return False
    listed = re.fullmatch(r"[0-9]{1,3}(?:[\s,|/]{1,3}[0-9]{1,3})+", run) is not None
    if listed and not all(len(group) == 1 for group in groups):
        return False
    # Cells of a table are values of their own; a card's or a telephone's groups are not let through even there.
    cells = re.fullmatch(r"[1-9][0-9]{0,5}(?:[^\S\n]?\|[^\S\n]?[1-9][0-9]{0,5})+", run) is not None
    return not cells or (tuple(map(len, groups)) in _PROTECTED_LAYOUTS and _luhn("".join(groups)))


def _fold(text: str) -> tuple[str, Sequence[int]]:
    """Fold each code point by itself; dashes of any kind become hyphens, invisible characters vanish."""
    folded: list[str] = []
    origin: list[int] = []
    done = 0
    for odd in _ODD.finditer(text):
        index = odd.start()
        folded.append(text[done:index])
        origin.extend(range(done, index))
        piece = _fold_character(odd[0])
        folded.append(piece)
        origin.extend([index] * len(piece))
        done = index + 1
    if not done:
        return text, range(len(text))
    folded.append(text[done:])
    origin.extend(range(done, len(text)))
    return "".join(folded), origin


@functools.lru_cache(maxsize=4096)
def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in {"Cf", "Mn"}:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Pd" or character == "\u2212":
        return "-"
    return unicodedata.normalize("NFKC", character) if category != "No" else character
