"""What Home says of evaluations: what waits, what is new, and to panel members what is not built."""

from dataclasses import replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import access
from core.access import Person
from core.assembly import HomeSection, Note, Task
from core.models import Role
from core.pages import formats
from procurement.evaluations import queries
from procurement.evaluations.models import DecisionProposal, Evaluation
from procurement.tenders.pages import short
from scoring.findings import fingerprint


def waiting(user: Person, now: datetime) -> HomeSection | None:
    """To officers: lots with open prices, the longest waiting first. One query."""
    authorities = access.authorities_with(user, Role.OFFICER)
    if not authorities:
        return None
    evaluations = queries.to_evaluate(authorities)
    return HomeSection(
        "evaluate",
        _("Waiting to be evaluated"),
        tuple(_waiting_task(evaluation, now) for evaluation in evaluations),
        empty=_("No lot waits: each one with open prices is evaluated. The next comes when prices are opened."),
        count=formats.counted(
            ngettext("%(n)s lot waits to be evaluated", "%(n)s lots wait to be evaluated", len(evaluations)),
            len(evaluations),
            limit=queries.LISTED,
        ),
    )


def proposed(user: Person, now: datetime) -> HomeSection | None:
    """To officers: decisions that another officer proposes; nothing where none waits. Two queries at most."""
    authorities = access.authorities_with(user, Role.OFFICER)
    if not authorities:
        return None
    proposals = queries.proposals_for(access.signed_in(user), authorities)
    if not proposals:
        return None
    count = ngettext("%(n)s decision waits for you", "%(n)s decisions wait for you", len(proposals))
    return HomeSection(
        "decide",
        _("Decisions that need a second officer"),
        tuple(_proposed_task(proposal, now) for proposal in proposals),
        count=formats.counted(count, len(proposals), limit=queries.LISTED),
    )


def newly_frozen(user: Person, now: datetime) -> HomeSection | None:
    """To auditors: frozen evaluations, the newest first. One query."""
    authorities = access.authorities_with(user, Role.AUDITOR)
    if not authorities:
        return None
    return HomeSection(
        "frozen",
        _("Newest evaluations"),
        tuple(_frozen_task(evaluation, now) for evaluation in queries.newly_frozen(authorities)),
        empty=_("Nothing is frozen yet. An evaluation appears here when an officer has evaluated a lot."),
    )


def panel_note(user: Person) -> Note | None:
    """To panel members who are neither officer nor auditor: marks cannot be given here yet. One query."""
    if access.authorities_with(user, Role.OFFICER, Role.AUDITOR):
        return None
    tenders = queries.tenders_on_whose_panel(user)
    if not tenders:
        return None
    refs = ", ".join(tender.ref for tender in tenders)
    return Note(
        _("You sit on the panel of %(refs)s") % {"refs": refs},
        _("Giving marks in the browser is not built yet: agree with the officer how you hand them in."),
    )


def _waiting_task(evaluation: Evaluation, now: datetime) -> Task:
    note = _("prices opened %(when)s") % {"when": formats.relative(evaluation.state_at, now)}
    url = reverse("evaluations:freeze", args=[evaluation.pk])
    return replace(_lot_task(evaluation, note), act=_("Check and evaluate"), act_url=url)


def _proposed_task(proposal: DecisionProposal, now: datetime) -> Task:
    note = _("proposed %(when)s") % {"when": formats.relative(proposal.at, now)}
    url = reverse("evaluations:finding", args=[proposal.evaluation_id, fingerprint(proposal.finding)])
    return replace(_lot_task(proposal.evaluation, note), act=_("Read and decide"), act_url=url)


def _frozen_task(evaluation: Evaluation, now: datetime) -> Task:
    return _lot_task(evaluation, _("frozen %(when)s") % {"when": formats.relative(evaluation.state_at, now)})


def _lot_task(evaluation: Evaluation, note: str) -> Task:
    lot, tender = evaluation.lot, evaluation.lot.tender
    url = reverse("evaluations:detail", args=[evaluation.pk])
    return Task(short(tender.title), url, f"{tender.ref} · {_('Lot')} {lot.no} · {tender.authority}", note)
