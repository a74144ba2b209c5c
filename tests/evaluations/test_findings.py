"""What to look at twice: frozen with a run, decided by two officers where the tender is run here, dated if known later."""

import json
from datetime import timedelta

import pytest

from core import triggers
from core.models import AuditLeaf
from procurement.bids.models import BidParty
from procurement.evaluations import queries, summary
from procurement.evaluations.circumstances import circumstances_of, organisations_of
from procurement.evaluations.models import (
    LaterFinding,
    Run,
)
from procurement.reports import services as report_services
from procurement.tenders.models import SourceDocument
from scoring import codec, digest
from scoring.findings import Organisation
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db
SOURCE = {"name": "facts.toml", "format": "demo", "record": "1", "sha256": "a" * 64}


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def imported(**options):
    return lots.run_of(origin="imported", source=SOURCE, **options)


# --- what is recorded around the bids ---


def same_firm(lot, *aliases, **values):
    BidParty.objects.filter(bid__lots=lot, bid__alias__in=aliases).update(**values)


@pytest.mark.usefixtures("rows_may_change")
def test_one_organisation_is_a_scheme_with_an_identifier_else_an_exact_name():
    lot = builders.evaluation_at("priced", bids=4).lot
    BidParty.objects.update(id_scheme="", id_value="")
    assert organisations_of(lot) == ()

    same_firm(lot, "B1", "B2", name="One Ltd")
    same_firm(lot, "B3", id_scheme="XX-TAX", id_value="7", name="Two Ltd")
    same_firm(lot, "B4", id_scheme="XX-TAX", id_value="7", name="Two Limited")

    assert organisations_of(lot) == (
        Organisation("One Ltd", ("B1", "B2"), leads=True),
        Organisation("Two Ltd", ("B3", "B4"), leads=True),
    )
    same_firm(lot, "B3", id_scheme="XX-VAT")
    same_firm(lot, "B4", id_scheme="")
    assert organisations_of(lot) == (Organisation("One Ltd", ("B1", "B2"), leads=True),)


@pytest.mark.usefixtures("rows_may_change")
def test_an_organisation_that_stands_beside_another_tenderer_is_a_shared_member():
    lot = builders.evaluation_at("priced", bids=2).lot
    first = lot.bids.get(alias="B1").parties.get()
    lot.bids.get(alias="B2").parties.create(no=2, name=first.name, role="member")
    BidParty.objects.update(id_scheme="", id_value="")

    assert organisations_of(lot) == (Organisation(first.name, ("B1", "B2"), leads=False),)


def test_the_panel_is_counted_for_a_tender_run_here_and_not_for_an_imported_one():
    here = circumstances_of(builders.evaluation_at("priced").lot)
    elsewhere = circumstances_of(imported().lot)

    assert (here.panel_min, here.marked_by) == (3, {"method": 3})
    assert (elsewhere.panel_min, elsewhere.marked_by) == (0, {})


def test_a_bid_that_nobody_marked_is_marked_by_none():
    evaluation = builders.evaluation_at("priced")
    triggers.remove()
    evaluation.lot.panel.first().marks.model.objects.filter(bid__alias="B3").delete()

    assert circumstances_of(evaluation.lot).marked_by == {"method": 0}


@pytest.mark.parametrize("bids", [1, 3])
def test_circumstances_cost_the_same_for_any_number_of_bids(bids, django_assert_num_queries):
    lot = queries.with_relations().get(pk=builders.evaluation_at("priced", bids=bids).pk).lot

    with django_assert_num_queries(6):
        circumstances_of(lot)


def test_a_late_bid_of_an_imported_tender_is_frozen_with_its_run_and_judged_all_the_same():
    def come_late(data):
        data["bids"][0]["submitted"] = "+0 23:00"

    run = imported(change=come_late)

    assert ("late_bid", ["B1"]) in lots.noticed(run)
    assert codec.loads(run.result)["order"][0]["bid"] == "B1"


def test_dates_that_an_import_says_were_rewritten_prove_nobody_late():
    evaluation = lots.evaluation_of("priced", origin="imported", source=SOURCE)
    triggers.remove()
    SourceDocument.objects.update(notes=[{"code": "dates-rewritten", "sentence": "An auction."}])

    assert circumstances_of(evaluation.lot).dates_rewritten


# --- frozen with the run ---


def test_the_list_is_frozen_with_its_digest_and_the_leaf_names_it():
    run = builders.frozen_run(bids=1)

    leaf = AuditLeaf.objects.get(kind="evaluation.frozen")
    assert json.loads(leaf.body)["facts"]["findings"] == run.findings_sha
    assert digest.of_bytes("findings", run.findings.encode()) == run.findings_sha
    assert [finding["kind"] for finding in codec.loads(run.findings)] == ["single_bid"]


@pytest.mark.parametrize("text", ["[]", '[{"kind":1}]', "no json"])
def test_a_list_that_was_changed_is_shown_by_nobody(text):
    builders.frozen_run(bids=1)
    triggers.remove()
    Run.objects.update(findings=text)

    with pytest.raises(summary.Damaged, match="What to look at twice in run 1"):
        summary.of_run(Run.objects.get())


def test_a_list_of_another_shape_with_its_own_digest_is_damaged_too():
    run, text = builders.frozen_run(bids=1), '[{"kind":1}]'
    triggers.remove()
    Run.objects.filter(pk=run.pk).update(findings=text, findings_sha=digest.of_bytes("findings", text.encode()))

    with pytest.raises(summary.Damaged):
        summary.of_run(Run.objects.get())


def test_nothing_is_said_to_be_noticed_only_where_the_list_is_empty(client):
    quiet = lots.evaluation_of("frozen", **lots.priced({"price": "100.00"}, {"price": "60.00"}))
    alone = builders.frozen_evaluation(bids=1)

    assert "Nothing was noticed." in lots.page(client, quiet, lots.officer_of(quiet))
    assert "bids after the deadline" in lots.page(client, quiet, lots.officer_of(quiet))
    assert "Nothing was noticed." not in lots.page(client, alone, lots.officer_of(alone))


def test_a_run_from_before_such_lists_says_so_and_shows_what_is_known_now(client):
    evaluation = builders.frozen_evaluation(bids=1)
    triggers.remove()
    Run.objects.update(findings="", findings_sha="")

    text = lots.page(client, evaluation, lots.officer_of(evaluation))

    assert "frozen before such a list was kept" in text
    assert "Nothing was noticed." not in text
    assert "Only Firm 1 is admissible" in text


# --- known later ---


def test_what_becomes_known_later_is_dated_stands_beside_the_list_and_in_the_next_review_only():
    run = imported()
    first = report_services.request_review(run=run, variant="pdf/a-3a", by=None, at=lots.LATER)
    before = lots.noticed(run)
    BidParty.objects.update(name="One Ltd", id_scheme="", id_value="")

    second = report_services.request_review(run=run, variant="pdf/a-3a", by=None, at=lots.LATER + timedelta(days=1))
    again = report_services.request_review(run=run, variant="pdf/a-3a", by=None, at=lots.LATER + timedelta(days=2))

    later = [(row["kind"], row["known_at"]) for row in second.data["findings"]["later"]]
    assert later == [("several_bids_of_one", "2026-04-02T12:00:00Z")]
    assert (first.data["findings"]["later"], again.pk, LaterFinding.objects.count()) == ([], second.pk, 1)
    assert lots.noticed(run) == before


def test_the_page_shows_what_is_known_now_before_any_review_asks_for_it(client):
    run = imported()
    BidParty.objects.update(name="One Ltd", id_scheme="", id_value="")

    text = lots.page(client, run.lot.evaluation, lots.officer_of(run.lot.evaluation))

    assert "Known since the result was frozen" in text
    assert "are bids of one organisation: One Ltd." in text
    assert LaterFinding.objects.count() == 0


def test_an_empty_list_reassures_nobody_where_something_became_known_later(client):
    options = lots.priced({"price": "100.00"}, {"price": "60.00"})
    run = imported(**options)
    BidParty.objects.update(name="One Ltd", id_scheme="", id_value="")

    text = lots.page(client, run.lot.evaluation, lots.officer_of(run.lot.evaluation))

    assert lots.noticed(run) == []
    assert "Nothing was noticed." not in text
    assert "Nothing was noticed when the result was frozen; what is known since stands below." in text


@pytest.mark.usefixtures("rows_may_change")
def test_an_open_decision_says_which_places_stay_without_each_of_its_bids():
    run = builders.frozen_run(bids=3)
    BidParty.objects.update(id_scheme="", id_value="")
    same_firm(run.lot, "B2", "B3", name="One Ltd")

    [opened] = [row for row in summary.of_run(run).findings.unlisted if row.kind == "several_bids_of_one"]

    assert opened.needs_decision
    assert opened.without == ("Place 1 stays with or without One Ltd. Places 1 to 2 stay with or without One Ltd.")


@pytest.mark.usefixtures("rows_may_change")
def test_without_the_first_another_is_first():
    run = builders.frozen_run(bids=2)
    BidParty.objects.update(id_scheme="", id_value="")
    same_firm(run.lot, "B1", "B2", name="One Ltd")

    [opened] = [row for row in summary.of_run(run).findings.unlisted if row.kind == "several_bids_of_one"]

    assert opened.without.startswith("Without One Ltd, One Ltd is first.")
