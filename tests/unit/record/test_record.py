"""Canonical JSON, commitments and ids: what the record's proofs rest on."""

import json
import math
import uuid
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.privacy.record import canonical_json, chain_hash, commitment, leaf_hash, new_salt, to_microseconds, uuid7

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=20,
)


@dataclass(frozen=True)
class Row:
    entity_type: str = "PERSON"
    legal_class: str = "personal"
    operator: str = "number"
    placeholder: str = "<PERSON_1>"
    start: int = 3
    end: int = 6
    masked_start: int = 3
    masked_end: int = 13
    recognizer: str = "names"
    score: float = 0.85
    value_hmac: bytes = bytes(range(32))


def test_canonical_json_sorts_keys_as_the_example_of_rfc_8785_does():
    keys = ["€", "\r", "\ufb33", "1", "😀", "\u0080", "ö"]
    ordered = list(json.loads(canonical_json(dict.fromkeys(keys, 0))))
    assert ordered == ["\r", "1", "\u0080", "ö", "€", "😀", "\ufb33"]
    assert ordered != sorted(keys), "code-point order would do as well, so this test shows nothing"


def test_canonical_json_escapes_strings_as_rfc_8785_does():
    assert canonical_json('€$\x0f\nA\'B"\\\\"/').decode() == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'
    short = {8: "b", 9: "t", 10: "n", 12: "f", 13: "r"}
    for code in range(32):
        assert canonical_json(chr(code)).decode() == f'"\\{short.get(code, f"u{code:04x}")}"'
    assert canonical_json("\x7f\u2028").decode() == '"\x7f\u2028"'


@given(JSON)
def test_canonical_json_is_json_and_one_form_per_value(value):
    text = canonical_json(value)
    assert json.loads(text) == value
    assert canonical_json(json.loads(text)) == text


@pytest.mark.parametrize("value", [1.0, math.nan, {"a": [0.5]}, b"bytes", {1: 2}, object(), {"가": 1.5}, {1, 2}])
def test_what_has_no_canonical_form_is_refused(value):
    with pytest.raises(TypeError):
        canonical_json(value)


@pytest.mark.parametrize("value", [2**53, -(2**53), [2**70]])
def test_integers_that_some_json_readers_round_are_refused(value):
    with pytest.raises(ValueError, match="2\\*\\*53"):
        canonical_json(value)
    assert canonical_json(2**53 - 1) == b"9007199254740991"


def test_a_lone_surrogate_is_refused():
    with pytest.raises(TypeError):
        canonical_json("\ud800")


def test_a_leaf_is_never_a_link():
    previous, leaf = bytes(32), leaf_hash(b"{}")
    assert chain_hash(previous, leaf) != leaf_hash(previous + leaf)


def test_a_commitment_opens_with_its_rows_and_salt_only():
    salt, rows = new_salt(), [Row(), Row(start=20, end=30)]
    made = commitment(salt, rows)
    assert made == commitment(salt, list(rows))
    assert len(made) == 64
    assert made != commitment(new_salt(), rows)
    assert made != commitment(salt, rows[::-1])
    assert made != commitment(salt, rows[:1])
    assert commitment(salt, []) != commitment(new_salt(), [])


@pytest.mark.parametrize(
    "change",
    [
        {"entity_type": "ADDRESS"},
        {"legal_class": "other"},
        {"operator": "hide"},
        {"placeholder": "<PERSON_2>"},
        {"start": 2},
        {"end": 7},
        {"masked_start": 4},
        {"masked_end": 14},
        {"recognizer": "labels"},
        {"score": 0.8501},
        {"value_hmac": bytes(32)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_commitment_covers_every_field(change):
    salt = new_salt()
    assert commitment(salt, [replace(Row(), **change)]) != commitment(salt, [Row()])


def test_a_score_from_a_four_byte_float_commits_to_the_same():
    salt = new_salt()
    assert commitment(salt, [Row(score=0.8500000238418579)]) == commitment(salt, [Row(score=0.85)])


@pytest.mark.parametrize("salt", [b"", bytes(31), bytes(33)])
def test_a_commitment_that_could_be_guessed_is_refused(salt):
    with pytest.raises(ValueError, match="32 bytes"):
        commitment(salt, [Row()])


def test_ids_are_version_7_and_unique():
    ids = [uuid7() for _ in range(10_000)]
    assert {(made.version, made.variant) for made in ids} == {(7, uuid.RFC_4122)}
    assert len(set(ids)) == len(ids)


def test_ids_sort_by_microsecond_and_by_instant_whatever_the_time_zone():
    start = datetime(2026, 7, 1, tzinfo=UTC)
    times = [start + timedelta(microseconds=step) for step in range(2_500)]
    ids = [uuid7(at) for at in times]
    assert ids == sorted(ids)
    seoul = times[7].astimezone(timezone(timedelta(hours=9)))
    assert uuid7(seoul).hex[:16] == ids[7].hex[:16]


def test_microseconds_are_exact_where_a_float_is_not():
    at = datetime(2255, 6, 5, 23, 47, 34, 740993, tzinfo=UTC)
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=to_microseconds(at)) == at
    with pytest.raises(ValueError, match="time zone"):
        to_microseconds(at.replace(tzinfo=None))
