# ruff: noqa: E501 - a pattern reads better on one line
"""Employers without form or ending: beside words of employment, in rows of a resume, and wherever they stand again."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import regex

from service.privacy.morphemes import Morpheme
from service.privacy.recognizers.base import Analysis, Found, scan
from service.privacy.recognizers.lexicon import read_kinds, words

_LISTS = {kind: frozenset(word.replace("_", " ") for word in listed) for kind, listed in read_kinds("careers").items()}
_PLACES = _LISTS["place"] | words("provinces") | words("districts") | words("countries")
_TECHNOLOGIES = (
    words("never_names")
    | _LISTS["technology"]
    | {word for listed in read_kinds("things_en").values() for word in listed}
)
_NOT_AN_EMPLOYER = (
    _LISTS["workplace"] | _PLACES | _TECHNOLOGIES | _LISTS["nobody"] | _LISTS["title"] | _LISTS["department"]
)
# Particles, endings and pronouns: what stands behind the first morpheme of a phrase, and in no name.
_OF_SENTENCES = frozenset("JKB EF EC VCP JX MAJ NP".split())
_SHORTEST_COMPOUND = 3
_LONG_TITLE = 4
_SHORT = 2
_MOST_SYLLABLES = 20
# Counts, times and pronouns before a particle: 3월에 입사.
_COUNT = regex.compile(r"[0-9'’.]+(?:년|월|일|차|명|곳|개|기|주|학년|분기)?[가-힣]{0,3}")
_WORKPLACE_END = regex.compile(
    r".*(?:팀|부서|본부|사업부|센터|지점|지사|현장|매장|업체|회사|기업|업계|분야|환경|프로젝트|직무|부문|연구실|실험실|사무소|사무실|사업단|조직|위원회|대학교|대학|학교|학과|학부|시청|구청|군청|도청|교육청|부대|사단|시설|버전|편의점"
    r"|(?:조선|제철|발전|정비|세탁|제련|주유|충전|파출|보건|훈련|출장|인쇄)소|역|동|읍|하면서|으면서|라면서|지만|니다|어요|아요|[하되]고|면접|채용|때|당시|직후|무렵|중|곳)"
)
# 고객관리시스템 is no firm, 도란시스템 is one: only words of the dictionary are rejected for these.
_COMMON_END = regex.compile(
    r".*(?:시스템|서비스|플랫폼|클라우드|서버|쇼핑몰|마트|카페|식당|병원|학원|공장|농장|팩토리|테크|단체|기관|은행|조합|사)"
)
_DIRECT_ADVERB = regex.compile(
    r".*(?:하게|히|으로|로|에서|에|까지|부터|동안|간|은|는|이|가|을|를|도|만|의|고|며|서|면|던|한|할|된|될)"
)

# A name that ends where a particle begins is read backwards from that particle.
_NAME_BEFORE = regex.compile(rf"(?r)(?<![가-힣A-Za-z0-9@._/&-])[가-힣A-Za-z0-9&]{{2,{_MOST_SYLLABLES}}}")
_SENTENCE_END = regex.compile(r"[.!?。\n;](?=\s|$)|\n")
_WORKED = regex.compile(
    r"일(?=하[^나지]|했|한[ 다]|해[ 왔온])|(?<!재택|원격)근무(?![표지일])(?![ ](?:알림|일지|기록|시간|화면|표|지))|재직|(?<![가-힣])인턴|몸담|직장[ ]?생활|퇴사|퇴직|실무[ ]?경험"
)
_JOINED = regex.compile(
    r"입사|합류|취업|취직|재직|근무|이직|채용(?=되|돼|됐|된)|스카우트|몸담|들어가[ ]?(?:서[ ]|근무|일)|첫[ ]?출근|입행"
)
_MOVED = regex.compile(r"이직|전직|옮[겨기겼긴길]|출근")
_QUIT = regex.compile(r"퇴사|퇴직")
_DIRECT = regex.compile(
    r"(?<=[가-힣A-Za-z0-9][ ])(?:재직|근무(?=[ ]?(?:중|당시|시절|경력|기간|했|하였|하며|하면|하고|한[ ]))|입사|퇴사|인턴(?![가-힣]*[ ]?(?:과제|기간|모집)))"
)
# A firm that a word before it announces, or a bracket behind it: 전 직장 가온에서, 가온(재직 중).
_ANNOUNCED = regex.compile(
    r"(?<=(?<![가-힣])(?:전|첫|이전|현|현재|직전)[ ]?(?:직장|회사)(?:인|이었던|은|,)?[ ])(?P<name>[가-힣A-Za-z0-9&]{2,20}?)(?:에서|에|은|는|의|을|를|,|(?=\n|$))"
    r"|(?<![가-힣A-Za-z0-9@._/-])(?P<name>[가-힣A-Za-z0-9&]{2,20}+)(?=[ ]?\((?:현재[ ])?재직)"
)
# Beside a title even a word of the dictionary may be a firm: 둥지에서 기획자로 일했습니다.
_AS_TITLE = regex.compile(
    rf"에서(?:는)?[ ](?:[가-힣A-Za-z]{{1,10}}[ ]){{0,2}}[가-힣A-Za-z]{{0,8}}(?:{'|'.join(sorted((word for word in _LISTS['title'] if not word.isascii()), key=len, reverse=True))})(?:으로|로)[ ](?:[0-9가-힣]{{1,6}}[ ])?(?:일|근무|재직)"
)
_SINCE = regex.compile(
    r"(?<=(?:19|20)[0-9]{2}[^.!?\n]{2,14}(?:부터|까지|동안)[ ]{1,2})(?P<name>[가-힣A-Za-z0-9&]{2,20}?)에서(?![ ]{0,2}(?:[가-힣]{0,4}[ ])?(?:어학|여행|교환|유학|생활|거주|살|공부|수학|봉사|머물|지내|태어|자라))"
)

_EVERYDAY = words("english_words")
_EMPLOYED = regex.compile(r"(?i)(?:worked|interned|employed|hired|joined|resigned|laid|left)[ ]")
_LATIN = r"[A-Z][A-Za-z0-9&'’-]{1,20}"
_LATIN_NAME = rf"(?P<name>{_LATIN}(?:[ ](?:(?:of|and|&)[ ])?{_LATIN}){{0,3}})"
_ENGLISH = regex.compile(
    rf"(?<![A-Za-z])(?i:work(?:ed|ing)?|intern(?:ed|ing|ship)?|employed|employment|job|role|position|career|years|tenure|stint|consulted|taught|{'|'.join(sorted(word for word in _LISTS['title'] if word.isascii() and len(word) > _LONG_TITLE))})"
    rf"(?:[ ][a-z]{{1,14}}){{0,4}}?[ ]at[ ]{_LATIN_NAME}"
    rf"|(?<![A-Za-z])(?i:worked|working|work|interned|consulted)[ ]for[ ]{_LATIN_NAME}"
    rf"|(?<![A-Za-z])(?i:joined|joining|rejoined|hired[ ]by|employed[ ]by|resigned[ ]from|laid[ ]off[ ]from|currently[ ]at|previously[ ]at|formerly[ ]at|my[ ]time[ ]at)[ ]{_LATIN_NAME}"
    rf"|(?<![A-Za-z])(?i:left)[ ]{_LATIN_NAME}(?=[ ](?:in|after|to|for|because)[ ])"
    rf"|(?<![A-Za-z])(?i:at|moved[ ]to)[ ]{_LATIN_NAME}(?=[ ]as[ ]an?[ ])"
)

_MONTH = r"(?:(?:(?:19|20)[0-9]{2}|'?[0-9]{2})[ ]?[./년-][ ]?[0-9]{1,2}(?:월|[./-][0-9]{1,2})?\.?|(?:19|20)[0-9]{2}년?|[A-Z][a-z]{2,8}\.?[ ](?:19|20)[0-9]{2}|[0-9]{1,2}/(?:19|20)[0-9]{2})"
_RANGE = regex.compile(
    rf"\(?{_MONTH}(?:[ ]{{0,2}}(?:[~∼–—-]|부터|to)[ ]{{0,2}}(?:{_MONTH}(?:까지)?|현재|재직[ ]?중|재직|present|Present|Current|now)?)?(?:[ ]?\([^()\n]{{1,12}}\))?\)?"
)
_CELL_SIGN = regex.compile(r"[ ]{0,9}[|│┃\t][ ]{0,9}|[ ]{1,9}[/·•–—-][ ]{1,9}|[ ]{3,9}|,[ ]")
_NUMBERED = regex.compile(r"[ #]{0,5}[0-9]{1,2}[.)][ ]")
_MOST_CELLS = 8
Cell = tuple[int, int]
_LINE = regex.compile(r"[^\n]{2,200}")
_MARKS = " \t#*■●▶◆□○[]【】<>《》:-•|"
_PROJECT_END = regex.compile(
    r".*(?:프로젝트|개편|구축|개발|고도화|개선|운영|설계|제작|도입|이관|전환|서비스|시스템|플랫폼|앱|웹|사이트|과제|연구|대회|공모전|수상|교육|과정|자격증|학과|전공|project|system|service|app|platform)",
    regex.I,
)


def find_employers(analysis: Analysis) -> Iterator[Found]:
    """Yield employers in prose and rows of resumes."""
    for start, end, score in (*_in_korean(analysis), *_in_english(analysis.text), *_in_rows(analysis)):
        yield Found(start, end, score, "ORGANIZATION")


def _in_korean(analysis: Analysis) -> Iterator[tuple[int, int, float]]:
    text = analysis.text
    for cues, particles, width, most in (
        (_WORKED, ("에서",), 50, 2), (_JOINED, ("에",), 30, 2), (_MOVED, ("으로", "로"), 12, 1), (_QUIT, ("을", "를"), 12, 1),
    ):  # fmt: skip
        for cue in scan(cues, text):
            found = _before(analysis, cue.start(), particles, width, most)
            if found is not None:
                yield *found, 0.75
    for cue in scan(_DIRECT, text):
        name = _NAME_BEFORE.match(text, max(0, cue.start() - 30), cue.start() - 1)
        if name is not None and _is_named(analysis, name.start(), name.end(), direct=True):
            yield name.start(), name.end(), 0.6
    for pattern in (_SINCE, _ANNOUNCED):
        for cue in scan(pattern, text):
            if _is_named(analysis, cue.start("name"), cue.end("name"), direct=False):
                yield cue.start("name"), cue.end("name"), 0.7
    for cue in scan(_AS_TITLE, text):
        name = _NAME_BEFORE.match(text, max(0, cue.start() - 40), cue.start())
        if name is not None and not _is_general(name[0]) and _is_one_noun(analysis, *name.span()):
            yield *name.span(), 0.4


def _before(analysis: Analysis, place: int, particles: Sequence[str], width: int, most: int) -> tuple[int, int] | None:
    """Return the nearest name that stands before a cue with one of the particles, in the same sentence."""
    text = analysis.text
    begin = max(0, place - width)
    for sentence in _SENTENCE_END.finditer(text, begin, place):
        begin = sentence.end()
    end = place
    for _ in range(most):
        end = max(
            (
                text.rfind(f"{particle}{behind}", begin, end)
                for particle in particles
                for behind in (" ", "는 ", "의 ", "도 ")
            ),
            default=-1,
        )
        if end <= begin:
            return None
        # 로 also ends 으로.
        stop = end - 1 if "으로" in particles and text[end - 1] == "으" else end
        name = _NAME_BEFORE.match(text, max(0, stop - 40), stop)
        if name is not None and _is_named(
            analysis, name.start(), name.end(), direct="로" in particles or "을" in particles
        ):
            return name.span()
    return None


def _is_named(analysis: Analysis, start: int, end: int, *, direct: bool) -> bool:
    """Whether a word names somebody to work for: nothing general, no place and no technology.

    Args:
        analysis: the document; the word's line is tokenised.
        start: where the word begins.
        end: where it ends, before its particle.
        direct: whether only a noun that no dictionary holds, or a proper one, counts.
    """
    word = analysis.text[start:end]
    if _is_general(word) or (direct and (word in _LISTS["manner"] or _DIRECT_ADVERB.fullmatch(word))):
        return False
    if word.isascii():
        return word[0].isupper() and len(word) > 3 and word.lower() not in _LISTS["manner"]  # noqa: PLR2004 - QA, SQL
    return _reads_as_name(word, analysis.morpheme_at.between(start, end), direct=direct)


def _reads_as_name(word: str, parts: Sequence[Morpheme], *, direct: bool) -> bool:
    """Whether a word's morphemes are no word of the dictionary, or several that nobody else joins."""
    if not parts or parts[-1].form in _NOT_AN_EMPLOYER or any(part.tag in _OF_SENTENCES for part in parts[1:]):
        return False
    if any(part.tag == "NNP" or (not part.known and part.tag == "NNG") for part in parts):
        return not all(part.form in _NOT_AN_EMPLOYER for part in parts)
    # 솔+티+움: syllables that are words each, for want of a better reading.
    if len(parts) > 2 and all(part.end - part.start == 1 and part.tag == "NNG" for part in parts):  # noqa: PLR2004
        return True
    # 푸른바이오, 누리커머스: words of the dictionary, joined as no other word is.
    long = len(parts) > 1 and len(word) >= _SHORTEST_COMPOUND and parts[-1].tag == "NNG"
    return long and not direct and _COMMON_END.fullmatch(word) is None


def _is_one_noun(analysis: Analysis, start: int, end: int) -> bool:
    """Whether a word is one noun of the dictionary, which may name a firm."""
    parts = analysis.morpheme_at.between(start, end)
    return len(parts) == 1 and parts[0].tag == "NNG" and parts[0].end == end


def _is_general(word: str) -> bool:
    lower = word.lower()
    return (
        lower in _NOT_AN_EMPLOYER
        or lower in _LISTS["field"]
        or _COUNT.fullmatch(word) is not None
        or (not word.isascii() and _WORKPLACE_END.fullmatch(word) is not None)
    )


def _in_english(text: str) -> Iterator[tuple[int, int, float]]:
    for match in scan(_ENGLISH, text):
        parts = match["name"].split(" ")
        lower = [part.lower() for part in parts]
        if lower[0] in _LISTS["nowhere"] or " ".join(lower) in _PLACES or lower[0] in _PLACES:
            continue
        if lower[0] in _TECHNOLOGIES or (len(parts) == 1 and lower[0] in _EVERYDAY and not _EMPLOYED.match(match[0])):
            continue
        while lower[-1] in _LISTS["nowhere"] | _LISTS["title"] | {"of", "and", "&"}:
            lower.pop()
        length = len(" ".join(parts[: len(lower)]))
        yield match.start("name"), match.start("name") + length, 0.75


def _in_rows(analysis: Analysis) -> Iterator[tuple[int, int, float]]:
    """Yield the employer of each row: beside a period and a title, or under a heading of careers beside one of them."""
    text = analysis.text
    section = ""
    above: Cell | None = None
    for line in scan(_LINE, text):
        bare = line[0].strip(_MARKS).lower()
        if bare in _LISTS["careers"] or bare in _LISTS["sections"]:
            section = "careers" if bare in _LISTS["careers"] else "other"
            above = None
        elif section != "other":
            row = _read_row(analysis, line.start(), line.end())
            listed = section == "careers"
            if (row.titled and row.dated) or (listed and (row.titled or row.dated)):
                # The name may have the line above for itself.
                name = above or row.name
                if name is not None:
                    yield *name, 0.7
                above = None
            else:
                above = row.name if listed and not row.bullet else None


class _Row(NamedTuple):
    titled: bool
    dated: bool
    bullet: bool
    name: Cell | None


def _read_row(analysis: Analysis, start: int, end: int) -> _Row:
    text = analysis.text
    bullet = text[start:end].lstrip()[:2] in {"- ", "* ", "• ", "· "}
    titled = dated = False
    names: list[Cell] = []
    for a, b, period in _cells(text, start, end):
        if period:
            dated = True
            continue
        rest = _without_title(text, a, b)
        title = rest[1] < b
        titled = titled or title or _is_title(text[a:b])
        # Of an English title of several words the first ones are left.
        if rest[0] < rest[1] and not (title and text[a:b].isascii()):
            names.append(rest)
    # A line of a list tells what was done, unless all of it is there.
    if bullet and not (titled and dated):
        return _Row(False, False, bullet, None)
    name = next((each for each in names[:2] if _is_name_cell(analysis, *each)), None)
    return _Row(titled, dated, bullet, name)


def _cells(text: str, start: int, end: int) -> list[tuple[int, int, bool]]:
    """Cut a line at signs and around periods; the last value tells a period."""
    found: list[tuple[int, int, bool]] = []
    begin = start
    for period in (*_RANGE.finditer(text, start, end), None):
        stop = end if period is None else period.start()
        for sign in _CELL_SIGN.finditer(text, begin, stop):
            found.append((*_trim(text, begin, sign.start()), False))
            begin = sign.end()
        found.append((*_trim(text, begin, stop), False))
        if period is not None:
            found.append((*period.span(), True))
            begin = period.end()
    return [cell for cell in found if cell[0] < cell[1]][:_MOST_CELLS]


def _trim(text: str, start: int, end: int) -> Cell:
    number = _NUMBERED.match(text, start, end)
    start = start if number is None else number.end()
    while start < end and text[start] in _MARKS:
        start += 1
    while start < end and text[end - 1] in _MARKS + ",(":
        end -= 1
    return start, end


def _is_title(cell: str) -> bool:
    last = cell.strip(" ()").lower().rpartition(" ")[2]
    return last in _LISTS["title"] or (
        len(last) > _SHORT
        and any(last.endswith(title) for title in _LISTS["title"] if len(title) > _SHORT and not title.isascii())
    )


def _is_department(word: str) -> bool:
    return word.lower() in _LISTS["department"] or (
        len(word) > _SHORT and any(word.endswith(each) for each in ("팀", "본부", "사업부", "부서", "파트"))
    )


def _without_title(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out titles and departments behind a name: 가온 결제개발팀 과장."""
    start, end = _trim(text, start, end)
    while start < end:
        begin = max(text.rfind(" ", start, end), text.rfind(",", start, end)) + 1
        if begin <= start or not (_is_title(text[begin:end]) or _is_department(text[begin:end])):
            break
        start, end = _trim(text, start, begin)
        # 백엔드 개발자: a title of two words.
        if text[start:end].rpartition(" ")[2].lower() in _LISTS["manner"]:
            start, end = _trim(text, start, max(text.rfind(" ", start, end), start))
    return start, end


def _is_name_cell(analysis: Analysis, start: int, end: int) -> bool:
    text = analysis.text
    cell = text[start:end]
    parts = cell.split()
    if len(parts) > 4 or len(cell) > 32 or cell.lower() in _LISTS["other"] or not any(c.isalpha() for c in cell):  # noqa: PLR2004
        return False
    if (
        any(sign in cell for sign in ":@,=%.")
        or _PROJECT_END.fullmatch(parts[-1])
        or _is_title(cell)
        or _is_department(parts[-1])
    ):
        return False
    # ATT&CK 매핑: Latin words among Hangul name a firm only by themselves.
    if parts[0].isascii() and not cell.isascii():
        return False
    if parts[0].isascii():
        return parts[0][0].isupper() and not all(
            part.lower().strip("()") in _TECHNOLOGIES | _PLACES | _LISTS["nowhere"] for part in parts
        )
    return _is_named(analysis, start, start + len(parts[0]), direct=len(parts) > 1)


_FORM = regex.compile(r"\((?:주|유|재|사|합)\)|주식회사|유한회사|[ ,]+(?:Inc|Ltd|LLC|Corp|Co)\b\.?")
_PARTICLE = r"(?=(?:에서는|에서도|에서의|에서|에게|에는|에도|에|으로서|으로|로서|로|은|는|이며|이고|이다|입니다|이|가|을|를|의|와|과|도|만|까지|부터|및)?(?![가-힣A-Za-z0-9]))"
_MOST_NAMES = 500
_SURE = 0.7


def find_again(analysis: Analysis, found: Sequence[Found]) -> Iterator[Found]:
    """Yield every other mention of the names that were found surely, with or without their legal form."""
    text = analysis.text
    names: dict[str, str] = {}
    for item in found:
        if item.score >= _SURE and len(names) < _MOST_NAMES:
            name = _FORM.sub("", text[item.start : item.end]).strip()
            if len(name) > 1 and any(map(str.isalpha, name)) and not _is_general(name):
                names.setdefault(name, item.entity_type)
    if not names:
        return
    pattern = regex.compile(rf"(?<![가-힣A-Za-z0-9@._/-])\L<names>{_PARTICLE}", names=list(names))
    for match in scan(pattern, text):
        short = len(match[0]) < 3  # noqa: PLR2004 - two syllables may be a word
        if not short or _is_named(analysis, match.start(), match.end(), direct=False):
            yield Found(match.start(), match.end(), 0.7, names[match[0]])
