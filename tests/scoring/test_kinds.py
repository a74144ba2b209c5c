"""Values of another kind than their field promises: a problem with its place, told before any rule reads them."""

from dataclasses import fields, is_dataclass, replace
from fractions import Fraction as F

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from scoring import canonical, checks, digest, errors
from scoring.checks import check
from scoring.types import AltRule, Basis, Gate, Group, Interface, Minimum, Rate
from tests.scoring.build import committed as spec
from tests.scoring.build import marked, priced


def bad(where, why):
    return errors.BadParameter(where, why=why)


def test_an_int_stands_for_its_fraction_with_the_same_bytes():
    exact = spec(marked("q", 60), priced(40), total_points=F(100))
    of_ints = replace(
        exact, leaves=tuple(replace(leaf, points=int(leaf.points)) for leaf in exact.leaves), total_points=100
    )

    assert (of_ints, check(of_ints)) == (exact, [])
    assert canonical.dumps(of_ints) == canonical.dumps(exact)
    assert digest.of_spec(of_ints) == digest.of_spec(exact)


WRONG = st.one_of(
    *(st.none(), st.integers(), st.floats(allow_nan=False), st.text(max_size=3), st.booleans()),
    *(st.lists(st.integers(), max_size=2), st.dictionaries(st.text(max_size=2), st.integers(), max_size=2)),
)


FULL = spec(
    marked("q", 60, minimum=Minimum(F(3), "mark"), parent="g"),
    priced(40),
    groups=(Group("g", "value_for_money", F(60)),),
    total_points=F(100),
    basis=Basis("EUR", rates=(Rate("SEK", F(1, 11), "2026-03-01", "ECB"),)),
    gates=(Gate("iso"),),
    interfaces=(Interface("a", F(1)),),
    alt_rule=AltRule("mean_of_others", {"x": "0.4"}),
)


def places_of(value, path=()):
    """Every field of every part of a specification, as a path of names and numbers."""
    if isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from places_of(item, (*path, index))
    elif is_dataclass(value):
        for field in fields(value):
            yield (*path, field.name)
            yield from places_of(getattr(value, field.name), (*path, field.name))


def with_value(part, path, value):
    """The part with another value at a path."""
    if not path:
        return value
    at, *rest = path
    if isinstance(at, int):
        return (*part[:at], with_value(part[at], rest, value), *part[at + 1 :])
    return replace(part, **{at: with_value(getattr(part, at), rest, value)})


@given(st.sampled_from(sorted(places_of(FULL), key=str)), WRONG)
@example(("leaves", 0, "points"), None)
def test_a_value_of_another_kind_anywhere_is_a_problem_and_never_a_bare_error(path, value):
    problems = check(with_value(FULL, path, value))

    assert [type(problem) for problem in problems if not isinstance(problem, errors.ScoringError)] == []


@pytest.mark.parametrize(
    ("path", "value", "problem"),
    [
        (("leaves",), None, bad("leaves", "tuple is needed, not None")),
        (("leaves", 0), "q", bad("leaves/0", "Leaf is needed, not 'q'")),
        (("leaves", 0, "points"), "60", bad("leaves/q/points", "Fraction is needed, not '60'")),
        (("leaves", 0, "minimum"), 3, bad("leaves/q/minimum", "Minimum is needed, not 3")),
        (("params",), [], bad("params", "dict is needed, not []")),
        (("params",), {1: "2"}, bad("params", "str is needed, not 1")),
        (("rounding", "places"), True, bad("rounding/places", "int is needed, not True")),
        (("basis", "rates", 0, "value"), 0.09, errors.FloatRefused("basis/rates/0/value", given="0.09")),
    ],
)
def test_such_a_problem_names_its_place_and_the_kind_that_is_needed(path, value, problem):
    assert check(with_value(FULL, path, value)) == [problem]


def test_a_fault_of_our_own_is_not_told_as_one_of_the_input(monkeypatch):
    def broken(_spec):
        raise TypeError("our own mistake")

    monkeypatch.setattr(checks, "_basis", broken)

    with pytest.raises(TypeError, match="our own mistake"):
        check(FULL)


def test_a_number_of_thousands_of_digits_is_a_problem_of_its_place():
    long = spec(priced(100), formula="reference_price", params={"Pref": "9" * 5000})

    assert check(long) == [bad("leaves/price/params/Pref", f"'{'9' * 5000}' is not an exact number")]
