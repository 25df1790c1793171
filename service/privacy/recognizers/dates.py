# ruff: noqa: E501 - a pattern reads better on one line
"""Dates that are more exact than a year: months and days, in Korean and English writing."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, VeilRecognizer, scan

_YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:1[0-2]|0?[1-9])(?![0-9])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])(?![0-9])"
_NAME = r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:t(?:ember)?)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?![a-z])\.?"
# Not the beginning of a longer number, a version or a quantity; a range may follow.
_END = r"(?![0-9])(?!\.[0-9])(?![/-][0-9]{1,3}(?![0-9]))(?![ ]?[%원명건개배초])"
_BEGIN = r"(?<![0-9])(?<![0-9][.,/-])"
_DATE = regex.compile(
    rf"{_BEGIN}(?:{_YEAR}[ ]?[./-][ ]?{_MONTH}(?:[ ]?[./-][ ]?{_DAY})?{_END}"
    rf"|'?(?:{_YEAR}|[0-9]{{2}})년[ ]{{0,2}}{_MONTH}월(?:[ ]{{0,2}}{_DAY}일)?"
    rf"|{_YEAR}(?:1[0-2]|0[1-9])(?:3[01]|[12][0-9]|0[1-9])(?![0-9-])"
    # Two digits of a year: only behind an apostrophe or in a range.
    rf"|['’][0-9]{{2}}[./-]{_MONTH}{_END}"
    rf"|(?<![A-Za-z])[0-9]{{2}}[.]{_MONTH}(?=[ ]?[~∼–-][ ]?(?:[0-9]{{2}}[.](?:0[1-9]|1[0-2])(?![0-9])|현재|present))"
    rf"|(?<=(?<![0-9])[0-9]{{2}}[.](?:0[1-9]|1[0-2])[ ]?[~∼–-][ ]?)[0-9]{{2}}[.]{_MONTH}{_END}"
    # 03/2019, 03/02/2019
    rf"|{_MONTH}/(?:{_DAY}/)?{_YEAR}{_END}"
    rf"|(?<![A-Za-z0-9])(?:{_DAY}(?:st|nd|rd|th)?[ ])?(?i:{_NAME})[ ](?:{_DAY}(?:st|nd|rd|th)?,?[ ])?(?:{_YEAR}(?![0-9])|['’][0-9]{{2}}(?![0-9])))"
)


class DateRecognizer(VeilRecognizer):
    """DATE: a month or a day of a year. Years, seasons and days without a year stay."""

    ENTITIES = ("DATE",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield dates."""
        for match in scan(_DATE, analysis.text):
            yield Found(match.start(), match.end(), 0.8, "DATE")
