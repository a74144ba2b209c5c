"""Which parties of one bid stand in another one, too, and which of them a person may hear named. Pure.

Whether that is refused or only noted is the tender's rule. A name is told to whoever acts for that party, and to
anybody in the bid where the party has consented to both; else only that there is one: who bids with whom is known to
nobody outside before the opening.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from suppliers.states import LENDING_ROLES


@dataclass(frozen=True, slots=True)
class ConsortiumPlace:
    """A supplier's place in one consortium or bid; `supplier` is its id, shown to nobody."""

    supplier: str
    name: str
    role: str
    has_consented: bool = False


@dataclass(frozen=True, slots=True)
class CommonParties:
    """Parties of one bid that are also in another: the names that may be told, and how many others there are."""

    named: tuple[str, ...] = ()
    unnamed: int = 0

    def __bool__(self) -> bool:
        return bool(self.named or self.unnamed)


def parties_in_common(
    places: Iterable[ConsortiumPlace],
    others: Iterable[Iterable[ConsortiumPlace]],
    *,
    acting_for: AbstractSet[str] = frozenset(),
    roles: AbstractSet[str] = LENDING_ROLES,
) -> CommonParties:
    """The parties that stand among `places` and in any of `others`, each once, names in order.

    Only places in these roles count, on both sides: a subcontractor that nobody relies on may work for several.
    """
    elsewhere: dict[str, bool] = {}
    for place in (place for other in others for place in other if place.role in roles):
        elsewhere[place.supplier] = elsewhere.get(place.supplier, True) and place.has_consented
    common = {place.supplier: place for place in places if place.role in roles and place.supplier in elsewhere}
    named = [
        place.name
        for supplier, place in common.items()
        if supplier in acting_for or (place.has_consented and elsewhere[supplier])
    ]
    return CommonParties(tuple(sorted(named)), len(common) - len(named))
