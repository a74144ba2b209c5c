"""Consortia with their parties; no visibility applied."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from core.access import Person
from core.models import User
from suppliers.models import ConsentAct, Consortium, ConsortiumParty, PartyConsent, PartyTerms, Supplier
from suppliers.rules.common_parties import ConsortiumPlace
from suppliers.states import STANDING_STATES, ConsortiumState, PartyState

CONSORTIUM_KIND = "consortium"  # into what a person is invited


def with_parties() -> QuerySet[Consortium]:
    """Consortia with their lead and every party that stands, its parts and consents. Five queries in all."""
    consents = PartyConsent.objects.select_related("by").order_by("pk")
    terms = PartyTerms.objects.order_by("version").prefetch_related(Prefetch("consents", consents))
    parties = ConsortiumParty.objects.filter(state__in=STANDING_STATES).select_related("supplier").order_by("no")
    standing = Prefetch("parties", parties.prefetch_related(Prefetch("terms", terms)), to_attr="standing")
    return Consortium.objects.select_related("lead").prefetch_related(standing)


def standing_of(consortium: Consortium) -> list[ConsortiumParty]:
    """The parties that stand in it, by number. No query where it was read `with_parties`."""
    if not hasattr(consortium, "standing"):
        consortium.standing = with_parties().get(pk=consortium.pk).standing  # type: ignore[attr-defined]
    parties: list[ConsortiumParty] = consortium.standing  # type: ignore[attr-defined]
    return parties


def consortia_of(suppliers: Collection[Supplier]) -> QuerySet[Consortium]:
    """Active consortia in which one of these suppliers stands, by name, with their parties."""
    places = ConsortiumParty.objects.filter(supplier__in=suppliers, state__in=STANDING_STATES)
    return with_parties().filter(pk__in=places.values("consortium"), state=ConsortiumState.ACTIVE)


def asked_by_mail(user: Person) -> QuerySet[ConsortiumParty]:
    """The places for which somebody wrote to this person's address, and that nobody has taken, by name."""
    if not isinstance(user, User):
        return ConsortiumParty.objects.none()
    rows = ConsortiumParty.objects.filter(
        email=user.email, state=PartyState.INVITED, supplier=None, consortium__state=ConsortiumState.ACTIVE
    )
    return rows.select_related("consortium__lead").order_by("consortium__name", "no")


def places_in_consortia(supplier: Supplier) -> QuerySet[ConsortiumParty]:
    """Every place that this supplier has or had, the earliest first, with its parts and consents. Three queries."""
    consents = PartyConsent.objects.select_related("by").order_by("pk")
    terms = PartyTerms.objects.order_by("version").prefetch_related(Prefetch("consents", consents))
    places = ConsortiumParty.objects.filter(supplier=supplier).select_related("consortium__lead")
    return places.order_by("invited_at", "consortium", "no").prefetch_related(Prefetch("terms", terms))


def party_of(consortium: Consortium, supplier: Supplier | None, user: Person) -> ConsortiumParty | None:
    """The place of a supplier in a consortium; else one for which this person's address was asked.

    No query where the consortium was read `with_parties`.
    """
    parties = standing_of(consortium)
    places = [party for party in parties if supplier is not None and party.supplier_id == supplier.pk]
    if not places and isinstance(user, User):
        places = [party for party in parties if party.supplier_id is None and party.email == user.email]
    return next(iter(places), None)


def party_by_no(consortium: Consortium, no: int) -> ConsortiumParty | None:
    """The party that stands under this number. No query where the consortium was read `with_parties`."""
    return next((party for party in standing_of(consortium) if party.no == no), None)


def latest_terms(party: ConsortiumParty) -> PartyTerms:
    """What the party is to do now. No query where it was read with its consortium."""
    return max(party.terms.all(), key=lambda terms: terms.version)


def valid_consent(party: ConsortiumParty) -> PartyConsent | None:
    """The signature under what the party is to do now; None where nobody signed this version, or took it back."""
    latest = max(latest_terms(party).consents.all(), key=lambda consent: consent.pk, default=None)
    return latest if latest is not None and latest.act == ConsentAct.SIGNED else None


def name_of_party(party: ConsortiumParty) -> str:
    """The supplier's name; before it has signed what the lead wrote."""
    return party.supplier.name if party.supplier is not None else party.name


def places_of(consortium: Consortium) -> list[ConsortiumPlace]:
    """The suppliers that stand in a consortium, for comparing it with others."""
    return [
        ConsortiumPlace(
            str(party.supplier.pk), party.supplier.name, latest_terms(party).role, valid_consent(party) is not None
        )
        for party in standing_of(consortium)
        if party.supplier is not None
    ]


def consortium_invitation_stands() -> Q:
    """Of invitations into consortia: it is active, the address waits there, and who sent it still acts for the lead."""
    asked = ConsortiumParty.objects.filter(
        consortium=OuterRef("target_id"),
        consortium__state=ConsortiumState.ACTIVE,
        consortium__lead__members__user=OuterRef("by"),
        email=OuterRef("email"),
        state=PartyState.INVITED,
    )
    return Q(Exists(asked))
