"""The error tree: its drawing is true, its codes are unique, its messages help and never quote."""

import inspect
import re
from collections.abc import Iterator

import pytest

from service import errors
from service.errors import VeilError

_CLASS = re.compile(r"\b[A-Z][A-Za-z]+\b")


def all_errors(parent: type[VeilError] = VeilError) -> Iterator[type[VeilError]]:
    yield parent
    for child in parent.__subclasses__():
        if child.__module__ == errors.__name__:
            yield from all_errors(child)


def drawn_tree(docstring: str) -> dict[str, set[str]]:
    """Read the drawing as parent -> children; a branch's first name is the parent of the rest."""
    tree: dict[str, set[str]] = {"VeilError": set()}
    branch = ""
    for line in docstring.partition("VeilError\n")[2].partition("\n\n")[0].splitlines():
        names = _CLASS.findall(line)
        if line.startswith(("    ├──", "    └──")):
            branch = names.pop(0)
            tree["VeilError"].add(branch)
            tree[branch] = set()
        if branch:
            tree[branch].update(names)
    return tree


def real_tree() -> dict[str, set[str]]:
    """The door's own refusals, such as of a method, are drawn where they are."""
    drawn_here = [error for error in all_errors() if error.__module__ == errors.__name__]
    parents = {error: {c.__name__ for c in error.__subclasses__() if c in drawn_here} for error in drawn_here}
    return {error.__name__: children for error, children in parents.items() if children}


def test_the_drawing_shows_exactly_the_classes():
    assert drawn_tree(errors.__doc__) == real_tree()


@pytest.mark.parametrize("change", [("InvalidCursor", ""), ("InvalidCursor", "InvalidCursor Invented")])
def test_a_drawing_that_lacks_or_invents_a_class_is_noticed(change):
    assert drawn_tree(errors.__doc__.replace(*change)) != real_tree()


def test_a_class_under_another_branch_is_noticed():
    moved = errors.__doc__.replace("NotAllowed  ", "NotAllowed  JobNotFound  ").replace(
        "│                           JobNotFound", "│"
    )
    assert "JobNotFound" in drawn_tree(moved)["NotAllowed"]
    assert drawn_tree(moved) != real_tree()


def test_every_error_has_its_own_code():
    codes = [error.code for error in all_errors()]
    assert sorted(codes) == sorted(set(codes))
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in codes)
    assert len(codes) > 30


@pytest.mark.parametrize("error", list(all_errors()), ids=lambda error: error.__name__)
def test_an_error_says_what_happened_in_one_sentence_or_two(error):
    detail = error().detail
    assert detail == " ".join(inspect.getdoc(error).split())
    assert detail.endswith(".")
    assert error.__doc__, "it would borrow its parent's message"


def test_a_code_follows_from_the_name_unless_it_is_given():
    assert errors.ResumeNotFound.code == "resume_not_found"
    assert errors.PersonalResumeId.code == "id_is_personal"


def test_ids_stay_beside_the_message():
    error = errors.WrongMasterKey(resume_id="r-1")
    assert error.ids == {"resume_id": "r-1"}
    assert "r-1" not in str(error)
    assert errors.InvalidSettings("VEIL_HOME: wrong value.").detail == "VEIL_HOME: wrong value."
