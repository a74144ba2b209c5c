"""Words are searched by an index: a stored vector under GIN on PostgreSQL, a table of FTS5 on SQLite.

The triggers that keep the table of SQLite are made after the last migration (core/triggers.py), which also fills it.
Words are written anew for every tender there is: with lots, CPV codes and standards, without signs.
"""

from django.db import migrations

from procurement.tenders.migrations._search_words import search_text

_POSTGRES = (
    "ALTER TABLE tenders_tender ADD COLUMN search_vector tsvector GENERATED ALWAYS AS "
    "(array_to_tsvector(string_to_array(btrim(search_text, ' '), ' '))) STORED",
    "CREATE INDEX tender_search ON tenders_tender USING gin (search_vector)",
)
_SQLITE = ("CREATE VIRTUAL TABLE tenders_words USING fts5(words, tokenize = 'ascii', detail = none)",)
_POSTGRES_BACK = ("ALTER TABLE tenders_tender DROP COLUMN search_vector",)
_SQLITE_BACK = ("DROP TABLE tenders_words",)


def write_words(apps, schema_editor):
    tenders = apps.get_model("tenders", "Tender").objects
    for tender in tenders.select_related("authority").prefetch_related("lots", "interfaces").iterator(chunk_size=500):
        lots = sorted(tender.lots.all(), key=lambda lot: lot.no)
        texts = [tender.ref, tender.title, tender.description, tender.authority.name, *(lot.title for lot in lots)]
        codes = [str(code) for lot in lots for code in lot.cpv or ()]
        standards = [row.standard_id for row in sorted(tender.interfaces.all(), key=lambda row: row.no)]
        tenders.filter(pk=tender.pk).update(search_text=search_text(texts, codes, standards))


def make_index(apps, schema_editor):
    for statement in _SQLITE if schema_editor.connection.vendor == "sqlite" else _POSTGRES:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in _SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else _POSTGRES_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("tenders", "0010_section_saves")]

    operations = [
        migrations.RunPython(write_words, migrations.RunPython.noop),
        migrations.RunPython(make_index, drop_index),
    ]
