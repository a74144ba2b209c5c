"""What a law wants said in every review, in one line each, and who signs. Pure."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.evaluations.shapes import InformationSectionShape, OpenedBidShape
from procurement.reports.pdf.paper import texts, unrecorded
from procurement.reports.pdf.paper.unrecorded import Unrecorded
from procurement.reports.shapes import PanelMemberShape, ReviewShape
from procurement.tenders.models import Origin

MOST_LOW = 6  # sentences of the rule and of the bids that it asks about; annex D has all
SUBCONTRACTORS = ("relied_subcontractor", "other_subcontractor")
Statement = tuple[str, str]


def statements(data: ReviewShape) -> list[Statement]:
    """Conflicts, low prices, exclusion, subcontracting, questions, panel, what is not part of the review."""
    return [
        unrecorded.statement(Unrecorded.CONFLICTS),
        _low_prices(data),
        unrecorded.statement(Unrecorded.SELECTION),
        (_("Subcontracting"), _subcontracting(data)),
        unrecorded.statement(Unrecorded.QUESTIONS),
        *_panel(data),
        *((_("Not built yet"), sentence) for sentence in data.not_built),
        unrecorded.statement(Unrecorded.AWARD),
    ]


def _low_prices(data: ReviewShape) -> Statement:
    """The published rule and what it gave; what bidders were asked is not recorded."""
    subject, attach = unrecorded.statement(Unrecorded.LOW_PRICES)
    section = information(data, "low")
    if section is None:
        return subject, _("The source names no rule.") if _is_imported(data) else _("No rule was published.")
    rule_and_bids = " ".join(texts.sentence(sentence) for sentence in section.sentences[:MOST_LOW])
    return subject, f"{rule_and_bids} {attach}"


def information(data: ReviewShape, key: str) -> InformationSectionShape | None:
    return next((section for section in data.information.sections if section.key == key), None)


def _subcontracting(data: ReviewShape) -> str:
    named = [line for bid in data.bids for line in _subcontractors(bid)]
    if named:
        return f"{'; '.join(named)}."
    return _("The source names no subcontractor.") if _is_imported(data) else _("No bid names a subcontractor.")


def _is_imported(data: ReviewShape) -> bool:
    """Then what is not named may only not have been in the file."""
    return data.tender.origin == Origin.IMPORTED


def _subcontractors(bid: OpenedBidShape) -> Iterator[str]:
    for party in bid.parties:
        if party.role in SUBCONTRACTORS:
            share = f", {formats.percent(party.share, 0)}" if party.share is not None else ""
            yield f"{bid.alias}: {party.name} ({party.role_label.lower()}{share})"


def _panel(data: ReviewShape) -> list[Statement]:
    """How many marked, how far they agree, and that pseudonyms stay pseudonyms."""
    section = information(data, "agreement")
    if not data.review.panel and section is None:
        return [(_("Panel"), _("None: nobody marked these bids here."))]
    sentences = [
        texts.sentence(section.result) if section else "",
        _("Their pseudonyms are not matched to names here.") if data.review.panel else "",
    ]
    return [(_("Panel"), " ".join(filter(None, sentences)))]


def signers(data: ReviewShape) -> list[tuple[str, str]]:
    """(for what, name): the panel by role, then by name, so that no pseudonym can be matched; then the authority."""
    panel = sorted(data.review.panel, key=lambda member: (not member.chair, member.name))
    return [
        *((_role(member), member.name) for member in panel),
        (_("Authority, officer who froze it"), data.run.by),
        (_("Authority, second person"), ""),
    ]


def _role(member: PanelMemberShape) -> str:
    return _("Panel, chair") if member.chair else _("Panel, member")
