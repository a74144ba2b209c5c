"""Sizes that a reader can hold: files, functions, and shapes that say what is in them (DESIGN, laws).

The lists name what is still larger. They may only shrink: an entry that is no longer needed fails, too. A file or
function that grows past its limit is split, not listed.
"""

import ast
from collections import Counter

import pytest

from tests.architecture.test_names import FUNCTIONS, PACKAGES, ROOT, sources

LINES_OF_FILE = 400
LINES_OF_FUNCTION = 40
WRITTEN_BY_A_PROGRAM = {"0001_initial.py", "0001_tables.py"}  # the first migration of each stage
LARGER_FILES = set()
LARGER_FUNCTIONS = set()
UNTYPED = {}  # functions of pages and shapes that still answer with any dictionary


def larger_functions(path, tree):
    """Functions of more lines than a page of a screen; a test's table of cases stands above it and counts apart."""
    return {
        f"{path} {node.name}"
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS) and node.end_lineno - node.lineno >= LINES_OF_FUNCTION
    }


def untyped(tree):
    """How often a tree writes `dict[str, Any]`, whatever is around it."""
    return sum(isinstance(node, ast.Subscript) and ast.unparse(node) == "dict[str, Any]" for node in ast.walk(tree))


def test_no_file_is_longer_than_a_reader_can_hold():
    longer = {
        path.relative_to(ROOT).as_posix()
        for folder in (*PACKAGES, "tests")
        for path in (ROOT / folder).rglob("*.py")
        if path.name not in WRITTEN_BY_A_PROGRAM and len(path.read_text(encoding="utf-8").splitlines()) > LINES_OF_FILE
    }

    assert longer == LARGER_FILES


def test_no_function_is_longer_than_a_page():
    longer = [name for path, tree in sources(*PACKAGES, "tests") for name in larger_functions(path, tree)]

    assert set(longer) == LARGER_FUNCTIONS


def test_what_pages_and_shapes_hand_on_has_a_type():
    counts = Counter()
    for path, tree in sources("procurement"):
        place = "/".join(path.removesuffix(".py").split("/")[:3])
        if place.rpartition("/")[2] in {"pages", "shapes"}:
            counts[place] += untyped(tree)

    assert {place: count for place, count in counts.items() if count} == UNTYPED


@pytest.mark.parametrize(("lines", "longer"), [(40, set()), (41, {"x.py f"})])
def test_a_function_over_the_limit_is_seen(lines, longer):
    tree = ast.parse("def f():\n" + "    pass\n" * (lines - 1))

    assert larger_functions("x.py", tree) == longer


def test_a_dictionary_of_anything_is_seen_inside_another_type():
    tree = ast.parse("def f(rows: list[dict[str, Any]]) -> dict[str, Any] | None: ...")

    assert untyped(tree) == 2
