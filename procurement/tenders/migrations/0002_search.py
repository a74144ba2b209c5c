"""Words are searched by an index: a stored vector under GIN on PostgreSQL, a table of FTS5 on SQLite.

The triggers that keep the table of SQLite are made after the last migration (core/triggers.py), which also fills it.
"""

from django.db import migrations

_POSTGRES = (
    "ALTER TABLE tenders_tender ADD COLUMN search_vector tsvector GENERATED ALWAYS AS "
    "(array_to_tsvector(string_to_array(btrim(search_text, ' '), ' '))) STORED",
    "CREATE INDEX tender_search ON tenders_tender USING gin (search_vector)",
)
_SQLITE = ("CREATE VIRTUAL TABLE tenders_words USING fts5(words, tokenize = 'ascii', detail = none)",)
_POSTGRES_BACK = ("ALTER TABLE tenders_tender DROP COLUMN search_vector",)
_SQLITE_BACK = ("DROP TABLE tenders_words",)


def make_index(apps, schema_editor):
    for statement in _SQLITE if schema_editor.connection.vendor == "sqlite" else _POSTGRES:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in _SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else _POSTGRES_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("tenders", "0001_tables")]

    operations = [migrations.RunPython(make_index, drop_index)]
