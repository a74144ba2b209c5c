"""What an officer checks before a result is frozen: bids, prices, marks, what to look at twice, and what will happen.

The ranking itself is not shown: it appears when it is frozen, so that nobody goes back to a mark because of a place.
"""

from collections.abc import Iterator
from typing import TypedDict

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person
from core.pages import formats
from procurement.evaluations import queries, services, summary
from procurement.evaluations.models import Evaluation
from procurement.evaluations.pages.findings import FindingsSection, findings_section
from procurement.evaluations.pages.rows import FamilySign
from procurement.evaluations.services import JudgedLot
from procurement.tenders.models import Family
from scoring import Case, CellTrace, Leaf


class CheckedBid(TypedDict):
    alias: str
    name: str


class CheckedRow(TypedDict):
    """A criterion with what is recorded for each bid, in the order in which the bids came in."""

    title: str
    sign: FamilySign
    cells: list[str]


class CheckPage(TypedDict):
    """`action` empty: it cannot be frozen, and `obstacles` say why."""

    bids: list[CheckedBid]
    rows: list[CheckedRow]
    obstacles: list[str]
    twice: FindingsSection | None
    follows: list[str]
    action: str
    back: str


def check_page(evaluation: Evaluation, user: Person) -> CheckPage:
    """The page before the act. Nothing is stored."""
    judged = services.judge(evaluation.lot)
    noticed = services.noticed(judged)
    listed = (
        None if noticed is None else summary.lot_findings(evaluation.lot, noticed, services.price_sentences(judged))
    )
    names = queries.names_of(evaluation.lot)
    aliases = [bid.id for bid in judged.case.facts.bids] if judged.case else []
    return {
        "bids": [{"alias": alias, "name": names.get(alias, alias)} for alias in aliases],
        "rows": list(_rows(judged)),
        "obstacles": list(judged.obstacles),
        "twice": findings_section(listed, evaluation, user) if listed else None,
        "follows": _follows(judged),
        "action": "" if judged.obstacles else reverse("evaluations:freeze", args=[evaluation.pk]),
        "back": reverse("evaluations:detail", args=[evaluation.pk]),
    }


def _rows(judged: JudgedLot) -> Iterator[CheckedRow]:
    case = judged.case
    if case is None:
        return
    traces = {(cell.leaf, cell.bid): cell for cell in judged.result.cells} if judged.result else {}
    for gate in case.spec.gates:
        answers = [_answer(bid.gates.get(gate.id)) for bid in case.facts.bids]
        yield _row(gate.title or gate.id, gate.family, answers)
    for leaf in case.spec.leaves:
        cells = [_recorded(case, leaf, traces.get((leaf.id, bid.id))) for bid in case.facts.bids]
        yield _row(leaf.title or leaf.id, leaf.family, cells)


def _row(title: str, family: str, cells: list[str]) -> CheckedRow:
    sign: FamilySign = {"letter": Family(family).letter, "label": str(Family(family).label)}
    return {"title": title, "sign": sign, "cells": cells}


def _answer(passed: bool | None) -> str:
    return {True: _("passed"), False: _("failed"), None: _("not decided")}[passed]


def _recorded(case: Case, leaf: Leaf, trace: CellTrace | None) -> str:
    """A mark, an amount, or how much of what was asked is offered or shown; a dash for a bid that is out before."""
    if trace is None:
        return formats.MISSING
    if leaf.input in {"price", "cost"}:
        return formats.price(trace.raw, case.spec.basis.currency)
    if leaf.input == "mark":
        return formats.number(trace.raw)
    return formats.percent(trace.share)


def _follows(judged: JudgedLot) -> list[str]:
    count = len(judged.case.facts.bids) if judged.case else 0
    judging = ngettext(
        "%(n)s bid is judged by the published method.", "%(n)s bids are judged by the published method.", count
    )
    return [
        judging % {"n": count},
        _("What went in, the result and this list are frozen with their digests; nothing of it can be changed."),
        _("Officers and auditors of the authority then see the ranking; not before, so that it moves no mark."),
        _("After an exclusion, an upheld complaint or a corrected error it is evaluated again; both runs are kept."),
    ]
