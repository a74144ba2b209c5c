"""Reviews over REST: the whole bodies, the file with its digest, refusals as problem details."""

import hashlib

import pytest

from procurement.evaluations.models import Evaluation
from procurement.reports import services
from procurement.reports.models import Report
from tests import builders

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\nmade by a test\n%%EOF\n"


@pytest.fixture(autouse=True)
def _nobody_is_asked_for_a_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def officer(client):
    client.force_login(builders.person("officer"))
    return client


def row(report, **job):
    """What a list says about a review whose job waits."""
    return {
        "id": str(report.pk),
        "no": report.no,
        "title": report.title,
        "variant": report.variant,
        "tender": str(report.run.lot.tender_id),
        "run": str(report.run_id),
        "study": None,
        "policy": None,
        "requested_at": "2026-03-02T12:00:00Z",
        "job": {
            "id": str(report.job_id),
            "state": "requested",
            "percent": 0,
            "message": "",
            "why": "",
            "attempts": 0,
            "requested_at": "2026-03-02T12:00:00Z",
            "finished_at": None,
            **job,
        },
        "file": None,
    }


def ready(report):
    """The same when it is ready."""
    job = {"state": "ready", "percent": 100, "attempts": 1, "finished_at": "2026-03-03T12:00:00Z"}
    file = {
        "name": "review.pdf",
        "size": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "content_type": "application/pdf",
        "url": f"http://testserver/api/v1/reports/{report.pk}/download/",
    }
    return row(report, **job) | {"file": file}


def problem(answer):
    body = answer.json()
    return answer.status_code, answer["Content-Type"], body["title"], body["detail"]


def test_the_list_shows_reviews_newest_first(officer):
    first, second = builders.requested_report(), builders.finished_report(content=PDF)

    body = officer.get("/api/v1/reports/").json()

    assert body == {"next": None, "total": 2, "capped": False, "results": [ready(second), row(first)]}


def test_a_review_shows_the_dictionary_it_was_made_from(officer):
    report = builders.requested_report()

    body = officer.get(f"/api/v1/reports/{report.pk}/").json()

    assert body == row(report) | {"data": report.data, "data_sha256": report.data_sha}


def test_asking_for_a_review_twice_gives_the_same(officer):
    evaluation = builders.frozen_evaluation()
    url = f"/api/v1/evaluations/{evaluation.pk}/reports/"

    first, second = (officer.post(url, {"variant": "pdf/ua-1"}, content_type="application/json") for _ in range(2))

    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json() == second.json()
    assert first.json()["variant"] == "pdf/ua-1"


def test_an_archive_copy_is_what_is_made_unless_one_says_so(officer):
    evaluation = builders.frozen_evaluation()

    answer = officer.post(f"/api/v1/evaluations/{evaluation.pk}/reports/", {}, content_type="application/json")

    assert answer.json()["variant"] == "pdf/a-3a"


def test_an_evaluation_that_is_not_frozen_has_no_review(officer):
    evaluation = builders.evaluation_at("priced")

    answer = officer.post(f"/api/v1/evaluations/{evaluation.pk}/reports/", {}, content_type="application/json")

    assert problem(answer) == (
        409,
        "application/problem+json",
        "Conflict",
        "This evaluation is not frozen yet, so there is nothing to review.",
    )


def test_the_api_asks_the_same_permission_as_the_page(officer):
    """A run alone is not enough: `may_request` decides, and its reason is the answer."""
    evaluation = builders.frozen_evaluation()
    Evaluation.objects.filter(pk=evaluation.pk).update(state="priced")

    answer = officer.post(f"/api/v1/evaluations/{evaluation.pk}/reports/", {}, content_type="application/json")

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "This evaluation is not frozen yet, so there is nothing to review.",
    )
    assert not Report.objects.exists()


def test_a_copy_that_nobody_offers_is_a_bad_request(officer):
    evaluation = builders.frozen_evaluation()
    url = f"/api/v1/evaluations/{evaluation.pk}/reports/"

    answer = officer.post(url, {"variant": "docx"}, content_type="application/json")

    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (400, ["/variant"])


def test_a_job_says_how_far_it_is(officer):
    report = builders.failed_report(why="The fonts are missing.")

    body = officer.get(f"/api/v1/jobs/{report.job_id}/").json()

    assert (
        body
        == row(report, state="failed", why="The fonts are missing.", attempts=1, finished_at="2026-03-03T12:00:00Z")[
            "job"
        ]
    )


def test_a_failed_review_is_tried_again(officer):
    report = builders.failed_report()

    answer = officer.post(f"/api/v1/reports/{report.pk}/retry/")

    assert (answer.status_code, answer.json()) == (202, row(report))


def test_only_a_failed_review_is_tried_again(officer):
    report = builders.finished_report()

    answer = officer.post(f"/api/v1/reports/{report.pk}/retry/")

    assert problem(answer)[0::3] == (403, "Only a failed review is tried again.")


def test_the_file_comes_with_its_digest(officer):
    report = builders.finished_report(content=PDF)
    sha256 = hashlib.sha256(PDF).hexdigest()

    answer = officer.get(f"/api/v1/reports/{report.pk}/download/", HTTP_ACCEPT="application/json")

    assert (answer.status_code, answer.content) == (200, PDF)
    names = ("Content-Type", "Content-Disposition", "ETag", "X-Content-SHA256", "Cache-Control")
    assert [answer[name] for name in names] == [
        "application/pdf",
        'attachment; filename="review.pdf"',
        f'"{sha256}"',
        sha256,
        "private, no-store",
    ]


def test_a_file_that_is_not_made_cannot_be_fetched(officer):
    report = builders.requested_report()

    answer = officer.get(f"/api/v1/reports/{report.pk}/download/")

    assert problem(answer)[0::3] == (403, "The file is not ready.")


def test_a_damaged_file_is_not_handed_out(officer, settings):
    report = builders.finished_report(content=PDF)
    stored = report.job.artifacts.get()
    (settings.MEDIA_ROOT / stored.object_name).write_bytes(PDF + b" changed")

    answer = officer.get(f"/api/v1/reports/{report.pk}/download/")

    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert PDF not in answer.content


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_whatever_it_holds(count, officer, django_assert_num_queries):
    """Two queries for the rows and one that counts them; the others are session, person, roles and the count of requests."""
    reports = [builders.finished_report(content=PDF) for _ in range(count)]

    with django_assert_num_queries(12):
        body = officer.get("/api/v1/reports/").json()

    assert body["results"] == [ready(report) for report in reversed(reports)]


def test_a_long_list_is_continued_by_its_address(officer):
    run = builders.frozen_run()
    for variant in ("pdf/a-3a", "pdf/ua-1"):
        services.request_review(run=run, variant=variant, by=None, at=builders.AT)

    first = officer.get("/api/v1/reports/?size=1").json()
    second = officer.get(first["next"]).json()

    assert [[report["variant"] for report in body["results"]] for body in (first, second)] == [
        ["pdf/ua-1"],
        ["pdf/a-3a"],
    ]
    assert second["next"] is None


def test_a_review_of_another_authority_is_not_there(client):
    report = builders.finished_report(content=PDF)
    client.force_login(builders.person("officer", authority=builders.authority("Another city")))

    addresses = [f"reports/{report.pk}/", f"reports/{report.pk}/download/", f"jobs/{report.job_id}/"]

    assert [client.get(f"/api/v1/{address}").status_code for address in addresses] == [404, 404, 404]
    assert client.get("/api/v1/reports/").json()["results"] == []
