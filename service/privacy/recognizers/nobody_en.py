# ruff: noqa: E501 - a pattern reads better on one line
"""What reads like a person's name in Latin letters and is none: methods, firms, ships, journals, acronyms."""

import regex

from service.privacy.recognizers.base import Found
from service.privacy.recognizers.lexicon import words
from service.privacy.recognizers.names_en import Page
from service.privacy.recognizers.words_en import fold, kinds_of

_EPONYMS = frozenset(map(fold, words("eponyms")))
_NOT_NAMES = words("not_names_en")
_PARTS = regex.compile(r"[\s–-]+")
# What a word of a town, school or firm stands behind: San Agustin, University of Santo Tomas.
_PLACE_BEFORE = regex.compile(
    r"(?r)(?<!\p{L})(?:San|Santo|Santa|São|Saint|St\.?|Los|Las|Puerto|Fort|Port|Mount|Lake|Nuwara|Ulan|(?:University|College|Institute|School|Bank|City|Republic) of|ed\.,|[Ee]dition,)[ ]"
)
# Ships and storms bear people's names.
_VESSEL_BEFORE = regex.compile(
    r"(?r)(?:(?<!\p{L})(?:M/?[VTY]|[SMRF]/[SVTY]|MV|LNGC|VLCC|[Tt]yphoons?|[Hh]urricanes?|[Ss]torms?|[Vv]essels?|[Tt]anker|[Cc]ontainer ship|[Bb]ulk carrier)[ ]|(?:태풍|탱커|벌크선|컨테이너선|선박명?|모선)[ ]?:?[ ]?)(?:\p{Lu}\p{L}+[ ]){0,2}(?:and[ ])?"
)
_VESSEL_SLASH = regex.compile(r"(?r)(?<!\p{L})[MSRF]/")
_FIRM_BEHIND = regex.compile(
    r"[ ](?:Shipbuilding|Shipyards?|Semiconductors?|Logistics|Electronics|Engineering|Industries|Holdings|Pharma\w{0,9}|Hospital|University|College|Motors|Chemicals?|Steel|Corp|Corporation|Inc|Ltd|GmbH|LLC|LLP|AG|SE|BV|NV|SpA|S\.A\.|Technologies|Systems|Labs?|Shipping|Airlines?|Insurance|Securities|Automotive|Robotics|Biotech|Energy|Foods|Heavy|Therapeutics|Biologics|Biosciences|Diagnostics|Instruments|Law[ ](?:Offices?|Firm|Group)|Hotels?|Resorts?|Academy|Foundation|Airport|Hall|Tower|Bridge|Awards?|Prize|Scholarship|Fellowship|Medal|Pledge|Cup|High[ ]School|Middle[ ]School|Elementary|Church|Cathedral)(?!\p{L})"
    r"|(?:[ ]\p{Lu}\p{L}{0,10})?[ ]?(?:고등학교|중학교|초등학교|대학교|고교|병원|재단|프로젝트|호텔|홀(?!\p{L})|빌딩|장학금|장학생|제약|조선소)"
)
_BREED_BEHIND = regex.compile(r"[ ](?:cows?|goats?|sheep|pigs?|hens?|chickens?|cattle|horses?|parlou?rs?)(?!\p{L})")
_NOUN = r"(?:theorem|equation|distribution|transform|law|process|series|method|algorithm|effect|reaction|inequality|lemma|disease|syndrome|scale|index|catheter|tube|insertion|plot|window|criterion|criteria|phenomenon|relation|curve|constant|virus|formula|stage|classification|sign|stain|diagram|code|tree|matrix|space|operator|integral|polynomial|approximation|expansion|principle|paradox|coefficient|correlation|regression|estimator|kernel|decomposition|factorization|hardness|modulus|ratio|cycle|bridge|flask|funnel|apparatus|position|forceps|clamp|pin|staining|chart|circle|criterion)"
_AMBIGUOUS_NOUN = r"(?:test|score|model|filter|number|stability test|stage|grade|grading)"
_METHOD_BEHIND = regex.compile(
    rf"(?:[-–]\p{{Lu}}\p{{L}}{{1,15}})?(?:의)?[ ]?(?:정리|방정식|분포|변환|모델|모형|필터|법칙|부등식|과정|급수|이론|논문|공식|알고리즘|검정|곡선|상수|척도|지수|계수|증후군|질환|병(?!\p{{L}})|카테터|삽입|평가도구)|(?:['’]s)?(?:[ ](?:(?:and|or|&)[ ])?\p{{Lu}}\p{{L}}{{0,15}}(?:['’]s)?){{0,1}}[ ](?:{_NOUN}s?|{_AMBIGUOUS_NOUN}s?)(?!\p{{L}})"
)
# Another of them beside it: Bode, Nyquist and Nichols; Crohn's and Sjögren's.
_BESIDE = regex.compile(r"(?:['’]s)?(?:[-–/]|[ ]/[ ]|,?[ ](?:and[ ]|&[ ]|or[ ])?)(?P<other>\p{Lu}\p{L}{1,15})")
_BESIDE_BEFORE = regex.compile(
    r"(?r)(?<!\p{L})(?P<other>\p{Lu}\p{L}{1,15})(?:['’]s)?(?:[-–/]|[ ]/[ ]|,?[ ](?:and[ ]|&[ ]|or[ ])?)"
)
# Mann-Whitney U
_TEST_LETTER = regex.compile(r"(?<=-\p{Lu}\p{Ll}{1,15})[ ]\p{Lu}$")
_JOURNAL_BEHIND = regex.compile(r"\.?[ ,]{0,2}[0-9]{1,4}[ ]?(?:\(|,)")
_ABBREVIATED = regex.compile(r"\.[ ]\p{Lu}\p{Ll}{1,9}\.(?:[ ,]|$)")
_JOURNAL_WORDS = frozenset(
    "acta adv am ann appl arch assoc biochem biol biomed bull cancer cell chem circ clin commun comput conf cosmochim crit curr dev diabetes disord eng environ eur exp food geochim health immunol inst int j jpn kor korean lett mag mater mech med microbiol mol nanotechnol nat neurosci nucl nutr ocean oncol opt org pharm pharmacol phys physiol plant polym proc prog psychol psychiatry q quant radiol rep res rev sci sens sensors soc spectrosc stat struct surf surg syst technol ther toxicol trans vet vis zool".split()
)
_SHORT_CAPITALS = regex.compile(
    r"\p{Lu}{2,4}(?:[ -]\p{Lu}{2,4}){0,2}|(?=[^AEIOUY]{0,6}[AEIOUY]?[^AEIOUY]{0,6}$)[A-Z]{5,6}"
)
_LINE_CASE = regex.compile(r"\p{Ll}|[가-힣]")


def names_a_thing(page: Page, found: Found) -> bool:
    """Whether what the model took for a person is part of a place or a firm, a method, a ship or a journal."""
    text, value = page.text, page.text[found.start : found.end]
    window = max(0, found.start - 40)
    if _PLACE_BEFORE.match(text, window, found.start) is not None:
        return True
    if _VESSEL_BEFORE.match(text, window, found.start) is not None:
        return True
    if value[:2] in {"V ", "T "} and _VESSEL_SLASH.match(text, window, found.start) is not None:
        return True
    if any(pattern.match(text, found.end) is not None for pattern in (_FIRM_BEHIND, _BREED_BEHIND)):
        return True
    parts = [fold(part) for part in _PARTS.split(_TEST_LETTER.sub("", value))]
    return (
        _is_method(text, found, parts)
        or _is_journal(text, found, parts)
        or _is_acronym(text, found)
        or (len(parts) == 1 and _is_written_small(text, value, parts[0]))
        or (parts[0] in _NOT_NAMES and len(parts) == 1 and not set("gf") & set(kinds_of(parts[0])))
    )


def _is_method(text: str, found: Found, parts: list[str]) -> bool:
    """Whether a method, an illness or a tool bears the name."""
    single = " " not in _TEST_LETTER.sub("", text[found.start : found.end])
    listed = all(part in _EPONYMS for part in parts)
    if not single and not (listed and ("linus" in parts or len(parts) == 2)):  # noqa: PLR2004 - Gram Schmidt
        return False
    if _METHOD_BEHIND.match(text, found.end) is not None and (listed or "g" not in kinds_of(parts[0])):
        return True
    if not listed:
        return False
    if "linus" in parts or (single and len(parts) > 1):
        return True
    if single and not set("gf") & set(kinds_of(parts[0])):
        return True
    beside = (
        _BESIDE.match(text, found.end),
        _BESIDE_BEFORE.match(text, max(0, found.start - 30), found.start),
    )
    others = [fold(match["other"]) for match in beside if match is not None]
    # A name that people bear says nothing of the one beside it: Graves and Reed.
    return single and any(other in _EPONYMS and not set("gf") & set(kinds_of(other)) for other in others)


def _is_journal(text: str, found: Found, parts: list[str]) -> bool:
    if all(part.strip(".") in _JOURNAL_WORDS for part in parts):
        return True
    if _ABBREVIATED.match(text, found.end) is not None and parts[-1] in _JOURNAL_WORDS:
        return True
    return text[found.start + 1 : found.start + 2] == "." and _JOURNAL_BEHIND.match(text, found.end) is not None


def _is_acronym(text: str, found: Found) -> bool:
    """Whether short words in capitals, none of them a listed name, stand in a line that is not in capitals."""
    value = text[found.start : found.end]
    if _SHORT_CAPITALS.fullmatch(value) is None:
        return False
    # Two letters among Hangul are more often a firm's word (QI 활동) than Ms. Qi.
    around = text[max(0, found.start - 2) : found.start].strip()[-1:], text[found.end : found.end + 2].strip()[:1]
    bare = len(value) == 2 and any("가" <= one <= "힣" for one in around)  # noqa: PLR2004 - letters
    if not bare and any(set("gf") & set(kinds_of(part.lower())) for part in _PARTS.split(value)):
        return False
    first, last = text.rfind("\n", 0, found.start) + 1, text.find("\n", found.end)
    return _LINE_CASE.search(text, first, last if last >= 0 else len(text)) is not None


def _is_written_small(text: str, value: str, key: str) -> bool:
    """Whether the text writes an unlisted word in small letters elsewhere, as it does with packages and commands."""
    if kinds_of(key) or not value.isalpha():
        return False
    place = text.find(key)
    while place >= 0:
        around = text[max(0, place - 1) : place] + text[place + len(key) : place + len(key) + 1]
        if not any(c.isalnum() or c in "@._" for c in around) and f"{key}@" not in text:
            return True
        place = text.find(key, place + len(key))
    return False
