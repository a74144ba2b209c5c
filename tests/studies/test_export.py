"""The table of a study: the file, and what a spreadsheet must not run."""

from pathlib import Path

import pytest
from django.urls import reverse

from procurement.studies import export, queries, services, summary
from scoring.study.design import Candidate, Expected
from tests import builders

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("study.csv")


def study():
    """A simulated study of four kinds of parameters, chosen from, with a title and a bid that look like formulas."""
    simulated = builders.simulated_study(
        title='=HYPERLINK("http://x")',
        candidates=[
            Candidate("A", "lookup", {"bands": [["100", "1"], [None, "1/3"]]}, scaling="best"),
            Candidate("B", "monetised_quality", {"values": {"quality": "150"}}),
            Candidate("C", "scaled_lowest", {"floor": "none", "n": "3/2"}, quality_minimum=builders.Fraction(4, 5)),
            Candidate("D", "fixed_budget", {"B": "90"}),
        ],
        bids=[*builders.EXPECTED[:2], Expected("+C", builders.Fraction(80), builders.Fraction(7, 10))],
    )
    services.choose(
        study=simulated, after=0, candidate="A", reason="@known bounds, and more", by=simulated.by, at=builders.AT
    )
    return simulated


def frozen(row):
    return summary.frozen_study(queries.with_relations().get(pk=row.pk), queries.simulation_of(row))


def test_the_table_is_as_it_was(client, settings):
    settings.MFA_REQUIRED_ROLES = []
    chosen = study()
    client.force_login(builders.person("auditor"))

    answer = client.get(reverse("studies:csv", args=[chosen.pk]))

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="study-1.csv"'
    assert answer.content.decode() == TABLE.read_bytes().decode()


def test_every_row_has_the_columns_of_the_head():
    rows = export.rows(frozen(study()))

    assert rows[0] == ("candidate", "part", "item", "field", "value", "exact")
    assert {len(row) for row in rows} == {6}


def test_a_study_that_is_neither_simulated_nor_chosen_from_has_no_such_rows():
    rows = export.rows(frozen(builders.method_study()))

    assert {row[1] for row in rows[1:]} == {
        "study",
        "bid",
        "method",
        "parameter",
        "warning",
        "ranking",
        "leaving",
        "curve",
    }
