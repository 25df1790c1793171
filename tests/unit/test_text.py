"""Raw and masked text never show what they hold, and are never taken for each other."""

import copy
import json
import logging
import pickle
import traceback

import orjson
import pytest

from service.text import MaskedText, RawText

SECRET = "홍길동 900101-1234568"
KINDS = [RawText, MaskedText]


def raise_about(value):
    raise ValueError(value)


def shown(value):
    """Every way in which a value gets into a message by accident."""
    try:
        raise_about(value)
    except ValueError as error:
        trace = "".join(traceback.TracebackException.from_exception(error, capture_locals=True).format())
    record = logging.LogRecord("name", logging.INFO, "path", 1, "%s %r", (value, value), None)
    return "\n".join([repr(value), str(value), f"{value}", f"{value!r:>40}", format(value), record.getMessage(), trace])


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_shows_its_length_only(kind):
    assert SECRET not in shown(kind(SECRET))
    assert "홍길동" not in shown([kind(SECRET), {"key": kind(SECRET)}])
    assert f"{kind.__name__}(18 characters)" in shown(kind(SECRET))


def test_what_looks_for_the_secret_finds_it_in_a_plain_string():
    assert shown(SECRET).count(SECRET) >= 8


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy, json.dumps, orjson.dumps])
def test_a_text_leaves_the_process_by_no_serialiser(kind, leave):
    with pytest.raises(TypeError) as caught:
        leave(kind(SECRET))
    assert SECRET not in str(caught.value)
    assert leave(SECRET), "the serialiser refuses everything, so this test shows nothing"


def test_raw_and_masked_text_are_never_equal():
    assert RawText("a") == RawText("a")
    assert RawText("a") != MaskedText("a")
    assert RawText("a") != "a"
    assert len({RawText("a"), MaskedText("a"), RawText("a")}) == 2


def test_raw_text_is_revealed_by_one_name_only():
    assert RawText(SECRET).reveal() == SECRET
    assert not hasattr(RawText(SECRET), "value")
    assert MaskedText("<PERSON_1>").value == "<PERSON_1>"
    assert not hasattr(MaskedText("<PERSON_1>"), "reveal")


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_takes_no_further_attributes_and_hides_from_vars(kind):
    with pytest.raises(AttributeError):
        kind(SECRET).note = SECRET
    with pytest.raises(TypeError):
        vars(kind(SECRET))


@pytest.mark.parametrize("kind", KINDS)
def test_a_text_has_length_and_truth_and_strips_to_its_own_kind(kind):
    assert len(kind("  a ")) == 4
    assert kind("a")
    assert not kind("")
    assert kind("  a ").strip() == kind("a")


def test_length_counts_code_points():
    assert repr(RawText("각👩‍💻")) == "RawText(4 characters)"
