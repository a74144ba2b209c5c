"""The demonstration's authorities, accounts and suppliers: made once, found again by address and identifier."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.audit import CoreLeafKind
from core.models import Authority, MailChoice, Membership, User
from core.notices import services as notice_services
from procurement.web.demo import law
from procurement.web.demo.tables import TomlTable
from suppliers import queries as supplier_queries
from suppliers import services as supplier_services
from suppliers.models import Supplier

PASSPHRASE = "larkmouth buys its lamps fairly"  # noqa: S105 -- printed on purpose
SCHEME = "EXAMPLE-REG"


@dataclass(frozen=True, slots=True)
class Everyone:
    """Everyone by the key in the data."""

    authorities: dict[str, Authority]
    people: dict[str, User]
    suppliers: dict[str, Supplier]


@transaction.atomic
def ensure(data: TomlTable, *, at: datetime) -> Everyone:
    """Everyone in the data, made where missing. Effects: rows; leaves account.created, membership.granted, supplier.*,
    and those of an authority's law and calendar.

    A new account gets its notices in the app and no mail. One that exists keeps its passphrase, roles and choice of
    mails as they are.
    """
    authorities = {key: _authority(row) for key, row in data["authorities"].items()}
    people = {key: _person(row, authorities, at) for key, row in data["people"].items()}
    for key, row in data["authorities"].items():
        if "administrator" in row:
            law.decide(row, authority=authorities[key], by=people[row["administrator"]], at=at)
    suppliers = {
        key: _supplier(row, people, approver=people["officer"], at=at) for key, row in data["suppliers"].items()
    }
    return Everyone(authorities, people, suppliers)


def find(row: TomlTable) -> User:
    """The account of a person in the data."""
    return User.objects.get(email=row["email"])


def _authority(row: TomlTable) -> Authority:
    rest = {"name": row["name"], "zone": row["zone"]}
    return Authority.objects.get_or_create(id_scheme=row["id_scheme"], id_value=row["id_value"], defaults=rest)[0]


def _person(row: TomlTable, authorities: dict[str, Authority], at: datetime) -> User:
    known = User.objects.filter(email=row["email"]).first()
    if known is not None:
        return known
    user = User.objects.create_user(row["email"], PASSPHRASE, name=row["name"])
    audit.record(CoreLeafKind.ACCOUNT_CREATED, user, by=None, at=at)
    notice_services.choose(user, MailChoice.NEVER)  # its address reaches nobody; the notices stay in the app
    for role, authority in (text.split("@") for text in row["roles"]):
        membership = Membership.objects.create(user=user, authority=authorities[authority], role=role)
        about: dict[str, Any] = {"role": role, "authority": str(membership.authority_id)}
        audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, user, by=None, at=at, facts=about)
    return user


def _supplier(row: TomlTable, people: dict[str, User], *, approver: User, at: datetime) -> Supplier:
    known = supplier_queries.of_identifier(SCHEME, row["id_value"])
    if known is not None:
        return known
    members = [people[key] for key in row.get("members", ())]
    about = {key: row[key] for key in ("name", "id_value", "country", "size")}
    supplier = supplier_services.create(id_scheme=SCHEME, members=members, at=at, **about)
    if not row.get("waits"):
        supplier_services.register(supplier=supplier, by=members[0] if members else None, at=at)
        supplier_services.approve(supplier=supplier, by=approver, at=at)
    return supplier
