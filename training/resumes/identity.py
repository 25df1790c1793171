"""Invented people. Every identifier has a valid form and belongs to nobody.

Phones use a block that is not handed out, birth-order digits are out of any real range, roads are
made up, and mail goes to the example domains.
"""

from dataclasses import dataclass
from random import Random

SURNAMES = (
    ("김", "Kim"), ("이", "Lee"), ("박", "Park"), ("최", "Choi"), ("정", "Jung"), ("강", "Kang"), ("조", "Cho"),
    ("윤", "Yoon"), ("장", "Jang"), ("임", "Lim"), ("한", "Han"), ("오", "Oh"), ("서", "Seo"), ("신", "Shin"),
    ("권", "Kwon"), ("황", "Hwang"), ("안", "Ahn"), ("송", "Song"), ("류", "Ryu"), ("남궁", "Namgung"),
)  # fmt: skip
GIVEN = {
    "남": (
        ("민수", "Minsu"), ("준호", "Junho"), ("도현", "Dohyun"), ("재원", "Jaewon"), ("태영", "Taeyoung"),
        ("성민", "Sungmin"),
        ("우진", "Woojin"), ("현석", "Hyunseok"), ("동욱", "Dongwook"), ("진혁", "Jinhyuk"), ("승호", "Seungho"),
    ),
    "여": (
        ("서연", "Seoyeon"), ("지은", "Jieun"), ("하윤", "Hayoon"), ("수빈", "Subin"), ("유진", "Yujin"),
        ("은영", "Eunyoung"),
        ("다혜", "Dahye"), ("민지", "Minji"), ("혜원", "Hyewon"), ("가영", "Gayoung"), ("소희", "Sohee"),
    ),
}  # fmt: skip
PLACES = (
    ("서울특별시", "마포구", "가람마을로", "Mapo-gu, Seoul"), ("서울특별시", "성북구", "솔빛로", "Seongbuk-gu, Seoul"),
    ("부산광역시", "해운대구", "너울로", "Haeundae-gu, Busan"),
    ("대구광역시", "수성구", "달빛새로", "Suseong-gu, Daegu"),
    ("경기도 성남시", "분당구", "늘푸른샘로", "Bundang-gu, Seongnam"),
    ("경기도 수원시", "영통구", "은하별로", "Yeongtong-gu, Suwon"),
    ("인천광역시", "연수구", "갯바람로", "Yeonsu-gu, Incheon"),
    ("대전광역시", "유성구", "한밭샘로", "Yuseong-gu, Daejeon"),
    ("광주광역시", "북구", "무돌빛로", "Buk-gu, Gwangju"),
)  # fmt: skip
HOMETOWNS = (
    "전라남도 순천시",
    "경상북도 안동시",
    "강원특별자치도 강릉시",
    "충청남도 공주시",
    "경상남도 통영시",
    "전북특별자치도 남원시",
)
BANKS = (("국민은행", "6-2-6"), ("신한은행", "3-3-6"), ("우리은행", "4-3-6"), ("카카오뱅크", "4-2-7"))
RELIGIONS = ("기독교", "불교", "천주교")
FAMILY_JOBS = ("자영업", "회사원", "공무원", "교사", "주부", "농업")

RRN_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
# The reference date of ages, so that output does not depend on the day.
THIS_YEAR = 2026

# The entity type of each field; fields that are not listed are not personal data.
ENTITY_TYPES = {
    "name": "PERSON", "english_name": "PERSON", "english_mentor": "PERSON", "mentor": "PERSON",
    "colleague": "PERSON", "rrn": "KR_RRN", "birth_date": "DATE_OF_BIRTH", "age": "AGE", "gender": "GENDER",
    "phone": "PHONE_NUMBER", "english_phone": "PHONE_NUMBER", "emergency_phone": "PHONE_NUMBER",
    "email": "EMAIL_ADDRESS", "address": "ADDRESS", "english_address": "ADDRESS", "postal_code": "POSTAL_CODE",
    "nationality": "NATIONALITY", "passport": "KR_PASSPORT", "driver_license": "KR_DRIVER_LICENSE",
    "account": "BANK_ACCOUNT", "height": "HEIGHT", "weight": "WEIGHT",
    "marital_status": "MARITAL_STATUS", "hometown": "HOMETOWN", "religion": "RELIGION",
    "military_number": "MILITARY_NUMBER", "student_id": "STUDENT_ID", "employee_id": "EMPLOYEE_ID",
    "certificate": "CERTIFICATE_NUMBER", "certificate2": "CERTIFICATE_NUMBER", "github": "URL", "blog": "URL",
    "sns": "SNS_ID", "family1": "FAMILY", "family2": "FAMILY", "family3": "FAMILY",
}  # fmt: skip
# Values too common to be looked for without the label that precedes them.
LABELLED = frozenset({"GENDER", "NATIONALITY", "AGE", "RELIGION", "MARITAL_STATUS"})


@dataclass(frozen=True)
class Identity:
    """One invented person: field name to value."""

    fields: dict[str, str]


def make_identity(seed: str, gender: str, born: int, date_style: str = "{0}.{1:02}.{2:02}") -> Identity:
    """Invent a person; the same arguments always give the same one."""
    dice = Random(seed)
    surname, roman_surname = dice.choice(SURNAMES)
    given, roman_given = dice.choice(GIVEN[gender])
    month, day = dice.randint(1, 12), dice.randint(1, 28)
    city, district, road, roman_place = dice.choice(PLACES)
    number, block, unit = dice.randint(3, 320), dice.randint(101, 118), dice.randint(1, 20) * 100 + dice.randint(1, 6)
    bank, pattern = dice.choice(BANKS)
    handle = f"{roman_given}{roman_surname}".lower()
    phone = _phone(dice)
    family = _family(dice, surname, born)
    taken = {surname + given, *(row.split("\t")[1] for row in family)}
    colleagues = [_colleague(dice, taken) for _ in range(2)]
    roman_mentor = f"{dice.choice(GIVEN['여'])[1]} {dice.choice(SURNAMES)[1]}"
    return Identity(
        {
            "name": surname + given,
            "english_name": f"{roman_given} {roman_surname}",
            "rrn": make_rrn(dice, born, month, day, gender),
            "birth_date": date_style.format(born, month, day),
            "age": f"만 {THIS_YEAR - born}세",
            "gender": gender,
            "phone": phone,
            "english_phone": f"+82 {phone[1:]}",
            "emergency_phone": _phone(dice),
            "email": f"{handle}{born % 100:02}@{dice.choice(('example.com', 'example.kr'))}",
            "address": f"{city} {district} {road} {number}, {block}동 {unit}호",
            "english_address": f"{block}-{unit}, {number} Garam-ro, {roman_place}",
            "postal_code": f"{dice.randint(1000, 63999):05}",
            "nationality": "대한민국",
            "passport": f"M{_digits(dice, 3)}{dice.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}{_digits(dice, 4)}",
            "driver_license": f"{dice.randint(11, 26)}-{_digits(dice, 2)}-{_digits(dice, 6)}-{_digits(dice, 2)}",
            "bank": bank,
            "account": "-".join(_digits(dice, int(part)) for part in pattern.split("-")),
            "height": f"{dice.randint(156, 185)}cm",
            "weight": f"{dice.randint(48, 82)}kg",
            "marital_status": dice.choice(("미혼", "기혼")),
            "hometown": dice.choice(HOMETOWNS),
            "religion": dice.choice(RELIGIONS),
            "military_number": f"{(born + 21) % 100:02}-{_digits(dice, 8)}",
            "student_id": f"{born + 19}{_digits(dice, 5)}",
            "employee_id": f"{dice.choice(('GN', 'HR', 'E'))}{_digits(dice, 6)}",
            "certificate": f"{born % 100 + 22:02}{_digits(dice, 8)}{dice.choice('ABCDHKLPR')}",
            "certificate2": f"{_digits(dice, 2)}-{_digits(dice, 6)}",
            "github": f"https://github.com/{handle}-example",
            "blog": f"https://{handle}.example.com",
            "sns": f"{handle}_{_digits(dice, 2)}",
            "mentor": colleagues[0],
            "colleague": colleagues[1],
            "english_mentor": roman_mentor,
            **{f"family{index}": row for index, row in enumerate(family, 1)},
        }
    )


def make_rrn(dice: Random, year: int, month: int, day: int, gender: str) -> str:
    """Return a resident registration number with a valid check digit that nobody holds.

    Its second last digit, the order of births on one day in one office, is 9.
    """
    century = (1 if gender == "남" else 2) + (2 if year >= 2000 else 0)  # noqa: PLR2004
    body = f"{year % 100:02}{month:02}{day:02}{century}{dice.randint(0, 95):02}{_digits(dice, 2)}9"
    check = (11 - sum(int(digit) * weight for digit, weight in zip(body, RRN_WEIGHTS, strict=True)) % 11) % 10
    return f"{body[:6]}-{body[6:]}{check}"


def _family(dice: Random, surname: str, born: int) -> list[str]:
    """Return three rows: relation, name, age and occupation, separated by tabs."""
    mother = dice.choice(SURNAMES)[0] + dice.choice(GIVEN["여"])[0]
    relatives = (
        ("부", surname + dice.choice(GIVEN["남"])[0], born - dice.randint(27, 33)),
        ("모", mother, born - dice.randint(24, 29)),
        ("제", surname + dice.choice(GIVEN["남"])[0], born + dice.randint(2, 6)),
    )
    return [f"{who}\t{name}\t{THIS_YEAR - year}세\t{dice.choice(FAMILY_JOBS)}" for who, name, year in relatives]


def _colleague(dice: Random, taken: set[str]) -> str:
    while (name := dice.choice(SURNAMES)[0] + dice.choice(GIVEN[dice.choice("남여")])[0]) in taken:
        pass
    taken.add(name)
    return name


def _phone(dice: Random) -> str:
    return f"010-1{_digits(dice, 3)}-{_digits(dice, 4)}"


def _digits(dice: Random, count: int) -> str:
    return "".join(dice.choice("0123456789") for _ in range(count))
