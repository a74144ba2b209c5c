"""Pages of an amendment: begun, written, sent, checked and published; and what everybody reads of versions."""

from datetime import timedelta

import pytest
from django.urls import reverse

from core import clock
from procurement.tenders import queries, services
from procurement.tenders.models import Amendment
from procurement.tenders.sections import Contract, Purchase, SectionKey, Timetable
from tests import builders
from tests.tenders import written

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tender(monkeypatch, settings):
    settings.MFA_REQUIRED_ROLES = []
    monkeypatch.setattr(clock, "db_now", lambda: written.AMENDED_AT)
    return written.published()


@pytest.fixture
def officers(tender):
    return [builders.person("officer", authority=tender.authority, name=name) for name in ("Ivo", "Orla")]


def url(name, tender, *rest):
    return reverse(f"tenders:{name}", args=[tender.pk, *rest])


def page(client, *address):
    return client.get(url(*address)).content.decode()


def test_officers_begin_an_amendment_on_a_page_that_says_what_it_is(client, tender, officers):
    client.force_login(officers[0])
    assert "Change what is published" in page(client, "detail", tender)
    begin = page(client, "amendment", tender)
    assert "Begin an amendment" in begin
    assert "At least seven days are left" in begin

    response = client.post(url("amendment", tender))

    assert (response.status_code, response["Location"]) == (302, url("amendment", tender))
    work = page(client, "amendment", tender)
    assert "Nothing is changed yet" in work
    assert url("section", tender, "contract") in work
    assert "The amendment in work" in page(client, "detail", tender)


def test_an_amendment_is_written_in_the_forms_of_the_draft(client, tender, officers):
    client.force_login(officers[0])
    client.post(url("amendment", tender))
    form = client.get(url("section", tender, "contract"))
    assert form.status_code == 200
    assert client.get(url("edit", tender))["Location"] == url("amendment", tender)

    written.save(tender, written.changed(Contract, months=30), by=officers[0], at=written.AMENDED_AT)
    client.post(url("amendment", tender), {"act": "describe", "reason": "Shorter.", "time_why": "It is less."})

    work = page(client, "amendment", tender)
    assert [text in work for text in ("<del>36</del>", "<ins>30</ins>", "What bids answer", "Shorter.")] == [True] * 4
    assert "one that is in is handed in anew" in work


def test_a_second_officer_meets_the_reasons_of_the_first_at_each_field_and_loses_none(client, tender, officers):
    client.force_login(officers[0])
    client.post(url("amendment", tender))
    amendment = queries.live_amendment(tender)
    seen = amendment.reasons_digest
    assert f'name="seen" value="{seen}"' in page(client, "amendment", tender)
    client.post(
        url("amendment", tender), {"act": "describe", "reason": "Lamps counted.", "time_why": "Less.", "seen": seen}
    )

    client.force_login(officers[1])
    mine = {"act": "describe", "reason": "Poles counted.", "time_why": "Less.", "affects_bids": "on", "seen": seen}
    late = client.post(url("amendment", tender), mine)
    text = late.content.decode()

    assert late.status_code == 409
    assert "Another officer wrote meanwhile: “Lamps counted.”" in text
    assert "Another officer chose the opposite meanwhile." in text
    assert "meanwhile: “Less.”" not in text
    assert "Poles counted.</textarea>" in text
    latest = queries.live_amendment(tender)
    assert latest.reason == "Lamps counted."
    assert f'name="seen" value="{latest.reasons_digest}"' in text

    client.post(url("amendment", tender), {**mine, "seen": latest.reasons_digest})
    assert queries.live_amendment(tender).reason == "Poles counted."


def test_what_stays_as_published_is_said_above_the_form_with_all_that_was_typed(client, tender, officers):
    client.force_login(officers[0])
    client.post(url("amendment", tender))
    sent = {"after": "1", "act": "save", "title": "Poles", "currency": "GBP", "basis": "net"}
    for name in ("lots", "files"):
        sent |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}

    response = client.post(url("section", tender, "purchase"), sent)

    text = response.content.decode()
    assert "Currency and VAT basis stay as published: cancel the tender and begin another." in text
    assert 'value="Poles"' in text
    assert queries.latest_saves(tender)[SectionKey.PURCHASE].no == 1


def test_a_second_officer_checks_and_publishes(client, tender, officers):
    written.amendment_in_review(tender, written.changed(Contract, months=30), by=officers[0])
    client.force_login(officers[0])
    assert "Whoever sent an amendment does not publish it" in page(client, "amendment-publish", tender)
    assert client.post(url("amendment-publish", tender)).status_code == 403

    client.force_login(officers[1])
    check = page(client, "amendment-publish", tender)
    assert [text in check for text in ("Publish 1 change?", "The deadline stays", written.WHY)] == [True] * 3
    response = client.post(url("amendment-publish", tender), follow=True)

    assert "The amendment is published, and everybody who follows is told." in response.content.decode()
    assert Amendment.objects.get().state == "published"
    assert client.post(url("amendment-publish", tender)).status_code == 404


def test_it_goes_back_and_is_given_up(client, tender, officers):
    written.amendment_in_review(tender, written.changed(Contract, months=30), by=officers[0])
    client.force_login(officers[1])
    assert client.get(url("section", tender, "contract")).status_code == 403

    client.post(url("amendment", tender), {"act": "return", "reason": ""})
    assert Amendment.objects.get().state == "review"
    client.post(url("amendment", tender), {"act": "return", "reason": "Name the law."})
    assert Amendment.objects.get().state == "draft"
    client.post(url("amendment", tender), {"act": "send"})
    client.post(url("amendment", tender), {"act": "withdraw"})

    assert Amendment.objects.get().state == "withdrawn"
    assert "Begin an amendment" in page(client, "amendment", tender)
    assert client.post(url("amendment", tender), {"act": "anything"}).status_code == 302  # another one is begun


def test_the_gate_of_an_amendment_is_that_of_a_draft(client, tender, officers):
    written.amending(tender, written.changed(Timetable, deadline=written.DEADLINE - DAY), by=officers[0])
    client.force_login(officers[0])

    gate = page(client, "gate", tender)

    assert "A published date only moves later." in gate
    assert ("Back to the amendment" in gate, "Publish now" in gate) == (True, False)
    assert client.post(url("gate", tender), {"act": "publish"}).status_code == 403
    assert client.post(url("gate", tender), {"act": "send"}).status_code == 403


def test_everybody_reads_what_each_version_changed(client, tender):
    written.amended(tender, written.changed(Contract, months=30), written.changed(Purchase, title="Lamps"))

    detail, versions = page(client, "detail", tender), page(client, "versions", tender)
    changes = page(client, "version", tender, 2)

    assert "2 versions" in detail
    assert "Change what is published" not in detail
    digests = [version.digest for version in queries.versions_of(tender)]
    assert [digest in versions for digest in digests] == [True, True]
    assert written.WHY in versions
    assert [text in changes for text in ("<del>36</del>", "<ins>30</ins>", "<ins>Lamps</ins>")] == [True] * 3
    assert [client.get(url("version", tender, no)).status_code for no in (1, 3)] == [404, 404]


def test_a_version_that_only_moved_the_deadline_says_so(client, tender, officers):
    services.extend(
        tender=tender, deadline=written.DEADLINE + DAY, reason="A holiday.", by=officers[0], at=written.AMENDED_AT
    )

    assert "A holiday." in page(client, "version", tender, 2)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_of_versions_cost_the_same_for_one_and_for_three(client, tender, count, django_assert_num_queries):
    for no in range(count):
        written.amended(tender, written.changed(Contract, months=30 - no), at=written.AMENDED_AT + no * DAY)
    client.get(url("versions", tender))

    with django_assert_num_queries(2):
        client.get(url("versions", tender))
    with django_assert_num_queries(2):
        client.get(url("version", tender, 2))
