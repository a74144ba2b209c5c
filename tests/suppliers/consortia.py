"""Consortia for tests, made as people make them."""

from datetime import date
from decimal import Decimal

from suppliers import queries, services
from suppliers.models import Consortium, ConsortiumParty
from suppliers.rules.entries import CapabilityEntry, DeclarationEntry
from suppliers.services import Part
from suppliers.states import PartyRole
from tests import builders
from tests.replay import replayed

AT = builders.AT
LEAD = Part(PartyRole.LEAD, Decimal(60), "Stations and platform")
MEMBER = Part(PartyRole.MEMBER, Decimal(40), "Alarms")


@replayed
def firm(name, *people, at=AT):
    """A supplier with these people, or one person of its own."""
    return services.create(name=name, members=people or [builders.person(name=f"Person of {name}")], at=at)


def member(supplier):
    """Somebody who acts for it."""
    return queries.people_of(supplier)[0]


def consortium(lead=None, name="Clean air together", part=LEAD, at=AT):
    lead = lead or firm("Lead Ltd")
    return services.form_consortium(lead=lead, name=name, part=part, by=member(lead), at=at)


def invited(row, supplier, part=MEMBER, at=AT):
    return services.invite_supplier(consortium=row, supplier=supplier, part=part, by=member(row.lead), at=at)


def asked(row, email, name="Mira Sensors", part=MEMBER, at=AT):
    """The place of a party that was asked by mail."""
    services.invite_address(consortium=row, email=email, name=name, part=part, by=member(row.lead), at=at)
    return ConsortiumParty.objects.get(consortium=row, email=email, state="invited")


def signed(party, by=None, at=AT):
    """The party, once a person of it has signed its part as it is now."""
    services.sign_part(
        party=party, supplier=party.supplier, seen=version(party), by=by or member(party.supplier), at=at
    )
    party.refresh_from_db()
    return party


@replayed
def joined(row, supplier, part=MEMBER, at=AT):
    return signed(invited(row, supplier, part, at), at=at)


def lead_party(row):
    return ConsortiumParty.objects.get(consortium=row, no=1)


def version(party):
    return queries.latest_terms(ConsortiumParty.objects.get(pk=party.pk)).version


def read(row):
    """As the pages read it."""
    return queries.with_parties().get(pk=row.pk)


@replayed
def declare(supplier, *codes, until=date(2027, 3, 1), answer="no", at=AT):
    entries = [DeclarationEntry(code=code, answer=answer, expires_date=until) for code in codes]
    return services.declare(supplier=supplier, entries=entries, by=member(supplier), at=at)


@replayed
def able(supplier, code="stations", amount="25", unit="station", until=None, at=AT):
    entry = CapabilityEntry(
        code=code,
        title=code.title(),
        amount=Decimal(amount) if amount else None,
        unit=unit if amount else "",
        expires_date=until,
    )
    return services.enter_fact(supplier=supplier, entry=entry, by=member(supplier), at=at)


@replayed
def of_three(at=AT):
    """A consortium of a lead, a member and a subcontractor that is relied on, all signed: (row, lead, member, relied)."""
    row = consortium(at=at)
    second, third = firm("Mira Sensors", at=at), firm("Nordic Cloud", at=at)
    joined(row, second, at=at)
    joined(row, third, Part(PartyRole.RELIED_SUBCONTRACTOR, None, "Hosting"), at=at)
    signed(lead_party(row), at=at)
    return Consortium.objects.get(pk=row.pk), row.lead, second, third
