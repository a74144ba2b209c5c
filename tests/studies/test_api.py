"""Studies over REST: whole bodies, faults at their pointers, the state of the simulation."""

import pytest
from django.urls import reverse

from core.models import Job
from procurement.studies import queries, services
from procurement.studies.models import MethodStudy
from scoring.study.design import Candidate, Expected, generated
from tests import builders

pytestmark = pytest.mark.django_db
URL = "/api/v1/method-studies/"
LOWEST = Candidate("A", "lowest_price")
BIDS = [Expected("North", builders.Fraction(100), builders.Fraction(1, 2))]
BIDS += [Expected("South", builders.Fraction(50), builders.Fraction(1, 3))]


@pytest.fixture(autouse=True)
def _no_second_factor_and_limits_in_memory(settings):
    settings.MFA_REQUIRED_ROLES = []
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # limits cost no query


@pytest.fixture
def officer(client):
    client.force_login(builders.person("officer"))
    return client


def asked(**changes):
    values = {
        "authority": str(builders.authority().pk),
        "title": "Lamps",
        "currency": "EUR",
        "price_points": "40",
        "seed": 7,
        "methods": [{"formula": "lowest_price"}],
        "bids": [
            {"id": "North", "price": "100", "quality": "1/2"},
            {"id": "South", "price": "50", "quality": "1/3"},
        ],
    }
    return {key: value for key, value in (values | changes).items() if value is not None}


def post(client, body, url=URL):
    return client.post(url, body, content_type="application/json")


def pointers(answer):
    assert answer.status_code == 400
    return [(error["pointer"], error["detail"]) for error in answer.json()["errors"]]


def curve():
    """By lowest price the figure is the price: 41 steps from 35 to 130."""
    prices = [builders.Fraction(35) + builders.Fraction(95, 40) * number for number in range(41)]
    return [[str(price), str(price)] for price in prices]


def method_body(study, **changes):
    """The answer for the lowest price among two bids."""
    places = [("South", "50", "1/3"), ("North", "100", "1/2")]
    return {
        "id": "A",
        "formula": "lowest_price",
        "title": "Lowest price",
        "kind": "money",
        "best": "low",
        "source": study.result["candidates"][0]["source"],
        "sentence": "The price alone ranks. The bid with the lowest evaluated amount wins.",
        "params": {},
        "scaling": "none",
        "quality_minimum": None,
        "warnings": [
            {
                "key": "study.price_only",
                "text": "Price alone decides: nothing beyond the minimum counts. The policy asks to explain it.",
            }
        ],
        "winner": "South",
        "ranking": [
            {"place": no, "bid": bid, "price": price, "quality": quality, "price_points": None, "figure": price}
            for no, (bid, price, quality) in enumerate(places, start=1)
        ],
        "excluded": [],
        "gaps": [],
        "leaving": [{"bid": "North", "winner": "South", "order_changes": False}],
        "curve": curve(),
        "reversals": None,
        **changes,
    }


def body(study, *, method=(), **changes):
    """The answer for a study of lowest price over two bids; `method` changes what it says of its only method."""
    return {
        "study": {
            "id": str(study.pk),
            "no": study.no,
            "title": "Lamps",
            "authority": "City of Builders",
            "zone": "UTC",
            "at": study.at.isoformat(),
            "currency": "EUR",
            "price_points": "40",
            "seed": 7,
            "tenders": study.inputs["tenders"],
            "scoring_version": "evenhand.scoring/1",
        },
        "bids": [
            {"id": "North", "price": "100", "quality": "1/2"},
            {"id": "South", "price": "50", "quality": "1/3"},
        ],
        "drawn": None,
        "curve": {"bid": "North", "low": "35", "high": "130"},
        "candidates": [method_body(study, **dict(method))],
        "simulated": False,
        "choice": None,
        "digests": {"inputs": study.inputs_sha, "result": study.result_sha},
        "by": study.by.name,
        "lost": "",
        "choices": [],
        **changes,
    }


def test_a_study_is_made_and_answered(officer):
    answer = post(officer, asked())

    study = MethodStudy.objects.get()
    assert (answer.status_code, answer.json()) == (201, body(study))
    assert Job.objects.get().target == str(study.pk)


def test_a_study_that_was_simulated_and_chosen_from_is_answered(officer):
    study = builders.simulated_study(title="Lamps", candidates=[LOWEST], bids=BIDS)
    services.choose(study=study, after=0, candidate="A", reason="Nothing else differs.", by=study.by, at=builders.AT)

    answer = officer.get(f"{URL}{study.pk}/").json()

    choice = {
        "no": 1,
        "candidate": "A",
        "title": "Lowest price",
        "warnings": study.result["candidates"][0]["warnings"],
        "reason": "Nothing else differs.",
        "at": builders.AT.isoformat(),
    }
    assert answer == body(
        study,
        method={"reversals": {"tenders": 60, "reversed": 0, "undecided": 0, "rate": "0"}},
        simulated=True,
        choice=choice,
        choices=[{**choice, "by": study.by.name}],
    )


def test_bids_are_drawn_from_the_seed(officer):
    answer = post(officer, asked(bids=None, drawn={"count": 4, "low": 80, "high": 120}))

    assert answer.json()["drawn"] == {"count": 4, "low": 80, "high": 120}
    assert answer.json()["bids"] == [
        {"id": bid.id, "price": str(bid.price), "quality": str(bid.quality)} for bid in generated(4, 80, 120, seed=7)
    ]


WRONG = [
    ({"price_points": "0"}, [("/price_points", "Give the price 1 to 100 of 100 points; quality has the rest.")]),
    ({"currency": "XYZ"}, [("/currency", "Give the code of a currency in three capital letters, such as EUR.")]),
    ({"bids": None}, [("/non_field_errors", "Give 'bids' or 'drawn', one of the two.")]),
    ({"methods": []}, [("/methods", "Give 1 to 4 methods.")]),
    (
        {"methods": [{"formula": "fixed_linear", "params": {"Pmin": "1"}}]},
        [("/methods/0/params/Pmax", "'Pmax' (price without points) must be published.")],
    ),
    (
        {"methods": [{"formula": "lowest_price"}, {"formula": "lookup", "params": {"bands": "x"}}]},
        [("/methods/1/params/bands", "A list of [upper end, share] is needed.")],
    ),
    (
        {"bids": None, "drawn": {"count": 2, "low": 9, "high": 8}},
        [("/drawn/high", "The highest price is not below the lowest.")],
    ),
]


@pytest.mark.parametrize(("changes", "expected"), WRONG)
def test_what_is_wrong_is_pointed_at(officer, changes, expected):
    assert pointers(post(officer, asked(**changes))) == expected
    assert MethodStudy.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"methods": [{"formula": "guessed"}]}, "/methods/0/formula"),
        ({"bids": [{"id": "A", "price": "1,5", "quality": "1"}]}, "/bids/0/price"),
        ({"bids": [{"id": "A", "price": 1.5, "quality": "1"}]}, "/bids/0/price"),
        ({"seed": "x"}, "/seed"),
        ({"title": None}, "/title"),
    ],
)
def test_a_shape_that_is_wrong_is_pointed_at(officer, changes, pointer):
    assert pointer in [where for where, _why in pointers(post(officer, asked(**changes)))]


def test_another_authority_is_as_missing_as_none(officer):
    elsewhere = str(builders.authority("Elsewhere").pk)

    for authority in (elsewhere, "00000000-0000-0000-0000-000000000000"):
        assert pointers(post(officer, asked(authority=authority))) == [
            ("/authority", "Name an authority whose officer you are.")
        ]


def test_a_row_says_what_the_list_says(officer):
    study = builders.method_study()
    services.choose(study=study, after=0, candidate="B", reason="Because.", by=study.by, at=builders.AT)

    assert officer.get(URL).json() == {
        "next": None,
        "total": 1,
        "capped": False,
        "results": [
            {
                "id": str(study.pk),
                "no": 1,
                "title": "Parking sensors",
                "authority": "City of Builders",
                "methods": ["fixed_linear", "relative_lowest"],
                "titles": ["Linear between fixed bounds", "Relative to the lowest price"],
                "chosen": "B",
                "at": "2026-03-02T12:00:00Z",
            }
        ],
    }


def test_a_list_continues_below_a_number(officer):
    for seed in range(3):
        builders.method_study(seed=seed)

    assert [row["no"] for row in officer.get(URL, {"before": 3}).json()["results"]] == [2, 1]
    assert pointers(officer.get(URL, {"before": "x"}))[0][0] == "/before"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_however_long(officer, count, django_assert_num_queries):
    for seed in range(count):
        builders.method_study(seed=seed)

    with django_assert_num_queries(6):
        assert len(officer.get(URL).json()["results"]) == count


def test_choosing_answers_with_the_study(officer):
    study = builders.method_study()

    answer = post(officer, {"after": 0, "candidate": "B", "reason": "Because."}, f"{URL}{study.pk}/choice/")

    assert (answer.status_code, answer.json()["choice"]["candidate"]) == (201, "B")
    assert answer.json() == officer.get(f"{URL}{study.pk}/").json()


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ({"after": 0, "candidate": "D", "reason": "Why."}, [("/candidate", "This study has no method “D”.")]),
        ({"after": 0, "candidate": "A", "reason": ""}, [("/reason", "This field may not be blank.")]),
    ],
)
def test_a_choice_that_is_wrong_is_pointed_at(officer, choice, expected):
    study = builders.method_study()

    assert pointers(post(officer, choice, f"{URL}{study.pk}/choice/")) == expected


def test_the_simulation_is_answered_while_it_waits_and_when_it_is_ready(officer):
    study = builders.requested_study()
    url = f"{URL}{study.pk}/simulation/"
    job = queries.simulation_of(study)
    state = {"id": str(job.pk), "percent": 0, "message": "", "why": "", "seed": 7, "tenders": 60, "lost": ""}

    assert officer.get(url).json() == {**state, "state": "requested", "counts": {}}
    again = post(officer, {}, url)
    assert (again.status_code, again.json()) == (202, officer.get(url).json())

    builders.jobs.run(job.pk, services.simulate_study)
    ready = officer.get(url).json()
    assert ready == {**state, "state": "ready", "percent": 100, "counts": ready["counts"]}
    assert ready["counts"]["A"] == {"tenders": 60, "reversed": 0, "undecided": 0, "rate": "0"}


def test_a_simulation_that_nobody_asked_for_is_missing(officer):
    study = builders.method_study()

    assert officer.get(reverse("api:method-study-simulation", args=[study.pk])).status_code == 404
