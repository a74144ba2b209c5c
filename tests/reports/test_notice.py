"""The notice of a tender as a PDF: once for each version, for everybody, with all that was published inside."""

import hashlib
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from core import jobs
from core.models import AuditLeaf, Job, JobState
from core.rest.shapes import from_json
from core.signing import services as signing
from core.states import GateRefused
from procurement.reports import pdf, queries, services
from procurement.reports.models import Report
from procurement.reports.pdf import engine, notice
from procurement.tenders import services as tender_services
from procurement.tenders.sections import Contract
from procurement.tenders.shapes.notice import NoticeShape
from tests import builders
from tests.tenders import written

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # WeasyPrint leaves its profile open
]
AT = written.AT


def requested(tender, by=None):
    return services.request_notice(tender=tender, by=by, at=AT)


def test_a_notice_is_asked_for_once_whoever_asks():
    tender = written.published()

    first, again = requested(tender), requested(tender, by=builders.person())

    assert (first.pk, Report.objects.count(), Job.objects.filter(kind=services.NOTICE_KIND).count()) == (again.pk, 1, 1)
    assert (first.kind, first.about, first.title) == ("notice", tender.ref, f"Notice of {tender.ref}, version 1")
    assert first.data["notice"]["proof"]["digest"] == tender.versions.get().digest


def test_the_paper_says_what_is_in_time():
    shape = from_json(NoticeShape, requested(written.published()).data["notice"])

    page = engine.html(notice.context(shape), notice.TEMPLATE)

    assert "is in time; one that comes later is not." in page


def test_a_later_version_has_a_notice_of_its_own():
    tender = written.published()
    first = requested(tender)
    officer = builders.person("officer", authority=tender.authority)
    deadline = written.DEADLINE + timedelta(days=7)
    tender_services.extend(tender=tender, deadline=deadline, reason="The plans came late.", by=officer, at=AT)

    second = requested(tender)

    assert (second.pk == first.pk, second.tender_version.no) == (False, 2)
    assert second.data["notice"]["deadline"] == "2026-04-27T11:00:00Z"


def notices_of(tender):
    """(version, who asked, state of the job) of each notice that was asked for."""
    reports = Report.objects.filter(tender_version__tender=tender).order_by("tender_version__no")
    return [(report.tender_version.no, report.requested_by, report.job.state) for report in reports]


def test_a_publication_and_each_later_version_ask_for_their_paper_by_themselves():
    tender = written.published()
    publisher = tender.versions.get().by
    officer = builders.person("officer", authority=tender.authority)

    deadline = written.DEADLINE + timedelta(days=7)
    tender_services.extend(tender=tender, deadline=deadline, reason="The plans came late.", by=officer, at=AT)
    amendment = written.amended(tender, written.changed(Contract, exit_days=90))

    assert notices_of(tender) == [
        (1, publisher, JobState.REQUESTED),
        (2, officer, JobState.REQUESTED),
        (3, amendment.version.by, JobState.REQUESTED),
    ]
    saved = Report.objects.get(tender_version=amendment.version)
    assert saved.data["notice"]["proof"]["digest"] == amendment.version.digest


def test_a_publication_that_is_taken_back_asks_for_no_paper():
    tender = written.in_review(with_keys=False)

    with pytest.raises(GateRefused, match="keeper of the spare key"):
        tender_services.publish(tender=tender, by=builders.person("officer", authority=tender.authority), at=AT)

    assert (notices_of(tender), Job.objects.filter(kind=services.NOTICE_KIND).count()) == ([], 0)


def test_a_notice_keeps_the_key_of_its_day():
    key = signing.begin(at=AT)
    tender = written.published()
    first = requested(tender)
    signing.rotate(by=None, at=AT)

    assert requested(tender) == first
    assert first.data["notice"]["proof"]["signing_key"] == key.fingerprint


def test_an_import_and_a_draft_have_no_notice():
    assert [requested(builders.tender_at()), requested(written.written_draft())] == [None, None]


def test_a_failed_notice_is_asked_for_again_by_whoever_asks():
    tender = written.published()
    report = requested(tender)
    Job.objects.filter(pk=report.job_id).update(state=JobState.FAILED, why="The fonts are missing.", finished_at=AT)

    assert requested(tender).job.state == JobState.REQUESTED


@pytest.mark.slow
def test_the_file_carries_what_was_published_under_its_digest():
    key = signing.begin(at=AT)
    tender = written.published()
    report = requested(tender)

    file = pdf.render_notice(report.data, snapshot=tender.versions.get().snapshot.encode(), data_sha=report.data_sha)

    from pypdf import PdfReader  # slow import

    reader = PdfReader(io.BytesIO(file))
    text = " ".join(page.extract_text() for page in reader.pages)
    [attached] = reader.attachments["publication.json"]
    assert hashlib.sha256(attached).hexdigest() == tender.versions.get().digest
    parts = (
        "Street lighting",
        "Monday, 20 April 2026",
        "States of lanterns",
        "Proof of this version",
        "2026/1",
        key.fingerprint,
    )
    assert [part for part in parts if part not in text] == []
    assert file == pdf.render_notice(
        report.data, snapshot=tender.versions.get().snapshot.encode(), data_sha=report.data_sha
    )


@pytest.mark.slow
def test_everybody_asks_for_a_notice_and_fetches_it_when_it_is_made(client):
    tender = written.published()
    page = reverse("tenders:detail", args=[tender.pk])

    asked = client.post(reverse("reports:request-notice", args=[tender.pk]))
    waiting = client.get(page).content.decode()
    early = client.get(reverse("reports:notice", args=[tender.pk]))
    jobs.run(queries.notice_of(tender).job_id, services.build_notice)
    answer = client.get(reverse("reports:notice", args=[tender.pk]))

    assert (asked.url, early.status_code) == (f"{page}#notice-file", 404)
    assert "The notice is being made as a PDF." in waiting
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert "The notice as a PDF" in client.get(page).content.decode()
    assert AuditLeaf.objects.filter(kind="report.ready").count() == 1
