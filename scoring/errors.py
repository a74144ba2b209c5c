"""One family of errors. Each says where in the case it lies and carries its values, never a float in disguise."""

from collections.abc import Mapping


class ScoringError(ValueError):
    """A specification or a fact that cannot be judged. `code` is the class name, `where` a path in the case.

    `values` fill the sentence; they are text, ints and Fractions. Two errors are equal when code, place and values are.
    A gap (something missing) is a result, `Incomplete`, and no error.
    """

    template = "{where}: {why}"

    def __init__(self, where: str, **values: object) -> None:
        self.where = where
        self.values: Mapping[str, object] = dict(sorted(values.items()))
        super().__init__(self.template.format(where=where, **values))

    @property
    def code(self) -> str:
        """The name by which pages, the API and tests know the error."""
        return type(self).__name__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ScoringError) and self._identity() == other._identity()

    def __hash__(self) -> int:
        return hash((self.code, self.where))

    def __repr__(self) -> str:
        return f"{self.code}({self.where!r}, {dict(self.values)!r})"

    def _identity(self) -> tuple[str, str, Mapping[str, object]]:
        return self.code, self.where, self.values


# --- found by `check`, before publication and again in `evaluate` ---


class PointsDontTotal(ScoringError):
    template = "{where}: the parts give {given} points, {wanted} are needed."


class UnknownFormula(ScoringError):
    template = "{where}: there is no formula '{formula}'."


class BadParameter(ScoringError):
    template = "{where}: {why}."


class ScaleNotOrdered(ScoringError):
    template = "{where}: a scale has at least two levels, each higher than the one before."


class BandsDontCover(ScoringError):
    template = "{where}: the bands leave out or repeat values at {at}."


class ThresholdDependsOnReferenceSet(ScoringError):
    template = "{where}: a minimum on marks of '{leaf}', which depend on the rival bids, would exclude in circles."


class TieChainWithoutDraw(ScoringError):
    template = "{where}: the tie chain must end with 'draw', and only there."


class UnbackedPromise(ScoringError):
    template = "{where}: the offer for '{kpi}' earns points, but no credit rule backs it."


# --- found in the facts ---


class FloatRefused(ScoringError):
    template = "{where}: {given} is not an exact number; write it as text, an integer or a fraction."


class BasisMismatch(ScoringError):
    template = "{where}: stated in {given}, the tender asks for {wanted}."


class NegativePrice(ScoringError):
    template = "{where}: the price {price} is negative."


class MissingCost(ScoringError):
    template = "{where}: no amount is stated for '{kind}' in year {year}."


class UnknownBid(ScoringError):
    template = "{where}: there is no bid '{bid}'."


class UnknownLeaf(ScoringError):
    template = "{where}: there is no '{leaf}' to refer to."


class MarkNotOnScale(ScoringError):
    template = "{where}: the mark {mark} is not on its scale."


class DuplicateMark(ScoringError):
    template = "{where}: '{what}' is given twice."


class RulingWithoutReason(ScoringError):
    template = "{where}: a ruling names its reason by sha256 and what it decides."


class OtherSeed(ScoringError):
    template = "{where}: the seed of the draw is not the one whose fingerprint was published."


class Unmarked(ScoringError):
    template = "{where}: not everything is marked, so there is no total."
