"""The error tree: every class has its row in the problem table, its place in the drawing, and a message of its own."""

from collections.abc import Iterator

import pytest

from api.problems import PROBLEMS
from engine import errors


def tree(root: type[errors.RapportError]) -> Iterator[type[errors.RapportError]]:
    """The class and all below it, as far as engine/errors.py goes."""
    yield root
    for below in root.__subclasses__():
        if below.__module__ == errors.__name__:
            yield from tree(below)


CLASSES = list(tree(errors.RapportError))


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_an_error_is_drawn_mapped_and_says_something(cls: type[errors.RapportError]) -> None:
    assert cls.__name__ in (errors.__doc__ or "")
    assert cls in PROBLEMS, "a new error class needs its row in api/problems.py"
    assert str(cls()), "the message defaults to the docstring"
    assert str(cls("said otherwise")) == "said otherwise"


def test_statuses_are_errors_and_slugs_are_distinct() -> None:
    assert all(400 <= problem.status <= 599 for problem in PROBLEMS.values())
    slugs = [problem.slug for problem in PROBLEMS.values()]
    assert len(slugs) == len(set(slugs))


def test_the_drawing_states_the_status_that_the_table_gives() -> None:
    for cls in CLASSES:
        line = next(line for line in (errors.__doc__ or "").splitlines() if cls.__name__ in line.split("#")[0].split())
        if "(" in line and line.rstrip().endswith(")"):
            stated = line.rstrip().rsplit("(", 1)[1].rstrip(")")
            if stated.isdigit():
                assert PROBLEMS[cls].status == int(stated)


def test_invalid_input_carries_pointers() -> None:
    error = errors.InvalidEvent(errors=[("/at", "has no offset")])
    assert error.errors == (("/at", "has no offset"),)
    assert isinstance(error, errors.InvalidInput)
