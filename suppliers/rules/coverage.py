"""What a consortium lacks on a day: shares, signatures, declarations by role, capabilities by party. Pure.

Duties (LIFECYCLE §4): every party declares the grounds for exclusion. What must be proven (criteria of selection,
capabilities) is proven by the lead, a member or a subcontractor that is relied on; another subcontractor lends nothing.
A record is live through the day on which it ends.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from suppliers.declarations import DeclarationGroup, declaration
from suppliers.rules import shares
from suppliers.states import LENDING_ROLES, SHARING_ROLES, PartyRole


@dataclass(frozen=True, slots=True)
class DeclaredFact:
    """A declaration in force, whatever its answer; `expires_date` is the last day on which it is live."""

    code: str
    expires_date: date


@dataclass(frozen=True, slots=True)
class CapabilityFact:
    """A capability in force. `unit`: of the amount, a unit or a currency; `expires_date` None: it does not end."""

    code: str
    amount: Decimal | None = None
    unit: str = ""
    expires_date: date | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """A party that was invited or is in: what it does, whether its consent to exactly that stands, what it can show.

    `key` tells parties of one consortium apart and is shown to nobody. Of one that has not joined there are no facts.
    """

    key: str
    name: str
    role: str
    share: Decimal | None = None
    has_joined: bool = True
    has_consented: bool = True
    declarations: tuple[DeclaredFact, ...] = ()
    capabilities: tuple[CapabilityFact, ...] = ()


@dataclass(frozen=True, slots=True)
class RequiredCapability:
    """What a tender asks for. `additive`: parties may reach the minimum together; else one of them must, alone."""

    code: str
    title: str
    minimum: Decimal | None = None
    unit: str = ""
    additive: bool = False


@dataclass(frozen=True, slots=True)
class Required:
    """What a tender asks of whoever bids: codes of the ESPD, and capabilities."""

    declarations: tuple[str, ...] = ()
    capabilities: tuple[RequiredCapability, ...] = ()

    @property
    def grounds(self) -> tuple[str, ...]:
        """The codes that every party declares for itself: grounds for exclusion, and what is asked of each tenderer."""
        return tuple(code for code in self.declarations if declaration(code).group is not DeclarationGroup.SELECTION)

    @property
    def criteria(self) -> tuple[str, ...]:
        """The codes of selection, which one party may prove for all."""
        return tuple(code for code in self.declarations if declaration(code).group is DeclarationGroup.SELECTION)


class LackKind(StrEnum):
    """What a consortium lacks."""

    LEAD_COUNT = "lead_count"
    SHARE_UNKNOWN = "share_unknown"
    SHARE_SUM = "share_sum"
    NOT_JOINED = "not_joined"
    NOT_CONSENTED = "not_consented"
    NOT_DECLARED = "not_declared"
    DECLARATION_ENDS = "declaration_ends"
    NOT_COVERED = "not_covered"
    COVER_ENDS = "cover_ends"


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is missing: of which member, which code, and the last day of a record that ends too early.

    `amount`: the sum of shares, or what all parties reach together of an amount that is asked for.
    """

    kind: LackKind
    member: str = ""
    code: str = ""
    ends_date: date | None = None
    amount: Decimal | None = None


class CellState(StrEnum):
    """How a party stands to a capability."""

    COVERS = "covers"
    ADDS = "adds"
    BELOW = "below"
    ENDS = "ends"
    LACKS = "lacks"
    LENDS_NOTHING = "lends_nothing"
    NOT_JOINED = "not_joined"


@dataclass(frozen=True, slots=True)
class CoverageCell:
    """One party under one capability: the amount that counts on the day, and when its record ends."""

    party: str
    state: CellState
    amount: Decimal | None = None
    expires_date: date | None = None


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One capability across the parties, in their order; `total` only where amounts add up."""

    capability: RequiredCapability
    cells: tuple[CoverageCell, ...]
    is_covered: bool
    total: Decimal | None = None


def is_live(expires_date: date | None, on: date) -> bool:
    """Whether a record that ends on this day is still true on another: through its last day."""
    return expires_date is None or expires_date >= on


def coverage(
    parties: Sequence[PartyFacts], required: Iterable[RequiredCapability], on: date
) -> tuple[CoverageRow, ...]:
    """The matrix: each capability that is asked for, across every party, on a day."""
    return tuple(_row(parties, capability, on) for capability in required)


def missing_of(parties: Sequence[PartyFacts], required: Required, on: date) -> tuple[Lack, ...]:
    """Everything that a consortium lacks on a day, in the order in which it is mended; empty: it may bid.

    Members are named by their names and never by their keys.
    """
    return (
        *_lacking_shares(parties),
        *_lacking_signatures(parties),
        *(lack for party in parties if party.has_joined for lack in _lacking_grounds(party, required.grounds, on)),
        *(lack for code in required.criteria for lack in _lacking_criterion(parties, code, on)),
        *(lack for row in coverage(parties, required.capabilities, on) for lack in _lacking_cover(parties, row)),
    )


def _lacking_shares(parties: Sequence[PartyFacts]) -> Iterator[Lack]:
    leads = sum(party.role == PartyRole.LEAD for party in parties)
    if leads != 1:
        yield Lack(LackKind.LEAD_COUNT, amount=Decimal(leads))
    sharing = [party for party in parties if party.role in SHARING_ROLES]
    unknown = [party for party in sharing if party.share is None]
    yield from (Lack(LackKind.SHARE_UNKNOWN, party.name) for party in unknown)
    total = shares.share_total(party.share for party in sharing)
    if not unknown and total != shares.HUNDRED:
        yield Lack(LackKind.SHARE_SUM, amount=total)


def _lacking_signatures(parties: Sequence[PartyFacts]) -> Iterator[Lack]:
    for party in parties:
        if not party.has_joined:
            yield Lack(LackKind.NOT_JOINED, party.name)
        elif not party.has_consented:
            yield Lack(LackKind.NOT_CONSENTED, party.name)


def _lacking_grounds(party: PartyFacts, codes: Iterable[str], on: date) -> Iterator[Lack]:
    ends = {fact.code: fact.expires_date for fact in party.declarations}
    for code in codes:
        if code not in ends:
            yield Lack(LackKind.NOT_DECLARED, party.name, code)
        elif not is_live(ends[code], on):
            yield Lack(LackKind.DECLARATION_ENDS, party.name, code, ends[code])


def _lacking_criterion(parties: Sequence[PartyFacts], code: str, on: date) -> Iterator[Lack]:
    """Nothing, if any party that lends declares it on the day; else who comes nearest, or that nobody does."""
    ends = [
        (fact.expires_date, party.name)
        for party in _lending(parties)
        for fact in party.declarations
        if fact.code == code
    ]
    if any(is_live(end, on) for end, _ in ends):
        return
    if not ends:
        yield Lack(LackKind.NOT_COVERED, code=code)
    for end, name in sorted(ends, reverse=True)[:1]:
        yield Lack(LackKind.DECLARATION_ENDS, name, code, end)


def _lacking_cover(parties: Sequence[PartyFacts], row: CoverageRow) -> Iterator[Lack]:
    """Nothing where it is covered; else each record that would count and ends too early, or that nobody covers it."""
    if row.is_covered:
        return
    code = row.capability.code
    names = {party.key: party.name for party in parties}
    ending = [cell for cell in row.cells if cell.state is CellState.ENDS]
    for cell in ending:
        yield Lack(LackKind.COVER_ENDS, names[cell.party], code, cell.expires_date)
    if not ending:
        yield Lack(LackKind.NOT_COVERED, code=code, amount=row.total)


def _lending(parties: Iterable[PartyFacts]) -> list[PartyFacts]:
    return [party for party in parties if party.has_joined and party.role in LENDING_ROLES]


def _row(parties: Sequence[PartyFacts], capability: RequiredCapability, on: date) -> CoverageRow:
    cells = tuple(_cell(party, capability, on) for party in parties)
    if not capability.additive or capability.minimum is None:
        return CoverageRow(capability, cells, any(cell.state is CellState.COVERS for cell in cells))
    counting = [cell.amount for cell in cells if cell.amount is not None and cell.state in _COUNTING]
    total = sum(counting, Decimal(0))
    return CoverageRow(capability, cells, total >= capability.minimum, total)


_COUNTING = {CellState.COVERS, CellState.ADDS}


def _cell(party: PartyFacts, capability: RequiredCapability, on: date) -> CoverageCell:
    if not party.has_joined:
        return CoverageCell(party.key, CellState.NOT_JOINED)
    if party.role not in LENDING_ROLES:
        return CoverageCell(party.key, CellState.LENDS_NOTHING)
    records = [fact for fact in party.capabilities if fact.code == capability.code]
    live = [fact for fact in records if is_live(fact.expires_date, on)]
    if not live:
        ends = [
            fact.expires_date for fact in records if fact.expires_date is not None and _would_count(fact, capability)
        ]
        if ends:
            return CoverageCell(party.key, CellState.ENDS, expires_date=max(ends))
        return CoverageCell(party.key, CellState.LACKS)
    return _live_cell(party, capability, live)


def _would_count(fact: CapabilityFact, capability: RequiredCapability) -> bool:
    """Whether a record, were it live, would cover the capability or add to it."""
    if capability.minimum is None:
        return True
    if fact.amount is None or fact.unit != capability.unit:
        return False
    return capability.additive or fact.amount >= capability.minimum


def _live_cell(party: PartyFacts, capability: RequiredCapability, live: Sequence[CapabilityFact]) -> CoverageCell:
    """Amounts count in the unit that is asked for. Of several records the largest counts, or all where they add up."""
    ends = min((fact.expires_date for fact in live if fact.expires_date is not None), default=None)
    if capability.minimum is None:
        return CoverageCell(party.key, CellState.COVERS, expires_date=ends)
    amounts = [fact.amount for fact in live if fact.amount is not None and fact.unit == capability.unit]
    if not amounts:
        return CoverageCell(party.key, CellState.LACKS, expires_date=ends)
    amount = sum(amounts, Decimal(0)) if capability.additive else max(amounts)
    if amount >= capability.minimum:
        return CoverageCell(party.key, CellState.COVERS, amount, ends)
    state = CellState.ADDS if capability.additive else CellState.BELOW
    return CoverageCell(party.key, state, amount, ends)
