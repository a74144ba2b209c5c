"""An authority with a policy in force and tenders of its period, by the real services, for tests."""

from datetime import date, timedelta

from core import canon, clock, jobs
from procurement.reports import services
from procurement.reports.models import PolicyReview, Report
from tests import builders
from tests.policies import policies

START, END = date(2026, 1, 1), date(2026, 3, 31)
AT = builders.AT + timedelta(days=60)


def policy(authority=None):
    return policies.in_force(authority)


def tenders(authority, count=1, **changes):
    """Tenders run by the authority, published on 11 January, opened on 1 March 2026."""
    return [builders.tender_at("opened", authority=authority, **changes) for _ in range(count)]


def asked(version, *, start=START, end=END, by=None, at=AT):
    return services.request_policy_review(version=version, start=start, end=end, by=by, at=at)


def finished(version, **changes):
    """A policy review whose file and figures are there."""
    report = asked(version, **changes)
    jobs.run(report.job_id, services.build_policy_review)
    report.refresh_from_db()
    return report


def failed(report, why="The fonts are missing."):
    job = jobs.claim(report.job_id, at=clock.db_now())
    jobs.fail(job, why, at=clock.db_now())


def counted(version, figures=None, digest=""):
    """A policy review with stored figures, its file not rendered. `digest`: another than their run_here."""
    report = asked(version)
    job = jobs.claim(report.job_id, at=AT)
    shape = services.policy_review(version, start=START, end=END, at=AT)
    stored = services.to_json(shape) | (figures or {})
    row = {"version": version, "start_date": START, "end_date": END, "counted_at": AT}
    review = PolicyReview(report=report, figures=stored, digest=digest or canon.digest(stored), **row)
    file = jobs.JobProduct(b"%PDF-1.7\n%%EOF\n", "policy-review.pdf", "application/pdf", lambda _file: review.save())
    jobs.finish(job, file, at=AT)
    return Report.objects.get(pk=report.pk)
