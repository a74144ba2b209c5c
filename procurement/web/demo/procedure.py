"""The past of one tender from plain data, told in order: published, bids in, opened, evaluated, decided."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from core.models import Authority, User
from procurement.evaluations import services as evaluation_services
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EvaluationState
from procurement.tenders.models import Origin, Tender
from procurement.tenders.states import AFTER_OPENING, TenderState
from procurement.web.demo import bids, evaluations, tenders
from procurement.web.demo.tenders import Data, Officers
from suppliers.models import Supplier

FREEZES = timedelta(days=11)


@transaction.atomic
def tell(
    data: Data,
    *,
    authority: Authority,
    cast: Officers,
    people: Mapping[str, User] | None = None,
    suppliers: Mapping[str, Supplier] | None = None,
) -> Tender:
    """Insert a tender and lead it to `data["state"]`, its evaluations to `data["evaluation"]` (default: no evaluation).

    Effects: the rows and, except for an imported tender, each legal move with its leaf at its time in the data.
    Raises GateRefused where a lot is to be frozen and cannot be evaluated.
    """
    state = data["state"]
    tender = tenders.insert(data, authority=authority, cast=cast)
    received = bids.insert(tender, data, suppliers=suppliers or {}, cast=cast)
    if tender.origin == Origin.OWN:
        if received:
            tenders.walk(tender, data, to=TenderState.OPEN, cast=cast)
            bids.submit(received, cast=cast)
        opens = state in AFTER_OPENING and state != TenderState.UNSUCCESSFUL
        tenders.walk(tender, data, to=TenderState.OPENED if opens else state, cast=cast)
        if opens:
            bids.open_all(tender, received, cast=cast)
    _evaluate(tender, data, people or {}, cast)
    tenders.walk(tender, data, to=state, cast=cast)
    return tender


def _evaluate(tender: Tender, data: Data, people: Mapping[str, User], cast: Officers) -> list[Evaluation]:
    if "evaluation" not in data:
        return []
    to = data["evaluation"]
    lot_evaluations = evaluations.insert(
        tender, data, people=people, cast=cast, to=EvaluationState.PRICED if to == EvaluationState.FROZEN else to
    )
    if to == EvaluationState.FROZEN:
        at = cast.at if tender.origin == Origin.IMPORTED else tender.state_at + FREEZES
        for evaluation in lot_evaluations:
            evaluation_services.freeze(evaluation=evaluation, by=cast.officer, at=at)
    return lot_evaluations
