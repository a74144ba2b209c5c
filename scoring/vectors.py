"""Exact columns of numbers as ints on one unit: sums and rounding without a Fraction in the loop."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import lcm

from scoring.results import Vector


def vector(values: Sequence[Fraction | None]) -> Vector:
    """The values on their smallest common unit; None stays None."""
    common = lcm(*(value.denominator for value in values if value is not None))
    nums = tuple(None if value is None else value.numerator * (common // value.denominator) for value in values)
    return Vector(Fraction(1, common), nums)


def known(column: Vector) -> list[int]:
    """The numbers of a vector without gaps; raises ValueError where one is missing."""
    nums = [num for num in column.nums if num is not None]
    if len(nums) != len(column.nums):
        raise ValueError("a vector with gaps cannot be summed")
    return nums


def sums(columns: Iterable[Vector], count: int) -> Vector:
    """The sum of the columns, `count` numbers each, unrounded. No column gives zeros. Raises ValueError for None.

    All columns are brought to the common denominator of their units, so the loop multiplies and adds ints only.
    """
    listed = list(columns)
    common = lcm(*(column.unit.denominator for column in listed))
    totals = [0] * count
    for column in listed:
        factor = column.unit.numerator * (common // column.unit.denominator)
        try:
            totals = [total + factor * num for total, num in zip(totals, column.nums, strict=True)]  # type: ignore[operator]
        except TypeError:
            raise ValueError("a vector with gaps cannot be summed") from None
    return Vector(Fraction(1, common), tuple(totals))


def rounded(column: Vector, places: int, mode: str) -> Vector:
    """Each value at `places` decimals, as `numbers.round_to` does it, in ints; None stays None."""
    scale = 10**places
    top, bottom = column.unit.numerator * scale, column.unit.denominator
    nums = tuple(None if num is None else _round_up(num * top, bottom, mode) for num in column.nums)
    return Vector(Fraction(1, scale), nums)


def _round_up(top: int, bottom: int, mode: str) -> int:
    size, rest = divmod(abs(top), bottom)
    if mode == "half_up":
        size += 2 * rest >= bottom
    elif mode == "half_even":
        size += 2 * rest > bottom or (2 * rest == bottom and size % 2 == 1)
    return size if top >= 0 else -size


def times(column: Vector, factor: Fraction) -> Vector:
    """The vector with every value multiplied."""
    return Vector(column.unit * factor, column.nums)


def picked(column: Vector, indices: Sequence[int]) -> Vector:
    """The vector of the values at `indices`."""
    return Vector(column.unit, tuple([column.nums[index] for index in indices]))


def fractions_of(column: Vector) -> list[Fraction]:
    """The values of a vector without gaps."""
    top, bottom = column.unit.numerator, column.unit.denominator
    return [Fraction(num * top, bottom) for num in known(column)]
