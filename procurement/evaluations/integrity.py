"""Stored runs, judged again and compared with the digests of their day, for `manage.py verify`."""

from collections.abc import Iterator

from core.verification import Checked
from procurement.evaluations import services
from procurement.evaluations.models import Run
from scoring import ScoringError, codec, digest, robustness

CHUNK = 5  # runs read at once: a large one takes megabytes


def check_runs() -> Iterator[Checked]:
    """Every run: its stored inputs, judged again, give its result and digests; its annex has its digest."""
    for run in Run.objects.order_by("pk").iterator(CHUNK):
        faults = []
        replayed = services.replay_run(run)
        if not replayed.equal:
            faults.append(f"Judged again it differs: {replayed.first_difference}.")
        if run.annex and _annex_sha(run.annex) != run.annex_sha:
            faults.append("The annex does not have its own digest.")
        yield Checked(str(run.pk), tuple(faults))


def check_findings() -> Iterator[Checked]:
    """Every list of what was to be looked at twice when a run was frozen. Runs from before such lists have none."""
    rows = Run.objects.exclude(findings="", findings_sha="").order_by("pk")
    for pk, stored, sha256 in rows.values_list("pk", "findings", "findings_sha").iterator(CHUNK):
        same = digest.of_bytes("findings", stored.encode()) == sha256
        yield Checked(f"of run {pk}", () if same else ("The list does not have its own digest.",))


def _annex_sha(stored: str) -> str:
    """The digest of a stored annex; empty where it cannot be read."""
    try:
        return robustness.annex_digest(robustness.from_json(codec.loads(stored)))
    except (ScoringError, ValueError, TypeError, KeyError):
        return ""
