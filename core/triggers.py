# ruff: noqa: SLF001, S608 -- Model._meta is the documented way to a table's name; the SQL is made of models, not of input
"""The triggers behind `core/guards.py`, for SQLite and for PostgreSQL (SEALING §9, RELIABILITY §11).

`migrate` takes them away before its first step and makes them anew after its last: SQLite drops a table's triggers when
a migration rebuilds it, and refuses to rename a table that another's trigger reads. A start looks for `faults`.

SQLite: `INSERT OR REPLACE` removes a row past UPDATE and DELETE triggers, so inserting a key that is there is refused,
for every unique key and for the row id. PostgreSQL: the triggers fire always, also in a session that plays replica.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.apps import AppConfig
from django.db import DatabaseError, connection
from django.db.models import Model, UniqueConstraint

from core import clock, word_index
from core.guards import TODAY, append_only, guard_of, guarded

log = logging.getLogger(__name__)

OUR_NAME = "%\\_no\\_%"
ALWAYS = "A"
NAMED_AT_MOST = 5
TODAY_SQL = {
    "sqlite": "CAST(strftime('%s', 'now') AS INTEGER) / 86400",
    "postgresql": "FLOOR(EXTRACT(EPOCH FROM now()) / 86400)",
}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A trigger as the catalogue should show it; `body` is the function of PostgreSQL, empty on SQLite."""

    name: str
    table: str
    definition: str
    body: str = ""


def expected() -> list[Trigger]:
    """The triggers that this database should have, by the models."""
    one_engine = _sqlite_triggers if connection.vendor == "sqlite" else _postgres_triggers
    return [*(trigger for model in guarded() for trigger in one_engine(model)), *_keeping_words()]


def _keeping_words() -> list[Trigger]:
    """The triggers that keep tables of words; PostgreSQL needs none."""
    if connection.vendor != "sqlite":
        return []
    return [Trigger(*row) for model in word_index.indexed() for row in word_index.sqlite_triggers(model)]


def install() -> None:
    """Make every trigger anew whose table is there. Needs the owner of the tables.

    Tables of words that had no triggers until now are filled anew.
    """
    tables = set(connection.introspection.table_names())
    there = {trigger.name for trigger, _ in _catalogue()}
    unwatched = any(trigger.name not in there for trigger in _keeping_words())
    remove()
    _make(trigger for trigger in expected() if trigger.table in tables)
    if unwatched:
        word_index.rebuild()


def _make(triggers: Iterable[Trigger]) -> None:
    with connection.cursor() as cursor:
        for trigger in triggers:
            for statement in _making(trigger):
                cursor.execute(statement)


def let_rows_change() -> None:
    """For a test that makes what the database refuses: the guards go, the tables of words are kept as before."""
    remove()
    _make(_keeping_words())


def remove() -> None:
    """Take away what `install` makes or ever made. Before migrating, and for emptying a test database."""
    with connection.cursor() as cursor:
        for name, table in _ours(cursor):
            suffix = "" if connection.vendor == "sqlite" else f' ON "{table}"'
            cursor.execute(f'DROP TRIGGER IF EXISTS "{name}"{suffix}')


def before_migrate(sender: AppConfig, plan: object = None, **_: object) -> None:
    """Where there are migrations to run, the triggers go first; once per `migrate`."""
    if sender.name == "core" and plan:
        remove()


def after_migrate(sender: AppConfig, **_: object) -> None:
    """Once per `migrate`, whether or not there was anything to run: it also mends what somebody changed."""
    if sender.name == "core":
        install()


def faults() -> list[str]:
    """What is not as it should be: a trigger missing, switched off or changed. One query."""
    there = {trigger.name: (trigger, active) for trigger, active in _catalogue()}
    return [fault for trigger in expected() if (fault := _fault(trigger, there.get(trigger.name)))]


class Unguarded(Exception):
    """The records of this database could not be relied on; the text says why and what to do."""


def require() -> None:
    """For a start: raises Unguarded where the database has our tables and not our triggers, or a moved clock.

    Three queries, four where there was a migration that is not applied here.
    """
    if "core_auditleaf" in connection.introspection.table_names() and (lacking := faults()):
        names = ", ".join(lacking[:NAMED_AT_MOST]) + (
            f" and {len(lacking) - NAMED_AT_MOST} more" if len(lacking) > NAMED_AT_MOST else ""
        )
        raise Unguarded(f"The database does not guard its records: {names}. Run: manage.py migrate")
    if not clock.may_move() and _clock_was_moved():
        raise Unguarded(
            "The clock of this database was moved in a demonstration, so its times are not true. Start it with "
            "EVENHAND_DEMO=1, or give the site a database of its own (EVENHAND_DATA, DATABASE_URL)."
        )


def require_at_start() -> None:
    """As `require`, but a database that does not answer yet lets the process start: each request will say so."""
    try:
        require()
    except DatabaseError as error:
        log.warning("The triggers could not be looked at: %s", error)


def _clock_was_moved() -> bool:
    if "core_clockmove" not in connection.introspection.table_names():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM core_clockmove)")
        return bool(cursor.fetchone()[0])


def _fault(trigger: Trigger, there: tuple[Trigger, bool] | None) -> str:
    if there is None:
        return f"{trigger.name} (missing)"
    seen, active = there
    if not active:
        return f"{trigger.name} (switched off)"
    return "" if seen == trigger else f"{trigger.name} (changed)"


# What is refused, in SQL


def _refusal(model: type[Model], action: str = "") -> str:
    """The sentence that the database says."""
    if action == "insert":
        return f"{model._meta.db_table} takes no such row now"
    kept = "is append-only" if model in append_only() else "keeps this row as it is"
    return f"{model._meta.db_table} {kept}"


def _conditions(model: type[Model]) -> dict[str, str]:
    """{insert, update, delete: the condition under which it is refused}."""
    guard = guard_of(model)
    assert guard is not None  # only guarded models come here
    update = guard.update
    if guard.fixed:
        same = "IS" if connection.vendor == "sqlite" else "IS NOT DISTINCT FROM"
        changed = f"NOT ({' AND '.join(f'OLD.{c} {same} NEW.{c}' for c in guard.fixed)})"
        update = f"{update} AND ({changed}{f' OR {guard.back}' if guard.back else ''})"
    if guard.never:
        update = f"({update}) OR ({guard.never})"
    pairs = {"insert": guard.insert, "update": update, "delete": guard.delete}
    today = TODAY_SQL[connection.vendor]
    return {action: condition.replace(TODAY, today) for action, condition in pairs.items() if condition}


def _clashes(model: type[Model]) -> Iterator[tuple[str, str]]:
    """For each unique key of a table: whether a row with the key of NEW is there, and what SQLite says of that."""
    table = model._meta.db_table
    yield f'EXISTS (SELECT 1 FROM "{table}" WHERE rowid = NEW.rowid)', _refusal(model)
    for columns, condition in _unique_keys(model):
        same = " AND ".join(f'"{table}"."{column}" = NEW."{column}"' for column in columns)
        clash = f'EXISTS (SELECT 1 FROM "{table}" WHERE {same}{f" AND ({condition})" if condition else ""})'
        if condition:
            # The condition of a partial key speaks of bare columns: a row of one gives those of NEW the same names.
            row = ", ".join(f'NEW."{field.column}" AS "{field.column}"' for field in model._meta.concrete_fields)
            clash = f"({clash} AND EXISTS (SELECT 1 FROM (SELECT {row}) WHERE {condition}))"
        is_primary = columns == [model._meta.pk.column]
        sentence = f"UNIQUE constraint failed: {', '.join(f'{table}.{column}' for column in columns)}"
        yield clash, _refusal(model) if is_primary else sentence


def _unique_keys(model: type[Model]) -> Iterator[tuple[list[str], str]]:
    """(columns, condition) of every unique key that the model declares."""
    column = {field.name: str(field.column) for field in model._meta.concrete_fields}
    for field in model._meta.concrete_fields:
        if field.unique:  # the primary key, too
            yield [column[field.name]], ""
    for names in model._meta.unique_together:
        yield [column[name] for name in names], ""
    for constraint in model._meta.constraints:
        if isinstance(constraint, UniqueConstraint):
            # Never entered: it is asked for text only.
            condition = constraint._get_condition_sql(model, connection.schema_editor())  # type: ignore[attr-defined]
            yield [column[name] for name in constraint.fields], condition or ""


# SQLite


def _sqlite_triggers(model: type[Model]) -> Iterator[Trigger]:
    """The condition of an insert stands in the body, since each key has its own sentence."""
    table = model._meta.db_table
    refusals = {action: [(condition, _refusal(model, action))] for action, condition in _conditions(model).items()}
    refusals["insert"] = [*refusals.get("insert", []), *_clashes(model)]
    for action, pairs in refusals.items():
        name = f"{table}_no_{action}"
        stops = " ".join(f"SELECT RAISE(ABORT, '{sentence}') WHERE {condition};" for condition, sentence in pairs)
        yield Trigger(name, table, f'CREATE TRIGGER "{name}" BEFORE {action.upper()} ON "{table}" BEGIN {stops} END')


# PostgreSQL


def _postgres_triggers(model: type[Model]) -> Iterator[Trigger]:
    table = model._meta.db_table
    for action, condition in {**_conditions(model), "truncate": "TRUE"}.items():
        name, row = f"{table}_no_{action}", {"delete": "OLD", "truncate": "NULL"}.get(action, "NEW")
        each = "STATEMENT" if action == "truncate" else "ROW"
        definition = (
            f"CREATE TRIGGER {name} BEFORE {action.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()"
        )
        stop = f"RAISE EXCEPTION '{_refusal(model, action)}'"
        yield Trigger(name, table, definition, f"BEGIN IF {condition} THEN {stop}; END IF; RETURN {row}; END")


# The catalogue


def _making(trigger: Trigger) -> Iterator[str]:
    if trigger.body:
        yield f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $${trigger.body}$$"
    yield trigger.definition
    if trigger.body:
        yield f"ALTER TABLE {trigger.table} ENABLE ALWAYS TRIGGER {trigger.name}"


def _ours(cursor: object) -> list[tuple[str, str]]:
    """(name, table) of the triggers in the catalogue that bear our kind of name."""
    sql = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s ESCAPE '\\'"
    if connection.vendor != "sqlite":
        sql = (
            "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid) AND tgname LIKE %s"
        )
    cursor.execute(sql, [OUR_NAME])  # type: ignore[attr-defined]
    return cursor.fetchall()  # type: ignore[attr-defined]


def _catalogue() -> Iterator[tuple[Trigger, bool]]:
    """Every trigger of this database and whether it is switched on."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
            yield from ((Trigger(*row), True) for row in cursor.fetchall())
            return
        cursor.execute(
            "SELECT tgname, relname, pg_get_triggerdef(t.oid, true), prosrc, tgenabled FROM pg_trigger t "
            "JOIN pg_class c ON c.oid = tgrelid JOIN pg_proc p ON p.oid = tgfoid "
            "WHERE NOT tgisinternal AND pg_table_is_visible(tgrelid)"
        )
        for *columns, enabled in cursor.fetchall():
            yield Trigger(*columns), enabled == ALWAYS
