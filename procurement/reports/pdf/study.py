"""A frozen study of methods as ready text for its template, in the sentences of its page. Pure."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.studies import figures, sentences
from procurement.studies.shapes import FrozenStudyShape

TEMPLATE = "reports/study.html"
LONG_TITLE = 140  # letters; more of them are set smaller on the cover


@dataclass(frozen=True, slots=True)
class Chosen:
    title: str
    reason: str
    warnings: list[str]
    when: str


def context(study: FrozenStudyShape, *, data_sha: str) -> dict[str, object]:
    """Everything the template shows."""
    over = _("Study %(no)d") % {"no": study.study.no}
    return {
        "lang": "en",
        "title": f"{over}: {study.study.title}",
        "study": study.study,
        "made_at": study.study.at.isoformat(),
        "over": over,
        "foot": _("Study %(digest)s") % {"digest": formats.short_digest(data_sha)},
        "long_title": len(study.study.title) > LONG_TITLE,
        "cover": _cover(study),
        "chosen": _chosen(study),
        "digests": [
            (_("Inputs"), study.digests.inputs),
            (_("Result"), study.digests.result),
            (_("This report"), data_sha),
        ],
        "comparison": sentences.comparison(study),
        "figures": figures.curves(study, tips=False),
        "rates": sentences.rates(study),
        "rates_figure": figures.rates(study) if study.simulated else None,
    }


def _cover(study: FrozenStudyShape) -> list[tuple[str, str]]:
    head = study.study
    return [
        (_("Authority"), head.authority),
        (_("Made"), formats.moment(head.at, head.zone)),
        (_("Points of 100"), sentences.split(study)),
        (_("Expected bids"), sentences.origin(study)),
        (_("Seed"), str(head.seed)),
        (_("Simulated tenders"), formats.number(head.tenders) if study.simulated else _("not simulated yet")),
    ]


def _chosen(study: FrozenStudyShape) -> Chosen | None:
    """The choice that holds; who chose stands in the audit log, not in a file that outlives an account."""
    choice = study.choice
    if choice is None:
        return None
    return Chosen(
        title=f"{choice.candidate}. {choice.title}",
        reason=choice.reason,
        warnings=[warning.text for warning in choice.warnings],
        when=formats.moment(choice.at, study.study.zone),
    )
