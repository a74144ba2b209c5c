"""Names that a stranger can read: none that says nothing of what the thing is, and no class name twice."""

import ast
import re
from collections import Counter, defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "suppliers", "scoring", "offline", "procurement")
SAY_NOTHING = {"held", "found", "made", "given", "said", "told", "one", "own", "whole", "shown", "words"}
COMMON = {"Meta", "Command", "Migration"}
PUBLISHED = {"procurement/tenders/models/tender.py OWN"}  # a value of the closed list `origin`
FUNCTIONS = ast.FunctionDef | ast.AsyncFunctionDef
BOUND_IN_TEMPLATE = re.compile(r"{% *for ([\w, ]+) in |[ {](\w+)=|{% *(?:with|partialdef) (\w+)")


def sources(*folders):
    """(path from the root, syntax tree) of every file but migrations."""
    return [source for folder in folders for source in sources_of(folder)]


@cache
def sources_of(folder):
    return [
        (path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted((ROOT / folder).rglob("*.py"))
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


def names_in_template(text):
    """The names that the loops, the `with` and the parts of a template bind."""
    return [name for match in BOUND_IN_TEMPLATE.findall(text) for names in match for name in names.split(", ") if name]


def test_no_name_says_nothing_of_what_it_is():
    places = {
        f"{path} {name}": line
        for path, tree in sources(*PACKAGES)
        for line, name in names_in(tree)
        if says_nothing(name)
    }

    assert {place: line for place, line in places.items() if place not in PUBLISHED} == {}
    assert set(places) >= PUBLISHED


def test_no_name_of_a_test_says_nothing_of_what_it_is():
    assert [
        f"{path}:{line} {name}"
        for path, tree in sources("tests")
        for line, name in names_in(tree)
        if says_nothing(name)
    ] == []


def test_no_name_of_a_template_says_nothing_of_what_it_is():
    assert [
        f"{path.relative_to(ROOT)} {name}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for name in names_in_template(path.read_text(encoding="utf-8"))
        if says_nothing(name)
    ] == []


def test_no_two_classes_have_one_name():
    places = defaultdict(list)
    for path, tree in sources(*PACKAGES):
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef) and node.name not in COMMON:
                places[node.name].append(path)

    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


def defined_twice(tree):
    """Functions and classes that take the place of an earlier one of the same scope: nobody calls that any more."""
    for scope in ast.walk(tree):
        if isinstance(scope, ast.Module | ast.ClassDef):
            plain = [
                node.name
                for node in scope.body
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.decorator_list
            ]
            yield from (name for name, count in Counter(plain).items() if count > 1)


def test_nothing_is_defined_twice_in_one_scope():
    everywhere = sources("core", "suppliers", "scoring", "offline", "procurement", "tests")

    assert [f"{path} {name}" for path, tree in everywhere for name in defined_twice(tree)] == []
    assert list(defined_twice(ast.parse("def f(): ...\ndef g(): ...\ndef f(a): ..."))) == ["f"]


def test_such_a_name_is_seen_wherever_it_stands():
    tree = ast.parse(
        "def told(held):\n    return [f(one) for one in held]\n\n\nclass Row:\n    words: str\n\n\nOWN = 1\n"
    )

    assert sorted(name for _, name in names_in(tree) if says_nothing(name)) == ["OWN", "held", "one", "told", "words"]


def test_such_a_name_is_seen_in_a_template():
    text = '{% for one, own in rows %}{% include "a.html" with made=row %}{% with held=1 %}{% endwith %}{% endfor %}'

    assert names_in_template(text) == ["one", "own", "made", "held"]
