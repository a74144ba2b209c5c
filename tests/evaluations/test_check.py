"""The page on which an officer checks what will be frozen: everything that goes in, and not who would win."""

import re

import pytest
from django.urls import reverse

from procurement.evaluations.models import Run
from procurement.evaluations.pages.check import check_page
from tests import builders
from tests.evaluations import lots

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(settings):
    settings.MFA_REQUIRED_ROLES = []
    return builders.person("officer")


def test_marks_prices_offers_and_evidence_stand_by_bid_as_they_are_recorded(officer):
    page = check_page(builders.evaluation_at("priced", bids=2), officer)

    assert page["bids"] == [{"alias": "B1", "name": "Firm 1"}, {"alias": "B2", "name": "Firm 2"}]
    assert [(row["sign"]["letter"], row["title"], row["cells"]) for row in page["rows"]] == [
        ("V", "Certified information security", ["passed", "passed"]),
        ("I", "Interfaces", ["25\N{NO-BREAK SPACE}%", "25\N{NO-BREAK SPACE}%"]),
        ("O", "Open standards", ["25\N{NO-BREAK SPACE}%", "25\N{NO-BREAK SPACE}%"]),
        ("V", "Method of work", ["5", "4"]),
        ("P", "Performance offered", ["55.6\N{NO-BREAK SPACE}%", "55.6\N{NO-BREAK SPACE}%"]),
        ("V", "Price", ["€91,000", "€92,000"]),
    ]
    assert page["follows"][0] == "2 bids are judged by the published method."


def test_a_bid_that_is_out_before_has_dashes_where_nothing_of_it_counts(officer):
    page = check_page(lots.evaluation_of(change=lots.ruled_out), officer)

    cells = {row["title"]: row["cells"] for row in page["rows"]}

    assert cells["Certified information security"] == ["passed", "passed", "failed"]
    assert cells["Method of work"] == ["5", "–", "–"]


def test_neither_places_nor_points_stand_on_it(client, officer):
    evaluation = builders.evaluation_at("priced")
    client.force_login(officer)

    page = client.get(reverse("evaluations:freeze", args=[evaluation.pk])).content.decode()
    client.post(reverse("evaluations:freeze", args=[evaluation.pk]))
    frozen = client.get(reverse("evaluations:detail", args=[evaluation.pk])).content.decode()

    assert ("72.58" in frozen, "is first" in frozen) == (True, True)
    assert ("72.58" in page, "is first" in page, "39.52" in page) == (False, False, False)


def test_what_is_missing_stands_instead_of_the_button(client, officer):
    evaluation = lots.evaluation_of(change=lots.without_a_mark)
    client.force_login(officer)

    page = client.get(reverse("evaluations:freeze", args=[evaluation.pk])).content.decode()

    assert "Firm 2 has no complete mark for &#x27;Method of work&#x27;." in page
    assert re.findall(r'<form method="post" action="[^"]*freeze', page) == []
    assert Run.objects.count() == 0


def test_what_two_officers_still_decide_is_listed_and_stops_it(officer):
    page = check_page(builders.doubtful_evaluation(bids=1), officer)

    assert page["action"] == ""
    assert (
        page["twice"]["rows"][0]["sentence"] == "The evidence of Firm 1 is below the level asked for: Feed of events."
    )


def test_a_lot_without_a_method_has_nothing_to_check_but_the_reason(officer):
    page = check_page(lots.evaluation_of(formula="", no_method_why="The source names no method."), officer)

    assert (page["bids"], page["rows"], page["obstacles"], page["twice"], page["action"]) == (
        [],
        [],
        ["The source names no method."],
        None,
        "",
    )
