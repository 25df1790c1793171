# ruff: noqa: E501 - a pattern reads better on one line
"""Numbers that a state or an insurer gives to one person or company."""

import datetime
from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, Match, VeilRecognizer, scan

# Between groups of digits: nothing, blanks, or one sign with blanks and a line break around it.
GAP = r"(?:[ \t]{0,3}(?:--|[-~.·/_])[ \t]{0,3}\n?[ \t]{0,4}|[ \t]{0,3})"

_RESIDENT = regex.compile(
    rf"(?<![0-9])(?<![0-9][-.])(?P<date>[0-9]{{6}})(?P<gap>{GAP})(?P<tail>[0-9]{{7}}(?![0-9])|(?:[0-9]{{1,6}}[*xX●○•#□■×※]{{1,8}}|[*xX●○•#□■×※]{{6,9}})(?![0-9*]))"
)
_RESIDENT_WORD = regex.compile(r"주\s?민|resident\s+reg|\brrn\b", regex.IGNORECASE)
_FOREIGN_WORD = regex.compile(r"외국인|거소|alien|\barc\b|foreigner", regex.IGNORECASE)
_GOODS_WORD = regex.compile(r"바코드|상품|품목|주문|송장|barcode|\bean\b|gtin|isbn|sku|order", regex.IGNORECASE)
_COMPANY_WORD = regex.compile(r"법\s?인|corporat|\bcrn\b", regex.IGNORECASE)
# Company types in digits 5-6 of a corporate registration number, and the four digits of a registry office.
_COMPANY_TYPES = frozenset(
    "11 12 13 14 15 21 22 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 71 81 82 83 84 85 86".split()
)
_FIRST_ORDINARY_CENTURY = {
    "1": 1900,
    "2": 1900,
    "5": 1900,
    "6": 1900,
    "3": 2000,
    "4": 2000,
    "7": 2000,
    "8": 2000,
    "9": 1800,
    "0": 1800,
}


def digits(value: str) -> str:
    """Keep the digits only."""
    return "".join(c for c in value if c in "0123456789")


def rrn_checksum_holds(number: str) -> bool:
    """Whether 13 digits carry the resident registration check digit (issued before October 2020).

    >>> rrn_checksum_holds("9001011234568")
    True
    """
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    return (11 - sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11) % 10 == int(number[12])


def frn_checksum_holds(number: str) -> bool:
    """Whether 13 digits carry the foreigner registration check digit."""
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    return (13 - sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11) % 10 == int(number[12])


def crn_checksum_holds(number: str) -> bool:
    """Whether 13 digits carry the corporate registration check digit."""
    return (10 - sum(int(d) * (1, 2)[i % 2] for i, d in enumerate(number[:12])) % 10) % 10 == int(number[12])


def brn_checksum_holds(number: str) -> bool:
    """Whether 10 digits carry the business registration check digit."""
    total = (
        sum(int(d) * k for d, k in zip(number, (1, 3, 7, 1, 3, 7, 1, 3, 5), strict=False)) + int(number[8]) * 5 // 10
    )
    return (10 - total % 10) % 10 == int(number[9])


def luhn_holds(number: str) -> bool:
    """Whether the digits pass the Luhn check (ISO/IEC 7812-1)."""
    doubled = (int(d) * 2 if i % 2 else int(d) for i, d in enumerate(reversed(number)))
    return sum(sum(divmod(d, 10)) for d in doubled) % 10 == 0


def _is_date(yymmdd: str, century: int) -> bool:
    try:
        datetime.date(century + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        return False
    return True


class KrRegistrationRecognizer(VeilRecognizer):
    """KR_RRN, KR_FRN and KR_CRN: thirteen digits whose shape is shared and whose owners are not.

    Checksums are evidence only: numbers issued since October 2020 have none (행정안전부, 2020).
    """

    ENTITIES = ("KR_RRN", "KR_FRN", "KR_CRN")

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield registration numbers; a corporate number vetoes the other two."""
        for match in scan(_RESIDENT, analysis.text):
            classified = self._classify(analysis, match)
            if classified is not None:
                yield Found(match.start(), match.end(), classified[1], classified[0])

    def _classify(self, analysis: Analysis, match: Match) -> tuple[str, float] | None:
        date, gap, tail = match["date"], match["gap"], match["tail"]
        start = match.start()
        resident = analysis.before(start, _RESIDENT_WORD)
        foreign = analysis.before(start, _FOREIGN_WORD)
        masked = not tail.isdigit()
        if not (resident or foreign) and self._is_company(analysis, match, masked=masked):
            return "KR_CRN", 0.9
        kind = "KR_FRN" if (foreign and not resident) or tail[0] in "5678" else "KR_RRN"
        if resident or foreign:
            return kind, 1.0
        born = tail[0] not in "09" and _is_date(date, _FIRST_ORDINARY_CENTURY.get(tail[0], 2000))
        if not born or analysis.before(start, _GOODS_WORD, 14):
            return None
        if masked:
            return (kind, 0.85) if gap.strip() else None
        holds = frn_checksum_holds if kind == "KR_FRN" else rrn_checksum_holds
        if holds(date + tail):
            return kind, 1.0
        return kind, 0.85 if gap.strip() else 0.5

    @staticmethod
    def _is_company(analysis: Analysis, match: Match, *, masked: bool) -> bool:
        if masked:
            return False
        if analysis.before(match.start(), _COMPANY_WORD, 20):
            return True
        date, tail = match["date"], match["tail"]
        # 1101 11 read as a birth in 1911 or of a foreigner of 2011 is less likely than a company.
        holds = crn_checksum_holds(date + tail)
        office = "11" <= date[:2] <= "28"
        if not _is_date(date, _FIRST_ORDINARY_CENTURY.get(tail[0], 2000)):
            return office and (holds or ("-" in match["gap"] and date[4:] in _COMPANY_TYPES))
        return office and date[4:] in _COMPANY_TYPES and (holds or tail[0] not in "34")


_BRN = regex.compile(
    rf"(?<![0-9])(?<![0-9][-.])([0-9]{{3}})(?P<gap>{GAP})([0-9]{{2}}){GAP}([0-9]{{5}})(?![0-9])(?!-[0-9])"
)
_BRN_WORD = regex.compile(r"사\s?업\s?자|business\s+reg|\bbrn\b", regex.IGNORECASE)


class KrBrnRecognizer(VeilRecognizer):
    """KR_BRN, the business registration number, which is personal data of a sole proprietor."""

    ENTITIES = ("KR_BRN",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield ten digits in 3-2-5 groups, or in one run beside a label."""
        for match in scan(_BRN, analysis.text):
            if analysis.before(match.start(), _BRN_WORD):
                yield Found(match.start(), match.end(), 1.0, "KR_BRN")
            elif "-" in match["gap"]:
                score = 0.85 if brn_checksum_holds(digits(match[0])) else 0.6
                yield Found(match.start(), match.end(), score, "KR_BRN")


_PASSPORT = regex.compile(
    r"(?<![A-Za-z0-9])(?P<own>[MSRGDO][ ]?(?:[0-9]{8}|[0-9]{3}[A-Z][0-9]{4}))(?![A-Za-z0-9])"
    r"|(?<![A-Za-z0-9])(?P<any>[A-Z]{1,2}[ -]?[0-9]{6,8}|[A-Z]{1,2}[0-9]{3}[A-Z][0-9]{4}|[0-9]{9})(?![A-Za-z0-9])",
    regex.IGNORECASE,
)
_PASSPORT_WORD = regex.compile(r"여\s?권|passport", regex.IGNORECASE)
_MRZ = regex.compile(r"(?<![A-Z0-9])P[A-Z<][A-Z]{3}[A-Z<]{20,39}(?:[ \t]*\n[ \t]*[A-Z0-9<]{28,44})?")


class KrPassportRecognizer(VeilRecognizer):
    """KR_PASSPORT: Korean numbers (two generations), any country's beside a label, machine-readable lines."""

    ENTITIES = ("KR_PASSPORT",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield passport numbers."""
        for match in scan(_PASSPORT, analysis.text):
            if analysis.before(match.start(), _PASSPORT_WORD):
                yield Found(match.start(), match.end(), 1.0, "KR_PASSPORT")
            elif match["own"] and match["own"][0].isupper():
                yield Found(match.start(), match.end(), 0.55, "KR_PASSPORT")
        for match in scan(_MRZ, analysis.text):
            if match[0].count("<") > 3:  # noqa: PLR2004 - a machine-readable line pads names with fillers
                yield Found(match.start(), match.end(), 0.95, "KR_PASSPORT")


_REGIONS = "서울|부산|경기남부|경기북부|경기|강원|충북|충남|전북|전남|경북|경남|제주|대구|인천|광주|대전|울산"
_LICENCE = regex.compile(
    rf"(?<![0-9])(?<![0-9A-Za-z]-)(?<![0-9]\.)(?:(?:1[1-9]|2[0-8])(?P<gap>{GAP})[0-9]{{2}}{GAP}[0-9]{{6}}{GAP}[0-9]{{2}}"
    rf"|(?P<region>(?:{_REGIONS}))[ ]?(?:[0-9]{{2}}[ ])?[ ]?[0-9]{{2}}{GAP}[0-9]{{6}}{GAP}[0-9]{{2}})(?![0-9])(?!-[0-9])"
)
_LICENCE_WORD = regex.compile(r"면\s?허|licen[cs]e", regex.IGNORECASE)


class KrDriverLicenseRecognizer(VeilRecognizer):
    """KR_DRIVER_LICENSE: region, year, serial, check; a region code alone is never proof."""

    ENTITIES = ("KR_DRIVER_LICENSE",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield licence numbers, with hyphens or beside a label."""
        for match in scan(_LICENCE, analysis.text):
            if analysis.before(match.start(), _LICENCE_WORD):
                yield Found(match.start(), match.end(), 1.0, "KR_DRIVER_LICENSE")
            elif match["region"] or "-" in (match["gap"] or ""):
                yield Found(match.start(), match.end(), 0.85, "KR_DRIVER_LICENSE")


_INSURANCE = regex.compile(
    r"(?<![0-9])(?<![0-9][ ]?-[ ]?)[1-9][ \t]{0,2}-{1,2}[ \t]{0,2}\n?[ \t]{0,4}[0-9]{10}(?![0-9]|[ ]?-[ ]?[0-9])"
)


class HealthInsuranceRecognizer(VeilRecognizer):
    """HEALTH_INSURANCE: one digit, a hyphen and ten digits; without the hyphen only beside its label."""

    ENTITIES = ("HEALTH_INSURANCE",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield insurance numbers."""
        for match in scan(_INSURANCE, analysis.text):
            yield Found(match.start(), match.end(), 0.8, "HEALTH_INSURANCE")


_PLATE = regex.compile(
    rf"(?:(?:(?<![가-힣])|(?<=[은는]))(?:{_REGIONS}|세종)[ ]{{0,2}}|(?<![0-9가-힣])|(?<=[은는]))[0-9]{{2,3}}[ ]{{0,2}}"
    r"[가나다라마거너더러머버서어저고노도로모보소오조구누두루무부수우주바사아자배하허호][ ]{0,2}[0-9]{4}(?![0-9]|[ ]?(?:년|원|명|개|건|만[ ]?(?:원|명|개|건)))"
)


class VehiclePlateRecognizer(VeilRecognizer):
    """VEHICLE_PLATE: two or three digits, one of the plates' syllables, four digits."""

    ENTITIES = ("VEHICLE_PLATE",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield plates."""
        for match in scan(_PLATE, analysis.text):
            yield Found(match.start(), match.end(), 0.8, "VEHICLE_PLATE")
