"""Query expansion: which other names a query's terms get, at which weight, and that the table is up to date."""

import pytest

from service.pipeline.concepts import SHIPPED, Concepts, shipped_concepts
from service.pipeline.lexemes import query_lexemes
from service.pipeline.ranking import Fusion
from training.query_expansion import fingerprint

TABLE = Concepts.read(
    "# made from\n"
    "카프카|kafka|apache kafka\t1\n"
    "메시지 큐|mq\t\n"
    "메시지|message\t\n"
    "큐|queue\t\n"
    "트래픽 급증|traffic spike|접속 폭증 대응\t\n"
)


def expand(*lexemes: str, limit: int | None = None) -> dict[str, float]:
    return TABLE.expand(lexemes, synonym=0.5, related=0.1, limit=limit)


def test_a_term_brings_its_other_names_and_at_less_weight_the_related_ones() -> None:
    assert expand("kafka") == {"카프카": 0.5, "apache": 0.25, "메시지": 0.05, "큐": 0.05, "mq": 0.1}


def test_a_longer_term_hides_those_that_it_contains() -> None:
    assert expand("메시지", "큐") == {"mq": 0.5}
    assert expand("메시지") == {"message": 0.5}


def test_a_term_that_is_held_in_part_brings_nothing() -> None:
    assert expand("트래픽") == {}


def test_a_longer_name_shares_its_weight_among_its_lexemes() -> None:
    found = expand("트래픽", "급증")
    assert found["spike"] == 0.5
    assert found["대응"] == pytest.approx(1 / 3)


def test_lexemes_of_the_query_are_never_added() -> None:
    assert "카프카" not in expand("kafka", "카프카")


def test_the_heaviest_lexemes_are_kept() -> None:
    assert expand("kafka", limit=2) == {"카프카": 0.5, "apache": 0.25}


def test_the_order_of_the_lexemes_makes_no_difference() -> None:
    assert expand("kafka", "메시지") == expand("메시지", "kafka")


def test_what_expands_a_query_has_weights_of_its_own() -> None:
    lexemes = ["kafka", "~나요"]
    fusion = Fusion(synonym_weight=0.4, related_weight=0.0)
    assert set(fusion.expand(lexemes, TABLE)) == {"카프카", "apache"}
    assert set(fusion.weigh(lexemes)) == set(lexemes)


def test_expansion_can_be_left_out() -> None:
    assert Fusion(synonym_weight=0.0).expand(["kafka"], TABLE) == {}


def test_the_shipped_table_crosses_languages() -> None:
    assert "kafka" in Fusion().expand(query_lexemes("카프카를 써 본 경험이 있나요?"))
    assert "카프카" in Fusion().expand(query_lexemes("Have you used Kafka?"))


def test_words_that_only_ask_are_no_terms() -> None:
    # OR is an operating room, IT a trade.
    assert shipped_concepts().expand({"or", "it", "경험", "which"}, synonym=1, related=1) == {}


def test_the_shipped_table_is_made_from_the_concepts_as_they_are() -> None:
    made_from = SHIPPED.read_text("utf-8").partition("\n")[0]
    assert made_from == f"# {fingerprint()}", "run python -m training.query_expansion"
