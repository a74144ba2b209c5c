"""Why bids of the file are not ranked and lots cannot be evaluated, as rows."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from procurement.bids.models import Bid, SourceFinding
from procurement.bids.states import SourceFindingKind
from procurement.opendata import process as facts
from procurement.opendata.store.saving import save
from procurement.tenders.models import Lot, Tender

_NOT_CLOSED = {"planning", "planned", "active.enquiries", "active.tendering"}
_OVER = {"complete", "unsuccessful", "cancelled", "withdrawn"}


def save_findings(
    tender: Tender, process: facts.SourceProcess, lots: Mapping[str, Lot], bids: Mapping[str, Bid], at: datetime
) -> None:
    """The process's findings, and whether the tender was still open. `at`: the time of the import."""
    rows = [
        SourceFinding(
            tender=tender,
            no=number,
            kind=finding.kind,
            lot=lots[finding.lot] if finding.lot else None,
            bid=bids[finding.bid] if finding.bid else None,
            sentence=_sentence(finding, bids),
        )
        for number, finding in enumerate([*process.findings, *_still_open(process, at)], start=1)
    ]
    save(SourceFinding, rows)


def _sentence(finding: facts.FindingFacts, bids: Mapping[str, Bid]) -> str:
    if finding.bid is None:
        return finding.sentence
    return finding.sentence.replace("{bid}", f"Bid {bids[finding.bid].alias} ('{finding.bid}' in the file)")


def _still_open(process: facts.SourceProcess, at: datetime) -> Iterator[facts.FindingFacts]:
    """Bids could still come in, by the deadline or by the status; a decision of the source says that it is over."""
    why = ""
    deadline, state_of = process.deadline_at, process.modified_at
    if deadline and deadline > at:
        why = f"bids may come in until {deadline:%Y-%m-%d %H:%M} UTC"
    elif process.status.lower() in _NOT_CLOSED:
        why = f"its status is '{process.status}'"
    elif deadline and state_of and state_of < deadline and process.status.lower() not in _OVER and not process.awards:
        why = f"the file is of {state_of:%Y-%m-%d %H:%M} UTC, before the deadline of {deadline:%Y-%m-%d %H:%M} UTC"
    if why:
        sentence = f"The tender is still open: {why}. Import it again when it is closed."
        yield facts.FindingFacts(SourceFindingKind.STILL_OPEN, sentence)
