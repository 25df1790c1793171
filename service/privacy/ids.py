"""Ids of resumes, staff and services: opaque, and never personal data themselves."""

import re

from service.errors import InvalidResumeId, PersonalResumeId

_OPAQUE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,127}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|r-[0-9a-f]{16}")
_DATED = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}[-._:]?(?:0[1-9]|1[0-2])[-._:]?(?:0[1-9]|[12][0-9]|3[01])")
_S = "[-._:]?"
_PERSONAL_ID = re.compile(
    rf"(?<![0-9])[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]){_S}[0-9]{{7}}(?![0-9])"  # RRN, FRN
    rf"|(?<![0-9])(?:82{_S}0?|0)1[016789]{_S}[0-9]{{3,4}}{_S}[0-9]{{4}}(?![0-9])"  # mobile
    rf"|(?<![0-9])0(?:2|[3-6][1-5]|70|50[2-8])[-._:][0-9]{{3,4}}[-._:][0-9]{{4}}(?![0-9])"  # landline
    r"|(?<![A-Za-z0-9])[MSRGDOmsrgdo](?:[0-9]{8}|[0-9]{3}[A-Za-z][0-9]{4})(?![A-Za-z0-9])"  # passport
    rf"|(?<![0-9])(?:1[1-9]|2[0-8]){_S}[0-9]{{2}}{_S}[0-9]{{6}}{_S}[0-9]{{2}}(?![0-9])"  # licence
    rf"|(?<![0-9])[0-9]{{4}}{_S}[0-9]{{4}}{_S}[0-9]{{4}}{_S}[0-9]{{4}}(?![0-9])"  # card
    r"|(?<![0-9])(?:[0-9]{6}-[0-9]{2}-[0-9]{5,6}|[0-9]{3}-[0-9]{4}-[0-9]{4}-[0-9]{2}"  # account
    r"|[0-9]{4}-[0-9]{3}-[0-9]{6}"
    r"|[0-9]{3}-[0-9]{3}-[0-9]{6}|[0-9]{3}-[0-9]{6}-[0-9]{5}|[0-9]{3}-[0-9]{6}-[0-9]{2}-[0-9]{3}|3333-?[0-9]{2}-?[0-9]{7})(?![0-9])"
)


def id_is_personal(identifier: str) -> bool:
    """Whether an id holds an RRN, FRN, phone, passport, licence, card or account number.

    UUIDs and Veil's own ``r-`` ids pass, and digits that begin with a date are a date.

    >>> id_is_personal("hong-900101-1234567"), id_is_personal("cand-20240131-0001")
    (True, False)
    """
    if _UUID.fullmatch(identifier) and any(c in "abcdef" for c in identifier):
        return False
    return any(not _DATED.match(identifier, match.start()) for match in _PERSONAL_ID.finditer(identifier))


def is_opaque(text: str) -> bool:
    """Tell whether a text has the alphabet and the length of an id."""
    return _OPAQUE.fullmatch(text) is not None


def validate_resume_id(resume_id: str) -> str:
    """Return the id if it can name a resume.

    Raises:
        InvalidResumeId: it has other characters than allowed, or is too long.
        PersonalResumeId: it holds an identifier of a person. The value is not repeated.

    >>> validate_resume_id("r-0042")
    'r-0042'
    """
    if not is_opaque(resume_id):
        raise InvalidResumeId
    if id_is_personal(resume_id):
        raise PersonalResumeId
    return resume_id
