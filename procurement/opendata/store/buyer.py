"""Whose tender a process is."""

from core.models import Authority
from procurement.opendata import process as facts
from procurement.opendata.store.saving import Unstorable, require_fit


def authority_of_buyer(process: facts.SourceProcess) -> Authority:
    """The authority that is the file's buyer, by identifier, else by name; made if new. Raises Unstorable for none."""
    party = process.buyer
    if party is None or not party.name:
        raise Unstorable("The record names no buyer. Say with --authority whose tender it is.")
    require_fit(Authority(name=party.name, id_scheme=party.id_scheme, id_value=party.id_value))
    rest = {"name": party.name, "zone": process.zone}
    if party.id_value:
        return Authority.objects.get_or_create(id_scheme=party.id_scheme, id_value=party.id_value, defaults=rest)[0]
    namesake = Authority.objects.filter(name=party.name, id_value="").first()
    return namesake or Authority.objects.create(**rest)
