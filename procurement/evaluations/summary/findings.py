"""What to look at twice about a run: as it was frozen, and what became known later."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.pages import formats, names
from core.pages.wording import PAGE
from procurement.evaluations import queries
from procurement.evaluations.circumstances import circumstances_of
from procurement.evaluations.models import FindingAnswer, FindingDecision, Run
from procurement.evaluations.shapes.findings import FindingBidShape, FindingSettledShape, FindingShape, FindingsShape
from procurement.evaluations.summary.information import annex_of
from procurement.evaluations.summary.sheet import Damaged, Sheet
from procurement.tenders.models import Origin
from scoring import ScoringError, WithoutBid, codec, digest, explain, findings, without_each
from scoring.findings import Finding

# What each kind is called, in the order in which it is looked for.
LABELS = {
    "late_bid": gettext_lazy("bids after the deadline"),
    "dates_rewritten": gettext_lazy("dates of bids written anew"),
    "price_zero": gettext_lazy("prices of zero"),
    "several_bids_of_one": gettext_lazy("several bids of one organisation"),
    "shared_member": gettext_lazy("organisations in several bids"),
    "source_differs": gettext_lazy("decisions of the source that differ"),
    "source_awards_twice": gettext_lazy("two awards of the source on one lot"),
    "below_min_rung": gettext_lazy("evidence below what was asked"),
    "abnormal_price": gettext_lazy("abnormally low prices by the published rule"),
    "thin_panel": gettext_lazy("criteria marked by too few"),
    "tie_by_draw": gettext_lazy("ties that a draw decided"),
    "one_mark_turns": gettext_lazy("results that one mark turns"),
    "one_mark_excludes": gettext_lazy("winners that one mark excludes"),
    "single_bid": gettext_lazy("lots with one admissible bid"),
    "no_admissible_bid": gettext_lazy("lots with none"),
    "no_information": gettext_lazy("marks that carry no information"),
    "order_depends_on_rivals": gettext_lazy("orders that losing bids can change"),
    "scaled_to_best": gettext_lazy("quality scaled to the best bid"),
}
ACTS = {
    "two_officers": gettext_lazy("Two officers decide."),
    "officer": gettext_lazy("The officer looks into it."),
    "panel": gettext_lazy("The panel looks into it."),
    "auditor": gettext_lazy("For the reader to weigh; nobody has to act."),
}
ANSWERS = {
    FindingAnswer.KEEP: gettext_lazy("Kept by %(first)s and %(second)s: %(reason)s"),
    FindingAnswer.EXCLUDE: gettext_lazy("Excluded by %(first)s and %(second)s: %(reason)s"),
}


def findings_shape(sheet: Sheet) -> FindingsShape:
    """The run's own list, what became known later with its date, and what was looked for. Eight queries."""
    run = sheet.run
    decided = Decided(queries.decided_of(run.lot))
    run_here = run.lot.tender.origin == Origin.OWN
    later = known_later(run)
    prices = findings.price_sentences(sheet.case, sheet.result)

    def shape(finding: Finding, known_at: datetime | None = None) -> FindingShape:
        without = _without(sheet, finding) if run_here and finding.kind in findings.NEEDS_DECISION else ""
        return finding_shape(
            finding, sheet.names, decided, prices, run_here=run_here, known_at=known_at, without=without
        )

    return FindingsShape(
        listed=bool(run.findings),
        noticed=tuple(shape(finding) for finding in frozen_findings(run)),
        later=tuple(shape(finding, at) for finding, at in later),
        unlisted=tuple(shape(finding) for finding in unknown_before(sheet, later)),
        looked_for=tuple(str(label) for label in LABELS.values()),
        sha256=run.findings_sha,
    )


def _without(sheet: Sheet, finding: Finding) -> str:
    """What becomes of the ranking if the bids of an open decision are left out, each by itself."""
    return " ".join(_left_out(sheet, left) for left in without_each(sheet.case, sheet.result, finding.bids))


def _left_out(sheet: Sheet, left: WithoutBid) -> str:
    values = {"bid": names.split(sheet.name(left.left))[0], "places": formats.number(left.stay)}
    if not left.order:
        return _("Without %(bid)s, nobody is first without a further decision.") % values
    if not left.stay:
        first = names.split(sheet.name(left.winner or ""))[0]
        return _("Without %(bid)s, %(first)s is first.") % {**values, "first": first}
    if left.stay == 1:
        return _("Place 1 stays with or without %(bid)s.") % values
    return _("Places 1 to %(places)s stay with or without %(bid)s.") % values


def frozen_findings(run: Run) -> tuple[Finding, ...]:
    """The list that was frozen with the run, verified over its stored bytes; empty without one. Raises Damaged."""
    if not run.findings:
        return ()
    damaged = Damaged(f"What to look at twice in run {run.no} of {run.lot} is not what was stored with it.")
    if digest.of_bytes("findings", run.findings.encode()) != run.findings_sha:
        raise damaged
    try:
        return findings.from_json(codec.loads(run.findings))
    except (ScoringError, ValueError) as error:  # JSON's own errors are ValueErrors
        raise damaged from error


Dated = tuple[Finding, datetime]


def known_later(run: Run) -> list[Dated]:
    """What became known after the run was frozen, with the time. One query."""
    return [
        (finding, row.at) for row in queries.later_findings_of(run) for finding in findings.from_json([row.finding])
    ]


def unknown_before(sheet: Sheet, later: Iterable[Dated]) -> tuple[Finding, ...]:
    """What is noticed now and stands neither in the run's own list nor among what became known later. Six queries."""
    run = sheet.run
    around = circumstances_of(run.lot, sheet.result)
    now = findings.findings(sheet.case, sheet.result, annex_of(sheet), around, sheet.turns)
    known = [*frozen_findings(run), *(finding for finding, _at in later)]
    return tuple(finding for finding in now if finding not in known)


@dataclass(frozen=True, slots=True)
class Decided:
    """What two officers decided about a lot, the latest last."""

    decisions: Sequence[FindingDecision]

    def about(self, finding: Finding) -> FindingSettledShape | None:
        """What was decided last about the finding with these figures."""
        about = [decision for decision in self.decisions if decision.finding == finding]
        return _settled(about[-1]) if about else None

    def before(self, finding: Finding) -> FindingSettledShape | None:
        """What was decided last about the same bids for other figures; it does not settle the finding."""
        same_bids = [decision for decision in self.decisions if _about(decision.finding) == _about(finding)]
        return _settled(same_bids[-1]) if same_bids and same_bids[-1].finding != finding else None


def _about(finding: Finding) -> tuple[str, tuple[str, ...]]:
    return finding.kind, finding.bids


def _settled(decision: FindingDecision) -> FindingSettledShape:
    names = {"first": decision.by_first, "second": decision.by_second, "reason": decision.reason}
    return FindingSettledShape(
        decision=decision.decision,
        sentence=str(ANSWERS[FindingAnswer(decision.decision)]) % names,
        at=decision.at,
    )


def finding_shape(
    finding: Finding,
    names_by_bid: Mapping[str, str],
    decided: Decided,
    prices: findings.StoredTexts,
    *,
    run_here: bool,
    known_at: datetime | None = None,
    without: str = "",
) -> FindingShape:
    """A finding in words, with the bids by name. Only a tender run here (`run_here`) has something to decide."""
    needs_decision = run_here and finding.kind in findings.NEEDS_DECISION
    settled = decided.about(finding)
    return FindingShape(
        kind=finding.kind,
        fingerprint=findings.fingerprint(finding),
        bids=tuple(FindingBidShape(bid, names_by_bid.get(bid, bid)) for bid in finding.bids),
        sentence=explain.text(findings.sentence(finding, prices), names_by_bid, PAGE),
        acts=str(ACTS[finding.acts]) if run_here or finding.acts == "auditor" else _("For the reader to weigh."),
        needs_decision=needs_decision,
        settled=settled,
        decided_before=None if settled else decided.before(finding),
        known_at=known_at,
        without=without if needs_decision and settled is None else "",
    )
