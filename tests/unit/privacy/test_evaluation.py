"""The measurements say what masking did: no more, no less."""

import io
import json
from collections.abc import Sequence

import pytest

from service.errors import DocumentTooLarge, InvalidRequest, Quarantined, VeilError
from service.files import evaluate_masking
from service.privacy import evaluation
from service.privacy.detector import PatternDetector
from service.privacy.evaluation import Evaluation, Labelled, Located, Span, judge, read_labelled, table
from service.privacy.masking import Masker
from service.privacy.policy import load_policy

TEXT = "성명 홍길동은 010-1234-5678로 연락"
PERSON, PHONE = Span("PERSON", 3, 6), Span("PHONE_NUMBER", 8, 21)
GOLD = Labelled(TEXT, (PERSON, PHONE))


def evaluate(document: Labelled, redactions: Sequence[Located]) -> dict[str, object]:
    result = Evaluation()
    result.add(document, lambda _: redactions)
    overall = result.as_dict()["overall"]
    assert isinstance(overall, dict)
    return overall


def test_a_perfect_detector_scores_one_and_leaks_nothing() -> None:
    overall = evaluate(GOLD, (PERSON, PHONE))
    rates = {name: value for name, value in overall.items() if isinstance(value, float)}
    assert rates.pop("leak_rate") == 0
    assert set(rates.values()) == {1.0}
    assert len(rates) == 8


def test_a_detector_that_finds_nothing_scores_zero_and_leaks_all() -> None:
    overall = evaluate(GOLD, ())
    assert (overall["covered_recall"], overall["typed_recall"], overall["f1"], overall["f2"]) == (0, 0, 0, 0)
    assert (overall["leak_rate"], overall["precision"]) == (1, None)


@pytest.mark.parametrize("shift", [-1, 1])
def test_spans_that_are_off_by_one_are_seen(shift: int) -> None:
    overall = evaluate(GOLD, [Span(s.entity_type, s.start + shift, s.end + shift) for s in (PERSON, PHONE)])
    assert overall["covered_recall"] == 0
    assert overall["leak_rate"] == 2 / 16


@pytest.mark.parametrize(
    ("name", "redactions", "expected"),
    [
        ("another type covers, but not by type", [Span("ADDRESS", 3, 6)], (1, 0, 0, 1, 0)),
        ("several redactions cover together", [Span("PERSON", 3, 5), Span("ADDRESS", 5, 6)], (1, 1, 0, 2, 1)),
        ("a part leaks the rest", [Span("PERSON", 3, 5)], (0, 1, 1, 1, 1)),
        ("a masked particle is no error", [Span("PERSON", 3, 7)], (1, 1, 0, 1, 1)),
        ("a neighbour is no overlap", [Span("PERSON", 6, 8)], (0, 0, 3, 0, 0)),
    ],
)
def test_one_name_is_judged(name: str, redactions: list[Span], expected: tuple[int, ...]) -> None:
    tallies = judge(Labelled(TEXT, (PERSON,)), redactions)
    gold = tallies["PERSON"]
    right = sum(tally.right for tally in tallies.values())
    assert (gold.covered, gold.found_by_type, gold.leaked, right, gold.right_by_type) == expected, name


def test_a_particle_counts_where_the_gold_span_holds_it() -> None:
    with_particle = Labelled(TEXT, (Span("PERSON", 3, 7),))
    assert judge(with_particle, [PERSON])["PERSON"].leaked == 1
    assert judge(GOLD, [PERSON])["PERSON"].leaked == 0


def test_white_space_in_a_gold_span_is_no_leak() -> None:
    document = Labelled("서울\n강남구", (Span("ADDRESS", 0, 6),))
    tally = judge(document, [Span("ADDRESS", 0, 2), Span("ADDRESS", 3, 6)])["ADDRESS"]
    assert (tally.covered, tally.leaked, tally.characters) == (1, 0, 5)


@pytest.mark.parametrize("entity_type", ["IGNORE", "TITLE"])
def test_a_redaction_of_what_is_set_aside_is_neither_right_nor_wrong(entity_type: str) -> None:
    document = Labelled(TEXT, (Span(entity_type, 3, 6), PHONE))
    assert evaluate(document, (PERSON, PHONE))["redactions"] == 1
    unmarked = Labelled(TEXT, (PHONE,))
    assert evaluate(unmarked, (PERSON, PHONE))["redactions"] == 2
    assert evaluate(unmarked, (PERSON, PHONE))["precision"] == 0.5


def test_types_outside_the_contract_are_reported_apart() -> None:
    result = Evaluation()
    result.add(Labelled(TEXT, (Span("TITLE", 0, 2), PHONE)), lambda _: (PHONE,))
    found = result.as_dict()
    assert list(found["apart"]) == ["TITLE"]  # type: ignore[call-overload]
    assert found["overall"]["gold"] == 1  # type: ignore[index]
    assert "apart" in table(result)


def test_over_masking_is_measured_on_documents_without_labels_only() -> None:
    result = Evaluation()
    for document in (GOLD, Labelled("Kafka 3.5 를 도입", ())):
        result.add(document, lambda _: (Span("PERSON", 0, 2),))
    result.add_plain("파이썬 과 Redis", lambda _: ())
    assert result.as_dict()["over_masking"] == {
        "unlabelled": {"documents": 1, "tokens": 4, "masked": 1, "rate": 0.25},
        "plain": {"documents": 1, "tokens": 3, "masked": 0, "rate": 0},
    }


def test_a_refused_document_counts_as_one_where_nothing_was_found() -> None:
    def refuse(_: str) -> Sequence[Located]:
        raise Quarantined

    result = Evaluation()
    result.add(GOLD, refuse)
    assert result.refused == 1
    assert result.tallies["PERSON"].leaked == 3


SECRET = "비밀값"


@pytest.mark.parametrize(
    "line",
    [
        SECRET,
        json.dumps([SECRET]),
        json.dumps({"id": "1", "text": SECRET}),
        json.dumps({"id": 1, "text": SECRET, "spans": []}),
        json.dumps({"id": "1", "text": SECRET, "spans": {}}),
        json.dumps({"id": "1", "text": SECRET, "spans": [SECRET]}),
        json.dumps({"id": "1", "text": SECRET, "spans": [{"start": 0, "end": 4, "type": "AGE"}]}),
        json.dumps({"id": "1", "text": SECRET, "spans": [{"start": 2, "end": 2, "type": "AGE"}]}),
        json.dumps({"id": "1", "text": SECRET, "spans": [{"start": True, "end": 2, "type": "AGE"}]}),
        json.dumps({"id": "1", "text": SECRET, "spans": [{"start": 0, "end": 2, "type": SECRET}]}),
    ],
)
def test_a_bad_line_is_refused_by_its_number_and_not_quoted(line: str) -> None:
    good = json.dumps({"id": "0", "text": "ok", "spans": []})
    with pytest.raises(InvalidRequest) as refusal:
        list(read_labelled(io.BytesIO(f"{good}\n\n{line}\n".encode())))
    assert "Line 3" in refusal.value.detail
    assert SECRET not in refusal.value.detail


def test_a_line_that_is_no_utf_8_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="Line 1 "):
        list(read_labelled(io.BytesIO(b'{"id": "\xff"}')))


def test_a_line_has_a_greatest_length(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evaluation, "MAX_LINE_BYTES", 40)
    assert len(list(read_labelled(io.BytesIO(b'{"id": "0", "text": "", "spans": []}')))) == 1
    with pytest.raises(DocumentTooLarge, match="Line 1 "):
        list(read_labelled(io.BytesIO(b'{"id": "0", "text": "longer", "spans": []}')))


def labelled_lines(*documents: Labelled) -> io.BytesIO:
    lines = [
        {"id": "0", "text": d.text, "spans": [{"start": s.start, "end": s.end, "type": s.entity_type} for s in d.spans]}
        for d in documents
    ]
    return io.BytesIO("\n".join(json.dumps(line) for line in lines).encode())


def test_types_that_the_policy_keeps_are_set_aside() -> None:
    document = Labelled("법인등록번호 110111-0000019", (Span("KR_CRN", 7, 21),))
    strictly = evaluate_masking(Masker(PatternDetector(), load_policy("default")), labelled_lines(document))
    leniently = evaluate_masking(Masker(PatternDetector(), load_policy("interview")), labelled_lines(document))
    assert strictly.as_dict()["overall"]["covered_recall"] == 1  # type: ignore[index]
    assert leniently.as_dict()["overall"]["gold"] == 0  # type: ignore[index]


def test_a_file_without_a_labelled_text_is_refused(masker: Masker) -> None:
    with pytest.raises(VeilError, match="no labelled text"):
        evaluate_masking(masker, io.BytesIO(b"\n"))
