"""A report has one shape: the API answers with it, and the pages say its leaves."""

import pytest
from django.urls import reverse

from core.rest.shapes import from_json, to_json
from procurement.reports import queries, services
from procurement.reports.models import Report
from procurement.reports.pages import FileText, detail, rows
from procurement.reports.shapes import ReviewShape, report_row, report_shape, review_of
from tests import builders

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nmade by a test\n%%EOF\n"
URL = "http://testserver/api/v1/reports/{}/download/"


@pytest.fixture
def officer(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    person = builders.person("officer")
    client.force_login(person)
    return person


def read(report):
    return queries.with_relations().get(pk=report.pk)


@pytest.mark.parametrize("state", ["requested_report", "finished_report", "failed_report"])
def test_the_api_answers_with_the_shape(client, officer, state):
    report = read(getattr(builders, state)())

    answer = client.get(reverse("api:report", args=[report.pk])).json()

    assert answer == to_json(report_shape(report, URL.format(report.pk)))


def test_the_page_says_of_job_and_file_what_the_api_says(officer):
    report = read(builders.finished_report(content=PDF))
    shape = report_row(report, "")

    page = detail(report, officer)
    job = page.progress

    assert (page.title, job.state, job.percent) == (shape.title, shape.job.state.label, shape.job.percent)
    assert job.file == FileText(
        url=reverse("reports:download", args=[report.pk]),
        name=shape.file.name,
        size=f"{shape.file.size}\N{NO-BREAK SPACE}bytes",
        sha256=shape.file.sha256,
        made_at="3 Mar 2026, 12:00\N{NO-BREAK SPACE}UTC",
    )


def test_the_page_says_why_a_job_failed_as_the_api_does(officer):
    report = read(builders.failed_report())

    job, shape = detail(report, officer).progress, report_row(report, "")

    assert (job.why, job.file) == (shape.job.why, shape.file) == ("The fonts are missing.", None)


def test_a_row_of_the_list_is_made_from_the_shape_and_asks_nothing_more(officer, django_assert_num_queries):
    builders.finished_report(content=PDF)
    page = queries.page(queries.visible_to(officer))

    with django_assert_num_queries(0):
        [row] = rows(page)
        shape = report_row(page.rows[0], "")

    assert (row.title, row.variant, row.state) == (shape.title, shape.variant.label, shape.job.state.label)


def test_what_a_review_says_is_read_as_it_was_stored():
    run = builders.frozen_run()
    report = services.request_review(run=run, variant="pdf/a-3a", by=None, at=run.at)

    stored = Report.objects.get(pk=report.pk).data

    assert from_json(ReviewShape, stored) == review_of(run)
