"""One person has one number, however the name is written; two people never share one."""

import pytest

from service.privacy.masking import Masker
from service.privacy.propagation import same_people
from service.text import RawText


def test_a_given_name_and_a_spelt_name_have_the_number_of_the_full_name(masker: Masker) -> None:
    masked = masker.mask(RawText("성명: 김민수 (Minsu Kim)\n김민수 과장은 성실합니다. 민수 님이 맡았습니다."))
    assert (
        masked.text.value == "성명: <PERSON_1> (<PERSON_1>)\n<PERSON_1> 과장은 성실합니다. <PERSON_1> 님이 맡았습니다."
    )


def test_a_given_name_that_two_people_have_keeps_a_number_of_its_own(masker: Masker) -> None:
    masked = masker.mask(RawText("성명: 김민수\n성명: 이민수\n민수 님께 드립니다."))
    assert masked.text.value == "성명: <PERSON_1>\n성명: <PERSON_2>\n<PERSON_3> 님께 드립니다."


@pytest.mark.parametrize(
    "others", [["이서준"], ["서준"], ["Minsu Lee"], ["Minsu"], ["김민서"], ["Kim"], ["이민수", "민수"], ["김 부장"]]
)
def test_other_people_are_nobody_elses_writing(others: list[str]) -> None:
    assert same_people(["김민수", *others]) == {}


def test_both_orders_and_scripts_of_a_name_are_one_person() -> None:
    spelt = ["Minsu Kim", "KIM MINSU", "Kim Min-su", "민수"]
    assert same_people(["김민수", *spelt]) == dict.fromkeys(spelt, "김민수")
