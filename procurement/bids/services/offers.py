"""What a submission would seal: the draft in the clear for a moment, what is missing in it, and for which keys.

The technical part of a lot holds the answers, levels, claims and files, and who is in the bid with which facts; the
price part holds the prices. Both are always sealed apart.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from core.canon import digest
from offline.sealing.headers import EnvelopeKind
from offline.sealing.keysets import Keyset
from procurement.bids import outline as outlines
from procurement.bids.draft_keys import DraftKey
from procurement.bids.gather import drafts as draft_gather
from procurement.bids.gather.files import PRICE, StoredDraftFile, filled_file, stored_files
from procurement.bids.gather.one_bid import why_not_bid
from procurement.bids.gather.parties import parties_of
from procurement.bids.models import (
    AttemptReason,
    Bid,
    BidParty,
    BidRevision,
    FrozenKeyset,
)
from procurement.bids.outline import BidOutline, DraftSection, LotOutline
from procurement.bids.queries import drafts as draft_queries
from procurement.bids.queries import keys as key_queries
from procurement.bids.rules.completeness import missing_of
from procurement.bids.rules.filled import FilledBid
from procurement.bids.rules.payload import payload_answers
from procurement.bids.services import keysets
from procurement.bids.services.sealing import PartFile, PlainPart
from procurement.bids.services.submission import SubmissionRefused, late_sentence
from procurement.bids.states import BID_STATES, BidState
from procurement.tenders import gather as tender_gather
from procurement.tenders import queries as tender_queries
from procurement.tenders.models import Lot, Tender, TenderVersion
from procurement.tenders.sections import TenderContent
from procurement.tenders.states import UNPUBLISHED, TenderState
from scoring import canonical
from suppliers.gather.snapshots import share_document
from suppliers.models import Supplier
from suppliers.rules.coverage import Lack, LackKind

FORM = "bid-part/1"
_LACKS = {
    LackKind.LEAD_COUNT: gettext_lazy("A bid has exactly one lead."),
    LackKind.SHARE_UNKNOWN: gettext_lazy("%(member)s has no share."),
    LackKind.NOT_JOINED: gettext_lazy("%(member)s has not joined."),
    LackKind.NOT_CONSENTED: gettext_lazy("%(member)s has not agreed to its part."),
    LackKind.NOT_DECLARED: gettext_lazy("%(member)s has not declared %(code)s."),
    LackKind.DECLARATION_ENDS: gettext_lazy("%(code)s of %(member)s expires on %(day)s."),
    LackKind.NOT_COVERED: gettext_lazy("Nobody covers %(code)s."),
    LackKind.COVER_ENDS: gettext_lazy("%(code)s of %(member)s expires on %(day)s."),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """Everything that the sealing needs. `findings`: why it must not be.

    `parts` are there whenever the bid is complete.
    """

    number: int
    version: TenderVersion
    frozen: FrozenKeyset
    keyset: Keyset
    facts_fingerprint: str
    is_scanned: bool = False
    parts: tuple[PlainPart, ...] = field(default=(), repr=False)
    findings: tuple[str, ...] = ()
    reason: AttemptReason | None = None


@dataclass(frozen=True, slots=True)
class WrittenBid:
    """What the team has decided and written, in the clear for a moment, whatever the tender asks by now.

    `terms`: who is in the bid, as what, without facts.
    """

    lots: tuple[Lot, ...]
    terms: tuple[Mapping[str, Any], ...] = field(repr=False)
    filled: FilledBid = field(repr=False)
    files: tuple[PartFile, ...] = field(repr=False)

    def stated(self) -> dict[str, Any]:
        """All of it, as two submissions are compared: neither an amendment nor another key or fact makes it another. A
        file counts by the digest that its upload left, a field that is empty as one that nobody has opened.
        """
        sections = {section: self.filled.section(section) for section in DraftSection}
        return {
            "lots": sorted(str(lot.pk) for lot in self.lots),
            "parties": list(self.terms),
            "files": sorted([file.belongs_to, file.name, file.type, file.size, file.sha256] for file in self.files),
            **{
                section.value: {name: text for name, text in texts.items() if text}
                for section, texts in sections.items()
            },
        }


@sensitive_variables()
def written_bid(bid: Bid, draft_key: DraftKey) -> WrittenBid:
    """Read what the team has written. Four queries. Raises WrongDraftKey."""
    parties = BidParty.objects.filter(bid=bid).order_by("no")
    stored = stored_files(bid, draft_key)
    files = tuple(filled_file(file) for file in stored)
    return WrittenBid(
        lots=tuple(draft_queries.lots_of(bid)),
        terms=tuple(_terms(party) for party in parties),
        filled=draft_gather.filled_from(draft_gather.draft_of(bid, draft_key), files),
        files=tuple(_part_file(file) for file in stored),
    )


@sensitive_variables()
def offer_of(bid: Bid, written: WrittenBid, *, at: datetime) -> Offer:
    """What the team has written as it would be sealed, and everything that keeps it from being submitted now.

    Raises SubmissionRefused; KeysetChanged where the keys are not those of the notice; DemonstrationKeys.
    """
    version = tender_queries.latest_version(bid.tender)
    frozen = key_queries.latest_keyset(bid.tender)
    if version is None or frozen is None:
        raise SubmissionRefused([_("This tender takes no bids here.")], AttemptReason.NOT_OPEN)
    keyset = keysets.keyset_of(frozen)
    number = BidRevision.objects.filter(bid=bid).count() + 1
    parties = party_facts(bid, at=at)
    offer = Offer(number, version, frozen, keyset, digest(parties))
    findings, reason = not_now(bid, at=at)
    outline, files = outline_for(written, version), written.files
    if missing := _not_complete(outline, written.filled):
        return replace(offer, findings=findings or (*missing, *unready_parties(bid, version)), reason=reason)
    parts = tuple(_parts(written, outline, parties))
    offer = replace(offer, is_scanned=bool(files) and all(file.is_scanned for file in files))
    return replace(offer, parts=parts, findings=findings or unready_parties(bid, version), reason=reason)


def not_now(bid: Bid, *, at: datetime) -> tuple[tuple[str, ...], AttemptReason | None]:
    """What keeps any bid, or this one, from coming in now, whatever stands in it. Four queries.

    Asked again under lock when it is received: until then the deadline may pass.
    """
    tender = Tender.objects.get(pk=bid.tender_id)
    state = BidState(Bid.objects.values_list("state", flat=True).get(pk=bid.pk))
    if "submit" not in BID_STATES[state].moves:
        return (_("This bid was opened."),), AttemptReason.NOT_OPEN
    if tender.deadline_at is None or tender.state in {*UNPUBLISHED, TenderState.CANCELLED}:
        return (_("This tender takes no bids now."),), AttemptReason.NOT_OPEN
    if tender_queries.current_suspension(tender) is not None:
        return (_("The tender is suspended: it takes no bids until it goes on."),), AttemptReason.NOT_OPEN
    if tender.state != TenderState.OPEN or at > tender.deadline_at:
        return (late_sentence(tender.deadline_at),), AttemptReason.AFTER_DEADLINE
    supplier = Supplier.objects.get(pk=bid.supplier_id) if bid.supplier_id else None
    if supplier is not None and (why := why_not_bid(supplier, at)):
        return (why,), AttemptReason.NOT_OPEN
    return (), None


def outline_for(written: WrittenBid, version: TenderVersion) -> BidOutline:
    """What a version of the tender asks for the lots that the bid is for. Raises SubmissionRefused."""
    publication = tender_gather.publication_in(version)
    if publication is None:
        raise SubmissionRefused([_("This tender takes no bids here.")], AttemptReason.NOT_OPEN)
    return outlines.outline_of(publication.content, [lot.no for lot in written.lots])


@sensitive_variables()
def _part_file(file: StoredDraftFile) -> PartFile:
    """A file of the draft as it goes into a part, with its place in the outline."""
    return PartFile(
        str(file.id), file.path, file.name, file.type, file.size, file.sha256, file.belongs_to, file.is_scanned
    )


def _not_complete(outline: BidOutline, filled: FilledBid) -> tuple[str, ...]:
    """A sentence for each task that lacks something; the tasks' pages say what."""
    if not outline.lots:
        return (_("Choose at least one lot."),)
    return tuple(f"{item.title}: {item.sentence}" for item in missing_of(outline, filled))


def unready_parties(bid: Bid, version: TenderVersion) -> tuple[str, ...]:
    """Who has not signed its part as it stands, what the parties lack on the day of the deadline, a sentence each."""
    publication = tender_gather.publication_in(version)
    reading = parties_of(bid, publication.content if publication else TenderContent())
    findings = [_("%(member)s has not signed its part.") % {"member": part.name} for part in reading.unsigned]
    findings += dict.fromkeys(_lack_sentence(lack) for lack in reading.lacks)
    if reading.double:
        findings.append(_("%(lead)s is also in another bid for this lot.") % {"lead": reading.lead.name})
    if reading.waiting:
        findings.append(
            _("Nobody has said for this bid that the facts of %(lead)s are still true.") % {"lead": reading.lead.name}
        )
    return tuple(findings)


def _lack_sentence(lack: Lack) -> str:
    """What one lack says, with its code; the pages of facts and parties say more."""
    slots = {"member": lack.member, "code": lack.code, "day": date_format(lack.ends_date) if lack.ends_date else ""}
    if lack.kind is LackKind.SHARE_SUM:
        return _("Shares sum to %(sum)s, not 100.") % {
            "sum": "" if lack.amount is None else f"{lack.amount.normalize():f}"
        }
    return str(_LACKS[lack.kind]) % slots


def party_facts(bid: Bid, *, at: datetime) -> list[dict[str, Any]]:
    """Who is in the bid, and the facts of each as they stand: they go in with it, and count as they were."""
    parties = BidParty.objects.filter(bid=bid).select_related("supplier").order_by("no")
    return [_party(party, at) for party in parties]


def _party(party: BidParty, at: datetime) -> dict[str, Any]:
    facts = share_document(party.supplier, "", made_at=at, ends_at=at).facts if party.supplier else ()
    return {**_terms(party), "facts": canonical.plain(facts)}


def _terms(party: BidParty) -> dict[str, Any]:
    return {
        "no": party.no,
        "name": party.name,
        "id_scheme": party.id_scheme,
        "id_value": party.id_value,
        "role": party.role,
        "share": None if party.share is None else format(party.share.normalize(), "f"),
        "tasks": party.tasks,
    }


def _places(lot: LotOutline) -> set[str]:
    """What a file can belong to in a lot."""
    return {*(question.place for question in lot.questions), *(interface.place for interface in lot.interfaces)}


@sensitive_variables()
def _parts(written: WrittenBid, outline: BidOutline, parties: list[dict[str, Any]]) -> Iterator[PlainPart]:
    """Two parts for each lot. A file goes with the lots that ask for it, and with each where none asks for it."""
    lots, filled, files = written.lots, written.filled, written.files
    asked_by_lot = {lot.no: _places(outline.lot(lot.no)) for lot in lots}
    asked = set().union(*asked_by_lot.values())
    for lot in lots:
        places = asked_by_lot[lot.no]
        technical = payload_answers(outline, filled, lot.no, EnvelopeKind.TECHNICAL)
        of_lot = tuple(
            file
            for file in files
            if file.belongs_to in places or (file.belongs_to not in asked and file.belongs_to != PRICE)
        )
        yield PlainPart(
            str(lot.pk), EnvelopeKind.TECHNICAL, {"form": FORM, "offer": technical, "parties": parties}, of_lot
        )
        price = payload_answers(outline, filled, lot.no, EnvelopeKind.PRICE)
        of_price = tuple(file for file in files if file.belongs_to == PRICE)
        yield PlainPart(str(lot.pk), EnvelopeKind.PRICE, {"form": FORM, "offer": price}, of_price)
