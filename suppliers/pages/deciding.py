"""The acts of officers on a supplier as its page offers them: in words, what follows, and the service that does it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.models import User
from suppliers import queries, services
from suppliers.access import SupplierAction
from suppliers.forms import HearingForm, PlainForm, ReasonForm, SuspensionForm
from suppliers.models import Hearing, Supplier
from suppliers.states import ApprovalState, OperationalState


@dataclass(frozen=True, slots=True)
class SupplierStanding:
    """A supplier as it is now: what its acts depend on."""

    supplier: Supplier
    hearing: Hearing | None


@dataclass(frozen=True, slots=True)
class SupplierDeed:
    """By whom, when, and what was typed."""

    by: User
    at: datetime
    typed: dict[str, Any]


@dataclass(frozen=True, slots=True)
class SupplierAct:
    """`done`: what the page says afterwards; `is_open`: whether the page offers it."""

    key: str
    action: SupplierAction
    label: Promise
    follows: Sequence[Promise]
    done: Promise
    is_open: Callable[[SupplierStanding], bool]
    do: Callable[[SupplierStanding, SupplierDeed], object]
    form: type[forms.Form] = ReasonForm
    is_grave: bool = False
    kind: str = "quiet"


def standing(supplier: Supplier) -> SupplierStanding:
    """One query."""
    return SupplierStanding(supplier, queries.open_hearing(supplier))


def end_of_day(day: date) -> datetime:
    """The last moment of a day: suppliers have no zone of their own, so the day is UTC's."""
    return datetime.combine(day + timedelta(days=1), time(tzinfo=UTC))


def _submitted(now: SupplierStanding) -> bool:
    return now.supplier.state == ApprovalState.SUBMITTED


def _active(now: SupplierStanding) -> bool:
    return now.supplier.operational == OperationalState.ACTIVE and now.supplier.state == ApprovalState.APPROVED


def _hear(now: SupplierStanding, doing: SupplierDeed) -> None:
    services.hear(
        supplier=now.supplier,
        reason=doing.typed["reason"],
        answers_until=end_of_day(doing.typed["answers_until"]),
        by=doing.by,
        at=doing.at,
    )


def _suspend(now: SupplierStanding, doing: SupplierDeed) -> None:
    services.suspend(
        supplier=now.supplier,
        reason=doing.typed["reason"],
        ends_at=end_of_day(doing.typed["ends_at"]),
        by=doing.by,
        at=doing.at,
    )


def _close(now: SupplierStanding, doing: SupplierDeed) -> None:
    assert now.hearing is not None  # else it is not open
    services.close_hearing(hearing=now.hearing, reason=doing.typed["reason"], by=doing.by, at=doing.at)


def _with_reason(service: Callable[..., object]) -> Callable[[SupplierStanding, SupplierDeed], object]:
    return lambda now, doing: service(supplier=now.supplier, reason=doing.typed["reason"], by=doing.by, at=doing.at)


_NOTICE = _("Those who act for it are told, and read your reason.")
_STAYS = _("The act stays in the audit log.")
ACTS = {
    act.key: act
    for act in (
        SupplierAct(
            "approve",
            SupplierAction.APPROVE,
            _("Approve"),
            [_("It is approved for every authority of this site."), _("Those who act for it are told."), _STAYS],
            _("Approved."),
            _submitted,
            lambda now, doing: services.approve(supplier=now.supplier, by=doing.by, at=doing.at),
            PlainForm,
            kind="",
        ),
        SupplierAct(
            "return",
            SupplierAction.RETURN,
            _("Send back to be completed"),
            [_("It changes what you ask for and hands it in again."), _NOTICE, _STAYS],
            _("Sent back."),
            _submitted,
            _with_reason(services.return_to_draft),
        ),
        SupplierAct(
            "reject",
            SupplierAction.REJECT,
            _("Turn down"),
            [_("It is turned down for good: there is no way back."), _NOTICE, _STAYS],
            _("Turned down."),
            _submitted,
            _with_reason(services.reject),
            is_grave=True,
            kind="danger",
        ),
        SupplierAct(
            "hear",
            SupplierAction.HEAR,
            _("Hear it before a suspension"),
            [_("It reads your reason and answers until the day that you set, at least three days from now."), _STAYS],
            _("It is heard."),
            lambda now: _active(now) and now.hearing is None,
            _hear,
            HearingForm,
        ),
        SupplierAct(
            "suspend",
            SupplierAction.SUSPEND,
            _("Suspend"),
            [_("It may not act until the end that you set, which comes by itself."), _NOTICE, _STAYS],
            _("Suspended."),
            lambda now: now.hearing is not None,
            _suspend,
            SuspensionForm,
            is_grave=True,
            kind="danger",
        ),
        SupplierAct(
            "close",
            SupplierAction.SUSPEND,
            _("Close the hearing without a suspension"),
            [_("Nothing changes for the supplier."), _NOTICE, _STAYS],
            _("The hearing is closed."),
            lambda now: now.hearing is not None,
            _close,
        ),
        SupplierAct(
            "lift",
            SupplierAction.LIFT,
            _("Lift the suspension"),
            [_("It may act again at once."), _NOTICE, _STAYS],
            _("Lifted."),
            lambda now: now.supplier.operational == OperationalState.SUSPENDED,
            _with_reason(services.lift),
        ),
    )
}
