"""Floats of double length: a number as the sum of two floats, the second being what the first leaves over.

Some thirty digits, at the speed of machine code: enough to prove the rounding of a share that stands on ten thousand
lots. Numbers are not negative, so that nothing is ever lost by taking one from another. Each operation adds at most
`STEP_ERROR` of its result to the error of what it was given (products and quotients of two floats each are within
16 units of 2**-106; Joldes, Muller and Popescu 2017), or, far below any mass, `SMALLEST`.
"""

import math

from casthouse.provenance.compiled import compiled

STEP_ERROR = 2.0**-100
SMALLEST = 2.0**-900
SPLITTER = 134217729.0  # 2**27 + 1 cuts a float into two halves

LongFloat = tuple[float, float]


@compiled
def of_whole(number: int) -> LongFloat:
    """Return a whole number, exactly."""
    high = float(number)
    return high, float(number - int(high))


@compiled
def exact_product(one: float, other: float) -> LongFloat:
    """Return the product of two floats, exactly."""
    high = one * other
    cut = SPLITTER * one
    one_high = cut - (cut - one)
    one_low = one - one_high
    cut = SPLITTER * other
    other_high = cut - (cut - other)
    other_low = other - other_high
    low = ((one_high * other_high - high) + one_high * other_low + one_low * other_high) + one_low * other_low
    return high, low


@compiled
def exact_sum(one: float, other: float) -> LongFloat:
    """Return the sum of two floats, exactly."""
    high = one + other
    back = high - one
    return high, (one - (high - back)) + (other - back)


@compiled
def plus(high: float, low: float, other_high: float, other_low: float) -> LongFloat:
    """Return a sum."""
    whole, rest = exact_sum(high, other_high)
    lows, lost = exact_sum(low, other_low)
    whole, rest = exact_sum(whole, rest + lows)
    return exact_sum(whole, rest + lost)


@compiled
def times(high: float, low: float, other_high: float, other_low: float) -> LongFloat:
    """Return a product."""
    whole, rest = exact_product(high, other_high)
    return exact_sum(whole, rest + (high * other_low + low * other_high))


@compiled
def over(high: float, low: float, other_high: float, other_low: float) -> LongFloat:
    """Return a quotient; what it is divided by is not zero."""
    first = high / other_high
    taken, taken_low = times(other_high, other_low, first, 0.0)
    rest, rest_low = plus(high, low, -taken, -taken_low)
    second = rest / other_high
    taken, taken_low = times(other_high, other_low, second, 0.0)
    rest, rest_low = plus(rest, rest_low, -taken, -taken_low)
    third = rest / other_high
    whole, left = exact_sum(first, second)
    return plus(whole, left, third, 0.0)


@compiled
def parted(high: float, low: float) -> tuple[int, float]:
    """Return the whole part of a number and what is left, which is off by no more than the number and 2**-52."""
    whole = math.floor(high)
    left = (high - whole) + low
    more = math.floor(left)
    return int(whole) + int(more), left - more
