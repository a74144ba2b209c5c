"""Small inputs, each with its right answer: every bid is ranked, left out for a reason, or keeps its lot from a run."""

from decimal import Decimal

import pytest

from procurement.bids.models import PriceLine, SourceFinding
from procurement.evaluations.models import Run
from procurement.opendata import queries, services
from procurement.opendata.models import Issue
from procurement.tenders.models import Lot
from scoring import codec
from tests.opendata.evaluated import AT, evaluated, lines_of
from tests.opendata.inputs import bid, encoded, offer, prozorro, release, tenderer

pytestmark = pytest.mark.django_db

LISTED = "(counted are pending, valid; left out are deleted, disqualified, invited, withdrawn)"


def codes():
    return {issue.code for issue in Issue.objects.all()}


def two_lots(*offers, **tender):
    lots = [{"id": "A", "title": "A"}, {"id": "B", "title": "B"}]
    return {**release(lots=lots, **tender), "bids": {"details": list(offers)}}


def test_a_tie_is_broken_by_the_time_of_the_bid_for_the_lot(shared):
    _, lines = evaluated(shared / "inputs/02_prozorro_tie_decided_by_lot_date.json")

    assert lines == [
        "evaluated by lowest_price/1: 1. B1 400, 2. B2 410",
        "evaluated by lowest_price/1: 1. B2 450, 2. B1 450",
    ]


def test_a_status_that_is_not_known_is_asked_about(shared):
    tender, lines = evaluated(shared / "inputs/03_bid_status_words.json")

    assert lines == [
        (
            "not evaluated: Bid B2 ('2' in the file) could not be placed: its status 'qualified' is none that is known "
            f"here {LISTED}."
        )
    ]
    assert [(row.kind, row.bid.alias) for row in SourceFinding.objects.order_by("no")] == [
        ("unplaced", "B2"),
        ("left_out", "B4"),
        ("left_out", "B5"),
    ]
    assert "status-letters" in codes()  # 'Valid'
    assert (Run.objects.count(), tender.bids.get(alias="B1").lots.count()) == (0, 1)


def test_a_bid_that_names_no_lot_is_asked_about(shared):
    _, lines = evaluated(shared / "inputs/05_bid_without_lot.json")

    why = "not evaluated: Bid B1 ('1' in the file) could not be placed: it names no lot, and the tender has 2."
    assert (lines, Run.objects.count()) == ([why, why], 0)


def test_bids_as_a_list_are_asked_about(shared):
    _, lines = evaluated(shared / "inputs/07b_bids_as_list.json")

    assert lines == [
        (
            "not evaluated: Bids 1, 2 could not be placed: /bids is no place where bids are read. OCDS keeps bids as the "
            "list bids.details."
        )
    ]
    assert ("wrong-type" in codes(), Run.objects.count()) == (True, 0)


def test_a_file_without_bids_is_not_evaluated(shared):
    _, lines = evaluated(shared / "inputs/08a_no_bids_but_an_award.json")

    assert (lines, Run.objects.count()) == (["not evaluated: The file has no bids."], 0)


def test_price_as_the_only_criterion_weighs_all(shared):
    tender, lines = evaluated(shared / "inputs/09_price_only_lot_without_weight.json")

    assert lines == ["evaluated by lowest_price/1: 1. B2 800, 2. B1 900"]
    assert [criterion.weight for criterion in tender.criteria.all()] == [Decimal(100)]


@pytest.mark.parametrize(
    ("name", "line", "amounts"),
    [
        (
            "15_three_decimals_kwd.json",
            "evaluated by lowest_price/1: 1. B2 1250.12, 2. B1 1250.125",
            {"B1": Decimal("1250.125"), "B2": Decimal("1250.12")},
        ),
        (
            "30_unit_price_five_decimals.json",
            "evaluated by lowest_price/1: 1. B2 0.12344, 2. B1 0.12345",
            {"B1": Decimal("0.12345"), "B2": Decimal("0.12344")},
        ),
    ],
)
def test_every_decimal_place_counts(name, line, amounts, shared):
    _, lines = evaluated(shared / "inputs" / name)

    assert lines == [line]
    assert {row.bid.alias: row.amount for row in PriceLine.objects.all()} == amounts


def noticed(tender):
    """Kinds and bids of what is frozen with the one run to be looked at twice."""
    run = Run.objects.get(lot__tender=tender)
    return [(finding["kind"], finding["bids"]) for finding in codec.loads(run.findings)]


def test_one_supplier_with_several_bids_is_ranked_and_looked_at_twice(shared):
    tender, [line] = evaluated(shared / "inputs/17_one_supplier_several_bids.json")

    assert line.startswith("evaluated by lowest_price/1: 1. ")
    names = [party.name for entry in tender.bids.order_by("alias") for party in entry.parties.all()]
    assert len(names) > len(set(names))
    assert [kind for kind, _ in noticed(tender)] == ["several_bids_of_one"]


def test_a_late_bid_is_ranked_noted_and_looked_at_twice(shared):
    tender, [line] = evaluated(shared / "inputs/18_late_bid.json")

    assert line.startswith("evaluated by lowest_price/1: 1. ")
    assert "dates-after-deadline" in codes()
    assert noticed(tender)[0][0] == "late_bid"


def test_the_code_of_the_tender_is_that_of_its_lots(shared):
    evaluated(shared / "inputs/22_cpv_at_tender.json")

    assert [lot.cpv for lot in Lot.objects.all()] == [["79410000"]]


# --- others of the same kinds ---


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (
            two_lots(offer("1", 5, relatedLots=["A"]), offer("2", 6, relatedLots=["X"])),
            "Bid B2 ('2' in the file) could not be placed: it names lot 'X', which the tender does not have.",
        ),
        (
            two_lots(offer("1", 5, relatedLots=["A", "B"])),
            (
                "Bid B1 ('1' in the file) could not be placed: its one amount is for lots A, B, and how it divides is not "
                "known."
            ),
        ),
        (
            two_lots(offer("1", 5, relatedLots=["G"]), lotGroups=[{"id": "G", "relatedLots": ["A", "B"]}]),
            (
                "Bid B1 ('1' in the file) could not be placed: it is for the group 'G' of lots, and how its amount divides "
                "among them is not known."
            ),
        ),
        (
            two_lots(offer("1", 5, relatedLots=["A"]), offer("1", 4, relatedLots=["A"])),
            "Bid B1 ('1' in the file) could not be placed: its id stands twice, with different content.",
        ),
        (
            two_lots(offer("1", 5, relatedLots=["A"]), {**offer("", 4, relatedLots=["A"])}),
            "The bid at /bids/details/1 could not be placed: it has no id.",
        ),
        (
            two_lots(offer("1", 5, relatedLots=["A"]), offer("2", 4, relatedLots=["A"], status=None)),
            None,  # a bid without a status counts
        ),
        (
            {**release(bids=[offer("9", 1)]), "bids": {"details": [offer("1", 5)]}},
            (
                "Bid 9 could not be placed: /tender/bids is no place where bids are read. OCDS keeps bids as the list "
                "bids.details."
            ),
        ),
        (
            {**release(), "bids": {"details": [offer("1", 5), [offer("2", 4)]]}},
            (
                "Bid 2 could not be placed: /bids/details/1 is no place where bids are read. OCDS keeps bids as the list "
                "bids.details."
            ),
        ),
        (
            {**release(), "bids": {"details": {"1": offer("1", 5)}}},
            (
                "What may be a bid could not be placed: /bids/details is no place where bids are read. OCDS keeps bids as "
                "the list bids.details."
            ),
        ),
    ],
)
def test_a_bid_that_cannot_be_placed_keeps_its_lot_from_a_run(record, why):
    _, lines = evaluated(record)

    if why is None:
        assert lines[0] == "evaluated by lowest_price/1: 1. B2 4, 2. B1 5"
    else:
        assert (lines[0], Run.objects.filter(lot__no=1).count()) == (f"not evaluated: {why}", 0)


def lines_of_each(*records):
    """What becomes of each tender in a package of records about one process."""
    package = {"records": [{"ocid": release()["ocid"], "compiledRelease": record} for record in records]}
    run = services.import_file(name="file.json", data=encoded(package), at=AT)
    return [lines_of(record.tender) if record.tender else [record.state] for record in queries.records_of(run)]


def one_record(*offers, day=1, **more):
    return {**release(), "id": str(day), "date": f"2024-03-0{day}T00:00:00Z", "bids": {"details": list(offers)}, **more}


def test_bids_in_another_record_of_the_process_are_asked_about():
    first, second = lines_of_each(one_record(offer("b1", 90)), one_record(offer("b2", 80), day=2))

    why = (
        "not evaluated: Bid {} could not be placed: another record of this process, at {}, has what this one lacks. "
        "Keep one record with every bid."
    )
    assert first == [why.format("b2", "/records/1")]
    assert second == [why.format("b1", "/records/0")]
    assert Run.objects.count() == 0


def test_a_record_of_bids_alone_is_not_left_out_unseen():
    tender, bids = one_record(), one_record(offer("b1", 90), offer("b2", 80), day=2)
    del bids["tender"]

    [line], other = lines_of_each(tender, bids)

    assert line.startswith("not evaluated: Bids b1, b2 could not be placed: another record")
    assert (other, Run.objects.count()) == (["quarantined"], 0)


@pytest.mark.parametrize(
    "earlier",
    [
        one_record(offer("b1", 90)),
        one_record(offer("b1", 90), offer("gone", 1, status="withdrawn")),
        one_record(bids=[]),
    ],
)
def test_an_earlier_record_whose_bids_are_all_in_the_later_one_asks_nothing(earlier):
    _, later = lines_of_each(earlier, one_record(offer("b1", 90), offer("b2", 80), day=2))

    assert later == ["evaluated by lowest_price/1: 1. B2 80, 2. B1 90"]


def test_a_lot_whose_bids_are_all_placed_is_evaluated_beside_one_that_is_not():
    _, lines = evaluated(
        two_lots(
            offer("1", 5, relatedLots=["A"]),
            offer("2", 4, relatedLots=["G"]),
            lotGroups=[{"id": "G", "relatedLots": ["B"]}],
        )
    )

    assert [line.partition(":")[0] for line in lines] == ["evaluated by lowest_price/1", "not evaluated"]


def test_one_id_for_two_lots_is_one_bid_with_two_offers():
    early, late = "2024-01-10T00:00:00Z", "2024-01-20T00:00:00Z"
    tender, lines = evaluated(
        two_lots(offer("1", 5, relatedLots=["A"], date=early), offer("1", 6, relatedLots=["B"], date=late))
    )

    [bid] = tender.bids.all()
    links = bid.lot_links.order_by("lot__no")
    assert [(link.lot.source_key, f"{link.submitted_at:%Y-%m-%d}") for link in links] == [
        ("A", "2024-01-10"),
        ("B", "2024-01-20"),
    ]
    assert lines == ["evaluated by lowest_price/1: 1. B1 5", "evaluated by lowest_price/1: 1. B1 6"]


def test_an_offer_that_the_source_leaves_out_of_one_lot_is_said_there():
    def lot_value(lot, amount, status="active"):
        value = {"amount": amount, "currency": "EUR", "valueAddedTaxIncluded": False}
        return {"relatedLot": lot, "status": status, "value": value}

    def priced(key, number, *values):
        return {"id": key, "status": "active", "tenderers": [tenderer(key, number)], "lotValues": list(values)}

    lots = [{"id": "L1", "title": "One"}, {"id": "L2", "title": "Two"}]
    bids = [
        priced("A", 1, lot_value("L1", 5), lot_value("L2", 6)),
        priced("B", 2, lot_value("L1", 4, "withdrawn"), lot_value("L2", 5, "draft")),
    ]

    tender, lines = evaluated(prozorro(features=[], lots=lots, bids=bids, awards=[]))

    assert lines[0] == "evaluated by lowest_price/1: 1. B1 5"
    assert lines[1].startswith(
        "not evaluated: Bid B2 ('B' in the file) could not be placed: its status 'draft' is none"
    )
    assert [(row.kind, row.lot.no, row.bid.alias) for row in tender.source_findings.all()] == [
        ("left_out", 1, "B2"),
        ("unplaced", 2, "B2"),
    ]


@pytest.mark.parametrize(
    ("record", "why"),
    [
        (release(tenderPeriod={"endDate": "2027-02-01T00:00:00Z"}), "bids may come in until 2027-02-01 00:00 UTC"),
        (release(status="planned"), "its status is 'planned'"),
        (prozorro(status="active.tendering"), "its status is 'active.tendering'"),
        (
            {**release(), "date": "2024-01-20T00:00:00Z"},
            "the file is of 2024-01-20 00:00 UTC, before the deadline of 2024-02-01 00:00 UTC",
        ),
    ],
)
def test_a_tender_that_is_still_open_is_not_evaluated(record, why):
    _, lines = evaluated(record)

    assert lines == [f"not evaluated: The tender is still open: {why}. Import it again when it is closed."]


def test_bids_that_the_source_leaves_out_to_the_last_are_no_bids_to_rank():
    _, lines = evaluated(prozorro(features=[], bids=[bid("A", 5, status="deleted")], awards=[]))

    assert lines == [
        "not evaluated: The file has no bid to be ranked in this lot: it leaves out every one, or names none for it."
    ]
