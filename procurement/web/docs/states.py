"""The page of states: each table of the code, its diagram, and what later stages hang onto its moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import apps
from django.db.models import Model
from django.utils.module_loading import module_has_submodule

from core import states
from procurement.web.docs import markdown
from procurement.web.docs.markdown import code

_INTRO = """A row changes its state only by a move of its table, through `core/states.py`: legal by the table,
compare-and-set in the database, one audit leaf, all in one transaction. *Not built* marks moves that stand in the table
while no service makes them yet."""


@dataclass(frozen=True, slots=True)
class StateTable:
    """One table of one stage, and the model whose rows it rules."""

    model: type[Model]
    states: states.Table
    unbuilt: frozenset[str]
    file: str


def tables() -> list[StateTable]:
    """Every state table of the installed apps, in the order of the apps."""
    return list(_found())


def _found() -> Iterator[StateTable]:
    for app in apps.get_app_configs():
        if app.module is None or not module_has_submodule(app.module, "states"):
            continue
        module = import_module(f"{app.name}.states")
        for value in vars(module).values():
            if isinstance(value, dict) and value and all(isinstance(state, states.State) for state in value.values()):
                model = next(m for m in app.get_models() if set(value) == _choices(m))
                yield StateTable(model, value, module.UNBUILT, f"{app.name.replace('.', '/')}/states.py")


def _choices(model: type[Model]) -> set[str]:
    field = next((field for field in model._meta.fields if field.name == "state"), None)  # noqa: SLF001
    return {str(key) for key, _ in (field.flatchoices if field else [])}


def page() -> str:
    return markdown.page("States", _INTRO, *(part for one in tables() for part in _parts(one)))


def _parts(one: StateTable) -> Iterator[str]:
    yield f"## {one.model.__name__}"
    yield f"Ruled by `{one.file}`; {len(one.states)} states."
    yield markdown.table(
        ["State", "Key", "Acts next", "Move", "Leads to", "Leaf", "Button", "Service"], list(_rows(one))
    )
    yield _diagram(one)
    if added := _registered(one):
        yield "Registered by later stages:"
        yield markdown.table(["Move", "Runs as", "Function", "File"], added)


def _rows(one: StateTable) -> Iterator[list[object]]:
    for key, state in one.states.items():
        if not state.moves:
            yield [state.label, code(key), state.owner, "ends here", "", "", "", ""]
        for name, move in state.moves.items():
            service = "*not built*" if name in one.unbuilt else "built"
            yield [state.label, code(key), state.owner, code(name), code(move.to), code(move.kind), move.label, service]


def _diagram(one: StateTable) -> str:
    begins = one.model._meta.get_field("state").default  # type: ignore[union-attr]  # noqa: SLF001
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {key}: {state.label}" for key, state in one.states.items()]
    lines.append(f"    [*] --> {begins}")
    for key, state in one.states.items():
        for name, move in state.moves.items():
            lines.append(f"    {key} --> {move.to}: {name}{' (not built)' if name in one.unbuilt else ''}")
        if not state.moves:
            lines.append(f"    {key} --> [*]")
    return "\n".join([*lines, "```"])


def _registered(one: StateTable) -> list[list[object]]:
    mine = [row for row in states.registered() if row[0] == one.model._meta.label_lower]  # noqa: SLF001
    return [
        [code(move), kind, code(function.rpartition(".")[2]), code(_file_of(function))]
        for _, move, kind, function in mine
    ]


def _file_of(function: str) -> str:
    return function.rpartition(".")[0].replace(".", "/") + ".py"
