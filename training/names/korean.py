# ruff: noqa: E501, PLR0911, PLR2004 - tables; one return a slot; shares
"""Korean texts with people in them, from seeds: frames, their slots, and which stretches are people.

Names are family names by frequency with common or composed given names. Everything is invented; the same seed
gives the same texts on every machine.
"""

import functools
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TypeVar

from service.privacy.morphemes import morphemes
from service.privacy.recognizers.lexicon import words

_T = TypeVar("_T")
# Family names by how many people bear them, in thousandths (통계청 2015, rounded).
SURNAMES = {
    entry[0]: int(entry[1:])
    for entry in "김215 이147 박84 최47 정43 강24 조21 윤20 장20 임16 한15 오15 서15 신15 권14 황14 안14 송14 전11 홍11 유11 고10 문9 양9 손9 배8 백8 허7 남6 심5 노5 하5 곽4 성4 차4 주4 우4 구4 나4 민4 진4 류4 지3 엄3 채3 원3 천3 방2 공2 현2".split()
}
_SLOT = re.compile(r"\[(?P<person>N[0-9]?|G1|FT)\]|\{(?P<slot>[A-Z0-9]+)\}|~(?P<particle>[가-힣]+)")
_AFTER_CONSONANT = {
    "은": ("은", "는"), "는": ("은", "는"), "이": ("이", "가"), "가": ("이", "가"), "을": ("을", "를"), "를": ("을", "를"),
    "과": ("과", "와"), "아": ("아", "야"), "으로": ("으로", "로"), "으로서": ("으로서", "로서"), "으로부터": ("으로부터", "로부터"), "이랑": ("이랑", "랑"),
    "이라고": ("이라고", "라고"), "이다": ("이다", "다"), "이고": ("이고", "고"), "이며": ("이며", "며"), "이에요": ("이에요", "예요"), "이요": ("이요", "요"),
}  # fmt: skip
# Stacks of particles that a name takes where a frame has none of its own.
_ENDINGS = (
    "은 이 을 의 과 도 만 에게 에게서 께 께서 께서는 한테 까지 부터 처럼 보다 으로부터 이라고 이며 이고 입니다".split()
)
# How often one goes by the given name alone.
_GIVEN_ALONE = 0.15
# How often, up to here, with a title, an occupation or a number behind.
_TITLED = 0.40
_NAME_SLOT = re.compile(r"\[N[0-9]?\]")
# How many of the names that are words, too, are kept.
_WORD_NAMES = 0.03
# How many sentences are composed of parts rather than taken from the frames.
_TOLD = 0.3
_FAMILIAR = "이가 이는 이를 이도 이랑 이의 이에게 이한테 이와".split()
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass
class Text:
    """A text and the stretches of it that are people, in code points."""

    text: str = ""
    people: list[tuple[int, int]] = field(default_factory=list)

    def write(self, piece: str, *, person: bool = False) -> None:
        """Append a piece."""
        if person:
            self.people.append((len(self.text), len(self.text) + len(piece)))
        self.text += piece


def make_texts(seed: str, count: int) -> Iterator[Text]:
    """Yield texts of one to seven frames, about a third of them without people."""
    generator = random.Random(seed)
    with_people = [frame for frame in _frames() if _has_people(frame)]
    without = [frame for frame in _frames() if not _has_people(frame)]
    for _ in range(count):
        writer = _Writer(generator)
        share = pick(generator, (0.0, 0.3, 0.5, 0.7))
        for number in range(1 + int(generator.random() * 7)):
            if number:
                writer.text.write(pick(generator, ("\n", "\n", "\n\n", " ", "\n- ", "\n  ")))
            with_one = generator.random() < share
            if generator.random() < _TOLD:
                writer.tell(with_one)
            else:
                writer.fill(pick(generator, with_people if with_one else without))
        yield writer.text


def pick(generator: random.Random, choices: Sequence[_T]) -> _T:
    """Choose by ``random()`` alone, whose sequence Python promises to keep."""
    return choices[int(generator.random() * len(choices))]


def _has_people(frame: str) -> bool:
    return any(match["person"] for match in _SLOT.finditer(frame))


class _Writer:
    """Writes one text: its own people, and a few words that it comes back to."""

    def __init__(self, generator: random.Random) -> None:
        self.text = Text()
        self._random = generator
        self._people = [self._name() for _ in range(3)]
        self._function = [self._pick(_FUNCTION) for _ in range(2)]
        self._topics = [self._noun(short=bool(n % 2)) for n in range(6)]

    def fill(self, frame: str) -> None:
        """Write a frame with its slots filled."""
        done = 0
        for match in _SLOT.finditer(frame):
            self.text.write(frame[done : match.start()].replace("⏎", "\n"))
            done = match.end()
            if match["person"]:
                self._write_person(match["person"])
            elif match["slot"]:
                self.text.write(self._word(match["slot"]))
            else:
                self._write_particle(match["particle"])
        self.text.write(frame[done:].replace("⏎", "\n"))

    def tell(self, with_one: bool) -> None:
        """Write a sentence that tells of a person, or of somebody or something in the same words."""
        parts = _told()
        draw = self._random.random()
        lead = self._pick(parts["lead"]) + self._pick((" ", " ", " ", ", ")) if draw < 0.5 else ""
        if not with_one:
            self.fill((lead + self._tell_of_others()).replace("_", " "))
            return
        before = self._pick(parts["before"]) + " " if self._random.random() < 0.25 else ""
        told = self._tell_of_people()
        draw = self._random.random()
        if draw < _GIVEN_ALONE:
            told = _NAME_SLOT.sub("[G1]", told)
        elif draw < _TITLED:
            behind = self._pick(
                (" {T}", " {T}님", "{T}", "{T}님", "님", " 님", " 씨", " {J}", " {J}님", "({N})", " 외 {N}명")
            )
            told = _NAME_SLOT.sub(lambda slot: slot[0] + behind, told)
        self.fill((lead + before + told).replace("_", " "))

    def _tell_of_people(self) -> str:
        parts = _told()
        draw = self._random.random()
        if draw < 0.10:  # several at once
            comma = self._pick((", ", ", ", "·", "/", " ", "~과 "))
            names = comma.join(("[N1]", "[N2]", "[N3]")[: self._pick((2, 2, 3))])
            return names + self._pick(("", "~이 ", "~은 ", "~이 ")) + self._pick(parts["subject"])
        if draw < 0.15:
            return f"[N1]~은 {self._pick(parts['subject'])[:-1]}고, [N2]~은 {self._pick(parts['subject'])}"
        if draw < 0.45:
            return self._pick(("[N1]~은 ", "[N1]~이 ", "[N]~이 ")) + self._pick(parts["subject"])
        if draw < 0.58:
            return "[N1]~을 " + self._pick(parts["object"])
        if draw < 0.70:
            mate = self._pick(parts["with"])
            joined = f"[N1]~과{mate}" if mate[:2] in {"는_", "의_"} else self._pick(("[N1]~과 ", "[N1]~이랑 ")) + mate
            return joined if self._random.random() < 0.8 else f"저와 {joined}"
        if draw < 0.86:
            return "[N1]" + self._pick(parts["to"])
        return "[N1]의 " + self._pick(parts["of"])

    def _tell_of_others(self) -> str:
        parts = _told()
        draw = self._random.random()
        if draw < 0.30:  # who has no name
            who = self._pick(parts["people"]) if self._random.random() < 0.7 else "{T}"
            number = self._pick(("", "", "들"))
            kind = self._pick(("subject", "subject", "object", "to", "of"))
            particle = {"subject": self._pick(("~은 ", "~이 ")), "object": "~을 ", "to": "", "of": "의 "}[kind]
            return who + number + particle + self._pick(parts[kind])
        thing = self._pick(("{L}", "{L}", "{W}", "{F} {L}", "{L} {W}", "{D}", "{C}"))
        if draw < 0.40:  # 이 문제는 물었다: the words of people behind any noun
            return thing + self._pick(("~은 ", "~이 ", "~을 ", "의 ")) + "{F} " + self._pick(parts["subject"])
        return thing + self._pick(parts["things"])

    def _write_person(self, slot: str) -> None:
        draw = self._random.random()
        if slot == "FT":
            title = self._pick(_slots()["family_title"])
            gap = " " if draw < 0.5 else ""  # half of them are written together
            self.text.write(_weighted(self._random, SURNAMES) + gap + title, person=True)
            return
        surname, given = self._name() if slot == "N" or draw < 0.1 else self._people[int(slot[1:]) - 1]
        if slot == "G1":
            if self._random.random() < 0.4:  # of somebody whose whole name the text doesn't tell
                given = self._given()
            self.text.write(given if len(given) > 1 else self._pick(_COMMON_GIVEN), person=True)
        else:
            self.text.write(surname + given, person=True)

    def _write_particle(self, particle: str) -> None:
        if not self.text.text or not "가" <= self.text.text[-1] <= "힣":
            self.text.write("은" if particle in {"은", "는"} else particle)
            return
        final = (ord(self.text.text[-1]) - ord("가")) % 28
        person = bool(self.text.people) and self.text.people[-1][1] == len(self.text.text)
        if person and particle in {"은", "이", "을"} and self._random.random() < 0.3:
            # 서현이를: the familiar 이 behind a consonant.
            particle = self._pick(_FAMILIAR if final and self._random.random() < 0.2 else _ENDINGS)
        forms = _AFTER_CONSONANT.get(particle, (particle, particle))
        self.text.write(forms[0] if final and not (particle.startswith("으로") and final == 8) else forms[1])  # ㄹ

    def _pick(self, choices: Sequence[str]) -> str:
        return pick(self._random, choices)

    def _name(self) -> tuple[str, str]:
        for _ in range(3):
            surname, given = self._any_name()
            # Names that are words, too, are few: where a form tells them, a rule does.
            if not _is_word(surname + given) or self._random.random() < _WORD_NAMES:
                break
        return surname, given

    def _any_name(self) -> tuple[str, str]:
        draw = self._random.random()
        if draw < 0.04:  # compound family names
            return self._pick(("남궁", "황보", "제갈", "선우", "독고", "사공", "서문")), self._given()
        if draw < 0.20:  # rare ones, more often than they are borne: they are as much worth
            return self._pick(_RARE_SURNAMES), self._given()
        return _weighted(self._random, SURNAMES), self._given()

    def _given(self) -> str:
        """Return a common given name, one of two likely syllables, or rarely any two, one, or three."""
        draw = self._random.random()
        if draw < 0.48:
            return self._pick(_COMMON_GIVEN)
        if draw < 0.85:
            return self._pick(_COMMON_GIVEN)[0] + self._pick(_COMMON_GIVEN)[-1]
        if draw < 0.90:
            return self._pick(_FIRST) + self._pick(_LAST)
        if draw < 0.93:
            return self._pick(_ANY) + self._pick(_ANY)
        if draw < 0.94:
            return self._pick(_LONG_GIVEN)
        return self._pick(_SHORT_GIVEN) if draw < 0.99 else self._pick(_LAST)

    def _noun(self, *, short: bool = False) -> str:
        """Return an ordinary word; a short one reads as a name by its length and first syllable."""
        draw = self._random.random()
        if draw < 0.2:  # stems with what forms and offices append to them
            return self._pick(_slots()["stem"]) + self._pick(_slots()["suffix"])
        if draw < 0.28:  # 장애정도: two words that nobody parts
            return self._pick(_SHORT) + self._pick(_SHORT)
        if draw < 0.43:
            return self._pick(_LISTED)
        if draw < 0.48 and short:  # majors, schools, firms and tools look alike, too
            return self._pick(_slots()[self._pick(("major", "company", "tech", "place", "title"))]).replace("_", " ")
        return self._pick(_SHORT if short else _NOUNS)

    def _word(self, slot: str) -> str:
        if slot in {"W", "L"}:
            if self._random.random() < 0.35:  # a text has its topics
                return self._pick(self._topics)
            return self._noun(short=slot == "L")
        if slot == "J":
            return self._pick(_OCCUPATIONS)
        if slot == "GW":
            return self._pick(_GIVEN_WORDS)
        if slot == "F":
            return self._pick(self._function if self._random.random() < 0.3 else _FUNCTION)
        if slot in _KINDS:
            return self._pick(_slots()[_KINDS[slot]]).replace("_", " ")
        return self._number(slot)

    def _number(self, slot: str) -> str:
        def digits(count: int) -> str:
            return "".join(str(int(self._random.random() * 10)) for _ in range(count))

        year = 1960 + int(self._random.random() * 66)
        month, day = 1 + int(self._random.random() * 12), 1 + int(self._random.random() * 28)
        dot = self._pick((".", "-", "/", ". "))
        match slot:
            case "TEL":
                separator = self._pick(("-", "-", ".", " ", ""))
                return f"{self._pick(('010', '010', '02', '031'))}{separator}{digits(4)}{separator}{digits(4)}"
            case "MAIL":
                return f"{''.join(self._pick(_LETTERS) for _ in range(6))}{digits(2)}@example.com"
            case "Y":
                return str(year)
            case "YM":
                return f"{year}{dot}{month:02d}"
            case "DATE":
                written = (f"{year}{dot}{month:02d}{dot}{day:02d}", f"{year}년 {month}월 {day}일", f"{month}/{day}")
                return self._pick(written)
            case "NUM":
                return f"{digits(6)}-{digits(2)}-{digits(6)}"
            case "N":
                return digits(1 + int(self._random.random() * 2))
            case "A":
                road = self._pick(_SHORT) + self._pick(("로", "길", "대로"))
                return f"{self._pick(_slots()['place'])} {road} {digits(2)}, {digits(3)}동 {digits(4)}호"
            case "E1":
                return self._pick(_slots()["opening"])
            case "E2":
                return self._pick(_slots()["verb"])
        raise KeyError(slot)


@functools.lru_cache(maxsize=65536)
def _is_word(name: str) -> bool:
    """Whether a name is a noun, too: on a list, or, where it has two syllables, in the tokeniser's dictionary."""
    if name in _WORDS:
        return True
    if len(name) > 2:
        return False
    first = morphemes(name)[0]
    return first.known and first.tag == "NNG" and first.end == len(name)


def _weighted(generator: random.Random, weights: dict[str, int]) -> str:
    left = generator.random() * sum(weights.values())
    for choice, weight in weights.items():
        left -= weight
        if left < 0:
            return choice
    return choice


def _read(name: str) -> list[str]:
    lines = (files(__package__) / "korean_lists" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@functools.cache
def _frames() -> list[str]:
    return [*_read("frames"), *_read("prose")]


@functools.cache
def _slots() -> dict[str, list[str]]:
    return _read_kinds("slots")


@functools.cache
def _told() -> dict[str, list[str]]:
    return _read_kinds("told")


def _read_kinds(name: str) -> dict[str, list[str]]:
    slots: dict[str, list[str]] = {}
    kind = ""
    for line in _read(name):
        if line.endswith(":"):
            kind = line[:-1]
        else:
            slots.setdefault(kind, []).extend(line.split())
    return slots


_KINDS = {
    "R": "role", "T": "title", "C": "company", "C2": "company_short", "S": "school", "M": "major", "D": "department",
    "K": "tech", "LAT": "latin", "P": "place", "CERT": "cert", "EN": "english_name",
}  # fmt: skip
_RARE_SURNAMES = sorted(surname for surname in words("surnames") - set(SURNAMES) if len(surname) == 1)
_COMMON_GIVEN = sorted(name for name in words("given_names") if len(name) == 2)
_LONG_GIVEN = sorted(name for name in words("given_names") if len(name) > 2)
_SHORT_GIVEN = "진 훈 현 민 율 솔 준 혁 건 찬 린 빈 환 철 별 봄 결 산 윤 웅 원 은 빛 한 호 혜 희 영 수 선 균 권 란 령 숙 옥 완 욱 용 인 일 정 주 창 천 참 휘 향 슬 샘 강 겸 경 관 광 구 규 단 담 도 동 람 랑 림 명 무 미 범 벽 새 서 석 설 섭 성 숲 신 아 안 연 열 엽 온 우 유 융 이 익 자 장 재 제 조 종 지 채 청 춘 탁 태 평 표 하 학 해 헌 협 형 화 효 훤 휴 흠".split()
# Syllables of Han characters that names are made of.
_ANY = "가 각 간 갈 감 갑 강 개 거 건 검 겸 경 계 고 곡 곤 공 관 광 괴 교 구 국 군 궁 권 귀 규 균 극 근 금 기 길 나 낙 난 남 녹 능 다 단 달 담 당 대 덕 도 독 돈 동 두 득 등 라 락 란 람 래 량 려 련 렬 령 로 록 룡 루 류 륜 률 리 린 림 마 막 만 말 맹 면 명 모 목 묘 무 묵 문 미 민 박 반 방 백 번 범 법 벽 변 병 보 복 본 봉 부 분 비 빈 사 산 삼 상 서 석 선 설 섭 성 세 소 속 손 송 쇠 수 숙 순 술 숭 슬 승 시 식 신 실 심 아 안 암 애 양 억 언 엄 업 여 역 연 열 염 엽 영 예 오 옥 온 완 왕 요 용 우 욱 운 웅 원 월 위 유 육 윤 율 은 을 음 응 의 이 익 인 일 임 자 장 재 적 전 점 정 제 조 종 좌 주 준 중 지 직 진 찬 창 채 척 천 철 청 초 총 최 추 축 춘 출 충 치 칠 탁 탄 태 택 통 팔 평 포 표 풍 필 하 학 한 함 항 해 행 향 허 헌 혁 현 협 형 혜 호 홍 화 환 황 회 효 후 훈 휘 휴 흔 흥 희".split()
_FIRST, _LAST = sorted(words("given_first")), sorted(words("given_last"))
_LISTED = sorted(words("not_names") - words("given_names"))
_NOUNS = [
    noun for part in ("nouns", "nouns2", "nouns3", "nouns4", "nouns5") for line in _read(part) for noun in line.split()
]
_FUNCTION = [word for line in _read("function_words") for word in line.split()]
_OCCUPATIONS = "조리장 컨시어지 바텐더 제빵사 재단사 미용사 용접공 배관공 목수 미장이 석공 도장공 정비사 선반공 기능장 명장 장인 반원 조원 기관사 항해사 갑판장 조타수 부기장 정비반장 관제사 통신사 구급대원 소방장 소방위 경호원 보안관 청원경찰 조합원 상임이사 감리단장 현장소장 안전관리자 품질관리원 창고장 배차원 상담실장 수납원 원무과장 방사선사 임상병리사 물리치료사 작업치료사 언어치료사 치위생사 조산사 간병사 요양보호사 보육교사 돌봄교사 특수교사 방과후강사 학예사 사서 큐레이터 도슨트 무용수 연주자 지휘자 반주자 성악가 안무가 연출가 극작가 촬영감독 조명감독 음향감독 미술감독 편집장 교열기자 특파원 아나운서 쇼호스트 스타일리스트 플로리스트 소믈리에 바리스타 파티시에 어소시에이트 파트너 컨설턴트 애널리스트 리서처 코디네이터 어드바이저 디렉터 프로듀서 크리에이터 스태프 크루 캡틴 총괄 부총괄 실무자 사수 부사수 당직자 발제자 토론자 심사위원 운영위원 자문위원 이장 통장 부녀회장 계장 서기 촉탁 고문 투자자 창업자 동업자 주주 감사 단원 대원 요원 훈련병 조교 교관 소대장 중대장 대대장 행정보급관 주임원사 원사 병장".split()
_GIVEN_WORDS = sorted(words("given_words"))
_SHORT = [noun for noun in _NOUNS if len(noun) in {2, 3}]
_WORDS = frozenset(_NOUNS) | frozenset(_LISTED)
