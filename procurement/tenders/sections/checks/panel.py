"""What stops a publication in the section `panel`: numbers that no panel can follow."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from procurement.tenders.sections.checks.finding import SectionFinding
from procurement.tenders.sections.content import SectionKey, TenderContent

METHODS = ("consensus", "mean", "median")
SECOND_CHOICES = ("keep_ranking", "recompute")
IN_TWO_BIDS = ("refuse", "allow")


def findings(content: TenderContent) -> Iterator[SectionFinding]:
    """The method, the envelopes and the rules after the award are known ones; at least one evaluator marks."""
    panel = content.panel
    if panel.method not in METHODS:
        yield _of("method", _("Nothing says how marks of several evaluators become one."))
    if panel.least < 1:
        yield _of("least", _("Nobody would mark a bid: at least one evaluator is needed."))
    if panel.envelopes not in (1, 2):
        yield _of("envelopes", _("Nothing says when prices are opened."))
    if panel.standstill_days is not None and panel.standstill_days < 0:
        yield _of("standstill_days", _("The days between the award and the contract are below 0."))
    if panel.second_choice not in SECOND_CHOICES:
        yield _of("second_choice", _("Nothing says what happens when the winner drops out."))
    if panel.member_in_two_bids not in IN_TWO_BIDS:
        yield _of("member_in_two_bids", _("Nothing says what happens when somebody takes part in two bids."))


def _of(place: str, sentence: str) -> SectionFinding:
    return SectionFinding(SectionKey.PANEL, place, sentence)
