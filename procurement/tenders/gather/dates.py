"""By what an authority's dates are counted: its law and its calendar, out of rows."""

from core.law.calendars import days_off
from core.law.profiles import profile_of
from core.models import Authority
from procurement.tenders.sections.dates import DateRules


def date_rules(authority: Authority) -> DateRules:
    """The rules of an authority; without a law or a calendar they say so. Three queries."""
    profile = profile_of(authority.law_profile) if authority.law_profile else None
    return DateRules(authority.zone, profile, days_off(authority))
