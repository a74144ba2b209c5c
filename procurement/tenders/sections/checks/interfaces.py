"""What stops a publication in the section `interfaces`.

That a profile is pinned is IFC-2 of `scoring.compliance`, that the openness of what weighs is known STD-1: they read
what an authority has recorded. Here stands what contradicts itself or names what is not there.
"""

from collections.abc import Iterator
from fractions import Fraction

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.planning.catalogue import catalogue
from procurement.planning.labels import EVIDENCE
from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent
from procurement.tenders.sections.interfaces import InterfaceEntry

DIRECTIONS = ("provides", "consumes")
ROLES = ("must_meet", "plugs_into", "extends")
NO_FILE = "none"
ALL_OF_IT = 100
DECLARED, PROVEN = 1, 4
VERDICT = "verdict"


def findings(content: TenderContent) -> Iterator[SectionFinding]:
    """Codes, references, evidence and weights of the interfaces, then what was left out without a reason."""
    interfaces = content.interfaces
    codes = [entry.code for entry in interfaces.entries]
    for entry in interfaces.entries:
        if not entry.code:
            yield _of(entry, "code", _("An interface has no code."))
        elif codes.count(entry.code) > 1:
            yield _of(entry, "code", _("Two interfaces have the code %(code)s.") % {"code": entry.code})
        yield from _references(content, entry)
        yield from _evidence(entry)
    yield from _weights(content)
    for left_out in interfaces.left_out:
        if not left_out.why.strip():
            sentence = _("%(standard)s was left out and nothing says why.")
            yield _at("left_out", sentence % {"standard": standard_title(left_out.standard)})


def standard_title(standard: str) -> str:
    """The title of a standard of the catalogue, else its key."""
    entry = catalogue().standards.get(standard)
    return entry.title if entry else standard


def weight_lots(content: TenderContent) -> dict[int | None, tuple[InterfaceEntry, ...]]:
    """{lot: the interfaces that share its points}; None alone while a tender names no lot."""
    lots: list[int | None] = [lot.no for lot in content.purchase.lots]
    entries = content.interfaces.entries
    return {lot: tuple(entry for entry in entries if entry.lot in {None, lot}) for lot in lots or [None]}


def _references(content: TenderContent, entry: InterfaceEntry) -> Iterator[SectionFinding]:
    name = {"interface": _name(entry)}
    if not entry.title.strip():
        yield _of(entry, "title", _("Nothing says what the interface %(code)s exchanges.") % {"code": entry.code})
    if entry.lot is not None and entry.lot not in {lot.no for lot in content.purchase.lots}:
        yield _of(entry, "lot", _("%(interface)s names lot %(lot)d, which is not there.") % {**name, "lot": entry.lot})
    if not entry.standard:
        yield _of(entry, "standard", _("%(interface)s has no standard.") % name)
    elif entry.standard not in catalogue().standards:
        sentence = _("%(interface)s names the standard %(standard)s, which the catalogue does not have.")
        yield _of(entry, "standard", sentence % {**name, "standard": entry.standard})
    if entry.direction not in DIRECTIONS:
        yield _of(entry, "direction", _("Say which way %(interface)s goes.") % name)
    if entry.role not in ROLES:
        yield _of(entry, "role", _("Say whether %(interface)s is met, plugged into or extended.") % name)


def _evidence(entry: InterfaceEntry) -> Iterator[SectionFinding]:
    name = {"interface": _name(entry)}
    if not 0 <= entry.min_rung <= PROVEN:
        yield _of(entry, "min_rung", _("The least step of evidence for %(interface)s lies between 0 and 4.") % name)
    if entry.evidence_kind and entry.evidence_kind not in EVIDENCE:
        yield _of(entry, "evidence_kind", _("%(interface)s asks for a kind of file that is not known.") % name)
    if entry.evidence_kind != NO_FILE:
        return
    if entry.weight:
        sentence = _("No file can show %(interface)s, so nobody could give its weight: it must weigh 0.")
        yield _of(entry, "weight", sentence % name)
    if not entry.acceptance_test.strip():
        sentence = _("No file can show %(interface)s: say how it is tested at acceptance.")
        yield _of(entry, "acceptance_test", sentence % name)
    if entry.min_rung > DECLARED:
        sentence = _("No file can show %(interface)s, so no bid reaches the step of evidence that it asks for.")
        yield _of(entry, "min_rung", sentence % name)


def _weights(content: TenderContent) -> Iterator[SectionFinding]:
    for entry in content.interfaces.entries:
        if entry.weight < 0:
            yield _of(entry, "weight", _("The weight of %(interface)s is below 0.") % {"interface": _name(entry)})
    for lot, entries in weight_lots(content).items():
        total = sum(entry.weight for entry in entries)
        slots = {"lot": lot, "total": formats.exact_number(Fraction(total))}
        if total not in {0, ALL_OF_IT}:
            text = _("The weights of the interfaces of lot %(lot)d add up to %(total)s, not to 100.")
            yield _at("entries", (text if lot else _("The weights of the interfaces add up to %(total)s.")) % slots)
        elif total == 0 and lot and _carries_points(content, lot):
            text = _("Interfaces carry points in lot %(lot)d and none of them weighs anything.")
            yield _at("entries", text % slots)


def _carries_points(content: TenderContent, lot: int) -> bool:
    return any(entry.input == VERDICT and (not entry.lots or lot in entry.lots) for entry in content.criteria.criteria)


def _name(entry: InterfaceEntry) -> str:
    return entry.title or entry.code


def _of(entry: InterfaceEntry, field: str, sentence: str) -> SectionFinding:
    return _at(f"entries/{entry.code}/{field}", sentence)


def _at(place: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.INTERFACES, place, sentence)
