"""The map: places lie where the projection puts them, and no site is lost when sites are put together."""

import pytest

from casthouse.exchange.world_map import land_path
from casthouse.picture.world_projection import HEIGHT, WIDTH, projected
from casthouse.service.public_map import PublicPlace
from casthouse.web.world_chart import ZOOM_MAX, marks, window

pytestmark = pytest.mark.one_store


def place(code: str, latitude: float, longitude: float, *, certified: bool = True) -> PublicPlace:
    return PublicPlace(
        code=code,
        name=code,
        organisation_name="A",
        country="DE",
        latitude=latitude,
        longitude=longitude,
        is_certified=certified,
    )


def test_the_projection_keeps_the_middle_the_poles_and_the_sides() -> None:
    assert projected(0, 0) == (WIDTH / 2, HEIGHT / 2)
    assert projected(0, 90)[1] == pytest.approx(0)
    assert projected(0, -90)[1] == pytest.approx(HEIGHT)
    assert projected(180, 0)[0] == pytest.approx(WIDTH)
    assert projected(-180, 0)[0] == pytest.approx(0)
    x, y = projected(60, 45)
    assert WIDTH / 2 < x < projected(60, 0)[0]
    assert 0 < y < HEIGHT / 2


def test_equal_areas_stay_equal() -> None:
    def area(latitude: float) -> float:
        """Return the drawn area of a cell that covers the same ground at each latitude, by its corners."""
        from math import cos, radians  # noqa: PLC0415 - only here

        wide = 1 / cos(radians(latitude))
        corners = [(0, latitude - 0.5), (wide, latitude - 0.5), (wide, latitude + 0.5), (0, latitude + 0.5)]
        points = [projected(*corner) for corner in corners]
        pairs = zip(points, [*points[1:], points[0]], strict=True)
        return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2

    assert area(60) == pytest.approx(area(0), rel=0.02)
    assert area(-45) == pytest.approx(area(0), rel=0.02)


@pytest.mark.parametrize("zoom", range(ZOOM_MAX + 1))
def test_no_site_in_the_window_is_lost_and_all_are_counted(zoom: int) -> None:
    places = [place(f"P{n}", 40 + n % 17 * 0.7, 5 + n % 23 * 0.9, certified=n % 2 == 0) for n in range(200)]
    seen = window(zoom, round(projected(12, 46)[0]), round(projected(12, 46)[1]))
    drawn = marks(places, seen)
    inside = [each.code for each in places if seen.holds(*projected(each.longitude, each.latitude))]
    assert sorted(site.code for mark in drawn for site in mark.places) == sorted(inside)
    assert sum(mark.certified for mark in drawn) == sum(
        each.is_certified for each in places if each.code in inside
    )


def test_a_window_stays_on_the_map() -> None:
    for x, y in ((0, 0), (10_000, 10_000), (-5, 3)):
        seen = window(3, x, y)
        assert 0 <= seen.x <= WIDTH - seen.width
        assert 0 <= seen.y <= HEIGHT - seen.height
    assert window(99, 0, 0).zoom == ZOOM_MAX


def test_the_land_is_one_path_within_the_map() -> None:
    path = land_path()
    assert path.count("M") == path.count("Z") > 200
    assert len(path) < 200_000
