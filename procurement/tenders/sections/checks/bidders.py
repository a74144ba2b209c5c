"""What stops a publication in the section `bidders`: what a bidder could not declare, or nobody has said."""

from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent
from suppliers.declarations import declarations


def findings(content: TenderContent) -> Iterator[SectionFinding]:
    """Grounds and declarations are of the ESPD, amounts are above 0, lots are there, and two questions are answered."""
    bidders = content.bidders
    known = declarations()
    for code in bidders.exclusion:
        if code not in known:
            yield _of("exclusion", _("%(code)s is no ground that a bidder can declare.") % {"code": code})
    for term in bidders.selection:
        if term.code not in known:
            yield _of(f"selection/{term.code}/code", _("A declaration has not been chosen."))
        elif not term.text.strip():
            sentence = _("%(title)s: nothing says what is enough.") % {"title": known[term.code].title}
            yield _of(f"selection/{term.code}/text", sentence)
    for position, floor in enumerate(bidders.turnover, start=1):
        if floor.amount <= 0:
            yield _of(f"turnover/{position}/amount", _("A turnover that is asked for is not above 0."))
    for capability in bidders.capabilities:
        if not capability.code or not capability.title.strip():
            yield _of(f"capabilities/{capability.code}/title", _("An ability has no key or does not say what it is."))
    yield from _lots(content)
    yield from _unanswered(content)


def _lots(content: TenderContent) -> Iterator[SectionFinding]:
    """What names a lot that is not there."""
    bidders, numbers = content.bidders, {lot.no for lot in content.purchase.lots}
    places = chain(
        ((f"selection/{term.code}/lot", term.lot) for term in bidders.selection),
        ((f"turnover/{position}/lot", floor.lot) for position, floor in enumerate(bidders.turnover, start=1)),
        ((f"capabilities/{capability.code}/lot", capability.lot) for capability in bidders.capabilities),
    )
    for place, lot in places:
        if lot is not None and lot not in numbers:
            yield _of(place, _("Something is asked for lot %(no)d, which is not there.") % {"no": lot})


def _unanswered(content: TenderContent) -> Iterator[SectionFinding]:
    if content.bidders.limits is None:
        yield _of("limits_any", _("Nothing says whether groups of bidders or subcontractors are limited."))
    if content.bidders.early_costs is None:
        yield _of("costs_any", _("Nothing says whether a bidder must pay for anything before the award."))


def _of(place: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.BIDDERS, place, sentence)
