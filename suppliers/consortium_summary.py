"""From a consortium and the facts of its parties to the shapes that are shown."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person
from core.models import User
from core.pages import formats
from suppliers import access, gather, queries
from suppliers.consortium_shapes import (
    CapabilityRowShape,
    ConsortiumRowShape,
    ConsortiumShape,
    CoverageCellShape,
    DeclaredShape,
    LackShape,
    OwnPartShape,
    PartShape,
    iso,
)
from suppliers.declarations import declaration, declarations, exclusion_grounds
from suppliers.models import Consortium, ConsortiumParty, Supplier
from suppliers.rules import coverage, shares
from suppliers.rules.coverage import Lack, LackKind, PartyFacts, Required, RequiredCapability
from suppliers.rules.facts import live_on

GROUNDS = tuple(row.code for row in exclusion_grounds())


def rows_for(user: Person, supplier: Supplier | None) -> list[ConsortiumRowShape]:
    """The active consortia of the supplier for which a person acts, then those into which its address is asked."""
    joined = list(queries.consortia_of([supplier])) if supplier is not None else []
    asked = queries.with_parties().filter(pk__in=queries.asked_by_mail(user).values("consortium")).order_by("name")
    known = {consortium.pk for consortium in joined}
    rows = [*joined, *(consortium for consortium in asked if consortium.pk not in known)]
    return [_row(consortium, queries.party_of(consortium, supplier, user)) for consortium in rows]


def _row(consortium: Consortium, party: ConsortiumParty | None) -> ConsortiumRowShape:
    assert party is not None  # a place in it is why it is in the list
    has_signed = queries.valid_consent(party) is not None
    role = queries.latest_terms(party).role
    return ConsortiumRowShape(consortium.pk, consortium.name, consortium.lead.name, role, party.state, has_signed)


def part_shape(party: ConsortiumParty, user: Person) -> PartShape:
    """What a party is to do, and who has signed it. No query where it was read with its consortium."""
    terms, consent = queries.latest_terms(party), queries.valid_consent(party)
    return PartShape(
        no=party.no,
        name=queries.name_of_party(party),
        role=terms.role,
        share=terms.share,
        tasks=terms.tasks,
        version=terms.version,
        state=party.state,
        signed_at=consent.at if consent else None,
        signed_by=str(consent.by) if consent else "",
        is_yours=isinstance(user, User) and access.is_party(user, party),
    )


def own_part(
    consortium: Consortium, party: ConsortiumParty, supplier: Supplier | None, user: Person, on: date
) -> OwnPartShape:
    """A party's own part, with what of its facts goes in. `supplier`: for which the person acts, or would sign."""
    rows = queries.facts_of(supplier).declarations if supplier is not None else ()
    live = [row for row in rows if live_on(row.issued_date, row.expires_date, on)]
    others = queries.consortia_of([supplier]).exclude(pk=consortium.pk) if supplier is not None else []
    return OwnPartShape(
        consortium=consortium.pk,
        name=consortium.name,
        lead=consortium.lead.name,
        part=part_shape(party, user),
        declarations=len(live),
        declarations_ended=len(rows) - len(live),
        also_in=tuple(other.name for other in others),
    )


def consortium_shape(
    consortium: Consortium, user: Person, on: date, required: Required | None = None
) -> ConsortiumShape:
    """The consortium on a day: parties, what each shows, what is missing for what is asked.

    `required` None: the grounds for exclusion alone, and whatever capability any party has. Five queries where it was
    read with its parties.
    """
    parties = gather.parties_facts(consortium, on)
    asked = required or Required(GROUNDS)
    capabilities = asked.capabilities or tuple(_every_capability(parties))
    return ConsortiumShape(
        id=consortium.pk,
        name=consortium.name,
        lead=consortium.lead.name,
        state=consortium.state,
        on=on.isoformat(),
        parties=tuple(part_shape(party, user) for party in queries.standing_of(consortium)),
        shares=shares.share_total(party.share for party in parties),
        declared=tuple(_declared(party, asked.grounds, on) for party in parties),
        capabilities=tuple(_capability_row(row) for row in coverage.coverage(parties, capabilities, on)),
        missing=tuple(lack_shape(lack) for lack in coverage.missing_of(parties, asked, on)),
    )


def _every_capability(parties: Iterable[PartyFacts]) -> Iterable[RequiredCapability]:
    """What any party is able to do, as if nothing of it were asked for: amounts in one unit are added up."""
    titles = {(fact.code, fact.unit): fact.title for party in parties for fact in party.capabilities}
    for (code, unit), title in sorted(titles.items()):
        least = Decimal(0) if unit else None
        yield RequiredCapability(code, title or code, least, unit, additive=bool(unit))


def _declared(party: PartyFacts, codes: Sequence[str], on: date) -> DeclaredShape:
    live = {fact.code for fact in party.declarations if coverage.is_live(fact.expires_date, on)}
    return DeclaredShape(int(party.key), len(live & set(codes)), len(codes))


def _capability_row(row: coverage.CoverageRow) -> CapabilityRowShape:
    cells = tuple(
        CoverageCellShape(int(cell.party), cell.state.value, cell.amount, iso(cell.expires_date)) for cell in row.cells
    )
    return CapabilityRowShape(row.capability.code, row.capability.title, row.capability.unit, row.total, cells)


def lack_shape(lack: Lack) -> LackShape:
    """What is missing, in a sentence that names member, code and day where there are any."""
    title = str(declaration(lack.code).title) if lack.code in declarations() else lack.code
    slots = {
        "member": lack.member,
        "code": lack.code,
        "title": title,
        "day": formats.day(lack.ends_date),
        "amount": shares.share_text(lack.amount) if lack.amount is not None else "",
    }
    sentence = _SENTENCES[lack.kind](slots)
    return LackShape(lack.kind.value, lack.member, lack.code, title, iso(lack.ends_date), sentence)


_SENTENCES: dict[LackKind, Callable[[dict[str, str]], str]] = {
    LackKind.LEAD_COUNT: lambda slots: _("There is exactly one lead, not %(amount)s.") % slots,
    LackKind.SHARE_UNKNOWN: lambda slots: _("The share of %(member)s is not said yet.") % slots,
    LackKind.SHARE_SUM: lambda slots: _("The shares make %(amount)s, not 100.") % slots,
    LackKind.NOT_JOINED: lambda slots: _("%(member)s has not signed its part.") % slots,
    LackKind.NOT_CONSENTED: lambda slots: _("%(member)s has not signed its part as it is now.") % slots,
    LackKind.NOT_DECLARED: lambda slots: _("%(member)s has not signed %(code)s: %(title)s.") % slots,
    LackKind.DECLARATION_ENDS: lambda slots: _("%(code)s of %(member)s expires %(day)s: %(title)s.") % slots,
    LackKind.NOT_COVERED: lambda slots: _("Nobody covers %(code)s: %(title)s.") % slots,
    LackKind.COVER_ENDS: lambda slots: _("%(code)s of %(member)s expires %(day)s.") % slots,
}


def missing_heading(count: int) -> str:
    """The answer on top of a consortium's page."""
    if not count:
        return _("Nothing is missing")
    return ngettext("%(count)d thing is missing", "%(count)d things are missing", count) % {"count": count}
