"""Who acts next in each state: the owner in the table, asked for somebody inside and for somebody outside of it."""

from importlib import import_module

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured

from core import audit
from core.access import YES, Decision
from core.assembly import OwnerPart, Parts, collect, owner_decision
from core.states import Owner
from procurement.bids.models import Bid, BidParty, Opening
from procurement.evaluations import access as evaluation_access
from procurement.evaluations.access import EvaluationAction
from procurement.evaluations.models import Evaluation, PanelMember
from procurement.evaluations.states import EvaluationState
from procurement.policies.models import PolicyVersion
from procurement.tenders import access as tender_access
from procurement.tenders.access import TenderAction
from procurement.tenders.models import Amendment, Clarification, Tender, TenderVersion
from procurement.tenders.states import AmendmentState, ClarificationState, TenderLeafKind, TenderState
from procurement.web.docs.states import tables
from suppliers import services as supplier_services
from suppliers.models import Consortium, ConsortiumParty, Supplier
from tests import builders
from tests.architecture.rows import make
from tests.policies import policies

pytestmark = pytest.mark.django_db

OF_SUPPLIERS = (Supplier, Consortium, ConsortiumParty)
TABLES = {table.label: table for table in tables()}
STATES = [(label, state) for label, table in TABLES.items() for state in table.states]
# Moves whose service is built and asks a `may`: there the person is asked for through it.
ACTIONS = {
    ("tenders.tender", TenderState.DRAFT): (tender_access.may, TenderAction.REFER),
    ("evaluations.evaluation", EvaluationState.PRICED): (evaluation_access.may, EvaluationAction.FREEZE),
    ("evaluations.evaluation", EvaluationState.FROZEN): (evaluation_access.may, EvaluationAction.RERUN),
}
CLARIFICATIONS = {
    ClarificationState.ASKED: {"state": ClarificationState.ASKED},
    ClarificationState.PUBLISHED: {
        "state": ClarificationState.PUBLISHED,
        "no": 1,
        "text_published": "Why?",
        "answer": "So.",
    },
    ClarificationState.REFUSED: {"state": ClarificationState.REFUSED, "why": "It is about another tender."},
}


def amendment_at(state):
    """What an amendment in this state has beside its tender; another officer sent it."""
    sent = (
        {}
        if state in {AmendmentState.DRAFT, AmendmentState.WITHDRAWN}
        else {"sent_by": builders.person(), "sent_at": builders.AT}
    )
    version = {"version": make(TenderVersion)} if state == AmendmentState.PUBLISHED else {}
    return {"state": state, "reason": "A fault is mended.", **sent, **version}


def owners_of(label):
    module = TABLES[label].file.removesuffix("states.py").replace("/", ".") + "access"
    return import_module(module).OWNERS


SIMPLE = {
    "suppliers.consortium": lambda state: make(Consortium, state=state),
    "suppliers.consortiumparty": lambda state: make(ConsortiumParty, state=state),
    "policies.policyversion": policies.version_at,
    "bids.opening": lambda state: make(Opening, tender=builders.tender_at("closed", bids=0), state=state),
}


def row_of(label, state):
    """A saved row of the table in this state. Whatever an owner can be read from is there, filled by others."""
    if label == "suppliers.supplier":
        supplier = supplier_services.create(name="Firm", members=[builders.person()], at=builders.AT)
        Supplier.objects.filter(pk=supplier.pk).update(state=state)
        return Supplier.objects.get(pk=supplier.pk)
    if label == "suppliers.supplier.operational":
        supplier = make(Supplier)
        until = {"suspended_until_at": builders.AT} if state == "suspended" else {}
        Supplier.objects.filter(pk=supplier.pk).update(operational=state, **until)
        return Supplier.objects.get(pk=supplier.pk)
    if label in SIMPLE:
        return SIMPLE[label](state)
    if label == "tenders.tender":
        tender = builders.tender_at(state, bids=1)
        make(PanelMember, lot=tender.lots.get(), user=builders.person())
        return tender
    if label == "evaluations.evaluation":
        return builders.evaluation_at(state, bids=1)
    if label == "tenders.clarification":
        return make(Clarification, tender=builders.tender_at("open", bids=0), **CLARIFICATIONS[state])
    if label == "tenders.amendment":
        return make(Amendment, tender=builders.tender_at("open", bids=0), **amendment_at(state))
    bid = make(Bid, tender=builders.tender_at("closed", bids=0), state=state)
    make(BidParty, bid=bid, role="lead", supplier=make(Supplier))
    return bid


def tender_of(row):
    """The tender of a row, or the policy itself: what has an authority."""
    return {
        Tender: lambda: row,
        PolicyVersion: lambda: row,
        Bid: lambda: row.tender,
        Opening: lambda: row.tender,
        Evaluation: lambda: row.lot.tender,
        Clarification: lambda: row.tender,
        Amendment: lambda: row.tender,
    }[type(row)]()


def supplier_of(row):
    """The supplier whose people act on a row."""
    return {
        Supplier: lambda: row,
        Consortium: lambda: row.lead,
        ConsortiumParty: lambda: row.supplier,
        Bid: lambda: row.parties.get(role="lead").supplier,
    }[type(row)]()


def inside(owner, row):
    """Somebody who is this owner of the row."""
    if owner is Owner.TENDERER:
        supplier = supplier_of(row)
        member = builders.person()
        supplier.members.create(user=member)
        return member
    if owner is Owner.SUPPLIERS:
        member = builders.person()
        supplier_services.create(name="Bidder", members=[member], at=builders.AT)
        return member
    if owner is Owner.PANEL:
        lot = row.lot if isinstance(row, Evaluation) else row.lots.get()
        return make(PanelMember, lot=lot, user=builders.person(), chair=False).user
    authority = builders.authority() if isinstance(row, OF_SUPPLIERS) else tender_of(row).authority
    return builders.person("opener" if owner is Owner.OPENERS else "officer", authority=authority)


def outside(owner, row):
    """Those who come close: the same role elsewhere, another role here, another supplier, another lot's panel."""
    elsewhere = builders.authority("Elsewhere")
    here = builders.authority() if isinstance(row, OF_SUPPLIERS) else tender_of(row).authority
    stranger = builders.person()
    people = [AnonymousUser(), stranger, builders.person("auditor", "reviewer", "administrator", authority=here)]
    make(PanelMember, user=stranger)
    if owner is not Owner.SUPPLIERS:
        member = builders.person()
        supplier_services.create(name="Another firm", members=[member], at=builders.AT)
        people.append(member)
    if owner not in {Owner.OFFICER, Owner.SECOND_OFFICER}:
        people.append(builders.person("officer", authority=here))
    elif not isinstance(row, OF_SUPPLIERS):  # a supplier is approved by an officer of any authority
        people.append(builders.person("officer", authority=elsewhere))
    if owner is not Owner.OPENERS:
        people.append(builders.person("opener", authority=here))
    else:
        people.append(builders.person("opener", authority=elsewhere))
    return people


@pytest.mark.parametrize("label", sorted(TABLES))
def test_every_owner_of_a_table_has_its_rule_and_no_other_has(label):
    """Two tables of one stage share its rules."""
    of_stage = [table for table in TABLES.values() if table.file == TABLES[label].file]

    assert set(owners_of(label)) == {state.owner for table in of_stage for state in table.states.values()}


@pytest.mark.parametrize(("label", "state"), STATES)
def test_who_acts_next_is_told_from_those_who_do_not(label, state):
    owner = TABLES[label].states[state].owner
    row = row_of(label, state)
    rule = owners_of(label)[owner]

    acting = [] if owner is Owner.NOBODY else [inside(owner, row)]

    assert [rule(person, row) for person in acting] == [YES] * len(acting)
    refusals = [rule(person, row) for person in outside(owner, row)]
    assert [refusal for refusal in refusals if refusal.ok or not str(refusal.why).endswith(".")] == []


@pytest.mark.parametrize(("label", "state"), ACTIONS)
def test_a_built_move_is_granted_to_its_owner_alone(label, state):
    may, action = ACTIONS[label, state]
    owner = TABLES[label].states[state].owner
    row = row_of(label, state)

    assert may(inside(owner, row), action, row) == YES
    assert [person for person in outside(owner, row) if may(person, action, row)] == []


def test_whoever_sent_a_tender_to_review_is_not_the_second_officer():
    tender = builders.tender_at("draft", bids=0)
    first, second = (builders.person("officer", authority=tender.authority) for _ in range(2))
    rule = tender_access.OWNERS[Owner.SECOND_OFFICER]
    audit.record(TenderLeafKind.SENT_TO_REVIEW, tender, by=second, at=builders.AT)

    audit.record(TenderLeafKind.SENT_TO_REVIEW, tender, by=first, at=builders.AT)  # sent back, then by another

    refused = rule(first, tender)
    assert (rule(second, tender), refused.ok) == (YES, False)
    assert refused.why == "Whoever sent a tender to review does not publish it; a second officer does."


def test_a_partner_of_a_consortium_does_not_act_for_its_lead():
    bid = row_of("bids.bid", "draft")
    partner = builders.person()
    supplier = supplier_services.create(name="Partner", members=[partner], at=builders.AT)
    make(BidParty, bid=bid, role="member", supplier=supplier)

    assert not owners_of("bids.bid")[Owner.TENDERER](partner, bid)


def test_the_panel_of_one_lot_acts_on_its_tender_and_not_on_another_lot():
    tender = builders.tender_at("opened", bids=1, lots=2, evaluation="individual", panel=[])
    first, second = Evaluation.objects.filter(lot__tender=tender).order_by("lot__no")
    member = make(PanelMember, lot=first.lot, user=builders.person()).user
    rule = evaluation_access.OWNERS[Owner.PANEL]

    assert tender_access.OWNERS[Owner.PANEL](member, tender) == YES
    assert [rule(member, first).ok, rule(member, second).ok] == [True, False]


def test_an_owner_that_no_stage_knows_is_nobody_yet():
    tender = builders.tender_at("draft", bids=0)

    assert owner_decision(Owner.PARTIES, tender, builders.person()) == Decision(ok=False, why="Nobody acts here yet.")


def test_an_owner_of_an_earlier_stage_s_row_is_brought_by_one_stage():
    parts = Parts(owners=[OwnerPart("tenders.tender", Owner.PANEL, evaluation_access.of_panel)])

    with pytest.raises(ImproperlyConfigured, match=r"^Two stages bring the owner panel of tenders\.tender\.$"):
        collect([parts, parts])
