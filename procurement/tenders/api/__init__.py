"""Tenders over REST."""

from procurement.tenders.api import tenders, watching

routes = [*tenders.routes, *watching.routes]

__all__ = ["routes"]
