"""Names that a stranger can read: none that says nothing of what the thing is, and no class name twice."""

import ast
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "suppliers", "scoring", "procurement")
TESTS = ("tests",)
SAY_NOTHING = {"held", "found", "made", "given", "said", "told", "one", "own", "whole", "shown", "words"}
LONGEST_LIFE = 3  # lines that such a name may live, as in a comprehension
COMMON = {"Meta", "Command", "Migration"}


def sources(folders=PACKAGES):
    for package in folders:
        for path in sorted((ROOT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, ast.parse(path.read_text(encoding="utf-8"))


def says_nothing(name):
    return name.strip("_").lower() in SAY_NOTHING


def parameters(function):
    arguments = function.args
    return [argument.arg for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def long_lived(function):
    """Local names and parameters of a function that live longer than a glance."""
    lines = defaultdict(set)
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            lines[node.id].add(node.lineno)
    names = {name for name, places in lines.items() if max(places) - min(places) >= LONGEST_LIFE}
    return names | set(parameters(function) if function.end_lineno - function.lineno > LONGEST_LIFE else [])


def fields(node):
    return [
        item.target.id for item in node.body if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    ]


def names_in(tree):
    """(line, name) of every function, class, field, parameter and long-lived local."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from ((node.lineno, name) for name in sorted({node.name} | long_lived(node)))
        elif isinstance(node, ast.ClassDef):
            yield from ((node.lineno, name) for name in [node.name, *fields(node)])


def test_no_name_that_lives_says_nothing_of_what_it_is():
    assert [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path, tree in sources((*PACKAGES, *TESTS))
        for line, name in names_in(tree)
        if says_nothing(name)
    ] == []


def test_no_two_classes_have_one_name():
    places = defaultdict(list)
    for path, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name not in COMMON:
                places[node.name].append(path.relative_to(ROOT).as_posix())

    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def test_such_a_name_is_seen_wherever_it_stands():
    text = "def told(held):\n    a = held\n    b = a\n    c = b\n    return c\n\n\nclass Row:\n    words: str\n"

    assert sorted(name for _, name in names_in(ast.parse(text)) if says_nothing(name)) == ["held", "told", "words"]
