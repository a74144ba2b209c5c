"""The demonstration's suppliers: what each says of itself, one that is suspended, and a consortium of three.

Every act is one of the suppliers' own services, in the name of a member or of an officer; nothing is made twice.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from core.models import User
from core.notices import services as notice_services
from procurement.web.demo.people import Everyone
from procurement.web.demo.tables import TomlTable
from suppliers import queries, services
from suppliers.declarations import exclusion_grounds
from suppliers.models import Consortium, Supplier
from suppliers.rules.entries import (
    CapabilityEntry,
    CertificateEntry,
    DeclarationEntry,
    FactEntry,
    PersonEntry,
    PolicyEntry,
)
from suppliers.services import Part
from suppliers.states import ApprovalState

FIRST, SECOND = "officer", "second"


def ensure(data: TomlTable, *, everyone: Everyone, at: datetime, today: date) -> None:
    """What the data says of suppliers, entered at `at` where they have no facts yet; days count from `today`.

    Effects: those of the services. People know of what is past: their notices are read, but for a supplier that waits.
    """
    new = [key for key in data if key != "consortia" and len(queries.facts_of(everyone.suppliers[key])) == 0]
    for key in new:
        _enter(everyone.suppliers[key], data[key], at=at, today=today)
        if "suspended" in data[key]:
            _suspend(everyone.suppliers[key], data[key]["suspended"], everyone=everyone, at=at)
    for row in data["consortia"]:
        if not Consortium.objects.filter(name=row["name"]).exists():
            _join(row, everyone=everyone, at=at)
    for person in everyone.people.values() if new else ():
        notice_services.read(person, at=at)
    for supplier in (everyone.suppliers[key] for key in new):
        if supplier.state == ApprovalState.DRAFT:
            services.register(supplier=supplier, by=_member(supplier), at=at)


def _enter(supplier: Supplier, row: TomlTable, *, at: datetime, today: date) -> None:
    by = _member(supplier)
    declarations = list(_declarations(row, today))
    if declarations:
        services.declare(supplier=supplier, entries=declarations, by=by, at=at)
    for entry in _others(row, today):
        services.enter_fact(supplier=supplier, entry=entry, by=by, at=at)


def _declarations(row: TomlTable, today: date) -> Iterator[DeclarationEntry]:
    """Grounds for exclusion, none of which applies, and criteria that are met."""
    grounds = row.get("grounds", ())
    codes = [ground.code for ground in exclusion_grounds()] if grounds == "all" else grounds
    issued = today + timedelta(days=row["declared"]) if "declared" in row else None
    for answer, listed in (("no", codes), ("yes", row.get("criteria", ()))):
        for code in listed:
            yield DeclarationEntry(code=code, answer=answer, issued_date=issued)


def _others(row: TomlTable, today: date) -> Iterator[FactEntry]:
    for fact in row.get("certificates", ()):
        days = {f"{name}_date": today + timedelta(days=fact[name]) for name in ("issued", "expires")}
        yield CertificateEntry(name=fact["name"], issuer=fact["issuer"], number=fact["number"], **days)
    for fact in row.get("capabilities", ()):
        yield CapabilityEntry(**_exact(fact, "amount"))
    for fact in row.get("policies", ()):
        yield PolicyEntry(**fact)
    for fact in row.get("persons", ()):
        yield PersonEntry(**_exact(fact, "share"))


def _exact(fact: TomlTable, name: str) -> dict[str, Any]:
    return {**fact, **({name: Decimal(fact[name])} if name in fact else {})}


def _suspend(supplier: Supplier, row: TomlTable, *, everyone: Everyone, at: datetime) -> None:
    """Heard, answered, and suspended all the same."""
    officer, until = everyone.people[FIRST], at + services.USUAL_TO_ANSWER
    hearing = services.hear(supplier=supplier, reason=row["reason"], answers_until=until, by=officer, at=at)
    services.answer_hearing(hearing=hearing, text=row["answer"], by=_member(supplier), at=at)
    ends_at = at + timedelta(days=row["days"])
    services.suspend(supplier=supplier, reason=row["reason"], ends_at=ends_at, by=everyone.people[SECOND], at=at)


def _join(row: TomlTable, *, everyone: Everyone, at: datetime) -> None:
    """A consortium whose parties gave the lead their share codes and have all signed their part."""
    lead = everyone.suppliers[row["lead"]]
    lead_part, *others = row["parties"]
    consortium = services.form_consortium(lead=lead, name=row["name"], part=_part(lead_part), by=_member(lead), at=at)
    for party in others:
        supplier = everyone.suppliers[party["supplier"]]
        code = services.make_share_code(supplier=supplier, by=_member(supplier), at=at).code
        services.invite_by_share_code(consortium=consortium, code=code, part=_part(party), by=_member(lead), at=at)
    for place in consortium.parties.select_related("supplier", "consortium"):
        assert place.supplier is not None  # nobody was asked by mail
        services.sign_part(party=place, supplier=place.supplier, seen=1, by=_member(place.supplier), at=at)


def _part(row: TomlTable) -> Part:
    return Part(row["role"], Decimal(row["share"]), row["tasks"])


def _member(supplier: Supplier) -> User:
    return queries.people_of(supplier)[0]
