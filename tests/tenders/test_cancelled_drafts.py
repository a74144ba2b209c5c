"""A draft that is cancelled was never published: it stays with the officers of its authority, whoever asks."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import reverse

from core.models import AuditLeaf, Notice
from procurement.tenders import access, queries, services
from procurement.tenders.models import Tender
from procurement.tenders.sections import Purchase
from procurement.tenders.services import NotADraft, NotChangeable
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
AT = written.AT
SECRET = "Zeppelin hangar"


@pytest.fixture
def draft():
    return written.written_draft(written.changed(Purchase, title=SECRET))


@pytest.fixture
def officer(draft):
    return builders.person("officer", authority=draft.authority)


@pytest.fixture
def cancelled(draft, officer):
    services.cancel_draft(tender=draft, code="noDemand", text="There is no airship.", by=officer, at=AT)
    return draft


def test_one_officer_cancels_a_draft_for_good(cancelled, officer):
    assert (cancelled.state, cancelled.publish_no) == ("cancelled", None)
    [leaf] = AuditLeaf.objects.filter(log__origin=cancelled.audit_origin, kind="tender.cancelled")
    assert "airship" not in leaf.body
    assert Notice.objects.filter(kind="tender.cancelled").exclude(user=officer).exists()
    with pytest.raises(NotADraft):
        written.save(cancelled, written.changed(Purchase, title="Another"), by=officer)
    with pytest.raises(NotChangeable, match="Only a draft"):
        services.cancel_draft(tender=cancelled, code="noDemand", text="Again.", by=officer, at=AT)


@pytest.mark.parametrize(
    ("code", "text", "sentence"), [("whim", "Why.", "Choose why"), ("noDemand", " ", "Say why the tender is cancelled")]
)
def test_a_draft_is_cancelled_with_a_reason(draft, officer, code, text, sentence):
    with pytest.raises(NotChangeable, match=sentence):
        services.cancel_draft(tender=draft, code=code, text=text, by=officer, at=AT)

    assert Tender.objects.get(pk=draft.pk).state == "draft"


def test_what_a_second_officer_reads_is_sent_back_first(officer):
    tender = written.in_review()

    with pytest.raises(NotChangeable):
        services.cancel_draft(tender=tender, code="noDemand", text="Why.", by=officer, at=AT)


@pytest.mark.parametrize("role", ["nobody", "account", "auditor", "foreign officer"])
def test_nobody_outside_sees_it(cancelled, role):
    people = {
        "nobody": AnonymousUser,
        "account": builders.person,
        "auditor": lambda: builders.person("auditor", authority=cancelled.authority),
        "foreign officer": lambda: builders.person("officer", authority=builders.authority("Elsewhere")),
    }
    person = people[role]()

    assert list(queries.visible_to(person)) == []
    with pytest.raises(Http404):
        access.door(person, cancelled.pk)


def test_its_officers_still_read_it(client, cancelled, officer, settings):
    settings.MFA_REQUIRED_ROLES = []
    client.force_login(officer)

    page = client.get(reverse("tenders:detail", args=[cancelled.pk]))

    assert page.status_code == 200
    assert SECRET in page.content.decode()
    assert SECRET in client.get(reverse("tenders:list")).content.decode()


OPEN_TO_ALL = [
    ("tenders:list", {}),
    ("tenders:list", {"q": "zeppelin"}),
    ("tenders:list", {"state": "cancelled"}),
    ("tenders:feed", {}),
    ("tenders:calendar", {}),
    ("api:tenders", {}),
    ("api:tenders", {"q": "zeppelin"}),
    ("api:tenders", {"state": "cancelled"}),
]


@pytest.mark.parametrize(("route", "query"), OPEN_TO_ALL)
@pytest.mark.parametrize("signed_in", [False, True])
def test_no_list_search_or_feed_names_it(client, cancelled, settings, route, query, signed_in):
    settings.MFA_REQUIRED_ROLES = []
    if signed_in:
        client.force_login(builders.person("officer", authority=builders.authority("Elsewhere")))

    text = client.get(reverse(route), query).content.decode()

    assert [secret in text for secret in (SECRET, str(cancelled.pk), cancelled.ref)] == [False] * 3


@pytest.mark.parametrize("route", ["tenders:detail", "tenders:tender-calendar", "tenders:versions", "api:tender"])
def test_no_address_of_it_answers_a_stranger(client, cancelled, route):
    client.force_login(builders.person())

    response = client.get(reverse(route, args=[cancelled.pk]))

    assert (response.status_code, SECRET in response.content.decode()) == (404, False)


def test_its_page_to_check_cancels_it(client, draft, officer, settings):
    settings.MFA_REQUIRED_ROLES = []
    client.force_login(officer)
    url = reverse("tenders:edit-cancel", args=[draft.pk])
    assert url in client.get(reverse("tenders:edit", args=[draft.pk])).content.decode()
    assert "a cancelled draft is never published" in client.get(url).content.decode()
    assert client.post(url, {"code": "", "text": ""}).status_code == 200

    response = client.post(url, {"code": "expensesCut", "text": "No money."})

    draft.refresh_from_db()
    assert (response.status_code, draft.state) == (302, "cancelled")


def test_a_published_tender_that_is_cancelled_stays_public(client):
    tender = builders.tender_at("cancelled", bids=0)

    assert tender.publish_no is not None
    assert client.get(reverse("tenders:detail", args=[tender.pk])).status_code == 200
