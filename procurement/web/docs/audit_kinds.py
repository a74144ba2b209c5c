"""The page of audit kinds: every act that leaves a leaf, and where in the code it is written."""

import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from core import audit
from procurement.web.docs import markdown, states
from procurement.web.docs.markdown import code

_INTRO = """The audit log knows these kinds and no other (`core/audit.py`). A leaf's body is canonical JSON of version,
kind, object, time, person and facts; its hash is SHA-256 of a zero byte and the body, the leaf hash of RFC 6962. The
person stands there as a salted hash. The database refuses to change or delete a leaf."""

_PACKAGES = ("core", "suppliers", "procurement")


def page() -> str:
    moves, written = _moves(), written_in()
    rows = []
    for kind in audit.Kind:
        files = sorted(written.get(kind.name, ()))
        by_move = ", ".join(moves.get(kind, []))
        note = by_move or ", ".join(code(file) for file in files) or "*not built*"
        rows.append([code(kind.value), code(kind.name), note])
    return markdown.page("Audit kinds", _INTRO, markdown.table(["Kind", "Name", "Written by"], rows))


def _moves() -> dict[audit.Kind, list[str]]:
    found: dict[audit.Kind, list[str]] = {}
    for table in states.tables():
        for state in table.states.values():
            for name, move in state.moves.items():
                mark = " *(not built)*" if name in table.unbuilt else ""
                text = f"{table.model.__name__}: {code(name)}{mark}"
                if text not in found.setdefault(move.kind, []):
                    found[move.kind].append(text)
    return found


def written_in() -> dict[str, set[str]]:
    """{name of a kind: files that name it}, of the product's code without the tables, the list and its readers."""
    found: dict[str, set[str]] = {}
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and _is_kind(node.value) and node.attr.isupper():
                found.setdefault(node.attr, set()).add(path.relative_to(settings.BASE_DIR).as_posix())
    return found


def _is_kind(node: ast.expr) -> bool:
    """`Kind` or `audit.Kind`; not the Kind of another module."""
    if isinstance(node, ast.Attribute):
        return node.attr == "Kind" and isinstance(node.value, ast.Name) and node.value.id == "audit"
    return isinstance(node, ast.Name) and node.id == "Kind"


def _sources() -> Iterator[Path]:
    for package in _PACKAGES:
        for path in sorted((Path(settings.BASE_DIR) / package).rglob("*.py")):
            if path.name not in {"states.py", "audit.py", "timeline.py"} and "migrations" not in path.parts:
                yield path
