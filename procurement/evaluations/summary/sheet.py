"""A stored run, judged again, with the rows that name its parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.pages.wording import PAGE
from procurement.bids.models import Bid
from procurement.evaluations import queries
from procurement.evaluations.models import Run
from procurement.tenders.models import Criterion
from scoring import (
    Calculator,
    Case,
    CellTrace,
    Leaf,
    MarkTurns,
    Outcome,
    ScoringError,
    Sentence,
    Spec,
    calculator,
    codec,
    digest,
    evaluate,
    explain,
    mark_turns,
    replay,
)


class Damaged(Exception):
    """A stored run no longer gives its own result: rows were changed outside the application."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A run with the rows that name its parts; criteria by key, bids and cells by alias."""

    run: Run
    case: Case
    result: Outcome
    criteria: Mapping[str, Criterion]
    bids: Sequence[Bid]
    names: Mapping[str, str]
    cells: Mapping[str, Sequence[CellTrace]]
    leaves: Mapping[str, Leaf]
    reasons: Mapping[tuple[str, str], str]
    own_reasons: Mapping[tuple[str, str, str], str]
    calculator: Calculator
    turns: MarkTurns

    @property
    def spec(self) -> Spec:
        return self.case.spec

    def say(self, sentence: Sentence) -> str:
        """The sentence with the tenderers' names in place of the aliases."""
        return explain.text(sentence, self.names, PAGE)

    def name(self, alias: str) -> str:
        return self.names.get(alias, alias)


def read(run: Run) -> Sheet:
    """The run with its rows. Seven queries. Raises Damaged when the stored digests do not hold."""
    case, result = judged(run)
    bids = queries.bids_with_parties(run.lot)
    cells: dict[str, list[CellTrace]] = {}
    for cell in result.cells:
        cells.setdefault(cell.bid, []).append(cell)
    return Sheet(
        run=run,
        case=case,
        result=result,
        criteria={criterion.key: criterion for criterion in queries.criteria_of(run.lot)},
        bids=bids,
        names={bid.alias: queries.name_of(bid) for bid in bids},
        cells=cells,
        leaves={leaf.id: leaf for leaf in case.spec.leaves},
        reasons=queries.reasons_of(run.lot),
        own_reasons=queries.mark_reasons_of(run.lot),
        calculator=calculator(case, result),
        turns=mark_turns(case, result) if result.order else MarkTurns(0, 0, ()),
    )


def judged(run: Run) -> tuple[Case, Outcome]:
    """The stored case and the result it gives. Raises Damaged.

    The stored bytes must have their digests, and the case, judged again, must give the result that is stored.
    """
    damaged = Damaged(f"Run {run.no} of {run.lot} no longer gives the result that was stored with it.")
    if digest.of_bytes("result", run.result.encode()) != run.result_sha:
        raise damaged
    try:
        case = codec.case_from_json(codec.loads(run.inputs))
        result = replay.as_recorded(case, evaluate(case), run.result_sha)
    except (ScoringError, ValueError) as error:  # JSON's own errors are ValueErrors
        raise damaged from error
    stored = digest.CaseDigests(run.spec_sha, run.facts_sha, run.result_sha)
    if not isinstance(result, Outcome) or digest.digests(case, result) != stored:
        raise damaged
    return case, result
