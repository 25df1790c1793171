"""Patterns say what their authors meant: a count in the wrong number of braces compiles, and never matches."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.privacy import recognizers

SOURCES = sorted(Path(recognizers.__file__).parent.glob("*.py"))
_DOUBLED = re.compile(r"\{\{[0-9]")


def miscounts(source: str) -> Iterator[int]:
    """Yield the lines where ``{1,2}`` stands in an f-string, or ``{{1,2}}`` in a plain one."""
    tree = ast.parse(source)
    pieces = {id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.Tuple | ast.Constant):
            yield node.lineno
        if isinstance(node, ast.Constant) and id(node) not in pieces and _DOUBLED.search(str(node.value)):
            yield node.lineno


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_counts_have_the_braces_of_their_string(path: Path) -> None:
    assert list(miscounts(path.read_text("utf-8"))) == []


@pytest.mark.parametrize("source", ['a = rf"x{1, 2}"', 'a = rf"x{3}"', 'a = r"x{{1,2}}"'])
def test_a_count_in_the_wrong_braces_is_seen(source: str) -> None:
    assert list(miscounts(source)) == [1]
