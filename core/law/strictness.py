"""A policy may only be stricter than the law: which fields of a profile it may set, and in which direction. Pure.

A field is named by its place in the profile, such as `standstill.days`. What is not listed is no matter of strictness
(how days are counted, what a notice is called), so a policy cannot set it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from core.law.terms import DutyLevel, LawProfile, Limit

Setting = int | Decimal | bool | DutyLevel | Limit


class Stricter(StrEnum):
    """Which value binds the authority more."""

    MORE = "more"
    LESS = "less"


# A longer period for bidders, a longer memory, a heavier duty bind more; so do lower limits and shorter delays.
DIRECTIONS: Mapping[str, Stricter] = {
    "standstill.days": Stricter.MORE,
    "standstill.roll": Stricter.MORE,
    "standstill.min_working_days_warn": Stricter.MORE,
    "standstill.voluntary_min_days": Stricter.MORE,
    "standstill.other_means.from_sent": Stricter.MORE,
    "standstill.other_means.or_from_receipt": Stricter.MORE,
    "review.after_reply_days": Stricter.MORE,
    "review.after_reply_days_other_means": Stricter.MORE,
    "submission.roll": Stricter.MORE,
    "submission.open": Stricter.MORE,
    "submission.open_electronic": Stricter.MORE,
    "submission.open_one_missing": Stricter.MORE,
    "submission.open_electronic_all_documents": Stricter.MORE,
    "submission.open_prior_notice": Stricter.MORE,
    "submission.open_urgent": Stricter.MORE,
    "submission.request": Stricter.MORE,
    "submission.request_urgent": Stricter.MORE,
    "submission.tender": Stricter.MORE,
    "submission.tender_electronic": Stricter.MORE,
    "submission.tender_prior_notice": Stricter.MORE,
    "submission.tender_urgent": Stricter.MORE,
    "submission.tender_sub_central_default": Stricter.MORE,
    "submission.tender_preselected": Stricter.MORE,
    "submission.tender_dynamic_market": Stricter.MORE,
    "submission.documents_not_online_plus": Stricter.MORE,
    "answers.days_before": Stricter.MORE,
    "answers.days_before_urgent": Stricter.MORE,
    "turnover_factor": Stricter.LESS,
    "brand_without_equivalent": Stricter.MORE,
    "standard_without_equivalent": Stricter.MORE,
    "abnormally_low.reply_days": Stricter.MORE,
    "modification.de_minimis_pct": Stricter.LESS,
    "modification.de_minimis_works_pct": Stricter.LESS,
    "modification.additional_pct": Stricter.LESS,
    "modification.unforeseen_pct": Stricter.LESS,
    "modification.social_services_pct": Stricter.LESS,
    "modification.known_risk_pct": Stricter.LESS,
    "modification.term_change_pct": Stricter.LESS,
    "modification.and_below_threshold": Stricter.MORE,
    "reasons_on_request_days": Stricter.LESS,
    "result_notice_days": Stricter.LESS,
    "result_notice_days_light_touch": Stricter.LESS,
    "contract_copy.above": Stricter.LESS,
    "contract_copy.days": Stricter.LESS,
    "contract_copy.days_light_touch": Stricter.LESS,
    "opening_persons_min": Stricter.MORE,
    "termination_notice_days": Stricter.LESS,
    "performance_breach_notice_days": Stricter.LESS,
    "retention.years": Stricter.MORE,
    "kpi.above": Stricter.LESS,
    "kpi.min": Stricter.MORE,
    "kpi.published": Stricter.MORE,
    "kpi.every_months": Stricter.LESS,
}


@dataclass(frozen=True, slots=True)
class LooserSetting:
    """A field of the law that a policy would loosen; `law` None: there is no such field to set."""

    field: str
    policy: Setting
    law: Setting | None
    sentence: str


def looser_settings(profile: LawProfile, policy: Mapping[str, Setting]) -> list[LooserSetting]:
    """Everything in which a policy is looser than the law, or says what no policy may; by field. Empty: only stricter.

    Where the law sets no figure a policy may set any, as long as the law has that part (a law without answers has no
    days before the deadline).
    """
    return [fault for field in sorted(policy) if (fault := _fault(profile, field, policy[field])) is not None]


def with_policy(profile: LawProfile, policy: Mapping[str, Setting]) -> LawProfile:
    """The profile with the figures of a policy in place of its own. Raises ValueError if one of them is looser."""
    if faults := looser_settings(profile, policy):
        raise ValueError(" ".join(fault.sentence for fault in faults))
    for field, setting in policy.items():
        profile = _replaced(profile, field.split("."), setting)
    return profile


def _fault(profile: LawProfile, field: str, setting: Setting) -> LooserSetting | None:
    part, name = _part_of(profile, field)
    if field not in DIRECTIONS or part is None:
        sentence = _("%(field)s is nothing that a policy sets under %(id)s.") % {"field": field, "id": profile.id}
        return LooserSetting(field, setting, None, sentence)
    law = getattr(part, name)
    if law is None or not _is_looser(law, setting, DIRECTIONS[field]):
        return None
    sentence = (
        _("%(field)s: the law (%(id)s) says at least %(law)s, the policy %(policy)s.")
        if DIRECTIONS[field] is Stricter.MORE
        else _("%(field)s: the law (%(id)s) says at most %(law)s, the policy %(policy)s.")
    )
    facts = {"field": field, "id": profile.id, "law": _text(law), "policy": _text(setting)}
    return LooserSetting(field, setting, law, sentence % facts)


def _part_of(profile: LawProfile, field: str) -> tuple[Any, str]:
    """(the part of the profile that has the field, its name there); the part is None if the profile lacks it."""
    *path, name = field.split(".")
    part: Any = profile
    for step in path:
        part = getattr(part, step, None)
    return (part, name) if hasattr(part, name) else (None, name)


def _is_looser(law: Setting, setting: Setting, stricter: Stricter) -> bool:
    """Raises TypeError for values of different kinds, DifferentMoney for amounts of different kinds."""
    if isinstance(law, Limit) and isinstance(setting, Limit):
        return law.is_below(setting.amount, setting.currency, setting.basis)
    if isinstance(law, Limit | DutyLevel) is not isinstance(setting, Limit | DutyLevel):
        raise TypeError(f"{setting!r} is not of the kind of {law!r}.")
    ranks = (_rank(law), _rank(setting))
    return ranks[1] < ranks[0] if stricter is Stricter.MORE else ranks[1] > ranks[0]


def _rank(setting: Any) -> Any:
    return list(DutyLevel).index(setting) if isinstance(setting, DutyLevel) else setting


def _text(setting: Setting) -> str:
    return f"{setting.amount} {setting.currency} {setting.basis}" if isinstance(setting, Limit) else str(setting)


def _replaced(part: Any, path: list[str], setting: Setting) -> Any:
    head, *rest = path
    return replace(part, **{head: _replaced(getattr(part, head), rest, setting) if rest else setting})
