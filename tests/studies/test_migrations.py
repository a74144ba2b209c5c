"""Studies that were made before their stage stood alone keep rows, keys and their guards."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from core import triggers
from procurement.studies.models import MethodChoice, MethodStudy
from procurement.tenders.models import Tender
from tests.builders import AT

BEFORE = [("tenders", "0002_method_studies"), ("reports", "0002_studies_of_methods"), ("studies", None)]
BEFORE += [("core", "0005_security_log")]  # as it was then: an authority had no law yet


def migrate(targets):
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return executor.loader.project_state([(app, name) for app, name in targets if name]).apps


@pytest.fixture
def latest():
    """Leaves the database at the last migrations, whatever a test did, without triggers: a test is emptied after it."""
    yield
    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    triggers.remove()


def test_a_study_its_choice_and_the_tender_that_refers_to_it_are_kept(transactional_db, latest):
    triggers.remove()
    apps = migrate(BEFORE)
    user = apps.get_model("core", "User").objects.create(email="officer@test.example")
    city = apps.get_model("core", "Authority").objects.create(name="Larkmouth")
    facts = {"inputs": {"seed": "1"}, "inputs_sha": "a" * 64, "result": {}, "result_sha": "b" * 64}
    study = apps.get_model("tenders", "MethodStudy").objects.create(
        no=7, authority=city, title="Lamps", by=user, at=AT, **facts
    )
    apps.get_model("tenders", "MethodChoice").objects.create(
        study=study, no=1, candidate="A", reason="Because.", by=user, at=AT
    )
    apps.get_model("tenders", "Tender").objects.create(
        ref="T-1", title="Lamps", authority=city, state_at=AT, currency="EUR", basis="net", method_study=study
    )

    migrate(MigrationExecutor(connection).loader.graph.leaf_nodes())
    triggers.install()

    kept = MethodStudy.objects.get()
    assert (kept.pk, kept.no, kept.inputs, kept.by_id) == (study.pk, 7, {"seed": "1"}, user.pk)
    assert list(kept.choices.values_list("candidate", "reason")) == [("A", "Because.")]
    assert Tender.objects.get().method_study == kept
    assert not {name for name in connection.introspection.table_names() if name.startswith("tenders_method")}
    for row in (kept, MethodChoice.objects.get()):
        with pytest.raises(DatabaseError, match=r"studies_method.* is append-only"), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(no=9)
