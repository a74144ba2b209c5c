"""Public holidays of the worked examples, as days off."""

from datetime import date

from core.law.days import DaysOff

YEARS = (2026, 2027)


def of(text, *more):
    return DaysOff.of({date.fromisoformat(day) for day in [*text.split(), *more]}, YEARS)


GERMAN = """
2026-01-01 2026-04-03 2026-04-06 2026-05-01 2026-05-14 2026-05-25 2026-10-03 2026-12-25 2026-12-26
2027-01-01 2027-03-26 2027-03-29 2027-05-01 2027-05-06 2027-05-17 2027-10-03 2027-12-25 2027-12-26
"""
BRITISH = """
2026-01-01 2026-01-02 2026-03-17 2026-04-03 2026-04-06 2026-05-04 2026-05-25 2026-07-13 2026-08-03 2026-08-31
2026-11-30 2026-12-25 2026-12-28 2027-01-01 2027-01-04
"""
GERMANY = of(GERMAN)
BAVARIA = of(GERMAN, "2026-01-06", "2027-01-06")
BRITAIN_BEFORE = of(BRITISH)
BRITAIN = of(BRITISH, "2026-06-15")  # declared off for Scotland alone, later
