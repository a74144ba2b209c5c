"""An ESPD response beside what its supplier declares now: what could be adopted, in the words that would be signed."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from procurement.opendata.readers import espd as reader
from procurement.opendata.readers.espd_facts import (
    Declarant,
    DeclarationProposal,
    EspdLevel,
    EspdResult,
    EvidenceReference,
    ProposedValue,
    StatedPeriod,
)
from procurement.opendata.shapes import EspdOfferShape, EspdShape
from suppliers import queries
from suppliers.declarations import declaration
from suppliers.models import Declaration, Supplier
from suppliers.rules.entries import LONGEST_TEXT, DeclarationEntry


def read_for(supplier: Supplier, content: bytes) -> EspdShape:
    """What a file proposes to a supplier. Five queries; nothing is stored. Never raises for what the file holds."""
    identifiers = (supplier.id_value,) if supplier.id_value else ()
    declarant = Declarant(supplier.name, supplier.country, identifiers)
    result = reader.read_response(content, supplier=declarant)
    declared = {} if result.refusal else queries.facts_of(supplier).by_code
    return EspdShape(
        party=result.party_name,
        issued=result.issued_date.isoformat() if result.issued_date else None,
        refusal=result.refusal,
        offers=tuple(_offer(proposal, declared.get(proposal.code)) for proposal in result.proposals),
        notes=tuple(_notes(result)),
    )


def _notes(result: EspdResult) -> Iterable[str]:
    return (issue.sentence for issue in result.issues if issue.level is EspdLevel.NOTED)


def _offer(proposal: DeclarationProposal, declared: Declaration | None) -> EspdOfferShape:
    criterion = declaration(proposal.code)
    answer = "" if proposal.answer is None else "yes" if proposal.answer else "no"
    text = text_of(proposal)
    return EspdOfferShape(
        code=proposal.code,
        title=str(criterion.title),
        group=criterion.group.value,
        answer=answer,
        text=text,
        declared=declared.answer if declared else "",
        declared_text=declared.text if declared else "",
        declared_until=declared.expires_date.isoformat() if declared and declared.expires_date else None,
        is_same=declared is not None and (declared.answer, declared.text) == (answer, text),
        obstacle=_obstacle(proposal.code, answer, text),
    )


def _obstacle(code: str, answer: str, text: str) -> str:
    """What speaks against it as it is. An answer that the file lacks is none: the member gives it."""
    entry = DeclarationEntry(code=code, answer=answer or "yes", text=text)
    return " ".join(finding.sentence for finding in entry.findings())


def text_of(proposal: DeclarationProposal) -> str:
    """Further answers and named evidence as the lines of a declaration; cut where that is too long for one."""
    lines = [*(_value_line(value) for value in proposal.values), *(_evidence_line(ref) for ref in proposal.evidence)]
    text = "\n".join(lines)
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _value_line(stated: ProposedValue) -> str:
    question = stated.question.rstrip(": ") or stated.property_id
    return _("%(question)s: %(answer)s") % {"question": question, "answer": _answer_text(stated)}


def _answer_text(stated: ProposedValue) -> str:
    match stated.value:
        case bool(answer):
            return _("yes") if answer else _("no")
        case StatedPeriod(start, end):
            return _("%(start)s to %(end)s") % {"start": start.isoformat(), "end": end.isoformat()}
        case Decimal() as number:
            return f"{number:f} {stated.unit}".strip()
        case date() as day:
            return day.isoformat()
        case text:
            return str(text)


def _evidence_line(reference: EvidenceReference) -> str:
    """Declared, not proven: nobody here has seen the document."""
    named = ", ".join(filter(None, (reference.number, reference.issuer, reference.uri)))
    return _("Evidence named in the file, not seen: %(named)s") % {"named": named}
