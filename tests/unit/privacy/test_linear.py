"""The weights' file: the same bytes from the same examples, and a damaged one is refused."""

from pathlib import Path

import pytest

from service.errors import DetectorUnavailable
from service.privacy.recognizers import linear
from service.privacy.recognizers.linear import LinearModel, parse
from training.names.learn import Weights, is_current, train, write

EXAMPLES = [
    ([f"syllable={'가나다라마'[n % 5]}", "title" if n % 3 else "none"], n % 3 > 0 or n % 5 == 0) for n in range(300)
]
DIGEST = b"a52e8ee9206a8d893b229c0972a39aabb2990bc97be3b27d8eddedf298d47c3a"


def test_the_same_examples_give_the_same_bytes() -> None:
    first, second = (train(EXAMPLES, epochs=3, seed=1).to_bytes() for _ in range(2))
    assert first == second
    assert train(EXAMPLES[:200], epochs=3, seed=1).to_bytes() != first


def test_these_bytes_are_the_same_on_every_machine() -> None:
    """Their digest was taken once; another processor or Python must come to the same."""
    assert DIGEST in train(EXAMPLES, epochs=3, seed=1).to_bytes()


def test_what_is_learnt_tells_the_classes_apart() -> None:
    model = parse(train(EXAMPLES, epochs=20, seed=1).to_bytes())
    assert model.score(["title", "syllable=나"]) > 0 > model.score(["none", "syllable=나"])
    assert model.probability(["title"]) > 0.5


def test_rare_features_are_left_out() -> None:
    rare = [*EXAMPLES, (["seen=once"], True)]
    assert "seen=once" not in train(rare, epochs=2, seed=1).features
    assert "seen=once" in train(rare, epochs=2, seed=1, minimum_count=1).features


def test_a_feature_with_white_space_is_refused() -> None:
    with pytest.raises(ValueError, match="white space"):
        train([(["two words"], True)], epochs=1, seed=1)


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content.replace(b"64 title", b"65 title"),
        lambda content: content[:-3],
        lambda content: content.replace(b'"format": 1', b'"format": 2'),
        lambda content: b"",
        lambda content: b"[]\n" + content,
    ],
)
def test_a_damaged_file_is_refused(damage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "weights").mkdir()
    monkeypatch.setattr(linear, "files", lambda _: tmp_path)
    sound = Weights({"title": 64, "suffix=시": -32}, bias=-16)
    write(tmp_path / "weights" / "sound.txt", sound)
    assert LinearModel.load("sound").score(["title"]) == 1.5
    assert is_current(tmp_path / "weights" / "sound.txt", sound)
    (tmp_path / "weights" / "broken.txt").write_bytes(damage(sound.to_bytes()))
    with pytest.raises(DetectorUnavailable):
        LinearModel.load("broken")
    linear._load.cache_clear()


def test_a_missing_file_is_refused() -> None:
    with pytest.raises(DetectorUnavailable):
        LinearModel.load("never-trained")
