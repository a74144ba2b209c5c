"""A review is asked for once, fixed when it is asked for, made in the background, and each act leaves its leaf."""

import hashlib
import json
from datetime import timedelta

import pytest

from core import canon, clock, jobs
from core.models import AuditLeaf, Job
from core.rest.shapes import to_json
from procurement.evaluations import queries as evaluation_queries
from procurement.evaluations import services as evaluation_services
from procurement.evaluations import summary
from procurement.evaluations.models import PanelMember
from procurement.reports import services
from procurement.reports.models import Report
from tests import builders

pytestmark = pytest.mark.django_db
LATER = builders.AT + timedelta(days=1)


def leaves(report):
    """(kind, facts) of what the log says about this report, in order."""
    bodies = [json.loads(leaf.body) for leaf in AuditLeaf.objects.order_by("index")]
    about = f"reports.report:{report.pk}"
    return [(body["kind"], body["facts"]) for body in bodies if body["object"] == about]


def test_a_review_keeps_what_the_page_shows_and_what_only_a_review_needs():
    run = builders.frozen_run()
    officer = builders.person("officer")

    report = services.request_review(run=run, variant="pdf/a-3a", by=officer, at=LATER)

    extra = report.data.pop("review")
    assert report.data == {**to_json(summary.of_run(run)), "source_outcome": None}
    assert extra == {
        "template": 4,
        "zone": "UTC",
        "opened_at": "2026-03-01T12:30:00+00:00",
        "panel": [
            {"chair": member.chair, "name": member.user.name}
            for member in PanelMember.objects.filter(lot=run.lot).order_by("-chair", "user__name")
        ],
        "authority_id": "",
        "cpv": ["48000000-8"],
        "source": "",
    }
    assert (report.authority, report.requested_by, report.requested_at) == (run.lot.tender.authority, officer, LATER)
    assert report.title == f"Review of {run.lot.tender.ref}, lot 1, run 1"


def test_the_digest_of_a_review_is_that_of_its_dictionary():
    report = builders.requested_report()

    report.refresh_from_db()

    assert report.data_sha == canon.digest(report.data)


def test_asking_makes_a_job_and_a_leaf():
    report = builders.requested_report()

    job = report.job
    assert (job.kind, job.state, job.target) == ("reports.build_review", "requested", str(report.run_id))
    assert leaves(report) == [("report.requested", {"variant": "pdf/a-3a", "data": report.data_sha})]


def test_the_same_request_again_gives_the_same_review_whoever_asks():
    run = builders.frozen_run()
    first = builders.requested_report(run=run, by=builders.person("officer"))

    again = builders.requested_report(run=run, by=builders.person("auditor"), at=LATER)

    assert again == first
    assert (Report.objects.count(), Job.objects.count(), len(leaves(first))) == (1, 1, 1)


def test_another_copy_is_another_review_of_the_same_dictionary():
    run = builders.frozen_run()

    archive, accessible = (builders.requested_report(run=run, variant=variant) for variant in ("pdf/a-3a", "pdf/ua-1"))

    assert archive.data == accessible.data
    assert archive.job_id != accessible.job_id
    assert (archive.no, accessible.no) == (1, 2)
    assert accessible.title.endswith(", accessible copy")


def test_a_new_run_has_a_new_review():
    report = builders.requested_report()
    evaluation = report.run.lot.evaluation
    evaluation_services.rerun(
        evaluation=evaluation,
        supersedes=1,
        cause="correction",
        reason="A wrong mark.",
        by=builders.person("officer"),
        at=LATER,
    )

    latest = evaluation_queries.latest_run(evaluation)
    newer = services.request_review(run=latest, variant="pdf/a-3a", by=None, at=LATER)

    assert newer != report
    assert newer.data["run"]["reason"] == "A wrong mark."


def test_a_copy_that_nobody_offers_is_refused_and_leaves_nothing():
    run = builders.frozen_run()

    with pytest.raises(ValueError, match="docx"):
        services.request_review(run=run, variant="docx", by=None, at=LATER)

    assert (Report.objects.count(), Job.objects.count()) == (0, 0)


def test_a_failed_review_is_made_again_from_the_same_dictionary():
    report = builders.failed_report()
    data = report.data

    services.retry(report=report, by=builders.person("officer"), at=LATER)

    report.refresh_from_db()
    assert (report.job.state, report.job.why, report.data) == ("requested", "", data)
    assert [facts.get("again") for _kind, facts in leaves(report)] == [None, True]


def test_asking_for_a_failed_review_is_a_retry():
    report = builders.failed_report()

    again = services.request_review(run=report.run, variant="pdf/a-3a", by=None, at=LATER)

    assert (again, again.job.state) == (report, "requested")


def test_a_retry_of_what_did_not_fail_changes_nothing():
    report = builders.finished_report()

    services.retry(report=report, by=None, at=LATER)

    report.refresh_from_db()
    assert report.job.state == "ready"
    assert [kind for kind, _facts in leaves(report)] == ["report.requested"]


@pytest.mark.slow
def test_a_worker_makes_the_file_and_the_leaf_names_it():
    report = builders.requested_report()

    assert jobs.work_off(at=clock.db_now()) == 1

    report.job.refresh_from_db()
    artifact = report.job.artifacts.get()
    data = jobs.open_artifact(artifact)
    assert (report.job.state, report.job.why, report.job.percent) == ("ready", "", 100)
    assert (data[:5], hashlib.sha256(data).hexdigest()) == (b"%PDF-", artifact.sha256)
    assert artifact.file_name == f"review-{report.run.lot.tender.ref}-lot-1-run-1.pdf"
    assert artifact.content_type == "application/pdf"
    assert leaves(report)[1] == ("report.ready", {"sha256": artifact.sha256, "size": artifact.size})


@pytest.mark.slow
def test_a_stale_worker_leaves_neither_file_nor_leaf():
    report = builders.requested_report()
    stale_job = jobs.claim(report.job_id, at=LATER)
    product = services.build_review(stale_job, jobs.Progress(stale_job))
    Job.objects.filter(pk=stale_job.pk).update(fence=stale_job.fence + 1)

    with pytest.raises(jobs.LeaseLost):
        jobs.finish(stale_job, product, at=LATER)

    assert not report.job.artifacts.exists()
    assert [kind for kind, _facts in leaves(report)] == ["report.requested"]


def test_without_pango_the_job_fails_with_the_cure(monkeypatch):
    monkeypatch.setattr("ctypes.util.find_library", lambda _name: None)
    report = builders.requested_report()

    jobs.work_off(at=clock.db_now())

    report.job.refresh_from_db()
    assert report.job.state == "failed"
    assert report.job.why == (
        "PDF reviews need Pango. Run: apt-get install --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 "
        "libharfbuzz-subset0 fonts-dejavu-core, then Retry."
    )
