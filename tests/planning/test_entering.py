"""An officer says what is known of a fact, on its page and over REST: it counts, can be disputed and withdrawn."""

import pytest
from django.urls import reverse

from core.models import AuditLeaf
from procurement.planning.models import StandardFact
from tests import builders
from tests.planning.standards import SOURCE, recorded

pytestmark = pytest.mark.django_db
PAGE = "/standards/lorawan/facts/free_to_read/"
URL = "/api/v1/standards/lorawan/facts/"


@pytest.fixture(autouse=True)
def _no_second_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def city():
    return builders.authority()


@pytest.fixture
def officer(client, city):
    client.force_login(builders.person("officer", authority=city))
    return client


def sent(city, **changes):
    values = {"authority": str(city.pk), "act": "recorded", "value": "yes", "source": SOURCE, "after": 0}
    return values | changes


def post(client, body):
    return client.post(URL, {"fact": "free_to_read"} | body, content_type="application/json")


def test_the_page_of_a_standard_leads_officers_to_each_fact(officer, city):
    facts = officer.get(reverse("standards:detail", args=["lorawan"])).context["facts"]

    assert (len(facts), facts[1]["url"]) == (7, PAGE)
    officer.logout()
    assert {fact["url"] for fact in officer.get("/standards/lorawan/").context["facts"]} == {""}


def test_what_is_entered_counts_and_is_shown(officer, city):
    answer = officer.post(PAGE, sent(city))

    assert answer.url == f"/standards/lorawan/?authority={city.pk}#facts"
    assert officer.get(answer.url).context["kind"] == "open"
    entry = StandardFact.objects.get()
    assert (entry.authority, entry.value, entry.source, entry.was) == (city, "yes", SOURCE, "unknown")
    assert AuditLeaf.objects.filter(kind="standard_fact.recorded").count() == 1


def test_it_is_disputed_and_withdrawn(officer, city):
    officer.post(PAGE, sent(city))
    officer.post(PAGE, sent(city, act="disputed", value="yes", source="Another text says no.", after=1))
    officer.post(PAGE, sent(city, act="withdrawn", value="", source="Too early to say.", after=2))

    assert [(row.act, row.value, row.was) for row in StandardFact.objects.order_by("no")] == [
        ("recorded", "yes", "unknown"),
        ("disputed", "", "yes"),
        ("withdrawn", "", "unknown"),
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"value": ""}, "value"),
        ({"source": " "}, "source"),
        ({"act": "guessed"}, "act"),
        ({"authority": "x"}, "authority"),
        ({"act": "withdrawn", "value": ""}, "__all__"),
        ({"after": 3}, "__all__"),
    ],
)
def test_what_is_not_in_order_comes_back(officer, city, changes, field):
    answer = officer.post(PAGE, sent(city, **changes))

    assert list(answer.context["form"].errors) == [field]
    assert StandardFact.objects.count() == 0


def test_who_comes_too_late_sees_what_holds_and_may_enter_again(officer, city):
    recorded("lorawan", fact="free_to_read", value="no", authority=city)

    late = officer.post(PAGE, sent(city))

    assert "Something else was entered" in late.content.decode()
    assert officer.post(PAGE, sent(city, after=late.context["form"]["after"].value())).status_code == 302
    assert StandardFact.objects.count() == 2


@pytest.mark.parametrize("address", ["/standards/lorawan/facts/beauty/", "/standards/nothing/facts/free_to_read/"])
def test_there_is_no_page_of_what_is_not_known(officer, address):
    assert officer.get(address).status_code == 404


def test_the_api_enters_the_same(officer, city):
    body = post(officer, sent(city))

    assert body.status_code == 201
    assert (body.json()["known_by"], body.json()["summary"]["openness"]) == (city.name, "1")
    assert [entry["source"] for entry in body.json()["entries"]] == [SOURCE]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"value": None}, "/value"),
        ({"fact": "beauty"}, "/fact"),
        ({"act": "withdrawn", "value": None}, "/act"),
        ({"authority": "00000000-0000-0000-0000-000000000001"}, "/authority"),
    ],
)
def test_the_api_points_at_what_is_wrong(officer, city, changes, pointer):
    answer = post(officer, sent(city, **changes))

    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (400, [pointer])


def test_the_api_says_when_somebody_was_faster(officer, city):
    assert post(officer, sent(city, after=2)).status_code == 409
