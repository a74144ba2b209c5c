"""The notice of a tender written here: what its preview, its page and its documents show, and to whom."""

import json
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from core import clock
from core.documents import files
from core.signing import services as signing
from procurement.tenders import gather, queries, services
from procurement.tenders.models import DrawSeed, Tender
from procurement.tenders.pages.notice_box import due_box
from procurement.tenders.sections import AttachedFile, LotEntry, Method, Purchase
from procurement.tenders.shapes.notice import LotRankingShape, notice_shape, preview_shape
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_time_of_the_tender(settings, monkeypatch, tmp_path):
    settings.MFA_REQUIRED_ROLES = []
    settings.DOCUMENTS_ROOT = tmp_path
    monkeypatch.setattr(clock, "db_now", lambda: written.AT)


def preview_url(tender):
    return reverse("tenders:preview", args=[tender.pk])


def detail_url(tender):
    return reverse("tenders:detail", args=[tender.pk])


def preview_of(draft):
    return preview_shape(draft, gather.content_of(draft))


def notice_of(tender):
    row = Tender.objects.get(pk=tender.pk)
    return notice_shape(row, queries.latest_version(row))


def stored(name="Plan.csv", content=b"lamp,state\n1,on\n"):
    """A document that is stored, as a tender names it."""
    row = files.store_file(file=ContentFile(content), name=name, by=builders.person("officer"), at=written.AT)
    return AttachedFile(row.sha256, row.name, "Light points")


def with_files(*attached):
    return written.changed(Purchase, files=attached)


def test_an_officer_sees_a_draft_as_a_supplier_will(client):
    draft = written.written_draft()
    client.force_login(builders.person("officer", authority=draft.authority))

    page = client.get(preview_url(draft)).content.decode()

    parts = ("Preview: not published", "Lanterns", "States of lanterns", "Each lantern reports a fault within an hour.")
    assert [part for part in parts if part not in page] == []


def test_the_overview_leads_to_the_preview(client):
    draft = written.written_draft()
    client.force_login(builders.person("officer", authority=draft.authority))

    page = client.get(reverse("tenders:edit", args=[draft.pk])).content.decode()

    assert f'href="{preview_url(draft)}"' in page


def test_a_visitor_gets_nothing_of_a_draft(client):
    draft = written.written_draft()

    answer = client.get(preview_url(draft))

    assert (answer.status_code, b"Street lighting" in answer.content) == (302, False)


def test_the_preview_of_a_published_tender_is_its_page(client):
    tender = written.published()
    client.force_login(builders.person("officer", authority=tender.authority))

    assert client.get(preview_url(tender)).url == reverse("tenders:detail", args=[tender.pk])


def test_the_notice_of_a_draft_is_that_of_its_publication():
    tender = written.in_review()
    before = preview_of(tender)

    publisher = builders.person("officer", authority=tender.authority)
    services.publish(tender=tender, by=publisher, at=written.AT)

    published = notice_of(tender)
    assert all(ranking.steps for ranking in published.rankings)
    assert replace(published, proof=None) == replace(before, published_at=written.AT)


def test_what_separates_equal_bids_is_no_step_of_the_ranking():
    ranking = preview_of(written.written_draft()).rankings[0]

    assert ranking.ties[0] == "the lower price"
    assert set(ranking.ties) & set(ranking.steps) == set()


def test_the_proof_names_what_was_frozen_and_all_who_wrote():
    tender = written.published()

    proof = notice_of(tender).proof
    version = tender.versions.get()
    frozen = json.loads(version.snapshot)

    assert (proof.no, proof.digest, proof.at) == (1, version.digest, written.AT)
    assert (proof.notice_year, proof.notice_no, proof.policy_no, proof.law_profile) == (2026, 1, 1, "eu-directive/1")
    assert proof.seeds == frozen["seeds"]
    assert proof.writers == tuple(queries.author_names(tender))
    assert len(proof.writers) == 1


def test_the_proof_names_the_key_with_which_the_site_signs(client):
    tender = written.published()
    assert (notice_of(tender).proof.signing_key, "which this site signs" in page_of(client, tender)) == ("", False)

    key = signing.begin(at=written.AT)

    assert notice_of(tender).proof.signing_key == key.fingerprint
    assert key.fingerprint in page_of(client, tender)
    answer = client.get(reverse("api:tender", args=[tender.pk])).json()
    assert answer["notice"]["proof"]["signing_key"] == key.fingerprint


def page_of(client, tender):
    return client.get(detail_url(tender)).content.decode()


def test_an_approved_reason_is_public_with_the_notice(client):
    draft = written.with_reason()
    written.approved(written.explained(draft))
    services.send_to_review(tender=draft, by=builders.person("officer", authority=draft.authority), at=written.AT)
    publisher = builders.person("officer", authority=draft.authority)
    services.publish(tender=draft, by=publisher, at=written.AT)

    reason = notice_of(draft).proof.reasons[0]
    page = client.get(detail_url(draft)).content.decode()

    assert (reason.rule, reason.reason, reason.text) == (written.ASKED, "other", written.REASON)
    assert written.REASON in page


def test_everybody_reads_the_notice_of_a_published_tender(client):
    tender = written.published()

    page = client.get(detail_url(tender)).content.decode()

    version = tender.versions.get()
    parts = (
        *(
            "Street lighting",
            "Hand in by",
            "Monday, 20 April 2026",
            "Lisbon time",
            "48 days left",
            "and 23 hours, on 2 Mar at 12:00",
        ),
        *("Add to calendar", "about €600,000 net of VAT", "States of lanterns"),
        *("Each lantern reports a fault within an hour.", "Availability of lanterns: at least 99.5%", "36 months"),
        *("What is offered is worth 3 of five to the city.", version.digest, "2026/1 of City of Lanterns"),
    )
    assert [part for part in parts if part not in page] == []


def test_a_notice_shows_no_seed_of_a_draw(client):
    tender = written.published()

    page = client.get(detail_url(tender)).content.decode()

    rows = DrawSeed.objects.filter(lot__tender=tender)
    assert [row.seed_sha256 in page for row in rows] == [True, True]
    assert [row.seed in page for row in rows] == [False, False]


@pytest.mark.parametrize(("late", "is_over"), [(timedelta(), False), (timedelta(microseconds=1), True)])
def test_the_notice_says_that_what_is_here_at_the_deadline_is_in_time(late, is_over):
    tender = written.published()
    shape = notice_shape(tender, tender.versions.get())

    box = due_box(shape, written.DEADLINE + late)

    assert box.rule == (
        "A bid that is here whole at this instant, by the clock of this site, is in time; one that comes later is not."
    )
    assert (box.over, box.left == "Closed") == (is_over, is_over)


def test_the_page_of_a_tender_says_what_is_in_time(client):
    page = client.get(detail_url(written.published())).content.decode()

    assert "is in time; one that comes later is not." in page


def test_the_deadline_of_a_notice_is_that_of_its_column(client):
    tender = written.published()
    officer = builders.person("officer", authority=tender.authority)
    later = written.DEADLINE + timedelta(days=7)
    services.extend(tender=tender, deadline=later, reason="The plans came late.", by=officer, at=written.AT)

    notice, page = notice_of(tender), client.get(detail_url(tender)).content.decode()

    assert (notice.deadline, notice.proof.no, notice.proof.reason) == (later, 2, "The plans came late.")
    assert notice.sections["timetable"]["deadline"] == "2026-04-27T11:00:00.000000Z"
    assert ("Monday, 27 April 2026" in page, "20 April 2026" in page) == (True, False)


def test_a_suspended_tender_says_so_in_its_box(client):
    tender = written.published()
    officer = builders.person("officer", authority=tender.authority)
    services.suspend(tender=tender, why="A court asked for it.", by=officer, at=written.AT)

    assert "time stands still. A court asked for it." in client.get(detail_url(tender)).content.decode()


def test_a_closed_tender_takes_nothing_and_says_so(client):
    tender = written.closed()

    page = client.get(detail_url(tender)).content.decode()

    assert ("Closed, bids sealed" in page, "Bids are handed in here" in page) == (True, False)


def test_an_import_has_no_notice():
    tender = builders.tender_at()

    assert notice_shape(tender, queries.latest_version(tender)) is None


def test_a_draft_without_a_method_has_no_words_for_it():
    draft = written.written_draft(Method())

    assert preview_of(draft).rankings == (LotRankingShape(1), LotRankingShape(2))


def test_the_preview_runs_the_trial(client):
    draft = written.written_draft()
    client.force_login(builders.person("officer", authority=draft.authority))

    page = client.get(preview_url(draft)).content.decode()

    assert [part for part in ("What these criteria would do", "Cheap and closed") if part not in page] == []


# --- documents ---


def test_a_document_is_handed_out_to_everybody_under_its_name(client):
    name = "Lichtpunkte «alt» – plan № 2.csv"
    attached = stored(name)
    tender = written.published(with_files(attached))

    document = notice_of(tender).documents[0]
    answer = client.get(document.url)

    assert (document.name, document.size, document.media_type) == (name, 16, "text/csv; charset=utf-8")
    assert b"".join(answer.streaming_content) == b"lamp,state\n1,on\n"
    assert answer["Content-Disposition"].endswith(f"filename*=UTF-8''{quote(name, safe='')}")
    assert (answer["X-Content-Type-Options"], answer["X-Content-SHA256"]) == ("nosniff", attached.sha256)
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_document_of_a_draft_is_its_officers(client):
    draft = written.written_draft(with_files(stored()))
    url = reverse("tenders:document", args=[draft.pk, preview_of(draft).documents[0].sha256])

    stranger = client.get(url)
    client.force_login(builders.person("officer", authority=draft.authority))
    officer = client.get(url)

    assert (stranger.status_code, officer.status_code) == (404, 200)
    assert b"".join(officer.streaming_content) == b"lamp,state\n1,on\n"


def test_a_document_that_no_version_names_is_missing_here(client):
    tender, other = written.published(), stored("Other.csv")

    answers = [client.get(reverse("tenders:document", args=[tender.pk, key])) for key in (other.sha256, "x", "a" * 64)]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_damaged_document_is_not_handed_out(client, settings):
    tender = written.published(with_files(attached := stored()))
    path = next(settings.DOCUMENTS_ROOT.rglob(attached.sha256))
    path.write_bytes(b"something else")

    answer = client.get(reverse("tenders:document", args=[tender.pk, attached.sha256]), follow=True)

    assert "The document Plan.csv is damaged on the server" in answer.content.decode()


def test_a_document_that_is_not_stored_has_no_link():
    draft = written.written_draft()
    content = gather.content_of(draft)
    gone = replace(content.purchase, files=(AttachedFile("b" * 64, "Gone.pdf", "Gone"),))

    document = preview_shape(draft, replace(content, purchase=gone)).documents[0]

    assert (document.size, document.media_type, document.url) == (None, None, None)


# --- queries ---


def lots(count):
    return written.changed(Purchase, lots=tuple(LotEntry(no, f"Part {no}") for no in range(1, count + 1)))


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_asks_as_much_for_three_lots_as_for_one(count, client, django_assert_num_queries):
    draft = written.written_draft(lots(count))
    client.force_login(builders.person("officer", authority=draft.authority))
    client.get(preview_url(draft))

    with django_assert_num_queries(10):
        client.get(preview_url(draft))


@pytest.mark.parametrize("count", [1, 3])
def test_a_notice_asks_as_much_for_three_lots_as_for_one(count, client, django_assert_num_queries):
    entries = (LotEntry(no, f"Part {no}", "", Fraction(100_000), cpv=("34928500-3",)) for no in range(1, count + 1))
    tender = written.published(written.changed(Purchase, lots=tuple(entries), undivided_why="It is one system."))
    client.get(detail_url(tender))

    with django_assert_num_queries(19):
        client.get(detail_url(tender))
