"""Parties of a consortium as the rules read them."""

from datetime import date

from suppliers import queries
from suppliers.models import Consortium, ConsortiumParty, FactVersion
from suppliers.queries import SupplierFacts
from suppliers.rules.coverage import CapabilityFact, DeclaredFact, PartyFacts
from suppliers.states import PartyState


def parties_facts(consortium: Consortium, on: date) -> tuple[PartyFacts, ...]:
    """The parties that stand in a consortium as the rules read them, by number; of who joined, what it can show.

    A record that is issued after the day is left out; one that ended is there, with its end. Five queries where the
    consortium was read with its parties.
    """
    parties = queries.standing_of(consortium)
    joined = [party.supplier for party in parties if party.supplier is not None and party.state == PartyState.JOINED]
    facts_by_supplier = queries.facts_of_all(joined)
    nothing = SupplierFacts()
    return tuple(_party(party, facts_by_supplier.get(party.supplier_id or party.pk, nothing), on) for party in parties)


def _party(party: ConsortiumParty, facts: SupplierFacts, on: date) -> PartyFacts:
    terms = queries.latest_terms(party)
    has_joined = party.state == PartyState.JOINED
    return PartyFacts(
        key=str(party.no),
        name=queries.name_of_party(party),
        role=terms.role,
        share=terms.share,
        has_joined=has_joined,
        has_consented=queries.valid_consent(party) is not None,
        declarations=tuple(
            DeclaredFact(row.code, row.expires_date)
            for row in facts.declarations
            if row.expires_date is not None and _is_issued(row, on)
        ),
        capabilities=tuple(
            CapabilityFact(row.code, row.amount, row.unit or row.currency, row.expires_date, row.title)
            for row in facts.capabilities
            if _is_issued(row, on)
        ),
    )


def _is_issued(row: FactVersion, on: date) -> bool:
    return row.issued_date is None or row.issued_date <= on
