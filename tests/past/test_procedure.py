"""A tender's past from plain data: what is inserted becomes rows and leaves, or nothing does."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from core.models import AuditLeaf
from core.states import GateRefused
from procurement.bids.models import Bid, BidParty
from procurement.evaluations.models import Admission, Consensus, Evaluation, Mark, PanelMember
from procurement.tenders.models import Criterion, SourceDocument, Tender
from procurement.web.demo.tables import Officers
from suppliers import services as supplier_services
from tests import builders
from tests.past import procedure
from tests.past.tenders import instant

pytestmark = pytest.mark.django_db
SOURCE = {"name": "facts.toml", "format": "evenhand-demo", "record": "X-1", "sha256": "a" * 64}


@pytest.fixture(autouse=True)
def _a_demonstration(settings):
    settings.DEMO = True


@pytest.fixture
def city():
    return builders.authority("A city")


@pytest.fixture
def officers(city):
    return Officers(builders.person("officer", authority=city), builders.person("officer", authority=city), builders.AT)


def kinds(tender):
    return list(AuditLeaf.objects.filter(log=tender.audit_origin).order_by("index").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020-08-06T13:18:18.5+03:00", datetime(2020, 8, 6, 10, 18, 18, 500_000, tzinfo=UTC)),
        ("-2 09:30", datetime(2026, 2, 28, 9, 30, tzinfo=UTC)),
        ("+1 00:00", datetime(2026, 3, 3, tzinfo=UTC)),
    ],
)
def test_an_instant_is_absolute_or_counted_from_the_day_of_loading(text, expected):
    assert instant(text, datetime(2026, 3, 2, 23, 59, tzinfo=UTC)) == expected


def test_an_imported_tender_enters_opened_and_makes_no_move(city, officers):
    table = builders.data(bids=2) | {"state": "opened", "origin": "imported", "source": SOURCE, "evaluation": "priced"}

    tender = procedure.insert_tender(table, authority=city, officers=officers)

    assert (tender.state, tender.origin, tender.publish_no, kinds(tender)) == (
        "opened",
        "imported",
        1,
        ["tender.imported"],
    )
    assert [(bid.state, bid.alias) for bid in tender.bids.all()] == [("opened", "B1"), ("opened", "B2")]
    assert (SourceDocument.objects.get().sha256, Evaluation.objects.get().state) == ("a" * 64, "priced")
    assert (PanelMember.objects.count(), Mark.objects.count(), Consensus.objects.filter(by=None).count()) == (0, 0, 4)


def test_moves_are_made_by_those_who_may_at_their_times(city, officers):
    tender = procedure.insert_tender(builders.data(bids=0) | {"state": "closed"}, authority=city, officers=officers)

    leaves = AuditLeaf.objects.filter(log=tender.audit_origin).order_by("index")
    assert [(leaf.kind, leaf.at, leaf.secrets.get(field="by").value) for leaf in leaves] == [
        ("tender.sent_to_review", instant("-58 09:00", builders.AT), str(officers.officer.pk)),
        ("tender.published", instant("-50 09:00", builders.AT), str(officers.second.pk)),
        ("keyset.frozen", instant("-50 09:00", builders.AT), str(officers.second.pk)),
        ("tender.closed", instant("-2 12:00", builders.AT), "system"),
    ]
    assert (tender.published_at, tender.deadline_at) == (leaves[1].at, leaves[3].at)


def test_the_reason_of_a_cancellation_can_be_erased(city, officers):
    tender = procedure.insert_tender(
        builders.data(bids=0) | {"state": "cancelled", "why": "No money."}, authority=city, officers=officers
    )

    leaf = AuditLeaf.objects.get(log=tender.audit_origin, kind="tender.cancelled")
    assert leaf.secrets.get(field="reason").value == "No money."
    assert "No money." not in leaf.body


def test_aliases_of_ten_bids_sort_as_their_numbers(city, officers):
    tender = procedure.insert_tender(builders.data(bids=10) | {"state": "opened"}, authority=city, officers=officers)

    assert [bid.alias for bid in Bid.objects.filter(tender=tender)] == [f"B{number:02}" for number in range(1, 11)]


def test_a_bid_stands_in_the_lots_it_prices(city, officers):
    table = builders.data(bids=2, lots=2) | {"state": "opened"}
    del table["bids"][1]["prices"]["1"]

    tender = procedure.insert_tender(table, authority=city, officers=officers)

    first, second = tender.bids.all()
    assert ([lot.no for lot in first.lots.all()], [lot.no for lot in second.lots.all()]) == ([1, 2], [2])


def test_a_consortium_takes_its_facts_from_the_registered_suppliers(city, officers):
    supplier = supplier_services.create(
        name="Firm", id_scheme="XX", id_value="7", country="IE", size="micro", at=officers.at
    )
    table = builders.data(bids=1) | {"state": "opened"}
    table["bids"][0]["parties"] = [{"supplier": "firm", "share": "60"}, {"name": "Partner", "share": "40"}]

    procedure.insert_tender(table, authority=city, officers=officers, suppliers={"firm": supplier})

    parties = BidParty.objects.order_by("no").values_list("role", "name", "id_value", "size", "share", "supplier")
    assert list(parties) == [
        ("lead", "Firm", "7", "micro", 60, supplier.pk),
        ("member", "Partner", "", "unknown", 40, None),
    ]


def test_two_officers_exclude_a_bid(city, officers):
    ruled = [{"bid": "B2", "verdict": "excluded", "ground": "Conflict of interest", "reason": "It wrote the tender."}]
    table = builders.data(bids=2) | {"state": "opened", "evaluation": "priced", "admissions": ruled, "panel": []}

    procedure.insert_tender(table | {"marks": {}}, authority=city, officers=officers)

    admission = Admission.objects.get()
    assert (admission.bid.alias, admission.verdict, admission.ground) == ("B2", "excluded", "Conflict of interest")
    assert (admission.by, admission.second_by) == (officers.officer, officers.second)


def test_marks_belong_to_their_evaluators_in_the_order_of_the_panel():
    evaluation = builders.evaluation_at("priced", bids=1)

    marks = Mark.objects.filter(member__lot=evaluation.lot).order_by("member__no")
    assert [(mark.member.pseudonym, mark.value, mark.reason) for mark in marks] == [
        ("E1", Fraction(5), "Reason 1"),
        ("E2", Fraction(5), "Reason 1"),
        ("E3", Fraction(4), "Reason 1"),
    ]
    assert [member.chair for member in evaluation.lot.panel.all()] == [True, False, False]


def test_a_tender_that_cannot_be_evaluated_leaves_no_row(city, officers):
    table = builders.data(bids=2) | {"state": "opened", "evaluation": "frozen", "panel": [], "marks": {}}
    del table["agreed"]["method"]["B2"]

    with pytest.raises(GateRefused):
        procedure.insert_tender(table, authority=city, officers=officers)

    assert (Tender.objects.count(), Criterion.objects.count(), AuditLeaf.objects.count()) == (0, 0, 0)


def test_the_builders_evaluation_can_be_frozen_and_ranks_the_first_bid_first():
    run = builders.frozen_run(bids=3)

    assert (run.no, run.cause, run.lot.evaluation.state) == (1, "first", "frozen")
