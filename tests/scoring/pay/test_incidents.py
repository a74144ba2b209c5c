from fractions import Fraction as F
from itertools import permutations, product

from hypothesis import given
from hypothesis import strategies as st

from scoring.pay.incidents import CreditClaim, charged


def of(**claims):
    return charged({code: CreditClaim(F(credit), tuple(incidents)) for code, (credit, incidents) in claims.items()})


def test_incident_is_charged_at_its_dearest_kpi():
    assert of(a=(1, "x"), b=(3, "x"), c=(2, "x")) == {"b"}


def test_equal_credits_are_charged_at_the_first_by_code():
    assert of(b=(1, "x"), a=(1, "x")) == {"a"}


def test_credit_without_an_incident_stands():
    assert of(a=(1, ""), b=(3, "x"), c=(0, "")) == {"a", "b", "c"}


def test_kpi_with_an_incident_of_its_own_keeps_its_credit():
    assert of(a=(3, "x"), b=(2, "xy")) == {"a", "b"}
    assert of(a=(3, "xy"), b=(2, "x")) == {"a", "b"}


def test_two_incidents_are_charged_at_two_kpis_of_three():
    assert of(a=(3, "xy"), b=(2, "xy"), c=(1, "xy")) == {"a", "b"}


def test_repeated_name_is_one_incident():
    assert of(a=(3, "x"), b=(2, "xx")) == {"a"}


CLAIMS = st.lists(st.tuples(st.integers(1, 9), st.sets(st.sampled_from("xyz"))), min_size=1, max_size=4)


def most(claims):
    """The greatest total over every way to charge each incident at one KPI, tried one by one."""
    free = sum(credit for credit, incidents in claims if not incidents)
    bound = [(credit, sorted(incidents)) for credit, incidents in claims if incidents]
    best = 0
    for picked in product(*([None, *incidents] for _, incidents in bound)):
        used = [incident for incident in picked if incident]
        if len(set(used)) == len(used):
            best = max(best, sum(credit for (credit, _), incident in zip(bound, picked, strict=True) if incident))
    return free + best


@given(claims=CLAIMS)
def test_total_is_the_greatest_that_charges_no_incident_twice(claims):
    incident_list = of(**{f"k{number}": claim for number, claim in enumerate(claims)})

    assert sum(claims[int(code[1:])][0] for code in incident_list) == most(claims)


@given(claims=CLAIMS)
def test_order_of_kpis_does_not_matter(claims):
    named = {f"k{number}": claim for number, claim in enumerate(claims)}

    assert {of(**dict(order)) for order in permutations(named.items())} == {of(**named)}
