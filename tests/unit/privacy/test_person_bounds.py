"""No word is given up that the tokeniser could still make a name."""

from collections.abc import Iterator

import pytest

from service.bench.texts import resume_texts
from service.privacy.recognizers import person_bounds
from service.privacy.recognizers.base import analyse
from service.privacy.recognizers.linear import LinearModel
from service.privacy.recognizers.person import KoreanPersonRecognizer
from service.privacy.recognizers.person_bounds import MorphemeBound
from service.privacy.recognizers.person_candidates import find_candidates, find_families
from service.privacy.recognizers.person_features import Features

_TEXTS = [
    *resume_texts(11),
    "저는 김민수입니다. 이영희 과장이 왔고 박 부장님도 오셨다. 황보라와 선우진, 민수야! 고소장을 냈다.\n한가람",
]


def _missed(bound: MorphemeBound) -> Iterator[str]:
    """Yield the names whose morphemes weigh more than the bound allows."""
    model = LinearModel.load("korean")
    for text in _TEXTS:
        analysis = analyse(text)
        readings = [one for group in find_candidates(analysis) for one in group] + list(find_families(analysis))
        features = Features(analysis, readings)
        for one in readings:
            context = features.around(one)
            if model.weigh(features.complete(context)) > model.weigh(context.plain) + bound.most(*context.key):
                yield one.name


def test_no_morphemes_weigh_more_than_the_bound() -> None:
    assert list(_missed(MorphemeBound.load("korean"))) == []


@pytest.mark.parametrize("family", ["_most_inside", "_first", "_most_of_one"])
def test_a_bound_that_forgets_a_family_of_features_is_noticed(family: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MorphemeBound, family, lambda *_: -200)
    monkeypatch.setattr(MorphemeBound, "_most_of", lambda *_: -200)
    assert list(_missed(MorphemeBound(LinearModel.load("korean"))))


def test_names_are_the_same_as_where_every_word_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    quick = [list(KoreanPersonRecognizer().find(analyse(text))) for text in _TEXTS]
    monkeypatch.setattr(person_bounds.MorphemeBound, "_most", lambda *_: 10_000)
    person_bounds._load.cache_clear()
    assert [list(KoreanPersonRecognizer().find(analyse(text))) for text in _TEXTS] == quick
    person_bounds._load.cache_clear()


def test_most_lines_are_not_read() -> None:
    analysis = analyse(resume_texts(1)[0])
    list(KoreanPersonRecognizer().find(analysis))
    assert len(analysis.morpheme_at._by_line) < 0.4 * len(analysis.morpheme_at._starts)
