"""Who is asked into a consortium by mail: one address, one link, the same answer whoever has it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from core.models import AuditLeaf, Invitation, Notice
from core.people.refusals import PeopleRefused
from suppliers import queries, services
from suppliers.models import ConsortiumParty, ShareCodeLookup
from suppliers.services import SupplierRefused
from tests import builders
from tests.suppliers import consortia
from tests.suppliers.consortia import AT, MEMBER

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    return consortia.consortium()


@pytest.fixture
def partner():
    return consortia.firm("Mira Sensors")


def refusal(act, **values):
    with pytest.raises(SupplierRefused) as refused:
        act(at=AT, **values)
    return refused.value.field, str(refused.value)


def test_who_is_asked_by_mail_signs_for_the_supplier_it_acts_for(row):
    person = builders.person(email="aoife@mira.example")
    party = consortia.asked(row, "aoife@mira.example")
    firm = consortia.firm("Mira Sensors Ltd", person)

    services.sign_part(party=party, supplier=firm, seen=1, by=person, at=AT)

    party.refresh_from_db()
    assert (party.state, party.supplier, queries.name_of_party(party)) == ("joined", firm, "Mira Sensors Ltd")
    received = Notice.objects.filter(user__in=queries.people_of(row.lead))
    assert [notice.kind for notice in received] == ["consortium.signed"]


def test_nobody_else_signs_what_an_address_was_asked(row, partner):
    party = consortia.asked(row, "aoife@mira.example")

    assert refusal(services.sign_part, party=party, supplier=partner, seen=1, by=consortia.member(partner)) == (
        "",
        "This is the part of another.",
    )


def test_the_link_of_an_invitation_leads_to_the_consortium_and_names_no_party(row):
    party = consortia.asked(row, "aoife@mira.example")

    invitation = Invitation.objects.get(email="aoife@mira.example")
    assert (invitation.target_kind, invitation.target_id) == ("consortium", row.pk)
    bodies = " ".join(AuditLeaf.objects.values_list("body", flat=True))
    assert str(row.pk) in bodies
    assert str(party.pk) not in bodies


def test_the_answer_is_the_same_whether_the_address_has_an_account_or_not(row):
    builders.person(email="has@account.example")
    by = consortia.member(row.lead)

    sent = [
        services.invite_address(
            consortium=row, email=email, name="Firm", part=replace(MEMBER, share=Decimal(1)), by=by, at=AT
        )
        for email in ("has@account.example", "new@account.example")
    ]

    assert {(new.is_mailed, new.invitation.roles, bool(new.secret)) for new in sent} == {(sent[0].is_mailed, "", True)}
    assert Notice.objects.count() == 0


@pytest.mark.parametrize(
    ("email", "name", "refused"),
    [
        ("aoife@mira.example", "Mira", ("email", "This address has been asked already.")),
        ("new@mira.example", " ", ("name", "Say which firm it is.")),
    ],
)
def test_an_address_is_asked_once_and_for_a_firm(row, email, name, refused):
    consortia.asked(row, "aoife@mira.example")

    by = consortia.member(row.lead)
    assert refusal(services.invite_address, consortium=row, email=email, name=name, part=MEMBER, by=by) == refused


def test_no_address_asks_nobody(row):
    with pytest.raises(PeopleRefused):
        services.invite_address(
            consortium=row, email="nobody", name="Firm", part=MEMBER, by=consortia.member(row.lead), at=AT
        )

    assert ConsortiumParty.objects.count() == 1


def test_an_invitation_that_is_withdrawn_ends_the_link_and_may_be_sent_again(row):
    party = consortia.asked(row, "aoife@mira.example")

    services.uninvite(party=party, by=consortia.member(row.lead), at=AT)

    party.refresh_from_db()
    invitation = Invitation.objects.get()
    kind = "consortiumparty.invitation_withdrawn"
    assert (party.state, invitation.withdrawn_at) == ("withdrawn", AT)
    assert AuditLeaf.objects.filter(kind=kind).count() == 1
    assert consortia.asked(row, "aoife@mira.example").no == 3


# --- by share code ---


def code_of(supplier):
    consortia.declare(supplier, "crime-org")
    return services.make_share_code(supplier=supplier, by=consortia.member(supplier), at=AT).code


def test_who_gave_its_share_code_is_asked_and_sees_who_looked(row, partner):
    code = code_of(partner)

    party = services.invite_by_share_code(
        consortium=row, code=code.lower(), part=MEMBER, by=consortia.member(row.lead), at=AT
    )

    assert (party.supplier, party.state, party.how) == (partner, "invited", "share_code")
    lookup = ShareCodeLookup.objects.get()
    assert (lookup.for_supplier, lookup.share_code.supplier) == (row.lead, partner)


@pytest.mark.parametrize("ended", [True, False])
def test_a_code_that_is_none_asks_nobody(row, partner, ended):
    code = code_of(partner)
    if ended:
        services.end_share_code(supplier=partner, by=consortia.member(partner), at=AT)

    by = consortia.member(row.lead)
    refused = refusal(
        services.invite_by_share_code, consortium=row, code=code if ended else "AAAA-AAAA-AAAA", part=MEMBER, by=by
    )

    assert refused[0] == "code"
    assert refused[1].startswith("There is no such code now.")
    assert ConsortiumParty.objects.count() == 1
