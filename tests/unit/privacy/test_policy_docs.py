"""The guide's tables of policies and operators say what the code does."""

import re
from pathlib import Path

import pytest

from service.privacy.policy import OPERATORS, Rule, load_policy, shipped_policies

_GUIDE = (Path(__file__).parents[3] / "docs" / "privacy.md").read_text(encoding="utf-8")


def _rows(table: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines() if line.startswith("|")
    ]


def _row(entity_type: str, rules: list[Rule]) -> list[str]:
    told = [f"{rule.operator} {rule.minimum_score:g}" for rule in rules]
    return [f"`{entity_type}`", rules[0].legal_class, *told]


def test_the_table_of_policies_is_that_of_the_files() -> None:
    heading, _, *rows = _rows(_GUIDE.partition("### The shipped policies")[2].partition("###")[0])
    names = [cell.strip("`") for cell in heading[2:]]
    assert sorted(names) == shipped_policies()
    policies = [load_policy(name).rules for name in names]
    expected = [_row(entity_type, [rules[entity_type] for rules in policies]) for entity_type in policies[0]]
    assert sorted(rows) == sorted(expected)


def test_the_table_of_operators_names_them_all() -> None:
    _, _, *rows = _rows(_GUIDE.partition("### Operators")[2].partition("###")[0])
    assert {row[0].strip("`") for row in rows} == OPERATORS.keys()


@pytest.mark.parametrize("operator", ["mask", "coarsen"])
def test_an_operator_of_some_types_names_them_in_the_guide(operator: str) -> None:
    row = re.search(rf"^\| `{operator}` \|.*$", _GUIDE, re.MULTILINE)
    assert row is not None
    assert all(f"`{entity_type}`" in row[0] for entity_type in OPERATORS[operator])


def test_the_guide_says_what_each_policy_is_for() -> None:
    assert all(f"`{name}`" in _GUIDE and load_policy(name).description for name in shipped_policies())
