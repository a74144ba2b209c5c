"""Which rows the database keeps as they are (SEALING §9). A model declares it; `core/triggers.py` makes it so.

`append_only = True`: rows are only added. `guard = Guard(...)`: rows change within bounds, in SQL that SQLite and
PostgreSQL both read.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

NEVER = "1 = 1"


@dataclass(frozen=True, slots=True)
class Guard:
    """What is refused, as conditions over OLD and NEW; empty: nothing.

    `fixed` narrows `update` to changes of these columns, and `back` adds a condition that is refused, too; without them
    every update under the condition is refused.
    """

    insert: str = ""
    update: str = ""
    delete: str = ""
    fixed: tuple[str, ...] = ()
    back: str = ""


APPEND_ONLY = Guard(update=NEVER, delete=NEVER)


def published(tender: str = "OLD.tender_id", *, fixed: tuple[str, ...] = (), back: str = "") -> Guard:
    """Rows of a tender stay once it has left its draft. `tender` is SQL for the tender's id."""
    return _since(tender, "'draft', 'review'", fixed, back)


def opened(tender: str) -> Guard:
    """Rows of a bid stay once the bids of its tender are open."""
    return _since(tender, "'draft', 'review', 'open', 'closed'")


def _since(tender: str, before: str, fixed: tuple[str, ...] = (), back: str = "") -> Guard:
    condition = f"EXISTS (SELECT 1 FROM tenders_tender WHERE id = {tender} AND state NOT IN ({before}))"  # noqa: S608
    return Guard(update=condition, delete=condition, fixed=fixed, back=back)


def guard_of(model: type[Model]) -> Guard | None:
    """The guard of a model. A log's leaf is append-only and has bounds of its own for what may be added."""
    bounds: Guard | None = getattr(model, "guard", None)
    if not getattr(model, "append_only", False):
        return bounds
    return APPEND_ONLY if bounds is None else Guard(insert=bounds.insert, update=NEVER, delete=NEVER)


def append_only() -> list[type[Model]]:
    """The models whose rows nobody changes, by table name."""
    return [model for model in guarded() if getattr(model, "append_only", False)]


def guarded() -> list[type[Model]]:
    """The models with any guard, by table name."""
    return sorted((model for model in apps.get_models() if guard_of(model)), key=lambda model: model._meta.db_table)  # noqa: SLF001
