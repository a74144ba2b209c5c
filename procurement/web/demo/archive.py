"""Past tenders of the demonstration: files that are imported as any other, and evaluated by their own method."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from core.models import Authority
from procurement.evaluations import decisions
from procurement.evaluations import queries as evaluation_queries
from procurement.evaluations import services as evaluation_services
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EvaluationState
from procurement.opendata import queries, services
from procurement.tenders.models import Tender
from procurement.web.demo.tables import Officers, TomlTable

FOLDER = Path(__file__).parent / "data" / "archive"
HOUR = timedelta(hours=1)


def ensure(row: TomlTable, *, authority: Authority, officers: Officers) -> tuple[Tender, bool]:
    """(the tender of a file, whether it is new). Effects: those of `import_file`, of decisions and of freezing, once.

    Raises GateRefused where a lot cannot be evaluated.
    """
    data = (FOLDER / row["name"]).read_bytes()
    known = queries.stored_from(hashlib.sha256(data).hexdigest())
    if not known:
        by, at = officers.officer, officers.at
        services.import_file(name=row["name"], data=data, authority=authority, by=by, at=at)
    [record] = known or queries.stored_from(hashlib.sha256(data).hexdigest())
    assert record.tender is not None  # a stored record has one
    evaluations = evaluation_queries.of_tender(record.tender)
    if row["evaluate"]:
        for evaluation in (each for each in evaluations if each.state == EvaluationState.PRICED):
            _decide(evaluation, row.get("decisions", ()), officers)
            evaluation_services.freeze(evaluation=evaluation, by=officers.officer, at=officers.at + 2 * HOUR)
    return record.tender, not known


def _decide(evaluation: Evaluation, rows: Iterable[TomlTable], officers: Officers) -> None:
    """Two officers decide what was noticed: {kind, bids, answer, reason}."""
    for row in rows:
        about = (row["kind"], tuple(row["bids"]))
        [finding] = [each for each in decisions.decidable_findings(evaluation) if (each.kind, each.bids) == about]
        answer = {key: row[key] for key in ("answer", "reason")}
        proposal = decisions.propose(
            evaluation=evaluation, finding=finding, by=officers.officer, at=officers.at, **answer
        )
        decisions.confirm(proposal=proposal, by=officers.second, at=officers.at + HOUR)
