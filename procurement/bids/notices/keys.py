"""What holders of keys and officers are told of opening keys."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from core.models import Authority, Role, User
from core.notice_kinds import NoticeKind, NoticeText
from core.notices.queries import people_with
from core.notices.services import notify
from procurement.bids.models import OpeningKey
from procurement.tenders.models import Tender

ROUTE = "bids:key"


class KeyNoticeKind(NoticeKind):
    PROOF_ENDS = "key.proof_ends"
    PROOF_ENDED = "key.proof_ended"
    KEY_OUT_OF_DATE = "key.out_of_date"
    FRESH_PROOF = "key.fresh_proof"
    TOO_FEW = "key.too_few"
    OTHER_KEYS = "key.not_of_the_notice"
    ASKED = "key.asked"
    YEAR_OLD = "key.year_old"


NOTICES = (
    NoticeText(KeyNoticeKind.PROOF_ENDS, _("Prove your opening key for %(authority)s within 7 days"), ROUTE),
    NoticeText(
        KeyNoticeKind.PROOF_ENDED,
        _("The proof of your opening key for %(authority)s has ended; prove it again"),
        ROUTE,
    ),
    NoticeText(
        KeyNoticeKind.KEY_OUT_OF_DATE,
        _("%(authority)s: %(holder)s must prove the opening key again, or nothing may be published"),
        "home",
    ),
    NoticeText(
        KeyNoticeKind.FRESH_PROOF,
        _("%(ref)s is opened soon: prove your opening key for %(authority)s again"),
        ROUTE,
    ),
    NoticeText(
        KeyNoticeKind.TOO_FEW,
        _("%(ref)s: its deadline is within a day, and fewer than two opening keys are proved. Bids may stay closed"),
        "tenders:detail",
    ),
    NoticeText(
        KeyNoticeKind.OTHER_KEYS,
        _(
            "%(ref)s: its opening keys are not those that its notice names. Whoever runs the site must compare the "
            "database with a backup; until then nobody should change keys"
        ),
        "tenders:detail",
    ),
    NoticeText(
        KeyNoticeKind.YEAR_OLD,
        _("Your opening key for %(authority)s is a year old: retire it, make another, keep the paper of the old one"),
        ROUTE,
    ),
    NoticeText(KeyNoticeKind.ASKED, _("%(authority)s asks you for your opening key: a tender waits for it"), ROUTE),
)


def tell_holder(kind: KeyNoticeKind, key: OpeningKey, *, event: str, at: datetime, **facts: str) -> None:
    """A notice to the holder of a key, once per event."""
    about = {"id": str(key.authority_id), "authority": key.authority.name, **facts}
    notify(kind, [key.holder], event=event, facts=about, at=at)


def ask_holders(authority: Authority, holders: Collection[User], *, event: str, at: datetime) -> int:
    """Ask these people for their keys, each once per event. Returns how many were asked now."""
    facts = {"id": str(authority.pk), "authority": authority.name}
    return len(notify(KeyNoticeKind.ASKED, holders, event=event, facts=facts, at=at))


def tell_officers(kind: KeyNoticeKind, key: OpeningKey, *, event: str, at: datetime) -> None:
    """A notice to the officers of the key's authority, once per event."""
    facts = {"authority": key.authority.name, "holder": str(key.holder)}
    notify(kind, list(people_with(key.authority, Role.OFFICER)), event=event, facts=facts, at=at)


def alarm(tender: Tender, holders: Collection[User], *, event: str, at: datetime) -> None:
    """To officers, openers and the holders of the tender's keys: its bids may not be opened."""
    people = {*people_with(tender.authority, Role.OFFICER, Role.OPENER, Role.ESCROW), *holders}
    notify(KeyNoticeKind.TOO_FEW, people, event=event, facts={"id": str(tender.pk), "ref": tender.ref}, at=at)


def tell_of_other_keys(tender: Tender, *, event: str, at: datetime) -> None:
    """To officers, auditors and holders of keys, once per event: the keys of the tender were exchanged or damaged."""
    people = people_with(tender.authority, Role.OFFICER, Role.AUDITOR, Role.OPENER, Role.ESCROW)
    facts = {"id": str(tender.pk), "ref": tender.ref}
    notify(KeyNoticeKind.OTHER_KEYS, list(people), event=event, facts=facts, at=at)
