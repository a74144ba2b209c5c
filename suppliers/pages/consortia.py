"""Consortia in words: what is missing and who mends it, the matrix, one's own part."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats
from suppliers.consortium_shapes import (
    CapabilityRowShape,
    ConsortiumRowShape,
    ConsortiumShape,
    CoverageCellShape,
    LackShape,
    OwnPartShape,
    PartShape,
)
from suppliers.rules import shares
from suppliers.rules.coverage import CellState, LackKind
from suppliers.states import PartyRole, PartyState

Tag = tuple[str, str]  # label, tone
NAMED_AT_MOST = 3
_FACTS = "our:facts"  # where a person of a supplier finds its facts
_UNSIGNED = {LackKind.NOT_JOINED, LackKind.NOT_CONSENTED}


@dataclass(frozen=True, slots=True)
class ConsortiumLine:
    """A consortium in the list."""

    name: str
    url: str
    about: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class LackLine:
    """One thing that is missing; `url`: where this person mends it, empty where another does."""

    title: str
    why: str
    url: str
    act: str


@dataclass(frozen=True, slots=True)
class PartyCell:
    """A cell in words; `mark`: a sign before them; `tone`: good, warn, bad or empty."""

    party: str
    text: str
    tone: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class PartiesRow:
    title: str
    cells: tuple[PartyCell, ...]
    note: str = ""


def lines(rows: Iterable[ConsortiumRowShape]) -> list[ConsortiumLine]:
    """The list: who waits for a signature leads to its part, else to the consortium."""
    return [_line(row) for row in rows]


def _line(row: ConsortiumRowShape) -> ConsortiumLine:
    waits = row.state == PartyState.INVITED or not row.has_signed
    route = "consortia:part" if row.state == PartyState.INVITED else "consortia:detail"
    about = _("Led by %(lead)s. You: %(role)s.") % {"lead": row.lead, "role": PartyRole(row.role).label}
    tag = (_("Waits for you"), "warn") if waits else (_("Signed"), "good")
    return ConsortiumLine(row.name, reverse(route, args=[row.id]), about, tag)


def list_heading(rows: Sequence[ConsortiumRowShape]) -> str:
    """How many wait for a signature; else how many there are."""
    waiting = sum(row.state == PartyState.INVITED or not row.has_signed for row in rows)
    if waiting:
        text = ngettext("%(count)d consortium waits for you", "%(count)d consortia wait for you", waiting)
        return text % {"count": waiting}
    if not rows:
        return _("You are in no consortium")
    return ngettext("You are in %(count)d consortium", "You are in %(count)d consortia", len(rows)) % {
        "count": len(rows)
    }


def lack_lines(shape: ConsortiumShape, *, leads: bool) -> list[LackLine]:
    """What is missing; declarations of one party that nobody signed are one line."""
    lacking = []
    for (kind, member), group in groupby(shape.missing, key=lambda lack: (lack.kind, lack.member)):
        lacks = list(group)
        if kind == LackKind.NOT_DECLARED and len(lacks) > 1:
            lacking.append(_undeclared(shape, member, lacks))
        else:
            lacking += [_lack_line(shape, lack, leads=leads) for lack in lacks]
    return lacking


def _undeclared(shape: ConsortiumShape, member: str, lacks: Sequence[LackShape]) -> LackLine:
    count = len(lacks)
    title = ngettext(
        "%(member)s has not signed %(count)d declaration", "%(member)s has not signed %(count)d declarations", count
    ) % {"member": member, "count": count}
    named = ", ".join(lack.title for lack in lacks[:NAMED_AT_MOST])
    yours = any(party.is_yours and party.name == member for party in shape.parties)
    url = reverse(_FACTS) if yours else ""
    return LackLine(title, named + ("…" if count > NAMED_AT_MOST else ""), url, _("Declare") if url else "")


def _lack_line(shape: ConsortiumShape, lack: LackShape, *, leads: bool) -> LackLine:
    party = next((party for party in shape.parties if party.name == lack.member), None)
    if party is not None and party.is_yours and lack.kind in _UNSIGNED:
        return LackLine(lack.sentence, "", reverse("consortia:part", args=[shape.id]), _("Sign"))
    if party is not None and leads and lack.kind == LackKind.SHARE_UNKNOWN:
        return LackLine(lack.sentence, "", part_url(shape.id, party.no), _("Say it"))
    if party is not None and party.is_yours and lack.code:
        return LackLine(lack.sentence, "", reverse(_FACTS), _("Put in the new one"))
    return LackLine(lack.sentence, "", "", "")


def _capability_row(shape: ConsortiumShape, row: CapabilityRowShape) -> PartiesRow:
    cells = tuple(_covers(shape, cell, row.unit) for cell in row.cells)
    return PartiesRow(row.title, cells, _total(row.total, row.unit))


def part_url(consortium: UUID, no: int) -> str:
    """Where the lead changes the part of a party."""
    return reverse("consortia:change-part", args=[consortium, no])


def matrix(shape: ConsortiumShape, *, leads: bool) -> list[PartiesRow]:
    """Who is in it, as what, signed or not, and who covers what: one column a party."""
    parties = shape.parties
    rows = [
        PartiesRow(_("As what"), tuple(PartyCell(party.name, str(PartyRole(party.role).label)) for party in parties)),
        PartiesRow(
            _("Share"),
            tuple(PartyCell(party.name, share_sentence(party)) for party in parties),
            _("together %(sum)s") % {"sum": f"{shares.share_text(shape.shares)}\N{NO-BREAK SPACE}%"},
        ),
        PartiesRow(
            _("What it does"), tuple(PartyCell(party.name, party.tasks or formats.MISSING) for party in parties)
        ),
        PartiesRow(_("Signed"), tuple(_signed(party) for party in parties)),
        PartiesRow(_("Declarations"), tuple(_declared_cells(shape))),
        *(
            PartiesRow(
                row.title, tuple(_covers(shape, cell, row.unit) for cell in row.cells), _total(row.total, row.unit)
            )
            for row in shape.capabilities
        ),
    ]
    if leads:
        cells = tuple(PartyCell(party.name, _("Change"), url=part_url(shape.id, party.no)) for party in parties)
        rows.append(PartiesRow(_("Part"), cells))
    return rows


def share_sentence(party: PartShape) -> str:
    """A share in percent; a dash for who has none."""
    if party.share is not None:
        return f"{shares.share_text(party.share)}\N{NO-BREAK SPACE}%"
    return _("not said yet") if party.role in {PartyRole.LEAD, PartyRole.MEMBER} else formats.MISSING


def _signed(party: PartShape) -> PartyCell:
    if party.signed_at is not None:
        return PartyCell(party.name, _signature(party), "good")
    return PartyCell(party.name, _("asked") if party.state == PartyState.INVITED else _("not as it is now"), "warn")


def _signature(part: PartShape) -> str:
    return _("%(name)s, %(day)s") % {"name": part.signed_by, "day": formats.day(part.signed_at)}


def _declared_cells(shape: ConsortiumShape) -> Iterable[PartyCell]:
    for party, row in zip(shape.parties, shape.declared, strict=True):
        if party.state == PartyState.INVITED:
            yield PartyCell(party.name, _("when it has signed"))
        else:
            text = _("%(live)d of %(asked)d") % {"live": row.live, "asked": row.asked}
            yield PartyCell(party.name, text, "good" if row.live == row.asked else "warn")


def _covers(shape: ConsortiumShape, cell: CoverageCellShape, unit: str) -> PartyCell:
    name = next(party.name for party in shape.parties if party.no == cell.no)
    ends = _day(cell.ends)
    match cell.state:
        case CellState.COVERS | CellState.ADDS | CellState.BELOW:
            amount = f"{formats.number(cell.amount)} {unit}" if cell.amount is not None else _("yes")
            return PartyCell(name, f"{amount}, {_('until %(day)s') % {'day': ends}}" if ends else amount, "good")
        case CellState.ENDS:
            return PartyCell(name, _("ended on %(day)s") % {"day": ends}, "bad")
        case CellState.LENDS_NOTHING:
            return PartyCell(name, _("lends nothing"))
        case CellState.NOT_JOINED:
            return PartyCell(name, _("when it has signed"))
        case _:
            return PartyCell(name, formats.MISSING)


def _total(total: Decimal | None, unit: str) -> str:
    return _("together %(amount)s %(unit)s") % {"amount": formats.number(total), "unit": unit} if total else ""


def _day(text: str | None) -> str:
    return formats.day(date.fromisoformat(text)) if text else ""


# --- one's own part ---


def part_heading(shape: OwnPartShape) -> str:
    """What the page asks for, or that it is done."""
    if shape.part.signed_at is not None:
        return _("You have signed your part")
    return _("Sign your part in %(name)s") % {"name": shape.name}


def part_tag(shape: OwnPartShape) -> Tag:
    return (_("Signed"), "good") if shape.part.signed_at is not None else (_("Waits for you"), "warn")


def part_rows(shape: OwnPartShape, supplier: str) -> list[tuple[str, str]]:
    """What is signed, what of the facts goes in, and where else the supplier is."""
    part = shape.part
    described = [str(PartyRole(part.role).label)]
    if part.share is not None or part.role in {PartyRole.LEAD, PartyRole.MEMBER}:
        described.append(share_sentence(part))
    rows = [
        (_("For"), supplier or formats.MISSING),
        (_("Your part"), ", ".join(described)),
        (_("What you do"), part.tasks or formats.MISSING),
        (_("Your facts that go in"), _facts(shape)),
        (_("You are also in"), ", ".join(shape.also_in) or _("no other consortium")),
    ]
    if part.signed_at is not None:
        rows.append(
            (_("Signed by"), _("%(name)s, %(day)s") % {"name": part.signed_by, "day": formats.day(part.signed_at)})
        )
    return rows


def _facts(shape: OwnPartShape) -> str:
    if not shape.declarations + shape.declarations_ended:
        return _("no declaration yet")
    live = ngettext("%(count)d declaration, true today", "%(count)d declarations, all true today", shape.declarations)
    text = live % {"count": shape.declarations}
    if shape.declarations_ended:
        ended = ngettext("%(count)d has ended", "%(count)d have ended", shape.declarations_ended)
        return f"{text}; {ended % {'count': shape.declarations_ended}}"
    return text


# --- the lead's forms ---


@dataclass(frozen=True, slots=True)
class RemovingLine:
    """How a party goes: at once where it was only asked (`sends`), else with a reason on a page of its own."""

    label: str
    url: str
    sends: bool


def removing(consortium: UUID, no: int, state: str) -> RemovingLine:
    """What the lead may do with a party that is not the lead."""
    if state == PartyState.INVITED:
        return RemovingLine(_("Ask it no more"), reverse("consortia:uninvite", args=[consortium, no]), sends=True)
    return RemovingLine(_("Take it out"), reverse("consortia:remove", args=[consortium, no]), sends=False)


def detail_lead(shape: ConsortiumShape) -> str:
    """Who leads, and for which day the page speaks."""
    day = formats.day(date.fromisoformat(shape.on))
    return _("Led by %(lead)s. For a bid on %(day)s.") % {"lead": shape.lead, "day": day}
