"""A consortium from its first day to its last: who is asked, who signs what, and what voids a signature."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from core.models import AuditLeaf, Invitation, Notice
from core.states import IllegalMove
from suppliers import queries, services
from suppliers.models import ConsentAct, Consortium, ConsortiumParty, PartyConsent, PartyTerms
from suppliers.services import Part, PartChanged, SupplierRefused
from suppliers.states import PartyRole
from tests import builders
from tests.suppliers import consortia
from tests.suppliers.consortia import AT, MEMBER

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 11)


@pytest.fixture
def row():
    return consortia.consortium()


@pytest.fixture
def partner():
    return consortia.firm("Mira Sensors")


def leaves():
    return list(
        AuditLeaf.objects.filter(kind__startswith="consortium").order_by("index").values_list("kind", flat=True)
    )


def notices(supplier):
    """Kinds of what the people of a supplier were told, in order."""
    rows = Notice.objects.filter(user__in=queries.people_of(supplier)).order_by("pk")
    return [notice.kind for notice in rows]


def has_consent(party):
    return queries.valid_consent(ConsortiumParty.objects.get(pk=party.pk)) is not None


def refusal(act, **values):
    with pytest.raises(SupplierRefused) as refused:
        act(at=AT, **values)
    return refused.value.field, str(refused.value)


def test_it_begins_with_its_lead_whose_part_is_signed_by_nobody(row):
    [party] = ConsortiumParty.objects.all()

    assert (party.no, party.supplier, party.state, party.how) == (1, row.lead, "joined", "founder")
    assert [(terms.version, terms.role, terms.share, terms.tasks) for terms in party.terms.all()] == [
        (1, "lead", Decimal(60), "Stations and platform")
    ]
    assert (has_consent(party), leaves()) == (False, ["consortium.created"])


def test_a_supplier_that_is_asked_signs_and_is_in_it(row, partner):
    party = consortia.signed(consortia.invited(row, partner))

    assert (party.no, party.state, has_consent(party)) == (2, "joined", True)
    assert leaves() == ["consortium.created", "consortiumparty.invited", "consortiumparty.signed"]
    assert (notices(partner), notices(row.lead)) == (["consortium.invited"], ["consortium.signed"])


def test_signing_twice_signs_once(row, partner):
    party = consortia.joined(row, partner)
    consortia.signed(party)

    assert PartyConsent.objects.count() == 1
    assert leaves().count("consortiumparty.signed") == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"share": Decimal("40.0001")},
        {"tasks": "Alarms and hosting"},
        {"role": PartyRole.OTHER_SUBCONTRACTOR, "share": None},
    ],
)
def test_a_change_of_the_part_voids_the_consent(row, partner, changes):
    party = consortia.joined(row, partner)

    services.change_part(party=party, part=replace(MEMBER, **changes), seen=1, by=consortia.member(row.lead), at=AT)

    assert (consortia.version(party), has_consent(party), party.state) == (2, False, "joined")
    assert notices(partner) == ["consortium.invited", "consortium.terms_changed"]
    consortia.signed(party)
    assert (has_consent(party), leaves()[-2:]) == (
        True,
        ["consortiumparty.terms_changed", "consortiumparty.signed_again"],
    )
    assert [(consent.terms.version, consent.act) for consent in PartyConsent.objects.all()] == [
        (1, "signed"),
        (2, "signed"),
    ]


def test_the_same_part_again_changes_nothing(row, partner):
    party = consortia.joined(row, partner)

    services.change_part(party=party, part=MEMBER, seen=1, by=consortia.member(row.lead), at=AT)

    assert (PartyTerms.objects.filter(party=party).count(), has_consent(party)) == (1, True)


def test_the_change_of_one_part_leaves_other_consents(row, partner):
    consortia.signed(consortia.lead_party(row))
    party = consortia.joined(row, partner)

    services.change_part(party=party, part=replace(MEMBER, tasks="More"), seen=1, by=consortia.member(row.lead), at=AT)

    assert has_consent(consortia.lead_party(row))


def test_what_the_lead_changed_meanwhile_is_not_signed_unread(row, partner):
    party = consortia.invited(row, partner)
    services.change_part(
        party=party, part=replace(MEMBER, share=Decimal(1)), seen=1, by=consortia.member(row.lead), at=AT
    )

    with pytest.raises(PartChanged, match="changed meanwhile"):
        services.sign_part(party=party, supplier=partner, seen=1, by=consortia.member(partner), at=AT)

    party.refresh_from_db()
    assert (party.state, PartyConsent.objects.count()) == ("invited", 0)


def test_two_changes_at_once_are_not_one_upon_the_other(row, partner):
    party = consortia.invited(row, partner)
    by = consortia.member(row.lead)
    services.change_part(party=party, part=replace(MEMBER, tasks="First"), seen=1, by=by, at=AT)

    with pytest.raises(PartChanged):
        services.change_part(party=party, part=replace(MEMBER, tasks="Second"), seen=1, by=by, at=AT)

    assert queries.latest_terms(party).tasks == "First"


def test_a_consent_is_taken_back_and_given_again(row, partner):
    party = consortia.joined(row, partner)

    services.take_back_consent(party=party, by=consortia.member(partner), at=AT)

    assert (has_consent(party), notices(row.lead)[-1]) == (False, "consortium.taken_back")
    assert refusal(services.take_back_consent, party=party, by=consortia.member(partner)) == (
        "",
        "There is no consent to take back.",
    )
    consortia.signed(party)
    assert [consent.act for consent in PartyConsent.objects.all()] == ["signed", "taken_back", "signed"]
    assert has_consent(party)


def test_a_share_that_is_not_said_is_not_signed(row, partner):
    party = consortia.invited(row, partner, replace(MEMBER, share=None))

    assert refusal(services.sign_part, party=party, supplier=partner, seen=1, by=consortia.member(partner)) == (
        "",
        "Your share is not said yet. The lead says it first.",
    )


# --- no, and no more ---


def test_a_party_declines_and_may_be_asked_again(row, partner):
    party = consortia.invited(row, partner)

    services.decline_part(party=party, by=consortia.member(partner), at=AT)

    party.refresh_from_db()
    assert (party.state, leaves()[-1], notices(row.lead)) == (
        "declined",
        "consortiumparty.declined",
        ["consortium.declined"],
    )
    assert consortia.joined(row, partner).no == 3


def test_a_party_leaves_and_its_place_stays_empty(row, partner):
    party = consortia.joined(row, partner)

    services.leave_consortium(party=party, by=consortia.member(partner), at=AT)

    assert [each.no for each in queries.standing_of(consortia.read(row))] == [1]
    assert (leaves()[-1], notices(row.lead)[-1]) == ("consortiumparty.left", "consortium.left")
    with pytest.raises(IllegalMove):
        services.leave_consortium(party=party, by=consortia.member(partner), at=AT)


def test_the_lead_takes_a_party_out_with_a_reason_that_only_a_secret_holds(row, partner):
    party = consortia.joined(row, partner)
    by = consortia.member(row.lead)

    with pytest.raises(services.NoReason, match="Say why it is taken out"):
        services.remove_party(party=party, reason=" ", by=by, at=AT)
    services.remove_party(party=party, reason="Has no people free.", by=by, at=AT)

    party.refresh_from_db()
    leaf = AuditLeaf.objects.get(kind="consortiumparty.removed")
    assert (party.state, notices(partner)[-1]) == ("removed", "consortium.removed")
    assert leaf.secrets.get(field="reason").value == "Has no people free."
    assert "people free" not in leaf.body


def test_the_lead_neither_leaves_nor_is_taken_out(row):
    party, by = consortia.lead_party(row), consortia.member(row.lead)

    assert refusal(services.leave_consortium, party=party, by=by)[1] == (
        "The lead does not leave: it dissolves the consortium."
    )
    assert refusal(services.remove_party, party=party, reason="No more", by=by)[1] == (
        "The lead stays: dissolve the consortium instead."
    )


def test_a_dissolved_consortium_takes_nothing_more(row, partner):
    by = consortia.member(row.lead)
    consortia.asked(row, "aoife@mira.example")
    party = consortia.joined(row, partner, replace(MEMBER, share=Decimal(1)))

    services.dissolve_consortium(consortium=row, reason="We bid alone.", by=by, at=AT)

    row.refresh_from_db()
    assert (row.state, leaves()[-1], notices(partner)[-1]) == (
        "dissolved",
        "consortium.dissolved",
        "consortium.dissolved",
    )
    assert Invitation.objects.get().withdrawn_at == AT
    for act, values in (
        (services.invite_supplier, {"consortium": row, "supplier": consortia.firm("New"), "part": MEMBER, "by": by}),
        (services.sign_part, {"party": party, "supplier": partner, "seen": 1, "by": consortia.member(partner)}),
        (services.leave_consortium, {"party": party, "by": consortia.member(partner)}),
        (services.dissolve_consortium, {"consortium": row, "reason": "Again", "by": by}),
    ):
        assert refusal(act, **values) == ("", "This consortium was dissolved.")
    assert list(queries.consortia_of([partner])) == []


# --- what is refused ---


@pytest.mark.parametrize(
    ("part", "refused"),
    [
        (Part(PartyRole.LEAD, Decimal(40)), ("role", "A consortium has one lead.")),
        (Part("owner"), ("role", "A consortium has one lead.")),
        (Part(PartyRole.MEMBER, Decimal("33.33333")), ("share", "A share has at most four decimal places.")),
        (Part(PartyRole.MEMBER, Decimal(0)), ("share", "A share is above 0 and up to 100.")),
        (Part(PartyRole.MEMBER, Decimal("NaN")), ("share", "A share is above 0 and up to 100.")),
        (Part(PartyRole.OTHER_SUBCONTRACTOR, Decimal(5)), ("share", "A subcontractor has no share: leave it empty.")),
        (Part(PartyRole.MEMBER, Decimal(5), "x" * 2001), ("tasks", "Say it in 2,000 characters.")),
    ],
)
def test_a_part_that_nobody_can_have_is_refused_at_its_field(row, partner, part, refused):
    by = consortia.member(row.lead)

    assert refusal(services.invite_supplier, consortium=row, supplier=partner, part=part, by=by) == refused
    assert ConsortiumParty.objects.count() == 1


def test_the_lead_stays_the_lead(row):
    by = consortia.member(row.lead)

    assert refusal(services.change_part, party=consortia.lead_party(row), part=MEMBER, seen=1, by=by) == (
        "role",
        "The lead stays the lead.",
    )


def test_a_supplier_stands_once_in_a_consortium(row, partner):
    by = consortia.member(row.lead)
    party = consortia.invited(row, partner)
    person = builders.person(email="aoife@mira.example")
    other = consortia.asked(row, "aoife@mira.example", part=replace(MEMBER, share=Decimal(1)))

    assert refusal(services.invite_supplier, consortium=row, supplier=partner, part=MEMBER, by=by) == (
        "code",
        "This supplier is in the consortium already.",
    )
    assert refusal(services.sign_part, party=other, supplier=partner, seen=1, by=person)[1] == (
        "This supplier is in the consortium already."
    )
    assert (consortia.signed(party).state, PartyConsent.objects.count()) == ("joined", 1)


def test_a_consortium_has_a_name():
    lead = consortia.firm("Lead")

    assert refusal(services.form_consortium, lead=lead, name=" ", by=consortia.member(lead)) == (
        "name",
        "Give it a name.",
    )


def test_a_consortium_has_thirty_parties_at_most(row, partner, monkeypatch):
    monkeypatch.setattr("suppliers.services.consortia.MOST_PARTIES", 1)

    assert refusal(
        services.invite_supplier, consortium=row, supplier=partner, part=MEMBER, by=consortia.member(row.lead)
    ) == ("", "There are 30 parties already.")


@pytest.mark.parametrize(
    "change",
    [
        lambda party: PartyTerms.objects.filter(party=party).update(share=Decimal(1)),
        lambda party: PartyConsent.objects.filter(terms__party=party).update(act=ConsentAct.TAKEN_BACK),
        lambda party: PartyConsent.objects.filter(terms__party=party).delete(),
        lambda party: ConsortiumParty.objects.filter(pk=party.pk).update(supplier=party.consortium.lead),
        lambda party: ConsortiumParty.objects.filter(pk=party.pk).delete(),
        lambda party: Consortium.objects.filter(pk=party.consortium_id).update(name="Another"),
    ],
)
def test_the_database_keeps_what_was_agreed(row, partner, change):
    party = consortia.joined(row, partner)

    with pytest.raises(DatabaseError), transaction.atomic():
        change(party)
