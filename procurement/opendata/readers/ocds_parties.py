"""Organisations of a release: references into `parties`, or embedded as OCDS 1.0 wrote them."""

from procurement.opendata.process import SourceParty
from procurement.opendata.readers import parts
from procurement.opendata.readers.node import Node

_SIZES = {"micro", "small", "medium", "large"}


class Parties:
    """The parties of one release by id; a reference to an unknown one is noted once."""

    def __init__(self, node: Node) -> None:
        self.by_id = {str(party.at("id").value): party for party in node.each("parties") if party.at("id").value}
        self.unknown: set[str] = set()
        for party in self.by_id.values():
            party.at("contactPoint").ignore(parts.CONTACTS)

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
        reference.repeats(parts.REPEATS, party.name, "name")
        return party

    def _note_unknown(self, reference: Node) -> None:
        key = reference.at("id").value
        if self.by_id and key is not None and str(key) not in self.unknown:
            self.unknown.add(str(key))
            sentence = f"{{at}} refers to organisation {key!r}, which is not among the parties; its own name is used."
            reference.book.note("dangling-party", reference.at("id").pointer, sentence, seen=key)


def _organisation(node: Node) -> SourceParty:
    name = node.text("name") if node.at("name").value else node.text("identifier", "legalName")
    node.repeats(parts.REPEATS, name, "identifier", "legalName")
    scheme, value = node.text("identifier", "scheme"), node.text("identifier", "id")
    party_id = node.text("id")
    if not value:
        value = party_id
    size = node.at("details", "scale")
    return SourceParty(name or party_id, scheme, value, size.text() if str(size.value) in _SIZES else None)
