# ruff: noqa: E501 - a pattern reads better on one line
"""Korean addresses in Latin letters, in English or Korean order: ``102-201, 106 Garam-ro, Yeonsu-gu, Incheon``."""

from collections.abc import Iterator

import regex

from service.privacy.recognizers.base import Found, scan

# Nothing is searched far from one of these.
_GATE = regex.compile(r"-(?:gu|dong|daero|ro|gil|gun|eup|myeon|si)(?![A-Za-z])")
_CITY = "Seoul|Busan|Incheon|Daegu|Daejeon|Gwangju|Ulsan|Sejong|Suwon|Seongnam|Goyang|Yongin|Bucheon|Ansan|Anyang|Hwaseong|Namyangju|Uijeongbu|Gimpo|Paju|Gwangmyeong|Gunpo|Hanam|Osan|Icheon|Pyeongtaek|Cheongju|Cheonan|Jeonju|Pohang|Changwon|Jinju|Gimhae|Gumi|Chuncheon|Wonju|Gangneung|Jeju|Mokpo|Suncheon|Yeosu|Gunsan|Iksan|Asan|Gyeongju|Gyeonggi|Gangwon|Chungbuk|Chungnam|Jeonbuk|Jeonnam|Gyeongbuk|Gyeongnam"
_PLACE = rf"(?:{_CITY})(?:-si|-do| City| Metropolitan City| Province)?(?![A-Za-z-])"
_AREA = r"[A-Z][a-z]{1,18}(?:[0-9][- ]?)?-?(?:gu|dong|gun|eup|myeon|si|do|ri|ga)(?![A-Za-z])"
_ROAD = r"[A-Z][A-Za-z0-9]{1,20}(?:-?daero|-ro|-gil|ro(?=[ ,0-9]))(?:[ ]?[0-9]{1,4}(?:beon|ga|na|da)?-?[ ]?gil)?(?![A-Za-z-])"
_NUMBER = r"(?:#|No\.[ ]?|Apt\.?[ ]?#?|Unit[ ]|Room[ ]|Rm\.?[ ]|Suite[ ]|San[ ]|B)?[0-9]{1,5}(?:-[0-9]{1,5})?(?:-?(?:dong|ho)|F|[ ]?(?:st|nd|rd|th)?[ ]?(?i:floor|fl\.?))?(?![A-Za-z0-9-])"
_BUILDING = r"(?:[A-Z][A-Za-z]{1,15}[ ]){1,2}(?:Apt|Apartments?|Villa|Officetel|Building|Bldg|Tower|Heights|Xi|Prugio|Raemian|Town|Hillstate)\.?(?![A-Za-z])"
_COUNTRY = (
    r"(?:(?:Republic of|South)[ ]|S\.?[ ]?)?Korea(?:,?[ ]\(?(?:South|Republic of)\)?)?(?![A-Za-z])|ROK(?![A-Za-z])"
)
_ELEMENT = rf"(?:{_NUMBER}|(?P<road>{_ROAD})|(?P<area>{_AREA})|(?P<place>{_PLACE})|{_COUNTRY}|{_BUILDING})"
_BETWEEN = r"(?:,?[ \t]{1,2}|,[ \t]{0,2}\n?[ \t]{0,4}|[ ]?\()"
_RUN = regex.compile(rf"(?<![A-Za-z0-9.#/-])(?:{_ELEMENT}{_BETWEEN}){{1,13}}{_ELEMENT}\)?")
_BEFORE, _AFTER = 120, 200
_WARD = regex.compile(r"-(?:gu|dong|gun|eup|myeon|si)(?![a-z])")


def find_romanised_addresses(text: str) -> Iterator[Found]:
    """Yield romanised Korean addresses in a folded text: a road or ward with a number or the place above it."""
    done = 0
    for gate in scan(_GATE, text):
        if gate.start() < done:
            continue
        begin, done = max(done, gate.start() - _BEFORE), gate.end() + _AFTER // 2
        for run in scan(_RUN, text, begin, gate.end() + _AFTER):
            done = max(done, run.end())
            roads, areas, places = (run.captures(name) for name in ("road", "area", "place"))
            numbered = any(c.isdigit() for c in run[0])
            hyphened = any("-" in road for road in roads) or _WARD.search(run[0]) is not None
            if hyphened and ((roads and (numbered or areas)) or len(areas) + len(places) > 1 or (areas and numbered)):
                yield Found(run.start(), run.end() - (run[0].endswith(")") and "(" not in run[0]), 0.8, "ADDRESS")
