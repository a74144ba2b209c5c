"""Lots and tenders of the benchmarks as rows, told by the demo's own functions."""

from procurement.evaluations.models import Evaluation
from procurement.web.demo import procedure
from procurement.web.demo.tenders import Officers
from tests import builders


def evaluation(told, *, panel, state="priced"):
    """The evaluation of the only lot of a tender, at a state of its table. `told` changes `builders.data()`."""
    data = builders.data(bids=0) | told | {"state": "opened", "evaluation": state}
    officers = Officers(builders.person("officer"), builders.person("officer"), builders.AT)
    people = {f"E{number}": builders.person() for number in range(1, panel + 1)}
    tender = procedure.insert_tender(data, authority=builders.authority(), officers=officers, people=people)
    return Evaluation.objects.get(lot__tender=tender)
