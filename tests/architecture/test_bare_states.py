"""No state is compared, set or asked for by a bare string: the enum names it, so a renamed state breaks at once."""

import ast
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("core", "suppliers", "procurement")


def state_values():
    """Every value that a field called `state` may hold, of every model of ours."""
    models = [model for model in apps.get_models() if model.__module__.split(".")[0] in PACKAGES]
    fields = [field for model in models for field in model._meta.concrete_fields if field.name == "state"]
    return {str(key) for field in fields for key, _ in field.flatchoices}


def bare_states(source):
    """'line: code' of each comparison, keyword, entry or assignment of a state that is written as a string."""
    values = state_values()
    nodes = [node for node in ast.walk(ast.parse(source)) if any(_holds(part, values) for part in _stateful(node))]
    return [f"{getattr(node, 'lineno', 0)}: {ast.unparse(node)}" for node in nodes]


def _stateful(node):
    """The parts of a node in which a state could stand."""
    match node:
        case ast.Compare():
            return [node.left, *node.comparators]
        case ast.MatchValue():
            return [node.value]
        case ast.keyword() if node.arg and "state" in node.arg.split("__"):
            return [node.value]
        case ast.Assign() if any(
            isinstance(target, ast.Attribute) and target.attr == "state" for target in node.targets
        ):
            return [node.value]
        case ast.Dict():
            pairs = zip(node.keys, node.values, strict=True)
            return [value for key, value in pairs if isinstance(key, ast.Constant) and key.value == "state"]
    return []


def _holds(node, values):
    return any(isinstance(part, ast.Constant) and part.value in values for part in ast.walk(node))


@pytest.mark.parametrize(
    "source",
    [
        "tender.state == 'open'",
        "'open' != tender.state",
        "state in {'opened', TenderState.DECIDED}",
        "tenders.filter(state='open')",
        "Q(lot__tender__state__in=['opened', 'decided'])",
        "job.state = 'failed'",
        "rows.update(**{'state': 'stored'})",
        "match state:\n    case 'frozen':\n        pass",
    ],
)
def test_a_bare_state_is_seen(source):
    assert len(bare_states(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "tender.state == TenderState.OPEN",
        "tenders.filter(state__in=AFTER_OPENING)",
        "tenders.filter(title='open')",
        "item.state == 'done'",
        "OPEN = 'open', _('Open for bids')",
        "{'states': 'open'}",
    ],
)
def test_what_is_no_bare_state_is_let_through(source):
    assert bare_states(source) == []


def test_the_states_of_every_stage_are_looked_for():
    assert {"draft", "awarded", "needs_reconfirmation", "quality_locked", "approved", "requested", "quarantined"} <= (
        state_values()
    )


def test_no_state_is_written_as_a_bare_string():
    """A value of another enum that reads the same is written by its enum, too."""
    paths = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    product = [path for path in paths if "migrations" not in path.parts]

    bare = {str(path.relative_to(ROOT)): bare_states(path.read_text(encoding="utf-8")) for path in product}

    assert {path: rows for path, rows in bare.items() if rows} == {}
