# ruff: noqa: E501 - a pattern reads better on one line
"""Employers and schools by their form, by a label, or by being widely known."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Analysis, Found, Pattern, VeilRecognizer, scan
from service.privacy.recognizers.columns import find_in_columns, kind_of
from service.privacy.recognizers.employers import find_again, find_employers
from service.privacy.recognizers.lexicon import by_first_letter, read_kinds

_ORGANIZATIONS = read_kinds("organizations")
_SCHOOLS = read_kinds("schools")
# What may follow a Korean name: a particle, or a word that people write without a blank.
_BEHIND = (
    r"(?=(?:에서는|에서도|에서의|에서|에게|에는|에도|에|으로서|으로|로서|로|은|는|이며|이고|이다|입니다|이|가|을|를|의|와|과|도|만|까지|부터|및)?"
    r"(?:출신|소속|재직|근무|입사|퇴사|인턴|졸업|재학|졸)?(?![가-힣A-Za-z0-9]))"
)
# A Korean name may stand right behind a number: 2019도담전자.
_ALONE = r"(?<![가-힣A-Za-z@._/-])(?<![0-9](?=[A-Za-z0-9&]))"
_WORD = r"[가-힣A-Za-z0-9&]"
_LATIN_END = r"(?![A-Za-z0-9])(?![.@][A-Za-z0-9])"


def _known(words: list[str]) -> Pattern:
    entries = {word.replace("_", " ") for word in words}
    korean = [word for word in entries if regex.search("[가-힣]", word)]
    latin = [word for word in entries if word not in set(korean)]
    return regex.compile(
        rf"{_ALONE}(?:{by_first_letter(korean)}{_BEHIND}|{by_first_letter(latin)}(?=[가-힣]|(?![A-Za-z0-9])){_LATIN_END})"
    )


_KNOWN_ORGANIZATION = _known(_ORGANIZATIONS["known"])
_BRAND = _known(_ORGANIZATIONS["beside"])
_NO_ORGANIZATION = frozenset(_ORGANIZATIONS["generic"])
_FORM = r"(?:\((?:주|유|재|사|합)\)|주식회사|유한회사|유한책임회사|합자회사|재단법인|사단법인|의료법인|사회복지법인|학교법인|법무법인|회계법인|세무법인|특허법인)"
_BY_FORM = regex.compile(
    rf"{_FORM}[ ]?{_WORD}{{2,16}}?{_BEHIND}"
    rf"|{_ALONE}{_WORD}{{2,16}}[ ]?(?:\((?:주|유|재|사)\)|주식회사|유한회사){_BEHIND}"
)
_ENDING = (
    "전자|은행|카드|그룹|테크|소프트|시스템즈|증권|손해보험|생명보험|중공업|물산|홀딩스|엔터테인먼트|텔레콤|모터스|네트웍스|캐피탈|자산운용|솔루션즈|"
    "컴퍼니|랩스|뱅크|인더스트리|테크놀로지|테크놀러지|커뮤니케이션즈|글로벌코리아|코리아|제지|제철|조선해양|의료원|병원|연구소|진흥원|공제회"
)
_BY_ENDING = regex.compile(
    rf"{_ALONE}{_WORD}{{2,12}}?(?:{_ENDING}){_BEHIND}"
    rf"|{_ALONE}한국[가-힣]{{2,10}}?(?:공사|공단|연구원|협회|정보원|재단){_BEHIND}"
    rf"|{_ALONE}[가-힣]{{2,10}}(?:공단|기술연구원|과학연구원|정책연구원|시설공단|도시공사|관광공사|개발공사){_BEHIND}"
)
_LATIN_WORD = r"[A-Z][A-Za-z0-9&'’-]{0,20}"
_BY_ENGLISH_FORM = regex.compile(
    rf"(?<![A-Za-z0-9.])(?:{_LATIN_WORD}[ ]){{1,4}}?(?:(?:Co\.?,?[ ])?(?:Ltd|Inc|Corp|LLC|LLP|PLC|GmbH|AG|SE|Pte)\.?|Corporation|Incorporated|Limited|Company|Holdings|Technologies|Laboratories|Labs){_LATIN_END}"
    rf"|(?<![A-Za-z0-9.])(?:{_LATIN_WORD}[ ]){{0,3}}{_LATIN_WORD},[ ](?:Inc|Ltd|LLC|Corp|Co)\.?{_LATIN_END}"
    rf"|(?<![A-Za-z0-9.])(?:{_LATIN_WORD}[ ]){{1,3}}(?:Bank|Hospital|Insurance|Securities|Foundation)(?![a-z])"
)
_ORGANIZATION_LABEL = regex.compile(
    r"(?i)(?<![가-힣A-Za-z])(?:회사[ ]?명|회사|근무[ ]?처|직장명?|기관명|근무[ ]?회사|소속[ ]?회사|업체명|company(?:[ ]name)?|employer)[ ]{0,4}[:|][ ]{0,4}(?P<value>[^\s|:,;/·()\[\]<>][^\n|:;/·()\[\]<>\t]{1,40})"
)
_SCHOOL_LABEL = regex.compile(
    r"(?i)(?<![가-힣A-Za-z])(?:학교[ ]?명|학교|출신[ ]?(?:학교|대학)|최종[ ]?학교|school(?:[ ]name)?|university|college)[ ]{0,4}[:|][ ]{0,4}(?P<value>[^\s|:,;/·()\[\]<>][^\n|:;/·()\[\]<>\t]{1,40})"
)
# A value ends at two blanks, a comma, or a number.
_VALUE_END = regex.compile(r"[ ]{2,}|,|[ ](?=[0-9(])|[ ][-–~]")
_EMPLOYED = regex.compile(
    r"(?:에서|에)?[ ]?(?:재직|근무|입사|퇴사|인턴|이직|경력|코리아|본사|합류|출신)|[ ](?:Korea|Seoul|Japan|headquarters|engineer|developer|intern)(?![a-z])"
)
_EMPLOYER_BEFORE = regex.compile(
    r"(?r)(?:(?<![A-Za-z])(?:at|joined|joining|for|with|left|from)|前|전[ ]직장|회사|경력[ ]?[:|])[ ]{1,2}"
)


class OrganizationRecognizer(VeilRecognizer):
    """ORGANIZATION: companies by legal form, ending or label, and large employers by name."""

    ENTITIES = ("ORGANIZATION",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield employers, and their other mentions."""
        found = list(self._find(analysis))
        yield from found
        yield from find_again(analysis, found)

    def _find(self, analysis: Analysis) -> Iterator[Found]:
        text = analysis.text
        for pattern, score in ((_BY_FORM, 0.9), (_KNOWN_ORGANIZATION, 0.85), (_BY_ENGLISH_FORM, 0.75)):
            for match in scan(pattern, text):
                yield Found(match.start(), match.end(), score, "ORGANIZATION")
        for match in scan(_BY_ENDING, text):
            if match[0] not in _NO_ORGANIZATION:
                yield Found(match.start(), match.end(), 0.7, "ORGANIZATION")
        for match in scan(_BRAND, text):
            beside = _EMPLOYED.match(text, match.end()) is not None
            if beside or analysis.ends_before(match.start(), _EMPLOYER_BEFORE, 12):
                yield Found(match.start(), match.end(), 0.7, "ORGANIZATION")
        yield from _labelled(_ORGANIZATION_LABEL, text, "ORGANIZATION")
        yield from find_employers(analysis)
        yield from (item for item in find_in_columns(analysis) if item.entity_type == "ORGANIZATION")


_NO_SCHOOL = frozenset(_SCHOOLS["generic"])
_KNOWN_SCHOOL = _known(_SCHOOLS["known"])
_BY_SCHOOL_ENDING = regex.compile(
    rf"{_ALONE}[가-힣A-Za-z0-9]{{1,12}}?(?:대학교|전문대학|과학기술원|폴리텍대학|사관학교|대학)(?:[ ]?(?:(?:[가-힣]{{2,8}})?대학원|[가-힣]{{2,4}}캠퍼스))?{_BEHIND}"
    rf"|{_ALONE}[가-힣A-Za-z0-9]{{2,12}}?(?:고등학교|중학교|초등학교|대학원|과학고|외고|국제고|여고|마이스터고|자사고|여중){_BEHIND}"
    rf"|{_ALONE}[가-힣]{{2,6}}(?:고|중|초|대)(?=[ ]{{0,2}}(?:졸업|졸(?![가-힣])|재학|입학|중퇴|휴학|수료|편입))"
)
_BY_ENGLISH_SCHOOL = regex.compile(
    rf"(?<![A-Za-z0-9.])(?:{_LATIN_WORD}[ ]){{1,4}}?(?:(?:National[ ])?University|College|Institute[ ]of[ ](?:Science[ ]and[ ])?Technology|(?:Senior[ ]|Junior[ ])?High[ ]School|Middle[ ]School|Polytechnic)(?![a-z])(?:[ ]of[ ]{_LATIN_WORD}(?:[ ](?:and[ ])?{_LATIN_WORD}){{0,2}})?"
    rf"|(?<![A-Za-z0-9.])University[ ]of[ ]{_LATIN_WORD}(?:[ ]{_LATIN_WORD}){{0,2}}(?:,[ ]{_LATIN_WORD})?"
    r"|(?<![A-Za-z0-9./-])MIT(?![A-Za-z0-9-])(?![ ]?(?i:licen[sc]e|라이선스|라이센스))",
)


class SchoolRecognizer(VeilRecognizer):
    """SCHOOL: universities and schools by ending or label, and short names that are widely known."""

    ENTITIES = ("SCHOOL",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield schools."""
        text = analysis.text
        for match in scan(_BY_SCHOOL_ENDING, text):
            if match[0] not in _NO_SCHOOL:
                yield Found(match.start(), match.end(), 0.85, "SCHOOL")
        for pattern, score in ((_KNOWN_SCHOOL, 0.8), (_BY_ENGLISH_SCHOOL, 0.85)):
            for match in scan(pattern, text):
                yield Found(match.start(), match.end(), score, "SCHOOL")
        yield from _labelled(_SCHOOL_LABEL, text, "SCHOOL")
        yield from (item for item in find_in_columns(analysis) if item.entity_type == "SCHOOL")


def _labelled(pattern: Pattern, text: str, entity_type: str) -> Iterator[Found]:
    for match in scan(pattern, text):
        value = _VALUE_END.split(match["value"], maxsplit=1)[0].rstrip(" .-")
        # 회사 | 직무: a heading beside a heading announces a column.
        if any(character.isalpha() for character in value) and kind_of(value) is None:
            start = match.start("value")
            yield Found(start, start + len(value), 0.8, entity_type)
