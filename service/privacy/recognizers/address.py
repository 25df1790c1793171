# ruff: noqa: E501 - a pattern reads better on one line
"""Where a person lives: Korean addresses by their grammar (도로명주소법), and the homes that a sentence or a form tells."""

import bisect
from collections.abc import Iterator

import regex

from service.privacy.recognizers.address_en import find_english_addresses
from service.privacy.recognizers.base import TIMEOUT_SECONDS, Analysis, Found, Match, VeilRecognizer, scan
from service.privacy.recognizers.lexicon import by_first_letter, words
from service.privacy.recognizers.romanised import find_romanised_addresses

PROVINCE = by_first_letter(words("provinces"))
DISTRICT = by_first_letter(words("districts"))
# 수원 영통구: a city without its ending, before a ward or behind a province.
_CITY = by_first_letter(word[:-1] for word in words("districts") if word.endswith("시") and word[1:] != "시")
_B = r"[ \t]{0,3}\n?[ \t]{0,2}"  # A form's cell may break an address once between any two of its words.
_S = r"[ \t]{1,3}"
_TOWN_NAME = r"(?:[가-힣]{1,6}[0-9]{0,2}(?:읍|면|동|리)|[가-힣]{1,5}[1-9]가)"
_TOWN = rf"{_TOWN_NAME}(?![가-힣])"
_ROAD = r"[가-힣A-Za-z0-9][가-힣A-Za-z0-9·.]{0,14}?(?:대로|로|길)(?:[0-9]{1,4}(?:번|가|나|다|라)?[ ]?길|[ ]?[0-9]{1,4}(?:번|가|나|다|라)?길(?![가-힣]))?(?:[ ]?[가-힣][ ]?길|[ ][가-힣][0-9]{1,3}길)?"
_BROKEN_ROAD = r"[가-힣]{1,8}\n[ ]{0,2}[가-힣0-9]{1,6}(?:대로|로|길)"
_NUMBER = r"(?:지하[ ]?|산[ ]?)?(?!0)[0-9]{1,5}(?:[ ]?-[ ]?[0-9]{1,4})?(?:번지)?(?![0-9가])(?![ ]?(?:년|월|일(?![가-힣])|개|명|원|건|%|차|위|회|억|만))"
_FLAT = r"(?:제?[0-9]{1,4}[ ]?동(?![가-힣])|(?:지하|B)?[ ]?[0-9]{1,3}[ ]?층|[B지하제]{0,2}[A-Za-z]?-?(?:(?<=B)0)?(?!0)[0-9]{1,5}[ ]?호(?:실)?(?!선|기)|(?!0)[0-9]{1,4}-(?!0)[0-9]{1,5}(?:호)?(?![0-9-])|지하|반지하|옥탑방?|지층|[A-Za-z][ ]?(?:룸|동)(?![가-힣])|[0-9]{1,3}통[ ]?[0-9]{1,3}반)"
_UNIT = rf"(?:{_FLAT}|제?[0-9A-Za-z가-힣]{{1,5}}[ ]?동(?![가-힣]))"
_KIND = "아파트|빌딩|타워|오피스텔|빌라|맨션|주택|하우스|파크|캐슬|자이|래미안|푸르지오|힐스테이트|아이파크|롯데캐슬|e편한세상|더샵|센터|시티|프라자|플라자|상가|청사|회관|연립|기숙사|원룸|고시원|팰리스|스퀘어|밸리|에코|단지|마을|리조트|사무소|빌리지|APT|Apt|apt"
_BUILDING = rf"[가-힣A-Za-z0-9·&\-]{{0,20}}(?:{_KIND})(?:[ ]?[0-9]{{1,2}}차)?(?=[^가-힣]|$|에서|에|의|으로|로|입니다|과|와|은|는|이|가|을|를)"
# A word that only a unit behind it makes a building.
_NAMED = r"[가-힣A-Za-z0-9·]{2,14}(?:[ ][가-힣A-Za-z0-9]{2,12})?"
_DETAIL = rf"(?:[ \t]{{0,3}},?(?:{_B}(?:{_UNIT}|{_BUILDING}(?:[ ]{_UNIT})?)|[ \t]{{0,3}}{_NAMED}[ ]{_UNIT}))"
_REFERENCE = r"(?:[ ]?\([가-힣A-Za-z0-9, ·]{2,30}\))"
# What stands between a house number and the end of its cell: an office, 앞 도로, 인근 교차로.
_LAST_WORDS = (
    r"(?:[ ](?!거주|소재|위치|일대|일원|근무|전화|연락|휴대|이메일|우편|주소|자택|본인|현재|대표)[가-힣0-9]{1,10}(?<!에서|에|을|를|은|는|의|다|음|함|중|고|며|까지|부터)){1,2}"
    r"(?=[ \t]{0,3}(?:\n|$|[)\]|;,\t]))"
)
_TAIL = rf"(?:{_DETAIL}{{0,4}}{_REFERENCE}?{_DETAIL}{{0,3}}(?:{_LAST_WORDS})?)"
_AREA = (
    rf"(?:(?:{PROVINCE}{_B})?(?:{DISTRICT}(?![가-힣]){_B}){{1,2}}"
    rf"|{PROVINCE}{_S}{_CITY}{_S}(?:{DISTRICT}(?![가-힣]){_B})?|{_CITY}{_S}{DISTRICT}(?![가-힣]){_B})"
)
_BEGIN = rf"(?<![가-힣A-Za-z])(?:{PROVINCE}|{DISTRICT}|{_CITY})"
# One cheap pass finds where an area is named; the shapes are tried only there.
_ANCHOR = regex.compile(_BEGIN)
_KOREAN = regex.compile(
    rf"(?:{_AREA}|{PROVINCE}{_B})(?:{_TOWN}{_B}){{0,2}}(?:{_ROAD}|{_BROKEN_ROAD}){_B}{_NUMBER}{_TAIL}"
    rf"|(?:{_AREA}|세종(?:특별자치시|시)?{_B})(?:{_TOWN}{_B}){{1,3}}(?:{_NUMBER}|(?:{_BUILDING}[ ]|{_NAMED}[ ])?{_FLAT}){_TAIL}"
)
# Without a digit there is no number to find.
_DIGIT, _DIGIT_WITHIN = regex.compile("[0-9]"), 60
_TOWN_STOP = r"(?<!활동|운동|이동|자동|수동|연동|작동|구동|변동|행동|노동|공동|아동|감동|협동|발동|출동|진동|가동|반동|대리|처리|관리|정리|분리|심리|수리|원리|논리|물리|승리|요리|거리|자리|머리|소리|다리|화면|측면|전면|정면|도면|하면|되면|으면|이면|시면|보면|지면|라면|방면|표면|장면|반면|가면)"
_LOCAL_ANCHOR = regex.compile(
    r"(?<=[가-힣](?:로|길|읍|면|동|리|[1-9]가))[ ](?:산[ ]?)?[1-9]|(?<=[0-9](?:번|가)?길)[ ][1-9]|(?<=[0-9])동[ ]?[0-9]"
)
_BEFORE_ANCHOR, _AFTER_ANCHOR = 40, 80
# Without any 시군구: a road with a number and a unit, a town's lot, or a complex with its building and flat.
_LOCAL = regex.compile(
    # Each begins where its run of characters does: a long run of digits is read once, not from every digit.
    rf"(?<![가-힣A-Za-z0-9])(?:{_ROAD}[ ]{_NUMBER}(?:,?[ ](?:{_BUILDING}[ ])?{_FLAT}){{1,3}}{_REFERENCE}?"
    rf"|(?:{_TOWN}{_TOWN_STOP}[ ]){{1,2}}(?:산[ ]?)?(?!0)[0-9]{{1,4}}(?:-(?!0)[0-9]{{1,4}}(?:[ ]?번지)?(?![0-9-])|번지)(?:,?[ ](?:{_BUILDING}[ ])?{_FLAT}){{0,2}}"
    rf"|(?<![·&\-])(?:(?:{_TOWN}{_TOWN_STOP}[ ])?(?:{_BUILDING}|[가-힣A-Za-z0-9]{{2,12}})[ ])?[0-9]{{1,4}}동[ ]?[0-9]{{3,4}}호(?:실)?)"
)
_LABELLED = regex.compile(r"(?:\([0-9]{5}\)[ ]?|[0-9]{5}[ ,]{1,2})?(?P<value>[^\n|;]{4,120})")
_LOOKS_KOREAN = regex.compile(rf"{PROVINCE}|[가-힣](?:시|군|구|읍|면|동|리|로|길)(?:[ ]|$|,|[0-9])")
_NEXT_LABEL = regex.compile(
    r"[ \t]{2,}|[ ]/[ ]|[ ]·[ ]|\t|[ ](?:전화|연락처|휴대|이메일|tel|e-?mail|phone)|,[ ](?:전화|연락처|휴대|이메일)|[\"}]",
    regex.IGNORECASE,
)

# An area without a number is a home where a verb, a word before it or its place in a header says so.
_AREA_ONLY = regex.compile(
    rf"(?:(?:{PROVINCE}{_S}?)?(?:(?:{DISTRICT})(?:{_S}{DISTRICT})?|{_CITY}(?:{_S}{DISTRICT})?)(?:{_S}{_TOWN_NAME})?|세종(?:특별자치시|시)?{_S}{_TOWN_NAME}|{PROVINCE}{_S}[가-힣]{{1,4}}[0-9]?동)"
    r"(?=(?:에서|에서는|에는|에|의|으로|로|은|는|이|가|을|를|와|과|까지|부터|인|이며|이고|입니다)?(?![가-힣]))"
)
_LIVED_IN = regex.compile(r"(?<=동)에서?[ ]?(?:거주|살|사는|자취)")
_TOWN_BEFORE = regex.compile(rf"(?r)(?<![가-힣A-Za-z0-9])[가-힣]{{1,4}}[0-9]?동{_TOWN_STOP}")
_LIVES = regex.compile(
    r"(?:에서는|에서|에는|에|의|인)?[ ]{0,2}(?:[가-힣0-9]{1,7}[ ]){0,4}?(?:거주(?!자)|정착|이주|귀촌|귀농|살(?:고|며|면|았|다가|던|아|기|게)|사는|삽니다|산다|자취|하숙|출근|통근|자차|출발(?!해|하여|한)|바로[ ]달려|자택|본가|이사|전입|집(?:에서|이|은)?[ .,])"
)
_HOME_BEFORE = regex.compile(
    r"(?r)(?:집|자택|본가|거처|주거|사는[ ]곳|거주하는[ ]곳|거주지|주소지?|살고[ ]있는[ ]곳|거[ ]{0,6}주|통근|출퇴근|(?i:residence|home))(?:은|는|이|가)?[ ]{0,2}[:：|]?[ \t]{0,8}(?:현재[ ])?"
)
_CONTACT = regex.compile(r"01[016789][-. ]?[0-9]{3,4}[-. ]?[0-9]{4}|@[A-Za-z]|\+82|생년월일|[0-9]{6}-[1-4]")
_LINE = 120
_SIGNS = " \t|/·•,()[]■□●○-*:"


class AddressRecognizer(VeilRecognizer):
    """ADDRESS: road and lot addresses, complexes with a flat, areas that are told as a home, romanised and English ones."""

    ENTITIES = ("ADDRESS",)

    def find(self, analysis: Analysis) -> Iterator[Found]:
        """Yield addresses; a labelled line counts when it looks like one."""
        text = analysis.text
        yield from _in_areas(analysis)
        yield from _local(text)
        yield from find_romanised_addresses(text)
        yield from find_english_addresses(text)
        yield from _labelled(analysis)


def _in_areas(analysis: Analysis) -> Iterator[Found]:
    text, done = analysis.text, 0
    for anchor in scan(_ANCHOR, text):
        if anchor.start() < done:
            continue
        near = _DIGIT.search(text, anchor.end(), anchor.end() + _DIGIT_WITHIN)
        numbered = _KOREAN.match(text, anchor.start(), timeout=TIMEOUT_SECONDS) if near else None
        area = None if numbered else _AREA_ONLY.match(text, anchor.start(), timeout=TIMEOUT_SECONDS)
        if numbered is not None:
            done = anchor.start() + len(numbered[0].rstrip(" \t\n,("))
            yield Found(anchor.start(), done, 0.85, "ADDRESS")
        elif area is not None:
            done = area.end()
            if _is_home(analysis, area):
                yield Found(*area.span(), 0.7, "ADDRESS")


def _local(text: str) -> Iterator[Found]:
    done = 0
    for anchor in scan(_LOCAL_ANCHOR, text):
        if anchor.start() < done:
            continue
        begin, end = max(done, anchor.start() - _BEFORE_ANCHOR), anchor.end() + _AFTER_ANCHOR
        match = _LOCAL.search(text, begin, end, timeout=TIMEOUT_SECONDS)
        # What was tried with enough behind it isn't tried again.
        done = end - _AFTER_ANCHOR + _BEFORE_ANCHOR // 2 if match is None else match.end()
        if match is not None:
            yield Found(match.start(), match.start() + len(match[0].rstrip(" \t\n,(")), 0.75, "ADDRESS")
    for lived in scan(_LIVED_IN, text):
        town = _TOWN_BEFORE.match(text, max(0, lived.start() - 12), lived.start(), timeout=TIMEOUT_SECONDS)
        if town is not None:
            yield Found(*town.span(), 0.7, "ADDRESS")


def _labelled(analysis: Analysis) -> Iterator[Found]:
    text = analysis.text
    begins = sorted(label.start for labels in analysis.labels.values() for label in labels if label.marked)
    for label in analysis.labels.get("ADDRESS", ()):
        following = bisect.bisect_right(begins, label.value)
        end = begins[following] if following < len(begins) else len(text)
        line = _LABELLED.match(text, label.value, end, timeout=TIMEOUT_SECONDS)
        if not label.marked or line is None:
            continue
        value = _NEXT_LABEL.split(line["value"], maxsplit=1)[0].rstrip(" .,(")
        if _LOOKS_KOREAN.search(value) or (value[:1].isascii() and any(c.isdigit() for c in value)):
            yield Found(line.start("value"), line.start("value") + len(value), 0.9, "ADDRESS")


def _is_home(analysis: Analysis, area: Match) -> bool:
    """Whether an area without a number is told as where somebody lives, not where a firm or an office is."""
    text = analysis.text
    if " " not in area[0] and text.startswith(("이", "가", "은", "는"), area.end()):
        return False  # 고양이, 구미가: a word.
    if _LIVES.match(text, area.end()) or analysis.ends_before(area.start(), _HOME_BEFORE, 24):
        return True
    begin = text.rfind("\n", max(0, area.start() - _LINE), area.start()) + 1 or max(0, area.start() - _LINE)
    end = text.find("\n", area.end(), area.end() + _LINE)
    end = min(len(text), area.end() + _LINE) if end < 0 else end
    if " " not in area[0]:
        return False
    # A header: the area alone on its line or between signs, with a telephone or e-mail close by.
    before, after = text[begin : area.start()], text[area.end() : end]
    if (before.strip(" ") and before.strip(" ")[-1] not in "|/·•(\t") or (
        after.strip(" ") and after.strip(" ")[0] not in "|/·•)\t"
    ):
        return False
    if before.strip(_SIGNS) or after.strip(_SIGNS):
        return _CONTACT.search(before + after) is not None
    return _CONTACT.search(text, max(0, begin - _LINE), end + _LINE) is not None
