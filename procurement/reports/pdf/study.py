"""A study of methods as ready words for its template, by the sentences of its page. Pure."""

from typing import Any

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.studies import drawings, words
from procurement.studies.shapes import StudyShape

TEMPLATE = "reports/study.html"
LONG_TITLE = 140  # letters; more of them are set smaller on the cover


def context(data: StudyShape, *, data_sha: str) -> dict[str, Any]:
    """Everything the template shows."""
    study = data.study
    over = _("Study %(no)d") % {"no": study.no}
    return {
        "lang": "en",
        "title": f"{over}: {study.title}",
        "study": study,
        "over": over,
        "foot": _("Study %(digest)s") % {"digest": formats.short_digest(data_sha)},
        "long_title": len(study.title) > LONG_TITLE,
        "cover": _cover(data),
        "chosen": _chosen(data),
        "digests": [
            (_("Inputs"), data.digests.inputs),
            (_("Result"), data.digests.result),
            (_("This report"), data_sha),
        ],
        "figures": drawings.curves(data, tips=False),
        "rates": words.rates(data),
        "rates_figure": drawings.rates(data) if data.simulated else None,
        **words.study_sentences(data),
    }


def _cover(data: StudyShape) -> list[tuple[str, str]]:
    study = data.study
    points = study.price_points
    split = _("%(price)s for the price, %(quality)s for quality")
    return [
        (_("Authority"), study.authority),
        (_("Made"), formats.moment(study.at, study.zone)),
        (_("Points of 100"), split % {"price": formats.number(points), "quality": formats.number(100 - points)}),
        (_("Expected bids"), words.origin(data)),
        (_("Seed"), str(study.seed)),
        (_("Simulated tenders"), formats.number(study.tenders) if data.simulated else _("not simulated yet")),
    ]


def _chosen(data: StudyShape) -> dict[str, Any] | None:
    """The choice that holds; who chose stands in the audit log, not in a file that outlives an account."""
    choice = data.choice
    if choice is None:
        return None
    return {
        "title": f"{choice.candidate}. {choice.title}",
        "reason": choice.reason,
        "warnings": [warning.text for warning in choice.warnings],
        "when": formats.moment(choice.at, data.study.zone),
    }
