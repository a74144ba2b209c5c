"""One run as a shape: what page, PDF and API show (DESIGN law 11).

The figures come from the stored inputs, judged again and compared with the stored digests; names, texts and reasons
come from the rows.
"""

from collections.abc import Sequence
from fractions import Fraction

from core.pages import formats
from procurement.evaluations import queries, source
from procurement.evaluations.models import Run
from procurement.evaluations.shapes import (
    LotBriefShape,
    RunDigestsShape,
    RunShape,
    SourceOutcomeShape,
    SummaryShape,
    TenderBriefShape,
)
from procurement.evaluations.shapes.findings import FindingsShape
from procurement.evaluations.summary import answer, bids, findings, information, matrix, method, ranking
from procurement.evaluations.summary.sheet import Damaged, Sheet, judged, read
from procurement.tenders.models import Lot, Origin, Tender
from scoring import explain
from scoring.findings import OF_ANNEX, Finding, StoredTexts
from scoring.numbers import decimal_text

__all__ = [
    "Damaged",
    "in_a_line",
    "lot_findings",
    "new_findings",
    "of_run",
    "outcome_of_lot",
]


def of_run(run: Run) -> SummaryShape:
    """The whole of a run. Twenty queries. Raises Damaged when the stored digests do not hold."""
    sheet = read(run)
    lot, result = run.lot, sheet.result
    ranked = tuple(ranking.ranked_bid(sheet, place) for place in result.order)
    table = matrix.matrix_shape(sheet)
    return SummaryShape(
        tender=_tender(lot.tender),
        lot=LotBriefShape(
            id=lot.pk,
            no=lot.no,
            title=lot.title,
            estimate=None if lot.estimate is None else Fraction(lot.estimate),
            count=queries.lot_count(lot),
        ),
        answer=answer.answer_shape(sheet, ranked, table),
        matrix=table,
        method=method.method_shape(sheet),
        criteria=tuple(method.criterion_shape(sheet, leaf) for leaf in sheet.spec.leaves),
        bids=bids.bid_shapes(sheet),
        ranking=ranked,
        families=ranking.families(sheet),
        composition=tuple(ranking.composition(sheet, place) for place in result.order),
        excluded=tuple(ranking.excluded_bid(sheet, out) for out in result.excluded),
        gaps=(),  # a frozen run has none: what is missing blocks it
        findings=findings.findings_shape(sheet),
        information=information.information_shape(sheet),
        not_built=method.not_built(sheet),
        digests=RunDigestsShape(run.spec_sha, run.facts_sha, run.result_sha),
        run=_run(sheet),
    )


def _tender(tender: Tender) -> TenderBriefShape:
    return TenderBriefShape(
        id=tender.pk,
        ref=tender.ref,
        title=tender.title,
        description=tender.description,
        authority=tender.authority.name,
        currency=tender.currency,
        basis=tender.basis,
        origin=tender.origin,
        state=tender.state,
        published_at=tender.published_at,
        deadline_at=tender.deadline_at,
    )


def _run(sheet: Sheet) -> RunShape:
    run = sheet.run
    return RunShape(
        id=run.pk,
        no=run.no,
        cause=str(run.get_cause_display()),
        reason=run.reason,
        at=run.at,
        by=str(run.by) if run.by else "",
        scoring_version=sheet.result.version,
    )


def new_findings(run: Run) -> tuple[Finding, ...]:
    """What is to be looked at twice now and nobody knew when the run was frozen, nor later. Raises Damaged."""
    sheet = read(run)
    return findings.unknown_before(sheet, findings.known_later(run))


def lot_findings(lot: Lot, noticed: Sequence[Finding], prices: StoredTexts | None = None) -> FindingsShape:
    """What is to be looked at twice about a lot that is not frozen. Three queries.

    `prices` (`scoring.findings.price_sentences`): without them, amounts stand as they are stored.
    """
    decided = findings.Decided(queries.decided_of(lot))
    run_here = lot.tender.origin == Origin.OWN
    names = queries.names_of(lot)
    return FindingsShape(
        listed=True,
        noticed=tuple(
            findings.finding_shape(finding, names, decided, prices or {}, run_here=run_here) for finding in noticed
        ),
        looked_for=tuple(str(label) for kind, label in findings.LABELS.items() if kind not in OF_ANNEX),
    )


def outcome_of_lot(lot: Lot, run: Run | None) -> SourceOutcomeShape | None:
    """What the source of an imported tender decided about a lot, beside its run. Three queries at most.

    None where it decided nothing, and for a tender run here. Raises Damaged as `of_run`.
    """
    if run is None:
        return source.outcome_beside(lot, None)
    return source.outcome_beside(lot, source.stored_ranking(run), lambda: judged(run)[0])


def in_a_line(run: Run) -> str:
    """'evaluated by features/1: 1. B2 1830360, 2. B1 877,192.8947…': for commands."""
    _case, result = judged(run)
    places = ", ".join(f"{place.place}. {place.bid} {_figure(place.figure)}" for place in result.order)
    return f"evaluated by {result.formula}: {places or 'no admissible bid'}"


def _figure(figure: Fraction) -> str:
    """All decimals of an amount that has up to twelve: bids may differ in the last one; else as `explain.number`."""
    exact = decimal_text(figure, formats.MOST_PLACES).rstrip("0").rstrip(".")
    return exact if Fraction(exact) == figure else explain.number(figure)
