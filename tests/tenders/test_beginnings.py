"""A draft begins with a ready tender or with a copy of an earlier one."""

from dataclasses import replace

import pytest
from django.urls import reverse

from procurement.planning.models import Profile
from procurement.tenders import gather, queries, services
from procurement.tenders.models import Tender
from procurement.tenders.ready import ready_tenders
from procurement.tenders.sections import RequirementEntry, RequirementList, SectionKey, Timetable
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def officer():
    return builders.person("officer", authority=builders.authority(currency="EUR", basis="net"))


def begun(client, officer, beginning):
    client.force_login(officer)
    data = {"authority": builders.authority().pk, "title": "Ours", "beginning": beginning}
    answer = client.post(reverse("tenders:new"), data)
    assert answer.status_code == 302, answer.content.decode()
    return Tender.objects.latest("state_at")


def test_a_ready_tender_brings_its_sections_and_stored_profiles(client, officer):
    tender = begun(client, officer, "parking-guidance")

    content = gather.content_of(tender)
    shas = {entry.profile_sha for entry in content.interfaces.entries if entry.profile_sha}
    assert (tender.title, content.purchase.title, len(content.purchase.lots)) == ("Ours", "Ours", 3)
    assert content.written == tuple(key for key in SectionKey if key != "timetable")
    assert set(Profile.objects.values_list("sha256", flat=True)) == shas


def test_a_second_one_stores_no_profile_twice(client, officer):
    begun(client, officer, "public-wifi")
    count = Profile.objects.count()

    begun(client, officer, "public-wifi")

    assert (Profile.objects.count(), Tender.objects.count()) == (count, 2)


def test_a_copy_has_no_dates_and_confirms_nothing(client, officer):
    earlier = services.begin(authority=builders.authority(), title="Earlier", by=officer, at=builders.AT)
    asked = RequirementList((RequirementEntry("R1", "Why?", mandatory=True, mandatory_confirmed=True),))
    services.save(tender=earlier, value=asked, after=0, by=officer, at=builders.AT)
    dated = Timetable(procedure="open", deadline=builders.AT)
    services.save(tender=earlier, value=dated, after=0, by=officer, at=builders.AT)

    copy = begun(client, officer, f"copy:{earlier.pk}")

    content = gather.content_of(copy)
    assert content.requirements.entries == (replace(asked.entries[0], mandatory_confirmed=False),)
    assert content.timetable == Timetable(procedure="open")
    assert copy.ref != earlier.ref


def test_nobody_copies_what_another_authority_wrote(client, officer):
    elsewhere = builders.authority("Elsewhere", currency="EUR", basis="net")
    foreign = services.begin(
        authority=elsewhere, title="Foreign", by=builders.person("officer", authority=elsewhere), at=builders.AT
    )
    client.force_login(officer)

    answer = client.post(
        reverse("tenders:new"),
        {"authority": builders.authority().pk, "title": "Ours", "beginning": f"copy:{foreign.pk}"},
    )

    assert answer.status_code == 200
    assert "Foreign" not in client.get(reverse("tenders:new")).content.decode()
    assert queries.copyable_by(officer) == []


def test_the_page_offers_every_ready_tender(client, officer):
    client.force_login(officer)

    text = client.get(reverse("tenders:new")).content.decode()

    assert [ready.title for ready in ready_tenders().values() if ready.title not in text] == []
