"""What was sealed in an envelope becomes rows: prices, numbers, answers, levels and claims, as evaluations read them.

A stranger wrote it. What is not of the form, or for another lot, is no bid; what answers a question that the tender
does not ask is kept with the sealed text and stands in no table.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from core.fields import exact_text
from offline.sealing.payloads import FileEntry, manifest_of
from procurement.bids.models import (
    Bid,
    Claim,
    KpiCommitment,
    OpenedFile,
    OpeningResult,
    PriceLine,
    Quantity,
    RequirementResponse,
)
from procurement.bids.outline import PriceRow, outline_of
from procurement.bids.rules.answers_json import LotAnswers, read_answers
from procurement.bids.rules.readings import number_text
from procurement.bids.rules.sealed_parties import SealedParty, read_parties
from procurement.bids.states import OpeningPart
from procurement.tenders import gather as tender_gather
from procurement.tenders.models import KpiTemplate, Lot, Requirement, Tender, TenderInterface

FORM = "bid-part/1"
LONGEST_NUMBER = 64  # letters, as the tables of numbers have them
LONGEST_TYPE, LONGEST_PLACE = 200, 200


class NoBid(ValueError):
    """What was sealed is no part of a bid for this lot."""


@dataclass(frozen=True, slots=True)
class OpenedContent:
    """A part of a bid as it was sealed. `parties`: who is in the bid, of a technical part."""

    answers: LotAnswers = field(repr=False)
    files: tuple[FileEntry, ...] = field(repr=False)
    parties: tuple[SealedParty, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class AskedRows:
    """What a tender asks, by the names that bids use. Read once for all its envelopes."""

    lots: Mapping[str, Lot]
    requirements: Mapping[str, Requirement]
    kpis: Mapping[str, KpiTemplate]
    interfaces: Mapping[str, TenderInterface]
    prices: Mapping[tuple[int, str], PriceRow]
    numbers: frozenset[tuple[int, str]]


def asked_rows(tender: Tender) -> AskedRows:
    """Five queries."""
    lots = list(Lot.objects.filter(tender=tender).order_by("no"))
    publication = tender_gather.publication_of(tender)
    outline = outline_of(publication.content, [lot.no for lot in lots]) if publication else None
    outlines = outline.lots if outline else ()
    requirements = Requirement.objects.filter(tender=tender).order_by("version")
    return AskedRows(
        lots={str(lot.pk): lot for lot in lots},
        requirements={row.key: row for row in requirements},  # the latest version of a key comes last
        kpis={row.code: row for row in KpiTemplate.objects.filter(tender=tender)},
        interfaces={row.code: row for row in TenderInterface.objects.filter(tender=tender)},
        prices={(lot.no, row.code): row for lot in outlines for row in lot.prices},
        numbers=frozenset((lot.no, number.code) for lot in outlines for number in lot.numbers),
    )


def read_content(manifest: str, lot: Lot, kind: str) -> OpenedContent:
    """The part of a bid in a manifest. Raises NoBid."""
    try:
        stated = manifest_of(manifest.encode())
        answers, parties = read_answers(stated.answers.get("offer")), read_parties(stated.answers)
    except ValueError:  # each reader has one of its own
        raise NoBid from None
    if (stated.answers.get("form"), answers.lot, answers.kind.value) != (FORM, lot.no, kind):
        raise NoBid
    return OpenedContent(answers, stated.files, parties)


def store_rows(bid: Bid, lot: Lot, content: OpenedContent, asked: AskedRows) -> None:
    """The rows of one part. What is asked of the whole tender is answered once: the first lot's word counts.

    In a savepoint of the caller's, as `store_files`. Raises NoBid for a number that no table can hold.
    """
    answers = content.answers
    PriceLine.objects.bulk_create(_prices(bid, lot, answers, asked))
    Quantity.objects.bulk_create(
        Quantity(bid=bid, lot=lot, code=number.code, value=_stored(number.value))
        for number in answers.numbers
        if (lot.no, number.code) in asked.numbers
    )
    answered = set(bid.responses.values_list("requirement", flat=True))
    RequirementResponse.objects.bulk_create(
        RequirementResponse(bid=bid, requirement=requirement, value=value)
        for requirement, value in {
            asked.requirements[entry.key]: entry.value for entry in answers.answers if entry.key in asked.requirements
        }.items()
        if requirement.pk not in answered
    )
    committed = set(bid.commitments.values_list("kpi", flat=True))
    KpiCommitment.objects.bulk_create(
        KpiCommitment(bid=bid, kpi=kpi, target=_stored(value))
        for kpi, value in {
            asked.kpis[offer.code]: offer.value for offer in answers.offers if offer.code in asked.kpis
        }.items()
        if kpi.pk not in committed
    )
    claimed = set(bid.claims.values_list("interface", flat=True))
    claims = {claim.interface_id: claim for claim in _claims(bid, answers, asked)}
    Claim.objects.bulk_create(claim for interface, claim in claims.items() if interface not in claimed)


def _claims(bid: Bid, answers: LotAnswers, asked: AskedRows) -> Iterator[Claim]:
    for claim in answers.claims:
        if claim.code in asked.interfaces:
            yield Claim(
                bid=bid,
                interface=asked.interfaces[claim.code],
                standard_id=claim.standard,
                standard_version=claim.version,
                statement=claim.statement,
                item_shas=[*claim.files],
            )


def store_files(result: OpeningResult, bid: Bid, content: OpenedContent, names: Iterable[str]) -> None:
    """A row for each file, by the name under which it lies in the store."""
    places = _places(content.answers)
    OpenedFile.objects.bulk_create(
        OpenedFile(
            result=result,
            bid=bid,
            no=no,
            place=places.get(file.sha256, _place_of_rest(content))[:LONGEST_PLACE],
            name=file.name,
            type=file.type[:LONGEST_TYPE],
            size=file.size,
            sha256=file.sha256,
            object_name=name,
        )
        for no, (file, name) in enumerate(zip(content.files, names, strict=True), start=1)
    )


def _prices(bid: Bid, lot: Lot, answers: LotAnswers, asked: AskedRows) -> Iterator[PriceLine]:
    """A price of one unit counts as often as the tender says, whatever the bid says of it."""
    for line in answers.prices:
        row = asked.prices.get((lot.no, line.code))
        if row is None:
            continue
        text = number_text(line.price * row.times)
        if "/" in text or len(text) > LONGEST_NUMBER:
            raise NoBid
        yield PriceLine(bid=bid, lot=lot, element=line.code, amount=Decimal(text), currency=answers.currency[:3])


def _stored(value: Fraction) -> Fraction:
    if len(exact_text(value)) > LONGEST_NUMBER:
        raise NoBid
    return value


def _places(answers: LotAnswers) -> dict[str, str]:
    """{SHA-256 of a file: what it answers, as the outline names it}."""
    places = {sha256: f"claim:{claim.code}" for claim in answers.claims for sha256 in claim.files}
    return places | {sha256: f"question:{entry.key}" for entry in answers.answers for sha256 in entry.files}


def _place_of_rest(content: OpenedContent) -> str:
    return OpeningPart.PRICE.value if content.answers.kind.value == OpeningPart.PRICE else ""
