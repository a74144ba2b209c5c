"""A process of the product that tests talk to: one JSON command a line, one JSON answer a line."""

import json
import sys
import time
from typing import Any

import django

django.setup()

from django.db import connections, transaction  # noqa: E402 -- after setup

from core import audit, clock, jobs  # noqa: E402
from core.models import Job  # noqa: E402


def request(*, target: str, input_hash: str, kind: str = "tests.slow") -> dict[str, Any]:
    """Ask for a job as a page does: inside the act's transaction. `seconds` is what the visitor waits."""
    begun = time.monotonic()
    with transaction.atomic():
        job = jobs.request(kind, target=target, input_hash=input_hash, by=None, at=clock.db_now())
    return {"id": str(job.pk), "seconds": time.monotonic() - begun}


def look(*, id: str) -> dict[str, Any]:  # noqa: A002
    job = Job.objects.get(pk=id)
    artifacts = [jobs.open_artifact(artifact).decode() for artifact in job.artifacts.all()]
    fields = {name: getattr(job, name) for name in ("state", "attempts", "fence", "percent", "message", "why")}
    return fields | {"artifacts": artifacts}


def claim(*, id: str) -> dict[str, Any]:  # noqa: A002
    return {"claimed": jobs.claim(id, at=clock.db_now()) is not None}


def record(*, id: str) -> dict[str, Any]:  # noqa: A002
    """Store one leaf about this job; its place in the log."""
    with transaction.atomic():
        job = Job.objects.get(pk=id)
        leaf = audit.record(audit.CoreLeafKind.ACCOUNT_CREATED, job, by=None, at=clock.db_now())
    return {"index": leaf.index}


COMMANDS = {"request": request, "look": look, "claim": claim, "record": record}

for line in sys.stdin:
    command = json.loads(line)
    answer = COMMANDS[command.pop("do")](**command)
    connections.close_all()
    print(json.dumps(answer), flush=True)
