"""Rows become a case: the whole of it, compared."""

from datetime import UTC, datetime
from fractions import Fraction as F
from hashlib import sha256

import pytest

from procurement.bids.models import Claim, PriceLine
from procurement.evaluations import gather
from procurement.evaluations.models import Admission, Mark
from procurement.tenders.models import Tender
from scoring.types import (
    AltRule,
    Basis,
    BidFacts,
    Case,
    Facts,
    Gate,
    Group,
    Interface,
    InterfaceMark,
    KpiRule,
    Leaf,
    MarkColumn,
    MarkScale,
    Minimum,
    PriceFacts,
    Rounding,
    Ruling,
    ScaleLevel,
    Spec,
)
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db


LEAVES = (
    Leaf("interoperability", "interoperability", F(15), "machine", "verdict", "quality", "Interfaces"),
    Leaf("standards", "open_standards", F(15), "machine", "verdict", "quality", "Open standards"),
    Leaf(
        "method",
        "value_for_money",
        F(20),
        "scored",
        "mark",
        "quality",
        "Method of work",
        scale="0 to 5",
        minimum=Minimum(F(2), "mark"),
    ),
    Leaf(
        "performance",
        "performance",
        F(10),
        "formula",
        "offer",
        "quality",
        "Performance offered",
        kpis=(KpiRule("availability", "up", F(99), F("99.9"), F(1), True, title="Availability per month", unit="%"),),
    ),
    Leaf("price", "value_for_money", F(40), "formula", "price", title="Price", elements=("price",)),
)


def spec(lot):
    return Spec(
        id=f"{lot.tender.ref} / 1",
        version=1,
        method="Best price-quality ratio; the price earns points on a straight line between two bounds.",
        price_formula="fixed_linear",
        params={"Pmin": "80000", "Pmax": "1000000"},
        basis=Basis("EUR", "net"),
        groups=(Group("quality", "value_for_money", F(60), title="Quality"),),
        leaves=LEAVES,
        scales=(MarkScale("0 to 5", tuple(ScaleLevel(F(n), str(n), f"Worth {n} of 5.") for n in range(6))),),
        gates=(Gate("secure", title="Certified information security"),),
        interfaces=(Interface("events", F(100), 1, "Feed of events"),),
        rounding=Rounding("total", 2),
        tie_chain=("higher_group(quality)", "lower_price", "draw"),
    )


def bid(number, price):
    return BidFacts(
        f"B{number}",
        datetime(2026, 2, 25, 8, number, tzinfo=UTC),
        {"price": PriceFacts(F(price), "EUR")},
        {"availability": F("99.5")},
        (InterfaceMark("events", "declared", F(1), F(2, 3)),),
        {"secure": True},
        small=True,
    )


def test_a_case_is_everything_published_and_recorded():
    lot = builders.evaluation_at("priced", bids=2).lot

    assert gather.case_for(lot) == Case(
        spec(lot),
        Facts(
            bids=(bid(1, 91_000), bid(2, 92_000)),
            marks=(MarkColumn("method", 1, ("E1", "E2", "E3", "consensus"), (5, 5, 4, 5, 4, 4, 3, 4)),),
        ),
    )


def test_imported_marks_stand_alone_under_the_consensus():
    source = {"name": "facts.toml", "format": "demo", "record": "1", "sha256": "a" * 64}
    lot = lots.evaluation_of(bids=2, origin="imported", source=source).lot

    case = gather.case_for(lot)

    assert (case.spec.origin, case.facts.marks) == ("imported", (MarkColumn("method", 1, ("consensus",), (5, 4)),))


def test_the_highest_revision_of_a_mark_counts():
    lot = builders.evaluation_at("priced", bids=1).lot
    old = Mark.objects.get(member__lot=lot, member__pseudonym="E2")
    changed = {"member": old.member, "bid": old.bid, "criterion": old.criterion, "reason": "Read again.", "at": old.at}
    Mark.objects.create(**changed, revision=2, value="7/2")

    assert gather.case_for(lot).facts.marks == (
        MarkColumn("method", 2, ("E1", "E2", "E3", "consensus"), (10, 7, 8, 10)),
    )


@pytest.mark.usefixtures("rows_may_change")
def test_what_nobody_said_is_none():
    def silent(data):
        lots.without_a_mark(data)
        del data["agreed"]["secure"]["B1"]
        del data["bids"][0]["offers"], data["bids"][0]["claims"], data["bids"][0]["parties"][0]["size"]

    lot = lots.evaluation_of(bids=2, change=silent).lot
    PriceLine.objects.filter(bid__alias="B1").update(amount=None)

    first, second = gather.case_for(lot).facts.bids
    assert first == BidFacts("B1", first.submitted_at, {"price": None}, {}, (), {"secure": None}, small=None)
    assert second == bid(2, 92_000)
    assert gather.case_for(lot).facts.marks[0].values[-1] is None


@pytest.mark.usefixtures("rows_may_change")
def test_openness_is_known_only_for_the_standard_asked_for():
    lot = builders.evaluation_at("priced", bids=1).lot
    Claim.objects.update(standard_id="of its own")

    assert gather.case_for(lot).facts.bids[0].interfaces == (InterfaceMark("events", "declared", None, None),)


def test_the_latest_word_on_an_admission_holds():
    evaluation = lots.evaluation_of(change=lots.ruled_out)
    excluded = Admission.objects.get()

    assert gather.case_for(evaluation.lot).facts.rulings == (
        Ruling(
            f"admission:{excluded.pk}",
            "exclude",
            sha256(b"It advised.").hexdigest(),
            "B2",
            text="Conflict of interest",
        ),
    )

    Admission.objects.create(
        bid=excluded.bid,
        lot=evaluation.lot,
        verdict="admitted",
        ground="",
        reason="It did not.",
        by=excluded.by,
        second_by=excluded.second_by,
        at=lots.LATER,
    )
    assert gather.case_for(evaluation.lot).facts.rulings == ()


def test_a_cost_line_earns_no_points_itself():
    evaluation = lots.evaluation_of(
        **lots.priced(
            {"price": "100.00", "energy": "50.00"}, formula="price_plus_cost", criteria=[lots.PRICE, lots.ENERGY]
        )
    )

    case = gather.case_for(evaluation.lot)

    assert [(leaf.id, leaf.input, leaf.points, leaf.elements) for leaf in case.spec.leaves] == [
        ("price", "price", 100, ("price",)),
        ("energy", "cost", 0, ("energy",)),
    ]
    assert case.facts.bids[0].prices == {"price": PriceFacts(F(100), "EUR"), "energy": PriceFacts(F(50), "EUR")}


@pytest.mark.usefixtures("rows_may_change")
def test_the_rule_for_low_tenders_comes_without_the_days_to_reply():
    evaluation = builders.evaluation_at("priced")
    Tender.objects.update(alt_rule={"id": "mean_of_others", "params": {"x": "2/5"}, "reply_days": 10})
    builders.republish(evaluation.lot.tender)
    evaluation.lot.tender.refresh_from_db()

    assert gather.case_for(evaluation.lot).spec.alt_rule == AltRule("mean_of_others", {"x": "2/5"})


def test_no_name_of_a_person_or_a_firm_enters_a_case():
    lot = builders.evaluation_at("priced").lot

    written = repr(gather.case_for(lot))

    names = [party.name for bid in lot.bids.all() for party in bid.parties.all()]
    people = [member.user.name for member in lot.panel.all()]
    assert ([name for name in (*names, *people) if name in written], len(names), len(people)) == ([], 3, 3)


@pytest.mark.parametrize("bids", [1, 3])
def test_gathering_costs_the_same_for_any_number_of_bids(bids, django_assert_num_queries):
    lot = builders.evaluation_at("priced", bids=bids).lot

    with django_assert_num_queries(11):
        gather.case_for(lot)
