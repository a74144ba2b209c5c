"""A process of the product that tests talk to: one JSON command a line, one JSON answer a line."""

import json
import sys
import time
from typing import Any

import django

django.setup()

from django.db import connections, transaction  # noqa: E402 -- after setup

from core import clock, jobs  # noqa: E402
from core.models import Job  # noqa: E402


def request(*, target: str, input_hash: str) -> dict[str, Any]:
    """Ask for a job as a page does: inside the act's transaction. `seconds` is what the visitor waits."""
    started = time.monotonic()
    with transaction.atomic():
        job = jobs.request("tests.slow", target=target, input_hash=input_hash, by=None, at=clock.db_now())
    return {"id": str(job.pk), "seconds": time.monotonic() - started}


def look(*, id: str) -> dict[str, Any]:  # noqa: A002
    job = Job.objects.get(pk=id)
    artifacts = [jobs.open_artifact(artifact).decode() for artifact in job.artifacts.all()]
    shown = {name: getattr(job, name) for name in ("state", "attempts", "fence", "percent", "words", "why")}
    return shown | {"artifacts": artifacts}


for line in sys.stdin:
    command = json.loads(line)
    answer = {"request": request, "look": look}[command.pop("do")](**command)
    connections.close_all()
    print(json.dumps(answer), flush=True)
