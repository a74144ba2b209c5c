"""The site as a server runs it, with less patience for a submission whose process died."""

from datetime import timedelta

from procurement.wsgi import application

from procurement.bids.services import works  # isort: skip -- once the site is set up

works.LEASE = timedelta(seconds=10)
__all__ = ["application"]
