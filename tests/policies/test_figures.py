"""The figures of a draft are typed as people write numbers; what has two readings is asked, not guessed."""

from fractions import Fraction

import pytest

from core.models import Authority
from procurement.policies import gather
from procurement.policies.models import PolicyVersion
from tests.policies import policies
from tests.policies.test_views import form_data, signed_in, text, url

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_factor(settings):
    settings.MFA_REQUIRED_ROLES = []


@pytest.mark.parametrize(
    ("locale", "error", "reading"),
    [
        ("", "“1.500” can be read in two ways. Choose one below.", "1,500 (groups of thousands)"),
        ("de_DE", "Check below how this was read, and send it again if it is right.", "Read as: 1500"),
    ],
)
def test_a_figure_with_two_readings_is_asked_about_and_never_guessed(client, locale, error, reading):
    city = policies.city()
    Authority.objects.filter(pk=city.pk).update(locale=locale)
    version = policies.draft(city)
    signed_in(client, policies.officer(city))
    sent = form_data(client, version, **{"TERM-1-months": "1.500", "law-standstill.days": "1.500"})

    page = client.post(url("change", version), sent)

    form = page.context["form"]
    assert dict(form.errors) == {"TERM-1-months": [error], "law-standstill.days": [error]}
    assert text(page).count(reading) == 2
    assert PolicyVersion.objects.get().law_figures == {}

    answers = {"__text": "1.500", "__marks": "groups", "__seen": "1500"}
    seen = {f"{name}{key}": value for name in form.errors for key, value in answers.items()}
    client.post(url("change", version), {**sent, **seen})
    version.refresh_from_db()
    months = gather.settings_of(version).rules["TERM-1"].params["months"]
    assert (months, version.law_figures) == (Fraction(1500), {"standstill.days": "1500"})


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("-1", "Give a number that is not below 0, of 14 digits before the point at most."),
        ("1" + "0" * 14, "Give a number that is not below 0, of 14 digits before the point at most."),
        ("1/3", "Give at most 4 decimal places."),
        ("1.00005", "Give at most 4 decimal places."),
        ("much", "“much” is not a number. Write digits, with a point before decimals, such as 1250000.50."),
        ("", "Give a number."),
    ],
)
def test_a_figure_that_no_rule_can_have_comes_back_at_its_field(client, typed, error):
    version = policies.draft()
    signed_in(client, policies.officer(version.authority))

    page = client.post(url("change", version), form_data(client, version, **{"VFM-1-most": typed}))

    assert dict(page.context["form"].errors) == {"VFM-1-most": [error]}
