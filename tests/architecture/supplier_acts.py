"""Everything that is done with suppliers, once, with a name and a typed text wherever one is typed: for the leaves."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from core import timers
from core.people import invitations
from suppliers import queries, services
from suppliers.parts import PARTS
from tests import builders
from tests.suppliers import consortia, firms
from tests.suppliers.firms import AT


def everything(*, name, typed):
    """`name` stands in every name of a person or a firm, `typed` is every reason and text."""
    supplier, member, officer = _approved(name, typed)
    _look_after_people(supplier, member, name)
    _enter_facts(supplier, member, name, typed)
    _suspend(supplier, member, officer, typed)
    _share_facts(supplier, member, name)
    _bid_together(name, typed)
    services.erase(supplier=firms.firm(member, name=f"Second {name} Ltd"), by=member, at=AT)


def _approved(name, typed):
    """Sent back, turned down, and another one approved, which has another identifier then."""
    officer, member = builders.person("officer", name=name), builders.person(name=name)
    refused = services.create(name=f"{name} Ltd", members=[member], at=AT)
    for refuse in (services.return_to_draft, services.reject):
        services.register(supplier=refused, by=member, at=AT)
        refuse(supplier=refused, reason=typed, by=officer, at=AT)
    supplier = firms.approved(member, name=f"{name} Ltd")
    details = {"name": f"{name} GmbH", "country": "DK", "size": "small", "founded_date": AT.date()}
    services.change_details(supplier=supplier, by=member, at=AT, **details)
    number = {"id_scheme": "DK-CVR", "id_value": "13585628"}
    return services.change_identifier(supplier=supplier, by=member, at=AT, **number), member, officer


def _look_after_people(supplier, member, name):
    address = f"{name}@another.example".lower()
    new = services.invite_member(supplier=supplier, email=address, name=name, by=member, at=AT)
    again = services.invite_member(supplier=supplier, email=address, name=name, by=member, at=AT)
    assert new.invitation != again.invitation
    other = invitations.accept(invitation=again.invitation, name=name, passphrase=builders.PASSPHRASE, at=AT)
    services.change_role(supplier=supplier, person=other, role="manager", by=member, at=AT)
    services.remove_member(supplier=supplier, person=other, by=other, at=AT)


def _enter_facts(supplier, member, name, typed):
    for entry in (firms.person(name), firms.declaration("fraud", "yes", text=typed), firms.policy(text=typed)):
        fact = firms.enter(supplier, entry, by=member)
        services.replace_fact(fact=fact, entry=entry, evidence=None, by=member, at=AT)
    services.confirm_facts(supplier=supplier, by=member, at=AT + timedelta(days=1))
    services.withdraw_fact(fact=queries.facts_of(supplier).people[0], by=member, at=AT)


def _suspend(supplier, member, officer, typed):
    """Heard for nothing, then suspended twice: lifted, and ended by the clock."""
    until = {"answers_until": AT + timedelta(days=9)}
    hearing = services.hear(supplier=supplier, reason=typed, by=officer, at=AT, **until)
    services.close_hearing(hearing=hearing, reason=typed, by=officer, at=AT)
    for _ in range(2):
        hearing = services.hear(supplier=supplier, reason=typed, by=officer, at=AT, **until)
        services.answer_hearing(hearing=hearing, text=typed, by=member, at=AT)
        ends_at = AT + timedelta(days=30)
        services.suspend(supplier=supplier, reason=typed, ends_at=ends_at, by=officer, at=AT)
        if queries.leaves_about(supplier).filter(kind="supplier.lifted").exists():
            timers.sweep(PARTS.timers, at=ends_at)
        else:
            services.lift(supplier=supplier, reason=typed, by=officer, at=AT)


def _share_facts(supplier, member, name):
    share_code = services.make_share_code(supplier=supplier, by=member, at=AT)
    partner, person = firms.firm(name=f"Third {name} Ltd"), builders.person(name=name)
    services.look_up(text=share_code.code, on_behalf_of=partner, by=person, at=AT)
    services.end_share_code(supplier=supplier, by=member, at=AT)
    for _ in range(11):
        with suppress(services.CodeUnknown, services.TooManyTries):
            services.look_up(text=share_code.code, on_behalf_of=partner, by=person, at=AT)


def _bid_together(name, typed):
    row, lead, second, third = consortia.of_three()
    party = queries.party_of(consortia.read(row), second, None)
    by = consortia.member(lead)
    services.change_part(party=party, part=replace(consortia.MEMBER, tasks=typed), seen=1, by=by, at=AT)
    consortia.signed(party)
    services.take_back_consent(party=party, by=consortia.member(second), at=AT)
    services.leave_consortium(party=party, by=consortia.member(second), at=AT)
    party = queries.party_of(consortia.read(row), third, None)
    services.remove_party(party=party, reason=typed, by=by, at=AT)
    asked = consortia.asked(row, f"{name}@firm.example".lower(), f"{name} Ltd")
    services.uninvite(party=asked, by=by, at=AT)
    party = consortia.invited(row, second)
    services.decline_part(party=party, by=consortia.member(second), at=AT)
    services.dissolve_consortium(consortium=row, reason=typed, by=by, at=AT)
