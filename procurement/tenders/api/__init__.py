"""Tenders over REST."""

from procurement.tenders.api import amendments, documents, drafts, during, gate, tenders, watching

routes = [
    *amendments.routes,
    *documents.routes,
    *drafts.routes,
    *during.routes,
    *gate.routes,
    *tenders.routes,
    *watching.routes,
]

__all__ = ["routes"]
