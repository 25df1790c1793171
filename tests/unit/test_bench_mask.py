"""The masking benchmark runs every peer on the same texts, in processes of their own."""

import pytest

from service.bench import mask
from service.bench.children import Round, open_child
from service.bench.mask import MaskBench, Result
from service.bench.texts import resume_texts

_CEILING_MB = 900


@pytest.fixture(scope="module")
def measured() -> MaskBench:
    return mask.run(documents=4, rounds=1)


def test_every_peer_is_measured_and_veil_is_compared_with_each_other_one(measured: MaskBench) -> None:
    assert set(measured.results) == {"presidio", "presidio_on_kiwi", "veil"}
    assert set(measured.ratios) == {"veil/presidio", "veil/presidio_on_kiwi"}
    assert all(result.chars_per_s > 0 and result.found > 0 for result in measured.results.values())


def test_both_presidios_find_the_same(measured: MaskBench) -> None:
    assert measured.results["presidio"].found == measured.results["presidio_on_kiwi"].found


def test_veil_finds_more_and_stays_under_its_ceiling(measured: MaskBench) -> None:
    assert measured.results["veil"].found > 2 * measured.results["presidio"].found
    assert measured.results["veil"].peak_mb < _CEILING_MB


def test_ratios_come_first_in_both_outputs(measured: MaskBench) -> None:
    assert next(iter(measured.as_dict())) == "ratios"
    assert measured.table().startswith("veil/presidio")


def test_a_result_is_the_median_of_processor_time() -> None:
    rounds = [Round(1.0, 9.0, 5), Round(2.0, 4.0, 5), Round(4.0, 2.0, 5)]
    result = Result.of(rounds, 1000, 100.0)
    assert (result.chars_per_s, result.wall_chars_per_s, result.spread) == (500.0, 250.0, 4.0)


def test_texts_repeat_with_other_values() -> None:
    texts = resume_texts(44)
    assert len(set(texts)) == len(texts)
    assert texts == resume_texts(44)
    assert 1_000 < sum(map(len, texts)) / len(texts) < 3_000


def test_a_peer_that_dies_is_an_error_not_a_result() -> None:
    with pytest.raises(EOFError), open_child("nobody", ["text"], None):
        pytest.fail("there is no such peer")
