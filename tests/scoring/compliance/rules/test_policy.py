from datetime import date

from tests.scoring.compliance.tender import says


def test_a_policy_within_its_review_passes_up_to_the_day():
    assert says("POL-1", checked_on=date(2028, 1, 15)) == [
        ("pass", "explain", "The policy is due for review on 2028-01-15.")
    ]


def test_a_review_that_is_past_is_overdue():
    assert says("POL-1", checked_on=date(2028, 1, 16)) == [
        ("fail", "explain", "The policy was due for review on 2028-01-15 and has not been replaced.")
    ]


def test_a_review_more_than_two_years_away_is_late():
    assert says("POL-1", policy_review_on=date(2028, 1, 16)) == [
        ("fail", "explain", "The policy is reviewed 25 months after it became valid; the limit is 24 months.")
    ]
    assert says("POL-1", policy_review_on=date(2028, 1, 16), params={"months": 25})[0][0] == "pass"
