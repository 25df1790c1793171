"""Folding changes how a text is written, and every folded character still knows where it came from."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.privacy.normalise import normalise


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("９００１０１−１２３４５６７", "900101-1234567"),
        ("010\u20111234\u20135678", "010-1234-5678"),
        ("010\u200b-1234\ufeff-5678", "010-1234-5678"),
        ("010\u00a01234\u30005678", "010 1234 5678"),
        ("٠١٠-١٢٣٤-٥٦٧٨", "010-1234-5678"),
        ("010ㅡ1234ー5678", "010-1234-5678"),
        ("\u1100\u1175\u11b7\u1106\u1175\u11ab\u1109\u116e", "김민수"),
        ("ｋｉｍ＠ｅｘａｍｐｌｅ．ｃｏｍ", "kim@example.com"),
    ],
)
def test_other_writings_fold_to_the_plain_one(written: str, folded: str) -> None:
    assert normalise(written).text == folded


def test_a_circled_number_does_not_become_a_digit_of_the_number_behind_it() -> None:
    assert normalise("①010-1234-5678").text.endswith("①010-1234-5678")


def test_the_letter_eu_stays_a_letter_between_letters() -> None:
    assert normalise("ㅡㅡ 그럼").text == "ㅡㅡ 그럼"


@given(st.text(max_size=60))
def test_offsets_map_back_in_order_and_inside_the_input(text: str) -> None:
    folded = normalise(text)
    spans = [folded.to_input(i, i + 1) for i in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[0] <= after[0] for before, after in itertools.pairwise(spans))


@given(st.text(max_size=40), st.sampled_from(["김민수", "010-1234-5678"]), st.text(max_size=40))
def test_a_plain_value_is_found_at_its_own_code_points(before: str, value: str, after: str) -> None:
    text = f"{before}\n{value}\n{after}"
    folded = normalise(text)
    at = folded.text.index(f"\n{value}\n") + 1 if f"\n{value}\n" in folded.text else -1
    if folded.text.count(value) == 1 and at >= 0:
        start, end = folded.to_input(at, at + len(value))
        assert text[start:end] == value


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text).text
    assert normalise(once).text == once
