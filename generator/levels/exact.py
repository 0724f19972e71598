"""Exact arithmetic: amounts and points are never rounded and never floats.

Whole numbers and decimals stay what they are; a quotient becomes a fraction. They compare with each other.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from decimal import Context, Decimal
from fractions import Fraction
from typing import Any

from generator.model.program import Number

_CONTEXT = Context(prec=1000, traps=[])


add_decimals: Callable[[Any, Any], Decimal] = _CONTEXT.add
"""The exact sum of two whole numbers or decimals."""


def plus(a: Number, b: Number) -> Number:
    """The exact sum."""
    if type(a) is int and type(b) is int:
        return a + b
    if type(a) is Fraction or type(b) is Fraction:
        return Fraction(a) + Fraction(b)
    return _CONTEXT.add(a, b)  # type: ignore[arg-type]


def minus(a: Number, b: Number) -> Number:
    """The exact difference."""
    if type(a) is int and type(b) is int:
        return a - b
    return plus(a, negative(b))


def negative(a: Number) -> Number:
    """The number with the other sign, exactly."""
    return a.copy_negate() if type(a) is Decimal else -a


def product(a: Number, b: Number) -> Number:
    """The exact product."""
    if type(a) is int and type(b) is int:
        return a * b
    if type(a) is Fraction or type(b) is Fraction:
        return Fraction(a) * Fraction(b)
    return _CONTEXT.multiply(a, b)  # type: ignore[arg-type]


def quotient(a: Number, b: Number) -> Number:
    """The exact quotient; `b` is not zero."""
    return Fraction(a) / Fraction(b)


def adding(kinds: Iterable[type]) -> Callable[[Any, Any], Number]:
    """The quickest exact addition for numbers of these types."""
    distinct = set(kinds)
    if distinct <= {int}:
        return operator.add
    return plus if Fraction in distinct else _CONTEXT.add


def subtracting(kinds: Iterable[type]) -> Callable[[Any, Any], Number]:
    """The quickest exact subtraction for numbers of these types."""
    return operator.sub if set(kinds) <= {int} else minus


def total(numbers: Iterable[Number]) -> Number:
    """The exact sum of several."""
    result: Number = 0
    for number in numbers:
        result = plus(result, number)
    return result
