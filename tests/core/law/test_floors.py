"""What the law asks of a tender, in the figures that rules compare with."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from core.law import calendars, floors
from core.law.floors import Floors, floors_of
from core.law.periods import SubmissionCase
from core.law.profiles import CITY, DE, EU, UK
from core.law.terms import DifferentMoney, DutyLevel
from core.models import Authority, PriceBasis
from tests import builders

EUROS = {"currency": "EUR", "basis": PriceBasis.NET}
POUNDS = {"currency": "GBP", "basis": PriceBasis.GROSS}


def test_the_figures_of_the_european_profile():
    assert floors_of(EU, SubmissionCase(), **EUROS) == Floors(
        profile="eu-directive/1",
        submission_days=30,
        answers_days=6,
        turnover_factor=Fraction(2),
        brand_duty=DutyLevel.BLOCK,
        standard_duty=DutyLevel.BLOCK,
        kpi_above=None,
        kpi_least=None,
    )


def test_what_a_law_does_not_set_stays_none():
    british = floors_of(UK, SubmissionCase(urgent=True), **POUNDS)

    assert (british.submission_days, british.answers_days, british.turnover_factor) == (10, None, None)
    assert (british.kpi_above, british.kpi_least) == (Fraction(5_000_000), 3)


def test_urgency_shortens_the_days_before_the_deadline():
    assert floors_of(DE, SubmissionCase(urgent=True), **EUROS).answers_days == 4


def test_a_city_s_own_limit_is_in_its_currency_and_a_law_s_is_not_converted():
    assert floors_of(CITY, SubmissionCase(), currency="PLN", basis=PriceBasis.NET).kpi_above == Fraction(5_000_000)
    with pytest.raises(DifferentMoney, match="EUR net is not comparable with a limit in GBP gross"):
        floors_of(UK, SubmissionCase(), **EUROS)


@pytest.mark.django_db
def test_the_earliest_deadline_is_counted_where_the_authority_is():
    by = builders.person("administrator")
    city = builders.authority()
    Authority.objects.filter(pk=city.pk).update(zone="Europe/Berlin")
    city.refresh_from_db()
    calendars.start(authority=city, country="DE", parts=("BY",), by=by, at=builders.AT)

    floor = floors.earliest_deadline(city, DE, datetime(2026, 11, 30, 23, 30, tzinfo=UTC), SubmissionCase())

    assert (floor.last, floor.earliest_at) == (date(2026, 12, 31), datetime(2026, 12, 31, 23, tzinfo=UTC))
