"""What stops a publication in the section `contract`: a term, and what contradicts it."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent


def findings(content: TenderContent) -> Iterator[SectionFinding]:
    """The firm term is there, breaks fall into it, extensions last, and the end is settled."""
    contract = content.contract
    if contract.months is None:
        yield _of("months", _("The contract has no term."))
    for position, option in enumerate(contract.options, start=1):
        if option.months < 1:
            yield _of(f"options/{position}/months", _("An extension does not say how many months it adds."))
        if not option.condition.strip():
            yield _of(f"options/{position}/condition", _("An extension does not say on which condition it is used."))
    for position, term in enumerate(contract.breaks, start=1):
        if term.month < 1:
            yield _of(f"breaks/{position}/month", _("A break does not say after how many months."))
        elif contract.months is not None and term.month >= contract.months:
            sentence = _("A break after %(month)d months comes too late: the term is %(months)d months.")
            yield _of(f"breaks/{position}/month", sentence % {"month": term.month, "months": contract.months})
        if term.fee < 0:
            yield _of(f"breaks/{position}/fee", _("The fee of a break is below 0."))
    if contract.renews_silently is None:
        yield _of("renews_silently", _("Nothing says whether the contract goes on by itself."))


def _of(place: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.CONTRACT, place, sentence)
