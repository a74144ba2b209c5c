"""What speaks against an entry, field by field, with its sentence."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suppliers.models import ConnectedRole, PolicyTopic
from suppliers.rules import entries
from suppliers.rules.entries import EntryFinding
from tests.suppliers import firms

DAYS = {"issued_date": date(2026, 3, 2), "expires_date": date(2026, 3, 1)}
CASES = [
    (firms.declaration(code="made-up"), "code", "The ESPD has no such criterion."),
    (firms.declaration(answer="perhaps"), "answer", "Answer yes or no."),
    (firms.declaration(answer="yes"), "text", "Say what happened and what you have done about it since."),
    (firms.declaration(text="x" * 10_001), "text", "At most 10000 letters."),
    (firms.declaration(**DAYS), "expires_date", "It ends on the day of its issue or later."),
    (firms.certificate(name=" "), "name", "Say what it is."),
    (firms.certificate(issuer="x" * 301), "issuer", "At most 300 letters."),
    (firms.certificate(number="x" * 101), "number", "At most 100 letters."),
    (firms.capability(code=""), "code", "Give the code by which a tender asks for it."),
    (firms.capability(title=""), "title", "Say what you are able to do."),
    (firms.capability(amount=None), "amount", "Give the amount, or no unit."),
    (firms.capability(unit=""), "unit", "Give a unit or a currency for the amount, one of them."),
    (firms.capability(currency="EUR"), "unit", "Give a unit or a currency for the amount, one of them."),
    (firms.capability(unit="", currency="euro"), "currency", "A currency has three capital letters, as EUR."),
    (firms.capability(amount=Decimal(-1)), "amount", "The amount is not negative, and below 100 trillion."),
    (firms.capability(amount=Decimal("NaN")), "amount", "The amount is not negative, and below 100 trillion."),
    (firms.capability(amount=Decimal("1.00001")), "amount", "An amount has at most four decimal places."),
    (firms.policy(topic="beauty"), "topic", "This subject is not known."),
    (firms.policy(title=""), "title", "Give the title."),
    (firms.policy(text=""), "text", "Write the policy here, or add its document."),
    (firms.person(name=""), "name", "Give the name."),
    (firms.person(role="king", share=None), "role", "This role is not known."),
    (firms.person(role="director"), "share", "Only an owner has a share."),
    (firms.person(share=Decimal(0)), "share", "A share is above 0 and up to 100 %."),
    (firms.person(share=Decimal("100.0001")), "share", "A share is above 0 and up to 100 %."),
    (firms.person(share=Decimal("1.00001")), "share", "A share has at most four decimal places."),
    (firms.person(country="irl"), "country", "A country has two capital letters, as DE."),
]


@pytest.mark.parametrize("make", firms.ONE_OF_EACH)
def test_nothing_speaks_against_a_right_entry(make):
    assert make().findings() == []


@pytest.mark.parametrize(("entry", "field", "sentence"), CASES)
def test_what_is_wrong_is_said_of_its_field(entry, field, sentence):
    assert entry.findings() == [EntryFinding(field, sentence)]


def test_a_capability_needs_no_amount_and_a_person_no_share():
    assert firms.capability(amount=None, unit="").findings() == []
    assert firms.person(share=None, country="").findings() == []


def test_a_policy_is_its_text_or_its_document():
    assert firms.policy(text="").findings(has_evidence=True) == []


def test_a_criterion_of_selection_may_be_met_without_words():
    assert firms.declaration(code="prof-regist", answer="yes").findings() == []


def test_every_fault_is_said_at_once():
    entry = replace(firms.capability(), code="", title="", amount=None)

    assert [finding.field for finding in entry.findings()] == ["code", "title", "amount"]


def test_the_lists_are_those_of_the_rows():
    assert tuple(PolicyTopic.values) == entries.TOPICS
    assert tuple(ConnectedRole.values) == entries.ROLES


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_whatever_number_is_entered_is_answered(number):
    wrong = {finding.field for finding in firms.capability(amount=number).findings()}

    assert wrong <= {"amount"}
    assert ("amount" in wrong) == (
        not number.is_finite() or not 0 <= number < 10**14 or number != number.quantize(Decimal("0.0001"))
    )
