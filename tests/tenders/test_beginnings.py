"""A draft begins with a ready tender or with a copy of an earlier one."""

from dataclasses import replace
from uuid import uuid4

import pytest
from django.urls import reverse

from procurement.opendata import queries as import_queries
from procurement.opendata import services as import_services
from procurement.planning.models import Profile
from procurement.tenders import gather, queries, services
from procurement.tenders.forms.editing import Editing
from procurement.tenders.models import Tender
from procurement.tenders.pages.editors import EDITORS
from procurement.tenders.ready import ready_tenders
from procurement.tenders.sections import PriceElement, RequirementEntry, RequirementList, SectionKey, Timetable
from tests import builders
from tests.opendata.inputs import encoded, prozorro
from tests.tenders.test_section_forms import sent_by

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


# --- from the file of an imported tender ---


@pytest.fixture
def past():
    """A past tender of two features, as its file says it."""
    run = import_services.import_file(name="past.json", data=encoded(prozorro()), at=builders.AT)
    [record] = import_queries.records_of(run)
    return record.tender


def test_an_imported_tender_brings_what_its_file_says_and_names_what_it_does_not(client, officer, past):
    client.force_login(officer)
    page = client.get(reverse("tenders:detail", args=[past.pk])).content.decode()
    address = f"{reverse('tenders:new')}?with=imported:{past.pk}"
    assert address in page
    assert "Not in the file: what is needed, CPV codes, whether variants" in client.get(address).content.decode()

    data = {"authority": builders.authority().pk, "title": "Ours", "beginning": f"imported:{past.pk}"}
    answer = client.post(address, data, follow=True)

    draft = Tender.objects.get(origin="own")
    content = gather.content_of(draft)
    assert "Not in the file: what is needed, CPV codes, whether variants" in answer.content.decode()
    assert (content.purchase.title, content.purchase.currency, content.purchase.basis) == ("Ours", "EUR", "net")
    assert [(lot.no, lot.estimate) for lot in content.purchase.lots] == [(1, 1000)]
    assert content.method.formula == "features"
    assert content.method.elements == (PriceElement("price", "Price"),)
    tree = [(entry.key, entry.family, entry.input) for entry in content.criteria.criteria]
    assert tree == [("price", "", "price"), ("pay", "", "mark")]
    assert content.written == ("purchase", "criteria", "method")


def test_every_section_of_an_imported_tender_passes_through_its_form(officer, past):
    imported = gather.imported_content(past).content

    for key in imported.written:
        form_class = EDITORS[SectionKey(key)].form
        editing = Editing(past, imported, officer)
        form = form_class(
            sent_by(form_class(value=imported.section(SectionKey(key)), editing=editing)),
            value=imported.section(SectionKey(key)),
            editing=editing,
        )
        assert form.is_valid(), form.problems()
        assert form.section() == imported.section(SectionKey(key))


def test_whoever_is_no_officer_is_offered_no_draft_of_it(client, past):
    address = reverse("tenders:detail", args=[past.pk])

    assert "with=imported:" not in client.get(address).content.decode()
    client.force_login(builders.person("auditor", authority=builders.authority()))
    assert "with=imported:" not in client.get(address).content.decode()


@pytest.mark.parametrize("key", ["imported:", "imported:7", f"imported:{'0' * 8}-0000-0000-0000-{'0' * 12}", "x"])
def test_no_tender_is_no_beginning(client, officer, key):
    client.force_login(officer)
    address = f"{reverse('tenders:new')}?with={key}"

    assert client.get(address).status_code == 200
    assert "Not in the file" not in client.get(address).content.decode()


def test_a_draft_over_rest_begins_with_an_imported_tender_or_a_ready_one(client, officer, past):
    client.force_login(officer)

    def begun_with(key):
        data = {"authority": str(builders.authority().pk), "title": "Ours", "beginning": key}
        answer = client.put(reverse("api:draft", args=[uuid4()]), data, content_type="application/json")
        written = answer.status_code == 201 and Tender.objects.get(pk=answer.json()["id"])
        return answer.status_code, len(gather.content_of(written).written) if written else 0

    assert begun_with(f"imported:{past.pk}") == (201, 3)
    assert begun_with("public-wifi") == (201, 9)
    assert begun_with("empty") == (201, 1)
    assert begun_with("copy:nobody") == (400, 0)
