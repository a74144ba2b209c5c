# ruff: noqa: S608, SLF001 -- the SQL is printed for a person, every name in it quoted; Model._meta names the tables
"""`manage.py roles`: the SQL for a PostgreSQL role that runs the site and owns nothing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from core import guards


class Command(BaseCommand):
    help = (
        "Prints SQL for a role that runs the site beside the owner who migrates. It may read and add everywhere, and "
        "change only what is not append-only. Run the SQL as the owner, again after each upgrade."
    )
    requires_system_checks = []  # it is run before the tables are there, too

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", default="evenhand_app", help="The role's name (default evenhand_app).")

    def handle(self, *_: Any, role: str, **__: Any) -> None:
        if connection.vendor != "postgresql":
            raise CommandError("Roles are PostgreSQL's: set DATABASE_URL to a postgres:// address first.")
        self.stdout.write("\n".join(statements(role)))


def statements(role: str) -> list[str]:
    """The statements, each safe to run again."""
    quote = connection.ops.quote_name
    name, literal = quote(role), role.replace("'", "''")
    kept_models = guards.append_only()
    kept = ", ".join(quote(model._meta.db_table) for model in kept_models)
    history = quote("django_migrations")
    return [
        f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{literal}') THEN",
        f"  CREATE ROLE {name} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS; END IF; END $$;",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
        f"GRANT USAGE ON SCHEMA public TO {name};",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {name};",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {name};",
        "-- Tables that an upgrade adds, until this is run again:",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {name};",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {name};",
        "-- What is only ever added to:",
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {kept} FROM {name};",
        "-- A row is locked only by who may update a column of it; the triggers refuse the update itself:",
        *(
            f"GRANT UPDATE ({quote(str(m._meta.pk.column))}) ON {quote(m._meta.db_table)} TO {name};"
            for m in kept_models
        ),
        f"REVOKE INSERT, UPDATE, DELETE ON {history} FROM {name};",
        f"-- Then give it a password: ALTER ROLE {name} PASSWORD '...';",
    ]
