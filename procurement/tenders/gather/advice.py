"""What the adviser proposes for the lots of a tender, and the stored profiles that an interface can be pinned to."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.models import Authority
from procurement.planning import gather as planning
from procurement.planning import queries
from procurement.planning.catalogue import catalogue
from procurement.tenders.sections import LotEntry, TenderContent
from scoring.standards import Advice, Need, OpennessMeasure

SHORT_SHA = 12


@dataclass(frozen=True, slots=True)
class Proposal:
    """A standard that usually applies and that the list neither asks for nor leaves out. `lot` None: to every lot."""

    advice: Advice
    lot: int | None


@dataclass(frozen=True, slots=True)
class InterfaceAdvice:
    """How open each standard is as the authority knows it, and what the adviser proposes, the strongest duty first."""

    measures: Mapping[str, OpennessMeasure]
    proposals: tuple[Proposal, ...]


def interface_advice(content: TenderContent, authority: Authority, place: str) -> InterfaceAdvice:
    """From the CPV codes of the lots, the domain and the words of the need. One query; stores nothing."""
    entries = queries.latest_facts(authority)
    adviser = planning.adviser_with(entries)
    by_standard: dict[str, list[Proposal]] = {}
    for lot in content.purchase.lots or (LotEntry(0),):
        for advice in adviser.advise(_need(content, lot, place)):
            by_standard.setdefault(advice.standard, []).append(Proposal(advice, lot.no or None))
    settled = {entry.standard for entry in content.interfaces.entries}
    settled |= {entry.standard for entry in content.interfaces.left_out}
    proposals = [
        Proposal(offers[0].advice, offers[0].lot if len(offers) < len(content.purchase.lots) else None)
        for standard, offers in by_standard.items()
        if standard not in settled
    ]
    order = list(type(proposals[0].advice.duty)) if proposals else []
    return InterfaceAdvice(
        measures={key: planning.measure_of(standard, entries) for key, standard in catalogue().standards.items()},
        proposals=tuple(sorted(proposals, key=lambda proposal: order.index(proposal.advice.duty))),
    )


def profile_choices() -> Mapping[str, str]:
    """{SHA-256: what people call it} of the stored profiles, the latest first. One query."""
    return {
        file.profile_id: f"{file.name}, {file.profile.kind} ({file.profile_id[:SHORT_SHA]})"
        for file in queries.main_files_of_profiles()
    }


def _need(content: TenderContent, lot: LotEntry, place: str) -> Need:
    purchase = content.purchase
    texts = (purchase.title, purchase.text, lot.title, lot.description)
    domains = frozenset({purchase.domain} if purchase.domain in catalogue().domains else ())
    return Need("\n".join(filter(None, texts)), lot.cpv, domains, place)
