"""Tenders over REST."""

from procurement.tenders.api import documents, drafts, during, gate, tenders, watching

routes = [*documents.routes, *drafts.routes, *during.routes, *gate.routes, *tenders.routes, *watching.routes]

__all__ = ["routes"]
