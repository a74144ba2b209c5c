"""Tenders over REST."""

from procurement.tenders.api import amendments, documents, drafts, during, gate, profiles, reopening, tenders, watching

routes = [
    *amendments.routes,
    *documents.routes,
    *drafts.routes,
    *during.routes,
    *gate.routes,
    *profiles.routes,
    *reopening.routes,
    *tenders.routes,
    *watching.routes,
]

__all__ = ["routes"]
