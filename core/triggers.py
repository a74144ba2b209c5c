# ruff: noqa: SLF001 -- Model._meta is the documented way to a table name
"""Append-only tables: the database refuses to change or remove their rows (SEALING §9, RELIABILITY §11).

A model says `append_only = True`. Triggers are made again after every migrate, because SQLite drops them silently when
a migration rebuilds a table. `INSERT OR REPLACE` would pass UPDATE and DELETE triggers, so inserting an existing key is
refused too, and a leaf must stand at its log's size.
"""

from django.apps import apps
from django.db import connection
from django.db.models import Model


def guarded() -> list[type[Model]]:
    """The models whose rows nobody changes, by table name."""
    return sorted((m for m in apps.get_models() if getattr(m, "append_only", False)), key=lambda m: m._meta.db_table)


def names(model: type[Model]) -> list[str]:
    table = model._meta.db_table
    actions = ["update", "delete", "replace"] if connection.vendor == "sqlite" else ["update", "delete", "truncate"]
    return [f"{table}_no_{action}" for action in actions]


def install(**_: object) -> None:
    """Make every trigger that is not there. Idempotent; called after migrate."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in guarded():
            if model._meta.db_table in tables:
                for statement in _statements(model):
                    cursor.execute(statement)


def remove() -> None:
    """Take the triggers away. For emptying a test database; no product code calls it."""
    with connection.cursor() as cursor:
        for model in guarded():
            for name in names(model):
                suffix = "" if connection.vendor == "sqlite" else f" ON {model._meta.db_table}"
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{suffix}")


def missing() -> list[str]:
    """Names of triggers that should be there and are not."""
    catalogue = "sqlite_master WHERE type='trigger'" if connection.vendor == "sqlite" else "pg_trigger"
    column = "name" if connection.vendor == "sqlite" else "tgname"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {catalogue}")  # noqa: S608 -- constants above
        there = {row[0] for row in cursor.fetchall()}
    return [name for model in guarded() for name in names(model) if name not in there]


def _statements(model: type[Model]) -> list[str]:
    table = model._meta.db_table
    if connection.vendor == "sqlite":
        stop = f"SELECT RAISE(ABORT, '{table} is append-only')"
        key = model._meta.pk.column
        clash = f"EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608
        if table == "core_auditleaf":
            clash += ' OR NEW."index" IS NOT (SELECT size FROM core_auditlog WHERE origin = NEW.log_id)'
        return [
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} BEGIN {stop}; END",
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} BEGIN {stop}; END",
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_replace BEFORE INSERT ON {table} WHEN {clash} BEGIN {stop}; END",
        ]
    function = (
        "CREATE OR REPLACE FUNCTION evenhand_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    statements = [function]
    for action in ("update", "delete", "truncate"):
        each = "STATEMENT" if action == "truncate" else "ROW"
        statements.append(
            f"CREATE OR REPLACE TRIGGER {table}_no_{action} BEFORE {action.upper()} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION evenhand_append_only()"
        )
    return statements
