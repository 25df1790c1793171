"""Evaluation of search: hand-computed scores, what a labelled folder may hold, and what is refused."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest

from service.errors import InvalidRequest
from service.pipeline.chart import bar_chart, page
from service.pipeline.evaluation import (
    METRICS,
    MODES,
    Answered,
    Evaluation,
    chart,
    ndcg,
    recall,
    reciprocal_rank,
    score,
    table,
)
from service.pipeline.labelled import Question, read_labelled_set
from service.pipeline.ranking import Mode

CORPUS = [{"id": "a", "resume_id": "r-1", "text": "카프카"}, {"id": "b", "resume_id": "r-1", "text": "레디스"}]
QUERIES = [{"id": "q1", "resume_id": "r-1", "text": "메시지 큐", "kind": "p"}]
QRELS = ["q1\ta\t1"]


def write(
    folder: Path,
    corpus: Sequence[object] = CORPUS,
    queries: Sequence[object] = QUERIES,
    qrels: Sequence[str] = QRELS,
) -> Path:
    for name, lines in (("corpus", corpus), ("queries", queries)):
        text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    (folder / "qrels.tsv").write_text("\n".join(qrels) + "\n", encoding="utf-8")
    return folder


def test_ndcg_discounts_graded_gains_by_rank() -> None:
    # DCG = 1/log2(2) + 2/log2(4) = 2; ideal = 2/log2(2) + 1/log2(3).
    assert ndcg(["low", "x", "high"], {"high": 2.0, "low": 1.0}) == pytest.approx(2 / (2 + 1 / math.log2(3)))


def test_ndcg_looks_at_ten_passages_only() -> None:
    ranking = [f"x{place}" for place in range(10)] + ["a"]
    assert ndcg(ranking, {"a": 1.0}) == 0
    assert ndcg(ranking[1:], {"a": 1.0}) == pytest.approx(1 / math.log2(11))


def test_ndcg_is_1_when_more_are_relevant_than_fit() -> None:
    relevant = {f"x{place}": 1.0 for place in range(20)}
    assert ndcg(list(relevant), relevant) == pytest.approx(1)


def test_recall_is_the_share_of_all_relevant_passages() -> None:
    relevant = {"a": 1.0, "b": 1.0, "c": 3.0, "d": 1.0}
    assert [recall(["a", "x", "c", "d"], relevant, depth) for depth in (1, 3, 4)] == [0.25, 0.5, 0.75]


def test_reciprocal_rank_is_that_of_the_first_relevant_passage() -> None:
    assert reciprocal_rank(["x", "y", "a", "b"], {"a": 1.0, "b": 5.0}) == pytest.approx(1 / 3)
    assert reciprocal_rank(["x"] * 10 + ["a"], {"a": 1.0}) == 0


def test_nothing_found_scores_nothing() -> None:
    assert score([], {"a": 1.0}) == dict.fromkeys(METRICS, 0.0)


def answered(kind: str | None, found: Mapping[Mode, Sequence[str]]) -> Answered:
    return Answered(Question("q", "r-1", "text", kind, {"a": 1.0}), found)


def evaluation(*items: Answered) -> Evaluation:
    return Evaluation("hash-1", 2, 1, 0, items)


def test_means_are_by_mode_and_by_kind() -> None:
    first, second = dict.fromkeys(MODES, ("a",)), dict.fromkeys(MODES, ("b", "a"))
    result = evaluation(answered("l", first), answered("p", second)).as_dict()
    assert result["queries"] == 2
    assert result["hybrid"]["mrr@10"] == 0.75  # type: ignore[index]
    assert result["kinds"]["p"]["keyword"]["recall@1"] == 0  # type: ignore[index]
    assert result["kinds"]["l"]["queries"] == 1  # type: ignore[index]


def test_a_set_without_kinds_reports_none() -> None:
    result = evaluation(answered(None, dict.fromkeys(MODES, ("a",))))
    assert "kinds" not in result.as_dict()
    assert len(chart(result, "set")) == 1
    assert "1.000" in table(result)


def test_charts_are_one_well_formed_picture_that_loads_nothing() -> None:
    result = evaluation(answered("<b>", dict.fromkeys(MODES, ("a",))))
    pictures = chart(result, "a & b")
    assert len(pictures) == 2
    for picture in pictures:
        assert ElementTree.fromstring(picture).tag.endswith("svg")
    assert "href" not in page("a & b", pictures)
    assert "<b>" not in page("a & b", pictures)


def test_a_bar_is_as_long_as_its_value() -> None:
    tree = ElementTree.fromstring(bar_chart("t", "s", {"m": {"one": 1.0, "half": 0.5}}))
    bars = [bar for bar in tree.iter("{http://www.w3.org/2000/svg}rect") if len(bar)]
    assert float(bars[0].attrib["width"]) == 2 * float(bars[1].attrib["width"])


def test_a_folder_is_read_with_its_kinds_and_relevances(tmp_path: Path) -> None:
    data = read_labelled_set(write(tmp_path, qrels=["query-id\tcorpus-id\tscore", "q1\ta\t1", "q1\tb\t0"]))
    assert [passage.id for passage in data.scopes["r-1"]] == ["a", "b"]
    assert data.questions == (Question("q1", "r-1", "메시지 큐", "p", {"a": 1.0}),)


def test_lines_without_a_resume_belong_to_one(tmp_path: Path) -> None:
    data = read_labelled_set(write(tmp_path, [{"id": "a", "text": "가"}], [{"id": "q1", "text": "나"}]))
    assert len(data.scopes) == 1
    assert data.questions[0].scope in data.scopes


def test_a_sample_is_seeded_and_no_larger_than_the_set(tmp_path: Path) -> None:
    queries = [{"id": f"q{place}", "resume_id": "r-1", "text": "나"} for place in range(50)]
    data = read_labelled_set(write(tmp_path, queries=queries, qrels=[f"q{place}\ta\t1" for place in range(50)]))
    drawn = [question.id for question in data.sample(10, 1).questions]
    assert len(set(drawn)) == 10
    assert drawn == [question.id for question in data.sample(10, 1).questions]
    assert drawn != [question.id for question in data.sample(10, 2).questions]
    assert data.sample(99, 1) is data


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"corpus": ["{"]}, "corpus.jsonl, line 1 is not a JSON object"),
        ({"corpus": ['{"id": "a"}']}, "corpus.jsonl, line 1 is not a JSON object"),
        ({"corpus": ["[" * 100_000]}, "corpus.jsonl, line 1 is not a JSON object"),
        ({"corpus": []}, "corpus.jsonl is empty"),
        ({"corpus": [*CORPUS, CORPUS[0]]}, "corpus.jsonl, line 3: this id occurs twice"),
        ({"corpus": [{"id": "a", "text": "  "}]}, "line 1: the id or the text is empty"),
        ({"corpus": [{"id": "a", "text": "가\x00"}]}, "can't be stored"),
        ({"corpus": [{"id": "a", "text": "가", "resume_id": 7}]}, '"resume_id" is a string'),
        ({"queries": [{"id": "q1", "text": "나", "resume_id": "r-2"}]}, "no passage belongs to this resume_id"),
        ({"queries": [QUERIES[0], QUERIES[0]]}, "queries.jsonl, line 2: this id occurs twice"),
        ({"queries": [QUERIES[0] | {"text": "가" * 10_001}]}, "a query has at most"),
        ({"qrels": ["q1 a 1"]}, "qrels.tsv, line 1 is not query_id"),
        ({"qrels": ["q1\ta\t1", "q1\tb\tyes"]}, "qrels.tsv, line 2 is not query_id"),
        ({"qrels": ["q1\ta\tnan"]}, "qrels.tsv, line 1 is not query_id"),
        ({"qrels": ["q1\ta\t-1", "q1\tb\t-1"]}, "qrels.tsv, line 1 is not query_id"),
        ({"qrels": ["q9\ta\t1"]}, "there is no such query or passage"),
        ({"qrels": ["q1\tz\t1"]}, "there is no such query or passage"),
        ({"qrels": ["q1\ta\t1", "q1\ta\t1"]}, "qrels.tsv, line 2: this pair occurs twice"),
        ({"qrels": ["q1\ta\t0"]}, "No query has a relevant passage"),
    ],
)
def test_what_is_wrong_is_named_by_file_and_line(
    tmp_path: Path, changed: Mapping[str, Sequence[object]], message: str
) -> None:
    write(tmp_path, **changed)  # type: ignore[arg-type]
    with pytest.raises(InvalidRequest, match=message.replace(".", r"\.")):
        read_labelled_set(tmp_path)


def test_relevance_across_resumes_is_refused(tmp_path: Path) -> None:
    corpus = [*CORPUS, {"id": "c", "resume_id": "r-2", "text": "다른 사람"}]
    with pytest.raises(InvalidRequest, match="different resumes"):
        read_labelled_set(write(tmp_path, corpus, qrels=["q1\tc\t1"]))


@pytest.mark.parametrize("missing", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(tmp_path: Path, missing: str) -> None:
    (write(tmp_path) / missing).unlink()
    with pytest.raises(InvalidRequest, match=f"no {missing}"):
        read_labelled_set(tmp_path)


def test_what_is_no_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRequest, match="folder"):
        read_labelled_set(tmp_path / "nothing")


def test_bytes_that_are_no_utf8_are_refused_without_quoting_them(tmp_path: Path) -> None:
    (write(tmp_path) / "corpus.jsonl").write_bytes(b'{"id": "a", "text": "\xff"}')
    with pytest.raises(InvalidRequest, match=r"line 1 is not UTF-8"):
        read_labelled_set(tmp_path)
