"""A past process becomes rows: a tender at OPENED with its bids, inserted whole (LIFECYCLE §3, Imported)."""

from datetime import datetime

from core import audit
from core.models import Authority, User
from procurement.evaluations.models import Evaluation
from procurement.evaluations.states import EvaluationState
from procurement.opendata import process as facts
from procurement.opendata.store.awards import save_awards
from procurement.opendata.store.bids import save_answers, save_bids, save_prices
from procurement.opendata.store.buyer import authority_of_buyer
from procurement.opendata.store.findings import save_findings
from procurement.opendata.store.interfaces import save_interfaces, save_kpis
from procurement.opendata.store.lots import save_criteria, save_lots, save_requirements
from procurement.opendata.store.marks import save_marks
from procurement.opendata.store.repair import Repair, repair_identities
from procurement.opendata.store.saving import Unstorable, save
from procurement.opendata.store.tenders import Source, save_tender, source_document
from procurement.tenders import services as tender_services
from procurement.tenders.models import SourceDocument, Tender
from procurement.tenders.states import TenderLeafKind

__all__ = ["Repair", "Source", "Unstorable", "authority_of_buyer", "repair_identities", "store"]


def store(
    process: facts.SourceProcess, source: Source, *, authority: Authority, by: User | None, at: datetime
) -> Tender:
    """Insert a past tender whole, inside the caller's transaction: lots, criteria, requirements, bids, stated marks.

    Effects: the rows; the tender's first version; one Evaluation at PRICED per lot; leaf tender.imported with the
    sha256 of the file and of the version. Bids that the source leaves out, or that could not be placed, are kept
    without a lot and with a SourceFinding. Raises Unstorable.
    """
    tender = save_tender(process, authority, at)
    save(SourceDocument, [source_document(tender, process, source)])
    lots = save_lots(tender, process)
    criteria = save_criteria(tender, process, lots)
    requirements = save_requirements(tender, process, lots, criteria)
    bids = save_bids(tender, process, lots, at)
    save_interfaces(tender, process, bids)
    save_kpis(tender, process, criteria, bids)
    save_prices(process, lots, bids)
    save_answers(process, bids, requirements)
    save_marks(process, lots, bids, criteria, at)
    save_findings(tender, process, lots, bids, at)
    save_awards(tender, process, lots, bids)
    save(Evaluation, [Evaluation(lot=lot, state=EvaluationState.PRICED, state_at=at) for lot in lots.values()])
    version = tender_services.freeze_version(tender=tender, by=by, at=at)
    about = {"file": source.sha256, "record": source.read.place, "format": process.source_format}
    about["version"] = version.digest
    audit.record(TenderLeafKind.IMPORTED, tender, by=by, at=at, facts=about)
    return tender
