"""Names that a stranger can read: none that says nothing of what the thing is, and no class name twice."""

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "suppliers", "scoring", "procurement")
SAY_NOTHING = {"held", "found", "made", "given", "said", "told", "one", "own", "whole", "shown", "words"}
LONGEST_LIFE = 3  # lines that such a name may live in a test, as in a comprehension
COMMON = {"Meta", "Command", "Migration"}
PUBLISHED = {"procurement/tenders/models/tender.py OWN"}  # a value of the closed list `origin`
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def sources(*folders):
    """(path from the root, syntax tree) of every file but migrations."""
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in files
        if "migrations" not in path.parts
    ]


def says_nothing(name):
    return name.strip("_").lower() in SAY_NOTHING


def names_in(tree):
    """(line, name) of every function, class, parameter, field, constant and local name."""
    for node in ast.walk(tree):
        if isinstance(node, FUNCTIONS | ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id


def lasting_names_in(tree):
    """(line, name) of every function, class and field, and of parameters and local names that outlive a glance."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.lineno, node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.lineno, node.target.id
        elif isinstance(node, FUNCTIONS):
            yield from ((node.lineno, name) for name in sorted({node.name} | _lasting(node)))


def _lasting(function):
    lines = defaultdict(set)
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            lines[node.id].add(node.lineno)
    names = {name for name, places in lines.items() if max(places) - min(places) >= LONGEST_LIFE}
    if function.end_lineno - function.lineno > LONGEST_LIFE:
        names |= {argument.arg for argument in ast.walk(function.args) if isinstance(argument, ast.arg)}
    return names


def test_no_name_says_nothing_of_what_it_is():
    places = {
        f"{path} {name}": line
        for path, tree in sources(*PACKAGES)
        for line, name in names_in(tree)
        if says_nothing(name)
    }

    assert {place: line for place, line in places.items() if place not in PUBLISHED} == {}
    assert set(places) >= PUBLISHED


def test_no_name_that_lasts_in_a_test_says_nothing_of_what_it_is():
    assert [
        f"{path}:{line} {name}"
        for path, tree in sources("tests")
        for line, name in lasting_names_in(tree)
        if says_nothing(name)
    ] == []


def test_no_two_classes_have_one_name():
    places = defaultdict(list)
    for path, tree in sources(*PACKAGES):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name not in COMMON:
                places[node.name].append(path)

    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_such_a_name_is_seen_wherever_it_stands():
    text = "def told(held):\n    a = held\n    b = a\n    c = b\n    return c\n\n\nclass Row:\n    words: str\n\n\nOWN = 1\n"
    tree = ast.parse(text + "[f(one) for one in OWN]\n")

    assert sorted(name for _, name in names_in(tree) if says_nothing(name)) == ["OWN", "held", "one", "told", "words"]
    assert sorted(name for _, name in lasting_names_in(tree) if says_nothing(name)) == ["held", "told", "words"]
