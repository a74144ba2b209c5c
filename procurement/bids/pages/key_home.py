"""What Home says to holders of opening keys: what their key waits for."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.access import Person, authorities_with, signed_in
from core.assembly import HomeSection, Task
from core.models import Authority, Role
from procurement.bids.access.keys import authorities_of
from procurement.bids.pages.keys import is_to_do
from procurement.bids.services import key_reminders, keysets
from procurement.bids.services.key_reminders import WaitingTender
from procurement.bids.services.keysets import KeyStage, KeyStanding
from procurement.tenders.pages import short

MOST = 5


def keys_to_do(user: Person, now: datetime) -> HomeSection | None:
    """To who is to have a key: make it, prove it, or type the passphrase again. No query for anybody else."""
    ids = authorities_of(user)
    if not ids:
        return None
    tasks = [
        _task(authority, person)
        for authority in Authority.objects.filter(pk__in=ids).order_by("name")
        for person in keysets.set_of(authority, now).people
        if person.holder.pk == signed_in(user).pk and is_to_do(person, now)
    ]
    return (
        HomeSection("opening-keys", _("Your opening key"), tuple(tasks), count=_("Your opening key needs you"))
        if tasks
        else None
    )


def keys_waited_for(user: Person, now: datetime) -> HomeSection | None:
    """To officers: tenders that wait for keys, with the names of those who are missing, and a button that asks them."""
    ids = authorities_with(user, Role.OFFICER)
    waiting = key_reminders.waiting_tenders(ids, now) if ids else []
    if not waiting:
        return None
    count = ngettext("%(count)d tender waits for opening keys", "%(count)d tenders wait for opening keys", len(waiting))
    tasks = tuple(_waiting_task(row) for row in waiting[:MOST])
    return HomeSection("keys-waited-for", _("Opening keys"), tasks, count=count % {"count": len(waiting)})


def _waiting_task(row: WaitingTender) -> Task:
    tender = row.tender
    return Task(
        _("%(ref)s waits for opening keys") % {"ref": tender.ref},
        reverse("tenders:detail", args=[tender.pk]),
        over=short(tender.title),
        note=" ".join(row.sentences),
        tag=_("To do"),
        tone="warn",
        act=_("Remind them") if row.holders else "",
        act_url=reverse("bids:keys-ask", args=[tender.authority_id]) if row.holders else "",
        sends=bool(row.holders),
    )


def _task(authority: Authority, person: KeyStanding) -> Task:
    url = reverse("bids:key", args=[authority.pk])
    if person.stage is KeyStage.NO_KEY:
        return Task(
            _("Make your opening key"), url, over=authority.name, note=_("It takes five minutes and a sheet of paper.")
        )
    prove = reverse("bids:key-prove", args=[authority.pk])
    if person.stage is KeyStage.DEMONSTRATION:
        return Task(_("Replace the key of the demonstration"), url, over=authority.name)
    return Task(_("Prove your opening key"), prove, over=authority.name, note=_("Type the passphrase from your paper."))
