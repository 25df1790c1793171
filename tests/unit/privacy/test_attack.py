"""The attacker singles out whom the visible facts single out: nobody without facts, fewer where facts are coarser."""

import io
import json
from itertools import islice

import pytest

from service.errors import DocumentTooLarge, InvalidRequest, Quarantined
from service.files import attack_masking
from service.privacy import attack
from service.privacy.attack import Outcome, Person, Register, read_persons, table
from service.privacy.detector import KiwiDetector, PatternDetector
from service.privacy.masking import Masker
from service.privacy.policy import load_policy
from service.text import RawText
from training.privacy.register import TARGET, generate


def person(name: str, text: str, *facts: tuple[str, str]) -> Person:
    return Person(name, text, frozenset(facts))


ANN = person("ann", "가온페이 2021.03 ~ 2024.02", ("employer", "가온페이"), ("dates", "2021-03"), ("dates", "2024-02"))
BEN = person("ben", "가온페이 2021.09 ~ 2024.08", ("employer", "가온페이"), ("dates", "2021-09"), ("dates", "2024-08"))
EVE = person("eve", "누리커머스 2019.03", ("employer", "누리커머스"), ("dates", "2019-03"))


@pytest.fixture(scope="module")
def register_lines() -> list[str]:
    return [json.dumps(line) for line in islice(generate(), 60)]


def as_file(*lines: object) -> io.BytesIO:
    return io.BytesIO("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines).encode())


def test_a_text_without_any_fact_singles_nobody_out() -> None:
    assert attack.attack([ANN, BEN, EVE], "default", lambda _: "<PERSON_1> Kafka 3.6").classes == [3, 3, 3]


def test_texts_with_their_own_facts_single_everybody_out() -> None:
    assert attack.attack([ANN, BEN, EVE], "unmasked", str).classes == [1, 1, 1]


def test_people_with_the_same_facts_are_one_class() -> None:
    twin = person("twin", ANN.text, *ANN.facts)
    assert attack.attack([ANN, twin, EVE], "unmasked", str).classes == [2, 2, 1]


def test_years_alone_tell_less_than_months() -> None:
    years = {ANN.text: "<회사_1> 2021 ~ 2024", BEN.text: "<회사_1> 2021 ~ 2024", EVE.text: "<회사_1> 2019"}
    assert attack.attack([ANN, BEN, EVE], "strict", years.__getitem__).classes == [2, 2, 1]


def test_a_rare_fact_weighs_more_than_a_common_one() -> None:
    common = [person(str(number), "", ("employer", "가온페이"), ("title", "사원")) for number in range(8)]
    rare = person("rare", "소장", ("title", "소장"))
    assert Register([*common, rare]).class_size("rare", frozenset({("employer", "가온페이"), ("title", "소장")})) == 1


def test_who_lacks_facts_that_would_show_fits_less() -> None:
    more = person("more", "", *EVE.facts, ("dates", "2023-03"))
    register = Register([EVE, more, ANN])
    seen = register.visible(EVE.text)
    assert (register.class_size("eve", seen), register.class_size("more", seen)) == (1, 2)


def test_facts_of_a_kind_that_does_not_show_are_not_missed() -> None:
    more = person("more", "", *EVE.facts, ("school", "한빛대학교"))
    assert Register([EVE, more, ANN]).class_size("eve", frozenset({("employer", "누리커머스")})) == 2


def test_a_text_that_reads_like_another_person_does_not_single_out_its_own() -> None:
    mixed = attack.attack([ANN, EVE], "default", lambda text: EVE.text if text == ANN.text else text)
    assert mixed.classes == [2, 1]


def test_a_name_inside_a_longer_one_is_not_visible() -> None:
    bank = person("bank", "", ("employer", "한빛은행"))
    shop = person("shop", "", ("employer", "한빛"))
    assert Register([bank, shop]).visible("한빛은행 근무") == {("employer", "한빛은행")}
    assert Register([bank, shop]).visible("한빛 근무") == {("employer", "한빛")}


@pytest.mark.parametrize("written", ["㈜한빛 소프트", "(주) 한빛소프트", "주식회사 한빛소프트", "한빛\n소프트"])
def test_a_name_is_seen_however_it_is_written(written: str) -> None:
    register = Register([person("a", "", ("employer", attack.fold("한빛소프트"))), EVE])
    assert register.visible(f"경력: {written} 개발팀") == {("employer", "한빛소프트")}


@pytest.mark.parametrize(
    "written", ["2021.03", "2021. 3.", "2021년 3월", "2021-03-15", "２０２１．０３", "Mar 2021", "March, 2021"]
)
def test_a_month_is_seen_however_it_is_written(written: str) -> None:
    assert ("dates", "2021-03") in Register([ANN, EVE]).visible(f"{written} ~ 현재")


def test_amounts_are_no_dates() -> None:
    assert Register([ANN, EVE]).visible("매출 12021.03억, 사번 202103999") == frozenset()


def test_a_refused_document_shows_nothing() -> None:
    def refuse(text: str) -> str:
        raise Quarantined(reason="residual")

    outcome = attack.attack([ANN, EVE], "default", refuse)
    assert (outcome.refused, outcome.classes) == (2, [2, 2])


def test_counts_fall_into_the_reported_classes() -> None:
    outcome = Outcome("default", 300, [1, 1, 2, 4, 5, 6, 300])
    result = outcome.as_dict()
    assert (result["singled_out"], result["within_5"], result["median_class"]) == (2, 5, 4)
    assert result["classes"] == {"1": 2, "2-4": 2, "5+": 3}
    assert "2 (28.6%)" in table([outcome])
    assert "5 (71.4%)" in table([outcome])


def test_every_policy_and_the_text_itself_are_attacked(register_lines: list[str]) -> None:
    masker = Masker(PatternDetector(), load_policy("strict"))
    outcomes = attack_masking(masker, ["default", "interview"], as_file(*register_lines[:5]))
    assert [outcome.policy for outcome in outcomes] == ["unmasked", "default", "interview"]


def test_strict_singles_out_fewer_than_default(detector: KiwiDetector, register_lines: list[str]) -> None:
    persons = read_persons(as_file(*register_lines))
    singled_out = {"unmasked": attack.attack(persons, "unmasked", str).classes.count(1)}
    for name in ("default", "strict"):
        masker = Masker(detector, load_policy(name))
        outcome = attack.attack(persons, name, lambda text, by=masker: by.mask(RawText(text)).text.value)  # type: ignore[misc]
        assert outcome.refused == 0
        singled_out[name] = outcome.classes.count(1)
    assert singled_out["strict"] < singled_out["default"] <= singled_out["unmasked"]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        {"id": "a", "text": "t"},
        {"id": 1, "text": "t", "facts": {}},
        {"id": "a", "text": "t", "facts": []},
        {"id": "a", "text": "t", "facts": {"salary": ["1"]}},
        {"id": "a", "text": "t", "facts": {"employer": [1]}},
        {"id": "a", "text": "t", "facts": {"employer": ["(주)"]}},
        {"id": "a", "text": "t", "facts": {"dates": ["March 2021"]}},
        {"id": "a", "text": "t", "facts": {"dates": ["2021-13"]}},
    ],
)
def test_a_line_without_facts_is_refused_by_number_alone(line: object) -> None:
    good = {"id": "z", "text": "t", "facts": {"employer": ["가온페이"]}}
    with pytest.raises(InvalidRequest, match="Line 2") as refused:
        read_persons(as_file(good, line, good | {"id": "y"}))
    assert "March" not in refused.value.detail


def test_an_id_is_given_once() -> None:
    line = {"id": "a", "text": "t", "facts": {}}
    with pytest.raises(InvalidRequest, match="given before"):
        read_persons(as_file(line, line))


def test_one_person_is_no_register() -> None:
    with pytest.raises(InvalidRequest, match="two persons"):
        read_persons(as_file({"id": "a", "text": "t", "facts": {}}))


def test_an_endless_line_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attack, "MAX_LINE_BYTES", 20)
    with pytest.raises(DocumentTooLarge):
        read_persons(io.BytesIO(b"x" * 30))


def test_the_register_is_what_its_generator_writes() -> None:
    lines = TARGET.read_text("utf-8").splitlines()
    assert [json.loads(line) for line in lines] == list(generate())
    assert len(read_persons(as_file(*lines))) == 300
