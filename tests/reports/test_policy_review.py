"""A policy review: asked for a period, counted in the background, the same figures on page, PDF and API."""

import io
import json
import re
from datetime import date, timedelta

import pytest

from core import canon, jobs
from core.models import AuditLeaf, Job, Notice
from core.rest.shapes import from_json
from core.verification import Checked
from procurement.policies.states import PolicyState
from procurement.reports import access, pages, pdf, repair, services
from procurement.reports.models import PolicyReview, Report
from procurement.reports.pdf import child, engine
from procurement.reports.policy_review.shapes import PolicyReviewShape
from tests import builders
from tests.policies import policies
from tests.reports import period
from tests.reports.period import END, START, asked

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # WeasyPrint leaves its profile open
]
NB = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _nobody_is_asked_for_a_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def leaves(kind, pk):
    bodies = [json.loads(leaf.body) for leaf in AuditLeaf.objects.order_by("index")]
    return [(body["kind"], body["facts"]) for body in bodies if body["object"] == f"reports.{kind}:{pk}"]


def auditor(version):
    return builders.person("auditor", authority=version.authority)


# --- asking ---


def test_asking_keeps_the_question_and_makes_a_job():
    version = period.policy()

    report = asked(version)

    question = {"version": str(version.pk), "start": "2026-01-01", "end": "2026-03-31", "time": 1}
    assert report.data == {"policy_review": question, "report": {"template": 4}}
    assert (report.kind, report.policy, report.run, report.study) == ("policy", version, None, None)
    assert report.title == "Policy of City of Policies, version 1, 1 Jan 2026 to 31 Mar 2026"
    assert (report.job.kind, report.job.state) == (services.POLICY_KIND, "requested")
    assert leaves("report", report.pk) == [("report.requested", {"variant": "pdf/a-3a", "data": report.data_sha})]


def test_the_same_asked_again_before_it_is_ready_is_the_same_report_whoever_asks():
    version = period.policy()
    first = asked(version, by=policies.officer(version.authority))

    again = asked(version, by=auditor(version), at=period.AT + timedelta(hours=1))

    assert (again.pk, Report.objects.count(), Job.objects.filter(kind=services.POLICY_KIND).count()) == (first.pk, 1, 1)


def test_one_that_failed_is_asked_for_again():
    version = period.policy()
    report = asked(version)
    period.failed(report)

    again = asked(version)

    assert (again.pk, again.job.state) == (report.pk, "requested")


def test_what_is_ready_is_counted_anew_when_asked_again():
    version = period.policy()
    first = period.counted(version)

    second = asked(version)

    assert second.pk != first.pk
    assert second.data["policy_review"]["time"] == 2


@pytest.mark.parametrize(("start", "end"), [(date(2026, 3, 2), date(2026, 3, 1)), (date(2026, 3, 1), date(2026, 5, 2))])
def test_a_period_that_is_none_or_not_over_is_refused(start, end):
    version = period.policy()  # asked on 1 May

    with pytest.raises(services.BadPeriod, match="ends today at the latest"):
        asked(version, start=start, end=end)

    assert Report.objects.count() == 0


@pytest.mark.parametrize(
    ("state", "may"),
    [
        (PolicyState.DRAFT, False),
        (PolicyState.CONSULTING, False),
        (PolicyState.ADOPTED, True),
        (PolicyState.SUPERSEDED, True),
    ],
)
def test_a_version_that_was_in_force_is_reviewed_by_officers_and_auditors(state, may):
    version = policies.version_at(state)
    reviewer, stranger = builders.person("reviewer", authority=version.authority), builders.person("officer")

    assert bool(access.may_request_policy_review(policies.officer(version.authority), version)) is may
    assert bool(access.may_request_policy_review(auditor(version), version)) is may
    assert not access.may_request_policy_review(reviewer, version)
    assert not access.may_request_policy_review(stranger, version)


# --- the worker ---


@pytest.mark.slow
def test_the_worker_counts_makes_the_file_and_tells_who_asked():
    version = period.policy()
    period.tenders(version.authority, bids=1)
    officer = policies.officer(version.authority)

    report = period.finished(version, by=officer)

    review = PolicyReview.objects.get(report=report)
    assert (report.job.state, report.job.why) == ("ready", "")
    assert (review.version, review.start_date, review.end_date) == (version, START, END)
    assert review.digest == canon.digest(review.figures)
    shape = from_json(PolicyReviewShape, review.figures)
    assert (shape.run_here.tenders, shape.run_here.single_bids.count, shape.price_limit, shape.family_limit) == (
        1,
        1,
        60,
        15,
    )
    assert [file.file_name for file in report.job.artifacts.all()] == [
        "policy-review-City-of-Policies-2026-01-01-2026-03-31.pdf"
    ]
    counted_leaf = {"from": "2026-01-01", "to": "2026-03-31", "figures": review.digest, "policy": str(version.pk)}
    assert leaves("policyreview", review.pk) == [("policyreview.counted", counted_leaf)]
    assert [kind for kind, _facts in leaves("report", report.pk)] == ["report.requested", "report.ready"]
    assert [(notice.user, notice.kind) for notice in Notice.objects.filter(kind="report.ready")] == [
        (officer, "report.ready")
    ]


@pytest.mark.slow
def test_a_lost_file_is_made_again_with_the_same_bytes_whatever_came_meanwhile():
    version = period.policy()
    report = period.finished(version)
    [artifact] = report.job.artifacts.all()
    before = jobs.open_artifact(artifact)
    period.tenders(version.authority)

    again = rendered(report.content)

    assert again == before


def test_figures_that_do_not_have_their_digest_are_noticed():
    sound, changed = (
        period.counted(period.policy()),
        period.counted(period.policy(policies.city("Another City")), digest="ab" * 32),
    )

    assert list(repair.check_reports()) == [
        Checked(f"{sound.no} ({sound.pk})", ()),
        Checked(f"{changed.no} ({changed.pk})", ("What it says does not have its own digest.",)),
    ]


def rendered(data):
    """The file, made in a fork as a worker does."""

    def work(say):
        return pdf.render_policy_review(data, data_sha=canon.digest(data), say=say)

    engine.load()
    return child.run(work, say=lambda _percent, _step: None, beat=lambda: None)


@pytest.mark.slow
def test_the_file_is_tagged_and_says_what_the_page_says(client):
    import pikepdf
    import pypdf

    version = period.policy()
    period.tenders(version.authority, 10, bids=1)
    report = period.counted(version)
    client.force_login(auditor(version))
    page = client.get(f"/reports/{report.pk}/").content.decode()

    file = rendered(report.content)

    document = pikepdf.open(io.BytesIO(file))
    attached = document.attachments["policy-review.json"].get_file().read_bytes()
    text = "".join("".join(part.extract_text() for part in pypdf.PdfReader(io.BytesIO(file)).pages).split())
    figures = pages.policy_figures(report)
    cells = [cell for section in figures.sections for line in section.lines for cell in line.cells]
    assert bool(document.Root.MarkInfo.Marked) is True
    assert json.loads(attached) == report.content
    assert [cell.text for cell in cells if "".join(cell.text.split()) not in text] == []
    assert [cell.basis for cell in cells if cell.basis not in page] == []
    assert tuple(word for word in ("100%", "10of10lots") if word in text) == ("100%", "10of10lots")
    assert report.content_sha in text


# --- pages and API ---


def test_the_page_of_a_policy_leads_to_the_form_and_the_form_to_the_review(client):
    version = period.policy()
    client.force_login(policies.officer(version.authority))
    page = client.get(f"/policies/{version.pk}/").content.decode()
    [url] = set(re.findall(r'href="(/reports/of-policy/[^"]+)"', page))
    form = client.get(url).content.decode()

    answer = client.post(url, {"start": "2026-03-02", "end": "2026-03-31"})

    assert 'value="2026-03-02"' in form  # the day of its adoption
    assert answer.url == f"/reports/{Report.objects.get().pk}/"
    assert Report.objects.get().title in client.get(f"/policies/{version.pk}/").content.decode()


def test_a_period_that_ends_before_it_starts_comes_back_with_the_reason(client):
    version = period.policy()
    client.force_login(policies.officer(version.authority))

    answer = client.post(f"/reports/of-policy/{version.pk}/", {"start": "2026-03-02", "end": "2026-03-01"})

    assert "The period ends before it starts." in answer.content.decode()
    assert Report.objects.count() == 0


def test_nobody_else_sees_the_reviews_on_the_page_of_a_policy(client):
    version = period.policy()
    title = period.counted(version).title
    client.force_login(builders.person())

    page = client.get(f"/policies/{version.pk}/").content.decode()

    assert "of-policy" not in page
    assert title not in page


def test_a_review_is_read_by_its_authority_alone(client):
    version = period.policy()
    report = period.counted(version)

    for person, status in ((auditor(version), 200), (builders.person("officer"), 404), (builders.person(), 404)):
        client.force_login(person)
        assert client.get(f"/reports/{report.pk}/").status_code == status
        assert client.get(f"/api/v1/reports/{report.pk}/").status_code == status


def test_page_and_api_show_one_shape(client):
    version = period.policy()
    period.tenders(version.authority, 10)
    report = period.counted(version)
    client.force_login(auditor(version))

    page = client.get(f"/reports/{report.pk}/").content.decode()
    answer = client.get(f"/api/v1/reports/{report.pk}/").json()

    assert (answer["data"], answer["data_sha256"]) == (report.content, report.content_sha)
    assert (answer["policy"], answer["run"], answer["study"]) == (str(version.pk), None, None)
    assert answer["data"]["run_here"]["price_weight"]["median"] == "40"
    assert "the middle half 40 to 40; 10 tenders" in page
    assert "Complaints and how they ended: not recorded yet." in page


def test_asking_over_rest_takes_the_usual_period(client, move_clock):
    version = period.policy()
    client.force_login(auditor(version))

    answer = client.post(f"/api/v1/policies/{version.pk}/reports/", {}, content_type="application/json")

    assert answer.status_code == 202
    assert Report.objects.get().data["policy_review"]["start"] == "2026-03-02"


def test_a_bad_period_over_rest_is_refused_at_its_field(client):
    version = period.policy()
    client.force_login(auditor(version))
    body = {"start": "2026-03-02", "end": "2026-03-01"}

    answer = client.post(f"/api/v1/policies/{version.pk}/reports/", body, content_type="application/json")

    assert answer.status_code == 400
    assert "end" in json.dumps(answer.json())


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_policy_costs_the_same_however_many_reviews_there_are(count, client, django_assert_num_queries):
    version = period.policy()
    for month in range(1, count + 1):
        asked(version, end=date(2026, month, 28))
    client.force_login(auditor(version))
    client.get(f"/policies/{version.pk}/")

    with django_assert_num_queries(10):
        page = client.get(f"/policies/{version.pk}/").content.decode()

    assert page.count("Policy of City of Policies") == count
