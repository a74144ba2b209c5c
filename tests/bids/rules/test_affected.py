"""What an amendment changes in a bid: what must be looked at again, and what need not be."""

from dataclasses import replace
from fractions import Fraction as F

import pytest

from procurement.bids.outline import DraftSection, OfferedNumber, PriceRow, Question, outline_of
from procurement.bids.rules.affected import AffectedField, FieldChange, affected_by
from procurement.tenders.ready import ready_tenders
from procurement.tenders.sections.amending import changes_between, kinds_of
from procurement.tenders.states import AmendmentKind
from tests.bids.outlines import ALARM, BATTERY, DELAY, LARK, LEVELS, PLAN, SAFETY, SENSOR, outline_of_all
from tests.tenders.written import CONTENT

LOT = LARK.lot(1)
ANSWERS, PRICES, PERFORMANCE, CLAIMS = DraftSection
NEW, CHANGED, GONE = FieldChange


def amended(**changes):
    return replace(LARK, lots=(replace(LOT, **changes),))


@pytest.mark.parametrize("key", sorted(ready_tenders()))
def test_nothing_is_affected_where_nothing_changed(key):
    assert affected_by(outline_of_all(key), outline_of_all(key)) == ()


@pytest.mark.parametrize(
    ("changes", "affected"),
    [
        ({"title": "Sensors"}, ()),
        ({"questions": (replace(SAFETY, group="Works"), *LOT.questions[1:])}, ()),
        ({"questions": LOT.questions[::-1]}, ()),
        ({"prices": (replace(SENSOR, title="Sensor"), *LOT.prices[1:])}, ()),
        ({"kpis": (replace(DELAY, title="Delay"),)}, ()),
        ({"interfaces": (replace(LEVELS, title="Levels"),)}, ()),
        ({"questions": (SAFETY, replace(BATTERY, minimum="6"), *LOT.questions[2:])}, ((ANSWERS, "Q2", CHANGED),)),
        (
            {"questions": (SAFETY, replace(BATTERY, text="A battery lasts in frost."), *LOT.questions[2:])},
            ((ANSWERS, "Q2", CHANGED),),
        ),
        (
            {"questions": (*LOT.questions[:2], replace(PLAN, mandatory=False), LOT.questions[3])},
            ((ANSWERS, "question:Q3", CHANGED),),
        ),
        (
            {"questions": (Question("Q0", "New."), *LOT.questions[1:])},
            ((ANSWERS, "Q0", NEW), (ANSWERS, "Q1", GONE)),
        ),
        ({"prices": (SENSOR, replace(ALARM, quantity=F(48)), *LOT.prices[2:])}, ((PRICES, "1/alarm", CHANGED),)),
        (
            {"prices": (*LOT.prices, PriceRow("exit", "Handing over", "once", F(1), "exit", 1))},
            ((PRICES, "1/exit", NEW),),
        ),
        ({"numbers": (OfferedNumber("saving_0", "Saving", "money", 1),)}, ((PRICES, "1/saving_0", NEW),)),
        ({"kpis": (replace(DELAY, best=F(30)),)}, ((PERFORMANCE, "delay", CHANGED),)),
        ({"kpis": ()}, ((PERFORMANCE, "delay", GONE),)),
        (
            {"interfaces": (replace(LEVELS, profile_sha="b" * 64),)},
            tuple((CLAIMS, f"I1/{name}", CHANGED) for name in ("statement", "standard", "version")),
        ),
    ],
)
def test_what_asks_something_else_is_looked_at_again(changes, affected):
    assert affected_by(LARK, amended(**changes)) == tuple(AffectedField(*entry) for entry in affected)


def test_other_money_changes_every_price():
    money = Question("Q5", "Cost of a visit.", "money")
    old = amended(questions=(*LOT.questions, money))

    assert affected_by(old, replace(old, basis="gross")) == (
        AffectedField(ANSWERS, "Q5", CHANGED),
        *(AffectedField(PRICES, row.field, CHANGED) for row in LOT.prices),
    )


def test_a_lot_that_is_bid_for_too_brings_its_own_fields():
    old, new = outline_of(CONTENT, [1]), outline_of(CONTENT, [1, 2])

    assert affected_by(old, new) == tuple(
        AffectedField(PRICES, field, NEW) for field in ("2/lamp", "2/power", "2/leave")
    )


def test_an_amendment_of_wording_affects_no_field():
    """What the tender's own rule calls wording changes nothing here: both say the same of one amendment."""
    element, kpi = CONTENT.method.elements[0], CONTENT.performance.kpis[0]
    reworded = replace(
        CONTENT,
        method=replace(
            CONTENT.method, elements=(replace(element, title="Lanterns, new"), *CONTENT.method.elements[1:])
        ),
        performance=replace(CONTENT.performance, kpis=(replace(kpi, title="Light when it is dark"),)),
    )

    assert kinds_of(changes_between(CONTENT, reworded)) == (AmendmentKind.WORDING,)
    assert affected_by(outline_of(CONTENT, [1, 2]), outline_of(reworded, [1, 2])) == ()
