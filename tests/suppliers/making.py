"""Suppliers as tests begin with them, through their services."""

from datetime import date, timedelta

from core import clock
from suppliers import services
from suppliers.declarations import declarations, exclusion_grounds
from suppliers.rules.entries import CertificateEntry, DeclarationEntry
from tests import builders
from tests.replay import replayed


@replayed
def supplier(*, members=(), name="Tidewater Analytics", state="approved", at=None, **values):
    """A supplier at a state of its approval; its first member is its manager."""
    at = at or clock.db_now()
    row = services.create(name=name, country="IE", size="small", members=members, at=at, **values)
    officer = builders.person("officer") if state in {"approved", "rejected"} else None
    if state != "draft":
        services.register(supplier=row, by=members[0] if members else None, at=at)
    if state == "approved":
        services.approve(supplier=row, by=officer, at=at)
    if state == "rejected":
        services.reject(supplier=row, reason="It is no organisation.", by=officer, at=at)
    return row


def certificate(row, *, by, name="ISO 9001", days=200, evidence=None):
    """A certificate that ends so many days from now, or ended before it."""
    at = clock.db_now()
    entry = CertificateEntry(name=name, issuer="TÜV", expires_date=at.date() + timedelta(days=days))
    return services.enter_fact(supplier=row, entry=entry, evidence=evidence, by=by, at=at)


def declare(row, *, by, codes=None, answer="no", issued: date | None = None):
    """These declarations, or every ground for exclusion, answered alike."""
    codes = codes or [criterion.code for criterion in exclusion_grounds()]
    text = "It was settled in 2020." if answer == "yes" else ""
    entries = [DeclarationEntry(code=code, answer=answer, text=text, issued_date=issued) for code in codes]
    return services.declare(supplier=row, entries=entries, by=by, at=clock.db_now())


def codes_of(topic):
    return [row.code for row in declarations().values() if row.topic == topic]
