"""Tenders over REST."""

from procurement.tenders.api import documents, drafts, tenders, watching

routes = [*documents.routes, *drafts.routes, *tenders.routes, *watching.routes]

__all__ = ["routes"]
