"""Tenders over REST."""

from procurement.tenders.api import tenders

routes = [*tenders.routes]

__all__ = ["routes"]
