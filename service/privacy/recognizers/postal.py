# ruff: noqa: E501 - a pattern reads better on one line
"""Postal codes: five digits (three and three until 2015) beside an address, behind their label or in brackets."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.address import DISTRICT, PROVINCE
from service.privacy.recognizers.base import Analysis, Found, VeilRecognizer, scan

_KOREAN = r"(?:[0-6][0-9]{4}|[1-7][0-9]{2}-[0-9]{3})"
_NEAR_ADDRESS = regex.compile(
    rf"(?<![0-9-])(?P<value>{_KOREAN})(?![0-9-])[\])]?[ ,]{{0,3}}\n?[ ]{{0,2}}(?=(?:{PROVINCE}|{DISTRICT})[ ]|[가-힣]{{1,4}}시[ ])"
    rf"|[(\[]?(?<![가-힣A-Za-z])우[)\].:]?[ ]{{0,3}}(?P<value>{_KOREAN})(?![0-9])"
    rf"|우[ ]?편[ ]?번[ ]?호[^0-9\n]{{0,20}}(?:\n[^0-9\n]{{0,8}})?(?P<value>{_KOREAN})(?![0-9-]|[ ]?(?:명|건|개|원|회|곳))"
    # Behind an address, and at the end of its line.
    rf"|(?<=[^\n]{{0,60}}(?:(?:로|길)[ ]?[0-9]{{1,4}}|[0-9]{{1,4}}(?:동|호|층|번지))[^\n]{{0,24}}[0-9가-힣)])[ ]{{2,8}}(?P<value>{_KOREAN})(?=[ ]{{0,3}}(?:$|\n))"
    rf"|(?<=[0-9가-힣)][ ,]{{0,2}})[(\[](?:우[ ]?)?(?P<value>{_KOREAN})[)\]](?=[ ]{{0,3}}(?:$|[\n,.|]))"
)

# Codes of other countries: 12345-6789, 394 13, 3610-114, SW1A 1AA, K1A 0B1.
_CODE = r"(?:[0-9]{3,6}(?:[- ][0-9A-Z]{2,4})?|[A-Z]{1,2}[0-9][0-9A-Z]?[ ]?[0-9][A-Z]{2}|[A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9])(?![0-9A-Za-z-])"
_LABELLED_CODE = regex.compile(_CODE)
_TOLD_CODE = regex.compile(rf"(?i:(?<![a-z])(?:zip|postal|post)[ ]?code is)[ ](?P<value>{_CODE})")


class PostalCodeRecognizer(VeilRecognizer):
    """POSTAL_CODE: five digits (or three and three) before an address, behind a label or after (우)."""

    ENTITIES = ("POSTAL_CODE",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield postal codes."""
        for pattern, score in ((_NEAR_ADDRESS, 0.85), (_TOLD_CODE, 0.8)):
            for match in scan(pattern, analysis.text):
                yield Found(*match.span("value"), score, "POSTAL_CODE")
        for label in analysis.labels.get("POSTAL_CODE", ()):
            code = _LABELLED_CODE.match(analysis.text, label.value) if label.marked else None
            if code is not None:
                yield Found(*code.span(), 0.85, "POSTAL_CODE")
