"""The demonstration's authorities, accounts and suppliers: made once, found again by address and identifier."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.audit import CoreLeafKind
from core.models import Authority, Membership, User
from procurement.web.demo.tenders import Data
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
def ensure(data: Data, *, at: datetime) -> Everyone:
    """Everyone in the data, made where missing. Effects: rows; leaves account.created, membership.granted, supplier.*.

    An account that exists keeps its password and roles as they are.
    """
    authorities = {key: _authority(given) for key, given in data["authorities"].items()}
    people = {key: _person(given, authorities, at) for key, given in data["people"].items()}
    suppliers = {
        key: _supplier(given, people, approver=people["officer"], at=at) for key, given in data["suppliers"].items()
    }
    return Everyone(authorities, people, suppliers)


def find(given: Data) -> User:
    """The account of a person in the data."""
    return User.objects.get(email=given["email"])


def _authority(given: Data) -> Authority:
    rest = {"name": given["name"], "zone": given["zone"]}
    found, _ = Authority.objects.get_or_create(id_scheme=given["id_scheme"], id_value=given["id_value"], defaults=rest)
    return found


def _person(row: Data, authorities: dict[str, Authority], at: datetime) -> User:
    found = User.objects.filter(email=row["email"]).first()
    if found is not None:
        return found
    user = User.objects.create_user(row["email"], PASSPHRASE, name=row["name"])
    audit.record(CoreLeafKind.ACCOUNT_CREATED, user, by=None, at=at)
    for role, authority in (text.split("@") for text in row["roles"]):
        held = Membership.objects.create(user=user, authority=authorities[authority], role=role)
        about: dict[str, Any] = {"role": role, "authority": str(held.authority_id)}
        audit.record(CoreLeafKind.MEMBERSHIP_GRANTED, user, by=None, at=at, facts=about)
    return user


def _supplier(row: Data, people: dict[str, User], *, approver: User, at: datetime) -> Supplier:
    found = supplier_queries.of_identifier(SCHEME, row["id_value"])
    if found is not None:
        return found
    members = [people[key] for key in row.get("members", ())]
    about = {key: row[key] for key in ("name", "id_value", "country", "size")}
    supplier = supplier_services.create(id_scheme=SCHEME, members=members, at=at, **about)
    supplier_services.register(supplier=supplier, by=members[0] if members else None, at=at)
    supplier_services.approve(supplier=supplier, by=approver, at=at)
    return supplier
