"""The receipt of a bid as a PDF: made once by a job for the bid's own people, with the signed receipt inside."""

import hashlib
import json
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from core import clock, files, jobs
from core.integrity import repair
from core.models import Artifact, AuditLeaf, Job, JobState
from core.rest.shapes import from_json
from offline import attachments
from offline.verifying import verify
from procurement.bids.models import SealedEnvelope
from procurement.bids.services.receipt_checks import PointFinding, check_receipt
from procurement.reports import pdf, queries, receipt_papers
from procurement.reports.models import ReceiptPaper, Report
from procurement.reports.pdf import receipt as paper_pages
from procurement.reports.shapes import ReceiptPaperShape, receipt_paper_of
from tests import builders
from tests.bids.submitting import PRICE, ready_bid, submitted
from tests.bids.submitting.conftest import a_week_before  # noqa: F401 -- the clock of that folder
from tests.reports.files import opened, pages_of, squeezed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("a_week_before"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # WeasyPrint leaves its profile open
]


@pytest.fixture
def revision():
    return submitted(ready_bid())


@pytest.fixture
def lead(client, revision):
    client.force_login(revision.sender)
    return client


def place(revision):
    return [revision.bid_id, revision.number]


def requested(revision):
    return receipt_papers.request_receipt(version=revision, by=revision.sender, at=clock.db_now())


def finished(revision, render=None):
    """The paper with its file; its bytes are invented unless they are rendered."""
    paper = requested(revision)

    def work(job, progress):
        if render:
            return receipt_papers.build_receipt(job, progress)
        return jobs.JobProduct(b"%PDF-1.7 paper", "bid-receipt.pdf", receipt_papers.CONTENT_TYPE)

    jobs.run(str(paper.job_id), work)
    return receipt_papers.paper_of(revision)


# --- asking for it ---


def test_it_is_asked_for_once_and_leaves_nothing_that_others_read(revision):
    leaves, reports, no = AuditLeaf.objects.count(), Report.objects.count(), queries.next_no()

    first, again = requested(revision), requested(revision)

    assert (first.pk, ReceiptPaper.objects.count()) == (again.pk, 1)
    job = Job.objects.get(kind=receipt_papers.KIND)
    assert (job.target, job.state) == (str(revision.pk), JobState.REQUESTED)
    assert (AuditLeaf.objects.count(), Report.objects.count(), queries.next_no()) == (leaves, reports, no)


def test_what_it_says_is_fixed_then(revision):
    paper = requested(revision)
    revision.sender.name = "Somebody Else"
    revision.sender.save()

    shape = from_json(ReceiptPaperShape, paper.data["receipt"])

    assert (shape.sender, receipt_paper_of(revision).sender) == ("Person of Clear Air", "Somebody Else")
    assert (shape.ref, shape.title) == (revision.bid.tender.ref, revision.bid.tender.title)
    assert shape.tenderers[0][0] == "Clear Air"
    assert [(each.lot_no, each.kind) for each in shape.envelopes] == [(1, "technical"), (1, "price")]
    assert shape.code == f"{revision.bid_id.hex[:8].upper()}-1"


def test_a_job_that_failed_is_asked_for_again(revision):
    paper = requested(revision)
    Job.objects.filter(pk=paper.job_id).update(
        state=JobState.FAILED, why="Pango is missing.", finished_at=clock.db_now()
    )

    assert requested(revision).job.state == JobState.REQUESTED


# --- who ---


def test_those_who_see_the_bid_ask_for_it_and_save_it(lead, revision):
    page = lead.get(reverse("bids:receipt", args=place(revision))).content.decode()
    assert "Make the receipt as a PDF" in page

    asked = lead.post(reverse("reports:request-receipt", args=place(revision)))
    assert asked.url == f"{reverse('bids:receipt', args=place(revision))}#paper"
    assert "The PDF is being made." in lead.get(asked.url).content.decode()
    assert lead.get(reverse("reports:receipt", args=place(revision))).status_code == 404  # not made yet

    finished(revision)
    file_url = reverse("reports:receipt", args=place(revision))
    assert f'href="{file_url}"' in lead.get(asked.url).content.decode()
    response = lead.get(file_url)
    assert (response.content, response.headers["Content-Type"]) == (b"%PDF-1.7 paper", "application/pdf")
    assert "no-store" in response.headers["Cache-Control"]


def test_to_all_others_there_is_none(client, revision, settings):
    settings.MFA_REQUIRED_ROLES = []
    finished(revision)
    authority = revision.bid.tender.authority
    roles = ("officer", "auditor", "administrator", "opener", "reviewer")
    people = [builders.person(), *(builders.person(role, authority=authority) for role in roles)]

    answers = {}
    for person in people:
        client.force_login(person)
        answers[person.email] = (
            client.get(reverse("reports:receipt", args=place(revision))).status_code,
            client.post(reverse("reports:request-receipt", args=place(revision))).status_code,
        )
        assert str(revision.bid_id) not in client.get(reverse("reports:list")).content.decode()
    client.logout()

    assert set(answers.values()) == {(404, 404)}
    assert client.get(reverse("reports:receipt", args=place(revision))).status_code == 302  # to sign in
    officer, auditor = people[1:3]
    assert [{report.kind for report in queries.visible_to(person)} for person in (officer, auditor)] == [{"notice"}] * 2


@pytest.mark.parametrize(("method", "name"), [("get", "receipt"), ("post", "request-receipt")])
def test_who_asks_for_the_paper_of_another_s_bid_leaves_a_leaf_once_a_minute(client, revision, settings, method, name):
    settings.MFA_REQUIRED_ROLES = []
    cache.clear()
    client.force_login(builders.person("officer", authority=revision.bid.tender.authority))

    statuses = [getattr(client, method)(reverse(f"reports:{name}", args=place(revision))).status_code for _ in range(2)]

    assert statuses == [404, 404]
    [leaf] = AuditLeaf.objects.filter(kind="bid.reading_refused")
    body = json.loads(leaf.body)
    assert (leaf.log_id, body["object"]) == (revision.bid.audit_origin, f"bids.bid:{revision.bid_id}")
    assert body["facts"] == {"route": f"reports:{name}"}


def test_a_version_that_is_not_there_has_no_paper(lead, revision):
    assert lead.post(reverse("reports:request-receipt", args=[revision.bid_id, 2])).status_code == 404
    assert not AuditLeaf.objects.filter(kind="bid.reading_refused").exists()  # the bid is theirs


# --- the file ---


@pytest.mark.slow
def test_the_file_says_in_words_what_the_receipt_signs_and_carries_it(revision):
    paper = finished(revision, render=True)
    content = jobs.open_artifact(receipt_papers.artifact_of(paper))

    pages = pages_of(content)
    text = squeezed(*pages)
    assert len(pages) <= 2
    shape = receipt_paper_of(revision)
    for expected in (
        "Received in time",
        shape.title,
        "Clear Air",
        "Handed in by Person of Clear Air",
        "No virus scanner saw the files, or not all of them.",
        "Not proved",
        "That the bid is complete or admissible.",
        *(each.sha256 for each in shape.envelopes),
        *(each.commitment for each in shape.envelopes),
        shape.keyset_hash,
        shape.key,
    ):
        assert squeezed(expected) in text or squeezed(expected) in text.replace(" ", ""), expected
    assert attachments.signed_file_of(content) == revision.receipt.text.encode()
    assert PRICE.replace(",", "") not in text
    with opened(content) as file:
        assert file.Root.Names.EmbeddedFiles is not None


@pytest.mark.slow
def test_the_file_is_checked_by_the_page_and_without_it(revision):
    paper = finished(revision, render=True)
    content = jobs.open_artifact(receipt_papers.artifact_of(paper))

    key = receipt_paper_of(revision).key
    verdict = verify(content, fingerprint=key, on=clock.db_now().date())
    assert (verdict.problem, verdict.is_from_key) == (None, True)
    assert {point.finding for point in check_receipt(content).points} == {PointFinding.HOLDS}


@pytest.mark.slow
def test_a_bid_for_fifty_lots_takes_two_pages(revision):
    shape = receipt_paper_of(revision)
    first = shape.envelopes[0]
    many = from_json(ReceiptPaperShape, paper_data(shape, lots=50))
    assert len(many.envelopes) == 100

    content = pdf.render_receipt(many, signed_file=b"{}", data_sha="ab" * 32)

    pages = pages_of(content)
    assert len(pages) == 2
    assert "88 more envelopes stand in the attached file." in " ".join(pages)
    assert "and 38 more" in " ".join(pages)
    assert first.sha256 in squeezed(*pages)


def paper_data(shape, lots):
    """The shape as JSON, of a bid with long names for so many lots."""
    from core.rest.shapes import to_json

    data = to_json(shape)
    envelope = data["envelopes"][0]
    long_name = "Niedersächsische Pegelmesstechnik- und Wasserwirtschaftsgesellschaft mbH"
    return data | {
        "lots": [
            [no, f"Lamps of the {no}. district, with their masts, cables and control cabinets"] for no in range(lots)
        ],
        "tenderers": [[long_name, "EXAMPLE-REG S-1002"], *[[f"{long_name} {no}", ""] for no in range(5)]],
        "envelopes": [envelope | {"lot_no": no, "kind": kind} for no in range(lots) for kind in ("price", "technical")],
    }


@pytest.mark.slow
def test_the_same_paper_is_the_same_bytes_so_a_lost_file_is_made_again(revision):
    paper = finished(revision, render=True)
    artifact = receipt_papers.artifact_of(paper)
    content = jobs.open_artifact(artifact)
    files.path_of(artifact.object_name).unlink()

    again = requested(revision)
    job = repair.latest_of(artifact)
    jobs.run(str(job.pk), repair.work)

    assert (again.pk, jobs.open_artifact(artifact)) == (paper.pk, content)
    assert Artifact.objects.get(pk=artifact.pk).sha256 == hashlib.sha256(content).hexdigest()


def test_a_lost_file_is_said_on_the_page_and_asked_for_again(lead, revision):
    artifact = receipt_papers.artifact_of(finished(revision))
    files.path_of(artifact.object_name).unlink()

    page = lead.get(reverse("bids:receipt", args=place(revision))).content.decode()
    back = lead.get(reverse("reports:receipt", args=place(revision)))

    assert ("is missing on the server" in page, "Make the receipt as a PDF" in page) == (True, True)
    assert back.url == f"{reverse('bids:receipt', args=place(revision))}#paper"
    lead.post(reverse("reports:request-receipt", args=place(revision)))
    assert repair.latest_of(artifact).state == JobState.REQUESTED


def test_a_paper_of_an_older_template_is_not_made_again(revision, monkeypatch):
    artifact = receipt_papers.artifact_of(finished(revision))
    monkeypatch.setattr(receipt_papers, "TEMPLATE", receipt_papers.TEMPLATE + 1)

    with pytest.raises(jobs.Unfit, match="older template"):
        repair.repairer_of(artifact).require(artifact)


def test_the_words_of_the_paper(revision):
    shape = receipt_paper_of(revision)

    context = paper_pages.context(shape, data_sha="ab" * 32)

    code = f"{revision.bid_id.hex[:8].upper()}-1"
    assert context["over"] == f"Receipt {code}, version 1 · {shape.ref}"
    assert context["distance"].endswith("before the deadline of 20 Apr 2026, 12:00:00\xa0Lisbon, UTC+01:00.")
    assert [label for label, _lines in context["what"]] == ["Tender", "Tenderer", "Handed in by", "Contents"]
    sizes = sum(SealedEnvelope.objects.values_list("size", flat=True))
    assert sizes == sum(each.size for each in shape.envelopes)
    assert context["more"] == ""
    assert shape.received_at - shape.deadline < timedelta()
