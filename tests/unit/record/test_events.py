"""Events take ids, counts, codes and versions; nothing that a person wrote has a place in them."""

import inspect
import json
import re
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from uuid import uuid4

import pytest

from service.errors import InvalidResumeId, PersonalResumeId
from service.privacy import audit
from service.privacy.events import DETAIL_FIELDS, Actor, Event

ACTOR = Actor("staff-7", "203.0.113.9", "abcdefghijkl")
NUMBERS = ["010-1234-5678", "900101-1234568"]
TEXTS = ["홍길동", "kim@example.com", "hong gil dong", *NUMBERS, "", "a\nb", "ａｂｃ", "x" * 200]


def detail(**fields):
    return Event.of(ACTOR, "document.mask", **fields).detail


def test_an_event_says_who_when_from_where_whose_data_and_what():
    event = Event.of(ACTOR, "resume.search", resume_id="r-1", hits=3)
    assert event.as_dict() == {
        "event_id": str(event.event_id),
        "occurred_at": f"{event.occurred_at.replace(tzinfo=None).isoformat(timespec='microseconds')}Z",
        "actor": "staff-7",
        "origin": "203.0.113.9",
        "resume_id": "r-1",
        "action": "resume.search",
        "outcome": "ok",
        "detail": {"hits": 3, "key_id": "abcdefghijkl"},
    }
    assert event.event_id.version == 7
    assert event.occurred_at.tzinfo is UTC
    assert json.loads(event.canonical()) == event.as_dict()


def test_ids_times_sets_and_tuples_become_plain_json():
    document, at = uuid4(), datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=9)))
    made = detail(document_id=document, expires_at=at, roles={"search", "audit"}, notices=("rrn_received",), code=None)
    assert made == {
        "document_id": str(document),
        "expires_at": "2026-01-01T00:00:00.000000Z",
        "roles": ["audit", "search"],
        "notices": ["rrn_received"],
        "key_id": "abcdefghijkl",
    }


@pytest.mark.parametrize("version", ["default@0123456789ab", "ko-rules-1", "nlpai-lab/KURE-v1", "ko-static"])
def test_versions_and_models_have_a_place(version):
    assert detail(policy_version=version, model_id=version)["model_id"] == version


@pytest.mark.parametrize("name", ["text", "query", "file_name", "name", "error", "message", "Counts"])
def test_a_field_that_is_not_listed_is_refused(name):
    with pytest.raises(ValueError, match=name):
        detail(**{name: 1})


@pytest.mark.parametrize("name", sorted(DETAIL_FIELDS))
def test_no_field_takes_text_and_the_refusal_does_not_repeat_it(name):
    # An opaque id may be digits; whoever makes ids refuses those that are personal data.
    opaque = name in {"key_id", "target_key_id", "target_subject", "request_id"}
    for text in TEXTS:
        if opaque and text in NUMBERS:
            continue
        for value in (text, [text], {text: 1}, {"PERSON": text}, [[text]]):
            with pytest.raises(ValueError, match=f"in the field {name}$"):
                Event.of(Actor("staff-7", "cli"), "document.mask", **{name: value})


@pytest.mark.parametrize(
    "fields",
    [
        {"hits": 1.0},
        {"hits": True},
        {"hits": -1},
        {"hits": 2**53},
        {"hits": "3"},
        {"explain": 1},
        {"counts": {"PERSON": 0.5}},
        {"counts": [1]},
        {"counts": {f"T{number}": 1 for number in range(65)}},
        {"roles": "admin"},
        {"roles": ["a"] * 65},
        {"commitment": "A" * 64},
        {"document_id": "7"},
        {"model_id": "kim@example.com"},
        {"model_id": "010-1234-5678"},
        {"mode": "hybrid\n"},
    ],
)
def test_a_value_of_another_shape_is_refused(fields):
    with pytest.raises(ValueError, match="the log takes no such value"):
        detail(**fields)


@pytest.mark.parametrize(("action", "outcome"), [("Read", "ok"), ("", "ok"), ("a b", "ok"), ("read", "maybe")])
def test_an_action_or_outcome_that_is_no_code_is_refused(action, outcome):
    with pytest.raises(ValueError, match="known code"):
        Event.of(ACTOR, action, outcome=outcome)


@pytest.mark.parametrize("resume_id", ["", "x' OR '1'='1", "홍길동", "a" * 129, "１", "a\n"])
def test_a_resume_id_that_is_none_is_refused(resume_id):
    with pytest.raises(InvalidResumeId):
        Event.of(ACTOR, "resume.read", resume_id=resume_id)


@pytest.mark.parametrize("resume_id", NUMBERS)
def test_an_id_that_is_a_number_of_a_person_stays_out_of_the_log(resume_id):
    with pytest.raises(PersonalResumeId) as caught:
        Event.of(ACTOR, "resume.search", resume_id=resume_id)
    assert resume_id not in str(caught.value)


@pytest.mark.parametrize("subject", [*TEXTS[:3], "", "-a", "a" * 129, "a\n"])
def test_an_actor_with_a_name_is_refused(subject):
    with pytest.raises(ValueError, match="opaque"):
        Actor(subject, "cli")


@pytest.mark.parametrize("origin", ["::1", "2001:db8::7", "fe80::1%eth0", "203.0.113.9", "cli", "worker"])
def test_an_origin_is_an_address_or_a_part_of_veil(origin):
    assert Actor("a", origin).origin == origin


@pytest.mark.parametrize("origin", ["", "my laptop", "서울", "a" * 65, "\n"])
def test_an_origin_that_is_neither_is_refused(origin):
    with pytest.raises(ValueError, match="origin"):
        Actor("a", origin)


def test_an_event_does_not_change():
    event = Event.of(ACTOR, "resume.read", hits=1)
    with pytest.raises(FrozenInstanceError):
        event.actor = "b"
    with pytest.raises(TypeError):
        event.detail["hits"] = 2


GUIDE = (Path(__file__).parents[3] / "docs" / "audit.md").read_text("utf-8")


def test_the_guide_lists_every_field_and_no_other():
    section = GUIDE.partition("| shape | fields |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z_]+)`", section)) == set(DETAIL_FIELDS)


def test_the_guide_explains_every_problem():
    section = GUIDE.partition("| problem | means |")[2].partition("\n\n")[0]
    named = set(re.findall(r'"((?:event|seal|chain)_[a-z_]+)[" ]', inspect.getsource(audit)))
    assert set(re.findall(r"`([a-z_]+)`", section)) == named - {"event_id"}
