"""Tenders over REST."""

from procurement.tenders.api import documents, drafts, gate, tenders, watching

routes = [*documents.routes, *drafts.routes, *gate.routes, *tenders.routes, *watching.routes]

__all__ = ["routes"]
