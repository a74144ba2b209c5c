"""What stops a publication in the section `requirements`: what a bid could not answer."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent
from procurement.tenders.sections.requirements import RequirementEntry

DATATYPES = ("text", "boolean", "integer", "decimal", "date", "money", "file", "choice")
NUMBERS = ("integer", "decimal", "money")


def findings(content: TenderContent) -> Iterator[SectionFinding]:
    """Keys are there once, texts are written, limits can be read and do not contradict, references lead somewhere."""
    entries = content.requirements.entries
    keys = [entry.key for entry in entries]
    for entry in entries:
        if not entry.key or keys.count(entry.key) > 1:
            yield _of(entry, "key", _("A requirement needs a key that no other has."))
        if not entry.text.strip():
            yield _of(entry, "text", _("%(key)s does not say what a bid must answer.") % {"key": entry.key})
        if entry.mandatory and not entry.mandatory_confirmed:
            sentence = _("A bid would fail without %(key)s, and nobody has checked that it must.") % {"key": entry.key}
            yield _of(entry, "mandatory_confirmed", sentence)
        yield from _answer(entry)
        yield from _references(content, entry)


def _answer(entry: RequirementEntry) -> Iterator[SectionFinding]:
    if entry.datatype not in DATATYPES:
        yield _of(entry, "datatype", _("%(key)s does not say how it is answered.") % {"key": entry.key})
    if entry.datatype == "choice" and len(entry.choices) < 2:
        yield _of(entry, "choices", _("%(key)s is answered from a list that has fewer than two.") % {"key": entry.key})
    limits = {"minimum": entry.minimum, "maximum": entry.maximum}
    for name, text in limits.items():
        if text is not None and limit_of(entry.datatype, text) is None:
            sentence = _("“%(text)s” is no limit for %(key)s: it is not what a bid answers.")
            yield _of(entry, name, sentence % {"text": text, "key": entry.key})
    low, high = (limit_of(entry.datatype, text or "") for text in limits.values())
    if low is not None and high is not None and low > high:
        yield _of(entry, "maximum", _("%(key)s allows at most less than at least.") % {"key": entry.key})


def limit_of(datatype: str, text: str) -> Fraction | None:
    """A limit as a number (a day as its number in the calendar); None if it cannot be one of this type of answer."""
    with suppress(ValueError, ZeroDivisionError):
        if datatype == "date":
            return Fraction(date.fromisoformat(text).toordinal())
        if datatype in NUMBERS:
            number = Fraction(text)
            return None if datatype == "integer" and number.denominator != 1 else number
    return None


def _references(content: TenderContent, entry: RequirementEntry) -> Iterator[SectionFinding]:
    if entry.lot is not None and entry.lot not in {lot.no for lot in content.purchase.lots}:
        sentence = _("%(key)s is for lot %(no)d, which is not there.") % {"key": entry.key, "no": entry.lot}
        yield _of(entry, "lot", sentence)
    if entry.criterion and entry.criterion not in {criterion.key for criterion in content.criteria.criteria}:
        yield _of(entry, "criterion", _("%(key)s informs a criterion that is not there.") % {"key": entry.key})


def _of(entry: RequirementEntry, field: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.REQUIREMENTS, f"entries/{entry.key}/{field}", sentence)
