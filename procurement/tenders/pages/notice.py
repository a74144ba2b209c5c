"""The notice of a tender as preview, page and paper show it: ready strings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.codes import code_with_title
from core.law.days import day_of
from core.pages import formats
from procurement.planning.catalogue import catalogue
from procurement.planning.labels import EVIDENCE
from procurement.tenders.forms.interfaces import DIRECTIONS, ROLES, RUNGS
from procurement.tenders.models import ReasonKind, Tender
from procurement.tenders.pages.labels import label
from procurement.tenders.pages.notice_box import DueBox, due_box
from procurement.tenders.pages.notice_ranking import RankingGroup, ranking_groups
from procurement.tenders.pages.notice_terms import (
    NoticeIndicator,
    Row,
    bidder_rows,
    cap_sentence,
    contract_rows,
    contract_sentence,
    indicator_lines,
)
from procurement.tenders.sections import InterfaceEntry, LotEntry, Purchase, RequirementEntry, TenderContent
from procurement.tenders.shapes.notice import DocumentShape, NoticeProofShape, NoticeShape

DigestLine = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NoticeLot:
    title: str
    text: str
    facts: str


@dataclass(frozen=True, slots=True)
class HandInLine:
    """What a bid consists of, a line each; `asked`: what is to be answered, one after another."""

    what: str
    how: str
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NoticeInterface:
    """`does`: which way data go and what a bid does with it; `profile_url` is empty where nothing is checked by it."""

    title: str
    does: str
    standard: str
    shows: str
    part: str
    profile: str
    profile_url: str


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """`url` is empty where the file is not stored here."""

    title: str
    name: str
    size: str
    lot: str
    sha256: str
    url: str


@dataclass(frozen=True, slots=True)
class ReasonLine:
    title: str
    kind: str
    findings: str
    text: str


@dataclass(frozen=True, slots=True)
class NoticeProof:
    """What proves a version. `brief` stands beside the folded row; `digests` are whole."""

    brief: str
    reasons_brief: str
    number: str
    digest: str
    rows: list[Row]
    digests: list[DigestLine]
    reasons: list[ReasonLine]


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Everything that a notice says; `contents`: the links within it. A field that is empty is left out."""

    ref: str
    authority: str
    title: str
    text: str
    due: DueBox
    lots: list[NoticeLot]
    terms: list[str]
    contract: str
    hand_in: list[HandInLine]
    bidders: list[Row]
    rankings: list[RankingGroup]
    prices: list[Row]
    interfaces: list[NoticeInterface]
    left_out: list[Row]
    indicators: list[NoticeIndicator]
    cap: str
    contract_rows: list[Row]
    documents: list[DocumentLine]
    proof: NoticeProof | None
    contents: list[dict[str, str]] = field(default_factory=list)


def notice_page(notice: NoticeShape, *, now: datetime | None) -> NoticePage:
    """A notice in words and figures, as it stands at a moment; without one nothing is counted. No query."""
    content = notice.content
    page = NoticePage(
        ref=notice.ref,
        authority=notice.authority,
        title=content.purchase.title or notice.ref,
        text=content.purchase.text,
        due=due_box(notice, now),
        lots=[_lot(lot, content.purchase) for lot in content.purchase.lots],
        terms=list(_terms(content.purchase)),
        contract=contract_sentence(content),
        hand_in=list(_hand_in(content)),
        bidders=bidder_rows(content),
        rankings=ranking_groups(content, notice.rankings),
        prices=_prices(content),
        interfaces=[_interface(entry, notice, content) for entry in content.interfaces.entries],
        left_out=[(_standard(entry.standard, ""), entry.why) for entry in content.interfaces.left_out],
        indicators=indicator_lines(content),
        cap=cap_sentence(content),
        contract_rows=contract_rows(content),
        documents=[_document(document) for document in notice.documents],
        proof=_proof(notice, notice.proof) if notice.proof else None,
    )
    page.contents.extend({"id": id_, "label": name} for id_, name in _contents(page))
    return page


def _contents(page: NoticePage) -> Iterator[tuple[str, str]]:
    yield "buy", _("What")
    yield "hand", _("Hand in")
    yield "rank", _("Ranking")
    if page.interfaces:
        yield "ifc", _("Interfaces")
    if page.indicators:
        yield "pay", _("Performance")
    if page.contract_rows:
        yield "terms", _("Contract")
    if page.documents:
        yield "docs", _("Documents (%(count)d)") % {"count": len(page.documents)}


# --- what is bought ---


def _lot(lot: LotEntry, purchase: Purchase) -> NoticeLot:
    facts = [_estimate(lot, purchase), *map(code_with_title, lot.cpv)]
    title = _("Lot %(no)d") % {"no": lot.no}
    return NoticeLot(f"{title} · {lot.title}" if lot.title else title, lot.description, " · ".join(filter(None, facts)))


def _estimate(lot: LotEntry, purchase: Purchase) -> str:
    if lot.estimate is None or not purchase.currency:
        return ""
    amount = formats.price(lot.estimate, purchase.currency)
    if lot.estimate_low is not None:
        amount = f"{formats.price(lot.estimate_low, purchase.currency)}–{amount}"
    return _("about %(amount)s %(basis)s") % {"amount": amount, "basis": label(Tender, "basis", purchase.basis)}


def _terms(purchase: Purchase) -> Iterator[str]:
    if len(purchase.lots) > 1 and purchase.lots_single is not None:
        yield _("Bid for one lot or several.") if purchase.lots_single else _("A bid is for all lots together.")
    if purchase.undivided_why:
        yield _("Why it is one lot: %(why)s") % {"why": purchase.undivided_why}
    if purchase.variants_allowed is not None:
        yield _("Variants are taken.") if purchase.variants_allowed else _("Variants are not taken.")


# --- what to hand in ---


def _hand_in(content: TenderContent) -> Iterator[HandInLine]:
    requirements, lines = content.requirements.entries, len(content.method.elements)
    if requirements:
        count = len(requirements)
        answers = ngettext("An answer to %(count)d requirement", "Answers to %(count)d requirements", count)
        yield HandInLine(answers % {"count": count}, _("in the form"), tuple(map(_requirement, requirements)))
    if lines:
        counted = ngettext("%(count)d line", "%(count)d lines", lines) % {"count": lines}
        yield HandInLine(_("Prices"), counted)
    files = [entry for entry in content.interfaces.entries if entry.evidence_kind not in {"", "none"}]
    if files:
        counted = ngettext("Files for %(count)d interface", "Files for %(count)d interfaces", len(files))
        yield HandInLine(counted % {"count": len(files)}, _("the table of interfaces says which"))
    texts = [entry for entry in content.criteria.criteria if entry.input == "mark" and entry.scale]
    if texts:
        counted = ngettext("%(count)d description", "%(count)d descriptions", len(texts)) % {"count": len(texts)}
        yield HandInLine(counted, ", ".join(entry.title or entry.key for entry in texts))
    offered = [kpi for kpi in content.performance.kpis if kpi.criterion]
    if offered:
        counted = ngettext("%(count)d figure that you promise", "%(count)d figures that you promise", len(offered))
        yield HandInLine(counted % {"count": len(offered)}, ", ".join(kpi.title or kpi.code for kpi in offered))
    bidders = content.bidders
    declared = len(bidders.exclusion) + len(bidders.selection)
    if declared:
        counted = ngettext("%(count)d declaration", "%(count)d declarations", declared) % {"count": declared}
        early = _("no cost before the award") if bidders.early_costs == () else ""
        yield HandInLine(counted, "; ".join(filter(None, (_("in the form"), early))))


def _requirement(entry: RequirementEntry) -> str:
    bounds = [(_("at least"), entry.minimum), (_("at most"), entry.maximum), (_("expected"), entry.expected)]
    asked = [f"{bound} {value} {entry.unit}".strip() for bound, value in bounds if value is not None]
    lot = "" if entry.lot is None else _("lot %(lot)d") % {"lot": entry.lot}
    facts = "; ".join(filter(None, (lot, *asked)))
    out = _("A bid without it is out.") if entry.mandatory and entry.mandatory_confirmed else ""
    return " ".join(filter(None, (entry.text or entry.key, f"({facts})" if facts else "", out)))


def _prices(content: TenderContent) -> list[Row]:
    """The lines of the price table with the quantity that bids are compared for."""
    return [
        (
            element.title or element.code,
            "" if element.quantity is None else f"{formats.exact_number(element.quantity)} {element.unit}".strip(),
        )
        for element in content.method.elements
    ]


# --- interfaces ---


def _interface(entry: InterfaceEntry, notice: NoticeShape, content: TenderContent) -> NoticeInterface:
    lot = _("lot %(lot)d") % {"lot": entry.lot} if entry.lot is not None and len(content.purchase.lots) > 1 else ""
    roles, ways = dict(ROLES), dict(DIRECTIONS)
    does = [ways.get(entry.direction, entry.direction), roles.get(entry.role, entry.role), entry.system, lot]
    profile = entry.profile_sha
    return NoticeInterface(
        title=entry.title or entry.code,
        does=", ".join(str(text) for text in does if text),
        standard=_standard(entry.standard, entry.standard_version),
        shows=_shows(entry),
        part=formats.percent(entry.weight / 100, 2),
        profile=profile,
        profile_url=reverse("profiles:detail", args=[profile]) if profile in notice.profiles else "",
    )


def _standard(key: str, version: str) -> str:
    known = catalogue().standards.get(key)
    return f"{known.title if known else key} {version}".strip()


def _shows(entry: InterfaceEntry) -> str:
    kind = str(EVIDENCE[entry.evidence_kind]) if entry.evidence_kind in EVIDENCE else entry.evidence_kind
    if entry.evidence_kind == "none":
        kind = _("nothing before the award")
    step = dict(RUNGS).get(str(entry.min_rung), "") if entry.min_rung else ""
    least = _("at least step %(step)s") % {"step": step} if step else ""
    test = _("accepted by: %(test)s") % {"test": entry.acceptance_test} if entry.acceptance_test else ""
    return "; ".join(filter(None, (kind, least, test)))


# --- documents and proof ---


def _document(document: DocumentShape) -> DocumentLine:
    return DocumentLine(
        title=document.title or document.name,
        name=document.name,
        size=formats.filesize(document.size, none=_("not stored here")),
        lot="" if document.lot is None else _("lot %(lot)d") % {"lot": document.lot},
        sha256=document.sha256,
        url=document.url or "",
    )


def _proof(notice: NoticeShape, proof: NoticeProofShape) -> NoticeProof:
    day = formats.day(day_of(proof.at, notice.zone))
    facts = {"no": proof.no, "day": day, "digest": formats.short_digest(proof.digest)}
    kinds = dict(ReasonKind.choices)
    count = len(proof.reasons)
    explained = ngettext("%(count)d explanation", "%(count)d explanations", count) % {"count": count}
    if not count:
        explained = _("nothing had to be explained")
    return NoticeProof(
        brief=_("version %(no)d, %(day)s, digest %(digest)s") % facts,
        reasons_brief=_("%(reasons)s, policy %(no)d") % {"reasons": explained, "no": proof.policy_no},
        number=f"{proof.notice_year}/{proof.notice_no}",
        digest=proof.digest,
        rows=[(name, text) for name, text in _proof_rows(notice, proof) if text],
        digests=list(_digests(proof)),
        reasons=[
            ReasonLine(reason.title, str(kinds.get(reason.reason, reason.reason)), reason.findings, reason.text)
            for reason in proof.reasons
        ],
    )


def _proof_rows(notice: NoticeShape, proof: NoticeProofShape) -> Iterator[Row]:
    yield (
        _("Notice"),
        _("%(year)d/%(no)d of %(authority)s")
        % {
            "year": proof.notice_year,
            "no": proof.notice_no,
            "authority": notice.authority,
        },
    )
    yield _("Version"), f"{proof.no}, {formats.moment(proof.at, notice.zone)}"
    yield _("Why there is a later version"), proof.reason
    yield _("First published"), formats.moment(notice.published_at, notice.zone, none="")
    yield _("Written by"), ", ".join(proof.writers)
    yield _("Law"), proof.law_profile
    yield _("Policy of the authority"), _("version %(no)d") % {"no": proof.policy_no}


def _digests(proof: NoticeProofShape) -> Iterator[DigestLine]:
    yield _("Digest of this version, over everything that was published"), proof.digest
    yield _("Digest of its sections"), proof.sections_digest
    yield _("Digest of the policy"), proof.policy_digest
    for lot, fingerprint in proof.seeds.items():
        yield _("Fingerprint of the seed that draws between equal bids, lot %(lot)s") % {"lot": lot}, fingerprint
    if proof.signing_key:
        yield _("Fingerprint of the key with which this site signs"), proof.signing_key
