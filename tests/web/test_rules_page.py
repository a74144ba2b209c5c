"""The page of rules says of every fact which column fills it."""

import pytest

from procurement.web.docs import rules
from scoring.compliance import FACT_NAMES, RULES
from scoring.compliance.lint import CHECKS


@pytest.fixture(scope="module")
def lines():
    return rules.page().splitlines()


def test_every_rule_and_every_check_of_texts_stands_on_the_page(lines):
    assert [line.removeprefix("### ") for line in lines if line.startswith("### ")] == [
        entry.id for entry in RULES.all()
    ]
    assert [line.split(" | ")[0] for line in lines if line.startswith("| LNT-")] == [f"| {check}" for check in CHECKS]


def test_every_fact_says_what_fills_it(lines):
    table = {line.split("`")[1]: line.split(" | ")[2].removesuffix(" |") for line in lines if line.startswith("| `")}

    assert set(table) == set(FACT_NAMES)
    assert table["tie_chain"] == "`Method.tie_chain`"
    assert table["texts"].endswith("`Contract.text`")
    assert table["systems"] == "not filled yet: this site keeps it nowhere"
    assert table["interfaces"].endswith("`InterfaceEntry.acceptance_test`, `StandardFact.value`")


def test_the_closed_lists_of_the_page_name_facts():
    assert set(rules.FILLED_BY) <= set(FACT_NAMES)
