"""The commands `law` and `calendar`: what they say, who may decide by them, and their refusals."""

import io

import pytest
from django.core.management import CommandError, call_command

from core.models import Holiday, LawConfirmation
from tests import builders

pytestmark = pytest.mark.django_db
CITY = "City of Builders"


@pytest.fixture
def by():
    return f"--by={builders.person('administrator').email}"


def command(name, act, *options, authority=CITY):
    out = io.StringIO()
    call_command(name, act, authority, *options, stdout=out)
    return out.getvalue().splitlines()


def holiday_list():
    """The list that calendars begin with, as its rows name it."""
    import holidays

    return f"holidays {holidays.__version__}"


def test_an_authority_is_set_up_step_by_step(by, move_clock):
    builders.authority()
    move_clock(to=builders.AT.replace(year=2027))
    assert command("law", "show") == [
        "City of Builders: UTC, -, -",
        "Law: none chosen, confirmed by nobody",
        "Calendar: none",
        "To do: Say the authority's time zone, locale, currency and whether tax is in.",
        "To do: Choose the law that applies to the authority.",
        "To do: Start the calendar of public holidays.",
    ]

    place = ("--zone=Europe/Berlin", "--locale=de_DE", "--currency=EUR", "--basis=net")
    command("law", "settle", by, *place)
    command("law", "choose", by, "--profile=de-gwb/1")
    command("law", "confirm", by, "--lawyer=Ada Counsel", "--reference=7/27")
    command("calendar", "start", by, "--country=de", "--parts=BY")
    listed = command("calendar", "confirm-year", by, "--year=2027")

    assert listed[:3] == [
        "Calendar DE BY",
        f"2027: from {holiday_list()}, confirmed",
        f"2028: from {holiday_list()}, to be confirmed",
    ]
    assert "2027-01-06  Heilige Drei Könige" in listed
    assert command("law", "show") == [
        "City of Builders: Europe/Berlin, de_DE, EUR net",
        "Law: de-gwb/1, confirmed by Ada Counsel, 2 Mar 2027",
        "Calendar: DE BY",
    ]
    assert LawConfirmation.objects.get().reference == "7/27"


def test_single_days_and_years_are_entered(by):
    builders.authority()
    command("calendar", "start", by, "--country=GB")
    year = Holiday.objects.latest("on_date").on_date.year

    declared = command("calendar", "off", by, f"--day={year}-06-14", "--name=Funeral", "--reason=Gazette 1")
    back = command("calendar", "working", by, f"--day={year}-06-14", "--name=Funeral", "--reason=Gazette 2")

    assert (f"{year}-06-14  Funeral" in declared, f"{year}-06-14  Funeral" in back) == (True, False)
    assert any(line.startswith(f"{year + 1}: ") for line in command("calendar", "add-year", by, f"--year={year + 1}"))


@pytest.mark.parametrize(
    ("name", "act", "options", "sentence"),
    [
        ("law", "choose", ["--profile=eu/9"], "No law profile has the id eu/9"),
        ("law", "confirm", ["--lawyer=Ada"], "Choose a law profile first"),
        ("calendar", "add-year", ["--year=2030"], "City of Builders has no calendar yet"),
        ("calendar", "start", ["--country=QQ"], "no list of public holidays of QQ"),
    ],
)
def test_what_is_refused_is_said(by, name, act, options, sentence):
    builders.authority()

    with pytest.raises(CommandError, match=sentence):
        command(name, act, by, *options)


def test_only_an_administrator_of_the_authority_decides():
    officer = builders.person("officer")

    with pytest.raises(CommandError, match="Only an administrator of the authority decides this"):
        command("law", "choose", f"--by={officer.email}", "--profile=own/1")
    with pytest.raises(CommandError, match="No account has the address nobody@"):
        command("calendar", "start", "--by=nobody@city.example", "--country=DE")
    with pytest.raises(CommandError, match="No authority is named 'Atlantis'"):
        command("calendar", "show", authority="Atlantis")
    assert command("calendar", "show") == ["No calendar."]
