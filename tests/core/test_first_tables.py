"""The one operation that makes all tables of a stage."""

from django.db import ConnectionHandler, models
from django.db.migrations import CreateModel
from django.db.migrations.state import ModelState, ProjectState

from core.first_tables import CreateTables


def key():
    return ("id", models.BigAutoField(primary_key=True))


TABLES = [
    CreateModel("Street", [key(), ("house", models.ForeignKey("core.House", models.CASCADE, null=True))]),
    CreateModel("House", [key(), ("street", models.ForeignKey("core.Street", models.CASCADE, related_name="+"))]),
]


def test_the_state_is_that_of_the_same_models_one_by_one(monkeypatch):
    renders = []
    render = ModelState.render
    monkeypatch.setattr(ModelState, "render", lambda state, apps: renders.append(state.name) or render(state, apps))
    together, one_by_one = ProjectState(), ProjectState()
    for state in (together, one_by_one):
        CreateModel("Town", [key()]).state_forwards("core", state)
        assert [model.__name__ for model in state.apps.get_models()] == ["Town"]
    renders.clear()

    CreateTables(TABLES).state_forwards("core", together)
    assert renders == []  # nothing is built before it is asked for
    for table in TABLES:
        table.state_forwards("core", one_by_one)

    assert together == one_by_one
    assert {model.__name__ for model in together.apps.get_models()} == {"Town", "Street", "House"}


def test_two_tables_that_name_each_other_are_made_and_taken_away(db):
    operation, before, after = CreateTables(TABLES), ProjectState(), ProjectState()
    operation.state_forwards("core", after)
    connection = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})["default"]

    with connection.schema_editor() as editor:
        operation.database_forwards("core", editor, before, after)
    assert set(connection.introspection.table_names()) == {"core_street", "core_house"}
    with connection.schema_editor() as editor:
        operation.database_backwards("core", editor, after, before)
    assert connection.introspection.table_names() == []


def test_it_says_what_it_makes():
    assert CreateTables(TABLES).describe() == "Make 2 tables: Street, House"
