"""What is published is frozen: a version with one digest over everything, and the specification of each lot."""

import json
from dataclasses import replace
from fractions import Fraction
from hashlib import sha256

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError, IntegrityError, transaction

from core import triggers
from core.models import AuditLeaf
from procurement.evaluations import services as evaluations
from procurement.evaluations.models import Evaluation
from procurement.tenders import gather, methods, queries, services
from procurement.tenders.models import Criterion, KpiTemplate, Level, LotSpec, Tender, TenderInterface, TenderVersion
from procurement.tenders.shapes.build import tender_shape
from procurement.tenders.states import TenderState
from scoring import digest
from tests import builders

pytestmark = pytest.mark.django_db


def snapshot(version):
    return json.loads(version.snapshot)


# --- what a version holds ---


@pytest.mark.parametrize("state", [state for state in TenderState if state not in {"draft", "review"}])
def test_a_published_tender_has_one_version_and_a_draft_none(state):
    assert [version.no for version in builders.tender_at(state, bids=0).versions.all()] == [1]


@pytest.mark.parametrize("state", ["draft", "review"])
def test_what_is_not_published_is_not_frozen(state):
    tender = builders.tender_at(state)

    assert (tender.versions.count(), queries.published_specs_of(tender)) == (0, [])


def test_the_digest_is_over_the_snapshot_and_that_holds_every_lots_specification():
    version = builders.tender_at("open", lots=2).versions.get()

    specs = list(version.specs.order_by("lot__no"))
    assert sha256(version.snapshot.encode()).hexdigest() == version.digest
    assert [lot["spec_sha"] for lot in snapshot(version)["lots"]] == [spec.spec_sha for spec in specs]
    assert [digest.of_bytes("spec", spec.spec.encode()) for spec in specs] == [spec.spec_sha for spec in specs]
    assert len({spec.spec_sha for spec in specs}) == 2


def test_a_snapshot_names_everything_that_a_supplier_reads():
    tender = builders.tender_at("open")

    content = snapshot(tender.versions.get())

    assert set(content) == {
        *("authority", "tender", "lots", "criteria", "scales", "requirements", "interfaces", "kpis")
    }
    assert (content["tender"]["ref"], content["tender"]["title"]) == (tender.ref, tender.title)
    assert content["tender"]["deadline_at"] == "2026-02-28T12:00:00.000000Z"
    assert [row["key"] for row in content["criteria"]] == list(
        tender.criteria.order_by("no").values_list("key", flat=True)
    )
    for part, rows in (("requirements", "requirements"), ("interfaces", "interfaces"), ("kpis", "kpis")):
        assert len(content[part]) == getattr(tender, rows).count()


def test_the_leaf_of_the_publication_names_the_version():
    tender = builders.tender_at("open")

    leaf = AuditLeaf.objects.get(log=tender.audit_origin, kind="tender.published")
    assert json.loads(leaf.body)["facts"]["version"] == tender.versions.get().digest


@pytest.mark.usefixtures("rows_may_change")
def test_a_later_version_gives_a_reason_and_holds_from_then_on():
    tender = builders.tender_at("open")
    Tender.objects.filter(pk=tender.pk).update(title="Lamps and poles")

    with pytest.raises(IntegrityError), transaction.atomic():
        services.freeze_version(tender=tender, by=None, at=builders.AT)
    second = builders.republish(tender, "The poles were forgotten.")

    assert (second.no, snapshot(second)["tender"]["title"]) == (2, "Lamps and poles")
    assert {spec.version_id for spec in queries.published_specs_of(tender)} == {second.pk}


@pytest.mark.parametrize("row", [TenderVersion, LotSpec])
def test_nobody_changes_what_was_published(row):
    builders.tender_at("open")

    for change in (
        lambda: row.objects.update(**({"digest": "0" * 64} if row is TenderVersion else {"spec_sha": "0" * 64})),
        lambda: row.objects.all()._raw_delete(row.objects.db),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_a_tender_without_a_method_says_so_in_its_version():
    tender = builders.tender_at("opened", bids=0, formula="", no_method_why="The source states none.")

    [spec] = queries.published_specs_of(tender)
    assert (spec.spec, spec.spec_sha, spec.fault) == ("", "", "The source states none.")


def test_a_method_that_has_no_exact_form_is_kept_as_a_fault_and_judges_nothing():
    tender = builders.tender_at("opened", params={"Pmin": 80000.5, "Pmax": "1000000"}, evaluation="priced")

    [spec] = queries.published_specs_of(tender)
    assert (spec.spec, "float" in spec.fault) == ("", True)
    assert evaluations.obstacles(Evaluation.objects.get(lot__tender=tender)) == [spec.fault]


# --- what reads it ---


@pytest.mark.usefixtures("rows_may_change")
def test_rows_changed_behind_the_version_s_back_move_neither_evaluation_nor_printed_method():
    evaluation = builders.evaluation_at("priced")
    tender = evaluation.lot.tender
    case, sentences = evaluations.judge(evaluation.lot).case, methods.method_sentences(tender)

    Criterion.objects.filter(tender=tender).exclude(kind="pass_fail").update(weight=1)
    Criterion.objects.filter(tender=tender).update(title="Another", min_mark=Fraction(5), family="performance")
    Level.objects.filter(scale__tender=tender).update(label="Another")
    KpiTemplate.objects.filter(tender=tender).update(weight=1, title="Another")
    TenderInterface.objects.filter(tender=tender).update(weight=1, openness="1/9", strength="1/9", min_rung=3)
    Tender.objects.filter(pk=tender.pk).update(price_formula="lowest_price", params={}, tie_chain=[], total_points="7")
    evaluation.refresh_from_db()

    assert evaluations.judge(Evaluation.objects.get().lot).case == case
    assert methods.method_sentences(Tender.objects.get()) == sentences


def change_every_published_row(tender):
    """Other words and numbers in every row of a tender, as a hand in the database would write them."""
    changes = {
        tender.criteria: {"title": "Another", "text": "Another", "min_mark": Fraction(5), "family": "performance"},
        Level.objects.filter(scale__tender=tender): {"label": "Another", "value": Fraction(1, 7)},
        tender.requirements: {"text": "Another", "mandatory": False, "minimum": "7"},
        tender.interfaces: {"title": "Another", "openness": "1/9", "weight": 1, "profile_sha": "0" * 64},
        tender.kpis: {"title": "Another", "minimum": Fraction(1, 7), "credit_rule": "Another"},
        tender.lots: {"title": "Another", "estimate": "7.00", "cpv": ["99999999"]},
    }
    for rows, columns in changes.items():
        assert rows.update(**columns), rows
    Tender.objects.filter(pk=tender.pk).update(
        title="Another",
        price_formula="lowest_price",
        params={},
        currency="USD",
        total_points="7",
        method_source="Another",
        tie_chain=[],
        panel_min=9,
        deadline_at=None,
        description="Another",
        alt_rule={"id": "mean_of_others"},
        rounding={"marks": 1},
        scaling="best",
        basis="gross",
    )


@pytest.mark.usefixtures("rows_may_change")
def test_rows_changed_behind_the_version_s_back_move_nothing_that_page_and_api_say_of_a_published_tender():
    tender = builders.tender_at("open", lots=2, requirements=[{"key": "R-1", "text": "Runs on sunshine"}])
    shape = tender_shape(queries.with_authority().get(pk=tender.pk), AnonymousUser())

    change_every_published_row(tender)

    assert tender_shape(queries.with_authority().get(pk=tender.pk), AnonymousUser()) == shape


@pytest.mark.usefixtures("rows_may_change")
def test_a_draft_is_read_as_it_is_written_and_its_first_version_says_the_same():
    tender = builders.tender_at("draft", lots=2)
    draft = tender_shape(queries.with_authority().get(pk=tender.pk), AnonymousUser())

    Tender.objects.filter(pk=tender.pk).update(title="Another")
    changed = tender_shape(queries.with_authority().get(pk=tender.pk), AnonymousUser())
    services.freeze_version(tender=tender, by=None, at=builders.AT)
    frozen = tender_shape(queries.with_authority().get(pk=tender.pk), AnonymousUser())

    assert changed == replace(draft, title="Another")
    assert frozen == changed


def test_the_specification_of_a_run_is_the_published_one():
    run = builders.frozen_run()

    published = queries.published_spec_of(run.lot)
    assert published.spec_sha == run.spec_sha
    assert gather.spec_of(run.lot) == gather.read_spec(published.spec)


@pytest.mark.usefixtures("rows_may_change")
def test_a_stored_specification_that_lost_its_digest_judges_nothing():
    evaluation = builders.evaluation_at("priced")
    triggers.remove()
    LotSpec.objects.update(spec='{"id":"another"}')

    assert evaluations.obstacles(evaluation) == [
        "The published method was changed: it does not have its own digest any more."
    ]


@pytest.mark.usefixtures("rows_may_change")
def test_a_draft_is_described_as_it_is_written_now():
    tender = builders.tender_at("draft")
    Tender.objects.filter(pk=tender.pk).update(panel_method="median")

    ranking = methods.method_sentences(Tender.objects.get()).ranking
    assert "The median of the panel members' marks counts." in ranking


@pytest.mark.parametrize("lots", [1, 3])
def test_a_published_method_is_read_in_one_query(lots, django_assert_num_queries):
    tender = Tender.objects.get(pk=builders.tender_at("open", lots=lots).pk)

    with django_assert_num_queries(1):
        methods.method_sentences(tender)
