"""Exact arithmetic: amounts and points are never rounded and never floats.

Whole numbers and decimals stay what they are; a quotient becomes a fraction. They compare with each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction

from generator.model.program import Number

_CONTEXT = Context(prec=1000, traps=[])


def plus(a: Number, b: Number) -> Number:
    """The exact sum."""
    if isinstance(a, Fraction) or isinstance(b, Fraction):
        return Fraction(a) + Fraction(b)
    if isinstance(a, int) and isinstance(b, int):
        return a + b
    return _CONTEXT.add(a, b)


def minus(a: Number, b: Number) -> Number:
    """The exact difference."""
    return plus(a, -b if not isinstance(b, Decimal) else b.copy_negate())


def product(a: Number, b: Number) -> Number:
    """The exact product."""
    if isinstance(a, Fraction) or isinstance(b, Fraction):
        return Fraction(a) * Fraction(b)
    if isinstance(a, int) and isinstance(b, int):
        return a * b
    return _CONTEXT.multiply(a, b)


def quotient(a: Number, b: Number) -> Number:
    """The exact quotient; `b` is not zero."""
    return Fraction(a) / Fraction(b)


def total(numbers: Iterable[Number]) -> Number:
    """The exact sum of several."""
    result: Number = 0
    for number in numbers:
        result = plus(result, number)
    return result
