"""What stops a publication in the section `purchase`: what nobody can bid for, price or find."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.codes import cpv_code
from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent
from procurement.tenders.sections.purchase import LotEntry


def findings(content: TenderContent) -> Iterator[SectionFinding]:
    """What is bought must be named and described, divided into lots with a code and an estimate, in one money."""
    purchase = content.purchase
    if not purchase.title.strip():
        yield _of("title", _("What is bought has no title."))
    if not purchase.text.strip():
        yield _of("text", _("Nothing says what is needed."))
    if not purchase.currency:
        yield _of("currency", _("No currency is chosen, so prices cannot be compared."))
    if not purchase.basis:
        yield _of("basis", _("Nothing says whether prices are compared with or without tax."))
    if purchase.variants_allowed is None:
        yield _of("variants_allowed", _("Nothing says whether another solution may be offered."))
    if len(purchase.lots) > 1 and purchase.lots_single is None:
        yield _of("lots_single", _("Nothing says whether somebody may bid for one lot alone."))
    if not purchase.lots:
        yield _of("lots", _("There is no lot, so nothing can be awarded."))
    for lot in purchase.lots:
        yield from _lot(lot, [other.no for other in purchase.lots].count(lot.no))
    yield from _files(content)


def _lot(lot: LotEntry, same: int) -> Iterator[SectionFinding]:
    place = f"lots/{lot.no}"
    if same > 1:
        yield _of(f"{place}/title", _("Two lots have the number %(no)d.") % {"no": lot.no})
    if not lot.title.strip():
        yield _of(f"{place}/title", _("Lot %(no)d has no title.") % {"no": lot.no})
    if lot.estimate is None:
        yield _of(f"{place}/estimate", _("Lot %(no)d has no estimated value.") % {"no": lot.no})
    elif lot.estimate <= 0:
        yield _of(f"{place}/estimate", _("The estimated value of lot %(no)d is not above 0.") % {"no": lot.no})
    elif lot.estimate_low is not None and not 0 <= lot.estimate_low <= lot.estimate:
        yield _of(f"{place}/estimate_low", _("The lowest estimate of lot %(no)d is above its value.") % {"no": lot.no})
    if not lot.cpv:
        yield _of(f"{place}/cpv", _("Lot %(no)d has no CPV code, so suppliers do not find it.") % {"no": lot.no})
    for code in lot.cpv:
        if cpv_code(code) is None:
            yield _of(f"{place}/cpv", _("%(code)s is no code of the CPV.") % {"code": code})


def _files(content: TenderContent) -> Iterator[SectionFinding]:
    numbers = {lot.no for lot in content.purchase.lots}
    for file in content.purchase.files:
        if file.lot is not None and file.lot not in numbers:
            sentence = _("%(name)s is for lot %(no)d, which is not there.") % {"name": file.name, "no": file.lot}
            yield _of(f"files/{file.no}/lot", sentence)


def _of(place: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.PURCHASE, place, sentence)
