"""Whether this process can serve: the address that a supervisor or a load balancer asks."""

import logging

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import clock

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
