"""Nothing is added to a published tender, or to opened bids, behind the back of the version that says what they are."""

import pytest
from django.db import DatabaseError, connection, transaction

from core import triggers
from core.guards import guard_of, guarded
from procurement.bids.models import (
    Bid,
    BidLot,
    BidParty,
    Claim,
    KpiCommitment,
    PriceLine,
    Quantity,
    RequirementResponse,
    SourceAward,
    SourceFinding,
)
from procurement.tenders.models import (
    AnnouncedVersion,
    Criterion,
    KpiTemplate,
    Level,
    Lot,
    Requirement,
    Scale,
    Tender,
    TenderInterface,
)
from tests import builders
from tests.architecture.rows import make

pytestmark = pytest.mark.django_db
OfLot = Criterion.lots.through


def scale_of(tender):
    return Scale.objects.filter(tender=tender)[0]


def bid_of(tender):
    return Bid.objects.filter(tender=tender)[0]


# What a row of each table belongs to. Its other values are anybody's: the database judges by these alone.
PUBLISHED = {
    Lot: lambda tender: {"tender": tender, "no": 9},
    Scale: lambda tender: {"tender": tender},
    Level: lambda tender: {"scale": scale_of(tender), "no": 99},
    Criterion: lambda tender: {"tender": tender, "no": 99, "kind": "scored"},
    OfLot: lambda tender: {"criterion": Criterion.objects.filter(tender=tender)[0], "lot": make(Lot)},
    Requirement: lambda tender: {"tender": tender},
    TenderInterface: lambda tender: {"tender": tender, "no": 99},
    KpiTemplate: lambda tender: {"tender": tender, "no": 99},
}
OF_BID = {
    Bid: lambda tender: {"tender": tender},
    BidLot: lambda tender: {"bid": bid_of(tender), "lot": make(Lot)},
    BidParty: lambda tender: {"bid": bid_of(tender), "no": 99, "role": "member"},
    **{
        model: lambda tender: {"bid": bid_of(tender)}
        for model in (PriceLine, Quantity, RequirementResponse, KpiCommitment, Claim)
    },
    SourceFinding: lambda tender: {"tender": tender, "no": 99},
    SourceAward: lambda tender: {"tender": tender, "no": 99},
}
TABLES = PUBLISHED | OF_BID


def is_added(model, tender) -> bool:
    """Whether the database takes one more row; it is away again afterwards. A fault that is no refusal is raised."""
    values = TABLES[model](tender)
    try:
        with transaction.atomic():
            make(model, **values)
            transaction.set_rollback(True)
    except DatabaseError as error:
        if f"{model._meta.db_table} takes no such row now" not in str(error):
            raise
        return False
    return True


def added_to(tender) -> set:
    return {model for model in TABLES if is_added(model, tender)}


def test_every_table_of_a_tender_and_its_bids_is_asked():
    """But for those that are added to later: versions with an amendment, and the source of an import."""
    by_tender = {model for model in guarded() if "tenders_tenderversion" in guard_of(model).insert}

    assert set(TABLES) == by_tender - {AnnouncedVersion}


def test_a_draft_takes_rows():
    assert {model for model in PUBLISHED if is_added(model, builders.tender_at("draft"))} == set(PUBLISHED)


def test_a_tender_open_for_bids_takes_bids_and_nothing_that_it_publishes():
    assert {model for model in PUBLISHED if is_added(model, builders.tender_at("open"))} == set()
    assert is_added(Bid, builders.tender_at("open"))


@pytest.mark.parametrize("state", ["opened", "decided", "complete"])
def test_an_opened_tender_takes_nothing(state):
    evaluation = {} if state == "opened" else {"evaluation": "frozen"}

    assert added_to(builders.tender_at(state, **evaluation)) == set()


def test_an_import_adds_until_its_first_version_says_what_it_is():
    tender = make(Tender, state="opened", publish_no=7, origin="imported", no_method_why="none")
    make(Scale, tender=tender)
    make(Criterion, tender=tender, kind="scored")
    make(Bid, tender=tender, state="opened")
    assert added_to(tender) == set(TABLES)

    builders.republish(tender, reason="")

    assert added_to(tender) == set()


@pytest.mark.parametrize("model", [model for model in PUBLISHED if model not in {Level, OfLot}])
def test_a_row_of_a_draft_is_not_moved_to_a_published_tender(model):
    published, draft = builders.tender_at("open"), builders.tender_at("draft")
    row = make(model, **PUBLISHED[model](draft))

    with pytest.raises(DatabaseError, match="keeps this row as it is"), transaction.atomic():
        model.objects.filter(pk=row.pk).update(tender=published)


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Another"},
        {"description": "Another"},
        {"deadline_at": builders.AT},
        {"published_at": builders.AT},
        {"ref": "Another"},
        {"method_source": "Another"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_the_words_and_the_deadline_of_a_published_tender_stay_and_a_draft_s_are_edited(change):
    published, draft = builders.tender_at("open"), builders.tender_at("draft")

    with pytest.raises(DatabaseError, match="tenders_tender keeps this row"), transaction.atomic():
        Tender.objects.filter(pk=published.pk).update(**change)

    assert Tender.objects.filter(pk=draft.pk).update(**change) == 1


def test_when_an_opened_bid_came_in_stays_since_it_decides_ties():
    bid = bid_of(builders.tender_at("opened"))

    with pytest.raises(DatabaseError, match="bids_bid keeps this row"), transaction.atomic():
        Bid.objects.filter(pk=bid.pk).update(submitted_at=builders.AT)


def test_a_tenderer_of_a_tender_run_here_stays_and_that_of_an_import_is_corrected():
    here = builders.tender_at("opened")
    there = make(Tender, state="opened", publish_no=10**6, origin="imported", no_method_why="none")
    party = make(BidParty, bid=make(Bid, tender=there), role="lead")
    builders.republish(there, reason="")

    assert BidParty.objects.filter(pk=party.pk).update(name="Another") == 1
    for change in ({"role": "member"}, {"share": 50}):
        with pytest.raises(DatabaseError, match="bids_bidparty keeps this row"), transaction.atomic():
            BidParty.objects.filter(pk=party.pk).update(**change)
    with pytest.raises(DatabaseError, match="bids_bidparty keeps this row"), transaction.atomic():
        BidParty.objects.filter(bid__tender=here).update(name="Another")


def test_the_table_between_criteria_and_lots_is_looked_after_at_a_start():
    suffix = "" if connection.vendor == "sqlite" else " ON tenders_criterion_lots"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER tenders_criterion_lots_no_insert{suffix}")

    assert triggers.faults() == ["tenders_criterion_lots_no_insert (missing)"]
