"""A process of the product that tests talk to: one JSON command a line, one JSON answer a line."""

import itertools
import json
import os
import sys
import time
from typing import Any

import django

django.setup()

from django.db import connections, transaction  # noqa: E402 -- after setup

from core import audit, clock, jobs  # noqa: E402
from core.models import Job  # noqa: E402
from procurement.evaluations.queries import latest_run  # noqa: E402
from procurement.reports import services as reports  # noqa: E402
from procurement.studies import services as studies  # noqa: E402
from scoring.study import TENDERS  # noqa: E402
from tests import builders  # noqa: E402
from tests.bench.generate import reviewed  # noqa: E402
from tests.bench.rows import evaluation  # noqa: E402

builders._numbers = itertools.count(1000 * os.getpid())  # several agents may build in one database


def request(*, target: str, input_hash: str, kind: str = "tests.slow") -> dict[str, Any]:
    """Ask for a job as a page does: inside the act's transaction. `seconds` is what the visitor waits."""
    begun = time.monotonic()
    with transaction.atomic():
        job = jobs.request(kind, target=target, input_hash=input_hash, by=None, at=clock.db_now())
    return {"id": str(job.pk), "seconds": time.monotonic() - begun}


def review(*, bids: str) -> dict[str, Any]:
    """Ask for the review of a new evaluation with so many bids."""
    run = latest_run(evaluation(reviewed(int(bids)), panel=5, state="frozen"))
    return {"id": str(reports.request_review(run=run, variant="pdf/a-3a", by=None, at=clock.db_now()).job_id)}


def simulations(*, count: str) -> dict[str, Any]:
    """Ask for so many simulations of studies of one authority, each of the usual size."""
    authority = builders.authority(name="Another city")
    officer = builders.person("officer", authority=authority)
    asked = []
    for number in range(int(count)):
        study = builders.method_study(authority=authority, by=officer, title=f"Study {number}", tenders=TENDERS)
        asked.append(studies.request_simulation(study=study, by=officer, at=clock.db_now()))
    return {"first": str(asked[0].pk)}


def waiting() -> dict[str, Any]:
    """How many simulations are not done yet."""
    return {"waiting": Job.objects.filter(kind=studies.KIND).exclude(state="ready").count()}


def look(*, id: str) -> dict[str, Any]:  # noqa: A002
    job = Job.objects.get(pk=id)
    artifacts = [jobs.open_artifact(artifact)[:100].decode("latin-1") for artifact in job.artifacts.all()]
    fields = {name: getattr(job, name) for name in ("state", "attempts", "fence", "percent", "message", "why")}
    waited = (job.finished_at - job.requested_at).total_seconds() if job.finished_at else None
    return fields | {"artifacts": artifacts, "waited": waited}


def claim(*, id: str) -> dict[str, Any]:  # noqa: A002
    return {"claimed": jobs.claim(id, at=clock.db_now()) is not None}


def record(*, id: str) -> dict[str, Any]:  # noqa: A002
    """Store one leaf about this job; its place in the log."""
    with transaction.atomic():
        job = Job.objects.get(pk=id)
        leaf = audit.record(audit.CoreLeafKind.ACCOUNT_CREATED, job, by=None, at=clock.db_now())
    return {"index": leaf.index}


ACTS = (request, review, simulations, waiting, look, claim, record)
COMMANDS = {act.__name__: act for act in ACTS}

for line in sys.stdin:
    command = json.loads(line)
    answer = COMMANDS[command.pop("do")](**command)
    connections.close_all()
    print(json.dumps(answer), flush=True)
