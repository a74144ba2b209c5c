"""What is recorded around the bids of a lot and no method reads: for the list of what to look at twice."""

from collections import defaultdict
from datetime import datetime

from core.identity import OrganisationKey, organisation_key
from procurement.bids import queries as bid_queries
from procurement.evaluations import queries, source
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Lot, Origin
from scoring import Outcome
from scoring.findings import Circumstances, Organisation

# Codes of an import's notes that say that the dates of bids are not those of their submission.
DATES_REWRITTEN = frozenset({"dates-rewritten"})


def circumstances_of(lot: Lot, result: Outcome | None = None) -> Circumstances:
    """Deadline and size of the panel as published, organisations in several bids, what an import noted. Six queries.

    Of an imported tender, what its source decided otherwise than `result`; three queries more.

    Who marked is known for a tender run here only: an imported one brings agreed marks.
    """
    published = (tender_queries.published_content_of(lot.tender) or {}).get("tender", {})
    deadline = published.get("deadline_at")
    run_here = lot.tender.origin == Origin.OWN
    outcome = None if result is None else source.outcome_beside(lot, source.ranking_of(result))
    return Circumstances(
        deadline=datetime.fromisoformat(deadline) if deadline else None,
        dates_rewritten=bool(DATES_REWRITTEN & tender_queries.note_codes_of(lot.tender)),
        panel_min=published.get("panel_min", 0) if run_here else 0,
        marked_by=queries.fewest_markers_of(lot) if run_here else {},
        organisations=organisations_of(lot),
        source_differs=outcome.sentence if outcome and outcome.differs else "",
        source_awards_twice=outcome.awarded_twice if outcome else "",
    )


def organisations_of(lot: Lot) -> tuple[Organisation, ...]:
    """Organisations in two bids or more of the lot, by name. One query.

    The same organisation is one scheme and identifier; without them, one exact name.
    """
    names: dict[OrganisationKey, str] = {}
    leads: dict[OrganisationKey, dict[str, bool]] = defaultdict(dict)
    for party in bid_queries.parties_of(lot):
        identity = organisation_key(party.name, party.id_scheme, party.id_value)
        names.setdefault(identity, party.name)
        leads[identity][party.alias] = leads[identity].get(party.alias, False) or party.role == "lead"
    return tuple(
        Organisation(names[identity], tuple(sorted(bids)), all(bids.values()))
        for identity, bids in sorted(leads.items(), key=lambda item: names[item[0]])
        if len(bids) > 1
    )
