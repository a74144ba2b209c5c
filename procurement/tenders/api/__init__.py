"""Tenders over REST."""

from procurement.tenders.api import drafts, tenders, watching

routes = [*drafts.routes, *tenders.routes, *watching.routes]

__all__ = ["routes"]
