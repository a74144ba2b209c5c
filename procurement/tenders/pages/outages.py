"""What an outage of the site took from the last hours of a tender, and what makes it good, before and after the end."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict

from django.utils.translation import gettext as _

from core.models import SiteOutage, User
from core.pages import formats
from core.uptime import pages as uptime
from procurement.tenders import access, queries, services
from procurement.tenders.access import TenderAction
from procurement.tenders.forms.changes import OpenTenderForm, OutageForm, ReopenForm
from procurement.tenders.gather.outages import OutageProposal, outage_proposal, reopening_terms
from procurement.tenders.models import ReopeningProposal, Tender
from procurement.tenders.states import TenderState


class OutageSection(TypedDict):
    """`sentence`: what everybody gets; `until`: how long an officer can do it."""

    sentence: str
    rows: list[uptime.OutageRow]
    until: str
    form: OpenTenderForm


class ProposedReopening(TypedDict):
    id: int
    text: str
    by: str
    why_not: str


class ReopeningSection(TypedDict):
    """`form` is None where a later stage objects; `obstacle` says why."""

    sentence: str
    rows: list[uptime.OutageRow]
    obstacle: str
    proposal: ProposedReopening | None
    form: OpenTenderForm | None


def outage_section(tender: Tender, typed: OpenTenderForm | None, now: datetime) -> OutageSection | None:
    """None where nothing is to be made good. Two queries."""
    proposal = outage_proposal(tender, at=now)
    if proposal is None:
        return None
    form = typed or OutageForm(tender=tender)
    form.initial = {
        "outages": ",".join(str(row.pk) for row in proposal.outages),
        "reason": down_sentence(proposal.outages, tender),
    }
    until = _("It can be done before the deadline alone: until %(when)s.")
    return {
        "sentence": outage_sentence(proposal, tender),
        "rows": uptime.rows(proposal.outages, tender.authority.zone),
        "until": until % {"when": formats.moment(tender.deadline_at, tender.authority.zone)},
        "form": form,
    }


def outage_sentence(proposal: OutageProposal, tender: Tender) -> str:
    sentence = _(
        "In the last 24 hours before the deadline the site could take no bids for %(lost)s. Everybody gets %(more)s "
        "more: until %(when)s."
    )
    when = formats.moment(proposal.deadline, tender.authority.zone)
    return sentence % {"lost": uptime.span(proposal.lost), "more": uptime.span(proposal.more), "when": when}


def reopening_section(
    tender: Tender, user: User, typed: OpenTenderForm | None, now: datetime
) -> ReopeningSection | None:
    """None where the tender is not closed, or nothing is to be made good. At most four queries, and the guards'."""
    terms = reopening_terms(tender, at=now)
    if terms is None or not access.may(user, TenderAction.REOPEN, tender):
        return None
    obstacle = " ".join(services.obstacles_to_reopening(tender))
    form = typed or ReopenForm(tender=tender)
    form.initial = {
        "outages": ",".join(str(row.pk) for row in terms.outages),
        "reason": down_sentence(terms.outages, tender),
    }
    return {
        "sentence": reopening_sentence(terms, tender),
        "rows": uptime.rows(terms.outages, tender.authority.zone),
        "obstacle": obstacle,
        "proposal": None if obstacle else _proposed(tender, terms, user),
        "form": None if obstacle else form,
    }


def _proposed(tender: Tender, terms: OutageProposal, user: User) -> ProposedReopening | None:
    """What another officer may confirm, if it is about the outages that are not made good."""
    proposal: ReopeningProposal | None = queries.latest_reopening_proposal(tender)
    if proposal is None or proposal.outages != [row.pk for row in terms.outages]:
        return None
    names = {"name": proposal.by, "when": formats.moment(proposal.at, tender.authority.zone)}
    return {
        "id": proposal.pk,
        "text": proposal.text,
        "by": _("proposed by %(name)s, %(when)s") % names,
        "why_not": str(access.may(user, TenderAction.CONFIRM_REOPEN, tender).why),
    }


def reopening_sentence(terms: OutageProposal, tender: Tender) -> str:
    sentence = _(
        "In the last 24 hours before the deadline the site could take no bids for %(lost)s. Confirmed now, the tender "
        "takes bids until %(when)s: for as long as was lost, at least a day, to the next quarter of an hour."
    )
    when = formats.moment(terms.deadline, tender.authority.zone)
    return sentence % {"lost": uptime.span(terms.lost), "when": when}


def down_sentence(outages: Iterable[SiteOutage], tender: Tender) -> str:
    """When the site could not take bids."""
    zone = tender.authority.zone
    spans = [
        _("from %(since)s to %(until)s")
        % {"since": formats.moment(row.from_at, zone), "until": formats.moment(row.to_at, zone)}
        for row in outages
    ]
    return _("The site could not take bids %(spans)s.") % {"spans": "; ".join(spans)}


# --- what everybody reads on the page of the tender ---


class OutageStatement(TypedDict):
    """`heading`: what holds now; `sentences`: what happened, and what a supplier has to do about it."""

    heading: str
    sentences: list[str]
    is_made_good: bool


def outage_statement(tender: Tender, now: datetime) -> OutageStatement | None:
    """That the site was down in the last hours, and what came of it. Two queries, four where there was an outage."""
    if (lost := outage_proposal(tender, at=now)) is not None:
        return _waiting(tender, lost, is_over=False)
    if (lost := reopening_terms(tender, at=now)) is not None:
        return _waiting(tender, lost, is_over=True)
    if tender.state != TenderState.OPEN or tender.deadline_at is None or now >= tender.deadline_at:
        return None
    extensions = queries.latest_outage_extensions(tender)
    if not extensions:
        return None
    heading = _("The deadline is now %(when)s") % {"when": formats.moment(tender.deadline_at, tender.authority.zone)}
    return {
        "heading": heading,
        "sentences": [
            down_sentence([row.outage for row in extensions], tender),
            _more_sentence(tender, extensions[0].version.at),
            _("If you have a receipt there is nothing to do: your bid stands."),
        ],
        "is_made_good": True,
    }


def _more_sentence(tender: Tender, moved_at: datetime) -> str:
    """How much more time everybody got, or that a closed tender takes bids again."""
    moved = queries.latest_move_for_outage(tender)
    if moved is None:
        return ""
    was, now = moved
    if moved_at > was:
        when = formats.moment(was, tender.authority.zone)
        return _("The tender was closed since %(when)s. It takes bids again, from everybody.") % {"when": when}
    return _("Everybody gets %(more)s more.") % {"more": uptime.span(now - was)}


def _waiting(tender: Tender, lost: OutageProposal, *, is_over: bool) -> OutageStatement:
    """Nobody has decided yet. `is_over`: whether the deadline has passed."""
    then = _("The buyer can give everybody more time for that. Whoever follows the tender or has begun a bid is told.")
    if is_over:
        then = _(
            "Two officers of the buyer can open the tender again for that, for everybody alike. Whoever follows it or "
            "has begun a bid is told."
        )
    return {
        "heading": _("The site was down for %(lost)s before the deadline") % {"lost": uptime.span(lost.lost)},
        "sentences": [down_sentence(lost.outages, tender), then],
        "is_made_good": False,
    }
