"""Home names the decisions that wait for a second officer, to everybody but who proposed them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from procurement.evaluations import decisions, home, queries
from scoring.findings import fingerprint
from tests import builders
from tests.builders import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    return builders.proposed_decision()


def waiting_for(person):
    section = home.proposed(person, AT + timedelta(days=12))
    return section and [(task.act, task.act_url, task.note) for task in section.tasks]


def test_another_officer_finds_the_decision_with_a_button_that_leads_to_it(proposal):
    second = builders.person("officer", authority=proposal.evaluation.lot.tender.authority)

    url = reverse("evaluations:finding", args=[proposal.evaluation_id, fingerprint(proposal.finding)])
    assert waiting_for(second) == [("Read and decide", url, "proposed 24\N{NO-BREAK SPACE}hours ago")]
    assert home.proposed(second, AT).count == "1 decision waits for you"


def test_nobody_else_finds_it(proposal):
    authority = proposal.evaluation.lot.tender.authority
    people = [
        proposal.by,
        builders.person("auditor", authority=authority),
        builders.person("officer", authority=builders.authority("Elsewhere")),
    ]

    assert [waiting_for(person) for person in people] == [None, None, None]


def test_what_was_decided_or_replaced_waits_no_more(proposal):
    authority = proposal.evaluation.lot.tender.authority
    second, third = (builders.person("officer", authority=authority) for _ in range(2))

    decisions.propose(
        evaluation=proposal.evaluation,
        finding=proposal.finding,
        answer="exclude",
        reason="No answer.",
        by=second,
        at=AT + timedelta(days=11, hours=1),
    )
    [latest] = queries.proposals_for(third, [authority.pk])
    assert (latest.by, queries.proposals_for(second, [authority.pk])) == (second, [])

    decisions.confirm(proposal=latest, by=third, at=AT + timedelta(days=11, hours=2))
    assert queries.proposals_for(builders.person("officer", authority=authority), [authority.pk]) == []
