"""Whose tender a process is."""

from core import authorities
from core.models import Authority
from procurement.opendata import process as facts
from procurement.opendata.store.saving import Unstorable, require_fit


def authority_of_buyer(process: facts.SourceProcess) -> Authority:
    """The authority that is the file's buyer, made if new (`core.authorities`). Raises Unstorable for none."""
    party = process.buyer
    if party is None or not party.name:
        raise Unstorable("The record names no buyer. Say with --authority whose tender it is.")
    about = {"name": party.name, "id_scheme": party.id_scheme, "id_value": party.id_value}
    require_fit(Authority(**about))
    return authorities.of_organisation(**about, zone=process.zone)
