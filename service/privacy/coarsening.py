# ruff: noqa: E501 - tables
"""Making a value less exact: a 시도 for an address, a decade, a year, a kind, a profile's host and project.

Each function returns ``None`` where it can't tell: the value then becomes a placeholder, never its own text.
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from service.privacy.normalise import normalise

# 시도 by their writings; what follows must end the word.
_PROVINCES = {
    "서울": "서울(?:특별시|시)?", "부산": "부산(?:광역시|시)?", "대구": "대구(?:광역시|시)?", "인천": "인천(?:광역시|시)?",
    "대전": "대전(?:광역시|시)?", "울산": "울산(?:광역시|시)?", "세종": "세종(?:특별자치시|시)?", "경기": "경기도?",
    "강원": "강원(?:특별자치도|도)?", "충북": "충청북도|충북", "충남": "충청남도|충남", "전북": "전라북도|전북(?:특별자치도)?",
    "전남": "전라남도|전남", "경북": "경상북도|경북", "경남": "경상남도|경남", "제주": "제주(?:특별자치도|도|시)?|서귀포시",
    # 광주시 alone is in 경기; only the metropolitan city has these districts.
    "광주": r"광주광역시|광주(?=시?[ ]{0,3}(?:동구|서구|남구|북구|광산구)(?![가-힣]))시?",
}  # fmt: skip
_PROVINCE = re.compile(
    r"[(\[]?(?:우[)\].:]?[ ]?)?(?:[0-9]{5}|[0-9]{3}-[0-9]{3})?[)\]]?[ ,]{0,3}(?:대한민국[ ,]{1,2})?(?:"
    + "|".join(f"(?P<p{place}>{pattern})" for place, pattern in enumerate(_PROVINCES.values()))
    + r")(?![가-힣A-Za-z0-9])"
)
_PROVINCE_NAMES = list(_PROVINCES)
# Romanised addresses go from the small to the large: the province stands last.
_PROVINCE_EN = re.compile(
    r"(?i)(?<![a-z])(Seoul|Busan|Daegu|Incheon|Gwangju|Daejeon|Ulsan|Sejong|Gyeonggi|Gangwon|Chungcheongbuk|Chungcheongnam"
    r"|Jeollabuk|Jeollanam|Jeonbuk|Jeonnam|Gyeongsangbuk|Gyeongsangnam|Jeju)(?:-?(?:si|do))?"
    r"(?:,?[ ][0-9]{5})?(?:,[ ](?:Republic of Korea|South Korea|Korea))?\.?$"
)
_YEAR = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])|(?<![0-9])((?:19|20)[0-9]{2})(?=[0-9]{2}(?:[0-9]{2})?(?![0-9]))"
)
_SHORT_YEAR = re.compile(r"^[^0-9]{0,4}([0-9]{2})(?=[^0-9]{1,3}[0-9]{1,2}|[0-9]{4}(?![0-9]))")
# Two digits of a year: a birth before 1930 is rarer than one after 2000.
_PIVOT = 30
_AGE = re.compile(r"(?<![0-9])([1-9])[0-9](?![0-9])")
_HANGUL = re.compile(r"[가-힣]")


def coarsen_address(value: str) -> str | None:
    """Return an address's 시도.

    >>> coarsen_address("경기도 광주시 오포읍 12"), coarsen_address("12, Teheran-ro, Gangnam-gu, Seoul")
    ('경기', 'Seoul')
    >>> coarsen_address("강남구 테헤란로 12") is None
    True
    """
    folded = normalise(value).text.strip()
    if found := _PROVINCE.match(folded):
        return _PROVINCE_NAMES[next(place for place, text in enumerate(found.groups()) if text)]
    found = None if _HANGUL.search(folded) else _PROVINCE_EN.search(folded)
    return found[1].title() if found else None


def coarsen_birth(value: str) -> str | None:
    """Return a birth date's decade.

    >>> coarsen_birth("1990.03.15"), coarsen_birth("March 3, 1985"), coarsen_birth("04년 3월 2일")
    ('1990년대', '1980s', '2000년대')
    """
    year = _year_of(normalise(value).text)
    if year is None:
        return None
    return f"{year // 10 * 10}{'s' if re.search('[A-Za-z]', value) and not _HANGUL.search(value) else '년대'}"


def coarsen_age(value: str) -> str | None:
    """Return an age's decade.

    >>> coarsen_age("만 34세"), coarsen_age("29 years old"), coarsen_age("서른")
    ('30대', '20s', None)
    """
    found = _AGE.search(normalise(value).text)
    if found is None:
        return None
    return f"{found[1]}0{'s' if re.search('[A-Za-z]', value) and not _HANGUL.search(value) else '대'}"


def coarsen_date(value: str) -> str | None:
    """Return a date's year, with the 년 that it was written with.

    >>> coarsen_date("2019.03.02"), coarsen_date("2019년 3월"), coarsen_date("March 2019"), coarsen_date("'19.03")
    ('2019', '2019년', '2019', '2019')
    """
    folded = normalise(value).text
    year = _year_of(folded)
    return None if year is None else f"{year}{'년' if '년' in folded else ''}"


def _year_of(folded: str) -> int | None:
    found = _YEAR.search(folded)
    if found is not None:
        return int(found[1] or found[2])
    short = _SHORT_YEAR.match(folded)
    if short is None:
        return None
    return int(short[1]) + (2000 if int(short[1]) < _PIVOT else 1900)


# The first that fits decides.
_SCHOOL_KINDS = (
    ("대학원", "대학원"), ("고등학교|[가-힣]{2}고$|(?:여|남|공|상|외|과학|예|체)고$", "고등학교"), ("초등학교|[가-힣]초$", "초등학교"),
    ("중학교|[가-힣]중$", "중학교"), ("전문대학|폴리텍|대학$", "대학"), ("대학교|대학|[가-힣]대$|교대|의대|카이스트|포스텍|유니스트|지스트|디지스트", "대학교"),
    ("(?i)high school", "high_school"), ("(?i)college", "college"),
    ("(?i)univ|institute", "university"), ("(?i)school", "school"),
)  # fmt: skip
_ORGANIZATION_KINDS = (
    ("은행|뱅크$", "은행"), ("증권|투자|자산운용", "증권사"), ("생명|화재|해상|손해보험|보험", "보험사"), ("카드$", "카드사"), ("병원|의료원|한의원|의원$", "병원"),
    ("연구원|연구소|과학원", "연구소"), ("재단|협회|학회|진흥회|조합|중앙회", "재단"), ("공사$|공단$|청$|[^처]부$|처$|위원회|시청|구청|군청|도청|교육청|진흥원|공제회|정보원", "기관"),
    ("(?i)bank", "bank"), ("(?i)insurance|assurance", "insurer"), ("(?i)hospital|clinic|medical center", "hospital"),
    ("(?i)institute|laborator", "institute"), ("(?i)foundation|association", "foundation"),
)  # fmt: skip


def coarsen_school(value: str) -> str:
    """Return what kind of school it is.

    >>> coarsen_school("한국대학교"), coarsen_school("한빛고"), coarsen_school("Stanford University")
    ('대학교', '고등학교', 'university')
    """
    return _kind(value, _SCHOOL_KINDS, "학교", "university")


def coarsen_organization(value: str) -> str:
    """Return what kind of organisation it is.

    >>> coarsen_organization("(주)한빛소프트"), coarsen_organization("나라은행"), coarsen_organization("Acme Inc.")
    ('회사', '은행', 'company')
    """
    return _kind(value, _ORGANIZATION_KINDS, "회사", "company")


def _kind(value: str, kinds: tuple[tuple[str, str], ...], korean: str, english: str) -> str:
    folded = normalise(value).text.strip()
    other = korean if _HANGUL.search(folded) else english
    return next((kind for pattern, kind in kinds if re.search(pattern, folded)), other)


#: What a type is coarsened to, as plain text.
COARSEN: Mapping[str, Callable[[str], str | None]] = MappingProxyType(
    {"ADDRESS": coarsen_address, "DATE_OF_BIRTH": coarsen_birth, "AGE": coarsen_age, "DATE": coarsen_date}
)
#: What a type is coarsened to, as the word of a placeholder.
COARSEN_TO_KIND: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {"SCHOOL": coarsen_school, "ORGANIZATION": coarsen_organization}
)


@dataclass(frozen=True, slots=True)
class UrlPart:
    """A stretch of an address of the web that must not stay: the account (``SNS_ID``) or anything else (``URL``)."""

    start: int
    end: int
    entity_type: str


# Where account and project follow the host, and words that stand in the account's place.
_CODE_HOSTS = frozenset({"github.com", "gitlab.com", "bitbucket.org", "huggingface.co", "raw.githubusercontent.com"})
_NO_ACCOUNTS = frozenset(
    "orgs users topics search features sponsors settings marketplace apps explore groups datasets spaces models login "
    "collections trending about enterprise stars notifications pulls issues "
    "watch postview.naver postlist.naver posts intent share home p reel".split()
)
# Where the account follows this path.
_PROFILES = {
    "linkedin.com": "in pub", "instagram.com": "", "facebook.com": "", "fb.com": "", "x.com": "", "twitter.com": "", "t.me": "",
    "open.kakao.com": "o me", "blog.naver.com": "", "m.blog.naver.com": "", "cafe.naver.com": "", "velog.io": "", "brunch.co.kr": "",
    "youtube.com": "", "behance.net": "", "dribbble.com": "", "medium.com": "", "kaggle.com": "", "stackoverflow.com": "users",
    "leetcode.com": "u", "solved.ac": "profile", "acmicpc.net": "user", "wakatime.com": "", "linktr.ee": "", "rocketpunch.com": "",
    "gist.github.com": "",
}  # fmt: skip
_BLOGS = (
    "tistory.com github.io gitlab.io notion.site blogspot.com wordpress.com vercel.app netlify.app medium.com oopy.io "
    "velog.io blog.me"
).split()
_CODE_BLOGS = frozenset({"github.io", "gitlab.io"})
_URL = re.compile(
    r"(?i)(?:https?://)?(?P<host>[a-z0-9.-]{1,253})(?P<path>/[^?#]*)?(?P<rest>[?#].*)?", re.ASCII | re.DOTALL
)
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_LANGUAGE = re.compile(r"\A(?:www|[a-z]{2}|m)\.")
_SHORTEST_NAME = 3
_MOST_DIGITS = 4


def split_url(value: str, names: Collection[str] = ()) -> list[UrlPart] | None:
    """Return the parts of a known profile's address that must not stay; host and project do.

    ``None`` for any other host: its name may be the person's. A project that holds one of the names (small Latin
    letters and digits) goes too.

    >>> [("https://github.com/hong/veil/pull/1"[p.start : p.end], p.entity_type)
    ...  for p in split_url("https://github.com/hong/veil/pull/1")]
    [('hong', 'SNS_ID'), ('pull/1', 'URL')]
    """
    found = _URL.fullmatch(value)
    if found is None:
        return None
    host = found["host"].lower()
    name = _LANGUAGE.sub("", host, count=1) if host not in _PROFILES else host
    account, _, blog = host.partition(".")
    if name in _CODE_HOSTS or name in _PROFILES:
        return _path_parts(value, found, name, names)
    if blog in _BLOGS and account not in {"", "www"}:
        start = found.start("host")
        return [
            UrlPart(start, start + len(account), "SNS_ID"),
            *_rest(value, found, {account, *names}, 0, with_project=blog in _CODE_BLOGS),
        ]
    return None


def _path_parts(value: str, found: re.Match[str], name: str, names: Collection[str]) -> list[UrlPart]:
    """Return the account in the path and what follows the project."""
    segments = _segments(found)
    lead = _PROFILES.get(name, "").split()
    at = 1 if segments and value[slice(*segments[0])].lower() in lead else 0
    if len(segments) <= at:
        return _rest(value, found, (), at, with_project=False)
    start, end = segments[at]
    account = value[start:end].lstrip("@~")
    expected = not lead or at == 1 or name == "leetcode.com"
    if not account or not expected or account.lower() in _NO_ACCOUNTS:
        return _rest(value, found, (), 0, with_project=False)
    mine = UrlPart(end - len(account), end, "SNS_ID")
    return [mine, *_rest(value, found, {account, *names}, at + 1, with_project=name in _CODE_HOSTS)]


def _rest(value: str, found: re.Match[str], names: Collection[str], skip: int, *, with_project: bool) -> list[UrlPart]:
    """Return the part behind what stays, if there is any."""
    segments = _segments(found)[skip:]
    if segments and with_project and _is_project(value[slice(*segments[0])], names):
        segments = segments[1:]
    start = segments[0][0] if segments else found.start("rest")
    return [UrlPart(start, len(value), "URL")] if 0 <= start < len(value) else []


def _segments(found: re.Match[str]) -> list[tuple[int, int]]:
    start = found.start("path")
    return [(start + m.start(), start + m.end()) for m in re.finditer(r"[^/]+", found["path"] or "")]


def _is_project(segment: str, names: Collection[str]) -> bool:
    """Whether a segment is a plain word that holds none of the names and no long number."""
    project = _letters(segment)
    close = any(name == project or (len(name) >= _SHORTEST_NAME and name in project) for name in map(_letters, names))
    digits = max((len(run) for run in re.findall(r"[0-9]+", segment)), default=0)
    return bool(_PROJECT.fullmatch(segment)) and not close and digits <= _MOST_DIGITS


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
