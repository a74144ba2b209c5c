"""The page of audit kinds: every act that leaves a leaf, and where in the code it is written."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core.assembly import leaf_kinds
from core.audit import LeafKind
from procurement.web.docs import markdown, states
from procurement.web.docs.markdown import code

_INTRO = """The audit log knows these kinds and no other; each stage lists its own in its `states.py`. A leaf's body
is canonical JSON of version, kind, object, time, person and facts; its hash is SHA-256 of a zero byte and the body, the
leaf hash of RFC 6962. Persons and reasons stand there as salted hashes. The database refuses to change or delete a
leaf."""

_PACKAGES = ("core", "suppliers", "procurement")


def page() -> str:
    moves, written = _moves(), written_in()
    rows = []
    for kind in leaf_kinds():
        name = f"{type(kind).__name__}.{kind.name}"
        by_move = ", ".join(moves.get(kind, []))
        note = by_move or ", ".join(code(file) for file in sorted(written.get(name, ()))) or "*not built*"
        rows.append([code(kind.value), code(name), note])
    return markdown.page("Audit kinds", _INTRO, markdown.table(["Kind", "Name", "Written by"], rows))


def _moves() -> dict[LeafKind, list[str]]:
    moves: dict[LeafKind, list[str]] = {}
    for table in states.tables():
        for state in table.states.values():
            for name, transition in state.moves.items():
                mark = " *(not built)*" if name in table.unbuilt else ""
                text = f"{table.model.__name__}: {code(name)}{mark}"
                if text not in moves.setdefault(transition.kind, []):
                    moves[transition.kind].append(text)
    return moves


def written_in() -> dict[str, set[str]]:
    """{`TenderLeafKind.IMPORTED`: files that name it}, of the product's code without tables and sentences."""
    files: dict[str, set[str]] = {}
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if name := _kind_named(node):
                files.setdefault(name, set()).add(path.relative_to(settings.BASE_DIR).as_posix())
    return files


def _kind_named(node: ast.AST) -> str:
    named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id.endswith("LeafKind")
    return ast.unparse(node) if named else ""


def _sources() -> Iterator[Path]:
    for package in _PACKAGES:
        for path in sorted((Path(settings.BASE_DIR) / package).rglob("*.py")):
            if path.name not in {"states.py", "parts.py"} and "migrations" not in path.parts:
                yield path
