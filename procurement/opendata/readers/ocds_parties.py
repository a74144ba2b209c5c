"""Organisations of a release: references into `parties`, or embedded as OCDS 1.0 wrote them.

An id of `parties` finds an organisation within its release and nowhere else: it is never an organisation's identity.
"""

from procurement.opendata.process import SourceParty
from procurement.opendata.readers import parts
from procurement.opendata.readers.node import Node

_SIZES = {"micro", "small", "medium", "large"}
_BUYER_ROLES = ("buyer", "procuringEntity")


class Parties:
    """The parties of one release by id, of two with one id the first; a reference to an unknown one is noted once."""

    def __init__(self, node: Node) -> None:
        self.by_id: dict[str, Node] = {}
        self.unknown: set[str] = set()
        self.all = list(node.each("parties"))
        for party in self.all:
            party.at("contactPoint").ignore(parts.CONTACTS)
            self._enter(party)

    def party(self, reference: Node) -> SourceParty | None:
        """The organisation that `reference` names; None where it names none."""
        if not isinstance(reference.value, dict) or not reference.value:
            return None
        reference.at("contactPoint").ignore(parts.CONTACTS)
        organisation = self.by_id.get(str(reference.at("id").value))
        if organisation is None:
            self._note_unknown(reference)
            return _organisation(reference)
        reference.text("id")
        party = _organisation(organisation)
        reference.repeats(parts.REPEATS, party.name if party else "", "name")
        return party

    def buyer(self, release: Node) -> SourceParty | None:
        """Who buys: `buyer`, else the procuring entity, else the party of such a role; None unless it has a name.

        An id alone is no name: the next file gives it to somebody else.
        """
        references = [release.at("buyer"), release.at("tender", "procuringEntity")]
        named = [self.party(node) for node in references if self._has_name(node)]
        return next((party for party in named if party), None) or self._buyer_by_role()

    def _buyer_by_role(self) -> SourceParty | None:
        for role in _BUYER_ROLES:
            buyers = [party for party in self.all if role in party.texts("roles") and self._has_name(party)]
            if len(buyers) > 1:
                sentence = f"{len(buyers)} parties have the role {role}, {{at}} is the first; it is taken as the buyer."
                buyers[0].book.note("several-buyers", buyers[0].pointer, sentence, seen=f"{len(buyers)} parties")
            if buyers:
                return _organisation(buyers[0])
        return None

    def _has_name(self, reference: Node) -> bool:
        node = self.by_id.get(str(reference.at("id").value), reference)
        return bool(node.at("name").value or node.at("identifier", "legalName").value or parts.has_identifier(node))

    def _enter(self, party: Node) -> None:
        key = party.at("id").value
        if key is None or isinstance(key, dict | list):
            return
        if str(key) in self.by_id:
            sentence = "The party at {at} has the same 'id' as an earlier one; the first is used."
            party.book.note("duplicate-id", party.at("id").pointer, sentence, seen=key)
            return
        self.by_id[str(key)] = party

    def _note_unknown(self, reference: Node) -> None:
        key = reference.at("id").value
        if self.by_id and key is not None and str(key) not in self.unknown:
            self.unknown.add(str(key))
            sentence = f"{{at}} refers to organisation {key!r}, which is not among the parties; its own name is used."
            reference.book.note("dangling-party", reference.at("id").pointer, sentence, seen=key)


def _organisation(node: Node) -> SourceParty | None:
    """The organisation there. One without any name is called by its identifier, else by its id in this file."""
    name = node.text("name") if node.at("name").value else node.text("identifier", "legalName")
    node.repeats(parts.REPEATS, name, "identifier", "legalName")
    scheme, value = parts.identifier(node)
    party_id = node.text("id")
    size = node.at("details", "scale")
    name = name or f"{scheme} {value}".strip() or party_id
    return SourceParty(name, scheme, value, size.text() if str(size.value) in _SIZES else None) if name else None
