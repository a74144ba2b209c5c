"""The notice of a tender written here: what a draft's preview shows, and to whom."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import override_settings
from django.urls import reverse

from core import clock
from procurement.tenders import gather, services
from procurement.tenders.models import Tender
from procurement.tenders.sections import LotEntry, Method, Purchase
from procurement.tenders.shapes.notice import LotRanking, notice_shape
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_the_time_of_the_tender(settings, monkeypatch):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: written.AT)


def preview_url(tender):
    return reverse("tenders:preview", args=[tender.pk])


def notice_of(tender):
    return notice_shape(tender, gather.content_of(tender))


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
    before = notice_of(tender)

    publisher = builders.person("officer", authority=tender.authority)
    with override_settings(DEMO=True):
        services.publish(tender=tender, by=publisher, at=written.AT)

    published = notice_of(Tender.objects.get(pk=tender.pk))
    assert all(ranking.steps for ranking in published.rankings)
    assert published == replace(before, ref=published.ref)


def test_what_separates_equal_bids_is_no_step_of_the_ranking():
    ranking = notice_of(written.written_draft()).rankings[0]

    assert ranking.ties[0] == "the lower price"
    assert set(ranking.ties) & set(ranking.steps) == set()


def test_a_published_deadline_is_the_one_of_its_column():
    tender = Tender.objects.get(pk=written.published().pk)
    tender.deadline_at = written.DEADLINE + timedelta(days=7)

    assert notice_of(tender).deadline == written.DEADLINE + timedelta(days=7)


def test_a_draft_without_a_method_has_no_words_for_it():
    draft = written.written_draft(Method())

    assert notice_of(draft).rankings == tuple(LotRanking(lot) for lot in written.CONTENT.purchase.lots)


@pytest.mark.parametrize("count", [1, 3])
def test_a_preview_asks_as_much_for_three_lots_as_for_one(count, client, django_assert_num_queries):
    lots = tuple(LotEntry(no, f"Part {no}") for no in range(1, count + 1))
    draft = written.written_draft(written.changed(Purchase, lots=lots))
    client.force_login(builders.person("officer", authority=draft.authority))
    client.get(preview_url(draft))

    with django_assert_num_queries(6):
        client.get(preview_url(draft))
