"""Which rows the database keeps as they are (SEALING §9). A model declares it; `core/triggers.py` makes it so.

`append_only = True`: rows are only added. `guard = Guard(...)`: rows change within bounds, in SQL that SQLite and
PostgreSQL both read.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model

NEVER = "1 = 1"
TODAY = "{today}"  # in a condition: the day by the database's clock, counted from 1 January 1970


@dataclass(frozen=True, slots=True)
class Guard:
    """What is refused, as conditions over OLD and NEW; empty: nothing.

    `fixed` narrows `update` to changes of these columns, and `back` adds a condition that is refused, too; without them
    every update under the condition is refused. `never`: an update that is refused whatever else holds.
    """

    insert: str = ""
    update: str = ""
    delete: str = ""
    fixed: tuple[str, ...] = ()
    back: str = ""
    never: str = ""


APPEND_ONLY = Guard(update=NEVER, delete=NEVER)


def published(tender: str = "OLD.tender_id", *, fixed: tuple[str, ...] = (), back: str = "") -> Guard:
    """Rows of a tender stay, and none is added, once it has left its draft. `tender` is SQL for the tender's id."""
    return _since(tender, "'draft', 'review'", fixed, back)


def opened(tender: str, *, fixed: tuple[str, ...] = (), back: str = "") -> Guard:
    """Rows of a bid stay, and none is added, once the bids of its tender are open."""
    return _since(tender, "'draft', 'review', 'open', 'closed'", fixed, back)


def kept_state(guard: Guard, *, never: str = "") -> Guard:
    """The guard of the tender itself: its row is inserted in any state, since an import has no draft."""
    return Guard(update=guard.update, delete=guard.delete, fixed=guard.fixed, back=guard.back, never=never)


def _since(tender: str, before: str, fixed: tuple[str, ...], back: str) -> Guard:
    """What is there is fixed by the state alone; nothing is added once a version says what was published.

    An import inserts a tender that is opened already, then its rows, and its first version last: that version ends it.
    Moving a row to a fixed tender is adding it. While a next version is announced and not there yet, rows of an open
    tender may change: an amendment is let through here and nowhere else (ADR 0022).
    """
    into = tender.replace("OLD.", "NEW.")
    fixed_now = f"{_is_past(tender, before)} AND NOT {_is_announced(tender)}"
    added = f"{_is_past(into, before)} AND {_has_version(into)} AND NOT {_is_announced(into)}"
    return Guard(insert=added, update=f"({fixed_now} OR ({added}))", delete=fixed_now, fixed=fixed, back=back)


def _is_past(tender: str, before: str) -> str:
    return f"EXISTS (SELECT 1 FROM tenders_tender WHERE id = {tender} AND state NOT IN ({before}))"  # noqa: S608


def _has_version(tender: str) -> str:
    return f"EXISTS (SELECT 1 FROM tenders_tenderversion WHERE tender_id = {tender})"  # noqa: S608


def _is_announced(tender: str) -> str:
    """Whether the version after the latest is announced, for a tender that is open for bids."""
    latest = f"(SELECT COALESCE(MAX(no), 0) FROM tenders_tenderversion WHERE tender_id = {tender})"  # noqa: S608
    return (
        f"(EXISTS (SELECT 1 FROM tenders_tender WHERE id = {tender} AND state = 'open') "  # noqa: S608
        f"AND EXISTS (SELECT 1 FROM tenders_announcedversion WHERE tender_id = {tender} AND no > {latest}))"
    )


def guard_of(model: type[Model]) -> Guard | None:
    """The guard of a model. One that is append-only may have bounds of its own for what is added."""
    bounds: Guard | None = getattr(model, "guard", None)
    if not getattr(model, "append_only", False):
        return bounds
    return APPEND_ONLY if bounds is None else Guard(insert=bounds.insert, update=NEVER, delete=NEVER)


def append_only() -> list[type[Model]]:
    """The models whose rows nobody changes, by table name."""
    return [model for model in guarded() if getattr(model, "append_only", False)]


def guarded() -> list[type[Model]]:
    """The models with any guard, by table name."""
    models = apps.get_models(include_auto_created=True)  # the rows between two tables, too
    return sorted((model for model in models if guard_of(model)), key=lambda model: model._meta.db_table)  # noqa: SLF001
