"""What tests of suppliers begin with: a firm with its people, what it enters, officers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from suppliers import services
from suppliers.rules.entries import CapabilityEntry, CertificateEntry, DeclarationEntry, PersonEntry, PolicyEntry
from tests import builders

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = AT.date()
LATER = AT + timedelta(days=1)


def firm(*members, name="Firm", **about):
    """A draft of a supplier; without members one person manages it."""
    return services.create(name=name, members=members or [builders.person()], at=AT, **about)


def approved(*members, name="Firm", **about):
    """A supplier that an officer approved."""
    supplier = firm(*members, name=name, **about)
    services.register(supplier=supplier, by=manager_of(supplier), at=AT)
    services.approve(supplier=supplier, by=builders.person("officer"), at=AT)
    return supplier


def manager_of(supplier):
    return supplier.members.filter(role="manager").earliest("pk").user


def joined(supplier, role="member"):
    """Another person who acts for the supplier."""
    person = builders.person()
    supplier.members.create(user=person, role=role)
    return person


def declaration(code="corruption", answer="no", **changes):
    return DeclarationEntry(code=code, answer=answer, **changes)


def certificate(name="ISO 27001", **changes):
    return CertificateEntry(**{"name": name, "issuer": "TÜV Süd", "number": "C-1", **changes})


def capability(code="48000000", **changes):
    values = {"title": "Street lamps connected", "amount": Decimal(11400), "unit": "lamps"}
    return CapabilityEntry(code=code, **{**values, **changes})


def policy(topic="equality", **changes):
    return PolicyEntry(topic=topic, **{"title": "Equal pay", "text": "We pay equally.", **changes})


def person(name="Ada Owner", **changes):
    return PersonEntry(name=name, **{"role": "owner", "share": Decimal("33.3333"), "country": "IE", **changes})


ONE_OF_EACH = (declaration, certificate, capability, policy, person)


def enter(supplier, entry=None, *, by=None, at=AT, evidence=None):
    """A fact of the supplier, entered by its manager."""
    return services.enter_fact(
        supplier=supplier, entry=entry or certificate(), by=by or manager_of(supplier), at=at, evidence=evidence
    )


def with_one_of_each(supplier, *, at=AT):
    """One fact of each kind."""
    return [enter(supplier, make(), at=at) for make in ONE_OF_EACH]


def heard(supplier, *, by=None, days=3):
    """A hearing that the supplier may answer for three days."""
    return services.hear(
        supplier=supplier,
        reason="It did not deliver.",
        answers_until=AT + timedelta(days=days),
        by=by or builders.person("officer"),
        at=AT,
    )


def suspended(supplier, *, by=None, days=30):
    """A supplier that was heard, did not answer and is suspended from three days later on."""
    officer = by or builders.person("officer")
    heard(supplier, by=officer)
    at = AT + timedelta(days=3)
    return services.suspend(
        supplier=supplier, reason="It did not deliver.", ends_at=at + timedelta(days=days), by=officer, at=at
    )
