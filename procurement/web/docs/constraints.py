"""The page of constraints: what the database itself refuses, with the sentence a person reads."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import BaseConstraint, Model, UniqueConstraint

from core import guards
from procurement.web.docs import markdown
from procurement.web.docs.markdown import code

_INTRO = """The database refuses what the code forbids: every line below is a named constraint, and a test violates each
one once (`tests/architecture/test_models.py`)."""

_OURS = ("core", "suppliers", "procurement")


def models() -> list[type[Model]]:
    """The models of the product, in the order of its apps."""
    return [m for app in apps.get_app_configs() if app.name.split(".")[0] in _OURS for m in app.get_models()]


def page() -> str:
    rows = [row for model in models() for row in _rows(model)]
    added = guards.append_only()
    bounded = [model for model in guards.guarded() if model not in added]
    return markdown.page(
        "Constraints",
        _INTRO,
        markdown.table(["Model", "Constraint", "Kind", "Says"], rows),
        "## Append-only tables",
        "Triggers refuse UPDATE and DELETE on the rows of these tables, for the product and for anybody else:",
        _tables(added),
        "## Tables whose rows are kept within bounds",
        "Triggers bound what may be added, changed and removed here; `core/guards.py` and the model say how:",
        _tables(bounded),
    )


def _tables(listed: list[type[Model]]) -> str:
    return "\n".join(f"- {code(model.__name__)} ({code(model._meta.db_table)})" for model in listed)  # noqa: SLF001


def _rows(model: type[Model]) -> Iterator[list[object]]:
    for constraint in model._meta.constraints:  # noqa: SLF001
        says = constraint.violation_error_message
        if isinstance(constraint, UniqueConstraint):
            says = f"One per {', '.join(constraint.fields)}" + (
                ", where a condition holds" if constraint.condition else ""
            )
        yield [model.__name__, code(constraint.name), _kind(constraint), says]


def _kind(constraint: BaseConstraint) -> str:
    return "unique" if isinstance(constraint, UniqueConstraint) else "check"
