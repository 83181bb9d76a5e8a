"""The Equal Earth projection (Šavrič, Patterson, Jenny 2018): areas keep their proportions.

Lengths are in the units of the map, which is 1000 wide.
"""

from math import asin, cos, radians, sin, sqrt

PROJECTION = "Equal Earth"
WIDTH = 1000.0
_A = (1.340264, -0.081106, 0.000893, 0.003796)
_M = sqrt(3) / 2


def _equal_earth(longitude: float, latitude: float) -> tuple[float, float]:
    theta = asin(_M * sin(radians(latitude)))
    square = theta * theta
    sixth = square * square * square
    slope = _A[0] + 3 * _A[1] * square + sixth * (7 * _A[2] + 9 * _A[3] * square)
    x = radians(longitude) * cos(theta) / (_M * slope)
    return x, theta * (_A[0] + _A[1] * square + sixth * (_A[2] + _A[3] * square))


_X_MAX = _equal_earth(180, 0)[0]
_Y_MAX = _equal_earth(0, 90)[1]
HEIGHT = round(WIDTH * _Y_MAX / _X_MAX, 1)


def projected(longitude: float, latitude: float) -> tuple[float, float]:
    """Return where a place lies on the map, from its upper left corner."""
    x, y = _equal_earth(longitude, latitude)
    return (x / _X_MAX + 1) * WIDTH / 2, (1 - y / _Y_MAX) * HEIGHT / 2
