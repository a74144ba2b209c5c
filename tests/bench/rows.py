"""Lots and tenders of the benchmarks as rows, written by the functions of the demo."""

from procurement.evaluations.models import Evaluation
from procurement.web.demo.tables import Officers
from tests import builders
from tests.past import procedure


def evaluation(changes, *, panel, state="priced"):
    """The evaluation of the only lot of a tender, at a state of its table. `changes` overlay `builders.data()`."""
    data = builders.data(bids=0) | changes | {"state": "opened", "evaluation": state}
    officers = Officers(builders.person("officer"), builders.person("officer"), builders.AT)
    people = {f"E{number}": builders.person() for number in range(1, panel + 1)}
    tender = procedure.insert_tender(data, authority=builders.authority(), officers=officers, people=people)
    return Evaluation.objects.get(lot__tender=tender)
