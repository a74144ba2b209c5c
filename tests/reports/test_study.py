"""A study of methods as a PDF: asked for, fixed, made in the background; it says what the page says."""

import hashlib
import io
import json
import re
from datetime import timedelta

import pytest

from core import canon, clock, jobs
from core.models import AuditLeaf, Job
from core.rest.shapes import from_json
from procurement.reports import access, gather, pdf, services
from procurement.reports.models import Report
from procurement.reports.pdf import child, engine
from procurement.reports.pdf import study as paper
from procurement.studies import queries, summary
from procurement.studies import services as studies
from procurement.studies.sentences import RateRow
from procurement.studies.shapes import FrozenStudyShape
from scoring.study.design import Candidate
from tests import builders

pytestmark = pytest.mark.django_db
LATER = builders.AT + timedelta(days=1)


@pytest.fixture(autouse=True)
def _nobody_is_asked_for_a_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


def asked(study, by=None):
    return services.request_study(study=study, by=by or study.by, at=LATER)


def leaves(report):
    bodies = [json.loads(leaf.body) for leaf in AuditLeaf.objects.order_by("index")]
    return [body["kind"] for body in bodies if body["object"] == f"reports.report:{report.pk}"]


def test_a_report_keeps_what_the_page_of_the_study_shows():
    study = builders.simulated_study()

    report = asked(study)

    row = queries.with_relations().get(pk=study.pk)
    content = summary.study_json(summary.frozen_study(row, queries.simulation_of(row)))
    assert report.data == {**content, "report": {"template": 4}}
    assert (report.kind, report.study, report.run, report.authority) == ("study", study, None, study.authority)
    assert (report.title, report.about) == ("Study 1: Parking sensors", "Study 1")
    assert report.data_sha == canon.digest(report.data)
    assert leaves(report) == ["report.requested"]


def test_the_same_study_asked_again_is_the_same_report_whoever_asks():
    study = builders.method_study()

    first, second = asked(study), asked(study, builders.person("auditor"))

    assert (first.pk, Report.objects.count(), Job.objects.filter(kind=services.STUDY_KIND).count()) == (second.pk, 1, 1)


def test_a_study_that_was_chosen_from_meanwhile_is_another_report():
    study = builders.method_study()
    first = asked(study)
    studies.choose(study=study, after=0, candidate="A", reason="Known bounds.", by=study.by, at=LATER)

    second = asked(study)

    assert (first.data["choice"], second.data["choice"]["candidate"]) == (None, "A")
    assert Report.objects.count() == 2


def test_no_name_of_a_person_is_in_the_frozen_dictionary():
    study = builders.method_study()
    studies.choose(study=study, after=0, candidate="A", reason="Known bounds.", by=study.by, at=LATER)

    assert "Ada Officer" not in json.dumps(asked(study).data)


def test_a_failed_job_is_asked_for_again():
    report = asked(builders.method_study())
    job = jobs.claim(report.job_id, at=clock.db_now())
    jobs.fail(job, "The fonts are missing.", at=clock.db_now())

    again = asked(report.study)

    assert (again.pk, again.job.state, leaves(report)) == (report.pk, "requested", ["report.requested"] * 2)


def test_pages_and_api_tell_a_report_of_a_study(client):
    report = asked(builders.method_study())
    client.force_login(builders.person("auditor"))

    page = client.get(f"/reports/{report.pk}/").content.decode()
    row = client.get(f"/api/v1/reports/{report.pk}/").json()

    assert "Study 1 · City of Builders" in client.get("/reports/").content.decode()
    assert f'<a href="/tenders/studies/{report.study_id}/">Study 1</a>' in page
    assert (row["tender"], row["run"], row["study"]) == (None, None, str(report.study_id))
    assert row["data"]["study"]["title"] == "Parking sensors"


def test_asking_on_the_page_leads_to_the_report(client):
    study = builders.method_study()
    client.force_login(study.by)
    page = client.get(f"/tenders/studies/{study.pk}/").content.decode()
    [url] = re.findall(r'action="(/reports/of-study/[^"]+)"', page)

    answer = client.post(url)

    assert answer.url == f"/reports/{Report.objects.get().pk}/"


def test_who_may_see_the_authority_may_see_its_report():
    report = asked(builders.method_study())

    assert access.may(builders.person("auditor"), access.ReportAction.SEE, report)
    assert not access.may(builders.person(), access.ReportAction.SEE, report)


def test_the_words_are_those_of_the_page():
    study = builders.simulated_study(candidates=[Candidate("A", "min_max")], tenders=200)
    studies.choose(study=study, after=0, candidate="A", reason="Why.", by=study.by, at=builders.AT)

    context = paper.context(from_json(FrozenStudyShape, gather.study(study)), data_sha="ab" * 32)

    assert context["rates"] == [
        RateRow("A. Between the lowest and the highest price", "8\N{NO-BREAK SPACE}%", "16", "200", "0")
    ]
    assert context["chosen"] == paper.Chosen(
        title="A. Between the lowest and the highest price",
        reason="Why.",
        warnings=[warning["text"] for warning in study.result["candidates"][0]["warnings"]],
        when="2 Mar 2026, 12:00\N{NO-BREAK SPACE}UTC",
    )
    assert "circle" not in context["figures"][0].svg


def render(data):
    """The file, made in a fork as a worker does."""

    def work(say):
        return pdf.render_study(data, variant="pdf/a-3a", data_sha=canon.digest(data), say=say)

    engine.load()
    return child.run(work, say=lambda _percent, _step: None, beat=lambda: None)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # WeasyPrint leaves its profile open
def test_the_file_is_tagged_says_the_numbers_and_carries_them_exactly():
    import pikepdf
    import pypdf

    data = gather.study(builders.simulated_study(candidates=[Candidate("A", "min_max")], tenders=200))

    once, again = render(data), render(data)

    assert once == again
    document = pikepdf.open(io.BytesIO(once))
    assert json.loads(document.attachments["study.json"].get_file().read_bytes()) == data
    assert bool(document.Root.MarkInfo.Marked) is True
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(once)).pages)
    page_text = " ".join(text.split())
    assert "A. Between the lowest and the highest price 8 % 16 0 200" in page_text
    assert "No method is chosen yet." in page_text
    assert canon.digest(data) in page_text.replace(" ", "")


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # WeasyPrint leaves its profile open
@pytest.mark.parametrize(
    "title", ["Cafe\N{COMBINING ACUTE ACCENT}s of the port", "Cafés", "Ångström \N{ANGSTROM SIGN}"]
)
def test_the_printed_digest_is_that_of_the_attached_bytes_whatever_the_accents(title):
    import pikepdf
    import pypdf

    data = gather.study(builders.method_study(title=title))

    file = render(data)

    document = pikepdf.open(io.BytesIO(file))
    attached = document.attachments["study.json"].get_file().read_bytes()
    text = "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file)).pages).split())
    assert hashlib.sha256(attached).hexdigest() in text


@pytest.mark.slow
def test_the_worker_makes_the_file_and_leaves_its_leaf():
    report = asked(builders.method_study(title="Sensors & platform"))

    jobs.run(report.job_id, services.build_study)

    report.job.refresh_from_db()
    [file] = report.job.artifacts.all()
    assert (report.job.state, report.job.why) == ("ready", "")
    assert (file.file_name, file.content_type) == ("study-1-Sensors-platform.pdf", "application/pdf")
    assert jobs.open_artifact(file)[:5] == b"%PDF-"
    assert leaves(report) == ["report.requested", "report.ready"]
