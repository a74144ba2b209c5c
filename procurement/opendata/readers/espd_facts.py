"""What a response of the European Single Procurement Document proposes to its supplier; frozen, decided by nobody yet.

A proposal becomes a declaration only when a member adopts and signs it. Evidence is a reference as the file gives it:
it is never fetched, and what rests on it is "declared", not "proven". Source: OPENDATA §6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from suppliers.declarations import declarations


@dataclass(frozen=True, slots=True)
class Declarant:
    """For whom a file is read: a supplier as it is registered, with every identifier that it has."""

    name: str
    country: str = ""
    identifiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedPeriod:
    """From a day to a day, both in it."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class ProposedValue:
    """One further answer under a declaration: the question as the file asks it, and what was said.

    `value`: a yes or no, an exact number, a day, a period, or a text (description, identifier, code, address). `unit`:
    the currency of an amount, or what a quantity counts; else empty.
    """

    property_id: str
    question: str
    value: bool | Decimal | date | StatedPeriod | str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceReference:
    """A document that the file names: its number, who issued it, an address as text. Each may be empty."""

    number: str
    issuer: str = ""
    uri: str = ""


@dataclass(frozen=True, slots=True)
class DeclarationProposal:
    """What the file says under one of the 62 criteria.

    `answer`: of the criterion's own question; None for one that asks for values alone. `period`: the one period among
    the values, None for none or several.
    """

    code: str
    answer: bool | None
    values: tuple[ProposedValue, ...] = ()
    evidence: tuple[EvidenceReference, ...] = ()

    @property
    def period(self) -> StatedPeriod | None:
        periods = [row.value for row in self.values if isinstance(row.value, StatedPeriod)]
        return periods[0] if len(periods) == 1 else None


class EspdLevel(StrEnum):
    """What an issue does: the file is not used at all, or something in it is left out and the rest is."""

    REFUSED = "refused"
    NOTED = "noted"


REFUSALS: Mapping[str, Promise] = {
    "empty": _("The file is empty."),
    "not_utf8": _("The file is not in UTF-8. Save it in UTF-8 and hand it in again."),
    "nul": _("The file holds a zero byte, so it is no text."),
    "not_xml": _("The file is no XML. %(detail)s"),
    "doctype": _("The file has a document type; such files are not read. Take the file as your ESPD service wrote it."),
    "too_deep": _("The file is nested more than 100 levels deep."),
    "too_many_nodes": _("The file holds more than an ESPD response has."),
    "too_large": _("The file is larger than 5 MB."),
    "stopped": _("Reading the file took too long, or too much memory."),
    "failed": _("The file could not be read."),
    "no_espd": _("This is no ESPD response. Take the XML that your ESPD service lets you download."),
    "espd_request": _("This is the buyer’s request, which asks. Take the response, which has your answers."),
    "party_count": _("The file does not say whose declaration it is."),
    "other_party": _("This declaration is of %(detail)s."),
}

_NOTES: Mapping[str, Promise] = {
    "unanswered": _("%(title)s: the file has no answer."),
    "contradiction": _("%(title)s: the file answers yes and no. Nothing is proposed."),
    "unreadable": ngettext_lazy(
        "%(title)s: a value could not be read and was left out (%(detail)s).",
        "%(title)s: %(count)d values could not be read and were left out (%(detail)s).",
        "count",
    ),
    "not_applicable": ngettext_lazy(
        "%(title)s: an answer was left out, since it counts only under another answer (%(detail)s).",
        "%(title)s: %(count)d answers were left out, since they count only under other answers (%(detail)s).",
        "count",
    ),
    "no_question": ngettext_lazy(
        "%(title)s: an answer to something that is no question was left out (%(detail)s).",
        "%(title)s: %(count)d answers to what is no question were left out (%(detail)s).",
        "count",
    ),
    "no_evidence": ngettext_lazy(
        "%(title)s: evidence is named that the file does not describe (%(detail)s).",
        "%(title)s: evidence is named %(count)d times that the file does not describe (%(detail)s).",
        "count",
    ),
    "embedded": ngettext_lazy(
        "%(title)s: a document inside the file was not taken over. Upload it as evidence (%(detail)s).",
        "%(title)s: %(count)d documents inside the file were not taken over. Upload them as evidence (%(detail)s).",
        "count",
    ),
    "unknown_code": ngettext_lazy(
        "The file has a criterion that we do not know: %(detail)s.",
        "The file has %(count)d criteria that we do not know: %(detail)s.",
        "count",
    ),
    "property_twice": ngettext_lazy(
        "One question has the number of another, so that its answers were left out: %(detail)s.",
        "%(count)d questions have the numbers of others, so that their answers were left out: %(detail)s.",
        "count",
    ),
    "no_property": ngettext_lazy(
        "An answer belongs to no question of the file and was left out: %(detail)s.",
        "%(count)d answers belong to no question of the file and were left out: %(detail)s.",
        "count",
    ),
    "no_identifier": _("The file names no identifier; we went by the name."),
    "no_date": _("The file does not say readably when it was issued."),
}
NAMED_AT_MOST = 3


@dataclass(frozen=True, slots=True)
class EspdIssue:
    """One kind of thing that was noticed, under one criterion or about the file; `details` in the order of the file."""

    kind: str
    level: EspdLevel
    code: str = ""
    details: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What was noticed, naming at most three places."""
        text = (REFUSALS if self.level is EspdLevel.REFUSED else _NOTES)[self.kind]
        criterion = declarations().get(self.code)
        count = len(self.details)
        listed = ", ".join(self.details[:NAMED_AT_MOST]) + ("…" if count > NAMED_AT_MOST else "")
        slots = {"title": criterion.title if criterion else "", "detail": listed, "count": count}
        return (text % slots).strip()


@dataclass(frozen=True, slots=True)
class EspdResult:
    """What was read: proposals in the order of the 62, and every issue. A refused file proposes nothing."""

    proposals: tuple[DeclarationProposal, ...] = ()
    issues: tuple[EspdIssue, ...] = ()
    party_name: str = ""
    issued_date: date | None = None

    @property
    def refusal(self) -> str:
        """Why the file is not used, in a sentence; empty where it is."""
        return next((issue.sentence for issue in self.issues if issue.level is EspdLevel.REFUSED), "")
