"""Calculations as a reader gets them: the sheet of a lot, a cell as one line, a cell as its steps."""

from scoring.explain import calculator
from scoring.judging import evaluate as judge
from tests.scoring.reading import text_of


def calculator_of(lot_case):
    return calculator(lot_case, judge(lot_case))


def line(lot_case, leaf, bid_id="A"):
    return calculator_of(lot_case).cell(leaf, bid_id).line().replace("\u00a0", " ").replace("\u2212", "−")


def lines_of(lot_case, leaf):
    lines = calculator_of(lot_case).cell(leaf, "A").lines()
    return [("" if what is None else text_of(what), printed) for what, printed in lines]
