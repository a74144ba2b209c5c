"""Pages of reviews: the list, live progress that stops, the file and how to check it, asking and asking again."""

import hashlib
import re

import pytest
from django.urls import reverse

from core import jobs
from procurement.reports import services
from procurement.reports.models import Report
from tests import builders

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nmade by a test\n%%EOF\n"
SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(autouse=True)
def _nobody_is_asked_for_a_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def auditor(client):
    client.force_login(builders.person("auditor"))
    return client


def text_of(answer, start="<main"):
    """What a reader sees of the page, in one line."""
    html = answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html[max(0, html.find(start)) :]).split())


def url(name, report):
    return reverse(f"reports:{name}", args=[report.pk])


def running(percent=40, message="Laying out pages"):
    report = builders.requested_report()
    job = jobs.claim(report.job_id, at=builders.AT)
    jobs.Progress(job).say(percent, message)
    return report


# --- the list ---


def test_the_list_tells_reviews_by_their_state(auditor):
    reports = [builders.requested_report(), running(), builders.finished_report(), builders.failed_report()]

    page = auditor.get(reverse("reports:list"))

    html = page.content.decode()
    assert re.findall(r'<a href="/reports/([^/]+)/">', html) == [str(report.pk) for report in reversed(reports)]
    states = re.findall(r'<strong class="tag[^>]*>([^<]+)</strong>', html[html.index("<main") :])
    assert states == ["Failed", "Ready", "Running", "Requested"]
    assert "40%" in html


def test_the_list_shows_nothing_of_another_authority(auditor):
    builders.finished_report(authority=builders.authority("Another city"))

    assert "No reviews yet" in text_of(auditor.get(reverse("reports:list")))


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(count, auditor, django_assert_num_queries):
    reports = [builders.finished_report() for _ in range(count)]

    with django_assert_num_queries(6):
        page = auditor.get(reverse("reports:list"))

    assert page.content.decode().count('<th scope="row">') == len(reports)


def test_an_address_that_is_no_number_is_the_list(auditor):
    builders.finished_report()

    pages = [auditor.get(f"{reverse('reports:list')}?before={cursor}") for cursor in ("x", "-1", "9" * 30, "²")]

    assert [page.content.decode().count("<tbody>") for page in pages] == [1, 1, 1, 1]


# --- one review ---


def test_a_finished_review_is_offered_with_its_digest_and_how_to_check_it(auditor):
    report = builders.finished_report(content=PDF)

    page = auditor.get(url("detail", report))

    html, text = page.content.decode(), text_of(page)
    assert f'href="{url("download", report)}"' in html
    for expected in ("Ready", "30 bytes", SHA256, "sha256sum review.pdf", "python -m scoring evaluation.json"):
        assert expected in text
    assert "hx-trigger" not in html


def test_a_running_review_polls_and_has_a_way_without_javascript(auditor):
    report = running()

    page = auditor.get(url("detail", report))

    html = page.content.decode()
    assert f'hx-get="{url("progress", report)}" hx-trigger="every 2s" hx-swap="outerHTML"' in html
    assert f'<a href="{url("detail", report)}">Show how far it is</a>' in html
    assert "Running Laying out pages 40% 40%" in text_of(page)


def test_a_failed_review_says_why_and_offers_a_retry(auditor):
    report = builders.failed_report(why="The fonts are missing.")

    page = auditor.get(url("detail", report))

    assert "Failed The review was not made The fonts are missing. Retry" in text_of(page)
    assert f'<form method="post" action="{url("retry", report)}">' in page.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_a_review_costs_the_same_whatever_its_evaluation_holds(count, auditor, django_assert_num_queries):
    report = builders.finished_report(bids=count)

    with django_assert_num_queries(5):
        page = auditor.get(url("detail", report))

    assert report.title in text_of(page)


# --- progress ---


def progress(client, report):
    return client.get(url("progress", report), headers={"HX-Request": "true"})


def test_progress_is_a_part_of_the_page_that_asks_again_until_it_is_done(auditor):
    report = running()

    part = progress(auditor, report)

    html = part.content.decode()
    assert html.strip().startswith(f'<div id="state" hx-get="{url("progress", report)}" hx-trigger="every 2s"')
    assert ("<main" in html, text_of(part)) == (False, "Running Laying out pages 40% 40% Show how far it is")
    assert (part["Cache-Control"], part["Vary"]) == ("private, no-store", "HX-Request, Accept-Language, Cookie")


@pytest.mark.parametrize(("make", "offer"), [("finished_report", "Download the PDF"), ("failed_report", "Retry")])
def test_progress_stops_asking_when_it_is_done(make, offer, auditor):
    part = progress(auditor, getattr(builders, make)())

    assert ("hx-get" in part.content.decode(), offer in text_of(part)) == (False, True)


def test_the_address_of_the_progress_opened_by_hand_is_the_page(auditor):
    report = running()

    assert "<main" in auditor.get(url("progress", report)).content.decode()


# --- asking ---


def ask(client, evaluation, **data):
    return client.post(reverse("reports:request", args=[evaluation.pk]), data)


def test_asking_leads_to_the_review_and_asking_again_to_the_same(auditor):
    evaluation = builders.frozen_evaluation()

    first, second = ask(auditor, evaluation, variant="pdf/ua-1"), ask(auditor, evaluation, variant="pdf/ua-1")

    report = Report.objects.get()
    assert (first.url, second.url) == (url("detail", report), url("detail", report))
    assert (report.variant, report.job.state) == ("pdf/ua-1", "requested")


def test_a_copy_that_nobody_offers_leads_back(auditor):
    evaluation = builders.frozen_evaluation()

    answer = ask(auditor, evaluation, variant="docx")

    assert (answer.url, Report.objects.count()) == (reverse("evaluations:detail", args=[evaluation.pk]), 0)


def test_what_is_not_frozen_cannot_be_reviewed(auditor):
    answer = ask(auditor, builders.evaluation_at("priced"), variant="pdf/a-3a")

    assert (answer.status_code, Report.objects.count()) == (403, 0)


def test_retry_asks_again_and_leads_back(auditor):
    report = builders.failed_report()

    answer = auditor.post(url("retry", report))

    report.job.refresh_from_db()
    assert (answer.url, report.job.state) == (url("detail", report), "requested")


def test_the_file_is_handed_out_with_its_digest(auditor):
    answer = auditor.get(url("download", builders.finished_report(content=PDF)))

    assert (answer.content, answer["ETag"], answer["X-Content-SHA256"]) == (PDF, f'"{SHA256}"', SHA256)


# --- beside an evaluation ---


def test_the_evaluation_shows_its_reviews_and_the_form_to_ask(auditor):
    report = builders.finished_report()
    evaluation = report.run.lot.evaluation

    html = auditor.get(reverse("evaluations:detail", args=[evaluation.pk])).content.decode()

    assert f'<a href="{url("detail", report)}">{report.title}</a>' in html
    assert f'action="{reverse("reports:request", args=[evaluation.pk])}"' in html
    assert re.findall(r'name="variant" value="([^"]+)"', html) == ["pdf/a-3a", "pdf/ua-1"]


@pytest.mark.parametrize("query", ["", "before=3", "before=1"])
def test_page_and_api_list_the_same_reviews(auditor, query):
    run = builders.frozen_run()
    for variant in ("pdf/a-3a", "pdf/ua-1"):
        services.request_review(run=run, variant=variant, by=None, at=builders.AT)

    page = auditor.get(f"/reports/?{query}").content.decode()

    rows = auditor.get(f"/api/v1/reports/?{query}").json()["results"]
    assert re.findall(r'<th scope="row"><a href="/reports/([0-9a-f-]{36})/"', page) == [row["id"] for row in rows]
