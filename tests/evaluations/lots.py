"""Lots in unusual shapes for the tests of this stage, written by the functions of the demo, and how a page shows them."""

from datetime import timedelta

from django.urls import reverse

from core.rest.shapes import to_json
from procurement.evaluations import summary
from procurement.evaluations.models import Evaluation
from procurement.evaluations.queries import latest_run
from procurement.web.demo.tables import Officers
from tests import builders
from tests.past import procedure

# Any time after the builders' own.
LATER = builders.AT + timedelta(days=30)

PRICE = {
    "key": "price",
    "title": "Purchase",
    "family": "value_for_money",
    "kind": "formula",
    "input": "price",
    "element": "price",
    "weight": "100",
}
ENERGY = {
    "key": "energy",
    "title": "Energy in ten years",
    "family": "value_for_money",
    "kind": "formula",
    "input": "cost",
    "element": "energy",
}


def evaluation_of(state="priced", *, bids=3, change=None, **changes):
    """The evaluation of one lot; `change(data)` edits the data, `changes` replace top-level values."""
    owner = builders.authority()
    data = builders.data(bids=bids) | {"state": "opened", "evaluation": state} | changes
    if change:
        change(data)
    officers = Officers(builders.person("officer"), builders.person("officer"), builders.AT)
    panel = {key: builders.person() for key in ("E1", "E2", "E3")}
    tender = procedure.insert_tender(data, authority=owner, officers=officers, people=panel)
    return Evaluation.objects.get(lot__tender=tender)


def run_of(**options):
    """The frozen run of such a lot."""
    return latest_run(evaluation_of("frozen", **options))


def priced(*amounts, **changes):
    """Options of a lot that is ranked by money alone: a mapping of amounts by element for each bid."""
    return {
        "bids": len(amounts),
        "formula": "lowest_price",
        "params": {},
        "criteria": [PRICE],
        "interfaces": [],
        "kpis": [],
        "marks": {},
        "agreed": {},
        "tie_chain": ["lower_price", "draw"],
        "change": lambda data: only_prices(data, amounts),
        **changes,
    }


def only_prices(data, amounts):
    for bid, prices in zip(data["bids"], amounts, strict=True):
        bid["prices"] = {"1": prices}
        del bid["claims"], bid["offers"]


def without_a_mark(data):
    """The panel never agreed on the method of work of B2."""
    del data["agreed"]["method"]["B2"]


def below_the_minimum(data):
    """B3 reaches 1 where 2 is asked."""
    data["agreed"]["method"]["B3"] = ["1", "It does not say who works."]


def ruled_out(data):
    """Two officers exclude B2; B3 fails the gate."""
    data["admissions"] = [
        {"bid": "B2", "verdict": "excluded", "ground": "Conflict of interest", "reason": "It advised."}
    ]
    data["agreed"]["secure"]["B3"] = ["0", "The certificate has lapsed."]


def officer_of(evaluation, role="officer"):
    return builders.person(role, authority=evaluation.lot.tender.authority)


def page(client, evaluation, user):
    client.force_login(user)
    return client.get(reverse("evaluations:detail", args=[evaluation.pk])).content.decode()


def noticed(run):
    """(kind, bids) of what the list of the run says is to be looked at twice."""
    return [
        (row["kind"], [bid["alias"] for bid in row["bids"]])
        for row in to_json(summary.of_run(run))["findings"]["noticed"]
    ]
