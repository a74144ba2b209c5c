"""Reads a printed calculation back, independently of what printed it: Python's own grammar, Fractions, its own rounding."""

import ast
import re
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

SIGNS = {"\u2212": "-", "×": "*", "÷": "/", "^": "**", ";": ","}
CONTEXT = Context(prec=50, rounding=ROUND_HALF_EVEN)
TWELVE = Decimal("1e-12")


def value_of(line):
    """The value of a left side: "40 × (1,500,000 − 1,031,500) ÷ 600,000"."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", line)
    plain = re.sub(r"([\d.]+)\u00a0%", r"(\1/100)", plain)
    for sign, python in SIGNS.items():
        plain = plain.replace(sign, python)
    return _value(ast.parse(plain, mode="eval").body, plain)


def _value(node, plain):
    if isinstance(node, ast.Constant):
        return Fraction(ast.get_source_segment(plain, node))
    if isinstance(node, ast.UnaryOp):
        return -_value(node.operand, plain)
    if isinstance(node, ast.Call):
        return {"min": min, "max": max}[node.func.id](_value(part, plain) for part in node.args)
    if isinstance(node.op, ast.Div) and isinstance(node.right, ast.Call) and node.right.func.id == "ln":
        return _logarithms(node, plain)
    left, right = _value(node.left, plain), _value(node.right, plain)
    if isinstance(node.op, ast.Pow):
        return (
            left**right.numerator if right.denominator == 1 else _twelve(CONTEXT.power(_decimal(left), _decimal(right)))
        )
    return {
        ast.Add: Fraction.__add__,
        ast.Sub: Fraction.__sub__,
        ast.Mult: Fraction.__mul__,
        ast.Div: lambda part, other: part / other,
    }[type(node.op)](left, right)


def _logarithms(node, plain):
    above, below = (_decimal(_value(part.args[0], plain)).ln(CONTEXT) for part in (node.left, node.right))
    return _twelve(CONTEXT.divide(above, below))


def _decimal(value):
    return CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))


def _twelve(value):
    return Fraction(value.quantize(TWELVE, context=CONTEXT))
