"""The adviser over the whole catalogue: at most 20 ms for a need, plain or with what an authority entered."""

import time

import pytest

from procurement.planning.catalogue import catalogue
from scoring.standards import Need
from tests.bench import harness
from tests.scoring.standards import catalogue as beside

pytestmark = pytest.mark.bench

FILE = "standards"
GOAL = 20.0
LONG = Need(
    "Luminaires, sensors, an app, open data, a data platform, charging points and parking. " * 45,
    ("34928500", "72000000", "48000000"),
    frozenset(catalogue().domains),
    "NL",
)


def milliseconds(call):
    taken = []
    for _ in range(harness.ROUNDS + 1):
        start = time.perf_counter()
        call()
        taken.append((time.perf_counter() - start) * 1000)
    return taken[1:]


def test_a_need_of_four_thousand_letters_in_every_domain():
    adviser = catalogue().adviser

    harness.judge(FILE, "longest need, 220 rules, ms", milliseconds(lambda: adviser.advise(LONG)), goal=GOAL)


def test_a_need_with_facts_of_an_authority():
    answers = {key: dict(standard.answers) for key, standard in catalogue().standards.items()}

    harness.judge(
        FILE,
        "longest need, every fact an entry, ms",
        milliseconds(lambda: catalogue().adviser.knowing(answers).advise(LONG)),
        goal=GOAL,
    )


def test_the_needs_that_were_written_down(shared):
    adviser, needs = catalogue().adviser, [need for need, _, _ in beside.needs(shared)]

    harness.judge(
        FILE,
        "a need of the fifteen, ms",
        [taken / len(needs) for taken in milliseconds(lambda: [adviser.advise(need) for need in needs])],
        goal=GOAL,
    )
