# ruff: noqa: S608 -- the SQL is made of models, not of input
"""A table of the words of another, for SQLite: its full-text index FTS5, kept by triggers. PostgreSQL needs none.

A model declares `word_index = WordIndex(...)`; a migration makes the table (`making`), `core/triggers.py` the triggers.
PostgreSQL keeps the same words in a stored column of the table itself, which that migration adds, too.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection

if TYPE_CHECKING:
    from django.db.models import Model


@dataclass(frozen=True, slots=True)
class WordIndex:
    """`name`: the table of words. `key`: a column of whole numbers, the row id there; a row without one is not in it.

    `text`: the column of words, with a space before, between and after them.
    """

    name: str
    key: str
    text: str


def making(index: WordIndex) -> str:
    """The table of words. The tokenizer cuts at ASCII signs alone, so a word is what stands between two spaces."""
    return f"CREATE VIRTUAL TABLE {index.name} USING fts5(words, tokenize = 'ascii', detail = none)"


def indexed() -> "list[type[Model]]":
    """The models with such a table, by table name."""
    models = [model for model in apps.get_models() if hasattr(model, "word_index")]
    return sorted(models, key=lambda model: model._meta.db_table)  # noqa: SLF001


def sqlite_triggers(model: "type[Model]") -> Iterator[tuple[str, str, str]]:
    """(name, table, definition) of the triggers that keep the words of a model's rows; their names say `_no_`, too."""
    index: WordIndex = model.word_index  # type: ignore[attr-defined]
    table = model._meta.db_table  # noqa: SLF001
    away = f"DELETE FROM {index.name} WHERE rowid = OLD.{index.key};"
    into = (
        f"INSERT INTO {index.name} (rowid, words) "
        f"SELECT NEW.{index.key}, NEW.{index.text} WHERE NEW.{index.key} IS NOT NULL;"
    )
    acts = {
        "insert": ("INSERT", into),
        "update": (f"UPDATE OF {index.key}, {index.text}", f"{away} {into}"),
        "delete": ("DELETE", away),
    }
    for act, (event, body) in acts.items():
        name = f"{table}_no_stale_words_{act}"
        yield name, table, f'CREATE TRIGGER "{name}" AFTER {event} ON "{table}" BEGIN {body} END'


def rebuild() -> None:
    """Every table of words anew from its rows: after they changed while the triggers were away."""
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for model in indexed():
            index: WordIndex = model.word_index  # type: ignore[attr-defined]
            if index.name in tables:
                table = model._meta.db_table  # noqa: SLF001
                cursor.execute(f"DELETE FROM {index.name}")
                cursor.execute(
                    f"INSERT INTO {index.name} (rowid, words) "
                    f'SELECT {index.key}, {index.text} FROM "{table}" WHERE {index.key} IS NOT NULL'
                )
