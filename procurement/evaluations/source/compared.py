"""The source's decisions about a lot beside its ranking, in sentences. Pure: no database, no clock."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.pages import formats
from procurement.bids.states import SourceVerdict
from procurement.evaluations.shapes import RejectedBidShape, SourceDecisionShape, SourceOutcomeShape

_LETTERS = 200  # of a ground within a sentence; the whole stands beside it


@dataclass(frozen=True, slots=True)
class SourceDecision:
    """A decision about a lot, in the order of the file. `bid`: alias, "" where it names no bid of the lot."""

    verdict: SourceVerdict
    status: str
    bid: str
    name: str
    at: datetime | None = None
    ground: str = ""
    amount: Fraction | None = None
    currency: str = ""

    @property
    def subject(self) -> str:
        return self.bid or self.name or _("nobody by name")


@dataclass(frozen=True, slots=True)
class Ranking:
    """Bids with their places, the first ones first."""

    places: tuple[tuple[int, str], ...]

    @property
    def first(self) -> tuple[str, ...]:
        return tuple(bid for place, bid in self.places if place == 1)

    def place_of(self, bid: str) -> int | None:
        return next((place for place, ranked in self.places if ranked == bid), None)

    def without(self, bids: Iterable[str]) -> str | None:
        """The best placed bid that is none of these."""
        left_out = set(bids)
        return next((bid for _place, bid in self.places if bid not in left_out), None)


def standing_decisions(decisions: Sequence[SourceDecision]) -> list[SourceDecision]:
    """The decisions that hold, in the order of the file: the latest about each bid; a cancelled one never does."""
    latest: dict[tuple[str, str], SourceDecision] = {}
    for decision in decisions:
        if decision.verdict in {SourceVerdict.CANCELLED, SourceVerdict.UNKNOWN}:
            continue
        key = (decision.bid, decision.name)
        before = latest.get(key)
        if before is None or before.at is None or decision.at is None or decision.at >= before.at:
            latest[key] = decision
    return [decision for decision in decisions if latest.get((decision.bid, decision.name)) is decision]


def rejected_in(decisions: Sequence[SourceDecision]) -> list[SourceDecision]:
    return [decision for decision in standing_decisions(decisions) if decision.verdict == SourceVerdict.REJECTED]


def outcome(
    decisions: Sequence[SourceDecision], ranking: Ranking | None, again: Ranking | None, zone: str
) -> SourceOutcomeShape | None:
    """What the source decided beside `ranking` (None: not evaluated); `again`: the ranking without what it rejected.

    None if it decided nothing. Days are those of `zone`.
    """
    if not decisions:
        return None
    standing = standing_decisions(decisions)
    awarded = [decision for decision in standing if decision.verdict == SourceVerdict.AWARDED]
    rejected = [decision for decision in standing if decision.verdict == SourceVerdict.REJECTED]
    return SourceOutcomeShape(
        sentence=f"{_decided(standing, decisions, zone)} {_ranked(awarded, ranking)}",
        sentences=tuple(_consequences(awarded, rejected, ranking, again)),
        differs=_differs(awarded, rejected, ranking),
        awarded_twice=_awarded_twice(awarded),
        agrees=_agrees(awarded, ranking),
        awarded=tuple(decision.bid for decision in awarded if decision.bid),
        rejected=tuple(_rejected_bid(decision, ranking) for decision in rejected if decision.bid),
        decisions=tuple(_decision(decision) for decision in decisions),
    )


def _agrees(awarded: Sequence[SourceDecision], ranking: Ranking | None) -> bool | None:
    if ranking is None or not awarded:
        return None
    return {decision.bid for decision in awarded} == set(ranking.first)


def _differs(awarded: Sequence[SourceDecision], rejected: Sequence[SourceDecision], ranking: Ranking | None) -> bool:
    """The first is not awarded, or, where nobody is, some bid that is ranked was rejected."""
    agrees = _agrees(awarded, ranking)
    if agrees is not None or ranking is None:
        return agrees is False
    return any(ranking.place_of(decision.bid) is not None for decision in rejected)


def _decided(standing: Sequence[SourceDecision], decisions: Sequence[SourceDecision], zone: str) -> str:
    """'The source rejected B3 on 27 Aug 2020 (ground) and awarded B2 on 27 Aug 2020.'"""
    if not standing:
        statuses = ", ".join(dict.fromkeys(f"'{decision.status}'" for decision in decisions))
        return _("The source has decisions about this lot that decide nothing here (%(statuses)s).") % {
            "statuses": statuses
        }
    ranks = (SourceVerdict.REJECTED, SourceVerdict.AWARDED, SourceVerdict.PENDING)
    clauses = [_clause(decision, zone) for verdict in ranks for decision in standing if decision.verdict == verdict]
    return _("The source %(clauses)s.") % {"clauses": _in_a_row(clauses)}


def _clause(decision: SourceDecision, zone: str) -> str:
    templates = {
        SourceVerdict.REJECTED: _("rejected %(bid)s"),
        SourceVerdict.AWARDED: _("awarded %(bid)s"),
        SourceVerdict.PENDING: _("has not decided on %(bid)s"),
    }
    clause = templates[decision.verdict] % {"bid": decision.subject}
    if decision.at is not None and decision.verdict != SourceVerdict.PENDING:
        clause = _("%(clause)s on %(day)s") % {"clause": clause, "day": _day(decision.at, zone)}
    return f"{clause} ({_short(decision.ground)})" if decision.ground else clause


def _ranked(awarded: Sequence[SourceDecision], ranking: Ranking | None) -> str:
    if ranking is None:
        return _("This lot is not evaluated here.")
    first = _in_a_row(ranking.first)
    if not first:
        return _("The published method ranks no bid.")
    if _agrees(awarded, ranking):
        return _("The published method puts %(first)s first, too.") % {"first": first}
    return _("The published method puts %(first)s first.") % {"first": first}


def _consequences(
    awarded: Sequence[SourceDecision],
    rejected: Sequence[SourceDecision],
    ranking: Ranking | None,
    again: Ranking | None,
) -> Iterable[str]:
    if twice := _awarded_twice(awarded):
        yield twice
    for decision in awarded:
        if not decision.bid:
            yield _("No bid of the file for this lot is that of %(name)s.") % {"name": decision.subject}
        elif ranking and ranking.place_of(decision.bid) is None:
            yield _("The bid %(bid)s, which the source awarded, is not ranked here.") % {"bid": decision.bid}
    gone = [decision.bid for decision in rejected if ranking and ranking.place_of(decision.bid) is not None]
    if ranking and gone:
        best = ranking.without(gone)
        yield (
            _("The first that the source did not reject is %(bid)s.") % {"bid": best}
            if best
            else _("The source rejected every bid that is ranked.")
        )
    if again and gone:
        yield _again(awarded, gone, again)


def _awarded_twice(awarded: Sequence[SourceDecision]) -> str:
    """REF-11: more than one active award for a lot."""
    if len(awarded) < 2:
        return ""
    names = _in_a_row([decision.subject for decision in awarded])
    sentence = _("The source has %(n)d active awards for this lot, %(names)s, where only one can hold.")
    return sentence % {"n": len(awarded), "names": names}


def _again(awarded: Sequence[SourceDecision], gone: Sequence[str], again: Ranking) -> str:
    without, first = _in_a_row(list(dict.fromkeys(gone))), _in_a_row(again.first)
    if not first:
        return _("Evaluated again without %(bids)s, no bid is ranked.") % {"bids": without}
    values = {"bids": without, "first": first, "awarded": _in_a_row([decision.subject for decision in awarded])}
    if not awarded:
        return _("Evaluated again without %(bids)s, the method puts %(first)s first.") % values
    if _agrees(awarded, again):
        return _("Evaluated again without %(bids)s, the method puts %(first)s first: both orders agree.") % values
    return (
        _("Evaluated again without %(bids)s, the method puts %(first)s first, not %(awarded)s: both still differ.")
        % values
    )


def _rejected_bid(decision: SourceDecision, ranking: Ranking | None) -> RejectedBidShape:
    ground = _short(decision.ground) or _("no ground is given")
    return RejectedBidShape(
        bid=decision.bid,
        name=decision.name,
        place=ranking.place_of(decision.bid) if ranking else None,
        label=_("rejected by the source: %(ground)s") % {"ground": ground},
        at=decision.at,
        ground=decision.ground,
    )


def _decision(decision: SourceDecision) -> SourceDecisionShape:
    return SourceDecisionShape(
        verdict=str(decision.verdict.label),
        status=decision.status,
        bid=decision.bid,
        name=decision.name,
        amount=decision.amount,
        currency=decision.currency,
        at=decision.at,
        ground=decision.ground,
    )


def _day(at: datetime, zone: str) -> str:
    return formats.day(at.astimezone(ZoneInfo(zone)).date()).replace(formats.NO_BREAK, " ")


def _short(text: str) -> str:
    """The first line of a ground, without its full stop."""
    line = text.strip().partition("\n")[0].rstrip(".")
    return line if len(line) <= _LETTERS else f"{line[: _LETTERS - 1]}…"


def _in_a_row(names: Sequence[str]) -> str:
    """'B1', 'B1 and B2', 'B1, B2 and B3'."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}
