"""Putting exact shares in order without comparing their long fractions.

Shares of a deep trace have thousands of digits, and comparing two of them multiplies these. Their leading binary digits
tell nearly all apart; only where those are equal the fractions themselves are compared.
"""

from fractions import Fraction

LEADING_BITS = 64

ShareKey = tuple[int, int, Fraction]


def rising(share: Fraction) -> ShareKey:
    """Return what puts shares that are not negative in rising order."""
    above, below = share.numerator, share.denominator
    if not above:
        return (-(1 << LEADING_BITS), 0, share)
    size = above.bit_length() - below.bit_length()
    if _leading(above, below, size) >> LEADING_BITS == 0:
        size -= 1
    return (size, _leading(above, below, size), share)


def falling(share: Fraction) -> ShareKey:
    """Return what puts shares that are not negative in falling order."""
    size, leading, exact = rising(share)
    return (-size, -leading, -exact)


def _leading(above: int, below: int, size: int) -> int:
    """Return the leading digits of a fraction that lies between 2**size and twice that, cut off behind the last."""
    shift = LEADING_BITS - size
    return (above << shift) // below if shift >= 0 else above // (below << -shift)
