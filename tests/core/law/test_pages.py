"""The page of an authority: everybody of it reads, its administrators decide each thing by a form."""

import pytest
from django.urls import reverse

from core.law.steps import STEPS
from core.models import CalendarYear, Holiday, LawConfirmation
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_factor_is_asked_for(settings):
    """These tests are not about the second factor."""
    settings.MFA_REQUIRED_ROLES = []


@pytest.fixture
def city():
    return builders.authority(id_scheme="EXAMPLE-REG", id_value="4711")


@pytest.fixture
def ada(client, city):
    client.force_login(builders.person("administrator", authority=city))


def decide(client, city, key, **data):
    return client.post(reverse("authority:step", args=[city.pk, key]), data, follow=True).content.decode()


def test_an_authority_is_set_up_on_its_page(client, ada, city, move_clock):
    move_clock(to=builders.AT.replace(year=2027))
    page = client.get(reverse("authority:settings", args=[city.pk])).content.decode()
    assert all(text in page for text in ("EXAMPLE-REG 4711", "Left to do", "There is no calendar yet."))

    decide(client, city, "settings", zone="Europe/Lisbon", locale="pt_PT", currency="eur", basis="net")
    decide(client, city, "profile", law_profile="eu-directive/1")
    decide(client, city, "confirmation", lawyer="Ada Counsel", reference="7")
    decide(client, city, "calendar", country="pt", parts="")
    decide(client, city, "year", year="2030")
    decide(client, city, "confirm-year", year="2027")
    day = {"day": "2027-06-14", "kind": "off", "name": "Funeral", "reason": "Gazette 1"}
    page = decide(client, city, "day", **day)

    city.refresh_from_db()
    assert (city.zone, city.locale, city.currency, city.basis) == ("Europe/Lisbon", "pt_PT", "EUR", "net")
    assert LawConfirmation.objects.get().reference == "7"
    assert list(CalendarYear.objects.exclude(confirmed_at=None).values_list("year", flat=True)) == [2027]
    assert Holiday.objects.get(name="Funeral").is_off
    assert all(text in page for text in ("by Ada Counsel, recorded on", "14 Jun 2027 Funeral", "2030"))
    assert "Left to do" not in page


@pytest.mark.parametrize(
    ("key", "data", "sentence"),
    [
        ("settings", {"zone": "Mars", "locale": "pt_PT", "currency": "EUR", "basis": "net"}, "is no time zone"),
        ("confirmation", {"lawyer": "Ada"}, "Choose a law profile first."),
        ("calendar", {"country": "XX"}, "There is no list of public holidays of XX"),
        ("year", {"year": "2027"}, "There is no calendar yet. Start one first."),
    ],
)
def test_what_is_refused_is_said_on_the_form(key, data, sentence, client, ada, city):
    assert sentence in decide(client, city, key, **data)


def test_others_of_the_authority_read_and_see_who_decides(client, city):
    client.force_login(builders.person("officer", authority=city))

    page = client.get(reverse("authority:settings", args=[city.pk])).content.decode()

    assert page.count("Only an administrator of the authority decides this.") >= len(STEPS)


def test_a_decision_that_is_none_is_not_there(client, ada, city):
    assert client.get(reverse("authority:step", args=[city.pk, "moon"])).status_code == 404
