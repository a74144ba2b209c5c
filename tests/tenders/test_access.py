"""Who may see a tender and its bids: role by state, with the reason."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404

from core.access import Refused
from procurement.tenders import access
from procurement.tenders.access import TenderAction
from procurement.tenders.models import Tender
from procurement.tenders.states import AFTER_OPENING, PUBLISHED, TenderState
from tests import builders

pytestmark = pytest.mark.django_db

SEALED = "Bids are sealed until the opening."
UNPUBLISHED = "There are no bids before the publication."
NOT_YOURS = "Bids are shown to officers and auditors of the authority."


@pytest.fixture
def city():
    return builders.authority("City")


def sample(city, state):
    return Tender(authority=city, state=state, publish_no=7 if state in PUBLISHED else None)


def answer(user, action, tender):
    decision = access.may(user, action, tender)
    return decision.ok, str(decision.why)


@pytest.mark.parametrize("state", TenderState)
@pytest.mark.parametrize("action", sorted(set(TenderAction) - {TenderAction.SEE}))
def test_one_who_is_not_signed_in_may_only_read(city, state, action):
    assert answer(AnonymousUser(), action, sample(city, state)) == (False, "Sign in first.")


@pytest.mark.parametrize("state", TenderState)
def test_one_who_is_not_signed_in_sees_what_is_published(city, state):
    expected = (True, "") if state in PUBLISHED else (False, "This tender is not published.")
    assert answer(AnonymousUser(), TenderAction.SEE, sample(city, state)) == expected


@pytest.mark.parametrize("state", TenderState)
@pytest.mark.parametrize("role", [None, "auditor", "opener", "reviewer", "administrator"])
def test_a_tender_is_seen_by_all_once_it_is_published(city, role, state):
    user = builders.person(*([role] if role else []), authority=city)

    expected = (True, "") if state in PUBLISHED else (False, "This tender is not published.")
    assert answer(user, TenderAction.SEE, sample(city, state)) == expected


@pytest.mark.parametrize("state", TenderState)
def test_an_officer_sees_its_authority_s_tender_in_every_state(city, state):
    assert answer(builders.person("officer", authority=city), TenderAction.SEE, sample(city, state)) == (True, "")


@pytest.mark.parametrize("state", TenderState)
@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_officers_and_auditors_see_bids_after_the_opening_and_never_before(city, role, state):
    user = builders.person(role, authority=city)

    why = SEALED if state in PUBLISHED else UNPUBLISHED
    expected = (True, "") if state in AFTER_OPENING else (False, why)
    assert answer(user, TenderAction.SEE_BIDS, sample(city, state)) == expected


@pytest.mark.parametrize("state", TenderState)
@pytest.mark.parametrize("role", [None, "opener", "reviewer", "administrator"])
def test_nobody_else_sees_bids(city, role, state):
    user = builders.person(*([role] if role else []), authority=city)

    assert answer(user, TenderAction.SEE_BIDS, sample(city, state)) == (False, NOT_YOURS)


@pytest.mark.parametrize("state", TenderState)
def test_an_officer_gives_a_method_to_a_draft_and_to_nothing_else(city, state):
    fixed = "Only a draft can refer to a study: the method of this tender is fixed."

    expected = (True, "") if state == "draft" else (False, fixed)
    assert answer(builders.person("officer", authority=city), TenderAction.REFER, sample(city, state)) == expected


@pytest.mark.parametrize("role", [None, "auditor", "opener", "reviewer", "administrator", "officer elsewhere"])
def test_nobody_else_gives_a_draft_its_method(city, role):
    owner = builders.authority("Elsewhere") if role == "officer elsewhere" else city
    user = builders.person(*([role.partition(" ")[0]] if role else []), authority=owner)

    refused = "An officer of the authority lets a draft refer to a study."
    assert answer(user, TenderAction.REFER, sample(city, "draft")) == (False, refused)


@pytest.mark.parametrize("role", ["officer", "auditor"])
def test_a_role_elsewhere_opens_nothing_here(city, role):
    stranger = builders.person(role, authority=builders.authority("Elsewhere"))

    assert answer(stranger, TenderAction.SEE_BIDS, sample(city, "opened")) == (False, NOT_YOURS)
    assert answer(stranger, TenderAction.SEE, sample(city, "draft")) == (False, "This tender is not published.")


def test_the_door_gives_the_tender_with_its_authority(city, django_assert_num_queries):
    tender = builders.tender_at("opened", authority=city)
    officer = builders.person("officer", authority=city)

    with django_assert_num_queries(2):
        admitted = access.door(officer, tender.pk, TenderAction.SEE_BIDS)
        assert (admitted, admitted.authority) == (tender, city)


def test_a_hidden_tender_is_as_missing_as_one_that_does_not_exist(city):
    draft, user = builders.tender_at("draft", authority=city), builders.person()

    for pk in (draft.pk, uuid4()):
        for action in TenderAction:
            with pytest.raises(Http404):
                access.door(user, pk, action)


def test_an_action_refused_on_a_visible_tender_says_why(city):
    tender, user = builders.tender_at("opened", authority=city), builders.person()

    assert access.door(user, tender.pk) == tender
    with pytest.raises(Refused, match=NOT_YOURS):
        access.door(user, tender.pk, TenderAction.SEE_BIDS)


def test_the_door_stays_shut_before_the_opening_for_the_officer_too(city):
    tender = builders.tender_at("closed", authority=city)

    with pytest.raises(Refused, match=SEALED):
        access.door(builders.person("officer", authority=city), tender.pk, TenderAction.SEE_BIDS)


@pytest.mark.parametrize("state", TenderState)
def test_an_officer_writes_a_draft_and_nothing_else(city, state):
    fixed = "Only a draft is written: what this tender says is fixed."
    answers = {
        "draft": (True, ""),
        "review": (False, "A second officer reads this tender. It is changed once it is sent back."),
    }

    officer = builders.person("officer", authority=city)
    assert answer(officer, TenderAction.EDIT, sample(city, state)) == answers.get(state, (False, fixed))


@pytest.mark.parametrize("state", TenderState)
@pytest.mark.parametrize("role", [None, "auditor", "opener", "reviewer", "administrator"])
def test_nobody_but_an_officer_writes_a_draft(city, role, state):
    user = builders.person(*([role] if role else []), authority=city)

    expected = (False, "An officer of the authority writes a draft.")
    assert answer(user, TenderAction.EDIT, sample(city, state)) == expected
