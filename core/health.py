"""Whether this process can serve, which a supervisor or a load balancer asks, and whether the whole works."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock, queues

log = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """200 when the database answers, 503 otherwise; no detail, since anybody may ask. One query."""
    try:
        clock.db_now()
    except DatabaseError as error:
        log.warning("The database does not answer: %s", error)
        return HttpResponse("The database does not answer.\n", content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """200 when everything works, else 503 with a line for each fault, for monitoring. No cookie, two queries.

    The lines name queues and no machine, person or job, since anybody may ask.
    """
    try:
        faults = _queue_faults()
    except DatabaseError as error:
        log.warning("The database does not answer: %s", error)
        faults = ["The database does not answer."]
    if faults:
        return HttpResponse("".join(f"{line}\n" for line in faults), content_type="text/plain", status=503)
    return HttpResponse("ok", content_type="text/plain")


def _queue_faults() -> list[str]:
    """A worker that stops is missed at once, one that was killed after a lease and a sweep (90 s)."""
    return [f"No worker takes the queue {name}." for name in queues.without_consumer(at=clock.db_now())]
