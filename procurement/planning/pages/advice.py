"""The page of the adviser: the need, and the standards that usually apply to it, each with a clause to copy."""

from collections.abc import Mapping
from typing import TypedDict

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.codes import code_with_title
from core.models import Authority, LawProfileId
from core.pages import formats
from core.pages.tones import Tone
from procurement.planning import labels, summary
from procurement.planning.pages.listing import TONES, openness_figure
from procurement.planning.shapes import AdviceAnswerShape, AdviceReasonShape, AdviceShape, ClauseShape

DUTY_TONES: Mapping[str, Tone] = {"law": "bad", "comply_or_explain": "warn", "recommended": "accent", "practice": ""}
PLACE_OF_LAW: Mapping[str, str] = {LawProfileId.EU: "EU", LawProfileId.DE: "EU", LawProfileId.UK: "UK"}


class ReasonRow(TypedDict):
    """Why: the situation, the duty as it is here, what in the need fired it."""

    situation: str
    duty: str
    basis: str
    where: str
    because: str
    alternatives: str


class AdviceRow(TypedDict):
    """A standard that usually applies. `weight`: why it has none; `omission`: what leaving it out asks for."""

    key: str
    title: str
    url: str
    purpose: str
    duty: str
    duty_tone: Tone
    openness: str
    tone: Tone
    weight: str
    evidence: str
    omission: str
    reasons: list[ReasonRow]
    clauses: tuple[ClauseShape, ...]


class AdvicePage(TypedDict):
    """What the adviser answers; `together`: every clause once, after the rider, to copy at a stroke."""

    heading: str
    advices: list[AdviceRow]
    together: list[str]


def advice_page(answer: AdviceAnswerShape) -> AdvicePage:
    """The answer to a need."""
    count = len(answer.advices)
    heading = ngettext("%(count)s standard usually applies", "%(count)s standards usually apply", count)
    texts = (clause.text for advice in answer.advices for clause in advice.clauses)
    return {
        "heading": heading % {"count": formats.number(count)} if count else _("No standard usually applies"),
        "advices": [_advice_row(advice) for advice in answer.advices],
        "together": [answer.rider, *dict.fromkeys(texts)] if count else [],
    }


def place_of(authority: Authority | None) -> str:
    """Where an authority sits as far as its law profile says; the European Union where it does not."""
    return PLACE_OF_LAW.get(authority.law_profile, "EU") if authority else "EU"


def _advice_row(advice: AdviceShape) -> AdviceRow:
    standard = advice.standard
    kind = summary.openness_class(standard.openness)
    kinds = [str(labels.EVIDENCE[kind]) for kind in advice.evidence] or [str(labels.EVIDENCE["none"])]
    return {
        "key": standard.id,
        "title": standard.title,
        "url": reverse("standards:detail", args=[standard.id]),
        "purpose": standard.purpose,
        "duty": capfirst(str(labels.DUTIES[advice.duty])),
        "duty_tone": DUTY_TONES[advice.duty],
        "openness": f"{capfirst(str(labels.OPENNESS[kind]))}, {openness_figure(standard)}",
        "tone": TONES[kind],
        "weight": "" if advice.weighable else _weight_sentence(advice),
        "evidence": capfirst("; ".join(kinds)),
        "omission": _omission_sentence(advice),
        "reasons": [_reason_row(reason) for reason in advice.reasons],
        "clauses": advice.clauses,
    }


def _weight_sentence(advice: AdviceShape) -> str:
    missing = ", ".join(str(labels.FACTS[fact]).lower() for fact in advice.standard.missing)
    return _("It enters with weight 0 until one of these facts is recorded: %(missing)s.") % {"missing": missing}


def _omission_sentence(advice: AdviceShape) -> str:
    """What leaving it out asks for."""
    if advice.duty == "law":
        return _(
            "Left out, it is explained: why the law does not bind this buyer here, or what does the same. Whether it "
            "binds is for the officer to judge."
        )
    if advice.must_explain:
        return _("Left out, it is explained: the list asks to comply or to say why not.")
    return _("It may be left out without a reason; the explanation of another choice helps whoever reads the tender.")


def _reason_row(reason: AdviceReasonShape) -> ReasonRow:
    where = ", ".join(str(labels.PLACES[place]) for place in reason.places)
    fired = [*(f"“{trigger}”" for trigger in reason.triggers), *map(code_with_title, reason.cpv)]
    return {
        "situation": reason.situation,
        "duty": capfirst(str(labels.DUTIES[reason.duty])),
        "basis": reason.basis,
        "where": where if reason.local else _("%(places)s: advice here, no duty") % {"places": where},
        "because": ", ".join(fired),
        "alternatives": reason.alternatives,
    }
