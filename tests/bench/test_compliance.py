"""Every rule over one tender of a city, its texts included. Goal: 2 ms of a quiet machine."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.compliance import TextPart, check_tender
from scoring.compliance.lint import lint
from tests.bench import harness
from tests.scoring.compliance.tender import SETTINGS, SOUND, interface, kpi, lot, requirement

pytestmark = pytest.mark.bench

FILE = "rules"
LOTS, INTERFACES, KPIS, REQUIREMENTS = 3, 10, 6, 120
SENTENCES = (
    "The supplier describes interface {n} in an OpenAPI document, version 3.1, or equivalent, and keeps it up to date.",
    "A fault that stops work is mended within {n} hours; the city measures it with a log of its own.",
    "At any time the city takes out its data as CSV files with a description of columns and keys.",
    "Pages are usable with a keyboard and a screen reader, and meet WCAG 2.2 or equivalent.",
)


def large():
    """120 requirements of about 100 characters in two documents, ten interfaces, six indicators, three lots."""
    texts = [SENTENCES[number % len(SENTENCES)].format(n=number) for number in range(REQUIREMENTS)]
    return replace(
        SOUND,
        lots=tuple(lot(number, turnover_floor=Fraction(1000)) for number in range(1, LOTS + 1)),
        interfaces=tuple(interface(f"IF-{number}") for number in range(INTERFACES)),
        kpis=tuple(kpi(f"K{number}") for number in range(KPIS)),
        requirements=tuple(requirement(f"R{number}") for number in range(REQUIREMENTS)),
        texts=tuple(TextPart(f"document {n % 2}", f"R{n}", text) for n, text in enumerate(texts)),
    )


def test_all_rules_over_one_tender():
    facts = large()
    assert {str(finding.outcome) for finding in check_tender(facts, SETTINGS)} == {"pass"}

    harness.judge_quiet(FILE, "all rules over one tender, ms", lambda: check_tender(facts, SETTINGS), goal=2)


def test_the_reader_of_texts():
    facts = large()
    assert facts.texts is not None
    characters = sum(len(part.text) for part in facts.texts)

    taken = harness.times({"lint": lambda: lint(facts.texts)}, repeat=20)["lint"]

    harness.print_figure(FILE, f"ten checks of {characters} characters", f"{min(taken) * 1000:.3g} ms")
