"""Drafts over REST: begun once, written section by section, with both versions for whoever is late."""

from uuid import uuid4

import pytest
from django.urls import reverse

from procurement.tenders import gather, services
from procurement.tenders.models import Tender
from procurement.tenders.sections import Contract
from tests import builders

pytestmark = pytest.mark.django_db
AT = builders.AT


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def city():
    return builders.authority(currency="EUR", basis="net")


@pytest.fixture
def officer(city):
    return builders.person("officer", authority=city, name="Ada Officer")


@pytest.fixture
def api(client, officer):
    client.force_login(officer)
    return client


@pytest.fixture
def draft(city, officer):
    return services.begin(authority=city, title="Lights", by=officer, at=AT)


def section_address(draft, section="contract"):
    return reverse("api:draft-section", args=[draft.pk, section])


def put(client, url, **data):
    return client.put(url, data, content_type="application/json")


def test_a_draft_is_begun_once_under_its_id(api, city):
    url = reverse("api:draft", args=[uuid4()])

    first = put(api, url, authority=str(city.pk), title="Parking")
    again = put(api, url, authority=str(city.pk), title="Parking")

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["id"] == again.json()["id"]
    assert [tender.title for tender in Tender.objects.all()] == ["Parking"]


def test_a_draft_is_not_begun_for_another_city(api):
    response = put(
        api, reverse("api:draft", args=[uuid4()]), authority=str(builders.authority("Elsewhere").pk), title="Parking"
    )

    assert response.status_code == 400
    assert not Tender.objects.exists()


def test_the_id_of_another_city_s_draft_tells_nothing(api, city):
    elsewhere = builders.authority("Elsewhere")
    foreign = services.begin(authority=elsewhere, title="Secret", by=builders.person("officer"), at=AT)

    response = put(api, reverse("api:draft", args=[foreign.pk]), authority=str(city.pk), title="Parking")

    assert response.status_code == 404
    assert "Secret" not in response.content.decode()


def test_a_section_is_written_over_what_was_read(api, draft):
    empty = api.get(section_address(draft)).json()

    saved = put(api, section_address(draft), after=empty["no"], content={**empty["content"], "months": 36})

    assert (empty["no"], empty["by"], saved.status_code, saved.json()["no"]) == (0, None, 200, 1)
    assert gather.content_of(draft).contract == Contract(months=36)
    assert api.get(section_address(draft)).json() == saved.json()


def test_whoever_is_late_gets_both_versions_and_stores_nothing(api, officer, draft):
    services.save(tender=draft, value=Contract(months=24), after=0, by=officer, at=AT)

    late = put(api, section_address(draft), after=0, content={"months": 48})

    assert late.status_code == 409
    body = late.json()
    assert body["detail"] == "Ada Officer saved this section before you."
    assert (body["latest"]["no"], body["latest"]["content"]["months"], body["sent"]["months"]) == (1, 24, 48)
    assert gather.content_of(draft).contract == Contract(months=24)


@pytest.mark.parametrize("content", [{"months": "soon"}, {"month": 3}, {"options": [{"weeks": 1}]}])
def test_what_is_no_section_is_refused_with_its_place(content, api, draft):
    response = put(api, section_address(draft), after=0, content=content)

    assert response.status_code == 400
    assert response.json()["errors"][0]["pointer"] == "/content"
    assert "contract" not in gather.content_of(draft).written


def test_saves_are_listed_and_brought_back(api, officer, draft):
    services.save(tender=draft, value=Contract(months=24), after=0, by=officer, at=AT)
    services.save(tender=draft, value=Contract(months=48), after=1, by=officer, at=AT)

    restored = api.post(
        reverse("api:draft-section-restore", args=[draft.pk, "contract", 1]), {"after": 2}, "application/json"
    )
    stale = api.post(
        reverse("api:draft-section-restore", args=[draft.pk, "contract", 2]), {"after": 2}, "application/json"
    )
    saves = api.get(reverse("api:draft-section-saves", args=[draft.pk, "contract"])).json()["results"]

    assert (restored.status_code, restored.json()["content"]["months"], stale.status_code) == (201, 24, 409)
    assert [(saved["no"], saved["restored"]) for saved in saves] == [(3, 1), (2, 0), (1, 0)]


def test_sections_that_are_saved_are_listed(api, officer, draft):
    services.save(tender=draft, value=Contract(months=24), after=0, by=officer, at=AT)

    rows = api.get(reverse("api:draft-sections", args=[draft.pk])).json()["results"]

    assert [(row["section"], row["no"], row["by"]) for row in rows] == [
        ("purchase", 1, "Ada Officer"),
        ("contract", 1, "Ada Officer"),
    ]


def test_a_section_that_is_none_is_missing(api, draft):
    assert api.get(section_address(draft, "nonsense")).status_code == 404


def test_a_draft_in_review_is_read_and_not_written(api, draft):
    Tender.objects.filter(pk=draft.pk).update(state="review", no_method_why="A sample.")

    assert api.get(section_address(draft)).status_code == 200
    assert put(api, section_address(draft), after=0, content={"months": 48}).status_code == 403
