# ruff: noqa: E501 - a pattern reads better on one line
"""How birth dates are written: solar and lunar, two- and four-digit years, Korean and English months, six digits."""

import datetime

import regex

YEAR = r"(?:19|20)[0-9]{2}"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_MONTH_NAME = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_B = r"[ ]{0,2}\n?[ ]{0,2}"  # A form's cell may break a date.
_LUNAR = r"(?:(?:음력|양력)[ ]?)?"
# Gmail's and Word's 1990. 3. 5. ends in a dot of its own.
DATE = (
    rf"(?:{YEAR}|'?[0-9]{{2}}){_B}(?:년|[./-]){_B}{_LUNAR}{_MONTH}{_B}(?:월|[./-]){_B}{_DAY}(?:{_B}일(?!간|부터|까지)|(?<=\.[ ][0-9]{{1,2}})\.)?(?![0-9])"
    rf"|{YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])"
    rf"|{_MONTH_NAME}[ ]{_DAY}(?:st|nd|rd|th)?,?[ ]{YEAR}|{_DAY}(?:st|nd|rd|th)?(?:[ ]of)?[ -]{_MONTH_NAME},?[ -]{YEAR}|{YEAR}[ -]{_MONTH_NAME}[ -]{_DAY}(?![0-9])"
    rf"|{_MONTH}/{_DAY}/{YEAR}|{_DAY}[./-]{_MONTH}[./-]{YEAR}"
)
MONTH_AND_DAY = rf"{_MONTH}[ ]?월[ ]?{_DAY}[ ]?일"
YEAR_AND_MONTH = rf"(?:{YEAR}|'?[0-9]{{2}})[ ]?(?:년|\.)[ ]?{_MONTH}(?:[ ]?월)?|{_MONTH_NAME}[ ]{YEAR}"
# What a form's birth cell may hold beside a whole date.
LABELLED = rf"{_LUNAR}(?:{DATE}|{YEAR}[ ]?년(?:[ ]?{_MONTH}[ ]?월)?|{_MONTH_NAME}[ ]{YEAR}|{MONTH_AND_DAY}|[0-9]{{6}}(?![0-9-])|{YEAR}(?![0-9.-])|'?[0-9]{{2}}년(?:[ ]?{_MONTH}월)?(?=생))(?:[ ]?\((?:음력?|양력?|[음양]|[-+])\))?(?:[ ]?생)?"

_DIGITS = regex.compile(r"[0-9]+")
_SIX, _EIGHT = 6, 8


def is_calendar_date(value: str) -> bool:
    """Whether a run of six or eight digits is a date; other writings were checked by their pattern.

    >>> is_calendar_date("920230"), is_calendar_date("920315"), is_calendar_date("1992.3.15")
    (False, True, True)
    """
    if not value.isdecimal() or len(value) not in {_SIX, _EIGHT}:
        return True
    year, month, day = int(value[:-4]), int(value[-4:-2]), int(value[-2:])
    if len(value) == _SIX:
        # Both centuries have their leap years here: 2000 was one.
        year += 2000
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True


def is_possible_birth(value: str, *, oldest: int = 110) -> bool:
    """Whether the four-digit year that a value holds is one that somebody living was born in; two digits always are.

    >>> is_possible_birth("1992.03.15"), is_possible_birth("1850년"), is_possible_birth("92.03.15")
    (True, False, True)
    """
    if value.startswith("단기"):
        return True
    years = [int(run) for run in _DIGITS.findall(value) if len(run) == 4]  # noqa: PLR2004 - a year's digits
    return not years or 0 <= datetime.datetime.now(tz=datetime.UTC).year - years[0] <= oldest
