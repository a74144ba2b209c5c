"""The page of states: each table of the code, its diagram, and what later stages hang onto its moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from django.apps import AppConfig, apps
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
    """One table of one stage, and the model whose rows it rules; `axis`: the field that holds the state."""

    model: type[Model]
    states: states.Table
    unbuilt: frozenset[str]
    file: str
    axis: str = "state"

    @property
    def label(self) -> str:
        """The model; with its axis where that is not its only one."""
        label = self.model._meta.label_lower  # noqa: SLF001
        return label if self.axis == "state" else f"{label}.{self.axis}"


def tables() -> list[StateTable]:
    """Every state table of the installed apps, in the order of the apps."""
    return [table for app in apps.get_app_configs() for table in _tables_of(app)]


def _tables_of(app: AppConfig) -> Iterator[StateTable]:
    if app.module is None or not module_has_submodule(app.module, "states"):
        return
    module = import_module(f"{app.name}.states")
    for value in vars(module).values():
        if isinstance(value, dict) and value and all(isinstance(state, states.State) for state in value.values()):
            model, axis = next(place for model in app.get_models() for place in _axes(model, set(value)))
            names = {name for state in value.values() for name in state.moves}
            yield StateTable(model, value, module.UNBUILT & names, f"{app.name.replace('.', '/')}/states.py", axis)


def _axes(model: type[Model], keys: set[str]) -> Iterator[tuple[type[Model], str]]:
    """The fields of a model that hold these states: each has the time of its latest move beside it."""
    fields = {field.name: field for field in model._meta.fields}  # noqa: SLF001
    for name, field in fields.items():
        if f"{name}_at" in fields and {str(key) for key, _ in field.flatchoices} == keys:
            yield model, name


def page() -> str:
    return markdown.page("States", _INTRO, *(part for table in tables() for part in _parts(table)))


def _parts(table: StateTable) -> Iterator[str]:
    yield f"## {table.model.__name__}" + ("" if table.axis == "state" else f": {table.axis}")
    yield f"Ruled by `{table.file}`; {len(table.states)} states."
    yield markdown.table(
        ["State", "Key", "Acts next", "Move", "Leads to", "Leaf", "Button", "Service"], list(_rows(table))
    )
    yield _diagram(table)
    if added := _registered(table):
        yield "Registered by later stages:"
        yield markdown.table(["Move", "Runs as", "Function", "File"], added)


def _rows(table: StateTable) -> Iterator[list[object]]:
    for key, state in table.states.items():
        if not state.moves:
            yield [key.label, code(key), state.owner.label, "ends here", "", "", "", ""]
        for name, transition in state.moves.items():
            service = "*not built*" if name in table.unbuilt else "built"
            yield [
                key.label,
                code(key),
                state.owner.label,
                code(name),
                code(transition.to),
                code(transition.kind),
                transition.label,
                service,
            ]


def _diagram(table: StateTable) -> str:
    begins = table.model._meta.get_field(table.axis).default  # type: ignore[union-attr]  # noqa: SLF001
    lines = ["```mermaid", "stateDiagram-v2"]
    lines += [f"    {key}: {key.label}" for key, state in table.states.items()]
    lines.append(f"    [*] --> {begins}")
    for key, state in table.states.items():
        for name, transition in state.moves.items():
            lines.append(f"    {key} --> {transition.to}: {name}{' (not built)' if name in table.unbuilt else ''}")
        if not state.moves:
            lines.append(f"    {key} --> [*]")
    return "\n".join([*lines, "```"])


def _registered(table: StateTable) -> list[list[object]]:
    names = {name for state in table.states.values() for name in state.moves}
    model = table.model._meta.label_lower  # noqa: SLF001
    mine = [row for row in states.registered() if row[0] == model and row[1] in names]
    return [
        [code(move), kind, code(function.rpartition(".")[2]), code(_file_of(function))]
        for _, move, kind, function in mine
    ]


def _file_of(function: str) -> str:
    return function.rpartition(".")[0].replace(".", "/") + ".py"
