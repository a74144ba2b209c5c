"""The smallest changes that give another winner: one mark, one price. Never that a result is safe."""

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.pages import formats, names
from procurement.evaluations.shapes.answer import MarkTurnShape, PriceTurnShape, TurnsShape
from procurement.evaluations.summary.information import annex_of
from procurement.evaluations.summary.sheet import Sheet
from scoring import CONSENSUS, MarkTurn, MarkTurns, PriceTurn, robustness

SLIGHT = Fraction(1, 100)  # of a price: a smaller change makes a result fragile


def turns_shape(sheet: Sheet) -> TurnsShape:
    """What turns the result, computed from the stored case. Raises Damaged as `annex_of`."""
    annex = annex_of(sheet)
    marks = sheet.turns
    prices = robustness.price_turns(annex) if annex else ()
    fewest = [steps.steps for steps in annex.steps if steps.steps] if annex else []
    least = 1 if marks.turns else min(fewest, default=None)
    slight = bool(prices) and prices[0].share < SLIGHT
    return TurnsShape(
        title=_title(sheet, marks, least, prices, slight=slight),
        text=_text(sheet, marks, prices),
        fragile=bool(marks.turns) or slight,
        moves=marks.moves,
        tried=marks.tried,
        fewest=least,
        marks=tuple(_mark_turn(sheet, turn) for turn in marks.turns),
        prices=tuple(PriceTurnShape(turn.bid, turn.to, turn.less, turn.share) for turn in prices),
    )


def _title(sheet: Sheet, marks: MarkTurns, least: int | None, prices: Sequence[PriceTurn], *, slight: bool) -> str:
    if marks.turns:
        return _marks_title(sheet, {turn.winner for turn in marks.turns})
    if slight:
        return _("Fragile: %(share)s of a price, another winner") % {"share": formats.percent(prices[0].share, 2)}
    if least is not None:
        sentence = ngettext(
            "%(n)s panel mark by one level gives another winner",
            "%(n)s panel marks by one level each give another winner",
            least,
        )
        return sentence % {"n": least}
    if prices:
        return _("A lower price gives another winner")
    return _("No panel mark moved by one level gives another winner") if marks.tried else ""


def _marks_title(sheet: Sheet, winners: set[str | None]) -> str:
    """Another winner only where each of the moves gives one."""
    if None not in winners:
        return _("Fragile: one panel mark, one level, another winner")
    if winners == {None}:
        return _("Fragile: one panel mark, one level, and nobody is first without a further decision")
    first = _short(sheet, sheet.result.winner or "")
    return _("Fragile: one panel mark, one level, and %(bid)s is no longer first") % {"bid": first}


def _text(sheet: Sheet, marks: MarkTurns, prices: Sequence[PriceTurn]) -> str:
    winners = {turn.winner for turn in marks.turns}
    if marks.turns:
        if winners == {None}:
            return _("Nobody is first without a further decision with any one of these:")
        if len(winners) > 1:
            return _("The first is no longer first with any one of these:")
        return _("%(bid)s is first with any one of these:") % {"bid": _short(sheet, winners.pop() or "")}
    if prices:
        return price_sentence(sheet, prices[0])
    if marks.tried:
        tried = {"tried": formats.number(marks.tried), "moves": formats.number(marks.moves)}
        return _("%(tried)s of %(moves)s such moves were tried, one at a time.") % tried
    return ""


def price_sentence(sheet: Sheet, turn: PriceTurn) -> str:
    """At which price a bid is first."""
    return _("At %(amount)s less (%(share)s of its price), %(bid)s is first.") % {
        "amount": formats.price(turn.less, sheet.spec.basis.currency),
        "share": formats.percent(turn.share, 2),
        "bid": _short(sheet, turn.bid),
    }


def _mark_turn(sheet: Sheet, turn: MarkTurn) -> MarkTurnShape:
    return MarkTurnShape(
        criterion=turn.leaf,
        title=sheet.criteria[turn.leaf].title,
        bid=turn.bid,
        evaluator=turn.evaluator,
        mark=turn.mark,
        to=turn.to,
        winner=turn.winner or "",
        sentence=_mark_sentence(sheet, turn),
    )


def _mark_sentence(sheet: Sheet, turn: MarkTurn) -> str:
    """'Migration: Lumenord 4 instead of 5, as evaluator E3 had marked it'."""
    values = {
        "criterion": sheet.criteria[turn.leaf].title,
        "bid": _short(sheet, turn.bid),
        "to": formats.number(turn.to),
        "mark": formats.number(turn.mark),
        "who": ", ".join(turn.marked_by) if turn.evaluator in {CONSENSUS, ""} else turn.evaluator,
    }
    if turn.marked_by:
        sentence = _("%(criterion)s: %(bid)s %(to)s instead of %(mark)s, as %(who)s had marked it")
    elif turn.evaluator not in {CONSENSUS, ""}:
        sentence = _("%(criterion)s: %(bid)s %(to)s instead of %(mark)s by %(who)s")
    else:
        sentence = _("%(criterion)s: %(bid)s %(to)s instead of %(mark)s")
    return sentence % values


def _short(sheet: Sheet, bid: str) -> str:
    return names.split(sheet.name(bid))[0]
