"""The record of an opening as a PDF: asked for when it closes, for officers and auditors, the signed record inside."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from core import clock, jobs
from core.models import Job, JobState, SiteOutage
from core.rest.shapes import from_json, to_json
from offline import attachments
from offline.verifying import verify
from procurement.bids import store
from procurement.bids.models import AttemptReason, OpeningRecord, SealedEnvelope
from procurement.bids.shapes.openings import (
    OpenedPriceShape,
    RecordedAttemptShape,
    RecordedNoteShape,
    RecordedOpeningShape,
    recorded_opening,
)
from procurement.bids.states import EnvelopeFault, OpeningPart, RecordFault
from procurement.reports import pdf, services
from procurement.reports.models import Report
from procurement.reports.pdf import opening as words
from tests import builders
from tests.bids.opening import ceremony as acts
from tests.reports.files import pages_of, squeezed

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # WeasyPrint leaves its profile open
]
BUILD = {"bids": 3}


def break_second(ceremony):
    path = store.envelope_path(SealedEnvelope.objects.get(revision=ceremony.revisions[1], kind="technical").object_name)
    path.write_bytes(path.read_bytes()[:-1] + b"\0")


def report_with_file(opening):
    """The report of an opening with its file, as a worker makes it."""
    report = Report.objects.get(opening=opening)
    jobs.run(str(report.job_id), services.build_opening)
    report.job.refresh_from_db()
    assert report.job.state == JobState.READY, report.job.why
    return report


def test_it_is_asked_for_when_the_opening_closes_and_says_what_was_signed(ceremony):
    break_second(ceremony)

    opening = acts.opened(ceremony)

    report = Report.objects.get(opening=opening)
    assert (report.kind, report.title) == ("opening", f"Record of the opening of {ceremony.tender.ref}: Whole bids")
    assert Job.objects.get(pk=report.job_id).state == JobState.REQUESTED
    shape = from_json(RecordedOpeningShape, report.data["opening"])
    assert shape == recorded_opening(opening)
    assert [(bid.alias, bid.name, bid.fault, bool(bid.prices)) for bid in shape.bids] == [
        ("B1", "Clear Air", None, True),
        ("B2", "Bright Lamps", "body_changed", False),
        ("B3", "Quiet Roads", None, True),
    ]
    assert [person.name for person in shape.openers] == [str(mine.holder) for mine in ceremony.keys[:2]]
    assert (shape.attempts, shape.notes, shape.refusals, shape.outages, shape.made_good) == ((), (), 0, 0, 0)
    assert shape.line == OpeningRecord.objects.get(opening=opening).leaf.index + 1

    services.request_opening_record(opening, by=None, at=clock.db_now())
    assert Report.objects.filter(kind="opening").get() == report


@pytest.mark.slow
def test_the_file_says_it_in_words_carries_the_record_and_is_checked_elsewhere(ceremony):
    break_second(ceremony)
    opening = acts.opened(ceremony)
    shape = recorded_opening(opening)

    content = jobs.open_artifact(report_with_file(opening).job.artifacts.get())

    pages = pages_of(content)
    text = squeezed(*pages)
    assert len(pages) == 1
    for expected in (
        "2 of 3 bids opened, 1 cannot be read",
        shape.title,
        *(str(mine.holder) for mine in ceremony.keys[:2]),
        "Clear Air",
        "The file changed after it was received.",
        "The log holds no attempt to open.",
        "The list holds no attempt that was not taken.",
        "it is what proves, this paper says it in words",
    ):
        assert squeezed(expected) in text, expected
    assert attachments.signed_file_of(content) == opening.record.text.encode()
    verdict = verify(content, fingerprint=shape.key, on=clock.db_now().date())
    assert (verdict.problem, verdict.is_from_key) == (None, True)


@pytest.mark.slow
def test_ten_bids_with_long_names_and_a_late_one_keep_their_columns(ceremony):
    shape = recorded_opening(acts.opened(ceremony))
    name = "Société coopérative d’ingénierie hydrométrique et d’alerte aux crues du Bassin rhénan"
    bids = [
        replace(shape.bids[0], alias=f"B{no}", name=name, prices=(OpenedPriceShape(Decimal("1234567.89"), "EUR"),))
        for no in range(10)
    ]
    late = RecordedAttemptShape(AttemptReason.AFTER_DEADLINE, shape.deadline + timedelta(seconds=41))
    many = replace(
        shape, bids=tuple(bids), attempts=(late,), notes=(RecordedNoteShape(RecordFault.RECEIPT_GONE, "B2"),)
    )

    content = pdf.render_opening({"opening": to_json(many)}, signed_file=b"{}", data_sha="ab" * 32)

    text = squeezed(*pages_of(content))
    assert text.count(squeezed(name)) == 10
    assert text.count("€1,234,567.89") == 10
    assert squeezed("after the deadline. Nothing of it was kept.") in text
    assert squeezed("The site's copy of a receipt is missing. (B2)") in text


def test_nobody_is_said_to_be_notified_of_a_bid_that_is_gone(ceremony):
    shape = recorded_opening(acts.opened(ceremony))
    here = replace(shape.bids[0], fault=EnvelopeFault.BODY_CHANGED)
    gone = replace(shape.bids[1], name="", fault=EnvelopeFault.BID_GONE)

    texts = words.context(replace(shape, bids=(here, gone)), data_sha="ab" * 32)["unread"]

    assert [name for name, _text in texts] == ["Clear Air", "B2"]
    assert ["was notified" in text for _name, text in texts] == [True, False]
    assert "nobody could be notified" in texts[1][1]


def test_outages_are_those_of_the_ledger_made_good_or_not(ceremony):
    tender = ceremony.tender
    for hours in (2, 30):
        end = tender.deadline_at - timedelta(hours=hours)
        SiteOutage.objects.create(part="web", from_at=end - timedelta(hours=1), to_at=end)
    long_before = tender.published_at - timedelta(days=1)
    SiteOutage.objects.create(part="web", from_at=long_before, to_at=long_before + timedelta(hours=1))

    shape = recorded_opening(acts.opened(ceremony))

    assert (shape.outages, shape.made_good) == (2, 0)
    before = words.context(shape, data_sha="ab" * 32)["before"]
    assert "The ledger holds 2 outages of the site while bids were taken; made good: 0." in before


def test_a_price_says_whether_it_has_vat(ceremony):
    shape = recorded_opening(acts.opened(ceremony))

    heads = [words.context(replace(shape, basis=basis), data_sha="ab" * 32)["price"] for basis in ("net", "gross")]

    assert (shape.basis, heads) == ("net", ["Price without VAT", "Price with VAT"])


def test_technical_parts_show_no_price_and_no_column_for_one(ceremony):
    shape = replace(recorded_opening(acts.opened(ceremony)), part=OpeningPart.TECHNICAL)

    context = words.context(shape, data_sha="ab" * 32)

    assert (context["with_prices"], context["part"]) == (False, "Technical parts")


def test_an_opening_without_bids_needed_nobody(ceremony):
    shape = replace(recorded_opening(acts.opened(ceremony)), bids=(), openers=())

    context = words.context(shape, data_sha="ab" * 32)

    assert (context["heading"], context["persons"], context["signers"]) == ("No bid came in", [], [])


def test_officers_and_auditors_find_it_on_the_page_of_the_opening_others_do_not(client, ceremony, settings):
    settings.MFA_REQUIRED_ROLES = []
    opening = acts.opened(ceremony)
    report = Report.objects.get(opening=opening)
    page, detail = reverse("bids:opening", args=[ceremony.tender.pk]), reverse("reports:detail", args=[report.pk])

    answers = {}
    for role in ("officer", "auditor", "opener"):
        client.force_login(builders.person(role, authority=ceremony.tender.authority))
        text = client.get(page).content.decode()
        answers[role] = ("The record as a PDF is not ready" in text, client.get(detail).status_code)
    assert answers == {"officer": (True, 200), "auditor": (True, 200), "opener": (False, 404)}

    client.force_login(builders.person("officer", authority=ceremony.tender.authority))
    assert ceremony.tender.ref in client.get(detail).content.decode()


@pytest.mark.slow
def test_made_it_is_downloaded_from_that_page(client, ceremony, settings):
    settings.MFA_REQUIRED_ROLES = []
    opening = acts.opened(ceremony)
    report = report_with_file(opening)
    client.force_login(builders.person("officer", authority=ceremony.tender.authority))

    text = client.get(reverse("bids:opening", args=[ceremony.tender.pk])).content.decode()
    address = reverse("reports:download", args=[report.pk])
    assert (address in text, "Record as a PDF" in text) == (True, True)
    answer = client.get(address)
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content]).startswith(b"%PDF")
    assert f"opening-{ceremony.tender.ref}-both.pdf" in answer.headers["Content-Disposition"]
