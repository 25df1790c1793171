"""Several processes mask as one does; a dead one costs one document."""

import io
import json
from collections.abc import Iterator

import pytest

from service import files
from service.errors import DetectorUnavailable, InvalidText
from service.privacy.masking import MaskedDocument
from service.privacy.pool import Answer, MaskingPool, is_lost, mask_many
from service.text import RawText
from tests.unit.privacy.pool_maskers import open_mortal, open_nothing


@pytest.fixture(scope="module")
def pool() -> Iterator[MaskingPool]:
    with MaskingPool(open_mortal, 2) as opened:
        yield opened


def _texts(count: int) -> list[RawText]:
    return [RawText(f"{index}번 지원자, 연락처 010-1234-{index:04}") for index in range(count)]


def _masked(answers: list[Answer]) -> list[str]:
    return [answer.text.value if isinstance(answer, MaskedDocument) else answer.code for answer in answers]


def _redactions(answers: list[Answer]) -> list[list[tuple[str, int, int, str]]]:
    documents = [answer for answer in answers if isinstance(answer, MaskedDocument)]
    return [[(r.entity_type, r.start, r.end, r.placeholder) for r in document.redactions] for document in documents]


def test_processes_answer_what_one_answers_in_the_same_order(pool: MaskingPool) -> None:
    texts = [*_texts(25), RawText("\0"), RawText(""), RawText("kim@example.com " * 20_000), *_texts(3)]
    single, several = list(mask_many(open_mortal(), texts)), list(pool.mask_many(texts))
    assert _masked(several) == _masked(single)
    assert _redactions(several) == _redactions(single)
    assert isinstance(several[25], InvalidText)


def test_a_dead_process_costs_one_document(pool: MaskingPool) -> None:
    texts = _texts(9)
    texts[4] = RawText("KILL 010-1234-5678")
    answers = list(pool.mask_many(texts))
    assert [index for index, answer in enumerate(answers) if not isinstance(answer, MaskedDocument)] == [4]
    assert is_lost(answers[4])
    assert "5678" not in repr(answers[4])
    assert len(list(pool.mask_many(_texts(4)))) == 4


def test_an_unforeseen_error_costs_one_document_and_quotes_nothing(
    pool: MaskingPool, capfd: pytest.CaptureFixture[str]
) -> None:
    answers = list(pool.mask_many([RawText("RAISE 010-1234-5678"), *_texts(2)]))
    assert isinstance(answers[0], DetectorUnavailable)
    assert all(isinstance(answer, MaskedDocument) for answer in answers[1:])
    assert "5678" not in f"{answers[0]} {answers[0].ids} {capfd.readouterr()}"


def test_a_long_stream_is_read_only_as_far_as_processes_are_free(pool: MaskingPool) -> None:
    read = 0

    def stream() -> Iterator[RawText]:
        nonlocal read
        for text in _texts(200):
            read += 1
            yield text

    for taken, _ in enumerate(pool.mask_many(stream()), start=1):
        assert read <= taken + 2


def test_a_masker_that_can_not_be_opened_refuses_every_document() -> None:
    with MaskingPool(open_nothing, 1) as broken:
        answers = list(broken.mask_many(_texts(2)))
    assert [type(answer) for answer in answers] == [DetectorUnavailable, DetectorUnavailable]


def test_leaving_the_pool_ends_its_processes() -> None:
    with MaskingPool(open_mortal, 2) as opened:
        processes = [child.process for child in opened._children]
        assert all(process.is_alive() for process in processes)
    assert not any(process.is_alive() for process in processes)


def test_lines_of_a_dead_process_say_so_and_the_run_goes_on(pool: MaskingPool) -> None:
    texts = ["전화 010-1234-5678", "KILL", "전화 010-1234-5679"]
    source = io.BytesIO("\n".join(json.dumps({"id": str(i), "text": t}) for i, t in enumerate(texts)).encode())
    lines = []
    with pytest.raises(DetectorUnavailable):  # noqa: PT012 - it is raised after the last line
        for line in files.mask_lines(pool, source):
            lines.append(json.loads(line))  # noqa: PERF401 - what came before the error counts
    assert [line["id"] for line in lines] == ["0", "1", "2"]
    assert lines[1] == {"id": "1", "error": "detector_unavailable"}
    assert "PHONE_NUMBER_1" in lines[2]["text"]
