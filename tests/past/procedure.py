"""The past of one tender from plain data, in order: published, bids in, opened, evaluated, decided."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from core.models import Authority, User
from procurement.evaluations import services as evaluation_services
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EvaluationState
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import AFTER_OPENING, TenderState
from procurement.web.demo.tables import Officers, TomlTable
from suppliers.models import Supplier
from tests.bids.keys import rows_of_keys
from tests.past import bids, evaluations, tenders

FREEZES = timedelta(days=11)
DECIDES = timedelta(hours=4)  # before the result is frozen


@transaction.atomic
def insert_tender(
    data: TomlTable,
    *,
    authority: Authority,
    officers: Officers,
    people: Mapping[str, User] | None = None,
    suppliers: Mapping[str, Supplier] | None = None,
) -> Tender:
    """Insert a tender and lead it to `data["state"]`, its evaluations to `data["evaluation"]` (default: no evaluation).

    Effects: the rows and, except for an imported tender, each legal move with its leaf at its time in the data.
    Raises GateRefused where a lot is to be frozen and cannot be evaluated.
    """
    state = data["state"]
    if state != TenderState.DRAFT and data.get("origin") != Origin.IMPORTED:
        rows_of_keys(authority)
    tender = tenders.insert(data, authority=authority, officers=officers)
    received = bids.insert(tender, data, suppliers=suppliers or {}, officers=officers)
    if tender.origin == Origin.IMPORTED:
        tenders.end_import(tender, data, officers=officers)
    else:
        if received:
            tenders.make_moves(tender, data, to=TenderState.OPEN, officers=officers)
            bids.submit(received, officers=officers)
        opens = state in AFTER_OPENING and state != TenderState.UNSUCCESSFUL
        tenders.make_moves(tender, data, to=TenderState.OPENED if opens else state, officers=officers)
        if opens:
            bids.open_all(tender, received, officers=officers)
    _evaluate(tender, data, people or {}, officers)
    tenders.make_moves(tender, data, to=state, officers=officers)
    return tender


def _evaluate(tender: Tender, data: TomlTable, people: Mapping[str, User], officers: Officers) -> list[Evaluation]:
    if "evaluation" not in data:
        return []
    to = data["evaluation"]
    lot_evaluations = evaluations.insert(
        tender,
        data,
        people=people,
        officers=officers,
        to=EvaluationState.PRICED if to == EvaluationState.FROZEN else to,
    )
    if to == EvaluationState.FROZEN:
        at = officers.at if tender.origin == Origin.IMPORTED else tender.state_at + FREEZES
        for evaluation in lot_evaluations:
            evaluations.decide(evaluation, data, officers, at=at - DECIDES)
            evaluation_services.freeze(evaluation=evaluation, by=officers.officer, at=at)
    return lot_evaluations
