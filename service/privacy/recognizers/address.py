# ruff: noqa: E501 - a pattern reads better on one line
"""Where a person lives: Korean addresses by their grammar (도로명주소법), English ones by their usual shape."""

import itertools
from collections.abc import Iterator

import regex

from service.privacy.recognizers.address_en import find_english_addresses
from service.privacy.recognizers.base import Analysis, Found, VeilRecognizer, scan
from service.privacy.recognizers.lexicon import by_first_letter, words

_PROVINCE = (
    "서울(?:특별시|시)?|부산(?:광역시|시)?|대구(?:광역시|시)?|인천(?:광역시|시)?|광주(?:광역시|시)?|대전(?:광역시|시)?|울산(?:광역시|시)?|세종(?:특별자치시|시)?"
    "|경기도?|강원(?:특별자치도|도)?|충청북도|충청남도|충북|충남|전라북도|전북(?:특별자치도)?|전라남도|전남|경상북도|경상남도|경북|경남|제주(?:특별자치도|도)?"
)
_DISTRICT = by_first_letter(words("districts"))
_B = r"[ \t]{0,3}\n?[ \t]{0,2}"  # A form's cell may break an address once between any two of its words.
_S = r"[ \t]{1,3}"
_TOWN = r"[가-힣]{1,6}[0-9]{0,2}(?:읍|면|동|리|가)(?![가-힣])"
_ROAD = r"[가-힣A-Za-z0-9][가-힣A-Za-z0-9·.]{0,14}?(?:대로|로|길)(?:[0-9]{1,4}(?:번|가|나|다|라)?[ ]?길|[ ]?[0-9]{1,4}(?:번|가|나|다|라)?길(?![가-힣]))?(?:[ ]?[가-힣][ ]?길)?"
_NUMBER = r"(?:지하[ ]?|산[ ]?)?[0-9]{1,5}(?:[ ]?-[ ]?[0-9]{1,4})?(?:번지)?(?![0-9])(?![ ]?(?:년|월|일(?![가-힣])|개|명|원|건|%|차|위|회|억|만))"
_UNIT = r"(?:제?[0-9A-Za-z가-힣]{1,5}[ ]?동(?![가-힣])|(?:지하|B)?[ ]?[0-9]{1,3}[ ]?층|[B지하제]{0,2}[0-9]{1,5}[ ]?호(?:실)?|[0-9]{1,4}-[0-9]{1,5}(?:호)?)"
_BUILDING = (
    r"[가-힣A-Za-z0-9·&\-]{1,20}(?:아파트|빌딩|타워|오피스텔|빌라|맨션|주택|하우스|파크|캐슬|자이|래미안|푸르지오|힐스테이트|아이파크|롯데캐슬|e편한세상|더샵|센터|시티|프라자|플라자|"
    r"상가|청사|회관|연립|기숙사|원룸|고시원|팰리스|스퀘어|밸리|에코|단지|마을|APT|apt)(?:[ ]?[0-9]{1,2}차)?(?=[^가-힣]|$|에서|에|의|으로|로|입니다|과|와|은|는|이|가|을|를)"
)
# A word that only a unit behind it makes a building.
_NAMED = r"[가-힣A-Za-z0-9·]{2,14}(?:[ ][가-힣A-Za-z0-9]{2,12})?"
_DETAIL = rf"(?:[ \t]{{0,3}},?{_B}(?:{_UNIT}|{_BUILDING}(?:[ ]{_UNIT})?|{_NAMED}[ ]{_UNIT}))"
_REFERENCE = r"(?:[ ]?\([가-힣A-Za-z0-9, ·]{2,30}\))"
_TAIL = rf"(?:{_DETAIL}{{0,4}}{_REFERENCE}?{_DETAIL}{{0,3}})"
_AREA = rf"(?:(?:{_PROVINCE}){_B})?(?:(?:{_DISTRICT})(?![가-힣]){_B}){{1,2}}"
# An area may carry a particle.
_END = r"(?=(?:에서|에서는|에는|에|의|으로|로|은|는|이|가|을|를|와|과|까지|부터|출신|소재|거주)?(?![가-힣]))"
_LEADING = r"(?<![가-힣A-Za-z])"
_KOREAN = regex.compile(
    # Most places fail here, before the four shapes are tried one after the other.
    rf"{_LEADING}(?={_PROVINCE}|{_DISTRICT}|세종|제주|서귀포)(?:"
    # 시군구 and a road or lot with its number.
    rf"(?:{_AREA}|(?:{_PROVINCE}){_B})(?:{_TOWN}{_B}){{0,2}}{_ROAD}{_B}{_NUMBER}{_TAIL}"
    rf"|{_AREA}(?:{_TOWN}{_B}){{1,3}}(?:{_NUMBER})?{_TAIL}"
    rf"|(?:세종특별자치시|세종시|제주시|서귀포시){_B}(?:{_TOWN}{_B}){{1,2}}(?:{_NUMBER})?{_TAIL}"
    # Two levels without a number.
    rf"|(?:{_PROVINCE}){_S}(?:(?:{_DISTRICT})(?![가-힣])[ ]?){{0,1}}(?:{_DISTRICT}){_END}(?![ ]?(?:[가-힣]{{0,3}}청장?(?![가-힣])|[가-힣]{{0,2}}공고|고시))"
    r")"
)
# Without any 시군구: a road with a number and a unit, or a complex with its building and flat.
_LOCAL = regex.compile(
    # Each begins where its run of characters does: a long run of digits is read once, not from every digit.
    rf"(?<![가-힣A-Za-z0-9])(?:{_ROAD}[ ]{_NUMBER}(?:,?[ ](?:{_BUILDING}[ ])?{_UNIT}){{1,3}}{_REFERENCE}?"
    rf"|{_TOWN}[ ][0-9]{{1,4}}-[0-9]{{1,4}}(?:번지)?(?:,?[ ]{_UNIT}){{0,2}}"
    rf"|(?<![·&\-]){_BUILDING}[ ][0-9]{{1,4}}동[ ]?[0-9]{{2,5}}호)"
)
_LABELLED = regex.compile(r"(?:\([0-9]{5}\)[ ]?|[0-9]{5}[ ,]{1,2})?(?P<value>[^\n|;]{4,120})")
_LOOKS_KOREAN = regex.compile(rf"(?:{_PROVINCE})|[가-힣](?:시|군|구|읍|면|동|리|로|길)(?:[ ]|$|,|[0-9])")
_NEXT_LABEL = regex.compile(
    r"[ \t]{2,}|[ ]/[ ]|\t|[ ](?:전화|연락처|휴대|이메일|tel|e-?mail|phone)|,[ ](?:전화|연락처|휴대|이메일)",
    regex.IGNORECASE,
)

_ROMANISED = regex.compile(
    r"(?<![A-Za-z0-9])(?:[#0-9A-Za-z-]{1,10}(?:-(?:dong|ho|ga))?,?[ ]){0,4}(?:[0-9]{1,4}(?:-[0-9]{1,4})?,?[ ])?[A-Z][A-Za-z]{1,20}-?(?:daero|ro|gil)(?:[ ]?[0-9]{1,4}(?:beon)?-?gil)?(?![A-Za-z])(?:[ ][0-9]{1,4}(?:-[0-9]{1,4})?)?"
    r"(?:,[ ][A-Z][A-Za-z]{1,20}(?:-(?:gu|si|dong|do|gun|eup|myeon))?){1,4}(?:,?[ ][0-9]{5}(?![0-9]))?(?:,[ ](?:Republic of Korea|South Korea|Korea))?"
    r"|(?<![A-Za-z0-9])[A-Z][a-z]{1,20}-(?:dong|gu)(?:,[ ][A-Z][a-z]{1,20}(?:-(?:gu|si|do))?){1,3}"
)


class AddressRecognizer(VeilRecognizer):
    """ADDRESS: road and lot addresses, two administrative levels, complexes with a flat, English addresses."""

    ENTITIES = ("ADDRESS",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield addresses; a labelled line counts when it looks like one."""
        text = analysis.text
        for pattern, score in ((_KOREAN, 0.85), (_LOCAL, 0.75), (_ROMANISED, 0.8)):
            for match in scan(pattern, text):
                yield Found(match.start(), match.start() + len(match[0].rstrip(" \t\n,(")), score, "ADDRESS")
        yield from find_english_addresses(text)
        labels = analysis.labels.get("ADDRESS", [])
        for label, following in itertools.zip_longest(labels, labels[1:]):
            line = _LABELLED.match(text, label.value, following.start if following else len(text), timeout=1.0)
            if not label.marked or line is None:
                continue
            value = _NEXT_LABEL.split(line["value"], maxsplit=1)[0].rstrip(" .,")
            if label.kind == "ADDRESS" and (
                _LOOKS_KOREAN.search(value) or (value[:1].isascii() and any(c.isdigit() for c in value))
            ):
                yield Found(line.start("value"), line.start("value") + len(value), 0.9, "ADDRESS")


_NEAR_ADDRESS = regex.compile(
    rf"(?<![0-9-])(?P<value>[0-6][0-9]{{4}}|[0-9]{{3}}-[0-9]{{3}})(?![0-9-])[\])]?[ ,]{{0,3}}\n?[ ]{{0,2}}(?=(?:{_PROVINCE})[ ]|[가-힣]{{1,4}}시[ ])"
    rf"|[(\[]?(?<![가-힣A-Za-z])우[)\].:]?[ ]{{0,3}}(?P<value>[0-9]{{5}}|[0-9]{{3}}-[0-9]{{3}})(?![0-9])"
)

# Codes of other countries: 12345-6789, 394 13, 3610-114, SW1A 1AA, K1A 0B1.
_CODE = r"(?:[0-9]{3,6}(?:[- ][0-9A-Z]{2,4})?|[A-Z]{1,2}[0-9][0-9A-Z]?[ ]?[0-9][A-Z]{2}|[A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9])(?![0-9A-Za-z-])"
_LABELLED_CODE = regex.compile(_CODE)
_TOLD_CODE = regex.compile(rf"(?i:(?<![a-z])(?:zip|postal|post)[ ]?code is)[ ](?P<value>{_CODE})")


class PostalCodeRecognizer(VeilRecognizer):
    """POSTAL_CODE: five digits (or three and three) before an address or after (우)."""

    ENTITIES = ("POSTAL_CODE",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield postal codes."""
        for match in scan(_NEAR_ADDRESS, analysis.text):
            yield Found(*match.span("value"), 0.85, "POSTAL_CODE")
        for label in analysis.labels.get("POSTAL_CODE", ()):
            code = _LABELLED_CODE.match(analysis.text, label.value) if label.marked else None
            if code is not None:
                yield Found(*code.span(), 0.85, "POSTAL_CODE")
        for match in scan(_TOLD_CODE, analysis.text):
            yield Found(*match.span("value"), 0.8, "POSTAL_CODE")
